"""The annex 无障碍（GB/T 37668—2019）: every indicator 通过, 不通过, 待人工 or 不适用, and why. Pure.

通过 is said only of what a machine can settle and has settled: all checks that speak for the
indicator ran on pages of the site, saw everything they wanted to see, and found nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from checks.accessibility.axe_violation import FRAME_RULE
from checks.annexes.accessibility_table import AXE, LEVELS, Requirement, Table, table
from checks.decision import Decision
from checks.registry import Check
from checks.results import Outcome, Result
from reports.annex_looks import Looks
from reports.findings import in_order
from reports.score_model import Assessment, ManualResult

PREFIX = "gbt37668-"
"""Stands before the number in ids of manual entries: gbt37668-3.2.1.1."""
UNSEEN_FRAME = f"axe:{FRAME_RULE}"
"""What a frame holds that nobody could look into may be a fault of any rule."""
_LOOKED = (Outcome.PASS, Outcome.FAIL, Outcome.REVIEW)


class State(StrEnum):
    """What is said of one indicator."""

    PASSED = "通过"
    FAILED = "不通过"
    OPEN = "待人工"
    INAPPLICABLE = "不适用"


@dataclass(frozen=True, slots=True)
class Judged:
    """One indicator. ``why`` is Chinese; ``findings`` are certain, ``candidates`` doubts."""

    requirement: Requirement
    state: State
    why: str
    findings: tuple[Result, ...] = ()
    candidates: tuple[Result, ...] = ()
    by_hand: bool = False

    @property
    def id(self) -> str:
        """The id its manual entries have."""
        return PREFIX + self.requirement.number


@dataclass(frozen=True, slots=True)
class Level:
    """How far one level got: counts of indicators that concern websites."""

    level: int
    counts: Mapping[State, int]

    @property
    def name(self) -> str:
        """一级, 二级 or 三级."""
        return LEVELS[self.level]

    @property
    def total(self) -> int:
        """All indicators of the level that concern websites."""
        return sum(self.counts.values())

    @property
    def short(self) -> str:
        """For example 一级 通过 3/16."""
        return f"{self.name}通过 {self.counts[State.PASSED]}/{self.total}"


@dataclass(frozen=True, slots=True)
class GbAnnex:
    """The whole annex. ``pages`` is on how many pages axe ran; ``supplement`` what axe found that
    no indicator covers (WCAG 2.2 补充).
    """

    table: Table
    rows: tuple[Judged, ...]
    levels: tuple[Level, ...]
    pages: int
    supplement: tuple[Result, ...]
    conclusion: str

    def level(self, number: int) -> Level:
        """The level 1, 2 or 3."""
        return self.levels[number - 1]


def judge(assessment: Assessment, looks: Looks, known: Mapping[str, Check]) -> GbAnnex:
    """The annex of one site's month. ``known`` are all checks there are, by id."""
    told = table()
    results = in_order(r for r in assessment.results if _counts(r, assessment))
    kinds: dict[tuple[str, str], list[int]] = {}
    for place, r in enumerate(results):
        kinds.setdefault((r.check, r.rule), []).append(place)
    blind = [r for r in results if r.outcome is Outcome.UNVERIFIABLE]

    def mine(one: Requirement) -> list[Result]:
        taken = (places for kind, places in kinds.items() if one.takes(*kind))
        return [results[place] for place in sorted(chain.from_iterable(taken))]

    rows = tuple(_row(one, mine(one), blind, assessment, looks, known) for one in told.requirements)
    levels = tuple(_level(number, rows) for number in LEVELS)
    placed = {id(r) for row in rows for r in (*row.findings, *row.candidates)}
    extra = tuple(
        r
        for r in results
        if r.check == AXE and r.outcome in (Outcome.FAIL, Outcome.REVIEW) and id(r) not in placed
    )
    return GbAnnex(told, rows, levels, looks.pages(AXE), extra, _conclusion(levels))


def _counts(result: Result, assessment: Assessment) -> bool:
    """Whether a result may be used: a false alarm may not. An exempted fault is still there."""
    decided = assessment.decisions.get(result.key) if result.key else None
    return decided not in (Decision.FALSE_POSITIVE, Decision.FIXED)


def _row(
    one: Requirement,
    mine: Sequence[Result],
    blind: Sequence[Result],
    assessment: Assessment,
    looks: Looks,
    known: Mapping[str, Check],
) -> Judged:
    if one.applies == "app":
        return Judged(one, State.INAPPLICABLE, "只对移动应用，不计入网站。")
    sure = tuple(r for r in mine if _is_certain(r, assessment))
    maybe = tuple(r for r in mine if r.outcome is Outcome.REVIEW and not _is_certain(r, assessment))
    manual = assessment.manual.get(PREFIX + one.number)
    if sure:
        places = len({url for r in sure for url in (r.found_on or (r.url,))})
        return Judged(
            one, State.FAILED, f"发现 {len(sure)} 处，涉及 {places} 个页面。", sure, maybe
        )
    state, why = _machine(one, maybe, blind, assessment, looks, known)
    if manual is not None and (state is not State.PASSED or manual.outcome is Outcome.FAIL):
        entered = _by_hand(manual)
        if entered is not None:
            return Judged(one, entered, _who(manual), (), maybe, by_hand=True)
    return Judged(one, state, why, (), maybe)


def _is_certain(result: Result, assessment: Assessment) -> bool:
    if result.outcome is Outcome.FAIL:
        return True
    decided = assessment.decisions.get(result.key) if result.key else None
    return result.outcome is Outcome.REVIEW and decided == Decision.CONFIRMED


def _machine(
    one: Requirement,
    maybe: Sequence[Result],
    blind: Sequence[Result],
    assessment: Assessment,
    looks: Looks,
    known: Mapping[str, Check],
) -> tuple[State, str]:
    """What the checks allow to be said where none of them found anything certain."""
    if maybe:
        return State.OPEN, f"有 {len(maybe)} 处疑点要人确认。{one.left}"
    if not one.needed:
        return State.OPEN, one.left or "没有自动检查，要人评定。"
    unseen = [name for name in sorted(one.needed) if not _ran(name, assessment, looks, known)]
    if len(unseen) == len(one.needed):
        return State.OPEN, f"未检查：{_why_not(unseen[0], known)}{one.left}"
    if unseen:
        titles = "、".join(f"“{known[name].title}”" for name in unseen if name in known)
        return State.OPEN, f"只查了一部分，{titles}没有检查成。{one.left}"
    where = _where(one, looks)
    if unseen_places := sum(_hides(one, r) for r in blind):
        return State.OPEN, f"{where}没有发现，但有 {unseen_places} 处没有看成。{one.left}"
    if not one.enough or one.automation != "a":
        return State.OPEN, f"{where}没有发现，机器不能据此判通过。{one.left}"
    return State.PASSED, f"{where}没有发现。"


def _ran(name: str, assessment: Assessment, looks: Looks, known: Mapping[str, Check]) -> bool:
    """Whether a check really looked at something."""
    if name in known and known[name].scope == "browser":
        return looks.pages(name) > 0
    return any(assessment.tallies.get((name, str(outcome)), 0) for outcome in _LOOKED)


def _hides(one: Requirement, result: Result) -> bool:
    """Whether something a check could not see may hide a fault of this indicator."""
    return result.check in one.needed and (
        one.takes(result.check, result.rule) or not result.rule or result.rule == UNSEEN_FRAME
    )


def _why_not(name: str, known: Mapping[str, Check]) -> str:
    if name not in known:
        return "还没有自动检查。"
    if known[name].scope == "browser":
        return "没有用浏览器打开过这个网站的页面。"
    return f"“{known[name].title}”没有检查成。"


def _where(one: Requirement, looks: Looks) -> str:
    pages = [n for name in one.needed if (n := looks.pages(name))]
    return f"在浏览器里看过的 {min(pages)} 个页面上" if pages else "在抓取到的页面上"


def _by_hand(manual: ManualResult) -> State | None:
    return {
        Outcome.PASS: State.PASSED,
        Outcome.FAIL: State.FAILED,
        Outcome.NOT_APPLICABLE: State.INAPPLICABLE,
    }.get(manual.outcome)


def _who(manual: ManualResult) -> str:
    who = "，".join(part for part in (manual.by, manual.seen_on) if part)
    note = f"：{manual.note}" if manual.note else ""
    proof = f"；佐证：{manual.evidence}" if manual.evidence else ""
    return f"人工评定{f'（{who}）' if who else ''}{note}{proof}。"


def _level(number: int, rows: Sequence[Judged]) -> Level:
    mine = [r for r in rows if r.requirement.level == number and r.requirement.applies != "app"]
    return Level(number, {state: sum(r.state is state for r in mine) for state in State})


def _conclusion(levels: Sequence[Level]) -> str:
    """Never 符合 while anything is open: a level also takes every level below it."""
    said: list[str] = []
    for level in levels:
        if failed := level.counts[State.FAILED]:
            return f"不符合{level.name}：有 {failed} 项不通过。{''.join(said)}"
        if open_ := level.counts[State.OPEN]:
            said.append(f"能否达到{level.name}不能下结论：还有 {open_} 项待人工。")
    return said[0] if said else "各级指标都已通过或不适用。"
