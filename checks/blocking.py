"""Protection screens: whether an answer came from the site or from something in front of it.

A screen is never solved or evaded; it is recognised, named, and the page counts as not seen.
The signatures are data, in ``blocking.toml``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LOOKED_AT = 65536
"""Bytes of an error page that are searched."""
LARGEST_SCREEN = 32768
"""No screen sent with a 2xx status is larger; longer pages are content."""
BARE_TEXT = 400
"""Most characters of visible text a screen sent with a 2xx status shows."""
BARE_LINKS = 5

_NOT_TEXT = re.compile(
    rb"<(script|style|title|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE
)
_SPACE = re.compile(r"\s+")
_PASSWORD = re.compile(rb"type\s*=\s*[\"']?password", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """Who answered. ``screen``: a protection system, so the rest of the host is closed too."""

    name: str
    screen: bool


@dataclass(frozen=True, slots=True)
class _Screen:
    name: str
    statuses: frozenset[int]
    cookies: tuple[str, ...]
    headers: Mapping[str, str]
    marks: tuple[bytes, ...]


def blocked_by(status: int, headers: Mapping[str, str], body: bytes | str) -> str:
    """The Chinese name of the protection that answered, "" if the site itself did.

    ``headers`` have lower-case names; several Set-Cookie lines are joined by newlines.
    """
    block = look(status, headers, body)
    return block.name if block else ""


def look(status: int, headers: Mapping[str, str], body: bytes | str) -> Block | None:
    """Like :func:`blocked_by`, with whether the whole host is behind it."""
    if 300 <= status < 400 or (status == 200 and not body):
        return None
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    screens, refused, screened = _signatures()
    by_header = _by_header(status, headers)
    if by_header:
        return by_header
    if status < 300:
        kind = headers.get("content-type", "")
        return _bare_screen(data) if not kind or "html" in kind or "text/plain" in kind else None
    head = data[:LOOKED_AT]
    for screen in screens:
        if any(mark in head for mark in screen.marks):
            return Block(f"{screen.name}（HTTP {status}）", screen=True)
    if status in screened:
        return Block(screened[status], screen=True)
    return Block(refused[status], screen=False) if status in refused else None


def _by_header(status: int, headers: Mapping[str, str]) -> Block | None:
    cookies = [line.strip() for line in headers.get("set-cookie", "").split("\n")]
    for screen in _signatures()[0]:
        if status not in screen.statuses:
            continue
        seen = any(c.startswith(name) for c in cookies for name in screen.cookies) or any(
            name in headers and part in headers[name].lower()
            for name, part in screen.headers.items()
        )
        if seen:
            return Block(f"{screen.name}（HTTP {status}）", screen=True)
    return None


def _bare_screen(data: bytes) -> Block | None:
    # Nearly every page of content ends here, after a few microseconds.
    if len(data) > LARGEST_SCREEN or data.count(b"<a ") + data.count(b"<A ") > BARE_LINKS:
        return None
    for screen in _signatures()[0]:
        for mark in screen.marks:
            if mark in data:
                return Block(screen.name, screen=True) if _is_bare(data) else None
    return None


def _is_bare(data: bytes) -> bool:
    if _PASSWORD.search(data):
        return False
    text = _NOT_TEXT.sub(b"", data).decode("utf-8", "replace")
    return len(_SPACE.sub("", text)) <= BARE_TEXT


@cache
def _signatures() -> tuple[tuple[_Screen, ...], dict[int, str], dict[int, str]]:
    data = tomllib.loads(files("checks").joinpath("blocking.toml").read_text("utf-8"))
    screens = tuple(
        _Screen(
            entry["name"],
            frozenset(entry.get("statuses", ())),
            tuple(entry.get("cookies", ())),
            entry.get("headers", {}),
            tuple(
                coded
                for mark in entry.get("marks", ())
                for coded in dict.fromkeys((mark.encode(), mark.encode("gb18030")))
            ),
        )
        for entry in data["screen"]
    )
    refused = {int(status): name for status, name in data["refused"].items()}
    screened = {int(status): name for status, name in data["screened"].items()}
    return screens, refused, screened
