"""A small stored site on loopback, and a server that counts what it is asked all the same."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from crawler.browser.chromium import find
from crawler.browser.clicks import Clicks
from crawler.browser.replay import Answer, Live, Refused
from crawler.browser.scope import Scope, place
from crawler.sites import SiteConfig, SitesFile, Unit
from crawler.store import Fetch, Run, Store

AT = "2026-11-20T02:00:00+00:00"


def needs_browser() -> None:
    """Skip, counted aloud, where there is no browser."""
    if find() is None:
        pytest.skip("needs Chromium and chromedriver")


@dataclass
class Served:
    """A server's address and what it was asked, by path."""

    url: str
    asked: Counter[str] = field(default_factory=Counter)


@contextmanager
def server(host: str = "127.0.0.1", body: bytes = b"<p>live</p>") -> Iterator[Served]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked[self.path] += 1
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name the server looks for

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer((host, 0), Handler) as listening:
        served = Served(f"http://{host}:{listening.server_address[1]}/")
        thread = Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield served
        listening.shutdown()
        thread.join()


@dataclass
class StoredPages:
    """A store with one finished run of one site."""

    path: Path
    run: Run
    config: SiteConfig


def stored(path: Path, home: str, fetches: list[Fetch]) -> StoredPages:
    """Write the fetches as the one run of a site."""
    with Store(path) as store:
        run = store.open_run(
            "2026-11", date(2026, 11, 25), user_agent="t", engine="t", settings="", fresh=True
        )
        store.write(run, fetches)
        store.close_run(run, "finished", {})
    return StoredPages(path, run, SiteConfig("demo", "示例", home))


def office_of(made: StoredPages, **more: Any) -> SitesFile:
    """The configuration beside it, with one unit that the site belongs to."""
    site = replace(made.config, unit="u")
    path = made.path.parents[1] / "sites.toml"
    return SitesFile(path, {"u": Unit("u", "单位")}, {"demo": site}, **more)


def rubric_text(*checks: str) -> str:
    """A rubric that scores nothing and has just these checks."""
    return f"""
id = "a11y"
title = "无障碍"
verified = "partial"
subject = "portal"
scored = false
also = {json.dumps(checks)}
"""


def page(url: str, html: str | bytes, content_type: str = "text/html; charset=utf-8") -> Fetch:
    """A page as the crawl stores it."""
    body = html if isinstance(html, bytes) else html.encode()
    return fetch(url, body=body, content_type=content_type)


def fetch(url: str, role: str = "page", state: str = "ok", **more: object) -> Fetch:
    """Any row of a crawl."""
    known: dict[str, object] = {"external": False, "status": 200, "reason": "", "method": "GET"}
    return Fetch(url, role=role, state=state, fetched_at=AT, **(known | more))  # type: ignore[arg-type]


class OneServer:
    """Lets the browser ask one server, and nothing else."""

    def __init__(self, base: str) -> None:
        self.scope = Scope(frozenset({place(base)}))
        self.clicks = Clicks()

    def next_page(self) -> None: ...

    def answer(self, url: str, method: str = "GET", kind: str = "") -> Answer:
        return Live() if self.scope.has(url) else Refused("不在这里")


@contextmanager
def corpus(shared: Path, bundle: str) -> Iterator[str]:
    """The address of a bundle of the shared corpora, served."""
    command = [sys.executable, str(shared / "corpora" / "serve.py"), bundle]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()
