"""What click says of a command line it does not understand, in Chinese."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from reports.cli.chinese_help import VALUES

_CHINESE = re.compile(r"[一-鿿]")
_GIVEN = re.compile(r"'?(.*?)'? is not ")
_KNOWN = (
    (r"No such command '(.*?)'\.?(.*)", "没有命令“{0}”"),
    (r"Got unexpected extra arguments? \((.*)\)", "多写了“{0}”"),
    (r"Missing command\.?", "还要写做什么"),
    (r"Option '(.*?)' requires an argument\.?", "{0} 后面要写一个值"),
    (r"Option '(.*?)' requires (\d+) arguments\.?", "{0} 后面要写 {1} 个值"),
    (r"Option '(.*?)' does not take a value\.?", "{0} 后面不写值"),
)


class Misused(click.ClickException):
    """A usage error on its way out. ``command`` is the command it was made with, "" if unknown."""

    exit_code = 2

    def __init__(self, message: str, command: str) -> None:
        super().__init__(message)
        self.command = command

    def show(self, file: Any = None) -> None:
        click.echo(f"错误：{self.message}", err=True)
        if self.command:
            click.echo(f"怎样写，见：{self.command} --help", err=True)


@contextmanager
def in_chinese() -> Iterator[None]:
    """Usage errors of click that leave the block are told in Chinese."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        context = error.ctx
        raise Misused(_told(error), context.command_path if context else "") from error


def _told(error: click.UsageError) -> str:
    match error:
        case click.MissingParameter():
            return _missing(error)
        case click.BadParameter():
            return _bad(error)
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}。{_near(error)}"
    if _CHINESE.search(error.message):
        return error.message
    for pattern, words in _KNOWN:
        if found := re.fullmatch(pattern, error.message):
            return f"{words.format(*found.groups())}。{_near(error)}"
    return error.message


def _near(error: click.UsageError) -> str:
    near = "、".join(sorted(getattr(error, "possibilities", None) or ()))
    return f"是不是 {near}？" if near else ""


def _missing(error: click.MissingParameter) -> str:
    one = error.param
    if isinstance(one, click.Option):
        what = one.help or ""
        about = f"（{what.rstrip('。')}）" if what else ""
        value = "" if one.is_flag else f" {one.metavar or '值'}"
        return f"还要写 {one.opts[0]}{value}{about}。"
    name = (one.metavar or one.name or "").upper() if one is not None else ""
    return f"还要写{VALUES.get(name, f' {name}')}。" if name else "还有必须写的没有写。"


def _bad(error: click.BadParameter) -> str:
    one = error.param
    name = one.opts[0] if isinstance(one, click.Option) else ""
    if _CHINESE.search(error.message):
        return f"{name}：{error.message}" if name else error.message
    wanted = _wanted(one.type) if one is not None else ""
    given = _GIVEN.match(error.message)
    value = f"“{given[1]}”" if given else "值"
    said = f"{name} 的{value}不对" if name else f"写的{value}不对"
    return f"{said}，应是{wanted}。" if wanted else f"{said}（{error.message.rstrip('.')}）。"


def _wanted(kind: "click.ParamType[Any]") -> str:
    """What a value of a type looks like, "" where that cannot be said."""
    if isinstance(kind, (click.IntRange, click.FloatRange)):
        number = "整数" if isinstance(kind, click.IntRange) else "数"
        if kind.min is not None and kind.max is not None:
            return f" {kind.min:g} 到 {kind.max:g} 的{number}"
        return f"不小于 {kind.min:g} 的{number}" if kind.min is not None else number
    if isinstance(kind, click.Choice):
        return f"其中之一：{'、'.join(map(str, kind.choices))}"
    if kind is click.INT:
        return "整数"
    return "数" if kind is click.FLOAT else ""
