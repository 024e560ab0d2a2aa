"""WeChat's own interface: the token, its renewal, and what the error codes mean.

The token comes from ``stable_token``, which leaves the tokens of the agency's other systems alone,
and is never forced. It lives in memory for one walk.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

from checks.media.reasons import Reason
from crawler.media.api.calls import Call, FailureError, Session
from crawler.media.secrets import Secret

NEEDS = (("appid", "secret"),)
EARLY_S = 300
SHORTEST_S = 60
RETRIES = 2
_EXPIRED = frozenset((40001, 40014, 42001))
_BUSY = -1
_REASONS = {
    40002: Reason.REQUEST_REFUSED, 40013: Reason.CREDENTIAL_REJECTED,
    40097: Reason.REQUEST_REFUSED, 40125: Reason.CREDENTIAL_REJECTED,
    40164: Reason.IP_NOT_ALLOWED, 40243: Reason.CREDENTIAL_REJECTED, 41002: Reason.REQUEST_REFUSED,
    44002: Reason.REQUEST_REFUSED, 45009: Reason.RATE_LIMITED, 45011: Reason.RATE_LIMITED,
    47001: Reason.REQUEST_REFUSED, 47009: Reason.API_RETIRED, 48001: Reason.PERMISSION_DENIED,
    48004: Reason.PERMISSION_DENIED, 48006: Reason.RATE_LIMITED, 50002: Reason.PERMISSION_DENIED,
    61003: Reason.PERMISSION_DENIED, 61007: Reason.PERMISSION_DENIED,
    61500: Reason.REQUEST_REFUSED, 61501: Reason.REQUEST_REFUSED,
}  # fmt: skip
_IP = re.compile(r"invalid ip ([0-9a-fA-F.:]{3,45})")
_REQUEST_ID = re.compile(r"\s*(?:rid|hints?)\s*:.*$", re.IGNORECASE | re.DOTALL)


@dataclass
class Token:
    """A token in use. ``proven``: a call with it has worked; ``renewed``: it replaced another."""

    value: Secret
    until: float
    renewed: bool = False
    proven: bool = False


class Tokens:
    """One token for each credential, however many accounts and sources share it."""

    def __init__(self) -> None:
        self._held: dict[str, Token] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._refused: dict[str, FailureError] = {}
        self.renewed: dict[str, Secret] = {}
        """Tokens of other platforms that were renewed in this walk, by credential."""

    def lock(self, name: str) -> asyncio.Lock:
        """For renewing the token of a credential one at a time."""
        return self._locks.setdefault(name, asyncio.Lock())

    async def get(self, session: Session) -> Token:
        """The token of the session's credential, fetched when there is none yet."""
        name = session.keys.name if session.keys else ""
        async with self.lock(name):
            held = self._held.get(name)
            if held is None or held.until < monotonic():
                held = self._held[name] = await self._fetch(session, name)
            return held

    async def renew(self, session: Session, bad: Token) -> Token:
        """Another token for one that is not accepted: once, unless it worked in the meantime."""
        name = session.keys.name if session.keys else ""
        async with self.lock(name):
            held = self._held.get(name)
            if held is not None and held is not bad:
                return held  # somebody else has renewed it already
            if bad.renewed and not bad.proven:
                raise FailureError(Reason.CREDENTIAL_REJECTED, "换过一次令牌，仍不被接受")
            fresh = self._held[name] = await self._fetch(session, name)
            fresh.renewed = True
            return fresh

    async def _fetch(self, session: Session, name: str) -> Token:
        """Ask for a token. Who was refused one is not asked for again in this walk."""
        if name in self._refused:
            raise self._refused[name]
        try:
            return await _fetched(session)
        except FailureError as error:
            self._refused[name] = error
            raise


async def _fetched(session: Session) -> Token:
    if session.keys is None:
        raise FailureError(Reason.CREDENTIAL_MISSING)
    body = {
        "grant_type": "client_credential",
        "appid": session.keys["appid"],
        "secret": session.keys["secret"],
    }
    call = Call(session.bases.weixin, "/cgi-bin/stable_token", body=body)
    found = await _patiently(session, call)
    if error := error_of(session, found):
        raise error
    text = found.get("access_token")
    if not isinstance(text, str) or not text:
        raise FailureError(Reason.SHAPE_CHANGED, "没有 access_token")
    lasts = found.get("expires_in")
    seconds = lasts - EARLY_S if isinstance(lasts, int) else 0
    secret = session.redactor.learn(Secret(text))
    return Token(secret, monotonic() + max(SHORTEST_S, seconds))


async def weixin(
    session: Session, path: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Ask with the account's token: POST with a ``body``, else GET. FailureError for every error.

    A credential may hold an ``access_token`` itself; that one cannot be renewed.
    """
    if session.keys is not None and "access_token" in session.keys:
        found = await _asked(session, path, body, session.keys["access_token"])
        if code_of(found) in _EXPIRED:
            raise FailureError(Reason.CREDENTIAL_REJECTED, "令牌已过期，程序没有换新令牌的凭据")
    else:
        token = await session.tokens.get(session)
        found = await _asked(session, path, body, token.value)
        if code_of(found) in _EXPIRED:
            token = await session.tokens.renew(session, token)
            found = await _asked(session, path, body, token.value)
        if code_of(found) in _EXPIRED:
            raise FailureError(Reason.CREDENTIAL_REJECTED, "换过一次令牌，仍不被接受")
        token.proven = True
    if error := error_of(session, found):
        raise error
    return found


async def _asked(
    session: Session, path: str, body: Mapping[str, Any] | None, token: Secret
) -> dict[str, Any]:
    call = Call(session.bases.weixin, path, {"access_token": token}, body)
    return await _patiently(session, call)


async def _patiently(session: Session, call: Call) -> dict[str, Any]:
    """Ask again, twice at most, while the platform says that it is busy."""
    for attempt in range(RETRIES):
        found = await session.ask(call)
        if code_of(found) != _BUSY:
            return found
        await session.pause(1.0 + attempt)
    return await session.ask(call)


def code_of(found: Mapping[str, Any]) -> int:
    """The error code, 0 without one."""
    code = found.get("errcode", 0)
    return code if isinstance(code, int) else 0


def error_of(session: Session, found: Mapping[str, Any]) -> FailureError | None:
    """What an answer says went wrong, None when nothing did."""
    code = code_of(found)
    if code == 0:
        return None
    message = _REQUEST_ID.sub("", str(found.get("errmsg", "")))
    detail = f"接口返回 {code}：{session.told(message)}" if message else f"接口返回 {code}"
    if code == _BUSY:
        return FailureError(Reason.BUSY, detail)
    if code in _EXPIRED:
        return FailureError(Reason.CREDENTIAL_REJECTED, detail)
    if code == 40164 and (ip := _IP.search(message)):
        return FailureError(Reason.IP_NOT_ALLOWED, f"接口返回 {code}：本机的出口 IP 是 {ip[1]}")
    return FailureError(_REASONS.get(code, Reason.ERROR_CODE), detail)


def article_id(url: object, fallback: str = "") -> str:
    """``<mid>_<idx>`` of an article's address, the same in every source; else ``fallback``."""
    try:
        query = parse_qs(urlsplit(str(url or "")).query)
    except ValueError:
        return fallback
    mid = next(iter(query.get("mid") or query.get("appmsgid") or ()), "")
    idx = next(iter(query.get("idx") or query.get("itemidx") or ()), "")
    return f"{mid}_{idx}" if mid and idx else fallback


def biz_of(url: object) -> str:
    """The ``__biz`` of an article's address, which belongs to one account; "" without one."""
    try:
        return next(iter(parse_qs(urlsplit(str(url or "")).query).get("__biz", ())), "")
    except ValueError:
        return ""
