"""A final month's accounts as readers get them: the newest issue, and what its corrections changed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from checks.page import SHANGHAI
from crawler.media.office import Office
from crawler.workflow import months
from crawler.workflow.issues import Issue
from crawler.workflow.stamp import moment_of
from reports.media.frozen import FrozenAccounts, account_issues, changes, frozen_of, report_of
from reports.media.views import MediaReport
from reports.wording import chinese_day

FINAL = "本月已定稿：后来登记的佐证、作的决定和改的台账不改变这里的结论，要生效请作更正。"
NOT_KEPT = "本月定稿时没有冻结账号的结论，以下按现在的资料判断，与定稿时可能不同。"
MOST = 8


def final_report(
    office: Office, month: str, number: int | None, organisers: Collection[str] | None
) -> MediaReport | None:
    """The view of the issue of this number (from 1), the newest for None; None where none is kept."""
    frozen = frozen_of(office, month, number)
    if frozen is None:
        return None
    made = report_of(frozen, None if organisers is None else tuple(organisers))
    return replace(made, notes=tuple(_notes(office, frozen, organisers)))


def note_without(office: Office, month: str) -> tuple[str, ...]:
    """What is said of a month whose accounts are not kept."""
    return (NOT_KEPT,) if months.issued(office, month) else ()


def _notes(
    office: Office, shown: FrozenAccounts, organisers: Collection[str] | None
) -> Iterator[str]:
    issues = account_issues(office, shown.month)
    later = [one for one in issues if one.correction > shown.issue.correction]
    if later:
        which = f"第 {shown.issue.correction} 号更正" if shown.issue.correction else "定稿"
        last = later[-1]
        yield f"这是{which}时的结论，已被第 {last.correction} 号更正（{_day(last)}）代替，只供查考。"
    else:
        yield FINAL
    upto = [one for one in issues if one.correction <= shown.issue.correction]
    for before, after in reversed(list(pairwise(upto))):
        then, now = (frozen_of(office, shown.month, one.correction + 1) for one in (before, after))
        if then is None or now is None:
            continue
        told = _told(changes(then, now, organisers))
        if told:
            reason = after.reason.rstrip("。")
            yield f"第 {after.correction} 号更正（{_day(after)}）：{reason}。{told}。"


def _told(found: Sequence[str]) -> str:
    more = f"；另有 {len(found) - MOST} 个账号" if len(found) > MOST else ""
    return "；".join(found[:MOST]) + more


def _day(issue: Issue) -> str:
    return chinese_day(moment_of(issue.at).astimezone(SHANGHAI).date())
