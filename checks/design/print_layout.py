import re
from collections.abc import Iterator

from checks.page import Page, PageKind
from checks.registry import page_check
from checks.results import Result, not_applicable, review

_VIEWPORT = re.compile(r"<meta[^>]{0,200}viewport", re.IGNORECASE)


@page_check("print-layout")
def print_layout(page: Page) -> Iterator[Result]:
    """没有看到打印或移动端适配的处理。

    依据：国办秘函〔2019〕19号“兼容性”只要求主流浏览器正常显示，未见打印和移动端的条文；这里只作提示，不计分。
    判定：首页、栏目页、内容页没有 viewport 声明的（规则名 viewport），
    内容页的源代码里没有打印功能、打印样式的（规则名 print），为“需人工复核”；同一问题全站只列一条。
    误报：打印样式可能写在单独的样式文件里，适配可能由服务器按设备返回另一套页面，静态页面里看不到。
    整改：在模板的 head 里加上 viewport 声明；在样式里加上 @media print，打印时只留正文。
    """
    kind = page.reading.kind
    if kind not in (PageKind.HOME, PageKind.COLUMN, PageKind.ARTICLE):
        yield not_applicable(page.url, "不是首页、栏目页或内容页，不检查打印和适配。")
        return
    if not _VIEWPORT.search(page.html):
        message = "页面没有 viewport 声明，手机上可能不能正常显示，请人工查看。"
        yield review(page.url, message, rule="viewport", target="layout:viewport")
    if kind is PageKind.ARTICLE and not page.reading.facts.get("printing"):
        message = "内容页的源代码里没有看到打印功能或打印样式（样式文件里的没有查看），请人工查看。"
        yield review(page.url, message, rule="print", target="layout:print")
