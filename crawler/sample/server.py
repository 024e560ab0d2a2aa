"""Serves the sample sites on four loopback addresses, with their known misbehaviour."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.sample import faults
from crawler.sample.listening import Listener, listen, running
from crawler.sample.portal import GUARDED, OUTSIDE, SEARCH_INDEX
from crawler.sample.structure import DEPARTMENT, PORTAL

HOSTS = {PORTAL: "127.0.0.1", DEPARTMENT: "127.0.0.2", OUTSIDE: "127.0.0.3", GUARDED: "127.0.0.4"}
PORT = 28719
"""Asked for first: findings of two demonstrations then have the same addresses and numbers."""
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOT_FOUND = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>404</title></head>'
    "<body><h1>404</h1><p>您访问的页面不存在。</p></body></html>"
).encode()
_BROKEN = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>500</title></head>'
    "<body><h1>500</h1><p>服务器内部错误。</p></body></html>"
).encode()
# Shaped like the screens that protection products answer with: a cookie, a script, no content.
_CHALLENGE = (
    b"<!DOCTYPE html><html><head><script>"
    b"document.cookie='sample_clearance='+(6*7)+';path=/';location.reload();"
    b"</script></head><body></body></html>"
)


@dataclass(frozen=True, slots=True)
class SampleServer:
    """Where the sites are. ``requests`` is what was asked so far: (host name, method, path)."""

    port: int
    requests: list[tuple[str, str, str]]

    def url(self, host: str, path: str = "/") -> str:
        """Absolute address of a path on portal, department, outside or guarded."""
        return f"http://{HOSTS[host]}:{self.port}{path}"

    @property
    def portal(self) -> str:
        """The portal's home page."""
        return self.url(PORTAL)

    @property
    def department(self) -> str:
        """The department site's home page."""
        return self.url(DEPARTMENT)


@contextmanager
def serve(folder: Path, port: int = PORT) -> Iterator[SampleServer]:
    """Serve what :func:`crawler.sample.portal.build` wrote to ``folder`` until the block ends.

    All four loopback addresses use ``port``, or another free one when it is taken or 0.
    Raises ``OSError`` if none can be had.
    """
    requests: list[tuple[str, str, str]] = []
    listeners = listen((partial(_Listener, name, folder, requests) for name in HOSTS), port)
    with running(listeners):
        yield SampleServer(listeners[0].server_port, requests)


class _Listener(Listener):
    def __init__(
        self, name: str, folder: Path, requests: list[tuple[str, str, str]], port: int
    ) -> None:
        self.name, self.folder, self.requests = name, folder / name, requests
        super().__init__((HOSTS[name], port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SamplePortal", ""
    timeout = 30
    disable_nagle_algorithm: ClassVar[bool] = True

    def do_GET(self) -> None:
        self._answer(send_body=True)

    def do_HEAD(self) -> None:
        self._answer(send_body=False)

    def _answer(self, *, send_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.requests.append((self.server.name, self.command, path))
        status, headers, body = self._response(path, head=not send_body)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if send_body:
            self.wfile.write(body)

    def _response(self, path: str, *, head: bool) -> tuple[int, dict[str, str], bytes]:
        html = {"Content-Type": TYPES[".html"]}
        name = self.server.name
        if name == GUARDED and path != "/robots.txt":
            return 521, {"Content-Type": "text/html", "Set-Cookie": "__sample_id=1"}, _CHALLENGE
        if name == OUTSIDE and head:
            return 405, {"Allow": "GET"}, b""
        if name == PORTAL and path == faults.SERVER_ERROR:
            return 500, html, _BROKEN
        if name == PORTAL and path == faults.SLOW:
            time.sleep(1)
        if name == PORTAL and path == "/search":
            return 200, html, self._found()
        inside = (path + "index.html" if path.endswith("/") else path).lstrip("/")
        if ".." in path.split("/") or "\0" in path:
            return 404, html, _NOT_FOUND
        file = self.server.folder / inside
        if file.is_dir():
            return 301, {"Location": path + "/"}, b""
        if not file.is_file():
            return 404, html, _NOT_FOUND
        kind, body = TYPES.get(file.suffix, "application/octet-stream"), file.read_bytes()
        if file.suffix == ".html":
            for host, address in HOSTS.items():
                here = f"http://{address}:{self.server.server_port}".encode()
                body = body.replace(f"%%{host.upper()}%%".encode(), here)
            body = body.replace(b"%%HOSTNAME%%", HOSTS[name].encode())
            if name == PORTAL and path == faults.GB18030_PAGE:
                kind = "text/html"
        return 200, {"Content-Type": kind}, body

    def _found(self) -> bytes:
        """What the portal's search says: the articles with the words in their titles."""
        words = parse_qs(urlsplit(self.path).query).get("word", [""])[0].strip()
        index = json.loads((self.server.folder / SEARCH_INDEX.lstrip("/")).read_bytes())
        hits = [(path, title) for title, path in index if words and words in title][:20]
        lines = "".join(f'<li><a href="{path}">{escape(title)}</a></li>' for path, title in hits)
        return (
            '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>搜索结果</title>'
            f"</head><body><h1>搜索“{escape(words)}”</h1><p>共 {len(hits)} 条</p><ul>{lines}</ul>"
            '<p><a href="/">返回首页</a></p></body></html>'
        ).encode()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawl has its own progress line."""
