"""A person decides on findings about accounts: then, and only then, an account is 不合格."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checks.media.models import Coverage, SourceOutcome
from crawler.media import decisions
from crawler.media.decisions import Decision
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp
from reports.cli import main

CSV = "账号名称,平台,账号ID,主办单位\n柳溪发布,微博,77,政府办\n柳溪微讯,微博,78,政府办\n柳溪交警,快手,3x,公安局\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "台账.csv").write_text(CSV, encoding="utf-8")

    def ran(*arguments: str, as_of: str = "2026-11-25") -> Result:
        whole = ["accounts", *arguments, "--as-of", as_of]
        return CliRunner().invoke(main, whole, catch_exceptions=False)

    assert ran("import", "台账.csv").exit_code == 0
    with Office.beside(tmp_path / "sites.toml") as office, office.change():
        covered = Coverage.of_days(date(2026, 11, 1), date(2026, 12, 31))
        silent = SourceOutcome("weibo:77", "weibo_own", "ok", exhaustive=True, covered=covered)
        office.put_outcomes("w1", [silent])
    return ran


def decide(run: Run, verdict: str, *more: str, check: str = "media-update") -> Result:
    return run("decide", "柳溪发布", check, "--verdict", verdict, "--by", "王某", *more)


def conclusion(run: Run, as_of: str = "2026-11-25") -> str:
    told = run("score", "柳溪发布", as_of=as_of).output
    return told.split("结论：")[1].split("（2026")[0].split("\n")[0]


def test_silence_becomes_a_failure_when_a_person_confirms_it(run: Run) -> None:
    assert conclusion(run) == "待确认"
    done = decide(run, "确认")
    assert (done.exit_code, "现在的结论：不合格" in done.output) == (0, True)
    assert conclusion(run) == "不合格"
    assert "王某" in run("score", "柳溪发布").output
    assert conclusion(run, "2026-12-20") == "待确认", "another month is decided anew"
    assert "现在的结论：待确认" in decide(run, "撤销").output


def test_a_false_alarm_needs_a_reason_and_holds_for_its_month(run: Run) -> None:
    assert (decide(run, "误报").exit_code, conclusion(run)) == (2, "待确认")
    done = decide(run, "误报", "--note", "平台故障，后台有发布记录")
    assert "现在的结论：合格（机检范围）" in done.output
    told = run("score", "柳溪发布").output
    assert "认定：王某" in told
    assert "平台故障" in told
    assert conclusion(run, "2026-12-20") == "待确认"


def test_an_exemption_of_a_second_account_lasts_until_its_day(run: Run) -> None:
    check = "media-duplicate"
    assert "要写明有效期" in decide(run, "豁免", "--note", "经批准", check=check).output
    assert "已经过了" in decide(
        run, "豁免", "--note", "经批准", "--until", "2026-11-01", check=check
    ).output  # fmt: skip
    done = decide(run, "豁免", "--note", "经批准", "--until", "2026-12-10", check=check)
    assert done.exit_code == 0
    assert "media-duplicate）" not in run("score", "柳溪发布").output
    assert "media-duplicate）" not in run("score", "柳溪发布", as_of="2026-12-10").output
    assert "media-duplicate）" in run("score", "柳溪发布", as_of="2026-12-11").output
    assert "media-duplicate）" in run("score", "柳溪微讯").output


def test_only_what_was_found_can_be_decided(run: Run) -> None:
    done = decide(run, "确认", check="media-store")
    assert (done.exit_code, "可以认定的：" in done.output) == (2, True)
    assert "media-update" in done.output


def test_decisions_are_only_ever_added(run: Run, tmp_path: Path) -> None:
    decide(run, "确认")
    with Office.beside(tmp_path / "sites.toml") as office:
        for statement in ("UPDATE decisions SET verdict = '误报'", "DELETE FROM decisions"):
            with pytest.raises(Exception, match="append-only"):
                office.db.execute(statement)
        assert office.audited()[-1]["action"] == "认定问题"


def test_what_holds_when(tmp_path: Path) -> None:
    with Office.beside(tmp_path / "sites.toml") as office:
        with office.change():
            office.db.execute("PRAGMA defer_foreign_keys = ON")
            office.db.execute(
                "INSERT INTO accounts VALUES ('a', 1, 'n', 'weibo', '', '', '', '', '', '正常', '',"
                " NULL, NULL, '', NULL, '', 'publish', NULL, '[]', 'x', 'x', NULL)"
            )
        stamp = Stamp("王某", "2026-11-25T00:00:00+00:00")
        decisions.decide(
            office, "a", [("media-name", "k1")], "误报", stamp, month="2026-11", note="简称"
        )
        decisions.decide(office, "a", [("media-name", "k2")], "确认", stamp, month="2026-11")

        def held(month: str, day: date) -> dict[str, Decision]:
            return dict(decisions.in_force(office, month, day))

        assert set(held("2026-11", date(2026, 11, 25))) == {"k1", "k2"}
        assert set(held("2026-12", date(2026, 12, 25))) == {"k1"}
        assert held("2026-10", date(2026, 10, 31)) == {}
