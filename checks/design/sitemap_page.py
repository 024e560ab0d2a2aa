from collections.abc import Iterator

from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import LinkState, Site

FEWEST_LINKS = 5


@site_check("sitemap-page")
def sitemap_page(site: Site) -> Iterator[Result]:
    """站点地图打不开或没有内容。

    依据：《政府网站发展指引》（国办发〔2017〕47号）：页面底部有站点地图；国办秘函〔2019〕19号“网站标识”（扣分原文未核）。
    判定：首页上有“网站地图”或“站点地图”链接，而它打不开、或页面上几乎没有链接的，为“需人工复核”；
    首页上没有这个链接的，也为“需人工复核”（页脚七项另有检查，这里不重复扣分）。
    首页没有取得、链接未能核验、地图由脚本生成的，为“无法核验”。
    误报：站点地图可能由脚本生成；链接是否确实打不开，以“可用性”的复测结果为准。
    整改：修正站点地图的链接，让它列出各级栏目。
    """
    home = site.home()
    if home is None or not home.reading.kind.is_content:
        why = site.why_missing(site.url) if home is None else home.reading.reason
        yield unverifiable(site.url, f"首页没有读到（{why or '没有取得首页'}），没有检查站点地图。")
        return
    url = home.reading.facts.get("sitemap")
    if not url:
        yield _not_linked(site, scripted=home.reading.script_built)
        return
    yield _judge(site, url)


def _not_linked(site: Site, *, scripted: bool) -> Result:
    if scripted:
        reason = "首页由脚本生成，静态页面里看不到有没有站点地图链接。"
        return unverifiable(site.url, reason, rule="link")
    message = "首页的静态内容里没有“网站地图”或“站点地图”链接，请人工确认。"
    return review(site.url, message, rule="link", target="sitemap:link")


def _judge(site: Site, url: str) -> Result:
    page = site.page(url)
    if page is not None and page.reading.kind.is_content:
        links = len(site.links_on(page.url))
        if links >= FEWEST_LINKS:
            return passed(site.url, target=url)
        if page.reading.script_built or links == 0:
            reason = f"站点地图“{url}”的内容可能由脚本生成，静态页面里读不到链接。"
            return unverifiable(url, reason, rule="empty")
        message = f"站点地图“{url}”上只有 {links} 个链接，请人工确认是否完整。"
        return review(url, message, rule="empty", target=url, value=str(links))
    broken = next((link for link in site.broken_links() if link.url == url), None)
    if broken is not None and broken.state in (LinkState.DEAD, LinkState.SUSPECT):
        message = f"首页的站点地图链接打不开（{broken.reason}），请人工确认。"
        return review(site.url, message, rule="unreachable", target=url, evidence=broken.evidence)
    why = broken.reason if broken is not None else site.why_missing(url)
    reading_reason = page.reading.reason if page is not None else ""
    return unverifiable(
        url, f"站点地图没有取得：{reading_reason or why or '原因不明'}。", rule="unreachable"
    )
