"""Links to a place inside a page: the fragment of an address, and the names a page has for it."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urljoin, urlsplit

from checks.outline import Outline
from checks.page import Page, Reading

KEPT = 200
_NO_PLACE = re.compile(
    r"(?:top|up|down|left|right|prev|next|close|none|null|void|no|nogo)\Z|/|!|:~:|\?|.*[=&{}<>()\s\"']",
    re.IGNORECASE,
)
"""The top of the page, a slider's buttons, routes of a page's own script, text fragments,
unfilled templates."""


def place_in(fragment: str) -> str:
    """The id a fragment asks for, "" when it is not about an id."""
    return "" if not fragment or _NO_PLACE.match(fragment) else unquote(fragment)


def names_on(page: Page) -> frozenset[str]:
    """Every id and anchor name of a page."""
    found = set[str]()
    for node in page.tree.css("[id], [name]"):
        found.update(node.attributes.get(key) or "" for key in ("id", "name"))
    return frozenset(found)


def base_of(page: Page) -> str:
    """What the page's relative addresses are relative to."""
    node = page.tree.css_first("base[href]")
    return (
        urljoin(page.final_url, (node.attributes.get("href") or "").strip())
        if node
        else page.final_url
    )


def read_anchors(page: Page, seen: Outline, reading: Reading) -> Mapping[str, list[str]]:
    """Fact ``anchors``: addresses with fragment that lead into other pages of the same site."""
    found = dict.fromkeys(_elsewhere(page, seen))
    return {"anchors": list(found)[:KEPT]} if found else {}


def _elsewhere(page: Page, seen: Outline) -> Iterator[str]:
    base = ""
    for link in seen.links:
        if "#" not in link.href or link.href[0] == "#":
            continue
        head, _, fragment = link.href.partition("#")
        place = place_in(fragment.strip())
        if not place or "script:" in head[:12].lower():
            continue
        base = base or base_of(page)
        try:
            target = urljoin(base, head.strip())
            host = urlsplit(target).netloc.lower()
        except ValueError:
            continue
        hosts = {urlsplit(page.final_url).netloc.lower(), page.site.host if page.site else ""}
        if host in hosts and not is_same(target, page):
            yield f"{target}#{place}"


def is_same(url: str, page: Page) -> bool:
    """Whether an address without fragment is the page's own."""
    return _plain(url) in (_plain(page.url), _plain(page.final_url))


def _plain(url: str) -> str:
    url = url.partition("#")[0]
    for index in ("/index.html", "/index.htm", "/index.shtml"):
        url = url.removesuffix(index)
    return url.rstrip("/")
