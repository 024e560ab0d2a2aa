"""Advice about a configuration that is valid but probably not what the office wants."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from checks.columns import Limit
from crawler.column_kinds import KIND_LIMITS
from crawler.example_sites import REMEDY, why_example
from crawler.site_fields import is_loopback
from crawler.sites import SiteConfig, SitesFile

SOON_DAYS = 30


def warnings(sites: SitesFile, as_of: date) -> list[str]:
    """Chinese sentences, one a matter; ``as_of`` is the day exemptions are compared with."""
    advice: list[str] = []
    if not sites.sites:
        advice.append(
            f"{sites.path} 里还没有任何网站，请加一段 [[site]]，或用 govcheck import 导入台账。"
        )
    if not sites.contact and any(not _local(site) for site in sites.sites.values()):
        advice.append(
            "没有填写 contact：抓取时会在请求里写明联系方式，便于对方遇到问题时找到你。"
            '请在文件开头加一行，如 contact = "wangzhan@example.com"。'
        )
    for site in sites.sites.values():
        advice += [f"网站“{site.name}”（{site.id}）：{text}" for text in _site(site, as_of)]
    codes = Counter(site.id_code.lower() for site in sites.sites.values() if site.id_code)
    advice += [
        f"有 {count} 个网站填了同一个网站标识码 {code}，请确认没有填错。"
        for code, count in codes.items()
        if count > 1
    ]
    advice += _alike(sites)
    advice += _units(sites)
    return advice


def _alike(sites: SitesFile) -> Iterator[str]:
    names = Counter(site.name for site in sites.sites.values())
    for name, count in names.items():
        if count > 1:
            yield f"有 {count} 个网站都叫“{name}”，报告里会分不清，请确认不是重复。"
    known: dict[str, SiteConfig] = {}
    for site in sites.sites.values():
        for host in (site.host, *site.hosts):
            other = known.setdefault(host, site)
            if other is not site:
                yield (
                    f"网站“{other.name}”（{other.id}）和“{site.name}”（{site.id}）都在 {host} 上，"
                    "同样的页面会查两遍。其中一个如果只是栏目，请删掉它，写成另一个网站的栏目；"
                    "如果是别的单位负责的目录，请写成那个单位的网址前缀。"
                )
                break


def _site(site: SiteConfig, as_of: date) -> list[str]:
    advice = []
    if why := why_example(site):
        advice.append(f"{why}，不会去访问。{REMEDY}")
    elif "example" in (urlsplit(site.url).hostname or "").split("."):
        advice.append("网址像是示例，请改成真实网址。")
    if not site.id_code:
        advice.append("没有填网站标识码，核对 SiteIDCode 标签和页脚标识码时只能给“需人工复核”。")
    if not site.unit:
        advice.append("没有填主办单位（unit），问题清单里责任单位会是空的。")
    if not site.columns:
        advice.append(
            "没有栏目，栏目更新情况无法核验。"
            f"可运行 govcheck columns {site.id}，按首页导航生成一份再修改。"
        )
    if not site.politeness.obey_robots and not _local(site):
        advice.append("obey_robots = false 表示不遵守对方的 robots.txt，请确认已得到网站同意。")
    if site.access and site.url.startswith("http:") and not _local(site):
        advice.append("预览系统的凭据会以明文（http）发送，请确认只在内网使用，或改用 https 网址。")
    guessed = sum(column.guessed for column in site.columns)
    if guessed:
        advice.append(
            f"有 {guessed} 个栏目是程序猜的（guessed = true），不会扣分；核对后请删掉这一行。"
        )
    repeated = [n for n, count in Counter(c.name for c in site.columns).items() if count > 1]
    if repeated:
        advice.append(f"有重名栏目：{'、'.join(repeated)}，报告里会分不清，建议改名。")
    for column in site.columns:
        if not site.in_scope(column.url):
            advice.append(
                f"栏目“{column.name}”的网址在别的网站上（{urlsplit(column.url).netloc}），"
                "不会被抓取；确属本网站的，请把这个域名加进 hosts。"
            )
        usual = KIND_LIMITS.get(column.kind)
        if usual and (column.limit is None or _days(column.limit) > _days(usual)):
            told = column.limit.text if column.limit else "没有更新要求"
            advice.append(
                f"栏目“{column.name}”的更新期限是{told}，比{column.kind}通行的 {usual.text}宽，"
                "超过通行期限也不会报，请确认有依据。"
            )
        until = column.exemption.until if column.exemption else None
        if column.exemption and until is None:
            advice.append(f"栏目“{column.name}”的豁免没有截止日期，建议补上 exempt_until。")
        elif until and until < as_of:
            advice.append(f"栏目“{column.name}”的豁免已于 {until} 到期，现在按正常栏目检查。")
        elif until and (until - as_of).days <= SOON_DAYS:
            advice.append(f"栏目“{column.name}”的豁免将于 {until} 到期。")
    return advice


def _units(sites: SitesFile) -> list[str]:
    names = [unit.name for unit in sites.units.values()]
    advice = [
        f"有 {count} 个单位都叫“{name}”，请确认不是重复。"
        for name, count in Counter(names).items()
        if count > 1
    ]
    for unit in sites.units.values():
        advice += [
            f"单位“{unit.name}”（{unit.id}）的网址前缀 {prefix} 不属于任何已配置的网站，不会起作用。"
            for prefix in unit.prefixes
            if sites.sites and not any(site.in_scope(prefix) for site in sites.sites.values())
        ]
    return advice


def _days(limit: Limit) -> float:
    """About how many days may pass; a count within a period is never the laxer one."""
    return float(limit.days or 0) + 30.5 * (limit.months or 0)


def _local(site: SiteConfig) -> bool:
    return is_loopback(site.host)
