"""The age-friendly score: sums that add up, unknown items outside the sum, caps."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args, get_type_hints

from checks.aging.signals import Measures, Signal, Signals, Verdict
from checks.annexes.aging_weights import weights
from checks.decision import Decision
from checks.registry import all_checks
from checks.results import Outcome, Result
from reports.aging_words import measured
from reports.annex_aging import AgingAnnex, Line, judge
from reports.annex_looks import Looks
from reports.score_model import Assessment, ManualResult

PAGES = frozenset(f"http://a.example/{n}" for n in range(4))


def signal(state: Any = "not_assessed", **more: Any) -> Signal:
    given: dict[str, Any] = {
        "number": 1, "title": "t", "state": state, "value": None, "unit": "", "grade": None,
        "reason": "" if state == "met" else "没有看", "numbers": {},
    }  # fmt: skip
    return given | more  # type: ignore[return-value]


def measures(verdict: Verdict = "works", attempts: int = 2, **signals: Signal) -> Measures:
    every: Any = {name: signals.get(name, signal()) for name in get_type_hints(Signals)}
    return {
        "verdict": verdict, "why": "理由", "url": "http://a.example/", "entries": [],
        "elder_pages": [], "vendors": [], "hosts": [], "attempts": attempts, "signals": every,
    }  # fmt: skip


def contrast(page: int, outcome: Outcome = Outcome.FAIL) -> Result:
    return Result(
        outcome, f"http://a.example/{page}", "对比度不足。", check="axe-violation",
        rule="axe:color-contrast", key=f"k{page}",
    )  # fmt: skip


def annex(
    measured: Measures | None = None,
    results: Sequence[Result] = (),
    *,
    urls: frozenset[str] = frozenset(),
    manual: Any = None,
    decisions: Any = None,
) -> AgingAnnex:
    looks = Looks({"axe-violation": urls, "missing-alt": urls} if urls else {}, measured)
    given = Assessment(results, manual=manual or {}, decisions=decisions or {})
    return judge(given, looks, all_checks())


def line(made: AgingAnnex, name: str) -> Line:
    return next(x for x in made.lines if x.item.id == name)


def test_the_weights_are_those_of_the_proposal() -> None:
    told = weights()
    sums = {d: sum(i.weight for i in told.items if i.dimension == d) for d in told.dimensions}
    assert sums == {
        "A": 12,
        "B": 22,
        "C": 10,
        "D": 14,
        "E": 10,
        "F": 12,
        "G": 6,
        "H": 8,
        "I": 4,
        "J": 2,
    }
    assert sum(sums.values()) == 100
    assert not told.verified
    assert {s for i in told.items for s in i.signals} <= set(get_type_hints(Signals))
    assert {check for i in told.items for check, _ in i.checks} <= set(all_checks())
    assert {c.at_most for c in told.caps.values()} == {40, 50, 59}
    assert set(get_args(Verdict)) >= {"none", "dead"}


def test_nothing_assessed_is_no_score() -> None:
    made = annex()
    assert (made.score, made.exact, made.known, made.applicable) == (None, None, 0, 100)
    assert made.coverage == 0
    assert all(x.state == "open" and x.why for x in made.lines)


def test_unknown_items_leave_the_denominator() -> None:
    made = annex(
        measures(zoom=signal("met", grade=0.7, value=1.5, unit=" 倍"), speech=signal("not_met"))
    )
    assert (made.known, made.exact) == (18, Fraction(700, 18))
    assert made.coverage == 18
    assert made.score == Decimal("38.9")
    assert made.derivation[0] == "评了的各项共 18 分，得 7 分：7 ÷ 18 × 100 ≈ 38.8889"
    assert line(made, "zoom").got == 7


def test_the_ledger_adds_up_exactly() -> None:
    made = annex(
        measures(
            zoom=signal("met", grade=0.4),
            cursor=signal("met"),
            entry_everywhere=signal("not_met", grade=0.333),
        ),
        [contrast(0)],
        urls=PAGES,
    )
    gained = sum((x.got for x in made.lines), Fraction(0))
    assert made.exact == 100 * gained / made.known
    by_dimension = [made.dimension(d) for d in made.weights.dimensions]
    assert sum((g for g, _ in by_dimension), Fraction(0)) == gained
    assert sum(w for _, w in by_dimension) == made.known
    assert line(made, "contrast").grade == Fraction(3, 4)
    assert line(made, "entry-everywhere").got == Fraction("0.999")


def test_a_doubt_is_unknown_and_a_false_alarm_is_nothing() -> None:
    doubt = [contrast(0, Outcome.REVIEW)]
    assert line(annex(results=doubt, urls=PAGES), "contrast").grade is None
    refuted = annex(results=[contrast(0)], urls=PAGES, decisions={"k0": Decision.FALSE_POSITIVE})
    assert line(refuted, "contrast").grade == 1
    confirmed = annex(results=doubt, urls=PAGES, decisions={"k0": Decision.CONFIRMED})
    assert line(confirmed, "contrast").grade == Fraction(3, 4)


def test_what_was_measured_is_told_in_words() -> None:
    for name in {s for i in weights().items for s in i.signals}:
        said = measured(name, signal("met", value=0.5))
        assert re.fullmatch(r".*\D(0\.5|50%).*。", said), said
        assert measured(name, signal("not_met", value=0.5)) == "没有看。"
    assert measured("entry_everywhere", signal("met", value=1)) == "看过的页面 100% 有入口。"
    assert measured("elder_size", signal("met", value=26)) == "正文多数 26 像素。"
    assert measured("exit", signal("met")) == ""


def test_an_unsure_signal_waits_for_a_person() -> None:
    unsure = measures(simplified=signal("unsure", value=0.5))
    assert line(annex(unsure), "simplified").grade is None
    entered = {"aging-simplified": ManualResult(Outcome.PASS, by="张三")}
    assert line(annex(unsure, manual=entered), "simplified").grade == 1
    away = {"aging-timing": ManualResult(Outcome.NOT_APPLICABLE, by="张三")}
    assert annex(unsure, manual=away).applicable == 99


def test_no_entry_caps_at_forty_unless_there_is_an_elder_version() -> None:
    measured = measures("none", entry_visible=signal("not_met"))
    made = annex(measured, urls=PAGES)
    assert made.exact is not None
    assert made.exact > 40
    assert made.score == 40
    measured["elder_pages"] = ["http://a.example/elder/"]
    assert annex(measured, urls=PAGES).score == Decimal("66.7")


def test_a_dead_entry_caps_only_after_two_tries() -> None:
    assert annex(measures("dead"), urls=PAGES).score == 50
    once = annex(measures("dead", attempts=1), urls=PAGES)
    assert once.score == 100
    assert [c.sure for c in once.caps] == [False]
    assert any("待确认" in said for said in once.derivation)
    assert made_severe(annex(measures("dead"), urls=PAGES))


def made_severe(made: AgingAnnex) -> bool:
    return any(c.sure and c.cap.severe for c in made.caps)


def test_advertisements_cap_only_when_confirmed() -> None:
    measured = measures(ads=signal("unsure", value=1))
    assert annex(measured, urls=PAGES).score == 100
    assert "待确认" in annex(measured, urls=PAGES).headline
    said = {"aging-ads": ManualResult(Outcome.FAIL, by="张三")}
    assert annex(measured, urls=PAGES, manual=said).score == 59
    refuted = {"aging-ads": ManualResult(Outcome.PASS, by="张三")}
    assert annex(measured, urls=PAGES, manual=refuted).caps == ()


def test_the_cap_is_told_when_it_is_not_reached() -> None:
    made = annex(measures("none", speech=signal("not_met")))
    assert made.score == 0
    assert any("没有达到" in said for said in made.derivation)
