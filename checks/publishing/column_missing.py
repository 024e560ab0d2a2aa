import re
from collections.abc import Iterator

from checks.home_facts import COLUMN_WORDS
from checks.page import PageKind
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Site

LONGEST_NAME, LONGEST_TITLE = 12, 6
"""Characters of a column's name, and of an article that is a column by itself (机构职能)."""
_END = re.compile(r"[-_|—–]")
RULES = {
    "概况信息": "overview",
    "机构职能": "duties",
    "领导信息": "leaders",
    "动态要闻": "news",
    "政策文件": "policy",
    "政策解读": "interpretation",
}


@site_check("column-missing")
def column_missing(site: Site) -> Iterator[Result]:
    """没有找到应设的栏目。

    依据：国办秘函〔2019〕19号“发布解读”各项（概况信息、机构职能、领导信息、动态要闻、政策文件、政策解读），扣分分值原文未核。
    判定：门户网站应有这六类栏目。先看台账里登记的栏目，再看首页上的链接名称，再看抓到的页面的标题和栏目标签；
    都没有找到的为“需人工复核”。首页没有取得，或首页由脚本生成而读不到链接的，为“无法核验”。
    部门网站不要求概况信息；其余同上。
    误报：栏目可能用了不常见的名称，或者在抓取没有到达的下级页面里；请打开网站看一眼再定。
    整改：开设缺少的栏目，并在首页或导航里放上链接；已经开设的，在台账里登记栏目和类型。
    """
    configured = {c.kind for c in site.columns if not c.guessed}
    names = [c.name for c in site.columns]
    home = site.home()
    linked = dict(home.reading.facts.get("columns", {})) if home is not None else {}
    stored = _names_of_pages(site)
    for kind, rule in RULES.items():
        if kind == "概况信息" and site.kind != "portal":
            yield not_applicable(site.url, "部门网站不要求概况信息栏目。", rule=rule)
            continue
        pattern = COLUMN_WORDS[kind]
        found = (
            kind in configured
            or kind in linked
            or any(map(pattern.search, names))
            or any(map(pattern.search, stored))
        )
        if found:
            yield passed(site.url, rule=rule, target=f"column:{kind}")
        else:
            yield _absent(site, kind, rule)


def _names_of_pages(site: Site) -> set[str]:
    """How the stored pages call themselves and their columns; no titles of news among them."""
    names: set[str] = set()
    for page in site.pages():
        reading = page.reading
        if not reading.kind.is_content:
            continue
        names.add(reading.labels.get("ColumnName", "").strip()[:LONGEST_NAME])
        title = _END.split(reading.title, maxsplit=1)[0].strip()
        if len(title) <= (LONGEST_TITLE if reading.kind is PageKind.ARTICLE else LONGEST_NAME):
            names.add(title)
    return names


def _absent(site: Site, kind: str, rule: str) -> Result:
    home, target = site.home(), f"column:{kind}"
    if home is None or not home.reading.kind.is_content:
        why = site.why_missing(site.url) if home is None else home.reading.reason
        reason = f"首页没有读到（{why or '没有取得首页'}），有没有“{kind}”栏目无从判断。"
        return unverifiable(site.url, reason, rule=rule, target=target)
    links = site.links_on(home.url)
    if home.reading.script_built or len(links) < 10:
        reason = f"首页上读不到多少链接，可能由脚本生成，有没有“{kind}”栏目无从判断。"
        return unverifiable(site.url, reason, rule=rule, target=target)
    message = f"台账、首页链接和抓到的页面里都没有找到“{kind}”类栏目，请人工确认是否开设。"
    return review(site.url, message, rule=rule, target=target, value=kind)
