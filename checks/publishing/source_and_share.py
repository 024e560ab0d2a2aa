from collections.abc import Iterator

from checks.page import Page, PageKind
from checks.registry import page_check
from checks.results import Result, not_applicable, review

MISSING = {
    "source": "内容页上没有看到信息来源，请人工确认。",
    "share": "内容页的源代码里没有看到转发分享功能，它也可能由外部脚本载入，请人工确认。",
}


@page_check("source-and-share")
def source_and_share(page: Page) -> Iterator[Result]:
    """稿件没有来源或分享功能。

    依据：《政府网站发展指引》附件《网页设计规范》（二手转述）：内容页应有来源和转载分享功能；广东 2024 年第三季度通报点名。
    判定：内容页上没有“来源”“发布机构”“作者”之类的说明，也没有显示页面标签 ContentSource 的内容的，
    或者页面源代码里没有任何分享功能的痕迹的，为“需人工复核”；同一问题不论出现在多少页面只列一条。
    误报：来源、分享可能由脚本载入，静态页面里看不到；领导信息、机构职能等固定内容不需要来源。
    整改：在内容页模板里显示来源，并加上转发分享按钮。
    """
    reading = page.reading
    if reading.kind is not PageKind.ARTICLE or page.is_home:
        yield not_applicable(page.url, "不是内容页，不要求来源和分享功能。")
        return
    for rule, message in MISSING.items():
        if not reading.facts.get(rule):
            yield review(page.url, message, rule=rule, target=f"article:{rule}")
