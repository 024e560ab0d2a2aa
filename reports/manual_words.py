"""What the sheet of manual results says: columns, words for outcomes, and what they mean."""

from dataclasses import dataclass

from checks.results import Outcome
from checks.rubric import Indicator

TITLE_ROW, HELP_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
SHEET = "人工评定"


@dataclass(frozen=True, slots=True)
class Field:
    """A column. ``fill``: people write here; ``hidden``: tells which row it is."""

    key: str
    header: str
    width: float
    fill: bool = False
    hidden: bool = False


FIELDS = (
    Field("code", "代码", 11),
    Field("name", "指标", 18),
    Field("text", "评分规则", 44),
    Field("machine", "程序看到的", 34),
    Field("outcome", "结果", 10, fill=True),
    Field("points", "扣（加）几分", 10, fill=True),
    Field("evidence", "佐证文件或网址", 24, fill=True),
    Field("by", "评定人", 10, fill=True),
    Field("seen_on", "评定日期", 12, fill=True),
    Field("note", "说明", 28, fill=True),
    Field("indicator", "编号（勿改）", 4, hidden=True),
    Field("site", "网站（勿改）", 4, hidden=True),
    Field("month", "月份（勿改）", 4, hidden=True),
    Field("rubric", "口径（勿改）", 4, hidden=True),
)

_JUDGED = {
    "合格": Outcome.PASS,
    "发现": Outcome.FAIL,
    "不适用": Outcome.NOT_APPLICABLE,
    "无法核验": Outcome.UNVERIFIABLE,
}
_BONUS = {
    "加分": Outcome.PASS,
    "不加分": Outcome.FAIL,
    "不适用": Outcome.NOT_APPLICABLE,
    "无法核验": Outcome.UNVERIFIABLE,
}


def words(row: Indicator) -> dict[str, Outcome]:
    """What may be written as the result of an indicator."""
    return _BONUS if row.kind == "bonus" else _JUDGED


def word(row: Indicator, outcome: Outcome) -> str:
    """The sheet's word for an outcome."""
    known = {meant: said for said, meant in words(row).items()}
    return known.get(outcome, outcome.label)


def needs_evidence(row: Indicator, outcome: Outcome) -> bool:
    """Whether a result costs or gains something, so that it must be provable."""
    return outcome is (Outcome.PASS if row.kind == "bonus" else Outcome.FAIL)
