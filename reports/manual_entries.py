"""Read a filled-in sheet back: every row checked, all of them or none stored, nothing overwritten.

Later entries stand beside earlier ones in ``manual_results``; a score uses the last of each.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from checks.errors import UserError
from crawler.kept_files import keep
from crawler.ledger_sheets import Sheet, read_sheets
from crawler.sites import SitesError, SitesFile
from crawler.store import Store, utc_now
from crawler.workflow.final import refuse_final
from reports.manual_row import Entry, RowError, RubricOf, read_row
from reports.manual_words import FIELDS

_HEADERS = {f.header: f.key for f in FIELDS}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    added: tuple[Entry, ...]
    same: int
    blank: int

    @property
    def sites(self) -> tuple[tuple[str, str], ...]:
        """(site, month) of everything that is new."""
        return tuple(dict.fromkeys((e.site, e.month) for e in self.added))


def import_sheet(path: Path, sites: SitesFile, rubric_of: RubricOf, *, today: date) -> Imported:
    """Check every row, then store what is new. UserError lists every mistake by row."""
    entries, blank = _read(path, sites, rubric_of, today)
    added, same = store_entries(entries, sites)
    return Imported(tuple(added), same, blank)


def store_entries(entries: Sequence[Entry], sites: SitesFile) -> tuple[list[Entry], int]:
    """Store what is new; returns that, and how many say what was said before."""
    added, same = [], 0
    by_site: dict[str, list[tuple[Entry, str]]] = {}
    for entry in entries:  # all evidence is safe before the first entry is stored
        sha = _kept(sites.data_dir / "evidence", entry.file)
        by_site.setdefault(entry.site, []).append((entry, sha))
    for site_id, mine in by_site.items():
        with Store(sites.database(site_id)) as store:
            for month in {entry.month for entry, _ in mine}:
                refuse_final(store.connection, month, "登记人工评定")
            for entry, sha in mine:
                row = _row(entry, sha)
                if _last(store, entry) == {k: v for k, v in row.items() if k != "at"}:
                    same += 1
                    continue
                store.db.table("manual_results").insert(row)
                added.append(entry)
    return added, same


def _read(
    path: Path, sites: SitesFile, rubric_of: RubricOf, today: date
) -> tuple[list[Entry], int]:
    problems: list[str] = []
    entries: list[Entry] = []
    blank, found, seen = 0, False, dict[tuple[str, str, str], int]()
    for sheet in _sheets(path):
        columns, start = _columns(sheet.rows)
        if not columns:
            continue
        found = True
        for number, cells in sheet.rows.items():
            if number <= start:
                continue
            values = {key: cells[at] for key, at in columns.items() if at < len(cells)}
            try:
                entry = read_row(number, values, path.parent, sites, rubric_of, today)
            except RowError as error:
                problems.append(f"第 {number} 行{error}")
                continue
            if entry is None:
                blank += 1
                continue
            key = (entry.site, entry.month, entry.indicator.id)
            if key in seen:
                problems.append(
                    f"第 {number} 行：“{entry.indicator.name}”在第 {seen[key]} 行已经填过，请删掉一行"
                )
            seen.setdefault(key, number)
            entries.append(entry)
    if not found:
        raise UserError(
            f"{path} 里没有人工评定表。请用 govcheck manual export 得到表格，填好后再导入；"
            "表头一行（代码、指标、结果……）请不要改。"
        )
    if problems:
        listed = "\n".join(f"  {problem}。" for problem in problems)
        raise UserError(f"{path} 有 {len(problems)} 处错误，没有录入任何内容：\n{listed}")
    return entries, blank


def _sheets(path: Path) -> Iterator[Sheet]:
    try:
        yield from read_sheets(path, lambda _: True)
    except SitesError as error:  # written for ledgers
        raise UserError(str(error).replace("台账", "人工评定表")) from None


def _columns(rows: Mapping[int, Sequence[Any]]) -> tuple[dict[str, int], int]:
    """Where each field stands, and the number of the header row; empty when there is none."""
    for number, cells in rows.items():
        at = {_HEADERS[str(c)]: n for n, c in enumerate(cells) if str(c) in _HEADERS}
        if {"outcome", "indicator", "site", "month", "rubric"} <= set(at):
            return at, number
    return {}, 0


def _kept(folder: Path, file: Path | None) -> str:
    """Copy evidence under the name of its content; returns that name, "" for none."""
    if file is None:
        return ""
    body = file.read_bytes()
    ending = file.suffix.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", file.suffix) else ""
    return keep(folder, body, ending)


def _row(entry: Entry, sha: str) -> dict[str, Any]:
    return {
        "month": entry.month,
        "indicator": entry.indicator.id,
        "outcome": str(entry.outcome),
        "points": None if entry.points is None else format(entry.points, "f"),
        "at": utc_now(),
        "by": entry.by,
        "note": entry.note,
        "seen_on": entry.seen_on.isoformat(),
        "evidence": entry.evidence,
        "evidence_sha": sha,
    }


def _last(store: Store, entry: Entry) -> dict[str, Any] | None:
    """The entry that counts until now, without its time."""
    rows = list(
        store.db.table("manual_results").rows_where(
            "month = ? AND indicator = ?",
            [entry.month, entry.indicator.id],
            order_by="id desc",
            limit=1,
        )
    )
    return {k: v for k, v in rows[0].items() if k not in ("id", "at")} if rows else None
