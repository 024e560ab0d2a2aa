"""The weekly run on a real site: asks little, counts what it saw, judges nothing it could not see."""

import re
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from browser_site import fetch, page, stored
from click.testing import CliRunner
from misbehaving import Server, serving, status
from openpyxl import load_workbook
from reached import ENVIRON, PROXY_PAIR, proxy
from test_commands import configured

from checks.errors import UserError
from checks.media.models import Account, LedgerStatus, Platform
from checks.page import SHANGHAI
from checks.rubric import load
from crawler.access import Network
from crawler.batch import OUTSIDE_HOURS, UNFINISHED
from crawler.hours import Hours
from crawler.judge import judge
from crawler.locking import BusyError, locked
from crawler.media.__main__ import LOCK
from crawler.media.__main__ import main as media
from crawler.media.office import Office
from crawler.media.walk import Walked
from crawler.sites import SitesFile
from crawler.sites_file import load as load_sites
from crawler.store import Store
from crawler.weekly import fitting
from crawler.workflow import reminders, special_reports
from crawler.workflow.reminders import State
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.sources import collect
from reports.summary import build
from reports.weekly import accounts, findings
from reports.weekly import site as weekly
from reports.weekly.batch import Ended, run_all
from reports.weekly.rows import Row
from reports.weekly.unit_lists import left, looks_of
from reports.weekly.writing import folder_of

FIRST, SECOND = date(2026, 11, 24), date(2026, 11, 25)
BY = Stamp("张三", "2026-11-25T01:00:00+00:00")
COLUMNS = """
[[site.column]]
name = "动态"
url = "{url}dt/"
kind = "动态要闻"
[[site.column]]
name = "公告"
url = "{url}gg/"
kind = "通知公告"
"""


def listed(title: str, *days: str, more: str = "") -> bytes:
    items = "".join(
        f'<li><a href="n{n}.html">关于做好第{n}批有关工作的通知</a><span>{day}</span></li>'
        for n, day in enumerate(days)
    )
    return (
        f"<!doctype html><meta charset=utf-8><title>{title}</title>{more}<ul>{items}</ul>".encode()
    )


def image(name: str, alt: str = "") -> bytes:
    return (
        f"<!doctype html><meta charset=utf-8><title>图</title><img src={name}.png {alt}><p>正文</p>"
    ).encode()


PAGES = {
    "/": listed("首页", "2026-11-20", "2026-11-19", "2026-11-18", more="<a href=p.html>图</a>"),
    "/dt/": listed("动态", "2026-11-13", "2026-11-12", "2026-11-11"),
    "/gg/": listed("公告", "2020-03-05", "2020-03-04", "2020-03-03"),
    "/p.html": image("p"),
    "/q.html": image("q"),
}


def serve(server: Server, pages: dict[str, bytes]) -> None:
    for path, body in pages.items():
        server.routes[path] = lambda h, body=body: h.send(body)  # type: ignore[misc]


def office_of(folder: Path, server: Server) -> SitesFile:
    """A judged month of a site with these pages, without a crawl."""
    home = f"{server.url}/"
    path = configured(folder, home, COLUMNS.format(url=home))
    sites = load_sites(path)
    fetches = [page(f"{server.url}{where}", body) for where, body in PAGES.items()]
    fetches += [fetch(f"{home}{where}n{n}.html") for where in ("", "dt/", "gg/") for n in range(3)]
    stored(sites.database("town"), home, fetches)
    judge(sites, "town", "2026-11", load("national-2019-portal"), jobs=1)
    serve(server, PAGES)
    return sites


def looked(sites: SitesFile, day: date) -> dict[str, Row]:
    """What a look says, by the last part of the address, of pages with pictures and of lists."""
    kept = weekly.look_at(sites, "town", day, BY, within_days=7, most=50)
    return {
        row.url.rstrip("/").rpartition("/")[2]: row
        for row in kept.rows
        if row.kind is reminders.Kind.UPDATE or "alt" in row.what or row.url.endswith("q.html")
    }


def times(sites: SitesFile) -> dict[str, int]:
    with Office.beside(sites.path) as office:
        return {key: one.times for key, one in reminders.counts(office, "town").items()}


def test_two_weeks_count_what_was_seen_and_nothing_else(tmp_path: Path) -> None:
    with serving() as server:
        sites = office_of(tmp_path, server)
        before = collect(sites, "town", "2026-11").score
        first = looked(sites, FIRST)
        asked = {path for _, path in server.asked}
        assert asked >= {*PAGES}
        assert not [path for path in asked if "/n" in path]
        states = {name: first[name].state for name in ("dt", "gg", "p.html", "q.html")}
        assert set(states.values()) == {State.REMIND}, states
        assert (first["dt"].deadline, first["dt"].unit) == (date(2026, 11, 27), "办公室")
        assert "已经超过" in first["gg"].what
        assert set(times(sites).values()) == {1}

        serve(server, {"/p.html": image("p", "alt=图"), "/gg/": listed("公告", "2026-11-24")})
        server.routes["/dt/"] = status(503)
        second = looked(sites, SECOND)
        assert second["dt"].state is State.UNSEEN
        assert "2026-11-27" in second["dt"].why
        assert second["gg"].state is second["p.html"].state is State.DONE
        assert second["q.html"].state is State.REMIND
        counted = times(sites)
        assert (counted[first["dt"].key], counted[first["q.html"].key]) == (1, 2)
        assert not {first["gg"].key, first["p.html"].key} & counted.keys()
        server.asked.clear()
        done = CliRunner().invoke(
            main, ["--sites", str(sites.path), "weekly", "--as-of", f"{SECOND}"]
        )
        assert (done.exit_code, server.asked) == (0, []), done.output
        assert "当天已经看过" in done.output
        assert times(sites) == counted
        with pytest.raises(UserError, match="2026-11-25"):
            record_again(sites, FIRST, second["q.html"])
    report = collect(sites, "town", "2026-11")
    assert report.score == before
    assert report.reminded[first["q.html"].key].times == 2
    lists_are_harmless_and_complete(folder_of(sites, SECOND))


def record_again(sites: SitesFile, day: date, row: Row) -> None:
    with Office.beside(sites.path) as office, office.change():
        reminders.record(office, "town", day, [row.seen], BY)


def test_what_a_special_report_covers_is_not_even_asked(tmp_path: Path) -> None:
    with serving() as server:
        sites = office_of(tmp_path, server)
    report = build(collect(sites, "town", "2026-11", lean=True))
    with Office.beside(sites.path) as office:
        one = special_reports.add(
            office, "town", FIRST, SECOND, BY, reason="搬迁", document="1号", check="missing-alt"
        )
    for day, covered in ((SECOND, True), (date(2026, 11, 26), False)):
        look, rows = findings.sorted_out(findings.Month(report, day, [one], None), ())
        told = {row.state for row in rows if "alt" in row.what}
        asked = [r for r in look if r.check == "missing-alt"]
        assert (told == {State.REPORTED}, asked == []) == (covered, covered), day


def lists_are_harmless_and_complete(folder: Path) -> None:
    html = (folder / "提醒单.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "第 2 次（首次 2026-11-24）" in html
    path = folder / "提醒单-办公室.xlsx"
    with ZipFile(path) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(path)["提醒单"]
    rows = {row[2]: row for row in sheet.iter_rows(min_row=4, values_only=True) if row[2]}
    (image,) = [row for what, row in rows.items() if "alt" in str(what)]
    assert image[6] == "第 2 次（首次 2026-11-24）"
    ended = [str(row[0]) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert any("重看没有再看到（共提醒 1 次）" in text for text in ended)


@pytest.mark.full
def test_a_site_that_does_not_answer_is_told_and_counts_nothing(tmp_path: Path) -> None:
    with serving() as server:
        sites = office_of(tmp_path, server)
    kept = weekly.look_at(sites, "town", SECOND, BY, within_days=7, most=50)
    assert kept.outcome == weekly.UNREACHED
    assert {row.state for row in kept.rows} == {State.UNSEEN}
    assert times(sites) == {}
    (column,) = [row for row in kept.rows if "“动态”" in row.what]
    assert "期限是 2026-11-27" in column.why
    assert not [row.what for row in kept.rows if re.search("快到|超过|还差", row.what)]


def test_a_look_keeps_to_the_hours_and_goes_by_the_site_s_own_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as server, proxy() as way:
        sites = office_of(tmp_path, server)
        now = datetime.now(SHANGHAI)
        begins, ends = (f"{(now + timedelta(hours=n)):%H}:00" for n in (2, 3))
        path = sites.path
        text = path.read_text(encoding="utf-8")
        hours = f'[site.politeness]\nhours = "{begins}-{ends}"'
        path.write_text(text.replace("[site.politeness]", hours), encoding="utf-8")
        done = CliRunner().invoke(main, ["--sites", str(path), "weekly", "--site", "town"])
        assert (done.exit_code, "不在允许的时段，没有看" in done.output) == (4, True), done.output
        assert (server.asked, times(sites)) == ([], {})
        for name, value in ENVIRON.items():
            monkeypatch.setenv(name, value)
        network = Network(proxy=way.url, proxy_credential="proxy")
        town = replace(sites.site("town"), network=network)
        looked(replace(sites, sites={"town": town}), FIRST)
        assert {f"{server.url}{one}" for one in PAGES} <= {asked for asked, _ in way.seen}
        assert way.keys_seen() == {f"Basic {PROXY_PAIR}"}


def test_a_look_asks_no_more_than_its_hours_leave_time_for() -> None:
    hours, now = Hours.parse("02:00-06:00"), datetime(2026, 11, 25, 5, 50, tzinfo=SHANGHAI)
    assert fitting(hours, 1.0, now) == 300
    assert fitting(hours, 0.5, now.replace(hour=2)) == 2850
    assert fitting(None, 1.0, now) == fitting(hours, 0.0, now) > 10**6


def test_hours_are_waited_for_where_that_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = configured(tmp_path, "http://127.0.0.1:9/", "")
    now = datetime.now(SHANGHAI)
    begins, ends = (f"{now + timedelta(hours=n):%H}:00" for n in (2, 3))
    text = path.read_text(encoding="utf-8")
    hours = f'[site.politeness]\nhours = "{begins}-{ends}"'
    path.write_text(text.replace("[site.politeness]", hours), encoding="utf-8")
    waited: list[float] = []

    never = [False]

    def one(_path: Path, site: str, *_: object) -> Ended:
        return Ended(site, 0 if waited and not never[0] else OUTSIDE_HOURS, "x")

    monkeypatch.setattr("reports.weekly.batch._one", one)

    def rest(seconds: float) -> None:
        with locked(tmp_path / "data" / "weekly.lock", "nobody holds it meanwhile"):
            waited.append(seconds)

    monkeypatch.setattr("reports.cli.weekly.sleep", rest)
    command = ["--sites", str(path), "weekly", "--site", "town"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 4, done.output
    assert re.search(rf" {begins}（北京时间）起可以看。.*--wait", done.output), done.output
    assert not waited
    done = CliRunner().invoke(main, [*command, "--wait"])
    assert (done.exit_code, "起可以看。等到那时。" in done.output) == (0, True), done.output
    [seconds] = waited
    assert 3600 < seconds <= 7201
    never[0] = True
    monkeypatch.setattr("reports.cli.weekly.WAITS_S", 2.5 * seconds)
    done = CliRunner().invoke(main, [*command, "--wait", "--fresh"])
    assert (done.exit_code, len(waited)) == (4, 3), "the next weekly run is due"
    assert "不再等，到时再运行一次。" in done.output


def test_ctrl_c_begins_no_other_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    pressed = threading.Event()

    def one(_path: Path, site: str, *_: object) -> Ended:
        if begun:
            assert pressed.wait(60)
        begun.append(site)
        return Ended(site, 0, "x")

    def told(*_: object) -> None:
        pressed.set()
        raise KeyboardInterrupt

    monkeypatch.setattr("reports.weekly.batch._one", one)
    sites = load_sites(configured(tmp_path, "http://127.0.0.1:9/", ""))
    one_host = {n: replace(sites.site("town"), id=n) for n in map(str, range(200))}
    with pytest.raises(KeyboardInterrupt):
        run_all(
            replace(sites, sites=one_host), list(one_host), SECOND, "t", jobs=2, within_days=7,
            most=1, fresh=True, told=told,
        )  # fmt: skip
    assert len(begun) < 200


def test_accounts_are_walked_by_one_at_a_time_and_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sites = load_sites(configured(tmp_path, "http://127.0.0.1:9/", ""))
    with Office.beside(sites.path) as office, office.change():
        office.put_account(
            Account("weibo:1", "柳溪发布", Platform.WEIBO, status=LedgerStatus.ACTIVE), BY
        )

    def walk(*_: object, **__: object) -> Walked:
        with pytest.raises(BusyError), locked(sites.data_dir / LOCK, "新媒体账号"):
            pass
        return Walked((), 0, 0, interrupted=True)

    with locked(sites.data_dir / LOCK, "新媒体账号"):
        assert media(["walk", str(sites.path), "2026-11-25"]) == UNFINISHED
    assert "新媒体账号正在被另一个" in capsys.readouterr().err
    monkeypatch.setattr("crawler.media.walk.walk", walk)
    with pytest.raises(UserError, match="没有看完"):
        accounts.look_at(sites, SECOND, BY, within_days=7)
    with Office.beside(sites.path) as office:
        assert not looks_of(office, SECOND), "looked at again when weekly is run again"


def test_what_is_not_judged_is_left_to_the_monthly_run(tmp_path: Path) -> None:
    with serving() as server:
        sites = office_of(tmp_path, server)
        with Store(sites.database("town")) as store:
            run = store.open_run(
                "2026-11", SECOND, user_agent="t", engine="t", settings="", fresh=True
            )
            store.close_run(run, "finished", {})
        with pytest.raises(UserError, match="还没有判定"):
            weekly.look_at(sites, "town", SECOND, BY, within_days=7, most=50)
        assert server.asked == []


def test_days_left_are_told_in_working_days_and_days_off() -> None:
    assert (
        left(date(2026, 11, 29), date(2026, 11, 27))
        == "还剩 2 天（工作日 0 天），当天不上班，请提前"
    )
    assert left(date(2026, 11, 27), date(2026, 11, 27)) == "今天到期"
    assert left(date(2026, 11, 25), date(2026, 11, 27)) == "已超期 2 天"
    assert "节假日未公布" in left(date(2040, 1, 9), date(2040, 1, 2))
