"""The browser's only way out: permitted places only, one request a connection."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest
from browser_site import server

from crawler.browser.guard import Guard
from crawler.browser.scope import Scope, place

AMPLE_S, MOMENT_S = 20.0, 0.5
ANSWER = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: 9\r\nContent-Length: 2\r\n\r\nok"
)


@pytest.fixture
def stubborn() -> Iterator[tuple[str, list[bytes]]]:
    """A server that keeps its connection whatever it is told, and what it was sent."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            made, _ = listening.accept()
            with made:
                while data := made.recv(65536):
                    got.append(data)
                    made.sendall(ANSWER)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", got


def through(guard: Guard, *exchanges: tuple[bytes, bytes]) -> bytes:
    """What comes back on one connection for messages, each with the end of the answer that is waited
    for, b"" for none: then for a moment, and the last time in any case.
    """
    host, port = guard.address.split(":")
    said = b""
    with socket.create_connection((host, int(port)), timeout=AMPLE_S) as made:
        for number, (message, end) in enumerate(exchanges, start=1):
            with suppress(TimeoutError, ConnectionError):
                made.sendall(message)
                made.settimeout(AMPLE_S)
                while end and not said.endswith(end):
                    if not (part := made.recv(65536)):
                        return said
                    said += part
                if number == len(exchanges) or not end:
                    made.settimeout(MOMENT_S)
                    while part := made.recv(65536):
                        said += part
    return said


def test_one_request_goes_through_a_connection(stubborn: tuple[str, list[bytes]]) -> None:
    url, got = stubborn
    ask = f"GET {url}x?y=1 HTTP/1.1\r\nHost: h\r\nProxy-Connection: keep-alive\r\n\r\n".encode()
    with Guard(Scope(frozenset({place(url)}))) as guard:
        said = through(guard, (ask, b"ok"), (ask, b""))
    assert said == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    assert b"".join(got) == b"GET /x?y=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("method", ["GET {url} HTTP/1.1", "CONNECT {host} HTTP/1.1"])
def test_other_places_get_no_connection(method: str) -> None:
    with server() as other, Guard(Scope(frozenset({("127.0.0.1", 1)}))) as guard:
        host = other.url.removeprefix("http://").strip("/")
        line = method.format(url=other.url, host=host)
        assert through(guard, (f"{line}\r\nHost: x\r\n\r\n".encode(), b"")) == b""
        assert guard.refused == [host]
        assert not other.asked


@pytest.mark.parametrize("line", ["GET / HTTP/1.1", "GET http://[/ HTTP/1.1", "CONNECT x HTTP/1.1"])
def test_nonsense_is_not_answered(line: str) -> None:
    with Guard() as guard:
        assert through(guard, (f"{line}\r\n\r\n".encode(), b"")) == b""


def test_a_tunnel_carries_both_ways(stubborn: tuple[str, list[bytes]]) -> None:
    url, got = stubborn
    host = url.removeprefix("http://").strip("/")
    with Guard(Scope(frozenset({place(url)}))) as guard:
        said = through(
            guard, (f"CONNECT {host} HTTP/1.1\r\n\r\n".encode(), b"\r\n\r\n"), (b"raw", b"ok")
        )
    assert said == b"HTTP/1.1 200 OK\r\n\r\n" + ANSWER
    assert got == [b"raw"]
