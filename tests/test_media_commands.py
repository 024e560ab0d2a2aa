"""The account commands as a person runs them."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from crawler.media.office import Office
from reports.cli import main

CSV = """账号名称,平台类型,账号ID,主办单位,佐证链接,核查人,核查时间,最近一次更新时间,状态
柳溪发布,微信公众号,gh_1,政府办,https://mp.weixin.qq.com/s/FAKE,张某,2026-11-24,2026-11-20,正常
柳溪交警,快手,3x,公安局,,,,,正常
柳溪旧号,微博,77,林业局,,,,,已注销
柳溪通,APP,id1,数据局,,,,,运行
坏号,微博,5.12346E+18,某局,,,,,
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def imported(folder: Path) -> Result:
    (folder / "台账.csv").write_text(CSV, encoding="utf-8")
    return run("accounts", "import", "台账.csv", "--as-of", "2026-11-25", "--who", "王某")


def test_a_ledger_is_imported_listed_and_judged_without_a_configuration(folder: Path) -> None:
    done = imported(folder)
    assert done.exit_code == 0
    assert "第 6 行“账号ID”" in done.output
    assert "有内容的行 5 行。新增 4，更新 0，没有变化 0，有错未导入 1，略过 0。" in done.output
    assert stat.S_IMODE((folder / "data" / "office.sqlite").stat().st_mode) == 0o600
    listed = run("accounts", "list").stdout.splitlines()
    assert listed[0].split("\t")[:3] == ["wechat_mp:gh_1", "微信公众号", "柳溪发布"]
    judged = run("accounts", "check", "--as-of", "2026-11-25", "--all").output
    assert "已更新（1）" in judged
    assert "张某 2026-11-24 查看：最近一条是 2026-11-20" in judged
    assert "快手“柳溪交警”（公安局）：没有配置能查看该账号的来源" in judged
    assert "共 4 个账号：已更新 1，未更新 0，待核实 1，不适用 2。" in judged
    later = run("accounts", "check", "--as-of", "2026-12-05").output
    assert "已更新 0，未更新 0，待核实 2，不适用 2" in later


def test_strict_stops_with_the_list(folder: Path) -> None:
    (folder / "台账.csv").write_text(CSV, encoding="utf-8")
    done = run("accounts", "import", "台账.csv", "--strict")
    assert done.exit_code == 2
    assert "没有导入任何内容" in done.output
    assert "共 0 个账号" in run("accounts", "list").output
    assert "govcheck accounts import" in run("accounts", "check").output


def test_looking_creates_nothing(folder: Path) -> None:
    for command in (["list"], ["check"], ["export", "x.xlsx"], ["walk", "--contact", "a@b.cn"]):
        done = run("accounts", *command)
        assert (done.exit_code, "请先导入台账" in done.output) == (2, True)
    assert list(folder.iterdir()) == []


def test_accounts_that_left_the_ledger_are_told_and_kept(folder: Path) -> None:
    imported(folder)
    (folder / "短.csv").write_text("\n".join(CSV.splitlines()[:2]), encoding="utf-8")
    done = run("accounts", "import", "短.csv", "--as-of", "2026-11-25")
    assert "台账中没有、仍然保留的账号（3）" in done.output
    assert run("accounts", "list", "--missing").stdout.count("（台账中没有）") == 3
    assert len(run("accounts", "list").stdout.splitlines()) == 4


def test_template_and_export_are_written_once(folder: Path) -> None:
    assert run("accounts", "template").exit_code == 0
    assert load_workbook(folder / "新媒体台账模板.xlsx").sheetnames == ["新媒体账号", "填写说明"]
    assert run("accounts", "template").exit_code == 2
    imported(folder)
    assert "4 个账号" in run("accounts", "export", "出.xlsx").output
    again = run("accounts", "import", "出.xlsx", "--as-of", "2026-11-25")
    assert "新增 0，更新 0，没有变化 4" in again.output
    assert "会改坏" in run("accounts", "export", "出.csv").output
    assert run("accounts", "export", "出.txt").exit_code == 2


def test_a_walk_needs_a_contact_and_says_what_it_could_not_see(folder: Path) -> None:
    imported(folder)
    refused = run("accounts", "walk")
    assert (refused.exit_code, "--contact" in refused.output) == (2, True)
    assert run("accounts", "walk", "--contact", "张三；x").exit_code == 2
    (folder / "二.csv").write_text(
        "账号名称,平台,账号ID,佐证链接\n柳溪号,抖音,d9,https://v.douyin.com/iRFAKE/\n",
        encoding="utf-8",
    )
    with Office.beside(folder / "sites.toml") as office:
        office.db.execute("DELETE FROM proof_links")
    run("accounts", "import", "二.csv")
    done = run("accounts", "walk", "--contact", "t@example.invalid")
    assert done.exit_code == 0
    assert "柳溪号（link）：佐证链接不是能自动读取的内容地址" in done.output
    assert "来源 1 个，看成 0 个；访问 0 个网址" in done.output
