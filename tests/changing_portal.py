"""A portal that changes from month to month, and whose validators and sitemap can lie."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from misbehaving import Handler, Server

OLD = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "为进一步做好全区安全生产工作，现将有关事项通知如下，请各单位认真组织实施。" * 20


class Portal:
    """A home page, a list and articles on a loopback server; ``moved`` is when each last changed."""

    def __init__(self, server: Server, articles: int = 12) -> None:
        self.server = server
        self.bodies: dict[str, str] = {}
        self.moved: dict[str, datetime] = {}
        self.validators = True
        self.sitemap = True
        self.lastmod: dict[str, datetime] = {}
        self.always_304 = False
        self.body_in_304 = b""
        self.conditional: list[str] = []
        self.names = [f"/zwgk/202601/t20260101_{n}.html" for n in range(articles)]
        for n, name in enumerate(self.names):
            self.put(name, self.article(n))
        self.put("/zwgk/", self.listing(self.names))
        self.put("/", '<a href="/zwgk/">政务公开</a>')
        server.fallback = self.route
        server.routes["/f.pdf"] = lambda h: h.send(b"%PDF-1.4 x", kind="application/pdf")
        server.routes["/robots.txt"] = lambda h: h.send(b"User-agent: *\n", kind="text/plain")

    def article(self, n: int, more: str = "") -> str:
        return (
            f'<h1>关于第{n}号通知</h1><div class="info">发布时间：2026-01-01 10:00 来源：办公室</div>'
            f'<div class="TRS_Editor"><p>{TEXT}{more}</p></div><a href="/zwgk/#no{n}">锚</a>'
        )

    def listing(self, names: list[str]) -> str:
        rows = "".join(
            f'<li><a href="{name}">关于第{n}号通知的标题文字</a><span>2026-01-01</span></li>'
            for n, name in enumerate(names)
        )
        return f"<h2>栏目</h2><ul>{rows}</ul>"

    def put(self, path: str, body: str, at: datetime = OLD) -> None:
        self.bodies[path] = (
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>'
            + path
            + "的标题</title>"
            '<meta name="ArticleTitle" content="通知">' + body
        )
        self.moved[path] = at
        self.lastmod[path] = at

    def route(self, path: str) -> Callable[[Handler], None] | None:
        if path == "/sitemap.xml" and self.sitemap:
            return self.send_sitemap
        return self.send if path in self.bodies else None

    def send_sitemap(self, handler: Handler) -> None:
        rows = "".join(
            f"<url><loc>{self.server.url}{path}</loc><lastmod>{at.isoformat()}</lastmod></url>"
            for path, at in self.lastmod.items()
        )
        handler.send(f"<?xml version='1.0'?><urlset>{rows}</urlset>".encode(), kind="text/xml")

    def send(self, handler: Handler) -> None:
        body = self.bodies[handler.path].encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        asked = handler.headers.get("If-None-Match")
        since = handler.headers.get("If-Modified-Since")
        if asked or since:
            self.conditional.append(handler.path)
        if asked == tag or (self.always_304 and (asked or since)):
            handler.send_response(304)
            if not self.always_304:
                handler.send_header("ETag", tag)
            handler.end_headers()
            if self.body_in_304:
                handler.wfile.write(self.body_in_304)
                handler.close_connection = True
            return
        more = {}
        if self.validators:
            more = {"ETag": tag, "Last_Modified": format_datetime(self.moved[handler.path], True)}
        handler.send(body, **more)

    def asked(self) -> list[str]:
        return [path for _, path in self.server.asked]
