"""One exchange with a web server under a hard deadline, timed step by step.

A plain blocking client on purpose: a sample of availability must say where the time went and must
end on time whatever the server does, dripping single bytes included.
"""

import contextlib
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit
from warnings import catch_warnings

LARGEST_BODY = 20_000_000
CHUNK = 65536


class NoRouteError(OSError):
    """No way from this computer to such an address, which says nothing about the site."""


class UnresolvedError(OSError):
    """The name has no address of this kind; ``temporary`` when the name servers did not answer."""

    def __init__(self, temporary: bool) -> None:
        super().__init__("name servers did not answer" if temporary else "no such name")
        self.temporary = temporary


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
    certificate: str = ""
    """What is wrong with the certificate, in Chinese; "" if nothing or no TLS."""


@dataclass
class Deadline:
    """Everything must be over ``seconds`` after it was made."""

    seconds: float
    started: float = field(default_factory=time.monotonic)

    @property
    def passed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def left(self) -> float:
        """Seconds left; TimeoutError when there are none."""
        left = self.seconds - self.passed
        if left <= 0:
            raise TimeoutError("deadline")
        return left


def addresses(host: str, port: int, family: socket.AddressFamily, deadline: Deadline) -> list[Any]:
    """Socket addresses of a name in one family. The resolver cannot be stopped, so it is waited
    for in a thread of its own.
    """
    found: list[Any] = []
    failed: list[Exception] = []

    def resolve() -> None:
        try:
            infos = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
            found.extend(info[4] for info in infos)
        except (OSError, UnicodeError) as error:  # a host name may be none, too
            failed.append(error)

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if thread.is_alive():
        raise TimeoutError("deadline")
    if failed:
        if not isinstance(failed[0], OSError):
            raise failed[0]
        known = (socket.EAI_NONAME, socket.EAI_NODATA, socket.EAI_ADDRFAMILY)
        raise UnresolvedError(temporary=failed[0].errno not in known)
    return found


def has_route(address: Any, family: socket.AddressFamily) -> bool:
    """Whether this computer has a way to an address. A UDP socket asks without sending."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect(address)
    except OSError:
        return False
    return True


def exchange(
    url: str,
    family: socket.AddressFamily,
    agent: str,
    deadline: Deadline,
    timings: Timings,
    cookies: Mapping[str, str],
) -> Answer:
    """GET one address. Raises OSError (TimeoutError, ssl.SSLError, …) or HTTPException."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    where = addresses(host, port, family, deadline)
    timings.dns_ms = timings.dns_ms if timings.dns_ms is not None else _ms(deadline)
    before = deadline.passed
    connection = _connect(where, family, deadline)
    if timings.tcp_ms is None:
        timings.tcp_ms = _ms(deadline, before)
    fault = ""
    with contextlib.ExitStack() as stack:
        stack.callback(lambda: connection.close())
        if secure:
            before = deadline.passed
            connection, fault = _secured(connection, host, where, family, deadline)
            if timings.tls_ms is None:
                timings.tls_ms = _ms(deadline, before)
        before = deadline.passed
        connection.settimeout(deadline.left())
        connection.sendall(_request(parts, agent, cookies))
        response = HTTPResponse(_Wire(connection, deadline), method="GET")  # type: ignore[arg-type]
        response.begin()
        if timings.first_byte_ms is None:
            timings.first_byte_ms = _ms(deadline, before)
        body = bytearray()
        while len(body) < LARGEST_BODY and (part := response.read1(CHUNK)):
            body += part
        if response.length and len(body) < LARGEST_BODY:
            raise HTTPException("the answer was cut short")
        headers: dict[str, str] = {}
        for name, value in response.getheaders():
            known = headers.get(name.lower())
            headers[name.lower()] = value if known is None else f"{known}\n{value}"
        return Answer(response.status, headers, _unpacked(bytes(body), headers), fault)


def _unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Some servers compress although we ask them not to."""
    if headers.get("content-encoding", "").strip().lower() != "gzip":
        return body
    try:
        return zlib.decompressobj(31).decompress(body, LARGEST_BODY)
    except zlib.error:
        return body


def _connect(where: list[Any], family: socket.AddressFamily, deadline: Deadline) -> socket.socket:
    """To the first address that answers; each gets an equal part of the time that is left."""
    usable = [address for address in where if has_route(address, family)]
    if not usable:
        raise NoRouteError("no route")
    last: OSError = TimeoutError("deadline")
    for number, address in enumerate(usable):
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(deadline.left() / (len(usable) - number))
            connection.connect(address)
        except OSError as error:
            connection.close()
            last = error
        else:
            return connection
    raise last


def _secured(
    connection: socket.socket,
    host: str,
    where: list[Any],
    family: socket.AddressFamily,
    deadline: Deadline,
) -> tuple[socket.socket, str]:
    """Encrypt. A certificate at fault is noted and looked past: people see a warning, the site is
    not away. The fault itself belongs to the check of certificates.
    """
    try:
        return _handshake(connection, host, deadline, _strict()), ""
    except ssl.SSLCertVerificationError as error:
        fault = _FAULTS.get(error.verify_code, "证书链无法核实")
    except ssl.SSLError:
        fault = "只支持过时的加密方式"
    connection.close()
    again = _connect(where, family, deadline)
    try:
        return _handshake(again, host, deadline, _lenient()), fault
    except OSError:
        again.close()
        raise


_FAULTS = {10: "证书已过期", 9: "证书尚未生效", 18: "证书是自签名的", 62: "证书与域名不符"}
_FAULTS |= {64: "证书与域名不符"}


def _handshake(
    connection: socket.socket, host: str, deadline: Deadline, context: ssl.SSLContext
) -> ssl.SSLSocket:
    connection.settimeout(deadline.left())
    return context.wrap_socket(connection, server_hostname=host)


@cache
def _strict() -> ssl.SSLContext:
    return ssl.create_default_context()


@cache
def _lenient() -> ssl.SSLContext:
    """For old servers that some browsers still open: no certificate check, any cipher."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= ssl.OP_LEGACY_SERVER_CONNECT
    with catch_warnings(action="ignore"):  # that TLS 1.0 is old is why this context exists
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context


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
