"""The page of an office's accounts: one self-contained HTML file without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from checks.media.models import Word
from reports.check_table import totals
from reports.html import document
from reports.media.views import LEVELS, AccountRow, Conclusion, MediaReport

MOST_ROWS = 1500
"""So many accounts are shown in all; those that need somebody come first."""
MOST_GROUPS = 500
_ORDER = (
    (Conclusion.FAILED, "不合格", "单项否决已由人确认。"),
    (Conclusion.DOUBTED, "待确认", "有否决情形的证据或疑点，由人核实后定；核实以前不判不合格。"),
    (Conclusion.PENDING, "待核实", "程序没能看到足够的内容，不能说更新了，也不能说没有更新。"),
    (Conclusion.PASSED, "合格（机检范围）", "机器能看到的范围内没有发现否决情形。"),
    (Conclusion.NOT_APPLICABLE, "不适用", "已关停、注销等，不考核。"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """The accounts of one conclusion; ``more`` are left to the workbook."""

    title: str
    meaning: str
    anchor: str
    level: str
    rows: Sequence[AccountRow]
    more: int

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.rows) + self.more


def render(report: MediaReport) -> str:
    """The whole document."""
    return document(
        "media.html.j2",
        r=report,
        parts=parts(report),
        totals=totals(report.rubric) if report.rubric.scored else "",
        words=tuple(Word),
        conclusions=tuple(Conclusion),
        levels=LEVELS,
        most_groups=MOST_GROUPS,
    )


def parts(report: MediaReport, most: int = MOST_ROWS) -> list[Part]:
    """Accounts by conclusion, the pressing ones first, as many as fit."""
    found, room = [], most
    for number, (word, title, meaning) in enumerate(_ORDER):
        rows = sorted(report.of(word), key=lambda row: (row.unit, row.account.platform_name))
        shown = rows[: max(0, room)]
        room -= len(shown)
        if rows:
            anchor = f"p{number}"
            more = len(rows) - len(shown)
            found.append(Part(title, meaning, anchor, LEVELS[word], shown, more))
    return found
