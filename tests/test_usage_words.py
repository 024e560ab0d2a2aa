"""A command line that is not understood is told in Chinese, with what to write instead."""

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from reports.cli import main
from reports.columns import columns


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("wekly", "没有命令“wekly”。"),
        ("--nix", "没有选项 --nix。"),
        ("weekly --jbos 2", "没有选项 --jbos。是不是 "),
        ("weekly --within -1", "--within 的“-1”不对，应是 0 到 92 的整数。"),
        ("weekly --site", "--site 后面要写一个值。"),
        ("schedule --probe-minutes 7", "应是其中之一：15、30、60。"),
        ("run", "还要写网站。"),
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


def helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """The help of a command and of everything below it."""
    context = click.Context(command, info_name=name)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for one in command.list_commands(context):
            below = command.get_command(context, one)
            assert below is not None
            yield from helps(below, f"{name} {one}")


def test_the_help_of_every_command_is_chinese_and_fits_its_columns() -> None:
    told = dict(helps(main, "govcheck"))
    assert len(told) > 60
    english = re.compile(r"Usage|Options|Commands|Arguments|Show |exit\.|default|required|<=|\[OPT")
    for name, text in told.items():
        assert text.startswith("用法："), name
        assert not english.search(text), (name, text)
        values = re.findall(r"(?:^用法.*|^  -.*?)(?=  |$)", text, re.MULTILINE)
        spelled = [re.sub(r"YYYY-MM(-DD)?", "", value) for value in values]
        assert not [value for value in spelled if re.search("[A-Z]{3,}", value)], name
        wide = [line for line in text.splitlines() if columns(line) > 80]
        assert not wide, (name, wide)
    assert "--reason 原因       报告里会照写。（必须写）" in told["govcheck exempt add"]
    assert "（默认 7；0 到 92）" in told["govcheck weekly"]
    assert "每天至少 20 次" in told["govcheck probe"].replace("\n ", "")


def test_ctrl_c_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reports.cli.weekly.sites_of", pressed)
    done = CliRunner().invoke(main, ["weekly"])
    assert (done.exit_code, done.output.strip()) == (1, "已中断。")
