"""Availability samples: one visit to a home page, by IPv4 and by IPv6, timed and judged.

A visit fails when the whole page has not come within 15 seconds (15.0 s included), whatever the
reason lies in the site. A protection screen, our own missing network and a circle of redirects
say nothing about the site: such a visit neither fails nor counts.
"""

import errno
import random
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from checks.availability.site_unreachable import OURS, STRANGE
from checks.blocking import blocked_by
from crawler.beside import Starts
from crawler.connecting import Deadline, IncompatibleError, NoRouteError, UnresolvedError
from crawler.dialling import Answer, Timings, exchange
from crawler.sites import SiteConfig
from crawler.store import Store
from crawler.trusting import Trust, trust_of

LIMIT_S = 15.0
"""The rule: not open after so many seconds, these included, is a failure."""
MARGIN_S = 0.5
"""A visit is cut off so much later, so that 14.9 s and 15.0 s are told apart."""
MOST_REDIRECTS = 10
OUTAGE_FROM = 3
"""So many sites asked together, none of which even connects: our own network is at fault."""
FAMILIES = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}


@dataclass(frozen=True, slots=True)
class Sample:
    """One visit by one network. ``ok`` None: it says nothing about the site, see ``detail``."""

    site_id: str
    at: str
    family: str
    ok: bool | None
    seconds: float
    detail: str
    status: int = 0
    timings: Timings = field(default_factory=Timings)
    connected: bool = False

    @property
    def row(self) -> dict[str, object]:
        """A row of ``probes``."""
        return {
            "at": self.at,
            "ok": self.ok,
            "seconds": round(self.seconds, 3),
            "detail": self.detail,
            "family": self.family,
            "status": self.status,
            "dns_ms": self.timings.dns_ms,
            "tcp_ms": self.timings.tcp_ms,
            "tls_ms": self.timings.tls_ms,
            "first_byte_ms": self.timings.first_byte_ms,
        }


def visit(
    site: SiteConfig, family: str, agent: str, *, at: datetime, limit_s: float = LIMIT_S
) -> Sample:
    """Open a home page once by one network; never takes longer than ``limit_s`` and a margin.
    Raises UserError when the office's own certificates cannot be read.
    """
    timings, trust = Timings(), trust_of(site.network.ca_file)
    margin = min(MARGIN_S, limit_s / 10)
    deadline = Deadline(limit_s + margin)
    stamp = at.astimezone(UTC).isoformat(timespec="seconds")
    answer: Answer | None = None
    try:
        answer, said = _followed(site.url, family, agent, deadline, timings, trust)
        ok, detail = _judged(answer, said)
    except (OSError, HTTPException, ValueError) as error:
        ok, detail = _failed(error, limit_s, timings, family)
    seconds = answer.ended_s if answer else deadline.passed
    if ok and seconds >= limit_s:
        ok, detail = False, f"{seconds:.1f} 秒才打开，达到 {limit_s:g} 秒"
    return Sample(
        site.id,
        stamp,
        family,
        ok,
        seconds,
        detail,
        answer.status if answer else 0,
        timings,
        connected=timings.tcp_ms is not None,
    )


def _followed(
    url: str, family: str, agent: str, deadline: Deadline, timings: Timings, trust: Trust
) -> tuple[Answer, str]:
    """The answer at the end of the redirects, with the first certificate fault on the way, or by
    what else than the system's certificates one was verified.
    """
    cookies: dict[str, dict[str, str]] = {}
    faults: list[str] = []
    by: list[str] = []
    for _ in range(MOST_REDIRECTS + 1):
        host = urlsplit(url).hostname or ""
        known = cookies.get(host, {})
        answer = exchange(url, FAMILIES[family], agent, deadline, timings, known, trust)
        faults += [answer.certificate.fault] if answer.certificate.fault else []
        by += [answer.certificate.by] if answer.certificate.by else []
        where = answer.headers.get("location", "").partition("\n")[0].strip()
        if not 300 <= answer.status < 400 or not where:
            return answer, next(iter(faults + by), "")
        for line in answer.headers.get("set-cookie", "").splitlines():
            name, _, value = line.partition(";")[0].strip().partition("=")
            cookies.setdefault(host, {})[name] = value
        url = urljoin(url, where)
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"redirect to {urlsplit(url).scheme}")
    raise _CircleError


class _CircleError(ValueError):
    pass


def _judged(answer: Answer, said: str) -> tuple[bool | None, str]:
    if name := blocked_by(answer.status, answer.headers, answer.body):
        return None, f"被防护系统拦截：{name}"
    note = f"；{said}" if said else ""
    if answer.status >= 400:
        return False, f"HTTP {answer.status}{note}"
    return True, f"HTTP {answer.status}{note}"


def _failed(
    error: Exception, limit_s: float, timings: Timings, family: str
) -> tuple[bool | None, str]:
    match error:
        case TimeoutError():
            step = next(
                (
                    words
                    for done, words in (
                        (timings.dns_ms, "域名解析"),
                        (timings.tcp_ms, "连接"),
                        (timings.first_byte_ms, "等待应答"),
                    )
                    if done is None
                ),
                "接收页面",
            )
            return False, f"{limit_s:g} 秒没有打开（停在{step}）"
        case IncompatibleError():
            return None, f"{STRANGE}：{error.why}"
        case NoRouteError():
            return None, f"{OURS}没有 {_NAMES[family]} 网络"
        case UnresolvedError(temporary=True):
            return False, "域名解析没有应答"
        case UnresolvedError():
            return False, f"域名没有 {_NAMES[family]} 地址"
        case _CircleError():
            return None, f"跳转了 {MOST_REDIRECTS} 次还没有到页面，可能是防护系统的验证，不能判断"
        case ConnectionRefusedError():
            return False, "拒绝连接"
        case ConnectionError():
            return False, "连接被中断"
        case ssl.SSLError():
            return False, "HTTPS 加密握手失败"
        case HTTPException():
            return False, "应答残缺或不是 HTTP"
        case ValueError():
            return False, "跳转到不是网页的地址"
        case OSError(errno=errno.ENETUNREACH):
            return None, f"{OURS}没有 {_NAMES[family]} 网络"
        case OSError(errno=errno.EHOSTUNREACH):
            return False, "主机不可达"
        case _:
            return False, f"网络错误（{error.strerror if isinstance(error, OSError) else error}）"


_NAMES = {"ipv4": "IPv4", "ipv6": "IPv6"}


def sample(
    site: SiteConfig,
    agent: str,
    *,
    now: Callable[[], datetime],
    wait: Callable[[], object] = lambda: None,
    limit_s: float = LIMIT_S,
) -> list[Sample]:
    """Both networks, one after the other, each when ``wait`` returns. Only what says something is
    kept: a site or a computer without IPv6 still gives one IPv6 sample that says so.
    """
    found = []
    for family in FAMILIES:
        wait()
        found.append(visit(site, family, agent, at=now(), limit_s=limit_s))
    four, six = found
    if four.detail == "域名没有 IPv4 地址" and six.connected:
        return [six]
    return found


def probe_all(
    sites: Sequence[SiteConfig],
    agent: str,
    *,
    jitter_s: float = 0.0,
    limit_s: float = LIMIT_S,
    jobs: int = 32,
    starts: Starts | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    told: Callable[[list[Sample]], None] | None = None,
) -> list[list[Sample]]:
    """One sample of every site, side by side, as far apart as ``starts`` says. ``told`` hears of each site, in this thread, once
    it is known whether our own network was at fault.
    """
    hurry = threading.Event()

    def one(site: SiteConfig) -> list[Sample]:
        if jitter_s > 0:
            hurry.wait(random.uniform(0, jitter_s))  # noqa: S311 - only spreads the load
        wait = partial(starts.wait, site, hurry) if starts else lambda: None
        return sample(site, agent, now=now, wait=wait, limit_s=limit_s)

    pool = ThreadPoolExecutor(max(1, min(jobs, len(sites))))
    try:
        futures = [pool.submit(one, site) for site in sites]
        done = [future.result() for future in as_completed(futures)]
    except BaseException:
        hurry.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    done = _without_our_outage(done)
    for samples in done if told else ():
        told(samples)  # type: ignore[misc]
    order = {site.id: n for n, site in enumerate(sites)}
    return sorted(done, key=lambda samples: order[samples[0].site_id])


def _without_our_outage(rounds: list[list[Sample]]) -> list[list[Sample]]:
    """Nothing anybody asked for connected, or no name server answered anybody: that is us."""
    everything = [one for samples in rounds for one in samples if one.family == "ipv4"]
    if any(one.connected for one in everything):
        return rounds
    if len(everything) < OUTAGE_FROM and not _all_unresolved(everything):
        return rounds
    words = f"{OURS}疑似断网：同时访问的 {len(everything)} 个网站全都连不上"
    return [
        [replace(one, ok=None, detail=words) if one.ok is False else one for one in samples]
        for samples in rounds
    ]


def _all_unresolved(samples: Iterable[Sample]) -> bool:
    return all(one.detail == "域名解析没有应答" for one in samples)


def why_not_now(site: SiteConfig, path: Path, now: datetime, gap_s: float) -> str:
    """Why a site must not be asked now, in Chinese; "" if it may."""
    if site.network.proxy_of(site.url):
        return "要经过代理访问，测不出网站自己的可用性，没有采样；请在能直接访问的地方采样"
    if site.access:
        return "预览系统不对公众开放，没有采样"
    if not path.exists():
        return ""
    with Store(path) as store:
        [(last,)] = store.connection.execute("SELECT max(at) FROM probes")
        runs = store.runs()
    if runs and runs[-1].stop_reason == "home-disallowed" and site.politeness.obey_robots:
        return "robots.txt 不允许访问首页（最近一次抓取时看到的），没有访问"
    if last and (passed := (now - datetime.fromisoformat(last)).total_seconds()) < gap_s:
        return f"距上一次采样只有 {passed / 60:.0f} 分钟，不到 {gap_s / 60:g} 分钟，没有访问"
    return ""


def keep(path: Path, samples: Sequence[Sample]) -> None:
    """Store the samples of one visit, in one transaction."""
    with Store(path) as store:
        store.db.table("probes").insert_all([one.row for one in samples])
