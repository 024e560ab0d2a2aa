"""From last month's score to this month's, step by step: what the site changed, and what did not.

Every step scores the month anew with one thing changed, so the steps add up exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from checks.rubric import Rubric
from reports.diff import Change, Changed, Diff
from reports.score import Assessment, Verdict, score

if TYPE_CHECKING:
    from reports.summary import Sources


@dataclass(frozen=True, slots=True)
class Step:
    """One reason for a change. ``points`` are trial points, exact; ``None`` where either side has
    no score (a veto, a rubric that does not score). ``cause`` is "rule", "decision", "engine",
    "sample", "person" or "site".
    """

    cause: str
    title: str
    points: Fraction | None
    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """From ``before`` to ``after`` (trial scores, exact), with the steps between."""

    before: Fraction | None
    after: Fraction | None
    steps: Sequence[Step]

    @property
    def by_site(self) -> Fraction | None:
        """What the site itself changed; None where a step has no points."""
        mine = [step.points for step in self.steps if step.cause == "site"]
        return None if None in mine else sum((p for p in mine if p is not None), Fraction(0))


def bridge(then: "Sources", now: "Sources", diff: Diff) -> Bridge:
    """Explain the change of the trial score between two months of one site."""
    old, new = _assessment(then), _assessment(now)
    walk = _Walk(then.rubric, old)
    first = _exact(walk.last.shown)
    by_change = {change: diff.of(change) for change in Change}
    unseen, fresh = by_change[Change.UNSEEN], by_change[Change.NEW]
    walk.rubric = now.rubric
    walk.step("rule", "口径改变", int(then.rubric.sha != now.rubric.sha), old)
    for cause, title in (("engine", "检查项增减"), ("sample", "这次没有再看到的问题")):
        walk.without(cause, title, [c for c in unseen if c.why == cause])
    for cause, title in (
        ("engine", "新增的检查项发现的"),
        ("sample", "上月没有检查过的页面上发现的"),
    ):
        walk.adding(cause, title, [c for c in fresh if c.why == cause])
    walk.without("site", "改好或撤下的问题", by_change[Change.FIXED])
    walk.adding("site", "新出现的问题", [c for c in fresh if c.why == "site"])
    kept = {c.then.key: c.result for c in by_change[Change.PERSISTING] if c.then}
    updated = [kept.get(r.key, r) for r in walk.current.results]
    walk.step("site", "仍存在的问题情况有变", 0, replace(walk.current, results=updated))
    walk.step(
        "decision",
        "复核和申诉的决定",
        _different(old.decisions, new.decisions),
        replace(walk.current, decisions=new.decisions),
    )
    walk.step(
        "person",
        "人工评定",
        _different(old.manual, new.manual),
        replace(walk.current, manual=new.manual),
    )
    walk.step("sample", "覆盖范围和配置不同", 0, new)
    last = _exact(walk.last.shown)
    told = first is not None and last is not None
    steps = walk.steps if told else [replace(step, points=None) for step in walk.steps]
    return Bridge(first, last, tuple(steps))


class _Walk:
    """The month being changed step by step, scored after each."""

    def __init__(self, rubric: Rubric, start: Assessment) -> None:
        self.rubric, self.current = rubric, start
        self.last = score(rubric, start)
        self.steps: list[Step] = []

    def step(self, cause: str, title: str, count: int, changed: Assessment) -> None:
        """Take a step; one that changes nothing is not told."""
        made = score(self.rubric, changed)
        before, after = _exact(self.last.trial), _exact(made.trial)
        points = None if before is None or after is None else after - before
        silent = before is after is None or points == 0
        if count or not silent or made.verdict is not self.last.verdict:
            self.steps.append(Step(cause, title, points, made.verdict, count))
        self.current, self.last = changed, made

    def without(self, cause: str, title: str, gone: Sequence[Changed]) -> None:
        """Take findings out."""
        keys = {c.result.key for c in gone}
        left = [r for r in self.current.results if r.key not in keys]
        self.step(cause, title, len(gone), replace(self.current, results=left))

    def adding(self, cause: str, title: str, fresh: Sequence[Changed]) -> None:
        """Put findings in."""
        more = [*self.current.results, *(c.result for c in fresh)]
        self.step(cause, title, len(fresh), replace(self.current, results=more))


def _different(old: Mapping[str, object], new: Mapping[str, object]) -> int:
    return sum(old.get(key) != new.get(key) for key in {*old, *new})


def _assessment(sources: "Sources") -> Assessment:
    return sources.assessment or Assessment(sources.results, sources.tallies)


def _exact(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))
