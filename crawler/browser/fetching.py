"""What a browser cannot ask on its own: by a proxy, with private certificates, with keys.

The browser gets the answer handed in and never learns the keys: neither its pages nor its network
stack could send them on. Where an address may be reached at all is decided by the scope, as for the
guard.
"""

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.browser.scope import PORTS, Scope, place
from crawler.way import PROXY_AUTHORIZATION, Way

AT_ONCE = 6
STEP_S = 15.0
LARGEST = 20_000_000
_NOT_SENT = ("host", "connection", "accept-encoding", "proxy-connection", "cookie", "authorization")
_NOT_HANDED_ON = ("connection", "keep-alive", "transfer-encoding", "content-encoding",
                  "content-length", "proxy-authenticate")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Got:
    """An answer; several headers may have one name."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first header of a (lower-case) name, "" without one."""
        return next((value for known, value in self.headers if known.lower() == name), "")


class Fetching:
    """Asks for what :meth:`Way.is_ours` names."""

    def __init__(self, way: Way, scope: Scope) -> None:
        self.way = way
        self._scope, self._context = scope, way.context()
        self._pool = ThreadPoolExecutor(AT_ONCE, "fetching")

    def ask(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        done: Callable[[Got | None], None],
    ) -> None:
        """Call ``done`` in another thread with what came, None when nothing did."""
        with suppress(RuntimeError):  # closed
            self._pool.submit(lambda: done(self.get(url, method, headers)))

    def get(self, url: str, method: str, headers: Mapping[str, str]) -> Got | None:
        """What came of one request, no redirect followed; keys the answer repeats are taken out."""
        try:
            return self._got(url, method, headers)
        except (OSError, http.client.HTTPException, ValueError, zlib.error):
            return None

    def close(self) -> None:
        """Take no more; what is under way ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _got(self, url: str, method: str, headers: Mapping[str, str]) -> Got | None:
        parts, (host, port) = urlsplit(url), place(url)
        proxy = self.way.proxy_of(url)
        made = self._connection(parts.scheme == "https", host, port, proxy)
        if made is None:
            return None
        named = host if port == PORTS[parts.scheme] else f"{host}:{port}"
        sent = {k: v for k, v in headers.items() if k.lower() not in _NOT_SENT}
        sent |= {"Host": named, "Accept-Encoding": "gzip", "Connection": "close"}
        for name, key in self.way.headers(url).items():
            sent[name.decode()] = key.reveal()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if proxy and parts.scheme == "http":
            target = f"http://{named}{target}"
            if self.way.proxy_key is not None:
                sent[PROXY_AUTHORIZATION.decode()] = self.way.proxy_key.reveal()
        try:
            made.request(method, target, headers=sent)
            answer = made.getresponse()
            body = answer.read(LARGEST)
        finally:
            made.close()
        if proxy and answer.status == http.HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return None
        if answer.getheader("Content-Encoding", "").strip().lower() == "gzip":
            body = zlib.decompressobj(31).decompress(body, LARGEST)
        clean = self.way.clean
        kept = tuple(
            (k, clean(v)) for k, v in answer.getheaders() if k.lower() not in _NOT_HANDED_ON
        )
        return Got(answer.status, kept, self.way.clean_bytes(body))

    def _connection(
        self, secure: bool, host: str, port: int, proxy: str
    ) -> http.client.HTTPConnection | None:
        if proxy:
            if not self._scope.permits(host, port):
                return None
            by, at = place(f"{proxy}/")
            if not secure:
                return http.client.HTTPConnection(by, at, timeout=STEP_S)
            tunnel = http.client.HTTPSConnection(by, at, timeout=STEP_S, context=self._context)
            key = self.way.proxy_key
            tunnel.set_tunnel(
                host,
                port,
                {PROXY_AUTHORIZATION.decode(): key.reveal()} if key is not None else {},
            )
            return tunnel
        for address in self._scope.addresses(host, port)[:1]:
            if secure:
                return _Verified(host, port, address, self._context)
            return http.client.HTTPConnection(address, port, timeout=STEP_S)
        return None


class _Verified(http.client.HTTPSConnection):
    """To an address that was looked up and permitted before; its certificate is the host's."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=STEP_S, context=context)
        self._address, self._trust = address, context

    def connect(self) -> None:
        """Connect and encrypt."""
        plain = socket.create_connection((self._address, self.port), STEP_S)
        try:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
