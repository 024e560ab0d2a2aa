"""Made-up platforms on loopback: they answer for made-up accounts as the real interfaces do.

Each platform has a loopback address of its own. An account's ``twists`` replace single answers, so
that tests can drive everything that may go wrong; the sample uses none or few.
"""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from crawler.media.bases import Bases
from crawler.media.credentials import variable
from crawler.sample.listening import Listener, listen, running

PLACES = {
    "weixin": "127.0.0.21",
    "weixin_pages": "127.0.0.22",
    "weibo": "127.0.0.23",
    "weibo_commercial": "127.0.0.24",
    "kuaishou": "127.0.0.25",
    "bilibili": "127.0.0.26",
    "itunes": "127.0.0.27",
    "feeds": "127.0.0.28",
}
PORT = 28731
"""Asked for first: addresses stored in two demonstrations are then the same."""


@dataclass(frozen=True, slots=True)
class MadePost:
    """One post. ``state``: live, deleted or pending (not public yet)."""

    ident: str
    title: str
    at: datetime
    state: str = "live"


@dataclass(frozen=True, slots=True)
class Twist:
    """What is answered instead, from the ``first`` to the ``last`` call (0: for good) of addresses
    that end with ``path``. ``payload`` is JSON or bytes; ``drop``: hang up without a word. In
    ``headers``, %FEEDS% stands for the address of another of the platforms.
    """

    path: str
    payload: Any = None
    first: int = 1
    last: int = 0
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    drop: bool = False

    def applies(self, path: str, count: int) -> bool:
        """Whether the ``count``-th call of an address is meant."""
        return path.endswith(self.path) and self.first <= count <= (self.last or count)


@dataclass(frozen=True, slots=True)
class MadeAccount:
    """An account as one kind of source shows it. ``ident`` is its id on the platform (UID, __biz,
    number in the store, name of the feed); ``credential`` the name of its keys, which are derived
    from it. ``extra``: values of the platform, as ``menu`` (WeChat buttons) or ``version``.
    """

    kind: str
    name: str
    ident: str
    posts: tuple[MadePost, ...] = ()
    credential: str = ""
    twists: tuple[Twist, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> dict[str, str]:
        """The keys that open it, by the names of their fields."""
        name = self.credential
        if not name:
            return {}
        if self.kind.startswith(("wechat_", "wxa_")):
            return {"appid": f"wx{name}", "secret": f"made-up-secret-{name}"}
        token = {"access_token": f"made-up-token-{name}"}
        if self.kind == "kuaishou":
            more = {
                "app_secret": f"made-up-secret-{name}",
                "refresh_token": f"made-up-refresh-{name}",
            }
            return {"app_id": f"ks{name}", **token, **(more if self.extra.get("renewable") else {})}
        if self.kind == "bilibili_open":
            key = {"access_key_id": f"bili{name}", "access_key_secret": f"made-up-secret-{name}"}
            return {**key, **token}
        return token


@dataclass(frozen=True, slots=True)
class Request:
    """What came in. ``query`` has the first value of each name; ``body`` is parsed JSON, if any."""

    place: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out; ``content`` is JSON unless it is bytes."""

    content: Any
    status: int = 200
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Platforms:
    """The state of all platforms. ``requests`` holds what was asked, if it is to be remembered."""

    def __init__(
        self, accounts: Sequence[MadeAccount], now: datetime, port: int, *, remember: bool
    ) -> None:
        from crawler.sample.platform_answers import account_of

        self.now, self.port = now, port
        self.robots = b"User-agent: *\nDisallow:\n"
        self.requests: list[Request] = []
        self.tokens: Counter[str] = Counter()
        self.accounts = list(accounts)
        self._find, self._remember = account_of, remember
        self._calls: Counter[tuple[int, str]] = Counter()
        self._lock = threading.Lock()
        self.articles = {
            post.ident: (one, post)
            for one in accounts
            if one.kind == "wechat_link"
            for post in one.posts
        }
        self.index: dict[tuple[str, str], MadeAccount] = {}
        for one in accounts:
            family = one.kind.partition("_")[0] if one.kind != "wxa_version" else "wechat"
            keys = one.keys
            opener = keys.get("appid") or keys.get("app_id") or keys.get("access_token")
            self.index.setdefault((family, opener or one.ident), one)
            self.index.setdefault((one.kind, one.ident), one)

    @property
    def bases(self) -> Bases:
        """Where the interfaces are."""
        return Bases(**{n: self.url(n) for n in PLACES if n != "feeds"})

    @property
    def environ(self) -> dict[str, str]:
        """The keys of all accounts as environment variables."""
        return {
            variable(one.credential, name): value
            for one in self.accounts
            for name, value in one.keys.items()
        }

    def url(self, place: str, path: str = "") -> str:
        """An address on a platform."""
        return f"http://{PLACES[place]}:{self.port}{path}"

    def article(self, ident: str) -> str:
        """The address of a made-up WeChat article: that of a post of a ``wechat_link`` account."""
        return self.url("weixin_pages", f"/s/{ident}")

    def feed(self, ident: str) -> str:
        """The address of the feed of a ``feed`` account."""
        return self.url("feeds", f"/{ident}.xml")

    def calls(self, path: str) -> int:
        """How often an address was asked, by whomever."""
        return sum(n for (_, asked), n in self._calls.items() if asked == path)

    def answer(self, request: Request) -> Reply | Twist:
        """What to answer: a twist of the account's, or what the platform says."""
        with self._lock:
            if self._remember:
                self.requests.append(request)
            account, respond = self._find(self, request)
            place = (id(account) if account else 0, request.path)
            self._calls[place] += 1
            count = self._calls[place]
            for twist in account.twists if account else ():
                if twist.applies(request.path, count):
                    return twist
            return respond()


@contextmanager
def serve_platforms(
    accounts: Sequence[MadeAccount],
    now: datetime,
    *,
    port: int = PORT,
    remember: bool = True,
) -> Iterator[Platforms]:
    """Serve until the block ends. ``now`` is what the platforms take for the present. All addresses
    use ``port``, or another free one when it is taken or 0. OSError when none can be had.
    """
    listeners = listen((partial(_Listener, place) for place in PLACES), port)
    platforms = Platforms(accounts, now, listeners[0].server_port, remember=remember)
    for server in listeners:
        server.platforms = platforms
    with running(listeners):
        yield platforms


class _Listener(Listener):
    platforms: Platforms

    def __init__(self, place: str, port: int) -> None:
        self.place = place
        super().__init__((PLACES[place], port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SamplePlatform", ""
    timeout = 60
    disable_nagle_algorithm: ClassVar[bool] = True

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.server.place, self.command, parts.path, query, headers, body)
        found = self.server.platforms.answer(request)
        if isinstance(found, Twist):
            time.sleep(found.delay_s)
            if found.drop:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            feeds = self.server.platforms.url("feeds")
            headers = {
                name: value.replace("%FEEDS%", feeds) for name, value in found.headers.items()
            }
            found = Reply(found.payload, found.status, headers=headers)
        self._send(found)

    def _send(self, reply: Reply) -> None:
        content = reply.content
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(reply.status)
        named = {"Content-Type": reply.kind, "Content-Length": str(len(data)), **reply.headers}
        for name, value in named.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
