"""From judged accounts to the view: pure, no store and no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from checks.masking import mask, masked
from checks.media.models import LedgerStatus, Platform, Word
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.rubric import Rubric
from crawler.media.decisions import EXEMPT, FALSE_POSITIVE, Decision
from crawler.media.judge import Judged
from crawler.media.settings import MediaSettings
from reports.media.closings import closings
from reports.media.views import AccountRow, Conclusion, GroupRow, MediaReport, percent
from reports.media.words import basis_of, others_of
from reports.score import Assessment, ManualResult, Score, Verdict, score
from reports.sums import half_up

UPDATE = "media-update"
TRIAL = "trial"
"""The rule of what a person found by trying."""
_IN_USE = ("media-store", "media-interaction")
_SHOWN = (Outcome.FAIL, Outcome.REVIEW)


def build(
    judged: Sequence[Judged],
    rubric: Rubric,
    month: str,
    as_of: date,
    settings: MediaSettings | None = None,
    decisions: Mapping[str, Decision] | None = None,
) -> MediaReport:
    """The view of one month. ``decisions`` by key of the finding."""
    settings = settings or MediaSettings()
    rows = tuple(account_row(one, rubric, as_of, settings, decisions or {}) for one in judged)
    window = settings.window(as_of)
    total = group("合计", rows)
    return MediaReport(
        month=month,
        as_of=as_of,
        rubric=rubric,
        rows=rows,
        by_platform=tuple(
            group(name, mine) for name, mine in _by(rows, lambda r: r.account.platform_name)
        ),
        by_unit=tuple(
            replace(group(name, mine), score=unit_score(mine, settings, rubric))
            for name, mine in _by(rows, lambda r: r.unit)
        ),
        total=total,
        closings=tuple(closings(rows)),
        headline=_headline(total),
        rate=_rate(total, settings),
        span=f"{window.first_day} 至 {window.last_day}",
        strange=tuple(_strange(rows)),
    )


def account_row(
    one: Judged,
    rubric: Rubric,
    as_of: date,
    settings: MediaSettings,
    decisions: Mapping[str, Decision],
) -> AccountRow:
    """One account with its conclusion under the rubric."""
    account, verdict = one.account, one.verdict
    tallies: dict[tuple[str, str], int] = {}
    for result in one.results:
        for name in (result.check, *([f"{result.check}:{result.rule}"] if result.rule else [])):
            place = (name, str(result.outcome))
            tallies[place] = tallies.get(place, 0) + 1
    kept = [r for r in one.results if r.outcome is not Outcome.PASS]
    mine = {r.key: decisions[r.key] for r in kept if r.key in decisions}
    told = {key: decision.verdict for key, decision in mine.items()}
    made = score(
        rubric,
        Assessment(
            results=kept, tallies=tallies, manual=_tried(one.results, rubric), decisions=told
        ),
    )
    found = [masked(r) for r in kept if r.outcome in _SHOWN]
    found.sort(key=lambda r: r.outcome is not Outcome.FAIL)
    gone = tuple(r for r in found if told.get(r.key) in (FALSE_POSITIVE, EXEMPT))
    # the update itself has its own columns
    findings = tuple(r for r in found if r.check != UPDATE and r not in gone)
    due = verdict.last_post + timedelta(days=settings.window_days) if verdict.last_post else None
    silent = (as_of - verdict.last_post).days if verdict.last_post else 0
    soon = verdict.word is Word.UPDATED and silent >= settings.warn_days
    links = tuple(e for e in verdict.evidence if e.startswith(("http://", "https://")))
    others = tuple(mask(text) for text in others_of(verdict))
    verdict = replace(verdict, sentence=mask(verdict.sentence), others=others)
    row = AccountRow(
        account=replace(account, note=mask(account.note)),
        verdict=verdict,
        conclusion=conclusion(made, account.status.is_over, findings),
        score=made,
        findings=findings,
        basis=basis_of(verdict),
        action="",
        due=due if verdict.word is Word.UPDATED else None,
        due_soon=soon,
        evidence=links,
        picture=next((e for e in verdict.evidence if e not in links), ""),
        in_ledger=one.in_ledger,
        longest_gap=_longest_gap(one.results),
        decidable=tuple(r for r in found if r not in gone),
        dismissed=gone,
        decided=tuple(mask(decision.told) for decision in mine.values()),
    )
    row = replace(row, more=_more(row, one.results))
    return replace(row, action=_action(row))


def _longest_gap(results: Sequence[Result]) -> int | None:
    told = (r.value for r in results if r.check == "media-longest-gap" and r.value.isdecimal())
    return next((int(value) for value in told), None)


def _tried(results: Sequence[Result], rubric: Rubric) -> dict[str, ManualResult]:
    """Indicators a person has answered by trying the account out. Only that it works counts at
    once; that it does not is a candidate, which somebody else confirms.
    """
    good = [r for r in results if r.outcome is Outcome.PASS and r.rule == TRIAL]
    return {
        row.id: ManualResult(Outcome.PASS, note=result.message.rstrip("。"))
        for row in rubric.indicators
        if row.kind == "veto"
        for result in good
        if row.takes(result.check, result.rule)
    }


def _by_use(row: AccountRow) -> bool:
    """Whether it is one that people must try out."""
    over = row.verdict.word is Word.NOT_APPLICABLE
    return over and row.conclusion is Conclusion.PENDING


def _more(row: AccountRow, results: Sequence[Result]) -> str:
    """What else led to the conclusion, beside the verdict about updates."""
    if _by_use(row):
        seen = (Outcome.PASS, Outcome.UNVERIFIABLE)
        return "".join(r.message for r in results if r.check in _IN_USE and r.outcome in seen)
    if row.conclusion is Conclusion.DOUBTED:
        lines = [line for line in row.score.vetoes if line.possible]
        found = [r for line in lines for r in (*line.confirmed, *line.candidates)]
        return "".join(r.message for r in found if r.check != UPDATE)
    return "".join(r.message for r in results if r.outcome is Outcome.PASS and r.rule == TRIAL)


def conclusion(made: Score, over: bool, findings: Sequence[Result]) -> Conclusion:
    """A closed account without findings is not assessed; one nobody could look at is 待核实."""
    match made.verdict:
        case Verdict.FAILED:
            return Conclusion.FAILED
        case Verdict.PENDING:
            return Conclusion.DOUBTED
        case _ if over:
            return Conclusion.DOUBTED if findings else Conclusion.NOT_APPLICABLE
        case Verdict.INSUFFICIENT:
            return Conclusion.PENDING
        case Verdict.PASSED:
            return Conclusion.PASSED if made.assessed else Conclusion.PENDING


def unit_score(
    rows: Sequence[AccountRow], settings: MediaSettings, rubric: Rubric
) -> Decimal | None:
    """A unit's score from its accounts'; None while any account has none or is 待核实."""
    counted = [row for row in rows if row.conclusion is not Conclusion.NOT_APPLICABLE]
    known = [row.points for row in counted if row.points is not None]
    if not rubric.scored or not known or len(known) < len(counted):
        return None
    if settings.unit_score == "lowest":
        return min(known)
    return half_up(Fraction(sum(known, Decimal(0))) / len(known), rubric.decimals)


def group(name: str, rows: Iterable[AccountRow]) -> GroupRow:
    """Accounts counted by verdict and by conclusion."""
    rows = list(rows)
    return GroupRow(
        name,
        len(rows),
        {word: sum(r.verdict.word is word for r in rows) for word in Word},
        {one: sum(r.conclusion is one for r in rows) for one in Conclusion},
    )


def _by(
    rows: Sequence[AccountRow], key: Callable[[AccountRow], str]
) -> list[tuple[str, list[AccountRow]]]:
    groups: dict[str, list[AccountRow]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.items())


def _headline(total: GroupRow) -> str:
    if not total.total:
        return "台账里还没有账号。"
    said = "，".join(f"{word} {total.words[word]}" for word in Word)
    return f"共 {total.total} 个账号。更新情况：{said}。待核实不算合格，也不算不合格。"


def _rate(total: GroupRow, settings: MediaSettings) -> str:
    """The share of those settled, never without the number of those that are not."""
    counts = total.conclusions
    asked = total.total - counts[Conclusion.NOT_APPLICABLE]
    passed, pending = counts[Conclusion.PASSED], counts[Conclusion.PENDING]
    settled = asked - pending
    if not asked:
        return ""
    if not settled:
        return f"{asked} 个应考核的账号都待核实，不能计算合格率。"
    told = (
        f"已有结论的 {settled} 个账号中，机检范围内合格 {passed} 个（{percent(passed, settled)}），"
        f"待确认 {counts[Conclusion.DOUBTED]} 个，不合格 {counts[Conclusion.FAILED]} 个"
    )
    if pending > asked * settings.max_unverified_share:
        limit = percent(round(settings.max_unverified_share * 1000), 1000)
        return (
            f"{told}。另有 {pending} 个待核实，占 {percent(pending, asked)}，超过 {limit}，"
            "这个比例不能代表全部账号。"
        )
    return f"{told}；另有 {pending} 个待核实，没有计入。"


def _action(row: AccountRow) -> str:
    """The one next step."""
    if row.verdict.word is Word.NOT_UPDATED and any(r.check == UPDATE for r in row.dismissed):
        return ""
    if row.verdict.word in (Word.NOT_UPDATED, Word.PENDING):
        return row.verdict.next_step
    if _by_use(row):
        return "请由人试用（APP 要下载），用 govcheck evidence try 或登记表登记。"
    if row.findings:
        first = row.findings[0]
        check = all_checks().get(first.check)
        return first.fix or (check.manual["整改"] if check else "")
    if row.due_soon and row.due:
        return f"按已知最近一条，最迟 {row.due} 要更新。"
    return ""


def _strange(rows: Iterable[AccountRow]) -> Iterable[str]:
    for row in rows:
        one = row.account
        if one.platform is Platform.OTHER and one.platform_text:
            yield f"{one.name}（{row.unit}）：平台“{one.platform_text}”"
        if one.status is LedgerStatus.UNKNOWN and one.status_text:
            yield f"{one.name}（{row.unit}）：状态“{one.status_text}”"
