from collections.abc import Iterator, Sequence

from checks.foreign_hosts import is_stranger, suspicious_word
from checks.registry import site_check
from checks.results import Result, not_applicable, review, unverifiable
from checks.site import ForeignHost, Site

_SHOWN = 10


@site_check("new-external-host")
def new_external_host(site: Site) -> Iterator[Result]:
    """上次没有、这次新出现的站外主机。

    依据：外链域名台账和新增域名告警是发现暗链、挂马的通常做法（国办秘函〔2019〕19号 V1③、V1④ 的候选）。
    判定：与上次月份的抓取结果相比，新出现的陌生站外主机里：提供脚本或框架的，逐个列为“需人工复核”（script）；
    域名像博彩、色情、商业推广的，逐个列出（suspicious）；其余的每月合并成一条（link）。
    .gov.cn、.edu.cn 和词表里的可信主机不算。没有上次的抓取结果的，为“不适用”；这次没有抓完的，只比较抓到的。
    误报：新发的稿件引用新的网站、新接入的统计和视频服务都会出现，请人工确认来源。
    整改：不是本单位加的，立即删除，查明是谁、通过什么途径加上的。
    """
    before = site.foreign_hosts_before()
    if before is None:
        yield not_applicable(site.url, "没有以前月份的抓取结果，无从比较站外主机。")
        return
    own = (site.host,)
    new = [h for h in site.foreign_hosts() if h.host not in before and is_stranger(h.host, own)]
    if not new and site.home() is None:
        yield unverifiable(
            site.url, f"没有取得首页，无从比较站外主机：{site.why_missing(site.url)}。"
        )
        return
    pages = site.linked_from([h.script or h.example for h in new])
    rest: list[ForeignHost] = []
    for host in new:
        address = host.script or host.example
        found_on = pages.get(address, ())
        word = suspicious_word("", host.host)
        if host.script:
            said = (
                f"页面新引用了站外主机 {host.host} 的脚本或框架，上次没有，请确认是不是本单位加的。"
            )
            yield _result(site, host, said, "script", address, found_on)
        elif word:
            said = f"页面新链接到站外主机 {host.host}，域名里有“{word}”，请用浏览器打开确认。"
            yield _result(site, host, said, "suspicious", address, found_on)
        else:
            rest.append(host)
    if rest:
        names = "、".join(h.host for h in rest[:_SHOWN])
        more = " 等" if len(rest) > _SHOWN else ""
        yield review(
            site.url,
            f"与上次相比新出现 {len(rest)} 个站外主机：{names}{more}，请浏览一遍，确认都是应有的链接。",
            rule="link",
            target=f"新增站外主机 {site.month_start:%Y-%m}",
            value=str(len(rest)),
            found_on=tuple(dict.fromkeys(p for h in rest for p in pages.get(h.example, ())[:1])),
        )


def _result(
    site: Site, host: ForeignHost, said: str, rule: str, address: str, found_on: Sequence[str]
) -> Result:
    return review(
        found_on[0] if found_on else site.url,
        said,
        rule=rule,
        target=address,
        value=host.host,
        found_on=tuple(found_on),
    )
