"""Servers that speak national cryptography only (国密: SM2 certificates, TLCP, GB/T 38636).

To every other client they look broken: an alert, or a connection that ends in the middle of the
handshake. Such a site opens in the browsers made for it, so it is unverifiable and never dead.
"""

import os
import socket
from contextlib import suppress

ONLY = "网站只支持国密（SM2/TLCP）加密，本程序不能建立这种连接，请用支持国密的浏览器核对"
MAYBE = "加密协议不相容（可能只支持国密 SM2/TLCP，或只支持过时的加密），请用支持国密的浏览器核对"
ASK_S = 5.0
_INCOMPATIBLE = (
    "alert_handshake_failure",
    "alert_protocol_version",
    "alert_insufficient_security",
    "unsupported_protocol",
)
_VERSION = b"\x01\x01"
_HANDSHAKE, _ALERT = 0x16, 0x15
_SUITES = b"\xe0\x53\xe0\x13\xe0\x51\xe0\x11"  # ECC and ECDHE with SM4, GCM and CBC


def is_incompatible(error: BaseException) -> bool:
    """Whether a handshake failed because no protocol or cipher was common to both."""
    text = str(error).lower().replace(" ", "_")
    return any(words in text for words in _INCOMPATIBLE)


def why_not(error: BaseException, host: str, port: int, ask_s: float = ASK_S) -> str:
    """Why a handshake failed, if it may be for national cryptography; "" if it is something else.

    Asks the server once more, in its own protocol, and waits ``ask_s`` for each step.
    """
    if speaks(host, port, ask_s):
        return ONLY
    return MAYBE if is_incompatible(error) else ""


def speaks(host: str, port: int, ask_s: float = ASK_S) -> bool:
    """Whether a server answers a greeting in TLCP with TLCP."""
    with suppress(OSError, UnicodeError):
        with socket.create_connection((host, port), timeout=ask_s) as connection:
            connection.sendall(_greeting())
            reply = b""
            while len(reply) < 3 and (part := connection.recv(64)):
                reply += part
        return len(reply) >= 3 and reply[0] in (_HANDSHAKE, _ALERT) and reply[1:3] == _VERSION
    return False


def _greeting() -> bytes:
    suites = len(_SUITES).to_bytes(2) + _SUITES
    hello = _VERSION + os.urandom(32) + b"\x00" + suites + b"\x01\x00"
    message = b"\x01" + len(hello).to_bytes(3) + hello
    return bytes([_HANDSHAKE]) + _VERSION + len(message).to_bytes(2) + message
