"""The annex 适老化: items with weights, what each got, caps and coverage. Pure and exact.

What nobody could assess leaves the denominator and is shown as coverage; it never counts as zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from checks.aging.signals import VERDICT_LABELS, Measures, Signal
from checks.annexes.aging_weights import Cap, Item, Weights, weights
from checks.decision import Decision
from checks.registry import Check
from checks.results import Outcome, Result
from reports.aging_words import measured
from reports.annex_looks import Looks
from reports.findings import in_order
from reports.score_model import Assessment, ManualResult
from reports.sums import half_up, plain

PREFIX = "aging-"
"""Stands before the item's name in ids of manual entries."""
ADS = "ads"
TRIES = 2
"""So often an entry must have failed before a site is called a sham."""

State = Literal["scored", "manual", "open", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Line:
    """One item. ``grade`` is 0 to 1, None when unknown; ``why`` a Chinese sentence."""

    item: Item
    state: State
    grade: Fraction | None
    why: str

    @property
    def id(self) -> str:
        """The id its manual entries have."""
        return PREFIX + self.item.id

    @property
    def got(self) -> Fraction:
        """Points it gained; 0 when unknown."""
        return self.item.weight * (self.grade or Fraction(0))


@dataclass(frozen=True, slots=True)
class Capped:
    """One cap that is, or may be, reached. ``sure``: it is applied."""

    cap: Cap
    sure: bool
    why: str


@dataclass(frozen=True, slots=True)
class AgingAnnex:
    """The whole annex. ``known`` of ``applicable`` weight was assessed; ``exact`` is the score
    before caps, None when nothing was assessed; ``score`` is the one to print.
    """

    weights: Weights
    lines: tuple[Line, ...]
    verdict: str
    why: str
    known: int
    applicable: int
    exact: Fraction | None
    caps: tuple[Capped, ...]
    score: Decimal | None
    derivation: tuple[str, ...]

    @property
    def coverage(self) -> Decimal:
        """How much of the weight was assessed, in percent, to one decimal."""
        share = Fraction(self.known, self.applicable) if self.applicable else Fraction(0)
        return half_up(100 * share, 1)

    @property
    def is_enough(self) -> bool:
        """Whether so much was assessed that the score means something."""
        return self.score is not None and self.coverage >= self.weights.coverage_at_least

    @property
    def headline(self) -> str:
        """For example 78 分（覆盖 71%，建议权重）. Points for a small part are no score."""
        if self.score is None:
            return "没有评（没有用浏览器检查过）"
        pending = [c for c in self.caps if not c.sure]
        doubt = f"，另有封顶 {pending[0].cap.at_most} 分待确认" if pending else ""
        if self.is_enough:
            return f"{plain(self.score)} 分（覆盖 {plain(self.coverage)}%，权重为建议值）{doubt}"
        least = self.weights.coverage_at_least
        return (
            f"不能出分：只评了 {plain(self.coverage)}% 的权重，不足 {least}%（建议值）；"
            f"评了的部分折合 {plain(self.score)} 分{doubt}"
        )

    def dimension(self, name: str) -> tuple[Fraction, int]:
        """(points gained, weight assessed) of one dimension."""
        mine = [x for x in self.lines if x.item.dimension == name and x.grade is not None]
        return sum((x.got for x in mine), Fraction(0)), sum(x.item.weight for x in mine)


def judge(assessment: Assessment, looks: Looks, known: Mapping[str, Check]) -> AgingAnnex:
    """The annex of one site's month. ``known`` are all checks there are, by id."""
    told = weights()
    results = in_order(assessment.results)
    lines = tuple(_line(item, results, assessment, looks, known) for item in told.items)
    assessed = [line for line in lines if line.grade is not None]
    weight = sum(line.item.weight for line in assessed)
    applicable = sum(line.item.weight for line in lines if line.state != "not_applicable")
    got = sum((line.got for line in assessed), Fraction(0))
    exact = 100 * got / weight if weight else None
    caps = tuple(_caps(told, looks.measures, results, assessment))
    score = None
    if exact is not None:
        limits = [Fraction(c.cap.at_most) for c in caps if c.sure]
        score = half_up(min([exact, *limits]), 1)
    measures = looks.measures
    return AgingAnnex(
        told,
        lines,
        VERDICT_LABELS[measures["verdict"]] if measures else "",
        measures["why"] if measures else "没有在浏览器里用过这个网站的工具条或长辈版",
        weight,
        applicable,
        exact,
        caps,
        score,
        _derivation(got, weight, exact, caps, score),
    )


def _line(
    item: Item,
    results: Sequence[Result],
    assessment: Assessment,
    looks: Looks,
    known: Mapping[str, Check],
) -> Line:
    state, grade, why = _machine(item, results, assessment, looks, known)
    manual = assessment.manual.get(PREFIX + item.id)
    if manual is not None and (grade is None or manual.outcome is Outcome.FAIL):
        return _by_hand(item, manual, why)
    return Line(item, state, grade, why)


type _Said = tuple[State, Fraction | None, str]


def _machine(
    item: Item,
    results: Sequence[Result],
    assessment: Assessment,
    looks: Looks,
    known: Mapping[str, Check],
) -> _Said:
    if item.signals:
        measures = looks.measures
        if measures is None:
            return "open", None, "没有在浏览器里用过工具条或长辈版，没有评。"
        signals: Mapping[str, Signal] = measures["signals"]  # type: ignore[assignment]
        return _by_signal(item.signals[0], signals[item.signals[0]])
    if item.checks:
        return _by_pages(item, results, assessment, looks, known)
    return "open", None, "要人评定，尚未录入。" if item.automation != "a" else "还没有自动检查。"


def _by_signal(name: str, signal: Signal) -> _Said:
    why = measured(name, signal)
    if signal["state"] in ("met", "not_met"):
        usual = Fraction(signal["state"] == "met")
        grade = usual if signal["grade"] is None else _exact(signal["grade"])
        return "scored", min(max(grade, Fraction(0)), Fraction(1)), why
    if signal["state"] == "unsure":
        return "open", None, f"要人确认：{why}"
    return "open", None, f"没有评：{why}"


def _exact(value: float) -> Fraction:
    """The number people read, not the binary one nearest to it."""
    return Fraction(Decimal(str(value)))


def _by_pages(
    item: Item,
    results: Sequence[Result],
    assessment: Assessment,
    looks: Looks,
    known: Mapping[str, Check],
) -> _Said:
    """The share of the pages looked at on which nothing certain was found."""
    ids = list(dict.fromkeys(check for check, _ in item.checks))
    pages = frozenset.intersection(*(looks.urls.get(name, frozenset()) for name in ids))
    if not pages:
        missing = [known[name].title for name in ids if name in known and not looks.pages(name)]
        return "open", None, f"没有检查成：{'、'.join(missing) or '没有自动检查'}。"
    mine = [r for r in results if _takes(item, r) and _stands(r, assessment)]
    sure = [r for r in mine if _certain(r, assessment)]
    bad = pages & {url for r in sure for url in (r.found_on or (r.url,))}
    doubts = [r for r in mine if r.outcome is Outcome.REVIEW and r not in sure]
    if doubts and not bad:
        return "open", None, f"看过 {len(pages)} 个页面，有 {len(doubts)} 处疑点要人确认。"
    also = f"另有 {len(doubts)} 处疑点没有计入。" if doubts else ""
    good = len(pages) - len(bad)
    return (
        "scored",
        Fraction(good, len(pages)),
        f"看过 {len(pages)} 个页面，{good} 个没有发现。{also}",
    )


def _takes(item: Item, result: Result) -> bool:
    return any(result.check == check and rule in ("", result.rule) for check, rule in item.checks)


def _stands(result: Result, assessment: Assessment) -> bool:
    decided = assessment.decisions.get(result.key) if result.key else None
    return decided not in (Decision.FALSE_POSITIVE, Decision.FIXED)


def _certain(result: Result, assessment: Assessment) -> bool:
    if result.outcome is Outcome.FAIL:
        return True
    decided = assessment.decisions.get(result.key) if result.key else None
    return result.outcome is Outcome.REVIEW and decided == Decision.CONFIRMED


def _by_hand(item: Item, manual: ManualResult, machine: str) -> Line:
    who = "，".join(part for part in (manual.by, manual.seen_on) if part)
    note = f"：{manual.note}" if manual.note else ""
    why = f"人工评定{f'（{who}）' if who else ''}{note}。"
    if manual.outcome is Outcome.NOT_APPLICABLE:
        return Line(item, "not_applicable", None, why)
    if manual.outcome in (Outcome.PASS, Outcome.FAIL):
        return Line(item, "manual", Fraction(manual.outcome is Outcome.PASS), why)
    return Line(item, "open", None, f"{machine}{why}")


def _caps(
    told: Weights, measures: Measures | None, results: Sequence[Result], assessment: Assessment
) -> list[Capped]:
    if measures is None:
        return []
    found = []
    if measures["verdict"] == "none" and not measures["elder_pages"]:
        found.append(Capped(told.caps["none"], True, f"{measures['why']}。"))
    if measures["verdict"] == "dead":
        twice = measures["attempts"] >= TRIES
        why = f"{measures['why']}，试过 {measures['attempts']} 次。"
        found.append(Capped(told.caps["dead"], twice, why))
    ads = [r for r in results if r.check.startswith(PREFIX) and r.rule == ADS]
    ads = [r for r in ads if _stands(r, assessment)]
    ads = [r for r in ads if r.outcome in (Outcome.FAIL, Outcome.REVIEW)]
    signal = measures["signals"]["ads"]
    if ads or (signal["state"] in ("unsure", "not_met") and signal["value"]):
        # A veto in all but name: no machine applies it by itself.
        sure = any(assessment.decisions.get(r.key) == Decision.CONFIRMED for r in ads)
        manual = assessment.manual.get(PREFIX + ADS)
        sure = sure or (manual is not None and manual.outcome is Outcome.FAIL)
        if not (manual is not None and manual.outcome is Outcome.PASS):
            found.append(
                Capped(told.caps[ADS], sure, "经人工确认。" if sure else "要人确认后才封顶。")
            )
    return found


def _derivation(
    got: Fraction,
    weight: int,
    exact: Fraction | None,
    caps: Sequence[Capped],
    score: Decimal | None,
) -> tuple[str, ...]:
    """The arithmetic as a person would write it."""
    if exact is None or score is None:
        return ()
    told = half_up(exact, 4)
    sign = "=" if Fraction(told) == exact else "≈"
    said = [
        f"评了的各项共 {weight} 分，得 {plain(got)} 分：{plain(got)} ÷ {weight} × 100 {sign} {plain(told)}"
    ]
    for one in caps:
        if one.sure and one.cap.at_most < exact:
            said.append(f"{one.cap.text}：以 {one.cap.at_most} 分封顶")
        elif one.sure:
            said.append(f"{one.cap.text}：最多 {one.cap.at_most} 分，没有达到")
        else:
            said.append(f"待确认：{one.cap.text}；属实的以 {one.cap.at_most} 分封顶")
    return (*said, f"评了的部分折合 {plain(score)} 分（四舍五入到一位小数）")
