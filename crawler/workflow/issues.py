"""The issues of a final month: the first is the 定稿 itself, every 更正 of the office is one more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.errors import UserError
from crawler.workflow.sealed import Sealed


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue. ``correction`` is the office's number of it, 0 for the first; ``at`` is UTC.

    A site that a correction leaves as it is has no issue of that number.
    """

    correction: int
    at: str
    reason: str


def issues_in(papers: Iterable[Sealed]) -> list[Issue]:
    """The issues that papers belong to, the first before its corrections."""
    found: dict[int, Issue] = {}
    for paper in papers:
        found.setdefault(paper.correction, Issue(paper.correction, paper.at, paper.reason))
    return [found[number] for number in sorted(found)]


def chosen(issues: Sequence[Issue], month: str, number: int | None) -> Issue:
    """What the issue of this number (from 1) says; the newest for None. UserError before the first."""
    wanted = [one for one in issues if number is None or one.correction < number]
    if not wanted:
        raise UserError(f"{month} 没有第 {number} 次印发的文件；第 1 次是定稿。")
    return wanted[-1]
