"""特殊情况报备: what a unit reported and the office accepted, with its days. Added, never changed.

While a report holds, what it covers is shown as 已报备: it costs nothing and nobody is reminded of
it. The day after its last day everything counts again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from checks.errors import UserError
from checks.page import SHANGHAI
from checks.results import Result
from checks.site import Downtime
from crawler.media.office import FILE, Office
from crawler.sites import SiteConfig, SitesFile
from crawler.workflow.stamp import Stamp, moment_of

LONGEST = timedelta(days=366)
AVAILABILITY = "site-unreachable"


@dataclass(frozen=True, slots=True)
class Report:
    """One accepted report. ``column`` and ``check`` are "" for all of them; both days count.

    ``ended_on`` is the last day it held when it was ended early.
    """

    id: int
    site: str
    since: date
    until: date
    reason: str
    document: str
    by: str
    at: str
    column: str = ""
    check: str = ""
    ended_by: str = ""

    def holds(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.since <= day <= self.until

    def covers(self, check: str, column: str) -> bool:
        """Whether it is about this check and column (names; "" for a finding about no column)."""
        return self.check in ("", check) and self.column in ("", column)

    @property
    def words(self) -> str:
        """What readers are told of it, without a final stop."""
        document = f"，{self.document}" if self.document else ""
        return f"已报备：{self.reason}（{self.since} 至 {self.until}{document}，受理人 {self.by}）"

    @property
    def scope(self) -> str:
        """What it is about, in Chinese."""
        parts = [
            f"栏目“{self.column}”" if self.column else "",
            self.check and f"检查项 {self.check}",
        ]
        return "，".join(p for p in parts if p) or "整个网站"


def add(
    office: Office,
    site: str,
    since: date,
    until: date,
    stamp: Stamp,
    *,
    reason: str,
    document: str,
    column: str = "",
    check: str = "",
) -> Report:
    """Accept a report. UserError for days that cannot be meant, or a missing reason or number."""
    if not reason.strip() or not document.strip():
        raise UserError("报备要写明原因（--reason）和文号（--document），什么也没有记下。")
    if until < since:
        raise UserError(f"结束日期 {until} 早于开始日期 {since}，什么也没有记下。")
    if until - since > LONGEST:
        raise UserError(
            f"{since} 至 {until} 超过 {LONGEST.days} 天，请检查日期；长期不适用的请在 sites.toml 里写豁免。"
        )
    for one in reports(office, site):
        told = (one.column, one.check, one.since, one.until, one.document)
        if not one.ended_by and told == (column, check, since, until, document.strip()):
            raise UserError(
                f"同一件报备已经登记过（编号 {one.id}），没有再登记。"
                f"要改原因或起止日期，请先终止它：govcheck exempt end {one.id}。"
            )
    row = [
        stamp.at, stamp.who, site, column, check, since.isoformat(), until.isoformat(),
        reason.strip(), document.strip(),
    ]  # fmt: skip
    with office.change():
        done = office.db.execute(
            "INSERT INTO special_reports (at, by, site, column_name, check_id, from_day, until_day,"
            " reason, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        number = int(done.lastrowid or 0)
        detail = {"报备": number, "起止": f"{since} 至 {until}", "文号": document.strip()}
        office.audit(stamp, "特殊情况报备", site, detail)
    return next(one for one in reports(office) if one.id == number)


def end(office: Office, number: int, last_day: date, stamp: Stamp, note: str) -> Report:
    """End a report early; ``last_day`` is the last on which it holds (before its first: never)."""
    one = next((r for r in reports(office) if r.id == number), None)
    if one is None:
        raise UserError(f"没有编号为 {number} 的报备。编号见 govcheck exempt list。")
    if one.ended_by:
        raise UserError(f"编号 {number} 的报备已经由{one.ended_by}终止，什么也没有改。")
    if last_day >= one.until:
        raise UserError(f"编号 {number} 的报备到 {one.until} 为止，不用终止。")
    if not note.strip():
        raise UserError("终止报备要写明理由（--note），什么也没有改。")
    with office.change():
        office.db.execute(
            "INSERT INTO special_reports (at, by, site, column_name, check_id, from_day, until_day,"
            " reason, document, ends) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                stamp.at, stamp.who, one.site, one.column, one.check, one.since.isoformat(),
                last_day.isoformat(), note.strip(), one.document, number,
            ],
        )  # fmt: skip
        office.audit(stamp, "终止报备", one.site, {"报备": number, "最后一天": str(last_day)})
    return next(r for r in reports(office) if r.id == number)


def reports(office: Office, site: str = "", *, before: str = "") -> list[Report]:
    """Every report (of a site), as it holds by what was recorded before a moment (UTC)."""
    found: dict[int, Report] = {}
    for row in office.db.execute("SELECT * FROM special_reports ORDER BY id"):
        if before and moment_of(row["at"]) >= moment_of(before):
            continue
        if row["ends"] is None:
            found[row["id"]] = _report(row)
        elif row["ends"] in found:
            last = date.fromisoformat(row["until_day"])
            found[row["ends"]] = replace(found[row["ends"]], until=last, ended_by=row["by"])
    return [one for one in found.values() if site in ("", one.site)]


def of_site(data_dir: Path, site: str, *, before: str = "") -> list[Report]:
    """The reports on a site; none where the office has no file yet, which is not made."""
    path = data_dir / FILE
    if not path.exists():
        return []
    with Office(path) as office:
        return reports(office, site, before=before)


def rows_of(data_dir: Path, site: str) -> tuple[tuple[object, ...], ...]:
    """The rows of the reports on a site, for :func:`put_rows` in another place."""
    path = data_dir / FILE
    if not path.exists():
        return ()
    with Office(path) as office:
        query = "SELECT * FROM special_reports WHERE site = ? ORDER BY id"
        return tuple(tuple(row) for row in office.db.execute(query, [site]))


def put_rows(data_dir: Path, rows: Iterable[tuple[object, ...]]) -> None:
    """Put rows into an office's file that has none of them."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with Office(data_dir / FILE) as office, office.change():
        for row in rows:
            marks = ", ".join("?" * len(row))
            office.db.execute(f"INSERT INTO special_reports VALUES ({marks})", row)  # noqa: S608


def covering(
    found: Iterable[Report],
    day: date,
    check: str,
    column: str,
    immediate: Collection[str] = (),
) -> Report | None:
    """The report that covers a finding on a day. Checks that are told at once (``immediate``, such
    as leaked personal data) are covered by a report that names them only: no move excuses a leak.
    """
    for one in found:
        named = one.check == check or check not in immediate
        if named and one.holds(day) and one.covers(check, column):
            return one
    return None


def column_of(result: Result, names: Mapping[str, str]) -> str:
    """The column a result is about: as it says, else the one whose address it has."""
    return result.column or names.get(result.url, "")


def stops(found: Iterable[Report]) -> tuple[Downtime, ...]:
    """What availability samples take for announced stops: reports on a whole site."""
    return tuple(
        Downtime(_midnight(r.since), _midnight(r.until + timedelta(days=1)), r.words)
        for r in found
        if not r.column and r.check in ("", AVAILABILITY) and r.until >= r.since
    )


def with_stops(sites: SitesFile, site: str, *, before: str = "") -> SiteConfig:
    """A site's configuration with what was reported (before a moment, UTC) beside the stops it has
    itself.
    """
    config = sites.site(site)
    more = stops(of_site(sites.data_dir, site, before=before))
    return replace(config, downtimes=(*config.downtimes, *more)) if more else config


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _report(row: Mapping[str, Any]) -> Report:
    return Report(
        row["id"],
        row["site"],
        date.fromisoformat(row["from_day"]),
        date.fromisoformat(row["until_day"]),
        row["reason"],
        row["document"],
        row["by"],
        row["at"],
        row["column_name"],
        row["check_id"],
    )
