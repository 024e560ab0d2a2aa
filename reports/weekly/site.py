"""One site's weekly look, from its last month to what is kept in ``office.sqlite``."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checks.errors import UserError
from checks.rubric import loads
from crawler.care.state import read_only
from crawler.example_sites import refuse_example
from crawler.judge import NothingStoredError
from crawler.locking import locked
from crawler.media.office import Office
from crawler.same_host import hosts_held
from crawler.sites import SitesFile
from crawler.store import Store, utc_now
from crawler.workflow import months, reminders, special_reports
from crawler.workflow.reminders import State
from crawler.workflow.stamp import Stamp
from reports.sources import collect
from reports.summary import Report, build
from reports.weekly import findings, lists_due
from reports.weekly.rows import Row

DONE, UNREACHED, FAILED, WAITING = "done", "unreached", "failed", "waiting"
NO_MONTH = 4
"""Exit code of a look at a site without a month: there is nothing to remind of yet."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one look became."""

    outcome: str
    note: str
    rows: tuple[Row, ...]


def look_at(
    sites: SitesFile, site_id: str, day: date, stamp: Stamp, *, within_days: int, most: int
) -> Kept:
    """Look, judge on a copy, keep. Raises UserError for what keeps it from being done at all."""
    started, config = utc_now(), sites.site(site_id)
    refuse_example(sites, site_id)
    path = sites.database(site_id)
    with (
        locked(path.with_suffix(".lock"), f"网站“{site_id}”"),
        hosts_held(sites.data_dir, config),
    ):
        report = last_month(sites, site_id, day)
        with Office.beside(sites.path) as office:
            special = special_reports.reports(office, site_id)
            open_keys = list(reminders.counts(office, site_id))
            due = _mending_due(office, report.sources.month)
        month = findings.Month(report, day, special, due)
        to_look, rows = findings.sorted_out(month, open_keys)

        from crawler.weekly import look  # Scrapy takes a second to import

        seen = look(
            sites,
            config,
            report.sources.run,
            loads(report.sources.rubric.text),
            to_look,
            day,
            within_days=within_days,
            most=most,
        )
        if seen.reached:
            rows += lists_due.rows(report, seen, day, special, within_days)
            rows += findings.looked_at(month, seen.seen, seen.left_out)
        else:
            why = f"没能访问到网站（{seen.why}）"
            rows += lists_due.unreached(report, day, why, within_days)
            rows += [_unseen(row, why) for row in findings.looked_at(month, (), to_look)]
        with Office.beside(sites.path) as office, office.change():
            rows += _over(office, report, {row.key for row in rows})
            outcome = DONE if seen.reached else UNREACHED
            note = f"访问 {seen.asked} 个网址" if seen.reached else f"没能访问到网站（{seen.why}）"
            keep(office, site_id, report.sources.month, day, started, outcome, note, rows, stamp)
    return Kept(outcome, note, tuple(rows))


def keep(
    office: Office,
    site: str,
    month: str,
    day: date,
    started: str,
    outcome: str,
    note: str,
    rows: Sequence[Row],
    stamp: Stamp,
) -> None:
    """Store a look and count its reminders, inside the caller's ``office.change()``."""
    reminders.record(office, site, day, (row.seen for row in rows), stamp)
    kept = [row.to_dict() for row in rows if row.state is not State.DONE]
    office.db.execute(
        "INSERT INTO weekly_looks (day, site, month, started_at, at, by, outcome, note, subjects)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            day.isoformat(), site, month, started, utc_now(), stamp.who, outcome, note,
            zlib.compress(json.dumps(kept, ensure_ascii=False).encode()),
        ],
    )  # fmt: skip


def last_month(sites: SitesFile, site_id: str, day: date) -> Report:
    """The newest month that was judged, not later than that of ``day``; nothing is judged anew."""
    path = sites.database(site_id)
    if not path.exists():
        raise NothingStoredError(f"网站“{site_id}”还没有月度结果，请先运行：govcheck run {site_id}")
    with read_only(path) as db:
        found = db.execute(
            "SELECT max(month) FROM judgements WHERE month <= ?", [f"{day:%Y-%m}"]
        ).fetchone()[0]
    if not found:
        raise NothingStoredError(
            f"网站“{site_id}”没有 {day:%Y-%m} 或以前的月度结果，请先运行：govcheck run {site_id}"
        )
    _refuse_unjudged(sites, site_id, found)
    return build(collect(sites, site_id, found, lean=True))


def _refuse_unjudged(sites: SitesFile, site_id: str, month: str) -> None:
    """The weekly run judges no month: what the monthly run has left off, it goes on with."""
    with Store(sites.database(site_id)) as store:
        newest = store.connection.execute(
            "SELECT id, finished_at FROM runs WHERE month = ? ORDER BY finished_at IS NULL, id DESC",
            [month],
        ).fetchone()
        row = store.connection.execute(
            "SELECT max(run) FROM judgements WHERE month = ?", [month]
        ).fetchone()
    if newest and row and newest[0] != row[0]:
        raise UserError(
            f"网站“{site_id}”的 {month} 抓取以后还没有判定，每周检查不代做。"
            f"请先运行：govcheck run {site_id} --month {month}"
        )


def _over(office: Office, report: Report, known: set[str]) -> list[Row]:
    """What was reminded of and is not open any more."""
    rows = []
    for step in reminders.known(office, report.site.id):
        if step["key"] in known:
            continue
        state, why = findings.why_over(report, step["key"])
        kind = reminders.Kind(step["kind"])
        if kind is reminders.Kind.UPDATE:
            state, why = State.DONE, "已不在栏目台账里"
        rows.append(
            Row(
                step["key"], kind, state, step["unit"], report.site_name, step["what"],
                number=step["number"], why=why,
            )
        )  # fmt: skip
    return rows


def _unseen(row: Row, why: str) -> Row:
    return Row.of(row.to_dict() | {"why": f"{why}。"})


def _mending_due(office: Office, month: str) -> date | None:
    """The last day to mend a month's findings, once the month has come to that."""
    steps = [s for s in months.steps(office, month) if s.state is months.State.MENDING]
    return steps[-1].due if steps else None
