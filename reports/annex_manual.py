"""Indicators of the annexes as rows of the sheet that people fill in."""

from checks.annexes.accessibility_table import LEVELS, Requirement, table
from checks.annexes.aging_weights import Item, weights
from checks.rubric import Indicator, Source
from reports import annex_aging, annex_gb
from reports.annexes import Annexes
from reports.score_model import LedgerLine


def open_lines(told: Annexes | None) -> list[LedgerLine]:
    """What of the annexes still wants a person; nothing where no browser has looked at the site."""
    if told is None or not told.looked:
        return []
    gb = [
        LedgerLine(_of_requirement(row.requirement), "not_assessed", row.why, (), row.candidates)
        for row in told.gb.rows
        if row.state is annex_gb.State.OPEN
    ]
    aging = [
        LedgerLine(_of_item(line.item), "not_assessed", line.why)
        for line in told.aging.lines
        if line.state == "open"
    ]
    return gb + aging


def indicator_of(name: str) -> Indicator | None:
    """The row of an annex with this id, as the sheet names it."""
    for one in table().requirements:
        if name == annex_gb.PREFIX + one.number and one.applies != "app":
            return _of_requirement(one)
    for item in weights().items:
        if name == annex_aging.PREFIX + item.id:
            return _of_item(item)
    return None


def _of_requirement(one: Requirement) -> Indicator:
    level = LEVELS[one.level]
    return Indicator(
        id=annex_gb.PREFIX + one.number,
        name=one.name,
        kind="deduct",
        code=one.number,
        level1="无障碍附录",
        level2=f"{table().title} {level}",
        text=f"{table().title} {one.number} {one.name}（{level}，未核原文）。{one.left}",
        auto="c",
        source=Source(table().title, "中"),
    )


def _of_item(item: Item) -> Indicator:
    return Indicator(
        id=annex_aging.PREFIX + item.id,
        name=item.name,
        kind="deduct",
        level1="适老化附录",
        level2=weights().dimensions[item.dimension],
        text=f"适老化：{item.name}（{item.weight} 分，建议值）。做到的选“未发现”，没有做到的选“发现”。",
        auto="c",
    )
