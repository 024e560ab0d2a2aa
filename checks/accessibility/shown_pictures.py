"""Whether a page's style sheets, its own and the stored ones it links to, keep a picture off the screen."""

from collections.abc import Iterator
from urllib.parse import urljoin

from checks.page import Page
from checks.page_anchors import base_of
from checks.style_rules import Rule, Shown, rules_of

BUT = "；但样式表里写着"
"""In the message of a picture that is doubted for this reason."""


def shown_on(page: Page) -> Shown:
    """Answers for the elements of the page's own parse."""
    return Shown(list(_rules(page)), (one for some in page.tags.values() for one in some))


def _rules(page: Page) -> Iterator[Rule]:
    for tag in page.soup.find_all(["style", "link"]):
        if tag.find_parent("noscript"):
            continue
        media = str(tag.get("media") or "")
        if tag.name == "style":
            yield from rules_of(tag.get_text(), media)
        elif _is_sheet(tag.get("rel"), tag.has_attr("disabled")) and page.site and page.site.sheet:
            try:
                address = urljoin(base_of(page), str(tag.get("href") or "").strip())
            except ValueError:
                continue
            yield from rules_of(page.site.sheet(address), media)


def _is_sheet(rel: object, disabled: bool) -> bool:
    words = " ".join(rel) if isinstance(rel, list) else str(rel or "")
    kinds = words.lower().split()
    return "stylesheet" in kinds and "alternate" not in kinds and not disabled
