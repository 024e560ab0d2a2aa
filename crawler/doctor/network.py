"""Looks that go out: only to the office's own sites, only when somebody asked for it."""

import socket
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from statistics import median

from crawler.connecting import Deadline, IncompatibleError, UnresolvedError
from crawler.dialling import Timings, exchange
from crawler.doctor.finding import Finding, bad, care, good
from crawler.engine import user_agent
from crawler.example_sites import REMEDY, why_example
from crawler.probe import why_not_now
from crawler.sites import SiteConfig, SitesFile
from crawler.trusting import trust_of

MOST = 3
LIMIT_S = 15.0
SLIGHT_S, WRONG_S = 60, 300


def look(sites: SitesFile, now: datetime) -> Iterator[Finding]:
    """Ask up to three of the sites for their home page, once by each network."""
    agent = user_agent(sites.contact)
    asked: list[SiteConfig] = []
    real = []
    for site in sites.sites.values():
        if why := why_example(site):
            yield bad(f"联网 {site.id}", f"{why}，没有访问", f"{sites.path}：{REMEDY}")
        else:
            real.append(site)
    for site in real[:MOST]:
        if why := why_not_now(site, sites.database(site.id), now, 0):
            yield care(f"联网 {site.id}", why, "")
        else:
            asked.append(site)
    offsets = []
    for site in asked:
        found, offset = _asked(site, agent, socket.AF_INET, "")
        yield found
        offsets += [] if offset is None else [offset]
        yield _asked(site, agent, socket.AF_INET6, " IPv6")[0]
    if offsets:
        yield _clock(offsets)


def _asked(
    site: SiteConfig, agent: str, family: socket.AddressFamily, suffix: str
) -> tuple[Finding, float | None]:
    """What came of it, and by how many seconds our clock is ahead of the server's."""
    name, deadline, timings = f"联网 {site.id}{suffix}", Deadline(LIMIT_S), Timings()
    remedy = "请检查本机的网络、域名服务器和防火墙；别的网站都好的，就是这个网站的问题。"
    if suffix:
        remedy = "网站没有开通，或本机没有 IPv6 网络；要核验请换到有 IPv6 的网络。"
    try:
        trust = trust_of(site.network.ca_file)
        answer = exchange(site.url, family, agent, deadline, timings, {}, trust)
    except IncompatibleError as error:
        return care(name, error.why, "这不是本机的问题，网站记为无法核验。"), None
    except (OSError, HTTPException, ValueError) as error:
        unresolved = isinstance(error, UnresolvedError)
        text = "域名解析不到地址" if unresolved else f"没有打开（{_short(error)}）"
        return (care if suffix else bad)(name, text, remedy), None
    said = answer.certificate.fault or answer.certificate.by
    note = f"；{said}" if said else ""
    text = f"HTTP {answer.status}{note}，解析 {timings.dns_ms or 0} 毫秒，连接 {timings.tcp_ms or 0} 毫秒"
    told = answer.headers.get("date", "")
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return good(name, text), None
    return good(name, text), (datetime.now(UTC) - at.astimezone(UTC)).total_seconds()


def _clock(offsets: Sequence[float]) -> Finding:
    """By the middle one: a single server's clock may be wrong itself."""
    off = median(offsets)
    text = f"比网站的时间{'快' if off > 0 else '慢'} {abs(off):.0f} 秒"
    if max(offsets) - min(offsets) > WRONG_S:
        return care("时钟偏差", f"{text}，但各网站的时间相差很大", "请以授时服务器为准核对。")
    if abs(off) <= SLIGHT_S:
        return good("时钟偏差", text)
    remedy = "请校准系统时间（如 timedatectl set-ntp true）。"
    return (bad if abs(off) > WRONG_S else care)("时钟偏差", text, remedy)


def _short(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"{LIMIT_S:g} 秒没有应答"
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
