from collections.abc import Iterator

from checks.broken_targets import results
from checks.registry import site_check
from checks.results import Outcome, Result, unverifiable
from checks.site import PageSummary, Site


@site_check("broken-link-home")
def broken_link_home(site: Site) -> Iterator[Result]:
    """首页有打不开的链接。

    依据：国办秘函〔2019〕19号“可用性”指标：首页链接（含图片、附件、外部链接）打不开或错误（扣分分值原文未核）。
    判定：返回 404、410，或域名不存在，且隔一段时间再问仍然如此的，为“发现”；
    5xx、拒绝连接、超时等复测后仍不通的，为“需人工复核”；
    被防护系统拦截、证书问题、robots.txt 不允许访问的，为“无法核验”，不计错；
    抓取没有完成、首页内容全由脚本生成、首页只是跳转页的也注明。
    同一个目标只算一处，出现它的页面列在后面。
    误报：监测点网络与目标不通、目标临时维护会表现为超时或 5xx，所以只列为复核；
    只在特定地区或内网开放的地址请列入说明。
    整改：改正链接地址，删除已失效的链接；目标在别的网站时，先用浏览器打开确认，再联系对方或撤下链接。
    """
    home = site.home()
    if home is None or not home.reading.kind.is_content:
        reason = home.reading.reason if home else site.why_missing(site.url)
        yield unverifiable(site.url, f"没有读到首页，首页上的链接没有检查：{reason}。")
        return
    if site.stop_reason != "finished":
        reason = "抓取没有完成，首页上可能有链接没有检查。"
        yield unverifiable(site.url, reason, rule="unfinished")
    found = results(site, (link for link in site.broken_links() if link.on_home))
    if _is_shell(home):
        reason = "首页由脚本生成或只是跳转页，静态页面里几乎没有链接，首页上的链接没有检查。"
        yield unverifiable(site.url, reason, rule="scripted")
        found = (result for result in found if result.outcome is not Outcome.PASS)
    yield from found


def _is_shell(home: PageSummary) -> bool:
    """Whether the page only leads on, or is filled by scripts: neither entries nor columns."""
    reading = home.reading
    if reading.items or reading.item_links or reading.facts.get("columns"):
        return False
    return reading.script_built or "columns" in reading.facts
