"""What site checks want to know of a page beyond its kind, dates and lists.

Each reader gets the page, its outline and its finished reading, and gives plain JSON values under
names of its own; nothing for pages that do not concern it. Read once, stored with the reading.
"""

from collections.abc import Callable, Mapping
from typing import Any

from checks.article_facts import article_facts
from checks.column_facts import column_facts
from checks.home_facts import home_facts
from checks.missing_page import read_like_missing
from checks.outline import Outline
from checks.page import Page, Reading
from checks.page_anchors import read_anchors
from checks.participation import participation_facts
from checks.scripted import rendering_facts

Reader = Callable[[Page, Outline, Reading], Mapping[str, Any]]

READERS: tuple[Reader, ...] = (
    home_facts,
    column_facts,
    article_facts,
    read_anchors,
    read_like_missing,
    participation_facts,
    rendering_facts,
)


def read_facts(page: Page, seen: Outline, reading: Reading) -> dict[str, Any]:
    """The facts of all readers together."""
    found: dict[str, Any] = {}
    for reader in READERS:
        found.update(reader(page, seen, reading))
    return found
