"""What changed between two judged months of a site: new, fixed, persisting, not looked at again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from checks.accessibility.renamed import Likeness, fresh, likeness, rebuilt
from checks.registry import all_checks
from checks.results import Outcome, Result

PICTURES = ("missing-alt", "alt-quality")
"""Called by addresses, which change when a site is moved."""
FOUND = (Outcome.FAIL, Outcome.REVIEW)


class Change(StrEnum):
    """What became of a finding."""

    NEW = "新增"
    FIXED = "已消失"
    PERSISTING = "仍存在"
    UNSEEN = "未再核验"


class Looks(Protocol):
    """What a run looked at; :class:`crawler.looked.Looked` is one."""

    def ran(self, check: str) -> bool: ...
    def again(self, result: Result) -> bool: ...
    def page(self, url: str) -> bool: ...
    def gone(self, result: Result) -> bool: ...


@dataclass(frozen=True, slots=True)
class Changed:
    """One finding in two months. ``then`` and ``now`` are its results, either may be missing.

    ``why`` says for a new one whether the site can be the cause ("site"), or the check is new
    ("engine"), or its page had not been looked at before ("sample"); for one not looked at
    again whether the check no longer runs ("engine") or the page was not reached ("sample").
    """

    change: Change
    then: Result | None
    now: Result | None
    why: str = "site"

    @property
    def result(self) -> Result:
        """The newer of the two."""
        result = self.now or self.then
        assert result is not None  # noqa: S101 - one of them is always there
        return result


@dataclass(frozen=True, slots=True)
class Diff:
    """All findings of both months by what became of them, in the order of the newer month."""

    changed: Sequence[Changed]

    def of(self, change: Change) -> list[Changed]:
        """Those with this change."""
        return [one for one in self.changed if one.change is change]

    def counts(self) -> Mapping[str, int]:
        """How many of each."""
        return {str(change): len(self.of(change)) for change in Change}


def compare(
    then: Iterable[Result], now: Iterable[Result], looked_then: Looks, looked_now: Looks
) -> Diff:
    """Match two months' findings by key. "Not found" counts as fixed only where it was looked for.

    A page that is gone takes its findings with it: they are fixed.
    """
    before = {r.key: r for r in then if r.outcome in FOUND}
    after = {r.key: r for r in now if r.outcome in FOUND}
    # A dead link that has come to stand in the template has another rule, and so another key.
    renamed = {(r.check, r.target): r for key, r in before.items() if r.target and key not in after}
    changed, moved = [], set()
    called_anew, unsure = _called_anew(before, after)
    for key, result in after.items():
        old = before.get(key)
        if old is None and key in called_anew:
            old = called_anew[key]
            moved.add(old.key)
        other = renamed.get((result.check, result.target)) if old is None else None
        if other is not None and "template" in (result.rule, other.rule):
            old = renamed.pop((result.check, result.target))
            moved.add(old.key)
        if old is not None:
            changed.append(Changed(Change.PERSISTING, old, result))
        else:
            changed.append(Changed(Change.NEW, None, result, _why_new(result, looked_then)))
    for key, result in before.items():
        if key in after or key in moved:
            continue
        if looked_now.again(result) and key not in unsure:
            changed.append(Changed(Change.FIXED, result, None))
        else:
            why = "sample" if looked_now.ran(result.check) else "engine"
            changed.append(Changed(Change.UNSEEN, result, None, why))
    return Diff(tuple(changed))


def _called_anew(
    before: Mapping[str, Result], after: Mapping[str, Result]
) -> tuple[dict[str, Result], set[str]]:
    """Old findings by the new key of the same fault; keys of those that may have a new one."""
    lost = [
        result for key, result in before.items() if key not in after and _is_in_page(result.check)
    ]
    same: dict[str, Result] = {}
    unsure: set[str] = set()
    if not lost:
        return same, unsure
    by_rule: dict[tuple[str, str], list[Result]] = {}
    for result in after.values():
        by_rule.setdefault((result.check, result.rule), []).append(result)
    asked = {page for one in lost for page in one.found_on or (one.url,)}
    anew = rebuilt(before.values(), after.values(), asked)
    for result in lost:
        for one in fresh(by_rule.get((result.check, result.rule), ()), before, result):
            how = likeness(result, one)
            if how is Likeness.SAME and one.key not in before and one.key not in same:
                same[one.key] = result
                break
            if how is not Likeness.OTHER or not anew.isdisjoint(one.found_on or (one.url,)):
                unsure.add(result.key)
    return same, unsure


def _is_in_page(check: str) -> bool:
    """Whether what a check finds is called by where it is in a page, and what is there."""
    known = all_checks().get(check)
    return check in PICTURES or (known is not None and known.scope == "browser")


def _why_new(result: Result, looked_then: Looks) -> str:
    if not looked_then.ran(result.check):
        return "engine"
    pages = result.found_on or (result.url,)
    return "site" if any(looked_then.page(url) for url in pages) else "sample"
