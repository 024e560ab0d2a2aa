"""The only way out of the browser: a proxy on loopback that connects to permitted addresses only.

Request interception can miss workers, windows and sockets; this cannot be missed, because the
browser has no other way. Names are resolved here, so a name that changes its address gains nothing.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Self
from urllib.parse import urlsplit

from crawler.browser.scope import PORTS, Scope

HEAD_LIMIT = 64 << 10
CONNECT_S = 10
IDLE_S = 60


class Guard:
    """A running proxy. ``refused`` and ``reached`` list "host:port" of what was asked for."""

    def __init__(self, scope: Scope | None = None) -> None:
        self.scope = scope or Scope(frozenset())
        self.refused: list[str] = []
        self.reached: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, name="guard", daemon=True).start()

    def connect(self, host: str, port: int) -> socket.socket | None:
        """A connection to a permitted place; None when it is not, or does not answer."""
        addresses = self.scope.addresses(host, port)
        if not addresses:
            self.refused.append(f"{host}:{port}")
            return None
        for address in addresses:
            with suppress(OSError):
                made = socket.create_connection((address, port), timeout=CONNECT_S)
                self.reached.append(f"{host}:{port}")
                return made
        return None

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke concerns nobody: the browser has noticed."""


def _handler(guard: Guard) -> Callable[..., BaseRequestHandler]:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            browser: socket.socket = self.request
            browser.settimeout(IDLE_S)
            head, rest = _head(browser)
            method, _, target = head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")
            target = target.partition(" ")[0]
            wanted = _wanted(method, target)
            outside = guard.connect(*wanted) if wanted else None
            if outside is None:
                return  # no answer at all: an error page of ours could be taken for the site's
            with outside:
                outside.settimeout(IDLE_S)
                if method == "CONNECT":
                    browser.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                    outside.sendall(rest)
                    back: Callable[[socket.socket, socket.socket], None] = _pump
                else:
                    outside.sendall(_own_form(head, target) + rest)
                    browser.sendall(_last_answer(outside))
                    back = _wait  # one request a connection: the next one may be for elsewhere
                threading.Thread(target=back, args=(browser, outside), daemon=True).start()
                _pump(outside, browser)

    return Handler


def _head(sender: socket.socket, data: bytes = b"") -> tuple[bytes, bytes]:
    """A message's head, and what came with it; ``data`` was received before."""
    while b"\r\n\r\n" not in data:
        part = sender.recv(8192)
        if not part or len(data) > HEAD_LIMIT:
            raise ConnectionError
        data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _wanted(method: str, target: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def _own_form(head: bytes, target: str) -> bytes:
    """The request as a server expects it: path only, one request a connection."""
    first, *_ = head.split(b"\r\n", 1)
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    method, _, version = first.split(b" ", 2)
    start = b" ".join((method, path.encode("latin-1"), version))
    return _closing(start, head)


def _last_answer(server: socket.socket) -> bytes:
    """The beginning of a server's answer, which tells the browser that there will be no other."""
    rest = b""
    while True:
        head, rest = _head(server, rest)
        first = head.split(b"\r\n", 1)[0]
        if not first.split(b" ")[1:2][0].startswith(b"1"):  # "100 Continue", "103 Early Hints"
            return _closing(first, head) + rest


def _closing(first: bytes, head: bytes) -> bytes:
    """A head with another first line and without any promise to keep the connection."""
    dropped = (b"proxy-connection", b"connection", b"proxy-authorization", b"keep-alive")
    lines = head.split(b"\r\n")[1:]
    kept = [line for line in lines if line.split(b":", 1)[0].strip().lower() not in dropped]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


def _wait(browser: socket.socket, outside: socket.socket) -> None:
    """Nothing more is passed on; when the browser goes, so does the connection."""
    with suppress(OSError):
        while browser.recv(8192):
            pass
    with suppress(OSError):
        outside.shutdown(socket.SHUT_RDWR)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
