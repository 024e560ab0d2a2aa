"""One sheet for all accounts that wait for a person: out with one row each, and in again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from checks.media.addresses import addresses_in
from checks.media.models import Word
from crawler import sheet_look
from crawler.ledger_cells import NOTHING, Repaired, narrow, plain
from crawler.ledger_fields import Field, key_of
from crawler.ledger_sheets import Formula, read_sheets
from crawler.media.assess import Assessed, assess
from crawler.media.evidence import Sighting, checked, store
from crawler.media.ledger_cells import CLEAR, read_optional_day
from crawler.media.office import Office, Stamp
from crawler.media.pictures import beside
from crawler.media.settings import MediaSettings
from crawler.sheet_look import FIRST_ROW
from crawler.site_fields import shown

SHEET = "账号登记表"
YES, NO = "有更新", "无更新"
FIELDS: Sequence[Field] = (
    Field("organiser", "主办单位", width=22),
    Field("platform", "平台", width=11),
    Field("name", "账号名称", width=18),
    Field("open", "打开看", width=26, help="点开账号主页（或单位报的链接）。"),
    Field("why", "为什么待核实", width=32),
    Field("finding", "结论", width=10, help="不选时按日期判断。"),
    Field("last_post", "最近一条的日期", read="day", width=14, help="账号里最新一条的发布日期。"),
    Field("proof", "佐证", width=40,
          help="最近一条的链接（可粘贴分享文字，可写几条），或截图的文件名；截图和本表放在一个文件夹里。"
               "“无更新”要有截图。"),
    Field("who", "核查人", width=10),
    Field("seen_on", "核查日期", read="day", width=13, help="哪一天看的，不是哪一天填的。"),
    Field("note", "备注", width=20),
    Field("key", "账号编号", width=10),
)  # fmt: skip
FILL = ("finding", "last_post", "proof", "who", "seen_on", "note")
_TYPED = ("finding", "last_post", "proof", "note")
_HEADERS = {key_of(f.header): f.name for f in FIELDS}
_TITLES = {f.name: f.header for f in FIELDS}
_PICTURE = re.compile(r"[^\s,，;；、]+\.(?:png|jpe?g|gif|webp|bmp|heic|pdf)", re.IGNORECASE)


@dataclass
class Returned:
    """What came back of a sheet. ``problems`` are Chinese, by row."""

    added: int = 0
    same: int = 0
    blank: int = 0
    problems: list[str] = field(default_factory=list)


def write_pending(
    office: Office, path: Path, day: date, who: str = "", settings: MediaSettings | None = None
) -> int:
    """Write every account that is 待核实 on ``day``, one row each; returns how many. Never
    replaces a file.
    """
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"文件名“{path.name}”应以 .xlsx 结尾。")
    if path.exists():
        raise UserError(f"{path} 已经存在，里面可能有填好的内容，没有覆盖。请换一个文件名。")
    waiting = [one for one in assess(office, day, settings) if one.verdict.word is Word.PENDING]
    waiting.sort(key=lambda one: (one.account.organiser, one.account.platform))
    links = office.proof_links()
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = SHEET
    title = f"待核实账号登记表（监测日 {day}，{len(waiting)} 个账号；只填黄色的格，没有看的行空着）"
    sheet_look.head(sheet, title, FIELDS, fill=FILL, hidden=("key",))
    sheet.freeze_panes = f"D{FIRST_ROW}"
    for number, one in enumerate(waiting, start=FIRST_ROW):
        values = _values(one, links.get(one.account.key, ()), day, who)
        sheet_look.row(sheet, number, FIELDS, values, fill=FILL, links=("open",))
    sheet_look.choices(sheet, FIELDS, {"finding": (YES, NO)}, firm=True)
    sheet_look.print_setup(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return len(waiting)


def _values(one: Assessed, links: Sequence[str], day: date, who: str) -> dict[str, object]:
    account, verdict = one.account, one.verdict
    last = f"已知最近一条：{verdict.last_post}。" if verdict.last_post else ""
    return {
        "organiser": account.organiser,
        "platform": account.platform_name,
        "name": account.name,
        "open": account.home_url or (links[-1] if links else ""),
        "why": f"{verdict.sentence}{last}",
        "who": who,
        "seen_on": day,
        "key": account.key,
    }


def read_pending(
    office: Office, path: Path, stamp: Stamp, *, today: date, who: str = "", strict: bool = False
) -> Returned:
    """Store every good row in one transaction; the same row twice is stored once. With ``strict``
    anything wrong leaves the office as it is: UserError with the whole list.
    """
    done = Returned()
    found, entries = False, list[tuple[int, Sighting]]()
    known, seen = office.accounts(), dict[str, int]()
    for sheet in read_sheets(path, lambda _: True):
        number, places = _header(sheet.rows)
        if not places:
            continue
        found = True
        for row, cells in sheet.rows.items():
            if row <= number:
                continue
            values = {n: cells[at] for n, at in places.items() if at < len(cells)}
            if all(values.get(name) is None for name in _TYPED):
                done.blank += 1
                continue
            try:
                entry = _sighting(values, path.parent, who, f"{path.name} 第 {row} 行")
                if entry.account not in known:
                    raise ValueError(f"台账里没有账号“{shown(entry.account)}”")
                if entry.account in seen:
                    raise ValueError(f"和第 {seen[entry.account]} 行是同一个账号，请删掉一行")
                seen[entry.account] = row
                entries.append((row, checked(entry, today)))
            except ValueError as error:
                done.problems.append(f"第 {row} 行：{error}。")
    if not found:
        raise UserError(
            f"{path} 里没有账号登记表。请用 govcheck evidence sheet 得到表格，填好后再导入；"
            "表头一行和右边隐藏的列请不要改。"
        )
    if strict and done.problems:
        listed = "\n".join(f"  {problem}" for problem in done.problems)
        raise UserError(f"{path} 有 {len(done.problems)} 处错误，没有登记任何内容：\n{listed}")
    with office.change():
        for row, entry in entries:
            try:
                new = store(office, entry, stamp)
            except ValueError as error:  # the picture went away in between
                done.problems.append(f"第 {row} 行：{error}。")
                continue
            done.added += new
            done.same += not new
    return done


def _header(rows: Mapping[int, Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for number, cells in rows.items():
        keys = [key_of(cell) if isinstance(cell, str) else "" for cell in cells]
        places = {_HEADERS[key]: at for at, key in enumerate(keys) if key in _HEADERS}
        if {"key", "last_post", "proof"} <= set(places):
            return number, places
    return 0, {}


def _sighting(values: Mapping[str, Any], folder: Path, who: str, origin: str) -> Sighting:
    for name, value in values.items():
        if isinstance(value, Formula):
            raise ValueError(f"“{_TITLES[name]}”是公式，请复制后选择性粘贴为“数值”")  # noqa: TRY004
    links, picture = _proof(values.get("proof"), folder)
    last, seen_on = _day(values, "last_post"), _day(values, "seen_on")
    if seen_on is None:
        raise ValueError("“核查日期”没有填")
    said = narrow(values["finding"]) if values.get("finding") is not None else ""
    if said not in ("", YES, NO):
        raise ValueError(f"“结论”写的是“{shown(said)}”，只能是{YES}、{NO}")
    if not said:
        if last is None:
            raise ValueError("“最近一条的日期”没有填；一条也没有的，结论选“无更新”并附截图")
        if (seen_on - last).days > 14:
            raise ValueError(
                f"最近一条是 {last}，离核查日期超过 14 天；确认没有更新的，结论请选“无更新”"
            )
    return Sighting(
        account=plain(values.get("key") or ""),
        who=plain(values.get("who") or "") or who,
        seen_on=seen_on,
        finding="not_updated" if said == NO else "updated",
        last_post=last,
        links=links,
        picture=picture,
        note=plain(values.get("note") or ""),
        origin=origin,
    )


def _proof(value: object, folder: Path) -> tuple[tuple[str, ...], Path | None]:
    """Addresses and the one picture that a cell names."""
    text = str(value).strip() if value is not None else ""
    if not text or text in NOTHING:
        return (), None
    links = addresses_in(text)
    rest = text
    for link in links:
        rest = rest.replace(link, " ")
    names = _PICTURE.findall(rest)
    if not names and not links:  # a name with blanks, or none at all
        names = [part.strip() for part in re.split(r"[\n;；、]", rest) if part.strip()]
    if len(names) > 1:
        raise ValueError("“佐证”里只能写一个图片文件名，几张截图请拼成一张")
    return links, beside(folder, names[0]) if names else None


def _day(values: Mapping[str, Any], name: str) -> date | None:
    if values.get(name) is None:
        return None
    try:
        day = read_optional_day(values[name])
    except ValueError as error:
        raise ValueError(f"“{_TITLES[name]}”：{error}") from None
    day = day.value if isinstance(day, Repaired) else day
    return None if day is CLEAR or not isinstance(day, date) else day
