"""The help of every command in Chinese, in columns that fit Chinese characters."""

import re
from collections.abc import Iterable

import click

from reports.columns import columns, wrapped

HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
VALUES = {
    "ACCOUNT": "账号",
    "ARGS": "参数",
    "BACKUP": "备份",
    "CHECK": "检查项",
    "COMMAND": "命令",
    "FILE": "文件",
    "FILES": "文件",
    "FOLDER": "文件夹",
    "INDICATOR": "指标",
    "INTEGER": "整数",
    "LEDGER": "台账",
    "NAME": "名称",
    "OPTIONS": "选项",
    "PATH": "路径",
    "RANGE": "",
    "RUBRIC": "口径",
    "SITE": "网站",
    "TEXT": "文字",
    "URL": "网址",
    "URLS": "网址",
    "USER": "用户名",
}
"""What click calls the values that are written."""
_SENTENCES = {
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本。",
}
_BREAK = re.compile(r"(?<=(\S))\s*\n\s*(?=(\S))")
_EXTRA = re.compile(r"(?:^|  )\[([^\[\]]*)\]$")
_RANGE = re.compile(r"(?:([\d.]+)<=)?x(?:<=([\d.]+)|>=([\d.]+))?")


def in_chinese(text: str) -> str:
    """A spelling like ``--from FILE`` or ``[OPTIONS] SITE``, its values named in Chinese."""
    named = re.sub(r"\b[A-Z]{3,}\b", lambda found: VALUES.get(found[0], found[0]), text)
    return named.replace("...", "…").rstrip()


class ChineseHelp(click.HelpFormatter):
    """What click says itself is Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, in_chinese(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        told = [
            "\n".join(wrapped(_joined(part), self.width, indent + _indent(part)))
            for part in text.split("\n\n")
        ]
        self.write("\n\n".join(told) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        named = [(in_chinese(first), _extra(second)) for first, second in rows]
        fitting = (columns(first) for first, _ in named)
        left = min(max(fitting, default=0), col_max) + col_spacing
        indent = " " * (self.current_indent + left)
        for first, second in named:
            line = " " * self.current_indent + first
            told = wrapped(second, self.width, indent)
            if columns(first) + col_spacing <= left:
                told[0] = line + told[0][columns(line) :]
            else:
                told.insert(0, line)
            self.write("\n".join(told).rstrip() + "\n")


def _indent(paragraph: str) -> str:
    return paragraph[: len(paragraph) - len(paragraph.lstrip())]


def _joined(paragraph: str) -> str:
    """The lines of a paragraph as one; no blank where Chinese goes on in the next line."""
    return _BREAK.sub(lambda found: " " if _needs_blank(*found.groups()) else "", paragraph.strip())


def _needs_blank(before: str, after: str) -> bool:
    sides = {before.isascii(), after.isascii()}
    return sides == {True} or (True in sides and before.isalnum() and after.isalnum())


def _extra(text: str) -> str:
    """What an option does, with its default, its range and whether it is needed."""
    text = _SENTENCES.get(text, text)
    found = _EXTRA.search(text)
    if found is None:
        return text
    extra = "；".join(_part(one) for one in found[1].split("; "))
    return f"{text[: found.start()]}（{extra}）" if found.start() else f"{extra}。"


def _part(extra: str) -> str:
    if extra == "required":
        return "必须写"
    if extra.startswith("default: "):
        return f"默认 {extra.removeprefix('default: ')}"
    if extra.startswith("env var: "):
        return f"环境变量 {extra.removeprefix('env var: ')}"
    if found := _RANGE.fullmatch(extra):
        low, high, least = found.groups()
        if least or not high:
            return f"不小于 {least or low}"
        return f"{low} 到 {high}" if low else f"不大于 {high}"
    return extra
