"""One picture without alternative text is one finding, though two checks see it.

The static check looks at every page, the browser only at some: where both speak of the same picture,
the static one stays, so that the finding does not change its name with the sample.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from checks.page import Page
from checks.results import Result, passed

STATIC, BROWSER, RULE = "missing-alt", "axe-violation", "axe:image-alt"
_SOURCE = re.compile(r"""\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)


def told_once(page: Page, results: Iterable[Result]) -> Iterator[Result]:
    """The results of a page without those of axe that the static check has told already."""
    kept = list(results)
    pictures = {r.target for r in kept if r.check == STATIC and r.rule == "no-alt" and r.target}
    if not pictures:
        yield from kept
        return
    left = [r for r in kept if not _is_twin(page, r, pictures)]
    yield from left
    if len(left) < len(kept) and not any(r.check == BROWSER for r in left):
        yield passed(page.url, check=BROWSER)


def _is_twin(page: Page, result: Result, pictures: set[str]) -> bool:
    if result.check != BROWSER or result.rule != RULE:
        return False
    found = _SOURCE.search(result.excerpt)
    source = next((part for part in found.groups() if part), "") if found else ""
    try:
        return bool(source) and urljoin(page.final_url, source) in pictures
    except ValueError:
        return False
