"""Points the office confirms: who, when, on what authority; past months replay."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from checks.confirmations import FILE_NAME, Confirmation, add, apply, read
from checks.results import Outcome, Result
from checks.rubric import Rubric, RubricError, load, loads
from reports.score import Assessment, score

PORTAL = "national-2019-portal"
FOOTER = Confirmation(
    rubric=PORTAL,
    indicator="D-footer",
    day=date(2026, 11, 20),
    by="张三",
    document="国办秘函〔2019〕19号",
    clause="第二部分“网站标识”",
    points=Decimal(4),
    note='见"附件"',
)


@pytest.fixture
def portal() -> Rubric:
    return load(PORTAL)


def test_a_confirmed_row_says_who_when_and_on_what(tmp_path: Path, portal: Rubric) -> None:
    path = tmp_path / FILE_NAME
    add(path, portal, FOOTER)
    assert read(path) == [FOOTER]
    rubric = load(PORTAL, confirmations=path)
    row = rubric.indicator("D-footer")
    assert row
    assert row.points == 4
    assert row.points_verified
    assert row.confirmed_by == "张三 2026-11-20 对照 国办秘函〔2019〕19号 第二部分“网站标识” 确认"
    assert rubric.sha != portal.sha
    assert loads(rubric.text) == rubric


def test_past_months_are_scored_with_what_was_known_then(tmp_path: Path, portal: Rubric) -> None:
    path = tmp_path / FILE_NAME
    add(path, portal, FOOTER)
    add(path, portal, replace(FOOTER, day=date(2026, 12, 1), points=Decimal("3.5")))
    points = {
        day: load(PORTAL, confirmations=path, as_of=date(2026, *day)).indicator("D-footer").points  # type: ignore[union-attr]
        for day in ((11, 19), (11, 20), (11, 30), (12, 1))
    }
    assert points == {(11, 19): None, (11, 20): 4, (11, 30): 4, (12, 1): Decimal("3.5")}


def test_a_confirmation_can_be_withdrawn_but_not_erased(tmp_path: Path, portal: Rubric) -> None:
    path = tmp_path / FILE_NAME
    add(path, portal, FOOTER)
    before = path.read_text("utf-8")
    after = add(path, portal, replace(FOOTER, day=date(2026, 11, 21), points=None))
    assert after == portal
    assert path.read_text("utf-8").startswith(before)
    assert load(PORTAL, confirmations=path, as_of=date(2026, 11, 20)) != portal


def test_confirmed_points_reach_the_official_score(tmp_path: Path, portal: Rubric) -> None:
    rubric = add(tmp_path / FILE_NAME, portal, FOOTER)
    found = Result(Outcome.FAIL, "http://a.test/", "缺一项。", check="footer-items", key="k")
    made = score(rubric, Assessment([found]))
    assert (made.official, made.official_base) == (0, 4)
    assert made.official_complete is False


def test_loss_per_finding_must_be_confirmed_too(tmp_path: Path, portal: Rubric) -> None:
    path = tmp_path / FILE_NAME
    links = replace(FOOTER, indicator="D-availability", points=Decimal(6))
    with pytest.raises(RubricError, match="也要写明每处扣几分"):
        add(path, portal, links)
    assert not path.exists()
    table = dict.fromkeys(portal.indicator("D-availability").checks, Decimal("0.2"))  # type: ignore[union-attr]
    table["broken-link-home"] = Decimal(1)
    row = add(path, portal, replace(links, per_finding=table)).indicator("D-availability")
    assert row
    assert row.per_finding_by == table
    plain = add(path, portal, replace(links, per_finding=Decimal("0.5")))
    row = plain.indicator("D-availability")
    assert row
    assert (row.per_finding, row.per_finding_by) == (Decimal("0.5"), {})
    whole = add(path, portal, replace(links, per_finding="全扣")).indicator("D-availability")
    assert whole
    assert whole.per_finding is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"indicator": "D-foter"}, "是不是想写“D-footer”"),
        ({"indicator": "V3"}, "是单项否决，没有分值可以确认"),
        ({"rubric": "other"}, "不是正在确认的口径"),
        ({"by": " "}, "confirmation.by：没有写"),
        ({"document": ""}, "confirmation.document：没有写"),
        ({"points": Decimal(101)}, "超过总分"),
        ({"points": Decimal(2), "per_finding": Decimal(3)}, "请改小 per_finding"),
    ],
)
def test_a_wrong_confirmation_is_not_written(
    tmp_path: Path, portal: Rubric, change: dict[str, object], words: str
) -> None:
    path = tmp_path / FILE_NAME
    with pytest.raises(RubricError, match=words):
        add(path, portal, replace(FOOTER, **change))  # type: ignore[arg-type]
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1\n", "的 x：没有这个键"),
        ('[[confirmation]]\nrubic = "a"\n', r"confirmation\[1\].rubic：.*是不是想写“rubric”"),
        ("[[confirmation]\n", "错在第 1 行"),
        ('[[confirmation]]\nrubric = "a"\nindicator = "b"\nby = "c"\ndocument = "d"\n', "确认日期"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text, "utf-8")
    with pytest.raises(RubricError, match=words):
        load(PORTAL, confirmations=path)


def test_no_file_and_other_rubrics_change_nothing(tmp_path: Path, portal: Rubric) -> None:
    assert load(PORTAL, confirmations=tmp_path / FILE_NAME) == portal
    assert apply(load("national-2019-media"), [FOOTER]) == load("national-2019-media")


def test_placeholders_that_are_left_may_exceed_the_total(tmp_path: Path, portal: Rubric) -> None:
    """A month scored half-way through confirming must still be read back from its text."""
    path = tmp_path / FILE_NAME
    rubric = add(path, portal, replace(FOOTER, points=Decimal(60)))
    assert sum(row.points or 0 for row in rubric.indicators if row.kind == "deduct") > 75
    assert loads(rubric.text) == rubric
    found = [
        Result(Outcome.FAIL, "http://a.test/", "问题。", check=check, key=f"{check}{n}")
        for check in ("footer-items", "broken-link-home", "empty-column")
        for n in range(4)
    ]
    made = score(rubric, Assessment(found, public_services=False))
    assert made.trial == 4  # (75 − 60 − 4 − 8) × 4/3
    with pytest.raises(RubricError, match="超过剩下的 75 分"):
        add(path, portal, replace(FOOTER, points=Decimal(76)))
