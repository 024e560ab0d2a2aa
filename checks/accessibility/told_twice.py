"""One picture without alternative text is one finding, though two checks see it.

The static check looks at every page, the browser only at some: where both speak of the same picture,
the static one stays, so that the finding does not change its name with the sample.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from html import unescape
from urllib.parse import urljoin

from checks.accessibility.shown_pictures import BUT
from checks.page import Page
from checks.results import Outcome, Result, passed

STATIC, BROWSER = "missing-alt", "axe-violation"
RULES = ("axe:image-alt", "axe:area-alt", "axe:input-image-alt")
_SOURCE = re.compile(
    r"(?:\s(?:src|original|(?:data|lay)-[\w-]*(?:src|original|lazy|echo|image|url)[\w-]*)"
    r"|^<area\b[^>]*\shref)\s*=\s*"
    r"""(?:"([^"]*)"|'([^']*)'|([^\s>]+))""",
    re.IGNORECASE,
)
"""Where a picture's address is, also of one that scripts load when somebody comes near."""
_ATTRIBUTE = re.compile(r"""\s([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_CUT = re.compile(r"\s(?:data-)?src=\"[^\"]*\.\.\.\"")
_BROKEN_OFF = re.compile(r"\s[^\s\"'<>/=]+=?(?:\"([^\"]*))?…$")
LOOKS = {"class", "style"}
QUOTED = 15
"""Axe quotes so much of the values where a whole tag would be too long, and the static check ends."""
WITHOUT = (("no-alt", Outcome.FAIL), ("no-picture", Outcome.REVIEW))


def told_once(page: Page, results: Iterable[Result]) -> Iterator[Result]:
    """The results of a page without those of axe that the static check has told already."""
    kept = _answered(page, list(results))
    told = [r for r in kept if r.check == STATIC and (r.rule, r.outcome) in WITHOUT]
    pictures = {r.target for r in told if r.target}.union(*(_addresses(page, r) for r in told))
    starts = [_attributes(r.excerpt) for r in told if r.excerpt]
    left = [r for r in kept if not _is_twin(page, r, pictures, starts)]
    yield from left
    if len(left) < len(kept) and not any(r.check == BROWSER for r in left):
        yield passed(page.url, check=BROWSER)


def _answered(page: Page, results: list[Result]) -> list[Result]:
    """The results, where a picture that style sheets seem to hide is a certain finding if the browser
    saw it: axe looks at nothing that is not displayed.
    """
    if not any(map(_is_doubt, results)):
        return results
    seen = [r for r in results if r.outcome is Outcome.FAIL and r.rule in RULES]
    pictures = set[str]().union(*(_addresses(page, r) for r in seen))
    return [_certain(page, r, pictures) if _is_doubt(r) else r for r in results]


def _is_doubt(result: Result) -> bool:
    told = (result.check, result.rule, result.outcome)
    return told == (STATIC, "no-alt", Outcome.REVIEW)


def _certain(page: Page, result: Result, pictures: set[str]) -> Result:
    if pictures.isdisjoint({result.target} | _addresses(page, result)):
        return result
    message = result.message.partition(BUT)[0]
    return replace(result, outcome=Outcome.FAIL, message=f"{message}。")


def _is_twin(
    page: Page, result: Result, pictures: set[str], starts: list[Mapping[str, str]]
) -> bool:
    """Whether it is of a picture that was told; what matches one of ``starts`` uses that up."""
    if result.check != BROWSER or result.rule not in RULES:
        return False
    addresses, own = _addresses(page, result), _attributes(result.excerpt)
    named = not pictures.isdisjoint(addresses)
    if not named and addresses and not _CUT.search(result.excerpt):
        return False
    same = next((one for one in starts if _are_alike(one, own)), None)
    if same is not None:
        starts.remove(same)
    return named or same is not None


def _addresses(page: Page, result: Result) -> set[str]:
    """Every address that the picture's source names; a stopgap in the source itself is none."""
    found = set[str]()
    for match in _SOURCE.finditer(result.excerpt):
        source = next((part for part in match.groups() if part), "")
        if source.startswith("data:") or not {"/", "."} & set(source):
            continue
        with suppress(ValueError):
            found.add(urljoin(page.final_url, source))
    return found


def _are_alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether they agree in what both have, but for the looks, which scripts change."""
    both = (one.keys() & other.keys()) - LOOKS
    return one == other or (len(both) > 1 and all(one[name] == other[name] for name in both))


def _attributes(source: str) -> Mapping[str, str]:
    """The attributes of a start tag, as far as either check quotes their values."""
    whole = _BROKEN_OFF.sub(_closed, source)
    return {
        name.lower(): unescape(next((part for part in values if part), ""))[:QUOTED]
        for name, *values in _ATTRIBUTE.findall(whole)
    }


def _closed(broken: re.Match[str]) -> str:
    """The last attribute where the source was cut off, if enough of its value is left."""
    return f'{broken[0][:-1]}"' if len(broken[1] or "") >= QUOTED else ""
