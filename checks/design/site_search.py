from collections.abc import Iterator

from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import Site


@site_check("site-search")
def site_search(site: Site) -> Iterator[Result]:
    """全站搜索找不到已发布的稿件。

    依据：国办秘函〔2019〕19号“全站搜索”：能搜到全站内容、结果分类（扣分分值原文未核）。
    判定：首页有本站的搜索框、且是普通的 GET 表单时，抓取结束后用首页上一篇稿件的完整标题试搜一次；
    结果页链接到这篇稿件的为“未发现”，没有的为“需人工复核”；首页上没有找到搜索框的也为“需人工复核”。
    搜索框由脚本或 POST 提交、搜索由别的网站提供、robots.txt 不允许、结果由脚本载入的，为“无法核验”：程序不代为提交。
    结果是否分类、排序是否合理由人判断。
    误报：搜索引擎可能还没有收录较新的稿件；搜索框可能由脚本生成。
    整改：让搜索覆盖全站稿件并及时收录；搜索框放在每页的固定位置。
    """
    home = site.home()
    if home is None or not home.reading.kind.is_content:
        why = site.why_missing(site.url) if home is None else home.reading.reason
        yield unverifiable(site.url, f"首页没有读到（{why or '没有取得首页'}），没有检查搜索。")
        return
    form = home.reading.facts.get("search")
    look = site.search_look()
    if look is not None:
        tried = f"用已发布稿件的标题“{look.words}”试搜"
        if look.found is None:
            yield unverifiable(
                site.url, f"{tried}，没有看到结果：{look.reason or '原因不明'}。", rule="search"
            )
        elif look.found:
            yield passed(site.url, rule="search", target="search:found")
        else:
            message = f"{tried}，结果页里没有指向这篇稿件的链接，请人工再试。"
            yield review(
                site.url, message, rule="search", target="search:found", evidence=look.evidence
            )
    elif form is None:
        yield _no_form(site, scripted=home.reading.script_built)
    else:
        yield unverifiable(
            site.url, f"{_why_not(form['method'])}，请人工用已知标题试搜。", rule="search"
        )


def _no_form(site: Site, *, scripted: bool) -> Result:
    if scripted:
        reason = "首页由脚本生成，静态页面里看不到有没有搜索框，请人工查看。"
        return unverifiable(site.url, reason, rule="form")
    message = "首页的静态内容里没有找到搜索框，它可能由脚本生成或在单独的页面上，请人工确认。"
    return review(site.url, message, rule="form", target="search:form")


def _why_not(method: str) -> str:
    if method == "script":
        return "首页的搜索框由脚本提交，程序不代为操作"
    if method != "get":
        return "首页的搜索框以 POST 方式提交，程序不代为提交"
    return "首页有搜索框，但抓取时没有试搜（搜索由别的网站提供，或首页没有可用的稿件标题）"
