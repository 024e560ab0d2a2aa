"""Loopback servers that misbehave as real ones do, and crawls of them in a process of their own."""

import datetime
import gzip
import ipaddress
import multiprocessing
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.sites import Politeness, SiteConfig

Route = Callable[["Handler"], None]
DAY = datetime.date(2026, 11, 25)
LONGEST_S = 120.0
"""So long somebody who hangs is waited for; nobody who is tested waits that long."""
AMPLE_S = 20.0
"""For what must answer, on a machine that does something else for seconds."""


class Handler(BaseHTTPRequestHandler):
    """Serves the routes of its server; a path without one is a 404."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every answer waits 40 ms for an acknowledgement
    server: "Server"

    def do_GET(self) -> None:
        made_up = self.path.startswith("/govcheck-")
        (self.server.made_up if made_up else self.server.asked).append((self.command, self.path))
        self.server.agents.add(self.headers.get("User-Agent", ""))
        route = self.server.routes.get(self.path) or self.server.routes.get(
            self.path.partition("?")[0]
        )
        if route is None and self.server.fallback is not None:
            route = self.server.fallback(self.path)
        try:
            if route is None:
                self.send(b"<p>no such page", status=404)
            else:
                route(self)
        except (ConnectionError, ssl.SSLError):
            self.close_connection = True

    do_HEAD = do_GET  # noqa: N815 - the name the library calls

    def send(self, body: bytes, status: int = 200, kind: str = "text/html", **headers: str) -> None:
        """A complete answer; underscores in header names become hyphens."""
        self.send_response(status)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **names,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silence."""


class Server(ThreadingHTTPServer):
    """``asked`` holds (method, path) of every request, ``agents`` each User-Agent seen.

    Addresses that the crawl makes up to see what dead pages look like are in ``made_up`` instead.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int = 0) -> None:
        super().__init__((host, port), Handler)
        self.routes: dict[str, Route] = {}
        self.fallback: Callable[[str], Route | None] | None = None
        self.asked: list[tuple[str, str]] = []
        self.made_up: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.scheme = "http"

    @property
    def url(self) -> str:
        """Address of its root, without the slash."""
        return f"{self.scheme}://{self.server_address[0]}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


@contextmanager
def serving(host: str = "127.0.0.1", tls: Path | None = None) -> Iterator[Server]:
    """A running server; ``tls`` is a folder for a certificate made for another name."""
    server = Server(host)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_wrong_certificate(tls))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.scheme = "https"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def page(*links: str, head: str = "") -> Route:
    """A page of links."""
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    body = f"<!doctype html><meta charset=utf-8>{head}<title>t</title><ul>{anchors}</ul>"
    return lambda h: h.send(body.encode())


def status(code: int, body: bytes = b"<p>x", **headers: str) -> Route:
    """An answer with that status."""
    return lambda h: h.send(body, status=code, **headers)


def redirect(to: str, code: int = 302) -> Route:
    """A redirect."""
    return lambda h: h.send(b"", status=code, Location=to)


def hang(handler: Handler) -> None:
    """Never answer: who asked hangs up, however late that is."""
    handler.connection.settimeout(LONGEST_S)
    with suppress(OSError):
        handler.connection.recv(1)
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """Good headers, then a byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(int(LONGEST_S / 0.1)):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.1)
    handler.close_connection = True


def endless(handler: Handler) -> None:
    """A body without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(4000):
        handler.wfile.write(b"x" * 65536)
    handler.close_connection = True


def cut_short(handler: Handler) -> None:
    """Content-Length promises more than comes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<a href=/only-in-the-first-half.html>x</a>")
    handler.close_connection = True


def empty_reply(handler: Handler) -> None:
    """Hang up without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def gzip_bomb(handler: Handler) -> None:
    """30 MB in 30 KB."""
    body = gzip.compress(b"0" * 30_000_000)
    handler.send(body, Content_Encoding="gzip")


def no_head(handler: Handler) -> None:
    """HEAD is refused, GET works."""
    handler.send(b"fine", status=405 if handler.command == "HEAD" else 200)


def _wrong_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.9.9.9"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "wrong.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


# ---- crawling, in a process of its own: Scrapy runs once per process


def site(url: str, *columns: Any, hosts: tuple[str, ...] = (), **politeness: Any) -> SiteConfig:
    """A configuration without pauses."""
    quick = {
        "requests_per_second": 0,
        "timeout_s": AMPLE_S,
        "recheck_after_s": 0.4,
        "max_body_mb": 1,
        "obey_robots": False,
        **politeness,
    }
    return SiteConfig(
        "t", "测试网站", url, hosts=hosts, columns=columns, politeness=Politeness(**quick)
    )


def _context() -> Any:
    """Processes that have Scrapy imported already: a second each is saved."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.crawl", "crawler.single", "crawler.media.walk"])
    return context


def start_crawl(
    config: SiteConfig, store: Path, **more: Any
) -> tuple[Any, "multiprocessing.queues.Queue[Any]"]:
    """Start a crawl; returns the process and where its outcome will appear."""
    context = _context()
    outcome = context.Queue()
    process = context.Process(target=_crawl, args=(outcome, config, store, more))
    process.start()
    return process, outcome


def crawl_site(config: SiteConfig, store: Path, **more: Any) -> Any:
    """Crawl and return the Run, or the exception's text."""
    process, outcome = start_crawl(config, store, **more)
    result = outcome.get(timeout=240)
    process.join()
    return result


def _crawl(outcome: Any, config: SiteConfig, store: Path, more: dict[str, Any]) -> None:
    from crawler.crawl import crawl

    if pages := more.pop("disk_pages", 0):
        _small_disk(pages)
    try:
        when = {"month": "2026-11", "as_of": DAY, **more}
        run = crawl(config, store, contact="a@example.cn", **when)
        outcome.put(run)
    except BaseException as error:  # noqa: BLE001 - the test decides
        outcome.put(f"{type(error).__name__}: {error}")


def _small_disk(pages: int) -> None:
    """SQLite itself says "database or disk is full" after that many pages of 4 KB."""
    from crawler.store import Store

    opened = Store.__init__

    def on_a_small_disk(self: Store, path: Path) -> None:
        opened(self, path)
        self.connection.execute(f"PRAGMA max_page_count = {pages}")

    Store.__init__ = on_a_small_disk  # type: ignore[method-assign]


def spot_check(urls: list[str], **politeness: Any) -> Any:
    """fetch_all in a process of its own."""
    context = multiprocessing.get_context("spawn")
    outcome = context.Queue()
    polite = site("http://x/", **politeness).politeness
    process = context.Process(target=_spot, args=(outcome, urls, polite))
    process.start()
    result = outcome.get(timeout=240)
    process.join()
    return result


def _spot(outcome: Any, urls: list[str], politeness: Politeness) -> None:
    from crawler.single import fetch_all

    try:
        outcome.put(fetch_all(urls, contact="a@example.cn", politeness=politeness))
    except BaseException as error:  # noqa: BLE001 - the test decides
        outcome.put(f"{type(error).__name__}: {error}")


class Stored:
    """What a crawl left in its file, by address; ``made_up`` are answers to made-up addresses."""

    def __init__(self, path: Path) -> None:
        from crawler.store import Store

        with Store(path) as store:
            rows = store.connection.execute(
                "SELECT u.url, f.* FROM fetches f JOIN urls u ON u.id = f.url"
            )
            names = [d[0] for d in rows.description]
            # the second column named url is the id: keep the address
            self.rows = {r[0]: dict(zip(names[1:], r[1:], strict=True)) for r in rows}
            self.made_up = {u: r for u, r in self.rows.items() if r["role"] == "baseline"}
            self.rows = {u: r for u, r in self.rows.items() if u not in self.made_up}
            self.skipped = dict(store.connection.execute("SELECT url, reason FROM skipped"))
            self.attempts: dict[str, list[tuple[str, int]]] = {}
            for url, method, code in store.connection.execute(
                "SELECT u.url, a.method, a.status FROM attempts a JOIN urls u ON u.id = a.url"
                " ORDER BY a.rowid"
            ):
                self.attempts.setdefault(url, []).append((method, code))

    def state(self, url: str) -> str:
        """The link state, "" when the address is not there."""
        return str(self.rows[url]["state"]) if url in self.rows else ""

    def reason(self, url: str) -> str:
        """The Chinese reason."""
        return str(self.rows[url]["reason"])
