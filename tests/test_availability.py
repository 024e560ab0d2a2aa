"""What the verdict and the reports make of a week of availability samples."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from checks.availability.site_unreachable import site_unreachable
from checks.page import SHANGHAI
from checks.results import Outcome, Result
from checks.rubric import load
from checks.site import Downtime
from crawler.probe import Sample, keep
from crawler.sites import SiteConfig
from crawler.sites_file import load as load_sites
from crawler.store import Store
from crawler.stored_site import StoredSite
from reports.html import render as as_html
from reports.sources import collect
from reports.summary import build, to_dict
from reports.terminal import render as as_terminal


def site(url: str) -> SiteConfig:
    return SiteConfig("t", "测试网站", url)


def stored(store: Store, config: SiteConfig, as_of: date = date(2026, 11, 25)) -> StoredSite:
    runs = store.runs()
    run = runs[-1] if runs else store.open_run(
        "2026-11", as_of, user_agent="", engine="", settings="", fresh=False
    )  # fmt: skip
    return StoredSite(store, config, run, as_of)


def week(path: Path, config: SiteConfig, fails: Callable[[int, int], bool]) -> Result:
    """Judge 7 Shanghai days of 24 samples; ``fails(day, hour)`` in Shanghai time."""
    start = datetime(2026, 11, 19, 0, 30, tzinfo=SHANGHAI)
    moments = [start + timedelta(hours=h) for h in range(7 * 24)]
    rows = [
        Sample(
            "t",
            at.astimezone(UTC).isoformat(timespec="seconds"),
            "ipv4",
            not fails(at.day, at.hour),
            1.0,
            "",
        )
        for at in moments
    ]
    keep(path, rows)
    with Store(path) as store:
        [result] = site_unreachable(
            stored(store, config),
            window_days=7,
            min_probes_per_day=20,
            slow_s=15,
            trip_ratio="0.05",
        )
    return result


def test_days_are_those_of_shanghai(tmp_path: Path) -> None:
    result = week(tmp_path / "a.sqlite", site("http://a.test/"), lambda day, hour: False)
    assert (result.outcome, result.value) == (Outcome.PASS, "0/168")


def test_failures_in_an_announced_stop_do_not_count_and_are_named(tmp_path: Path) -> None:
    def fails(day: int, hour: int) -> bool:
        return (day == 21 and hour < 4) or (day == 22 and hour in (5, 6, 7, 8, 9))

    config = site("http://a.test/")
    assert week(tmp_path / "a.sqlite", config, fails).outcome is Outcome.FAIL  # 9 of 168
    night = datetime(2026, 11, 21, tzinfo=SHANGHAI)
    stopped = SiteConfig(
        "t", "测试网站", "http://a.test/",
        downtimes=(Downtime(night, night + timedelta(hours=4), "机房检修"),),
    )  # fmt: skip
    result = week(tmp_path / "b.sqlite", stopped, fails)
    assert (result.outcome, result.value) == (Outcome.PASS, "5/164")
    assert "报备停机“机房检修”期间的 4 次" in result.message


def test_the_report_says_how_many_samples_there_are(tmp_path: Path) -> None:
    config = tmp_path / "sites.toml"
    config.write_text(
        'contact = "a@b.example"\n[[site]]\nid = "t"\nname = "甲区"\nurl = "http://127.0.0.1:9/"\n',
        encoding="utf-8",
    )
    sites = load_sites(config)
    week(sites.database("t"), sites.site("t"), lambda day, hour: hour == 3 and day > 20)
    with Store(sites.database("t")) as store:
        store.close_run(store.runs()[-1], "home-unreachable", {})
    report = build(collect(sites, "t", "2026-11", load("national-2019-portal")))
    words = "最近 7 天有效访问 168 次（最少的一天 24 次），打不开 5 次"
    assert words in as_terminal(report, color=False).replace("\n", "")
    assert words in as_html(report)
    assert to_dict(report)["sampling"] == words
    [row] = [row for row in report.vetoes if row.code == "V2"]
    assert (row.state, row.notes[-1]) == ("未触发", f"{words}。")
