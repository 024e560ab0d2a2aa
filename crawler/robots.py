"""robots.txt of one origin: what it forbids us, and how long it wants us to wait."""

import re

from protego import Protego

from crawler.urls import MalformedError, canonical

TOKEN = "govcheck"  # noqa: S105 - a name, not a secret
"""The name a robots.txt would call us by; the group for ``*`` holds when there is none."""
LONGEST_DELAY_S = 60.0
LARGEST = 512 * 1024
"""RFC 9309: at least 500 KiB must be read; the rest may be ignored."""


class Rules:
    """Rules of one origin. :data:`OPEN` allows everything."""

    def __init__(
        self, parsed: Protego | None = None, closed: str = "", sitemaps: tuple[str, ...] = ()
    ) -> None:
        self._parsed = parsed
        self.sitemaps = sitemaps
        """Sitemaps it names."""
        self.closed = closed
        """Why nothing at all may be asked, in Chinese; "" otherwise."""

    @property
    def delay_s(self) -> float:
        """Crawl-delay, at most a minute; 0 when none is asked for."""
        wanted = self._parsed.crawl_delay(TOKEN) if self._parsed else None
        return min(float(wanted or 0), LONGEST_DELAY_S)

    def allow(self, url: str) -> bool:
        """Whether an address may be asked."""
        if self.closed:
            return False
        return self._parsed is None or self._parsed.can_fetch(url, TOKEN)


OPEN = Rules()


def read(status: int, body: bytes) -> Rules:
    """Rules from the answer to ``/robots.txt``; ``status`` 0 when none came.

    No file (4xx) allows all. A server error forbids all, as RFC 9309 asks. When nothing answered
    at all the page itself will fail in its own words.
    """
    if status >= 500:
        return Rules(closed=f"robots.txt 无法读取（HTTP {status}），按规范不再访问")
    if status != 200:
        return OPEN
    text = body[:LARGEST].decode("utf-8", "replace")
    lowered = text.lower()
    sitemaps = named_in(text) if "sitemap" in lowered else ()
    if "disallow" not in lowered and "crawl-delay" not in lowered:
        return Rules(sitemaps=sitemaps) if sitemaps else OPEN
    return Rules(Protego.parse(text), sitemaps=sitemaps)


def named_in(text: str) -> tuple[str, ...]:
    """Sitemaps that a robots.txt names, at most sixty."""
    found = []
    for url in re.findall(r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(https?://\S+)", text)[:60]:
        try:
            found.append(canonical(url))
        except MalformedError:
            continue
    return tuple(found)
