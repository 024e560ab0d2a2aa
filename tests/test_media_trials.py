"""``govcheck evidence try``: what a person found who tried an account out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checks.media.observations import TRIAL
from crawler.media.office import Office
from reports.cli import main

CSV = "账号名称,平台,账号ID,主办单位\n柳溪通,APP,id1,数据局\n柳溪发布,微博,77,政府办\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "台账.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "图.png").write_bytes(b"\x89PNG\r\n\x1a\nx")

    def ran(*arguments: str) -> Result:
        whole = [*arguments, "--as-of", "2026-11-25"]
        return CliRunner().invoke(main, whole, catch_exceptions=False)

    assert ran("accounts", "import", "台账.csv").exit_code == 0
    return ran


def test_a_trial_is_recorded_and_settles_the_account(run: Run, tmp_path: Path) -> None:
    assert "待核实" in run("accounts", "score", "柳溪通").output
    done = run("evidence", "try", "柳溪通", "--works", "能", "--who", "张某")
    assert (done.exit_code, "已登记" in done.output) == (0, True)
    told = run("accounts", "score", "柳溪通").output
    assert "结论：合格（机检范围）" in told
    assert "张某 2026-11-25 试用：能使用" in told
    done = run(
        "evidence", "try", "柳溪通", "--interaction", "没有", "--who", "张某", "--picture", "图.png"
    )
    assert done.exit_code == 0
    with Office.beside(tmp_path / "sites.toml") as office:
        (seen,) = [o for o in office.observations() if o.name == TRIAL]
        assert (seen.value["works"], seen.value["interaction"]) == (True, False)
        assert (office.evidence_dir / seen.value["picture"]).exists()
    assert "待确认" in run("accounts", "score", "柳溪通").output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--who", "张某"), "要写能否使用"),
        (("--who", " ", "--works", "能"), "“核查人”没有填"),
        (("--who", "张某", "--works", "能", "--seen", "2026-12-01"), "还没有到"),
        (("--who", "张某", "--works", "能", "--picture", "没有.png"), "找不到图片文件"),
        (("--who", "张某", "--works", "也许"), "'也许' is not one of"),
    ],
)
def test_what_is_wrong_is_told(run: Run, options: tuple[str, ...], words: str) -> None:
    done = run("evidence", "try", "柳溪通", *options)
    assert (done.exit_code, words in done.output) == (2, True), done.output
