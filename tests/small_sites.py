"""Many small made-up sites on loopback addresses of their own, served by one server that counts.

Every site has pages, a style sheet, pictures and a frame whose addresses do not say what they are,
files, dead and troubled links, redirects, links that robots.txt forbids, and outside links from its
home page. They answer the same whenever they are asked.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ARTICLES = 8
OUTSIDE = 250
"""Third number of the addresses of hosts that are nobody's site."""
POLITENESS = """[site.politeness]
requests_per_second = {rate}
concurrency = 4
timeout_s = 10
recheck_after_s = {recheck}
"""
Answer = tuple[int, str, bytes, str]
"""Status, Content-Type, body and Location ("" for none)."""


def host_of(number: int) -> str:
    """The loopback address of a site."""
    return f"127.77.{number // 200}.{number % 200 + 1}"


@dataclass
class Served:
    """``asked`` has (host, path) of every request in order; sites are numbers from 0."""

    count: int
    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def url(self, number: int) -> str:
        """The home page of a site."""
        return f"http://{host_of(number)}:{self.port}/"

    def hosts(self) -> list[str]:
        """Every address that is listened on."""
        return [*map(host_of, range(self.count)), f"127.77.{OUTSIDE}.1", f"127.77.{OUTSIDE}.2"]

    def configuration(self, *, rate: float = 0, recheck_s: float = 0.5) -> str:
        """A sites.toml with all sites, no browser; ``rate`` requests a second (0: no pacing)."""
        parts = ['contact = "test@example.invalid"\n[browser]\nenabled = false\n']
        parts.append('[[unit]]\nid = "office"\nname = "办公室"\n')
        parts += [
            f'[[site]]\nid = "s{n:03d}"\nname = "第{n}镇"\nurl = "{self.url(n)}"\n'
            'kind = "portal"\nunit = "office"\n'
            '[[site.column]]\nname = "通知公告"\nurl = "/tzgg/"\nkind = "通知公告"\n'
            + POLITENESS.format(rate=rate, recheck=recheck_s)
            for n in range(self.count)
        ]
        return "\n".join(parts)

    def answer(self, host: str, path: str) -> Answer:
        """What a host says to a path."""
        a, b = (int(part) for part in host.split(".")[2:])
        if a == OUTSIDE:
            dead = path.endswith("gone.html")
            return (404, "text/html", b"gone", "") if dead else _page(f"outside {b}", [])
        number = a * 200 + b - 1
        return self._pages(number).get(path, (404, "text/html", b"<p>no such page", ""))

    def _pages(self, number: int) -> dict[str, Answer]:
        out = [f"http://127.77.{OUTSIDE}.{n}:{self.port}" for n in (1, 2)]
        rows = [f"/tzgg/{n}.html" for n in range(ARTICLES)]
        pages = {
            "/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /closed/\n", ""),
            "/": _page(
                f"第{number}镇人民政府",
                ["/tzgg/", "/gone.html", "/moved", "/to-gone", "/closed/a.html", "/hop1", "#top"],
                f'<link rel=stylesheet href="/s.css"><img src="/pic?id={number}">'
                '<iframe src="/weather?x=1"></iframe>'
                f'<a href="{out[0]}/about.html">a</a><a href="{out[1]}/gone.html">b</a>'
                '<form action="/search" method="get"><input type="text" name="q">'
                '<input type="submit" value="搜索"></form>'
                + "".join(
                    f'<li><a href="{row}">关于做好第{name}号事项的通知</a><span>2026-11-0{n + 1}</span>'
                    for n, (name, row) in enumerate(zip("一二三四五六", rows, strict=False))
                ),
            ),
            "/tzgg/": _page("通知公告", [*rows, "/refused", "/broken"]),
            "/s.css": (200, "text/css", b"a{background:url(/css-pic)}", ""),
            "/css-pic": (200, "image/png", b"\x89PNG\r\n", ""),
            f"/pic?id={number}": (404, "text/html", b"no picture", ""),
            "/weather?x=1": _page("weather", ["/in-frame.html"]),
            "/moved": (301, "text/html", b"", "/tzgg/1.html"),
            "/to-gone": (302, "text/html", b"", "/gone.html"),
            "/hop1": (302, "text/html", b"", "/hop2"),
            "/hop2": (302, "text/html", b"", "/hop3"),
            "/hop3": _page("hop", []),
            "/refused": (403, "text/html", b"no", ""),
            "/broken": (500, "text/html", b"oops", ""),
            "/form.pdf": (200, "application/pdf", b"%PDF-1.4\n", ""),
        }
        for n, row in enumerate(rows):
            links = ["/", f"/tzgg/{(n + 1) % ARTICLES}.html", f"/lost-{n % 3}.doc", "/form.pdf"]
            more = f'<img src="/shot?n={n % 2}"><p>2026-11-{n + 1:02d}</p>'
            pages[row] = _page(f"关于第{n}号事项的通知", links, more)
        return pages


@contextmanager
def served(count: int, pause_s: float = 0.0) -> Iterator[Served]:
    """Serve so many sites; every answer takes ``pause_s``."""
    sites, ready, end = Served(count), threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2):
                method, path = head[0].decode(), head[1].decode()
                sites.asked.append((host, path))
                await asyncio.sleep(pause_s)
                writer.write(_wire(method, sites.answer(host, path)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        first = await asyncio.start_server(talk, host_of(0), 0)
        sites.port = first.sockets[0].getsockname()[1]
        others = await asyncio.start_server(talk, sites.hosts()[1:], sites.port)
        ready.set()
        await end.wait()
        first.close()
        others.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield sites
    finally:
        loops[0].call_soon_threadsafe(end.set)
        thread.join(10)


def _wire(method: str, answer: Answer) -> bytes:
    status, kind, body, location = answer
    more = f"Location: {location}\r\n" if location else ""
    head = (
        f"HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + (b"" if method == "HEAD" else body)


def _page(title: str, links: list[str], more: str = "") -> Answer:
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    html = f"<!doctype html><meta charset=utf-8><title>{title}</title>{more}<ul>{anchors}</ul>"
    return 200, "text/html; charset=utf-8", html.encode(), ""


def write(folder: Path, sites: Served, *, rate: float = 0, recheck_s: float = 0.5) -> None:
    """Put the configuration into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    told = sites.configuration(rate=rate, recheck_s=recheck_s)
    (folder / "sites.toml").write_text(told, encoding="utf-8")
