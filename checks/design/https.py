from collections.abc import Iterator

from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Certificate, Site


@site_check("https")
def https(site: Site, *, warn_days: int = 30) -> Iterator[Result]:
    """HTTPS 证书过期、将过期或与域名不符。

    依据：国办秘函〔2019〕19号未见 HTTPS 单列项，只作提示；证书错误导致网站打不开的，按“站点无法访问”处理。
    判定：抓取时看到的证书已经过期、尚未生效、与域名不符或是自签名的，监测时间点已过有效期的，
    或者 30 天内到期的，为“需人工复核”；网站没有使用 HTTPS 的为“不适用”；看不到证书内容的为“无法核验”。
    是否缺少中间证书不判断：多数浏览器能自行补齐。
    误报：监测点与用户之间有代理时，看到的可能不是网站自己的证书。
    整改：更换证书并设置到期提醒；证书要覆盖网站使用的全部域名。
    """
    seen = site.certificates()
    if not seen:
        if site.url.lower().startswith("https:"):
            reason = "网站使用 HTTPS，但抓取时没有看到证书内容，无法核验。"
            yield unverifiable(site.url, reason, target=f"https:{site.host}")
        else:
            yield not_applicable(site.url, "抓取到的本站页面没有使用 HTTPS，不检查证书。")
    for certificate in seen:
        yield _judge(site, certificate, warn_days)


def _judge(site: Site, seen: Certificate, warn_days: int) -> Result:
    target, name = f"https:{seen.host}", f"“{seen.host}”"
    if seen.problem:
        message = f"{name}的 {seen.problem}，请人工确认。"
        return review(seen.url, message, rule="problem", target=target, value=seen.problem)
    if seen.until is None:
        return unverifiable(seen.url, f"{name}的 HTTPS 证书没有读到有效期。", target=target)
    left = (seen.until - site.as_of).days
    if left < 0:
        message = f"{name}的 HTTPS 证书有效期到 {seen.until}，监测时间点已经过期，请人工确认。"
        return review(seen.url, message, rule="expired", target=target, value=str(left))
    if left <= warn_days:
        message = f"{name}的 HTTPS 证书将在 {left} 天后（{seen.until}）到期，请确认是否已安排更换。"
        return review(seen.url, message, rule="expiring", target=target, value=str(left))
    return passed(seen.url, target=target)
