"""Points the office has confirmed against the original document: who, when, on what authority.

The file ``rubric-confirmations.toml`` beside ``sites.toml`` only ever grows: a correction is a
later entry, a withdrawal too. What was confirmed by a given day can therefore always be replayed.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from checks.rubric_fields import (
    ALL_POINTS,
    Where,
    broken_toml,
    did_you_mean,
    number,
    per_finding,
)
from checks.rubric_model import Indicator, Rubric
from checks.rubric_rules import check_rubric
from checks.rubric_text import sealed

FILE_NAME = "rubric-confirmations.toml"
_TEXTS = ("rubric", "indicator", "document", "clause", "by", "note")
_KEYS = (*_TEXTS, "date", "points", "per_finding", "withdrawn")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One entry. ``points`` ``None`` withdraws what was confirmed before.

    ``per_finding`` is the loss for each finding, a table of it by check, 全扣 (any finding loses
    all points), or "" for a row that never had one. ``document`` is title and number (文号) of
    the document that was read, ``clause`` the place in it. ``day`` is the day of confirming.
    """

    rubric: str
    indicator: str
    day: date
    by: str
    document: str
    points: Decimal | None
    per_finding: Decimal | Mapping[str, Decimal] | str = ""
    clause: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """Who, when and on what authority, for the line in the report."""
        place = f"{self.document} {self.clause}".strip()
        return f"{self.by} {self.day.isoformat()} 对照 {place} 确认"


def read(path: Path) -> list[Confirmation]:
    """All entries in file order; none if there is no file. Raises :class:`RubricError`."""
    where = Where(str(path), "")
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        raise where.wrong("不是 UTF-8 编码", "请在编辑器里另存为 UTF-8 编码") from None
    except OSError as error:
        raise where.wrong(f"读不出来（{error.strerror}）", "请核对路径和权限") from None
    except ValueError as error:
        raise where.wrong(broken_toml(error), "请改正这一处，或用备份恢复这个文件") from None
    entries = raw.pop("confirmation", [])
    if raw or not isinstance(entries, list):
        raise where.at(next(iter(raw), "confirmation")).wrong(
            "没有这个键",
            "这个文件只有一节一节的 [[confirmation]]，请用 govcheck rubric confirm 添加",
        )
    return [
        _entry(one, where.at(f"confirmation[{nth}]")) for nth, one in enumerate(entries, start=1)
    ]


def add(path: Path, rubric: Rubric, entry: Confirmation) -> Rubric:
    """Append ``entry`` after checking it against ``rubric``; the rubric as confirmed by that day.

    Raises :class:`RubricError`, and then nothing is written.
    """
    where = Where(str(path), "confirmation")
    if entry.rubric != rubric.id:
        raise where.at("rubric").wrong(f"“{entry.rubric}”不是正在确认的口径", f"请写“{rubric.id}”")
    entries = [*read(path), _entry(_raw(entry), where)]
    row = _row(rubric, entry, where)
    states_loss = row.per_finding is not None or bool(row.per_finding_by)
    if entry.points is not None and states_loss and entry.per_finding == "":
        raise where.at("per_finding").wrong(
            f"“{row.name}”按处扣分，确认时也要写明每处扣几分", f"请写每处几分，或写“{ALL_POINTS}”"
        )
    confirmed = apply(rubric, entries, entry.day)
    new = not path.exists() or not path.stat().st_size
    with path.open("a", encoding="utf-8") as file:
        file.write(_HEADER if new else "")
        file.write(_dump(entry))
    return confirmed


def apply(rubric: Rubric, entries: Sequence[Confirmation], as_of: date | None = None) -> Rubric:
    """The rubric with the newest entry of each row dated up to ``as_of`` (all if ``None``).

    Entries of other rubrics are passed over; of two on one day the later in the file counts.
    """
    newest: dict[str, Confirmation] = {}
    for entry in sorted(entries, key=lambda one: one.day):
        if entry.rubric == rubric.id and (as_of is None or entry.day <= as_of):
            newest[entry.indicator] = entry
    if not newest:
        return rubric
    where = Where(rubric.id, "confirmation")
    for entry in newest.values():
        _row(rubric, entry, where)
    rows = tuple(_confirmed(row, newest.get(row.id)) for row in rubric.indicators)
    changed = replace(rubric, indicators=rows)
    check_rubric(changed, f"{rubric.id}（含已确认的分值）", {})
    return sealed(changed)


def _row(rubric: Rubric, entry: Confirmation, where: Where) -> Indicator:
    row = rubric.indicator(entry.indicator)
    if row is None:
        ids = [one.id for one in rubric.indicators if one.kind != "veto"]
        raise where.at("indicator").wrong(
            f"口径“{rubric.id}”没有指标“{entry.indicator}”", did_you_mean(entry.indicator, ids)
        )
    if row.kind == "veto":
        raise where.at("indicator").wrong(
            f"“{row.name}”是单项否决，没有分值可以确认", "请改为扣分或加分指标的编号"
        )
    return row


def _confirmed(row: Indicator, entry: Confirmation | None) -> Indicator:
    if entry is None or entry.points is None:
        return row
    each = entry.per_finding
    more: dict[str, Any] = {}
    if isinstance(each, Mapping):
        more = {"per_finding": None, "per_finding_by": dict(each)}
    elif each:
        more = {"per_finding": None if isinstance(each, str) else each, "per_finding_by": {}}
    return replace(row, points=entry.points, points_verified=True, confirmed_by=entry.text, **more)


def _entry(raw: Any, where: Where) -> Confirmation:
    if not isinstance(raw, Mapping):
        raise where.wrong("应当是一节", "请用 govcheck rubric confirm 添加")
    for name, value in raw.items():
        if name not in _KEYS:
            raise where.at(name).wrong("没有这个键", did_you_mean(name, _KEYS))
        if name in _TEXTS and not isinstance(value, str):
            raise where.at(name).wrong("应当是文字", "请用英文双引号把它括起来")
    for name in ("rubric", "indicator", "by", "document"):
        if not raw.get(name, "").strip():
            raise where.at(name).wrong(
                "没有写", "确认分值要写明口径、指标、确认人和依据的文件（文号）"
            )
    day = raw.get("date")
    if type(day) is not date:
        raise where.at("date").wrong("没有写确认日期，或写法不对", "请写成 2026-11-20 的样子")
    withdrawn = raw.get("withdrawn", False) is True
    if withdrawn == ("points" in raw):
        raise where.at("points").wrong(
            "没有写分值", "请写分值；撤回以前的确认请写 withdrawn = true"
        )
    each: Decimal | Mapping[str, Decimal] | str = ""
    if "per_finding" in raw:
        loss = per_finding(raw["per_finding"], where.at("per_finding"))
        each = ALL_POINTS if loss is None else loss
    points = None if withdrawn else number(raw["points"], where.at("points"))
    texts = {name: raw.get(name, "").strip() for name in _TEXTS}
    return Confirmation(**texts, day=day, points=points, per_finding=each)


_HEADER = """\
# 本单位对照原件确认过的分值。由 govcheck rubric confirm 添加，只增不改：
# 更正就再添一节，撤回写 withdrawn = true。删改旧的节会让过去的得分无法重算。
"""


def _raw(entry: Confirmation) -> dict[str, Any]:
    raw: dict[str, Any] = {name: getattr(entry, name) for name in _TEXTS}
    raw["date"] = entry.day
    if entry.points is None:
        raw["withdrawn"] = True
    else:
        raw["points"] = str(entry.points)
    if isinstance(entry.per_finding, Mapping):
        raw["per_finding"] = {name: str(loss) for name, loss in entry.per_finding.items()}
    elif entry.per_finding:
        raw["per_finding"] = str(entry.per_finding)
    return raw


def _dump(entry: Confirmation) -> str:
    lines = ["", "[[confirmation]]"]
    lines += [f"{name} = {_value(value)}" for name, value in _raw(entry).items() if value != ""]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_value(k)} = {_value(v)}' for k, v in value.items())} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
