from collections.abc import Iterator

from checks.foreign_hosts import stranger_in, suspicious_word
from checks.page import Page
from checks.registry import site_check
from checks.results import Result, not_applicable, review, unverifiable
from checks.site import AgentLook, Site
from checks.unrelated import unrelated

_SHOWN = 5


@site_check("cloaking")
def cloaking(site: Site, *, many: int = 5) -> Iterator[Result]:
    """对搜索引擎显示不同的内容（暗链候选）。

    依据：国办秘函〔2019〕19号单项否决 V1③、V1④；按访问者身份返回不同内容是暗链和篡改的常见手法。
    判定：只在配置里写了 compare_user_agents = true（网站主管单位已同意）时进行：首页和前几个栏目页，
    分别以普通浏览器和搜索引擎的名义各访问一次。后者看到的页面多出陌生的站外主机，并且文字或域名像博彩、
    色情、商业推广，或多出 5 个以上的；标题变成博彩、色情用语的，为“需人工复核”。
    没有同意的为“不适用”；有一方没有取得内容的为“无法核验”。
    误报：按访问者推送广告、轮换友情链接也会不同，请人工确认；对搜索引擎封禁的网站会取不到内容。
    整改：先截图留存，检查网站程序、服务器配置和统计代码里按 User-Agent、Referer 判断的语句，清除后门。
    """
    looks = site.agent_looks()
    if looks is None:
        reason = "没有取得网站主管单位同意（配置里没有 compare_user_agents = true），没有以搜索引擎的名义访问。"
        yield not_applicable(site.url, reason)
        return
    if not looks:
        yield unverifiable(site.url, "没有取得可以比对的页面，没有以搜索引擎的名义访问。")
    for look in looks:
        if look.browser is None or look.searcher is None:
            yield unverifiable(look.url, f"两种身份没有都取得网页内容：{look.reason}。")
        else:
            yield from _compare(site, look, look.browser, look.searcher, many)


def _compare(
    site: Site, look: AgentLook, browser: Page, searcher: Page, many: int
) -> Iterator[Result]:
    hit = unrelated(_title(searcher), "", ("gambling", "sex"))
    if hit is not None and _title(browser) != _title(searcher):
        yield review(
            look.url,
            f"以搜索引擎的名义访问，网页标题变成了“{_title(searcher)[:40]}”，像是{hit.label}内容，请立即核实。",
            rule="title",
            target=look.url,
            evidence=look.evidence,
        )
    usual, shown = _strangers(browser, site.host), _strangers(searcher, site.host)
    more = {host: text for host, text in shown.items() if host not in usual}
    words = {host: word for host, text in more.items() if (word := suspicious_word(text, host))}
    if words or len(more) >= many:
        names = "、".join([*words, *(h for h in more if h not in words)][:_SHOWN])
        yield review(
            look.url,
            f"以搜索引擎的名义访问，页面多出 {len(more)} 个陌生的站外主机：{names}，疑似暗链，请立即核实。",
            rule="links",
            target=look.url,
            value=str(len(more)),
            evidence=look.evidence,
        )


def _title(page: Page) -> str:
    node = page.tree.css_first("title")
    return " ".join(node.text().split()) if node else ""


def _strangers(page: Page, host: str) -> dict[str, str]:
    """Stranger's host -> the text of the first link to it."""
    found: dict[str, str] = {}
    for link in page.tree.css("a[href]"):
        stranger = stranger_in(link.attributes.get("href") or "", (host,))
        if stranger:
            found.setdefault(stranger, link.text(strip=True))
    return found
