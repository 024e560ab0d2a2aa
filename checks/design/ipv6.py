from collections.abc import Iterator, Sequence
from datetime import timedelta

from checks.host_names import bare_host, is_test_host
from checks.page import SHANGHAI
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Probe, Site


@site_check("ipv6")
def ipv6(site: Site, *, days: int = 31) -> Iterator[Result]:
    """网站不支持 IPv6 访问。

    依据：2022 年 IPv6 工作安排：县级以上政府门户网站应支持 IPv6；在国办秘函〔2019〕19号里的名称、归属和分值未核。
    判定：看可用性采样（govcheck probe）近 31 天里的 IPv6 采样：域名有 AAAA 记录并经 IPv6 打开过首页的为“未发现”；
    没有 IPv6 地址的（规则名 no-address）、有地址却打不开的（规则名 no-answer），为“需人工复核”，不直接判不支持。
    没有采样、监测点自己没有 IPv6 网络、被防护系统拦截的，为“无法核验”（无法检测）。
    二、三级链接的 IPv6 支持率不检查。
    误报：域名解析可能按地区返回不同结果；监测点的 IPv6 网络可能只通一部分线路。
    整改：请接入服务商或统一平台开通 IPv6，给域名加上 AAAA 记录并实测能打开。
    """
    host = bare_host(site.host)
    if is_test_host(host):
        yield not_applicable(site.url, f"以“{host}”访问，不是正式域名，不检查 IPv6。")
        return
    since = site.as_of - timedelta(days=days)
    recent = [
        p
        for p in site.probes_over_ipv6()
        if since < p.at.astimezone(SHANGHAI).date() <= site.as_of and not p.exempt
    ]
    yield _judge(site, host, recent)


def _judge(site: Site, host: str, samples: Sequence[Probe]) -> Result:
    target = f"ipv6:{host}"
    if not samples:
        reason = "近一个月没有做过 IPv6 采样（govcheck probe），无法检测是否支持 IPv6。"
        return unverifiable(site.url, reason, target=target)
    telling = [p for p in samples if p.ok is not None]
    if not telling:
        reason = f"{len(samples)} 次 IPv6 采样都没有结论（{samples[-1].detail}），无法检测。"
        return unverifiable(site.url, reason, target=target)
    good = sum(p.ok is True for p in telling)
    value = f"{good}/{len(telling)}"
    if good * 2 >= len(telling):
        return passed(site.url, target=target, value=value)
    if all("没有 IPv6 地址" in p.detail for p in telling if not p.ok):
        message = (
            f"{len(telling)} 次 IPv6 采样里，有 {len(telling) - good} 次域名没有 IPv6 地址（AAAA 记录），"
            "请人工确认。"
        )
        return review(site.url, message, rule="no-address", target=target, value=value)
    message = (
        f"{len(telling)} 次 IPv6 采样里只有 {good} 次打开首页（最近一次：{telling[-1].detail}），"
        "请人工确认。"
    )
    return review(site.url, message, rule="no-answer", target=target, value=value)
