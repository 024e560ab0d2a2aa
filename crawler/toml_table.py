"""Reading one TOML table key by key, collecting every problem instead of stopping at the first."""

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crawler.site_fields import check_day, check_text, shown
from crawler.toml_lines import line_of


@dataclass
class Problems:
    """What is wrong with one file. ``lines`` maps key paths to line numbers."""

    lines: Mapping[str, int]
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        """Note one problem with the key at ``path``."""
        line = line_of(self.lines, path)
        where = f"第 {line} 行 {path}" if line else path
        stop = "" if message.endswith(("？", "。", "！")) else "。"
        self.found.append((line, f"{where}：{message}{stop}"))

    def sorted(self) -> list[str]:
        """The problems in the order of the file."""
        return [message for _, message in sorted(self.found, key=lambda pair: pair[0])]


class Table:
    """One table. Ask for each key, then call :meth:`finish`, which complains of the rest."""

    def __init__(self, raw: Mapping[str, Any], path: str, problems: Problems) -> None:
        self.raw, self.path, self.problems = raw, path, problems
        self.asked: list[str] = []

    def at(self, key: str) -> str:
        """Full path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self.raw

    def wrong(self, key: str, message: str) -> None:
        """Note a problem with the value of a key."""
        self.problems.add(self.at(key), message)

    def bad(self, key: str, value: object, reason: str) -> None:
        """Note a wrong value."""
        text = str(value).lower() if isinstance(value, bool) else shown(value)
        self.wrong(key, f"“{text}”不对：{reason}")

    def text(
        self, key: str, *, required: str = "", check: Callable[[str], str] = check_text
    ) -> str:
        """A string; "" when absent or wrong. ``required`` is the remedy when it is missing."""
        self.asked.append(key)
        value = self.raw.get(key)
        if value is None or value == "":
            if required:
                self.wrong(key, f"{'没有填写' if value is None else '是空的'}，{required}")
            return ""
        if not isinstance(value, str):
            self.bad(key, value, f'应是加引号的文字，请写成 {key} = "{shown(value)}"')
            return ""
        return self._checked(key, value, check) or ""

    def texts(self, key: str, check: Callable[[str], str]) -> tuple[str, ...]:
        """A list of strings, without the wrong ones."""
        self.asked.append(key)
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            self.bad(key, value, f'应是列表，请写成 {key} = ["…", "…"]')
            return ()
        good: list[str] = []
        for number, member in enumerate(value, start=1):
            name = f"{key}[{number}]"
            if not isinstance(member, str):
                self.bad(name, member, "应是加引号的文字")
            elif (text := self._checked(name, member, check)) is not None:
                if text in good:
                    self.bad(name, member, "写了两遍，请删掉一个")
                good.append(text)
        return tuple(good)

    def flag(self, key: str, default: bool) -> bool:
        """A yes or no."""
        self.asked.append(key)
        value = self.raw.get(key, default)
        if isinstance(value, bool):
            return value
        self.bad(key, value, "只能写 true（是）或 false（否），不加引号")
        return default

    def number[N: (int, float)](self, key: str, default: N, low: N, high: N, remedy: str = "") -> N:
        """A number within bounds, whole when the default is."""
        self.asked.append(key)
        value = self.raw.get(key, default)
        whole = isinstance(default, int)
        allowed = int if whole else (int, float)
        is_number = isinstance(value, allowed) and not isinstance(value, bool)
        if not is_number or (isinstance(value, float) and not math.isfinite(value)):
            self.bad(key, value, f"应是不加引号的{'整数' if whole else '数字'}，如 {default:g}")
            return default
        if not low <= value <= high:
            self.bad(key, value, f"应在 {low:g} 到 {high:g} 之间{remedy}")
            return default
        return type(default)(value)

    def day(self, key: str) -> date | None:
        """A calendar day, as a TOML date or as text."""
        self.asked.append(key)
        value = self.raw.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        if isinstance(value, str):
            try:
                return check_day(value)
            except ValueError as error:
                self.bad(key, value, str(error))
        else:
            self.bad(key, value, f"应是日期，请写成 {key} = 2026-12-31")
        return None

    def table(self, key: str) -> "Table":
        """A sub-table, empty when absent."""
        self.asked.append(key)
        value = self.raw.get(key, {})
        if not isinstance(value, dict):
            self.bad(key, value, f"应是一段，请写成 [{self.path.split('[')[0] or ''}.{key}]")
            value = {}
        return Table(value, self.at(key), self.problems)

    def tables(self, key: str, header: str) -> "list[Table]":
        """An array of tables, counted from 1."""
        self.asked.append(key)
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(member, dict) for member in value):
            self.bad(key, value, f"每一项要单独写成一段，以 [[{header}]] 开头（两层方括号）")
            return []
        return [
            Table(member, f"{self.at(key)}[{number}]", self.problems)
            for number, member in enumerate(value, start=1)
        ]

    def finish(self, hints: Mapping[str, str] | None = None) -> None:
        """Complain of every key nobody asked for, with the likely meaning."""
        for key in self.raw:
            if key not in self.asked:
                close = (hints or {}).get(key) or nearest(key, self.asked)
                remedy = f"是不是“{close}”？" if close else ""
                self.wrong(key, f"没有这一项。{remedy}这里可以写：{'、'.join(self.asked)}")

    def _checked(self, key: str, value: str, check: Callable[[str], str]) -> str | None:
        try:
            return check(value)
        except ValueError as error:
            self.bad(key, value, str(error))
            return None


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like ``word``, "" when none is."""
    return next(iter(difflib.get_close_matches(word, list(known), 1, 0.6)), "")
