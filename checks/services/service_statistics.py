"""Whether figures about services (办件量) are public."""

from collections.abc import Iterator

from checks.offered import offered
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Site


@site_check("service-statistics")
def service_statistics(site: Site) -> Iterator[Result]:
    """没有公开办事统计。

    依据：国办秘函〔2019〕19号扣分指标“办事统计”：公开办件量（名称和分值未核原文）。
    判定：首页和服务类页面上找办件量、办事统计、今日受理一类文字；找到为“未发现”。
    没有找到而办事服务在政务服务平台上的，统计可能也在平台上，为“无法核验”；其余没有找到的为“需人工复核”。
    抓取没有完成、没有读到服务类页面的，为“无法核验”；没有对外服务职能的网站为“不适用”。
    误报：统计由脚本加载、做成图片或附在年报里的读不到，请人工查看。
    整改：在办事服务栏目定期公布受理、办结数量。
    """
    if not site.public_services:
        yield not_applicable(site.url, "没有对外服务职能，不查办事服务。")
        return
    read = False
    for page in site.pages():
        facts = page.reading.facts
        read = read or "service_page" in facts
        if "service_statistics" in facts:
            yield passed(site.url, f"有办事统计：{facts['service_statistics']}（{page.url}）。")
            return
    if any(one.platform for one in offered(site)):
        reason = "本站没有找到办事统计；办事服务在政务服务平台上，统计可能也在那里，请人工查看。"
        yield unverifiable(site.url, reason)
    elif not read:
        yield unverifiable(site.url, "没有读到办事服务页面，不能判断有没有办事统计。")
    elif site.stop_reason != "finished":
        yield unverifiable(site.url, "抓取没有完成，不能判断有没有办事统计。")
    else:
        message = "办事服务页面上没有找到办件量、办事统计一类数字，请确认是否公布。"
        yield review(site.url, message, target="services:statistics")
