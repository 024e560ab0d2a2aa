"""Which issue of a final month a reading shows, and what its corrections changed."""

import json
from dataclasses import dataclass
from typing import Any

from checks.errors import UserError
from checks.page import SHANGHAI
from crawler.sites import SiteConfig
from crawler.store import Store
from crawler.workflow import freezing
from crawler.workflow.final import frozen_at
from crawler.workflow.issues import Issue, chosen, issues_in
from crawler.workflow.stamp import moment_of
from reports.final_settings import settings_of
from reports.wording import chinese_day

SCORE = "得分.json"
"""The paper a site's score is kept in."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A numbered correction (更正). ``before`` and ``after`` are the results in words."""

    number: int
    at: str
    reason: str
    before: str
    after: str

    @property
    def day(self) -> str:
        """The day it was made, in Chinese."""
        return chinese_day(moment_of(self.at).astimezone(SHANGHAI).date())

    @property
    def text(self) -> str:
        """One line for readers."""
        changed = (
            f"更正前 {self.before}，更正后 {self.after}"
            if self.before != self.after
            else f"结论和得分没有变（{self.after}）"
        )
        return f"第 {self.number} 号更正（{self.day}）：{self.reason.rstrip('。')}。{changed}。"


@dataclass(frozen=True, slots=True)
class Issued:
    """The issue shown: ``correction`` is 0 for the 定稿 itself; ``at`` (UTC) is when it was made.

    ``corrections`` lead up to it, ``later`` ones have replaced it.
    """

    correction: int
    at: str
    corrections: tuple[Correction, ...] = ()
    later: tuple[Correction, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What a reader must be told, the newest first; nothing for a 定稿 that stands."""
        told = tuple(one.text for one in reversed(self.corrections))
        if not self.later:
            return told
        which = f"第 {self.correction} 号更正" if self.correction else "定稿"
        last = self.later[-1]
        return (
            f"这是{which}时的结果，已被第 {last.number} 号更正（{last.day}）代替，只供查考。",
            *told,
        )

    @property
    def brief(self) -> str:
        """The same for a unit that may not see the site's score."""
        if not self.correction:
            return ""
        last = self.corrections[-1]
        return f"本月已作第 {last.number} 号更正（{last.day}），以下是更正以后的结果。"

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "issue": self.correction + 1,
            "correction": self.correction,
            "at": self.at,
            "lines": list(self.lines),
            "corrections": [_correction(one) for one in self.corrections],
            "replaced_by": [_correction(one) for one in self.later],
        }


def issued_of(store: Store, month: str, number: int | None = None) -> Issued | None:
    """The issue of this number (from 1) of a site's month, the newest for None.

    None while the month is open; UserError when an issue of it is asked for all the same.
    """
    since = frozen_at(store.connection, month)
    if not since:
        if number is not None:
            raise UserError(f"{month} 还没有定稿，没有第 {number} 次印发的文件。")
        return None
    issues = issues_in(freezing.snapshots(store, month)) or [Issue(0, since, "")]
    shown = chosen(issues, month, number)
    made, before = [], ""
    for one in issues if len(issues) > 1 else ():
        after = _words(json.loads(freezing.paper(store, month, SCORE, one.correction)))
        made.append(Correction(one.correction, one.at, one.reason, before, after))
        before = after
    return Issued(
        shown.correction,
        shown.at,
        tuple(one for one in made if 0 < one.number <= shown.correction),
        tuple(one for one in made if one.number > shown.correction),
    )


def stored_score(store: Store, config: SiteConfig, month: str, rubric: str) -> Any:
    """The JSON of a month's score (:func:`reports.score.to_dict`) as it stands: of the newest issue
    when the month is final, else the one told last. None where there is none.
    """
    row = store.connection.execute(
        "SELECT score FROM scores WHERE month = ? AND rubric = ?", [month, rubric]
    ).fetchone()
    if row is None:
        return None
    return _told(_stored(store, config, month, rubric, row[0]))


def _stored(store: Store, config: SiteConfig, month: str, rubric: str, last: str) -> Any:
    issues = issues_in(freezing.snapshots(store, month))
    if len(issues) > 1 and settings_of(store, config, month).rubric == rubric:
        return json.loads(freezing.paper(store, month, SCORE, issues[-1].correction))
    return json.loads(last)


def _told(score: dict[str, Any]) -> dict[str, Any]:
    """As :func:`reports.score.to_dict` writes it now: earlier versions kept full marks where
    nothing that has points had been assessed.
    """
    if "ledger" not in score:
        return score
    tripped = any(line["tripped"] for line in score["vetoes"])
    pointed = [
        line["state"] in ("scored", "manual") or line["lost"] != "0"
        for line in score["ledger"]
        if line["points"] is not None and line["state"] != "not_applicable"
    ]
    seen = any(pointed) if pointed else score["coverage"]["assessed"]
    if tripped or seen:
        return score
    return score | dict.fromkeys(("trial", "worst", "floor", "official"))


def _words(score: dict[str, Any]) -> str:
    trial = _told(score)["trial"]
    return str(score["verdict"]) + (f"、试算分 {trial}" if trial is not None else "")


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.at,
        "reason": one.reason,
        "before": one.before,
        "after": one.after,
    }
