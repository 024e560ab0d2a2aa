"""From link states to results: one for each distinct target that is not ok."""

from collections.abc import Iterable, Iterator

from checks.results import Outcome, Result, passed, unverifiable
from checks.site import LinkReport, LinkState, Site

TEMPLATE_PAGES = 10
"""A target on this many pages, and on more than half of all, stands in the shared template."""
OUTCOMES = {
    LinkState.DEAD: Outcome.FAIL,
    LinkState.SUSPECT: Outcome.REVIEW,
    LinkState.BLOCKED: Outcome.UNVERIFIABLE,
    LinkState.UNVERIFIABLE: Outcome.UNVERIFIABLE,
}
ROLES = {
    "page": "链接",
    "external": "外部链接",
    "attachment": "附件",
    "image": "图片",
    "style": "样式文件",
    "script": "脚本文件",
    "media": "音视频",
    "frame": "框架页",
}


def results(site: Site, links: Iterable[LinkReport]) -> Iterator[Result]:
    """A result for each link, with rule ``template`` when most pages show it, else its role.

    Ends with a pass that stands for the links that are fine. A site of which no page was read
    gives one "unverifiable" instead: no links were seen at all.
    """
    pages = sum(page.reading.kind.is_content for page in site.pages())
    if not pages:
        reason = site.why_missing(site.url) or "没有读到任何页面"
        yield unverifiable(site.url, f"没有可检查的链接：{reason}。")
        return
    for link in links:
        outcome = OUTCOMES.get(link.state)
        if outcome is not None:
            yield _result(link, outcome, pages)
    yield passed(site.url, f"全站共检查了 {site.links_checked()} 个不同的地址。")


def _result(link: LinkReport, outcome: Outcome, pages: int) -> Result:
    role = "external" if link.external and link.role == "page" else link.role
    shown = len(link.found_on)
    in_template = shown >= TEMPLATE_PAGES and shown * 2 > pages
    what = ROLES.get(role, "链接") + (f"“{link.text[:40]}”" if link.text.strip() else "")
    where = f"，出现在 {shown} 个页面上" if shown > 1 else ""
    reason = link.reason or (f"HTTP {link.status}" if link.status else "没有取得应答")
    messages = {
        Outcome.FAIL: f"{what}打不开：{reason}{where}。",
        Outcome.REVIEW: f"{what}复测后仍未打开：{reason}{where}，请人工确认。",
        Outcome.UNVERIFIABLE: f"{what}无法核验：{reason}{where}。",
    }
    return Result(
        outcome,
        link.found_on[0] if link.found_on else link.url,
        messages[outcome],
        target=link.url,
        locator=link.locator,
        excerpt=link.excerpt,
        rule="template" if in_template else role,
        value=str(link.status) if link.status else "",
        found_on=link.found_on,
        evidence=link.evidence,
    )
