"""The site's sitemap: when it says that each page last changed. A hint, never a proof."""

import html
import re
import zlib
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from checks.page import SHANGHAI
from crawler.asking import Asker, Want
from crawler.hosts import Host
from crawler.robots import OPEN
from crawler.urls import MalformedError, canonical, origin_of

MOST_FILES = 60
MOST_BYTES = 50 * 1024 * 1024
"""The protocol's own limit for one file, unpacked."""
MOST_PAGES = 200_000
# Each of these fails after few characters: a hostile file must not cost more than reading it.
_END = re.compile(rb"</(url|sitemap)\s{0,20}>")
_LOC = re.compile(rb"<loc>\s{0,20}(?:<!\[CDATA\[)?([^<\]]{1,4000})(?:\]\]>)?\s{0,20}</loc\s{0,20}>")
_MOVED = re.compile(rb"<lastmod>([^<]{1,60})</lastmod\s{0,20}>")


async def moved_at(asker: Asker, host: Host, home: str) -> dict[str, datetime]:
    """When each page of the home page's origin last changed, as its sitemaps say.

    Pages without a readable time are left out. Asks politely, one file after the other, only what
    robots.txt allows; an origin without a sitemap gives an empty dictionary.
    """
    origin = origin_of(home)
    rules = host.rules.get(origin, OPEN)
    todo = deque(rules.sitemaps or [f"{origin}/sitemap.xml"])
    known, found = set[str](), dict[str, datetime]()
    while todo and len(known) < MOST_FILES and len(found) < MOST_PAGES:
        url = todo.popleft()
        if url in known or origin_of(url) != origin or not rules.allow(url):
            continue
        known.add(url)
        answer = await asker.ask(url, "GET", Want.ALL)
        host.heed(answer, host.clock.now())
        await host.rest()
        if answer.status != 200 or answer.block is not None or answer.incomplete:
            continue
        for kind, address, moved in islice(entries(_unpacked(answer.body)), MOST_PAGES):
            if kind == "sitemap":
                todo.append(address)
            elif moved is not None and origin_of(address) == origin:
                found[address] = moved
    return found


def entries(xml: bytes) -> Iterator[tuple[str, str, datetime | None]]:
    """("url" or "sitemap", address, time of the last change). Read by pattern: no entity of such a
    file is ever expanded.
    """
    start = 0
    for end in _END.finditer(xml):
        entry, start = xml[start : end.start()], end.end()
        loc, moved = _LOC.search(entry), _MOVED.search(entry)
        if loc is None:
            continue
        try:
            url = canonical(html.unescape(loc[1].decode("utf-8", "replace").strip()))
            origin_of(url)
        except (MalformedError, ValueError, IndexError):
            continue
        yield end[1].decode(), url, _time(moved[1].decode("latin-1").strip()) if moved else None


def _time(text: str) -> datetime | None:
    """The latest moment that a W3C date can mean; of a bare date the day's end in China."""
    try:
        if len(text) == 10:
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(day, time(), SHANGHAI)
        value = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body[:MOST_BYTES]
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""
