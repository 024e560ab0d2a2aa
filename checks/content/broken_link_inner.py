from collections.abc import Iterator

from checks.broken_targets import results
from checks.registry import site_check
from checks.results import Result, unverifiable
from checks.site import Site


@site_check("broken-link-inner")
def broken_link_inner(site: Site) -> Iterator[Result]:
    """内页有打不开的链接。

    依据：国办秘函〔2019〕19号“可用性”指标：首页以外页面的链接（含图片、附件、外部链接）打不开或错误（扣分分值原文未核）。
    判定：返回 404、410，或域名不存在，且隔一段时间再问仍然如此的，为“发现”；
    5xx、拒绝连接、超时等复测后仍不通的，为“需人工复核”；
    被防护系统拦截、证书问题、robots.txt 不允许访问的，为“无法核验”，不计错；抓取没有完成、除首页以外没有读到页面的也注明。
    首页上也有的目标只算在首页一项；同一个目标只算一处，出现它的页面列在后面。
    误报：监测点网络与目标不通、目标临时维护会表现为超时或 5xx，所以只列为复核。
    整改：改正链接地址，删除已失效的链接；多数页面都有的坏链接在公用模板里，改一处即可。
    """
    if site.stop_reason != "finished":
        reason = "抓取没有完成，没有抓到的页面上的链接没有检查。"
        yield unverifiable(site.url, reason, rule="unfinished")
    links = [link for link in site.broken_links() if not link.on_home]
    read = [page for page in site.pages() if page.reading.kind.is_content]
    if not links and read and all(page.is_home for page in read):
        yield unverifiable(site.url, "除首页以外没有读到任何页面，内页上的链接没有检查。")
        return
    yield from results(site, links)
