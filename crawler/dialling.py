"""One exchange with a web server under a hard deadline, timed step by step.

A plain blocking client on purpose: a sample of availability must say where the time went and must
end on time whatever the server does, dripping single bytes included.
"""

import contextlib
import io
import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from crawler.connecting import Certified, Deadline, addresses, connect, secured
from crawler.trusting import Trust

LARGEST_BODY = 20_000_000
CHUNK = 65536


@dataclass
class Timings:
    """Milliseconds of the first hop's steps; None for a step that was not reached."""

    dns_ms: int | None = None
    tcp_ms: int | None = None
    tls_ms: int | None = None
    first_byte_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response. Header names are lower-case, Set-Cookie lines joined by newlines."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    ended_s: float
    """Seconds after the start of the visit at which the last byte came."""
    certificate: Certified = Certified()  # noqa: RUF009 - frozen
    """What there is to say of the certificate; nothing without TLS."""


def exchange(
    url: str,
    family: socket.AddressFamily,
    agent: str,
    deadline: Deadline,
    timings: Timings,
    cookies: Mapping[str, str],
    trust: Trust,
) -> Answer:
    """GET one address. Raises OSError (TimeoutError, ssl.SSLError, …) or HTTPException."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    where = addresses(host, port, family, deadline)
    timings.dns_ms = timings.dns_ms if timings.dns_ms is not None else _ms(deadline)
    before = deadline.passed
    connection = connect(where, family, deadline)
    if timings.tcp_ms is None:
        timings.tcp_ms = _ms(deadline, before)
    certificate = Certified()
    with contextlib.ExitStack() as stack:
        stack.callback(lambda: connection.close())
        if secure:
            before = deadline.passed
            connection, certificate = secured(connection, host, where, family, deadline, trust)
            if timings.tls_ms is None:
                timings.tls_ms = _ms(deadline, before)
        before = deadline.passed
        connection.settimeout(deadline.left())
        connection.sendall(_request(parts, agent, cookies))
        response = HTTPResponse(_Wire(connection, deadline), method="GET")  # type: ignore[arg-type]
        response.begin()
        if timings.first_byte_ms is None:
            timings.first_byte_ms = _ms(deadline, before)
        body, at = _read_all(response, deadline)
        headers: dict[str, str] = {}
        for name, value in response.getheaders():
            known = headers.get(name.lower())
            headers[name.lower()] = value if known is None else f"{known}\n{value}"
        return Answer(response.status, headers, _unpacked(body, headers), at, certificate)


def _read_all(response: HTTPResponse, deadline: Deadline) -> tuple[bytes, float]:
    """The body and when its last byte came. A server that never says where the page ends, or says
    it wrong, has still delivered it when the closing tag is there: browsers show such pages.
    """
    body, at = bytearray(), deadline.passed
    try:
        while len(body) < LARGEST_BODY and (part := response.read1(CHUNK)):
            body += part
            at = deadline.passed
        if response.length and len(body) < LARGEST_BODY:
            raise HTTPException("the answer was cut short")
    except (TimeoutError, HTTPException):
        if not body[-2048:].rstrip().lower().endswith(b"</html>"):
            raise
    return bytes(body), at


def _unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Some servers compress although we ask them not to."""
    if headers.get("content-encoding", "").strip().lower() != "gzip":
        return body
    try:
        return zlib.decompressobj(31).decompress(body, LARGEST_BODY)
    except zlib.error:
        return body


def _request(parts: SplitResult, agent: str, cookies: Mapping[str, str]) -> bytes:
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {parts.netloc.rpartition('@')[2]}",
        f"User-Agent: {agent}",
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language: zh-CN,zh;q=0.9",
        "Accept-Encoding: identity",
        "Connection: close",
    ]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


class _Wire:
    """What http.client reads from: every read has only the time that is left."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._raw = _Raw(connection, deadline)

    def makefile(self, mode: str) -> io.BufferedReader:
        """The reading end."""
        return io.BufferedReader(self._raw, CHUNK)


class _Raw(io.RawIOBase):
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._connection, self._deadline = connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.left())
        try:
            return self._connection.recv_into(buffer)
        except ssl.SSLEOFError:
            return 0  # closed without saying goodbye, as many servers do


def _ms(deadline: Deadline, since: float = 0.0) -> int:
    return round((deadline.passed - since) * 1000)
