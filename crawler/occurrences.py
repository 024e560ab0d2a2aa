"""Where in a page a target is linked: text, CSS path and source of its first occurrence."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from checks.locators import css_path, excerpt
from checks.page import Page
from crawler.links import candidates
from crawler.urls import MalformedError, absolute

ATTRIBUTES = ("href", "src", "data", "poster", "background", "srcset", "content", "style")
TEXT_KEPT = 80


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The first link to a target in a page; all empty when it was not found again."""

    text: str = ""
    locator: str = ""
    excerpt: str = ""


def first_occurrences(page: Page, wanted: set[str]) -> dict[str, Occurrence]:
    """The first occurrence of each wanted address in the page, in document order."""
    base = page.final_url
    for element in page.tags["base"]:
        base = _joined(str(element.get("href") or ""), base, page.charset) or base
        break
    missing, found = set(wanted), dict[str, Occurrence]()
    for element in page.soup.find_all(True):
        if not missing:
            break
        for raw in _raw(element):
            address = _joined(raw, base, page.charset)
            if address in missing:
                missing.discard(address)
                found[address] = Occurrence(_text(element), css_path(element), excerpt(element))
    return found


def _raw(element: Tag) -> Iterator[str]:
    for name in ATTRIBUTES:
        value = element.attrs.get(name)
        if not isinstance(value, str) or not value:
            continue
        if name in ("srcset", "content", "style"):
            yield from candidates(name, value)
        else:
            yield value
    if element.name == "style":
        yield from candidates("style", element.get_text())


def _joined(raw: str, base: str, charset: str) -> str:
    try:
        return absolute(raw, base, charset)
    except MalformedError:
        return ""


def _text(element: Tag) -> str:
    text = " ".join(element.get_text(" ", strip=True).split())
    if not text:
        image = element if element.name == "img" else element.find("img")
        if isinstance(image, Tag):
            text = str(image.get("alt") or "")
    return (text or str(element.get("title") or ""))[:TEXT_KEPT]
