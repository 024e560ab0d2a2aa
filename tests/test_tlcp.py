"""Servers that speak national cryptography only are unverifiable, never dead and never a failure."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from misbehaving import AMPLE_S, Stored, crawl_site, page, serving, site

from checks.site import LinkState
from crawler import tlcp
from crawler.probe import visit
from crawler.sites import SiteConfig

ALERTS = {"handshake_failure": 40, "protocol_version": 70}
NATIONAL = b"\x16\x01\x01"


@contextmanager
def national(alert: int | None, *, answers: bool) -> Iterator[str]:
    """A server that meets every usual greeting with an alert, or hangs up (None); ``answers``: its own
    protocol it answers.
    """
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if connection.recv(2048)[:3] == NATIONAL:
                    connection.sendall(NATIONAL + b"\x00\x04\x02\x00\x00\x00" if answers else b"")
                elif alert is not None:
                    connection.sendall(b"\x15\x03\x01\x00\x02\x02" + bytes([alert]))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_links_to_them_and_to_what_may_be_one_are_unverifiable(tmp_path: Path) -> None:
    with (
        serving() as server,
        national(40, answers=True) as known,
        national(70, answers=False) as likely,
        national(None, answers=True) as silent,
        national(None, answers=False) as broken,
    ):
        server.routes["/"] = page(known, likely, silent, broken)
        run = crawl_site(site(server.url), tmp_path / "t.sqlite")
        assert run.stop_reason == "finished"
        stored = Stored(tmp_path / "t.sqlite")
    for url, words in ((known, tlcp.ONLY), (likely, tlcp.MAYBE), (silent, tlcp.ONLY)):
        assert (stored.state(url), stored.reason(url)) == (LinkState.UNVERIFIABLE, words)
    assert stored.state(broken) == LinkState.SUSPECT  # nothing says that it is for its ciphers


def test_a_whole_site_of_that_kind_is_not_called_unreachable(tmp_path: Path) -> None:
    with national(40, answers=True) as url:
        run = crawl_site(site(url), tmp_path / "t.sqlite")
    assert run.stop_reason == "home-tlcp"


@pytest.mark.parametrize("alert", ALERTS.values(), ids=ALERTS)
@pytest.mark.parametrize("answers", [True, False])
def test_a_sample_of_availability_says_nothing_about_such_a_site(alert: int, answers: bool) -> None:
    with national(alert, answers=answers) as url:
        at = datetime(2026, 11, 25, tzinfo=UTC)
        sample = visit(SiteConfig("t", "测试", url), "ipv4", "a", at=at, limit_s=AMPLE_S)
    assert sample.ok is None
    assert sample.detail == f"无法核验：{tlcp.ONLY if answers else tlcp.MAYBE}"


def test_a_connection_that_merely_breaks_is_still_a_failure() -> None:
    with national(None, answers=False) as url:
        at = datetime(2026, 11, 25, tzinfo=UTC)
        sample = visit(SiteConfig("t", "测试", url), "ipv4", "a", at=at, limit_s=AMPLE_S)
    assert sample.ok is False
