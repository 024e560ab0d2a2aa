"""What the page's own requests came to: whether all have ended, and which data did not come."""

import time
from dataclasses import dataclass, field

from crawler.browser.channel import Channel, Params

DATA = ("XHR", "Fetch", "Script", "Document")
"""DevTools resource types that can bring content."""
REFUSED = {
    "BLOCKED_BY_CLIENT": "没有取：robots.txt 不允许，或者不是可以向网站请求的内容",
    "ACCESS_DENIED": "没有取：网站要求暂停或减少访问",
}
"""Errors with which we keep requests back, and why."""
ENDLESS = ("EventSource", "WebSocket", "Media", "Ping")
"""What need not end."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Data or a script that did not come. ``why`` is Chinese; ``refused``: we did not let it out."""

    url: str
    kind: str
    why: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What a script got when it asked for data."""

    url: str
    status: int
    content_type: str
    body: bytes


@dataclass
class Traffic:
    """Requests of the page that is open. Call :meth:`begin` for each page."""

    missed: list[Missed] = field(default_factory=list)
    silent: list[Missed] = field(default_factory=list)
    """Sounds and films that did not come."""
    data: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """Answers that scripts got, by request: address, status and content type."""
    errors: list[str] = field(default_factory=list)
    """Uncaught errors of the page's scripts, as the browser words them."""
    _open: dict[str, tuple[str, str]] = field(default_factory=dict)
    _media: dict[str, str] = field(default_factory=dict)
    _changed_at: float = 0.0

    def watch(self, channel: Channel) -> None:
        """Hear of everything from now on."""
        channel.on("Network.requestWillBeSent", self._sent)
        channel.on("Network.responseReceived", self._answered)
        channel.on("Network.loadingFinished", self._ended)
        channel.on("Network.loadingFailed", self._failed)
        channel.on("Runtime.exceptionThrown", self._thrown)

    def begin(self) -> None:
        """Another page: forget what was."""
        self.missed, self.errors, self._open, self.data = [], [], {}, {}
        self.silent, self._media = [], {}
        self._changed_at = time.monotonic()

    @property
    def pending(self) -> int:
        """How many requests have not ended."""
        return len(self._open)

    @property
    def quiet_s(self) -> float:
        """For how long nothing has begun or ended; 0 while something is under way."""
        return 0.0 if self._open else time.monotonic() - self._changed_at

    def _sent(self, params: Params, _session: str) -> None:
        kind, url = params.get("type", ""), params["request"]["url"]
        if kind not in ENDLESS and not url.startswith(("data:", "blob:")):
            self._open[params["requestId"]] = (kind, url)
            self._changed_at = time.monotonic()
        elif kind == "Media":
            self._media[params["requestId"]] = url

    def _answered(self, params: Params, _session: str) -> None:
        status = params["response"].get("status", 0)
        kind = params.get("type", "")
        if status >= 400 and kind in DATA:
            self.missed.append(Missed(params["response"]["url"], kind, f"HTTP {status}"))
        elif kind in ("XHR", "Fetch") and status == 200:
            headers = {k.lower(): v for k, v in params["response"].get("headers", {}).items()}
            told = (params["response"]["url"], status, str(headers.get("content-type", "")))
            self.data[params["requestId"]] = told
        elif status >= 400 and kind == "Media":
            self.silent.append(Missed(params["response"]["url"], kind, f"HTTP {status}"))

    def _ended(self, params: Params, _session: str) -> None:
        self._open.pop(params["requestId"], None)
        self._changed_at = time.monotonic()

    def _failed(self, params: Params, session: str) -> None:
        kind, url = self._open.get(params["requestId"], (params.get("type", ""), ""))
        self._ended(params, session)
        if kind in DATA and url and not params.get("canceled"):
            text = params.get("errorText", "")
            why = next((why for sign, why in REFUSED.items() if sign in text), "")
            self.missed.append(Missed(url, kind, why or "没有取到", bool(why)))
        media = self._media.pop(params["requestId"], "")
        if media and not params.get("canceled"):
            self.silent.append(Missed(media, "Media", "没有取到"))

    def _thrown(self, params: Params, _session: str) -> None:
        details = params["exceptionDetails"]
        text = details.get("exception", {}).get("description") or details.get("text", "")
        self.errors.append(str(text).splitlines()[0][:200] if text else "")
