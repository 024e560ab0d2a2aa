"""What was found on visited pages is told of the pages of the same template nobody opened.

An element that the page's source has is known again by its structural token. One that only
scripts make has no token there: it is known by its class path, and expected on every page of the
template when most of the visited ones have it. What is inferred so was not seen by a browser.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.results import Outcome, Result
from checks.run import UNSEEN, Selected
from crawler.browser.cover import Structure
from crawler.browser.tokens import numbers_of

INHERITED = (Outcome.FAIL, Outcome.REVIEW)


@dataclass(frozen=True, slots=True)
class Seen:
    """A result of a browser check at an element: its key, which fault it is, and where."""

    key: str
    fault: str
    path: int
    token: int


Problem = tuple[str, int]
"""A fault, and the token, or for elements made by scripts the class path, it is at."""


def seen_in(
    results: Iterable[Result], gathered: Mapping[str, Any] | None, chosen: Iterable[Selected]
) -> list[Seen] | None:
    """The results of checks of the page as it stands, at elements of which what was gathered (by
    name) gives the token, in order; None where nothing was gathered for them.
    """
    names = {
        one.check.id: one.check.artifact
        for one in chosen
        if one.check.gather is not None and one.check.gather.task == "page"
    }
    looked = {
        name: value
        for name in set(names.values())
        if (value := (gathered or {}).get(name)) is not None and UNSEEN not in value
    }
    if not looked:
        return None
    tokens: dict[str, str] = {}
    for value in looked.values():
        _collect(value, tokens)
    found = []
    for result in results:
        if result.check not in names or not result.key or result.outcome not in INHERITED:
            continue
        fault = f"{result.check} {result.rule} {result.outcome}"
        there = dict.fromkeys(tokens.get(at, "") for at in (result.locator, *result.alike))
        known = (numbers for token in there if (numbers := numbers_of(token)) is not None)
        found += [Seen(result.key, fault, *numbers) for numbers in known]
    return found


def _collect(value: Any, tokens: dict[str, str]) -> None:
    """Targets and tokens of all elements described anywhere in gathered JSON."""
    if isinstance(value, dict):
        if value.get("token") and isinstance(value.get("target"), str):
            tokens.setdefault(value["target"], value["token"])
        for one in value.values():
            if isinstance(one, (dict, list)):
                _collect(one, tokens)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, (dict, list)):
                _collect(one, tokens)


class Inheritance:
    """Told from visited pages. ``seen`` are their results by page id, in the order of visits."""

    def __init__(
        self, structures: Mapping[int, Structure], seen: Mapping[int, Collection[Seen]]
    ) -> None:
        self._structures = structures
        self._by_token: defaultdict[int, dict[Problem, str]] = defaultdict(dict)
        self._by_path: defaultdict[int, dict[Problem, str]] = defaultdict(dict)
        looked: defaultdict[int, list[int]] = defaultdict(list)
        for page in seen:
            if page in structures:
                looked[structures[page].template].append(page)
        for template, pages in looked.items():
            self._learn(template, pages, seen)

    def _learn(self, template: int, pages: list[int], seen: Mapping[int, Collection[Seen]]) -> None:
        """A problem that at least half of the pages that could show it do show."""
        have: Counter[int] = Counter()
        for page in pages:
            have.update(self._structures[page].tokens)
        show: Counter[Problem] = Counter()
        key: dict[Problem, str] = {}
        for page in pages:
            problems: dict[Problem, str] = {}
            for one in seen[page]:
                problems.setdefault(problem_of(one, self._structures[page]), one.key)
            show.update(problems.keys())
            key = problems | key
        for problem, times in show.items():
            if (place := problem[1]) in have:
                if 2 * times >= have[place]:
                    self._by_token[template][problem] = key[problem]
            elif 2 * times >= len(pages):
                self._by_path[template][problem] = key[problem]

    def of(self, page: int) -> dict[Problem, str]:
        """What is told of a page: problem -> key of the result it is told from."""
        structure = self._structures[page]
        by_token = self._by_token.get(structure.template, {})
        here = {problem: key for problem, key in by_token.items() if problem[1] in structure.tokens}
        return self._by_path.get(structure.template, {}) | here


def problem_of(seen: Seen, structure: Structure) -> Problem:
    """What a result is, wherever else it may be found."""
    return seen.fault, seen.token if seen.token in structure.tokens else seen.path


def is_certain(problem: Problem) -> bool:
    """Whether it was a finding, and not something for a person to look at."""
    return problem[0].endswith(f" {Outcome.FAIL}")
