"""A command line that is not understood is told in Chinese, with what to write instead."""

import pytest
from click.testing import CliRunner

from reports.cli import main


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("wekly", "没有命令“wekly”。"),
        ("--nix", "没有选项 --nix。"),
        ("weekly --jbos 2", "没有选项 --jbos。是不是 "),
        ("weekly --within -1", "--within 的“-1”不对，应是 0 到 92 的整数。"),
        ("weekly --site", "--site 后面要写一个值。"),
        ("schedule --probe-minutes 7", "应是其中之一：15、30、60。"),
        ("run", "还要写网站编号 SITE。"),
        ("run a b", "多写了“b”。"),
        ("month correct 2026-11 --reason x", "还要写 --by 姓名（"),
    ],
)
def test_what_is_wrong_with_a_command_line(line: str, said: str) -> None:
    done = CliRunner().invoke(main, line.split())
    assert done.exit_code == 2
    assert done.output.startswith("错误："), done.output
    assert said in done.output
    assert "Error" not in done.output


def test_ctrl_c_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reports.cli.weekly.sites_of", pressed)
    done = CliRunner().invoke(main, ["weekly"])
    assert (done.exit_code, done.output.strip()) == (1, "已中断。")
