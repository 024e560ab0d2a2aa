"""``govcheck accounts report`` and the accounts' part of ``govcheck monthly``, as a person runs them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from reports.cli import main

CSV = "账号名称,平台,账号ID,主办单位,核查人,核查时间,最近一次更新时间,佐证链接\n"
ROWS = (
    "柳溪发布,微博,77,政府办,张某,2026-11-24,2026-11-20,https://weibo.com/77/PaFAKE\n"
    "柳溪交警,快手,3x,公安局,,,,\n"
)
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "台账.csv").write_text(CSV + ROWS, encoding="utf-8")
    (tmp_path / "sites.toml").write_text('contact = "a@b.cn"\n', encoding="utf-8")

    def ran(*arguments: str) -> Result:
        whole = [*arguments, "--as-of", "2026-11-25"]
        return CliRunner().invoke(main, whole, catch_exceptions=False)

    return ran


def test_three_files_are_written_for_the_month(run: Run, tmp_path: Path) -> None:
    run("accounts", "import", "台账.csv")
    done = run("accounts", "report")
    assert done.exit_code == 0
    folder = tmp_path / "output" / "2026-11"
    assert sorted(p.name for p in folder.iterdir()) == ["新媒体.html", "新媒体.json", "新媒体.xlsx"]
    told = json.loads((folder / "新媒体.json").read_text(encoding="utf-8"))
    assert [a["verdict"] for a in told["accounts"]] == ["已更新", "待核实"]
    assert load_workbook(folder / "新媒体.xlsx")["账号"].max_row == 5
    assert json.loads(run("accounts", "report", "--format", "json").output) == told
    assert "待核实（1）" in run("accounts", "report", "--format", "terminal").output


def test_an_earlier_month_is_judged_up_to_its_end(run: Run, tmp_path: Path) -> None:
    run("accounts", "import", "台账.csv")
    run("accounts", "report", "--month", "2026-10")
    told = json.loads((tmp_path / "output/2026-10/新媒体.json").read_text(encoding="utf-8"))
    assert told["as_of"] == "2026-10-31"
    assert [a["verdict"] for a in told["accounts"]] == ["待核实", "待核实"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("report", "--month", "2026-12"), "还没有到"),
        (("report", "--rubric", "national-2019-portal"), "不是给新媒体账号用的"),
        (("score", "没有这个"), "台账里没有账号"),
        (("score", "--unit", "某局"), "没有主办单位"),
    ],
)
def test_what_cannot_be_is_told(run: Run, arguments: tuple[str, ...], words: str) -> None:
    assert "请先导入台账" in run("accounts", "report").output
    run("accounts", "import", "台账.csv")
    done = run("accounts", *arguments)
    assert (done.exit_code, words in done.output) == (2, True)


def test_scores_of_one_unit(run: Run) -> None:
    run("accounts", "import", "台账.csv")
    told = run("accounts", "score", "--unit", "政府办").output
    assert "合格（机检范围）  微博“柳溪发布”" in told
    assert "柳溪交警" not in told
    assert "暂不计分" in run("accounts", "score", "--rubric", "media-local-example").output


def test_the_monthly_job_walks_and_reports_accounts(run: Run, tmp_path: Path) -> None:
    assert "新媒体" not in run("monthly").output
    run("accounts", "import", "台账.csv")
    done = run("monthly")
    assert done.exit_code == 0
    assert "新媒体账号：共 2 个账号" in done.output
    told = json.loads((tmp_path / "output/2026-11/新媒体.json").read_text(encoding="utf-8"))
    assert told["accounts"][0]["conclusion"] == "合格（机检范围）"


def test_a_month_without_a_contact_says_so_and_goes_on(run: Run, tmp_path: Path) -> None:
    run("accounts", "import", "台账.csv")
    (tmp_path / "sites.toml").write_text("", encoding="utf-8")
    done = run("monthly")
    assert done.exit_code == 2
    assert "没有联系方式，没有巡查账号" in done.output
    assert (tmp_path / "output/2026-11/新媒体.html").exists()
