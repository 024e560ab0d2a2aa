"""The filled-in sheet of pending accounts, read back: every good row stored, in one transaction."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checks.errors import UserError
from checks.media.addresses import addresses_in
from crawler.ledger_cells import NOTHING, Repaired, narrow, plain
from crawler.ledger_fields import key_of
from crawler.ledger_sheets import Formula, read_sheets
from crawler.media import evidence, trials
from crawler.media.evidence import FORTNIGHT, Sighting
from crawler.media.ledger_cells import CLEAR, read_optional_day
from crawler.media.office import Office
from crawler.media.pending_fields import (
    ANSWERS,
    HEADERS,
    NO,
    PICTURE_NAME,
    TITLES,
    TYPED,
    WORKS,
    YES,
)
from crawler.media.pictures import beside
from crawler.media.sheet_pictures import SheetPictures, pictures_of
from crawler.media.trials import Tried
from crawler.site_fields import shown
from crawler.workflow.stamp import Stamp

_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
LARGEST_SHEET = 200_000_000
"""Screenshots may be pasted into it."""


@dataclass
class Returned:
    """What came back of a sheet. ``problems`` are Chinese, by row."""

    added: int = 0
    same: int = 0
    blank: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row read: what was seen of the posts, what trying it out showed."""

    number: int
    seen: Sighting | None
    tried: Tried | None


def read_pending(
    office: Office,
    path: Path,
    stamp: Stamp,
    *,
    today: date,
    who: str = "",
    strict: bool = False,
    days: int = FORTNIGHT,
) -> Returned:
    """Store every good row in one transaction; the same row twice is stored once. With ``strict``
    anything wrong leaves the office as it is: UserError with the whole list. ``days`` without a
    post make an account late.
    """
    done = Returned()
    with TemporaryDirectory() as folder:
        rows = _Reading(office, path, Path(folder), done, today, who, days).rows()
        if strict and done.problems:
            listed = "\n".join(f"  {problem}" for problem in done.problems)
            raise UserError(f"{path} 有 {len(done.problems)} 处错误，没有登记任何内容：\n{listed}")
        with office.change():
            for row in rows:
                try:
                    new = _stored(office, row, stamp)
                except ValueError as error:  # the picture went away in between
                    done.problems.append(f"第 {row.number} 行：{error}。")
                    continue
                done.added += new
                done.same += not new
    return done


def _stored(office: Office, row: _Row, stamp: Stamp) -> bool:
    new = evidence.store(office, row.seen, stamp) if row.seen else False
    if row.tried:
        trials.store(office, row.tried, stamp)
    return new or row.tried is not None


@dataclass
class _Reading:
    """One sheet being read: what is good comes out, what is not goes to ``done``."""

    office: Office
    path: Path
    folder: Path
    done: Returned
    today: date
    who: str
    days: int

    def rows(self) -> list[_Row]:
        """Every good row of every sheet with our headers."""
        rows, known, seen = list[_Row](), self.office.accounts(), dict[str, int]()
        pictures = None
        for sheet in read_sheets(self.path, lambda _: True, most_bytes=LARGEST_SHEET):
            number, places = _header(sheet.rows)
            if not places:
                continue
            pictures = pictures or pictures_of(self.path)
            floating = pictures.rows.get(sheet.title, {})
            inside = pictures.inside.get(sheet.title, {})
            for row, cells in sheet.rows.items():
                if row <= number:
                    continue
                values = {n: cells[at] for n, at in places.items() if at < len(cells)}
                pasted = [*floating.get(row, ()), *inside.get(row, ())]
                if all(values.get(name) is None for name in TYPED) and not pasted:
                    self.done.blank += 1
                    continue
                try:
                    key = plain(values.get("key") or "")
                    if key not in known:
                        raise ValueError(f"台账里没有账号“{shown(key)}”")
                    if key in seen:
                        raise ValueError(f"和第 {seen[key]} 行是同一个账号，请删掉一行")
                    if row in inside and isinstance(values.get("proof"), Formula):
                        values["proof"] = None  # the cell shows a picture
                    picture = _picture(values, pasted, pictures, self.folder, row)
                    rows.append(self._row(values, picture, row))
                    seen[key] = row
                except ValueError as error:
                    self.done.problems.append(f"第 {row} 行：{error}。")
        if pictures is None:
            raise UserError(
                f"{self.path} 里没有账号登记表。请用 govcheck evidence sheet 得到表格，填好后再导入；"
                "表头一行和右边隐藏的列请不要改。"
            )
        return rows

    def _row(self, values: Mapping[str, Any], picture: Path | None, row: int) -> _Row:
        origin = f"{self.path.name} 第 {row} 行"
        one = _read(values, self.path.parent, picture, self.who, origin, row, self.days)
        if one.seen:
            evidence.checked(one.seen, self.today, self.days)
        if one.tried:
            trials.checked(one.tried, self.today)
        return one


def _header(rows: Mapping[int, Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for number, cells in rows.items():
        keys = [key_of(cell) if isinstance(cell, str) else "" for cell in cells]
        places = {HEADERS[key]: at for at, key in enumerate(keys) if key in HEADERS}
        if {"key", "last_post", "proof"} <= set(places):
            return number, places
    return 0, {}


def _picture(
    values: dict[str, Any], pasted: Sequence[str], pictures: SheetPictures, folder: Path, row: int
) -> Path | None:
    """The one picture pasted into a row, written to a file. A cell that shows one is emptied."""
    parts = list(dict.fromkeys(pasted))
    proof = values.get("proof")
    if isinstance(proof, Formula) and (part := pictures.embedded(proof.text)):
        values["proof"] = None
        parts.append(part)
    if len(parts) > 1:
        raise ValueError("本行贴了几张图片，请拼成一张")
    if not parts:
        return None
    file = folder / f"第{row}行的图片"
    file.write_bytes(pictures.body(parts[0]))
    return file


def _read(
    values: Mapping[str, Any],
    folder: Path,
    pasted: Path | None,
    who: str,
    origin: str,
    row: int,
    days: int,
) -> _Row:
    for name, value in values.items():
        if isinstance(value, Formula):
            raise ValueError(f"“{TITLES[name]}”是公式，请复制后选择性粘贴为“数值”")  # noqa: TRY004
    links, named = _proof(values.get("proof"), folder)
    if pasted and named:
        raise ValueError("既写了图片文件名又贴了图片，请只留一张")
    picture, day = pasted or named, _day(values, "seen_on")
    if day is None:
        raise ValueError("“核查日期”没有填")
    account, by = plain(values.get("key") or ""), plain(values.get("who") or "") or who
    note = plain(values.get("note") or "")
    works = _choice(values, "works", WORKS)
    interaction = _choice(values, "interaction", ANSWERS)
    tried = None
    if works is not None or interaction is not None:
        tried = Tried(account, by, day, works, interaction, picture, note)
    seen = None
    if tried is None or links or any(values.get(n) is not None for n in ("finding", "last_post")):
        finding, last = _finding(values, day, days)
        seen = Sighting(account, by, day, finding, last, links, picture, note, origin)
    return _Row(row, seen, tried)


def _finding(values: Mapping[str, Any], day: date, days: int) -> tuple[Any, date | None]:
    last = _day(values, "last_post", day)
    said = narrow(values["finding"]) if values.get("finding") is not None else ""
    if said not in ("", YES, NO):
        raise ValueError(f"“结论”写的是“{shown(said)}”，只能是{YES}、{NO}")
    if not said:
        if last is None:
            raise ValueError("“最近一条的日期”没有填；一条也没有的，结论选“无更新”并附截图")
        if (day - last).days > days:
            raise ValueError(
                f"最近一条是 {last}，离核查日期超过 {days} 天；确认没有更新的，结论请选“无更新”"
            )
    return ("not_updated" if said == NO else "updated"), last


def _choice(values: Mapping[str, Any], name: str, words: Mapping[str, bool]) -> bool | None:
    if values.get(name) is None:
        return None
    said = narrow(values[name])
    if said not in words:
        raise ValueError(f"“{TITLES[name]}”写的是“{shown(said)}”，只能是{'、'.join(words)}")
    return words[said]


def _proof(value: object, folder: Path) -> tuple[tuple[str, ...], Path | None]:
    """Addresses and the one picture that a cell names."""
    text = str(value).strip() if value is not None else ""
    if not text or text in NOTHING:
        return (), None
    links = addresses_in(text)
    rest = text
    for link in links:
        rest = rest.replace(link, " ")
    names = PICTURE_NAME.findall(rest)
    if not names and not links:  # a name with blanks, or none at all
        names = [part.strip() for part in re.split(r"[\n;；、]", rest) if part.strip()]
    if len(names) > 1:
        raise ValueError("“佐证”里只能写一个图片文件名，几张截图请拼成一张")
    file = beside(folder, names[0]) if names else None
    if file and not file.exists() and not file.suffix:
        raise ValueError(f"“佐证”里的“{shown(names[0])}”不是网址，也没有叫这个名称的图片文件")
    return links, file


def _day(values: Mapping[str, Any], name: str, seen: date | None = None) -> date | None:
    """A day; with ``seen``, a day without its year is the last one not after that."""
    value = values.get(name)
    if value is None:
        return None
    if seen and isinstance(value, str) and (short := _short_day(value, seen)):
        return short
    try:
        day = read_optional_day(value)
    except ValueError:
        raise ValueError(
            f"“{TITLES[name]}”写的是“{shown(value)}”，看不懂，请写成 2026-11-24 或 11月24日"
        ) from None
    day = day.value if isinstance(day, Repaired) else day
    return None if day is CLEAR or not isinstance(day, date) else day


def _short_day(text: str, seen: date) -> date | None:
    """今天, 昨天, 前天, or month and day, as seen on a day."""
    plainly = narrow(text).replace(" ", "")
    if plainly in _AGO:
        return seen - timedelta(days=_AGO[plainly])
    found = re.fullmatch(r"(\d{1,2})[月./-](\d{1,2})[日号]?", plainly)
    if not found:
        return None
    for year in (seen.year, seen.year - 1):
        with suppress(ValueError):  # the 29th of February, or no day at all
            day = date(year, int(found[1]), int(found[2]))
            if day <= seen:
                return day
    return None
