"""特殊情况报备: within its days a finding costs nothing and is shown; the day after it counts again."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from web_site import HOME, MONTH, made_office

from checks.decision import Decision
from checks.errors import UserError
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import reviews, special_reports
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.first import first_of
from reports.html import render
from reports.issue_list import issues_in
from reports.score import Score
from reports.sources import collect
from reports.summary import Report, build

AS_OF = date(2026, 11, 25)


def exempt(sites: SitesFile, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--sites", str(sites.path), "exempt", *arguments])


def added(sites: SitesFile, since: str, until: str, *more: str) -> Result:
    days = ["--from", since, "--until", until]
    words = ["--reason", "系统升级", "--document", "甲〔2026〕7号", "--by", "李四"]
    return exempt(sites, "add", "demo", *days, *words, *more)


def month(sites: SitesFile) -> Report:
    return build(collect(sites, "demo", MONTH))


def lost(made: Score) -> int:
    return sum(len(line.confirmed) + len(line.candidates) for line in (*made.ledger, *made.vetoes))


def test_what_is_covered_is_told_and_costs_nothing_until_the_day_after(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    as_of = collect(sites, "demo", MONTH).as_of
    before = month(sites)
    assert lost(before.score) > 0
    assert added(sites, "2026-11-01", f"{as_of}").exit_code == 0
    during = month(sites)
    assert lost(during.score) == 0
    covered = during.sources.assessment.reported if during.sources.assessment else {}
    assert covered
    spared = first_of(during).spared
    assert spared.startswith(f"另有 {len(covered)} 处问题在，因报备没有扣分（系统升级")
    assert spared in render(during)
    assert first_of(before).spared == ""
    told = [why for line in during.score.ledger for why in line.excluded_why]
    assert any("已报备：系统升级" in why and "甲〔2026〕7号" in why for why in told)
    assert issues_in([during]) == {}
    listed = exempt(sites, "list", "--as-of", f"{as_of}").output
    assert "[有效，还有 0 天]" in listed
    assert "整个网站" in listed
    day_before = as_of.replace(day=as_of.day - 1)
    done = exempt(sites, "end", "1", "--on", f"{day_before}", "--note", "恢复", "--by", "王五")
    assert done.exit_code == 0, done.output
    assert month(sites).score == before.score
    assert "提前终止" in exempt(sites, "list", "--as-of", f"{as_of}").output


def test_it_covers_only_its_check_and_column_and_no_decision_on_the_finding(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    assert added(sites, "2026-11-01", "2026-12-31", "--check", "missing-alt").exit_code == 0
    report = month(sites)
    known = report.sources.assessment
    assert known is not None
    covered = [r for r in report.sources.results if r.key in known.reported]
    assert {r.check for r in covered} == {"missing-alt"}
    with Store(sites.database("demo")) as store:
        by = Stamp("李四", "2026-11-26T01:00:00+00:00")
        reviews.decide(store, [covered[0].key], Decision.FALSE_POSITIVE, by, "装饰图", month=MONTH)
    known = month(sites).sources.assessment
    assert known is not None
    assert covered[0].key not in known.reported
    assert known.decisions[covered[0].key] == Decision.FALSE_POSITIVE
    assert added(sites, "2026-11-01", "2026-12-31", "--column", HOME + "tz/").exit_code == 0
    with Office.beside(sites.path) as office:
        (_, second) = special_reports.reports(office, "demo")
    assert second.column == "通知"
    assert second.covers("column-stale", "通知")
    assert not second.covers("column-stale", "公告")


@pytest.mark.parametrize(
    ("since", "until", "more", "said"),
    [
        ("2026-11-20", "2026-11-10", (), "早于开始日期"),
        ("2026-11-20", "2028-11-10", (), "超过 366 天"),
        ("2026-11-20", "2026-11-31", (), "不是日期"),
        ("2026-11-20", "2026-11-30", ("--column", "没有"), "没有登记栏目“没有”"),
        ("2026-11-20", "2026-11-30", ("--check", "no-such"), "没有检查项“no-such”"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, since: str, until: str, more: tuple[str, ...], said: str
) -> None:
    sites = made_office(tmp_path)
    done = added(sites, since, until, *more)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert exempt(sites, "list").output == "没有报备。\n"


def test_no_report_on_a_whole_site_excuses_a_leak(tmp_path: Path) -> None:
    day = date(2026, 11, 25)
    with Office(tmp_path / "office.sqlite") as office:
        by = Stamp("李四", "2026-11-20T01:00:00+00:00")
        whole = special_reports.add(office, "demo", day, day, by, reason="搬迁", document="1号")
        with pytest.raises(UserError, match=f"编号 {whole.id}"):
            special_reports.add(office, "demo", day, day, by, reason="再写一次", document=" 1号")
        named = special_reports.add(
            office, "demo", day, day, by, reason="误报已核", document="2号", check="hidden-links"
        )
    asked = ("hidden-links", "", ("hidden-links",))
    assert special_reports.covering([whole], day, *asked) is None
    assert special_reports.covering([whole, named], day, *asked) == named
    assert special_reports.covering([whole], day, "page-labels", "", ("hidden-links",)) == whole


def test_samples_in_its_days_are_announced_stops(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    assert added(sites, "2026-11-20", "2026-11-21").exit_code == 0
    (stop,) = special_reports.with_stops(sites, "demo").downtimes
    assert (f"{stop.start:%m-%d %H:%M}", f"{stop.end:%m-%d %H:%M}") == (
        "11-20 00:00",
        "11-22 00:00",
    )
    assert "系统升级" in stop.reason
