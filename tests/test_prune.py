"""Pruning drops what only served to judge old months; everything people rely on stays."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from browser_site import fetch, page
from click.testing import CliRunner

from checks.errors import UserError
from checks.rubric import load
from crawler.care import prune as pruning
from crawler.care.prune import prune
from crawler.judge import PrunedError, judge
from crawler.locking import locked
from crawler.media.office import Office
from crawler.sites import SiteConfig, SitesFile, Unit
from crawler.store import Fetch, Store, body_sha
from crawler.workflow import appeals, months, rechecks
from crawler.workflow.appeals import Claim
from crawler.workflow.months import State
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.month_close import close
from reports.month_verify import verify
from reports.sources import collect

HOME = "http://www.example.gov.cn/"
BY = Stamp("张三", "2026-11-26T01:00:00+00:00")
TODAY = date(2026, 11, 25)
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
TOML = """
[[unit]]
id = "u"
name = "单位"

[[site]]
id = "demo"
name = "示例"
url = "http://www.example.gov.cn/"
unit = "u"
"""


def contents(month: str) -> list[Fetch]:
    """A home page of its own each month, one that never changes, and an attachment."""
    noise = os.urandom(60_000).hex()
    html = f"<html><head><title>{month}</title></head><body><img src=a.png>{noise}</body></html>"
    return [
        page(HOME, html),
        page(HOME + "same.html", "<html><head><title>同</title></head><body>同</body></html>"),
        fetch(HOME + "a.pdf", role="attachment", body=month.encode(), content_type="x/pdf"),
    ]


def office(folder: Path) -> SitesFile:
    config = SiteConfig("demo", "示例", HOME, unit="u")
    return SitesFile(folder / "sites.toml", {"u": Unit("u", "单位")}, {"demo": config})


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five judged months, made once."""
    folder = tmp_path_factory.mktemp("judged")
    (folder / "sites.toml").write_text(TOML, encoding="utf-8")
    file = office(folder)
    with Store(file.database("demo")) as store:
        for month in MONTHS:
            day = date.fromisoformat(f"{month}-25")
            run = store.open_run(month, day, user_agent="t", engine="t", settings="", fresh=True)
            store.write(run, contents(month))
            store.close_run(run, "finished", {})
    for month in MONTHS:
        judge(file, "demo", month, load("national-2019-portal"), jobs=1)
        collect(file, "demo", month)
    with Store(file.database("demo")) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def sites(tmp_path: Path, judged: Path) -> SitesFile:
    shutil.copytree(judged, tmp_path, dirs_exist_ok=True)
    return office(tmp_path)


def pruned_to(sites: SitesFile, keep: int, **more: object) -> pruning.Pruned:
    return prune(sites.database("demo"), keep, TODAY, **more)  # type: ignore[arg-type]


def titles(sites: SitesFile) -> set[str]:
    with Store(sites.database("demo")) as store:
        shas = store.connection.execute("SELECT sha FROM bodies").fetchall()
        bodies = [store.body(sha) or b"" for (sha,) in shas]
    return {b[19:26].decode() for b in bodies if b.startswith(b"<html><head><title>2")}


def table(sites: SitesFile, name: str) -> list[tuple[object, ...]]:
    with Store(sites.database("demo")) as store:
        return store.connection.execute(f"SELECT * FROM {name}").fetchall()


def test_nothing_changes_until_somebody_says_yes(sites: SitesFile) -> None:
    told = pruned_to(sites, 2)
    assert told.months == MONTHS[:3]
    assert told.bodies == 6  # three home pages, three attachments; not the page that stayed alike
    assert told.body_bytes > 3 * 60_000
    assert titles(sites) == set(MONTHS)
    assert pruned_to(sites, 2) == told
    assert replace(pruned_to(sites, 2, do=True), freed=0, note="") == told
    assert titles(sites) == set(MONTHS[3:])
    assert pruned_to(sites, 2, do=True).is_nothing


def test_findings_scores_and_reports_stay_and_judging_is_refused(sites: SitesFile) -> None:
    kept = ("results", "tallies", "scores", "numbers", "judgements", "readings", "fetches", "runs")
    report = collect(sites, "demo", "2026-08")
    before = {name: table(sites, name) for name in kept}
    pruned_to(sites, 2, do=True)
    assert {name: table(sites, name) for name in kept} == before
    again = collect(sites, "demo", "2026-08")
    assert (again.results, again.tallies, again.score) == (
        report.results, report.tallies, report.score
    )  # fmt: skip
    with pytest.raises(PrunedError, match="不能重新判定"):
        judge(sites, "demo", "2026-08", load("national-2019-portal"), jobs=1)
    assert {name: table(sites, name) for name in kept if name != "scores"} == {
        name: rows for name, rows in before.items() if name != "scores"
    }
    judge(sites, "demo", "2026-10", load("national-2019-portal"), jobs=1)


def test_a_month_whose_pages_all_stayed_alike_is_not_judged_without_its_attachments(
    sites: SitesFile,
) -> None:
    """Otherwise the attachments' findings would quietly turn into 无法核验."""
    with Store(sites.database("demo")) as store:
        store.connection.execute("DELETE FROM bodies WHERE sha = ?", [body_sha(b"2026-10")])
        store.connection.commit()
    with pytest.raises(PrunedError):
        judge(sites, "demo", "2026-10", load("national-2019-portal"), jobs=1)


def test_a_final_month_stays_verifiable(sites: SitesFile) -> None:
    with Office.beside(sites.path) as office:
        for state in (State.COLLECTING, State.FIRST_REVIEW, State.APPEALS):
            months.enter(office, "2026-08", state, BY)
    close(sites, "2026-08", BY)
    assert verify(sites, "2026-08") == []
    gone = pruned_to(sites, 2, do=True)
    assert "2026-08" in gone.months
    assert titles(sites) == set(MONTHS[3:])
    assert verify(sites, "2026-08") == []


@pytest.mark.parametrize("why", ["month", "appeal", "recheck"])
def test_months_with_open_work_stay(sites: SitesFile, why: str) -> None:
    key = collect(sites, "demo", "2026-08").results[0].key
    unfinished = {"2026-08"} if why == "month" else set()
    with Store(sites.database("demo")) as store:
        if why == "appeal":
            appeals.claim(
                store, month="2026-08", key=key, unit="u", kind=Claim.OTHER, reason="不是", stamp=BY
            )
        elif why == "recheck":
            rechecks.ask(store, "2026-08", [key], BY, "试")
    gone = pruned_to(sites, 2, unfinished=unfinished, do=True)
    assert [month for month, _ in gone.kept] == ["2026-08"]
    assert titles(sites) == {"2026-08", *MONTHS[3:]}


@pytest.mark.parametrize("day", [date(2099, 1, 1), date(2026, 11, 25)])
def test_a_clock_that_runs_ahead_costs_nothing(sites: SitesFile, day: date) -> None:
    assert prune(sites.database("demo"), 2, day).months == MONTHS[:3]
    assert prune(sites.database("demo"), 2, date(1970, 1, 1)).months == ()


def test_samples_that_a_month_was_told_by_stay(sites: SitesFile) -> None:
    start = datetime(2026, 7, 1, 4, tzinfo=UTC)
    days = [start + timedelta(days=n) for n in range(148)]
    with Store(sites.database("demo")) as store:
        store.db.table("probes").insert_all(
            {"at": at.isoformat(timespec="seconds"), "ok": 1, "seconds": 0.1, "detail": ""}
            for at in days
        )
    before = {m: collect(sites, "demo", m).sampling for m in MONTHS}
    assert "7 次" in before["2026-08"]
    gone = pruned_to(sites, 2, do=True)
    # 1 July to 24 September, less the weeks up to the 25th of July and August and from 19 September.
    assert gone.probes == 86 - 2 * 7 - 6
    assert {m: collect(sites, "demo", m).sampling for m in MONTHS} == before


def test_pictures_nothing_refers_to_go(sites: SitesFile) -> None:
    with Store(sites.database("demo")) as store, store.connection as db:
        for name in ("used", "loose"):
            db.execute("INSERT INTO pictures VALUES (?, 'image/png', x'00', 1, 1)", [name])
        db.execute("INSERT INTO screenshots VALUES (1, 1, 'n', 'used', '', '')")
        db.execute("INSERT INTO structures VALUES (1, 1, 0, x'00', 'k')")
        db.execute("INSERT INTO structures VALUES (5, 1, 0, x'00', 'k')")
    gone = pruned_to(sites, 2, do=True)
    assert (gone.pictures, gone.structures) == (1, 1)
    assert [row[0] for row in table(sites, "pictures")] == ["used"]
    assert [row[0] for row in table(sites, "structures")] == [5]


def test_what_scripts_built_goes_with_its_month(sites: SitesFile) -> None:
    with Store(sites.database("demo")) as store, store.connection as db:
        for run, sha in ((1, "old"), (2, "both"), (5, "both"), (5, "new")):
            db.execute("INSERT OR IGNORE INTO bodies VALUES (?, x'00', 1)", [sha])
            db.execute(
                "INSERT INTO rendered VALUES (?, ?, ?, '', '', '', '', '')",
                [run, len(sha) if sha != "new" else 9, sha],
            )
    before = table(sites, "rendered")
    pruned_to(sites, 2, do=True)
    assert {"both", "new"} <= {row[0] for row in table(sites, "bodies")}
    assert "old" not in {row[0] for row in table(sites, "bodies")}
    assert table(sites, "rendered") == before


def test_a_site_under_work_is_left_alone(sites: SitesFile) -> None:
    with (
        locked(sites.database("demo").with_suffix(".lock"), "x"),
        pytest.raises(UserError, match="请等它结束"),
    ):
        pruned_to(sites, 2, do=True)
    assert titles(sites) == set(MONTHS)


def invoked(sites: SitesFile, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--sites", str(sites.path), *arguments])
    return done.exit_code, done.output


def test_the_command_tells_then_does(sites: SitesFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "WORTH_BYTES", 10_000)
    monkeypatch.setattr(pruning, "WORTH_SHARE", 0.1)
    arguments = ("prune", "--keep-months", "2", "--as-of", "2026-11-25")
    with Office.beside(sites.path) as office:
        months.enter(office, "2026-07", State.COLLECTING, BY)
    code, said = invoked(sites, *arguments)
    assert code == 0, said
    assert "会清理 2026-08 至 2026-09" in said
    assert "2026-07 保留：月度流程还没有定稿" in said
    assert "--yes" in said
    size = sites.database("demo").stat().st_size
    code, said = invoked(sites, *arguments, "--yes")
    assert code == 0, said
    assert "文件缩小了" in said
    assert sites.database("demo").stat().st_size < size
    assert invoked(sites, "prune", "--keep-months", "1")[0] == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not allow mounting a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system needs root")
def test_a_full_or_read_only_disk(
    small_disk: Path, sites: SitesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pruning is what people try when the disk is full: it works there, or says why not."""
    monkeypatch.setattr(pruning, "WORTH_BYTES", 10_000)
    with Store(sites.database("demo")) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = json.dumps([table(sites, "results"), table(sites, "scores")])
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, capture_output=True)
    code, said = invoked(sites, "prune", "--keep-months", "2", "--yes")
    assert (code, "只读" in said) == (2, True), said
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True, capture_output=True)
    with (small_disk / "fill").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    code, said = invoked(sites, "prune", "--keep-months", "2", "--yes")
    assert code == 2
    assert "磁盘空间不足" in said, said
    assert "Traceback" not in said
    (small_disk / "fill").write_bytes(b"x" * 1_000_000)
    code, said = invoked(sites, "prune", "--keep-months", "2", "--yes")
    assert code == 0, said
    assert titles(sites) == set(MONTHS[3:])
    assert json.dumps([table(sites, "results"), table(sites, "scores")]) == before
    with sqlite3.connect(sites.database("demo")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
