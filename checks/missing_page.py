"""Whether a page is what its host shows for an address that does not exist."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from checks.outline import FOOTER, HEADER, NAV, Outline, outline
from checks.page import MissingPage, Page, Reading

_FIGURES = re.compile(r"[\d\s]+")
ALIKE = 0.95
OWN_ALIKE = 0.9


def missing_page(page: Page, title: str) -> MissingPage:
    """What to compare other pages of the host with, from the answer to a made-up address."""
    texts, own = _texts(outline(page.tree))
    return MissingPage(urlsplit(page.final_url).netloc.lower(), _plain(title), texts, own)


def read_like_missing(page: Page, seen: Outline, reading: Reading) -> Mapping[str, bool]:
    """Fact ``like_missing``: title and text are those of the answer to a made-up address."""
    known = page.site.missing if page.site is not None else ()
    if not known or page.is_home or reading.published is not None:
        return {}
    host, title = urlsplit(page.final_url).netloc.lower(), _plain(reading.title)
    for one in known:
        if one.host == host and one.title == title:
            texts, own = _texts(seen)
            if _share(texts, one.texts) >= ALIKE and _share(own, one.own) >= OWN_ALIKE:
                return {"like_missing": True}
    return {}


def _texts(seen: Outline) -> tuple[frozenset[str], frozenset[str]]:
    every, own = set[str](), set[str]()
    for text in seen.texts:
        value = _plain(text.value)
        every.add(value)
        if text.link < 0 and text.zone not in (FOOTER, NAV, HEADER):
            own.add(value)
    return frozenset(every - {""}), frozenset(own - {""})


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def _plain(text: str) -> str:
    return _FIGURES.sub("", text)
