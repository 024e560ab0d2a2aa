"""Getting through to a server under a deadline: names, routes, TCP and TLS."""

import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from warnings import catch_warnings

from crawler import tlcp
from crawler.trusting import Trust


class NoRouteError(OSError):
    """No way from this computer to such an address, which says nothing about the site."""


class UnresolvedError(OSError):
    """The name has no address of this kind; ``temporary`` when the name servers did not answer."""

    def __init__(self, temporary: bool) -> None:
        super().__init__("name servers did not answer" if temporary else "no such name")
        self.temporary = temporary


class IncompatibleError(OSError):
    """Server and program have no protocol in common; ``why`` is Chinese."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Certified:
    """What there is to say of a certificate, in Chinese: its ``fault``, or ``by`` what it was
    verified where that is not the system's doing; "" for nothing.
    """

    fault: str = ""
    by: str = ""


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


def connect(where: list[Any], family: socket.AddressFamily, deadline: Deadline) -> socket.socket:
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


def secured(
    connection: socket.socket,
    host: str,
    where: list[Any],
    family: socket.AddressFamily,
    deadline: Deadline,
    trust: Trust,
) -> tuple[socket.socket, Certified]:
    """Encrypt. A certificate at fault is noted and looked past: people see a warning, the site is
    not away. The fault itself belongs to the check of certificates. Raises IncompatibleError for
    servers that speak national cryptography only, as far as can be told.
    """
    try:
        return _secured(connection, host, where, family, deadline, trust)
    except (ssl.SSLError, ConnectionError) as error:
        address, port, *_ = where[0]
        if why := tlcp.why_not(error, address, port, min(tlcp.ASK_S, deadline.left() / 2)):
            raise IncompatibleError(why) from error
        raise


def _secured(
    connection: socket.socket,
    host: str,
    where: list[Any],
    family: socket.AddressFamily,
    deadline: Deadline,
    trust: Trust,
) -> tuple[socket.socket, Certified]:
    try:
        made = _handshake(connection, host, deadline, trust.context)
        return made, Certified(by=trust.told(made.getpeercert(binary_form=True) or b""))
    except ssl.SSLCertVerificationError as error:
        fault = trust.beside(_FAULTS.get(error.verify_code, "证书链无法核实"))
    except ssl.SSLError:
        fault = "只支持过时的加密方式"
    connection.close()
    again = connect(where, family, deadline)
    try:
        return _handshake(again, host, deadline, _lenient()), Certified(fault)
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
