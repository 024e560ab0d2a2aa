"""One request to one address through Scrapy's downloader: whatever happens becomes an Answer."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Headers, Response
from twisted.internet import error as tx

from checks.blocking import Block, look
from crawler import tlcp, tls
from crawler.browser.scope import place
from crawler.downloader import DirectDownloader
from crawler.media.secrets import HIDDEN
from crawler.retry_after import retry_after_s
from crawler.store import utc_now
from crawler.urls import MalformedError, absolute, host_of
from crawler.way import COOKIE, PROXY_AUTHORIZATION, STRAIGHT, Way

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SAMPLE = 65536
"""Bytes that are read where only the status matters: enough to recognise a protection screen."""
REDIRECTS = frozenset((301, 302, 303, 307, 308))
LONGEST_WAIT_S = 600.0
"""Nobody is waited for longer because of one answer; an address whose Retry-After asks for more is
not asked again in this run.
"""

PROXY_WANTS_KEYS = 407
NO_ENTRY = "代理要求用户名和密码，或者用户名、密码不对，没有访问"
_STATUS = re.compile(r"'status': (\d{3})")


class Trouble(StrEnum):
    """What kept an answer from coming."""

    NONE = ""
    TIMEOUT = "timeout"
    REFUSED = "refused"
    BROKEN = "broken"
    NO_NAME = "no-name"
    NAME_UNSURE = "name-unsure"
    TLS = "tls"
    TOO_LARGE = "too-large"
    PROXY = "proxy"


TEXTS = (b"text", b"html", b"xml", b"script")
DOCUMENTS = (b"pdf", b"word", b"officedocument", b"excel", b"powerpoint", b"zip", b"rar", b"octet-",
             b"msdownload", b"csv", b"rtf", b"ofd")  # fmt: skip
"""Parts of the Content-Type of files in which there may be text."""


class Want(StrEnum):
    """How much of the body is read when the status is good."""

    TEXT = "text"
    """All of it if it is text of some kind; of anything else nothing."""
    FILES = "files"
    """All of it if it is text or a document, as behind many download addresses."""
    BEGINNING = "beginning"
    """The first :data:`SAMPLE` bytes if it is text of some kind, uncompressed if possible."""
    ALL = "all"
    NOTHING = "nothing"


@dataclass(slots=True)
class Answer:
    """What came back. ``status`` is 0 when ``trouble`` says why; ``reason`` is Chinese.

    ``headers`` have lower-case names. ``location`` is where a redirect leads, absolute and in its
    one spelling, "" when it is unusable.
    """

    url: str
    method: str
    at: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    location: str = ""
    trouble: Trouble = Trouble.NONE
    reason: str = ""
    latency_ms: int = 0
    incomplete: bool = False
    answered: bool = False
    """Headers came, whatever became of the rest."""
    block: Block | None = None
    tls: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """The Content-Type header."""
        return self.headers.get("content-type", "")

    @property
    def retry_after_s(self) -> float:
        """Seconds a Retry-After header asks for, a date counted from ``at``; 0 without one."""
        value = self.headers.get("retry-after", "")
        return retry_after_s(value, self.at) if value else 0.0


class Asker:
    """Sends requests. Keep at most as many under way as the downloader takes at once: the
    time-out begins when the request goes out, and must never count waiting.
    """

    def __init__(
        self, crawler: Crawler, user_agent: str, timeout_s: float, way: Way = STRAIGHT
    ) -> None:
        engine = crawler.engine
        assert engine is not None  # noqa: S101 - the spider has been opened
        assert isinstance(engine.downloader, DirectDownloader)  # noqa: S101 - by our settings
        self._downloader = engine.downloader
        self._way, self._trusted = way, way.trusted()
        self.name = user_agent
        self._timeout = timeout_s
        self.requests = 0
        """Requests sent, everything included."""
        self._ciphers: dict[tuple[str, int], str] = {}
        self._headers = {
            b"User-Agent": user_agent.encode(),
            b"Accept": ACCEPT.encode(),
            b"Accept-Language": b"zh-CN,zh;q=0.9",
        }
        crawler.signals.connect(self._headers_received, signals.headers_received)
        crawler.signals.connect(self._bytes_received, signals.bytes_received)

    async def ask(
        self,
        url: str,
        method: str,
        want: Want,
        cookies: Mapping[str, str] | None = None,
        agent: str = "",
        more: Mapping[bytes, Any] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """One request, no redirect followed. ``agent`` stands before our own name; ``more`` are
        headers that come before the usual ones.
        """
        headers: dict[bytes, Any] = {**self._headers, **more} if more else self._headers
        if agent:
            headers = {**headers, b"User-Agent": f"{agent} {self.name}".encode()}
        if want is Want.BEGINNING:  # half a compressed body may be unreadable
            headers = {**headers, b"Accept-Encoding": b"identity"}
        keys = self._way.headers(url)
        if keys:
            headers = {**headers, **{name: key.reveal().encode() for name, key in keys.items()}}
        if cookies:
            # A cookie of ours that the server set again was cleaned: it is sent from the keys.
            pairs = [f"{name}={value}" for name, value in cookies.items() if value != HIDDEN]
            own = [keys[COOKIE].reveal()] if COOKIE in keys else []
            headers = {**headers, COOKIE: "; ".join(pairs + own).encode("utf-8", "ignore")}
        meta = {
            "download_timeout": self._timeout,
            "want": want,
            "verbatim_url": True,  # already spelled as a browser would
        }
        if proxy := self._way.proxy_of(url):
            meta["proxy"] = proxy
            if key := self._way.proxy_key:
                headers = {**headers, PROXY_AUTHORIZATION: key.reveal().encode()}
        answer = Answer(url, method, utc_now())
        self.requests += 1
        began = monotonic()
        request = None
        try:
            request = Request(
                url, method=method, headers=headers, meta=meta, body=body, dont_filter=True
            )
            response = await self._downloader.direct(request)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a server does is data
            await self._failed(answer, error, bool(request and request.meta.get("answered")))
            answer.latency_ms = round((monotonic() - began) * 1000)
            return answer
        answer.latency_ms = round(request.meta.get("download_latency", 0) * 1000)
        self._read(answer, response)
        return answer

    def _read(self, answer: Answer, response: Response) -> None:
        clean = self._way.clean
        answer.status = response.status
        answer.body = self._way.clean_bytes(response.body)
        answer.headers = plain_headers(response.headers, brief=answer.status == 200)
        if self._way.has_keys:
            answer.headers = {name: clean(value) for name, value in answer.headers.items()}
        if answer.status == PROXY_WANTS_KEYS and self._way.proxy_of(answer.url):
            answer.status, answer.trouble, answer.reason = 0, Trouble.PROXY, NO_ENTRY
            return
        answer.incomplete = "dataloss" in response.flags
        if response.certificate is not None:
            answer.tls = tls.facts(response.certificate, host_of(answer.url), trusted=self._trusted)
        if answer.status in REDIRECTS:
            try:
                answer.location = absolute(clean(_location(response.headers)), answer.url)
            except MalformedError as error:
                answer.reason = f"重定向地址无效：{error}"
            return
        answer.block = look(answer.status, answer.headers, answer.body)

    async def _failed(self, answer: Answer, error: Exception, answered: bool) -> None:
        trouble, reason = _trouble(error)
        proxy = self._way.proxy_of(answer.url)
        if proxy and trouble in (Trouble.NO_NAME, Trouble.REFUSED):
            # It was the proxy that was not there: of the site nothing is known.
            trouble, reason = Trouble.PROXY, f"连不上代理 {proxy}，没有访问"
        if trouble is Trouble.TIMEOUT:
            reason = f"连接超时（{self._timeout:g} 秒内没有应答）"
            if answered:
                reason = f"响应过慢（{self._timeout:g} 秒内没有传完内容）"
        elif trouble is Trouble.NO_NAME:
            trouble, reason = await _resolve(host_of(answer.url))
        elif (
            trouble in (Trouble.TLS, Trouble.BROKEN)
            and not answered
            and not proxy
            and (why := await self._national(answer.url, error))
        ):
            trouble, reason = Trouble.TLS, why
        answer.trouble, answer.reason, answer.answered = trouble, reason, answered

    async def _national(self, url: str, error: Exception) -> str:
        """Why an https server did not come to terms with us, if that may be for its ciphers."""
        where = place(url)
        if not url.startswith("https:"):
            return ""
        if where not in self._ciphers:
            cause = _causes(error)[-1]
            loop = asyncio.get_running_loop()
            self._ciphers[where] = await loop.run_in_executor(None, tlcp.why_not, cause, *where)
        return self._ciphers[where]

    def _headers_received(
        self, headers: Headers, body_length: int, request: Request, spider: Spider
    ) -> None:
        meta = request.meta
        meta["answered"] = True
        want = meta.get("want")
        if want in (Want.TEXT, Want.FILES, Want.BEGINNING):
            kind = (headers.get(b"Content-Type") or b"text").lower()
            words = TEXTS + DOCUMENTS if want is Want.FILES else TEXTS
            if not any(word in kind for word in words):
                raise StopDownload(fail=False)
        # Twisted's "unknown length" is no number; such a body is stopped as it comes.
        elif (
            want is Want.NOTHING
            and request.method == "GET"
            and isinstance(body_length, int)
            and body_length > SAMPLE
        ):
            raise StopDownload(fail=False)

    def _bytes_received(self, data: bytes, request: Request, spider: Spider) -> None:
        meta = request.meta
        if meta.get("want") in (Want.NOTHING, Want.BEGINNING):
            meta["got"] = meta.get("got", 0) + len(data)
            if meta["got"] > SAMPLE:
                raise StopDownload(fail=False)


def _location(headers: Headers) -> str:
    """The Location header; raw Han bytes are escaped as they are, whatever their encoding."""
    raw = headers.get(b"Location") or b""
    return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in raw)


_BRIEF = (
    (b"Content-Type", "content-type"),
    (b"Content-Length", "content-length"),
    (b"Etag", "etag"),
    (b"Last-Modified", "last-modified"),
)


def plain_headers(headers: Headers, *, brief: bool = False) -> dict[str, str]:
    """Lower-case names, text values; several values of one name are joined by newlines.

    ``brief``: only those that are stored of a good answer.
    """
    if brief:
        found = {name: headers.getlist(key) for key, name in _BRIEF}
        return {name: values[0].decode("latin-1") for name, values in found.items() if values}
    return {
        name.decode("latin-1").lower(): b"\n".join(values).decode("utf-8", "replace")
        for name, values in headers.items()
    }


def _trouble(error: BaseException) -> tuple[Trouble, str]:
    causes = _causes(error)
    names = " ".join(f"{type(c).__module__}.{type(c).__name__}" for c in causes)
    if tunnel := next((c for c in causes if isinstance(c, TunnelError)), None):
        told = _STATUS.search(str(tunnel))
        if told and int(told[1]) == PROXY_WANTS_KEYS:
            return Trouble.PROXY, NO_ENTRY
        return Trouble.PROXY, f"代理没有连上网站（HTTP {told[1]}）" if told else "代理没有连上网站"
    if "certificate verify failed" in str(causes[-1]) or "service_identity" in names:
        return Trouble.TLS, "证书核对不上，没有发送凭据"
    if "OpenSSL" in names or "ssl." in names:
        return Trouble.TLS, "无法建立安全连接（HTTPS 握手失败）"
    if isinstance(error, DownloadTimeoutError | tx.TimeoutError):
        return Trouble.TIMEOUT, ""
    if isinstance(error, CannotResolveHostError | UnicodeError):
        return Trouble.NO_NAME, ""
    if isinstance(error, DownloadConnectionRefusedError):
        return Trouble.REFUSED, "连接被拒绝"
    if isinstance(error, DownloadCancelledError | IgnoreRequest):
        return Trouble.TOO_LARGE, "内容超过大小上限，没有读取"
    if isinstance(error, DownloadFailedError | ResponseDataLossError):
        return Trouble.BROKEN, "服务器没有给出有效应答就断开了连接"
    if any(isinstance(c, tx.NoRouteError) for c in causes):
        return Trouble.REFUSED, "网络不可达"
    if isinstance(error, tx.ConnectError | tx.ConnectionLost | tx.ConnectionDone):
        return Trouble.BROKEN, "连接中断"
    return Trouble.BROKEN, f"无法读取应答（{type(error).__name__}）"


def _causes(error: BaseException | None) -> list[BaseException]:
    """The error, what caused it, and the reasons that Twisted packs into it."""
    found: list[BaseException] = []
    todo = [error]
    while todo and len(found) < 12:
        one = todo.pop()
        if one is None or one in found:
            continue
        found.append(one)
        todo.append(one.__cause__)
        todo += [getattr(r, "value", None) for r in getattr(one, "reasons", None) or []]
    return found


async def _resolve(host: str) -> tuple[Trouble, str]:
    """Whether a name does not exist, or could not be looked up just now."""
    name = host.strip("[]")
    try:
        await asyncio.get_running_loop().run_in_executor(None, socket.getaddrinfo, name, 80)
    except socket.gaierror as error:
        gone = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        if error.errno in gone:
            return Trouble.NO_NAME, "域名不存在"
        return Trouble.NAME_UNSURE, "域名暂时无法解析"
    except UnicodeError:
        return Trouble.NO_NAME, "域名不存在"
    return Trouble.NAME_UNSURE, "域名暂时无法解析"


async def follow(
    ask: Callable[[str, Mapping[str, str]], Awaitable[Answer]],
    first: Answer,
    again: Callable[[Answer], bool],
    limit: int = 20,
) -> tuple[Answer, list[str]]:
    """Follow redirects from ``first`` while ``again`` says so, keeping cookies as a browser does.

    Returns the last answer and the addresses passed, the first one excluded.
    """
    cookies: dict[str, str] = {}
    answer, passed = first, list[str]()
    while answer.location and again(answer) and len(passed) < limit:
        for line in answer.headers.get("set-cookie", "").split("\n"):
            name, equals, value = line.partition(";")[0].partition("=")
            if equals:
                cookies[name.strip()] = value.strip()
        same = host_of(answer.location) == host_of(answer.url)
        passed.append(answer.location)
        answer = await ask(answer.location, cookies if same else {})
    return answer, passed
