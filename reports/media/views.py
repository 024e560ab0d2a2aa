"""What a report on accounts shows, as plain values that every renderer shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from checks.media.models import Account, Verdict, Word
from checks.results import Result
from checks.rubric import Rubric
from reports.score import Score
from reports.weighting import Combined


class Conclusion(StrEnum):
    """The word that stands beside an account under its rubric."""

    FAILED = "不合格"
    DOUBTED = "待确认"
    PENDING = "待核实"
    PASSED = "合格（机检范围）"
    NOT_APPLICABLE = "不适用"


LEVELS: Mapping[StrEnum, str] = {
    Conclusion.FAILED: "bad",
    Conclusion.DOUBTED: "doubt",
    Conclusion.PENDING: "gap",
    Conclusion.PASSED: "fine",
    Conclusion.NOT_APPLICABLE: "grey",
    Word.NOT_UPDATED: "bad",
    Word.PENDING: "gap",
    Word.UPDATED: "fine",
    Word.NOT_APPLICABLE: "grey",
}
"""Classes of the style sheet, by conclusion and by verdict."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. ``findings`` are certain and doubtful results beside the verdict itself,
    ``basis`` names what the verdict rests on, ``due`` is the last day for the next post as far as
    posts are known. ``evidence`` are addresses; ``picture`` is the name of a stored file. ``more``
    is what else led to the conclusion.
    """

    account: Account
    verdict: Verdict
    conclusion: Conclusion
    score: Score
    findings: tuple[Result, ...]
    basis: str
    action: str
    due: date | None = None
    due_soon: bool = False
    evidence: tuple[str, ...] = ()
    picture: str = ""
    in_ledger: bool = True
    longest_gap: int | None = None
    """Most days between two known posts of the month."""
    more: str = ""
    decidable: tuple[Result, ...] = ()
    """Findings a person may decide on, the update included."""
    dismissed: tuple[Result, ...] = ()
    """Findings a person has dismissed."""
    decided: tuple[str, ...] = ()
    """Who decided what, a sentence each."""

    @property
    def points(self) -> Decimal | None:
        """The trial score; None where nobody may be told one: 待核实 is neither good nor bad."""
        open_ended = self.conclusion in (Conclusion.PENDING, Conclusion.NOT_APPLICABLE)
        return None if open_ended else self.score.trial

    @property
    def said(self) -> str:
        """Why the conclusion is what it is."""
        return self.verdict.sentence + self.more

    @property
    def unit(self) -> str:
        """The organiser, as readers see it."""
        return self.account.organiser or "（未填主办单位）"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Accounts of one platform or one unit, counted. ``score`` is the unit's under a scored rubric."""

    name: str
    total: int
    words: Mapping[Word, int]
    conclusions: Mapping[Conclusion, int]
    score: Decimal | None = None
    overall: Combined | None = None
    """With the unit's website, where the site's rubric weighs the two."""

    @property
    def expected(self) -> int:
        """Accounts of which an update is expected."""
        return self.total - self.words[Word.NOT_APPLICABLE]

    @property
    def coverage(self) -> str:
        """How many of those expected were settled, as people write it."""
        if not self.expected:
            return "—"
        settled = self.expected - self.words[Word.PENDING]
        return f"{settled}/{self.expected}（{percent(settled, self.expected)}）"


@dataclass(frozen=True, slots=True)
class Closing:
    """An account to close, merge or look after, and why. ``certain`` is False for candidates."""

    kind: str
    row: AccountRow
    message: str
    action: str
    certain: bool


@dataclass(frozen=True, slots=True)
class MediaReport:
    """A month of an office's accounts. ``rate`` is the sentence that may be quoted."""

    month: str
    as_of: date
    rubric: Rubric
    rows: tuple[AccountRow, ...]
    by_platform: tuple[GroupRow, ...]
    by_unit: tuple[GroupRow, ...]
    total: GroupRow
    closings: tuple[Closing, ...]
    headline: str
    rate: str
    span: str
    """The days in which a post had to lie."""
    strange: tuple[str, ...] = ()
    """Words of the ledger nobody knows."""
    notes: tuple[str, ...] = ()
    """What a reader of a final month must be told: that it is one, and its corrections."""

    def of(self, conclusion: Conclusion) -> Sequence[AccountRow]:
        """The accounts of one conclusion."""
        return [row for row in self.rows if row.conclusion is conclusion]

    @property
    def gone(self) -> Sequence[AccountRow]:
        """Accounts the last ledger no longer had."""
        return [row for row in self.rows if not row.in_ledger]

    @property
    def due_soon(self) -> Sequence[AccountRow]:
        """Updated accounts whose next post falls due, soonest first."""
        rows = [row for row in self.rows if row.due_soon and row.due]
        return sorted(rows, key=lambda row: row.due or self.as_of)


def percent(part: int, whole: int) -> str:
    """A share, rounded down so that 100 % means all."""
    tenths = part * 1000 // whole
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"
