"""What commands say of the browser: a wrong Grid, and what was not assessed, once for all sites."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.batch import Ended
from crawler.sites import SiteConfig, SitesFile
from reports.cli import main
from reports.cli.browser_options import tell_notes

NOTE = "没有找到可用的浏览器。"


def test_the_same_note_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    names = {f"s{n}": SiteConfig(f"s{n}", f"网站{n}", f"http://s{n}.example/") for n in range(5)}
    sites = SitesFile(Path("sites.toml"), {}, names)
    ended = [Ended(name, 0, "", NOTE) for name in names]
    tell_notes([*ended, Ended("s0", 0, "", "")], sites)
    said = capsys.readouterr().err
    assert said == f"网站0、网站1、网站2等 5 个网站：{NOTE}\n"


@pytest.mark.parametrize("command", [["run", "s"], ["monthly"], ["page", "http://127.0.0.1:1/"]])
@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_wrong_grid_is_refused_before_anything_is_asked(
    command: list[str], how: str, tmp_path: Path
) -> None:
    config = tmp_path / "sites.toml"
    config.write_text(
        '[[site]]\nid = "s"\nname = "站"\nurl = "http://127.0.0.1:1/"\n', encoding="utf-8"
    )
    given = ["--grid", "grid:4444"] if how == "option" else []
    variable = {} if given else {"GOVCHECK_GRID_URL": "grid:4444"}
    done = CliRunner().invoke(main, ["--sites", str(config), *command, *given], env=variable)
    assert done.exit_code == 2
    assert "grid:4444" in done.stderr
    assert "http://grid.example.com:4444" in done.stderr
