"""The accounts of a month that is final: what was known, what was judged, what was said, by hash.

They lie with the office's papers, in numbered issues; a correction that leaves every account as it
is has none.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from checks.rubric import Rubric, loads
from checks.wordlist import Wordlist
from crawler.media.decisions import Decision
from crawler.media.held import Held, as_json
from crawler.media.judge import Judged, judge_office
from crawler.media.judged_rows import (
    decision_of,
    decision_row,
    judged_of,
    judged_row,
    settings_of,
    settings_row,
)
from crawler.media.office import Office
from crawler.media.settings import MediaSettings
from crawler.workflow import months
from crawler.workflow.issues import Issue, chosen, issues_in
from reports.media.build import account_row, build
from reports.media.json_form import media_dict
from reports.media.views import AccountRow, MediaReport

KNOWN, VERDICTS = "新媒体依据.json", "新媒体结论.json"
RUBRIC, REPORT = "新媒体口径.toml", "新媒体.json"


@dataclass(frozen=True, slots=True)
class FrozenAccounts:
    """One issue of a month's accounts."""

    month: str
    as_of: date
    issue: Issue
    rubric: Rubric
    settings: MediaSettings
    judged: Sequence[Judged]
    decisions: Mapping[str, Decision]
    replaced: tuple[str, ...] = ()
    """Keys of the accounts that this correction judges otherwise."""

    def rows(self) -> dict[str, AccountRow]:
        """The accounts as they are told, by key."""
        made = (
            account_row(one, self.rubric, self.as_of, self.settings, self.decisions)
            for one in self.judged
        )
        return {row.account.key: row for row in made}


def freeze(
    office: Office,
    month: str,
    as_of: date,
    rubric: Rubric,
    settings: MediaSettings,
    wordlist: Wordlist | None,
    decisions: Mapping[str, Decision],
) -> tuple[FrozenAccounts, Held]:
    """Judge a month from what is known now, in a way that comes out the same from what is kept."""
    everything = Held.of(office)
    made = [
        _frozen(held, month, as_of, rubric, settings, wordlist, decisions)
        for held in (_kept(everything.recent(as_of)), _kept(everything))
    ]
    small, whole = made
    told_alike = _told(small[0]) == _told(whole[0])
    return small if told_alike else whole


def papers(frozen: FrozenAccounts, held: Held, report: MediaReport) -> dict[str, bytes]:
    """What is kept of an issue; ``report`` is the view of it."""
    about = {"month": frozen.month, "as_of": frozen.as_of.isoformat()}
    verdicts = {
        **about,
        "rubric": frozen.rubric.id,
        "settings": settings_row(frozen.settings),
        "judged": [judged_row(one) for one in frozen.judged],
        "decisions": [decision_row(frozen.decisions[key]) for key in sorted(frozen.decisions)],
        "replaced": list(frozen.replaced),
    }
    return {
        KNOWN: as_json({**about, **held.to_dict()}),
        VERDICTS: as_json(verdicts),
        RUBRIC: frozen.rubric.text.encode(),
        REPORT: as_json(media_dict(report)),
    }


def frozen_of(office: Office, month: str, number: int | None = None) -> FrozenAccounts | None:
    """The issue of this number (from 1), the newest for None. None while the month is open, and for
    one that was made final before accounts were kept.
    """
    issues = account_issues(office, month)
    return _read(office, month, chosen(issues, month, number)) if issues else None


def account_issues(office: Office, month: str) -> list[Issue]:
    """The issues of a month that have accounts."""
    return issues_in([p for p in months.issued(office, month) if p.name == VERDICTS])


def _read(office: Office, month: str, issue: Issue) -> FrozenAccounts:
    told = json.loads(months.paper(office, month, VERDICTS, issue.correction))
    decisions = [decision_of(row) for row in told["decisions"]]
    return FrozenAccounts(
        month,
        date.fromisoformat(told["as_of"]),
        issue,
        loads(months.paper(office, month, RUBRIC, issue.correction).decode()),
        settings_of(told["settings"]),
        [judged_of(row) for row in told["judged"]],
        {one.key: one for one in decisions},
        tuple(told["replaced"]),
    )


def held_of(office: Office, month: str, issue: Issue) -> Held:
    """What was known for an issue."""
    return Held.from_dict(json.loads(months.paper(office, month, KNOWN, issue.correction)))


def report_of(frozen: FrozenAccounts, organisers: Sequence[str] | None = None) -> MediaReport:
    """The view of an issue, of some units' accounts when they are named."""
    judged = [j for j in frozen.judged if organisers is None or j.account.organiser in organisers]
    return build(
        judged, frozen.rubric, frozen.month, frozen.as_of, frozen.settings, frozen.decisions
    )


def corrected(
    office: Office,
    base: FrozenAccounts,
    wordlist: Wordlist | None,
    decisions: Mapping[str, Decision],
    issue: Issue,
) -> tuple[FrozenAccounts, Held] | None:
    """The month with what was found out and decided since ``base``; None when nothing that is told
    of any account is different. Accounts that come out the same stay as they were judged.
    """
    then = held_of(office, base.month, base.issue)
    now = _kept(then.with_later(Held.of(office), base.as_of, list(then.of_accounts)))
    touched = [key for key in then.of_accounts if then.about(key) != now.about(key)]
    before, judged, replaced = base.rows(), {j.account.key: j for j in base.judged}, []
    if touched:
        again = judge_office(
            now, base.rubric, base.as_of, settings=base.settings, wordlist=wordlist
        )
        for one in again:
            key = one.account.key
            row = account_row(one, base.rubric, base.as_of, base.settings, base.decisions)
            if key in touched and _gist(row) != _gist(before[key]):
                judged[key] = one
                replaced.append(key)
    made = replace(
        base,
        issue=issue,
        judged=[judged[j.account.key] for j in base.judged],
        decisions=_of_these(decisions, judged.values()),
        replaced=tuple(replaced),
    )
    if not replaced and all(_gist(row) == _gist(before[k]) for k, row in made.rows().items()):
        return None
    return made, _kept(then.with_later(Held.of(office), base.as_of, replaced))


def changes(
    then: FrozenAccounts, now: FrozenAccounts, organisers: Collection[str] | None = None
) -> list[str]:
    """What an issue says otherwise than the one before, an account (of these units) each."""
    before, told = then.rows(), []
    for key, row in now.rows().items():
        old = before[key]
        if organisers is not None and row.account.organiser not in organisers:
            continue
        name = f"{row.account.platform_name}“{row.account.name}”"
        if row.conclusion is not old.conclusion:
            told.append(f"{name}由“{old.conclusion}”改为“{row.conclusion}”")
        elif _gist(row) != _gist(old):
            told.append(f"{name}仍为“{row.conclusion}”，依据有变")
    return told


def replayed(office: Office, frozen: FrozenAccounts, wordlist: Wordlist | None) -> list[str]:
    """Names of the accounts that no longer come out as they were judged or told."""
    held = held_of(office, frozen.month, frozen.issue)
    again = judge_office(
        held, frozen.rubric, frozen.as_of, settings=frozen.settings, wordlist=wordlist
    )
    judged = {one.account.key: as_json(judged_row(one)) for one in again}
    told = json.loads(months.paper(office, frozen.month, REPORT, frozen.issue.correction))
    said = {one["key"]: one["conclusion"] for one in told["accounts"]}
    rows = frozen.rows()
    return [
        one.account.name
        for one in frozen.judged
        if judged.get(one.account.key) != as_json(judged_row(one))
        or said.get(one.account.key) != str(rows[one.account.key].conclusion)
    ]


def _frozen(
    held: Held,
    month: str,
    as_of: date,
    rubric: Rubric,
    settings: MediaSettings,
    wordlist: Wordlist | None,
    decisions: Mapping[str, Decision],
) -> tuple[FrozenAccounts, Held]:
    judged = judge_office(held, rubric, as_of, settings=settings, wordlist=wordlist)
    kept = [judged_of(json.loads(as_json(judged_row(one)))) for one in judged]
    mine = _of_these(decisions, kept)
    return FrozenAccounts(month, as_of, Issue(0, "", ""), rubric, settings, kept, mine), held


def _kept(held: Held) -> Held:
    return Held.from_dict(json.loads(as_json(held.to_dict())))


def _of_these(decisions: Mapping[str, Decision], judged: Any) -> dict[str, Decision]:
    """The decisions on findings there are."""
    keys = {result.key for one in judged for result in one.results}
    return {key: one for key, one in decisions.items() if key in keys}


def _told(frozen: FrozenAccounts) -> list[bytes]:
    return [as_json(judged_row(one)) for one in frozen.judged]


def _gist(row: AccountRow) -> tuple[object, ...]:
    """What of an account is worth a correction when it changes."""
    verdict, points, decided = row.verdict.word, row.points, row.decided
    found = tuple(r.key for r in row.findings), tuple(r.key for r in row.dismissed)
    return row.conclusion, verdict, points, decided, found
