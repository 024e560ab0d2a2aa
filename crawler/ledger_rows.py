"""The rows of a ledger once read, and a list of what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.sites import SitesError

MOST_SHOWN = 200
"""More mistakes than this are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``values`` holds what was filled in, by field name; ``repaired`` the fields whose
    value was partly assumed; ``titles`` the headers as the office wrote them.
    """

    sheet: str
    number: int
    values: Mapping[str, Any]
    repaired: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a workbook says. ``sheets`` names the sheets it has, ``notes`` are Chinese sentences
    about what was skipped or repaired.
    """

    path: Path
    units: tuple[Row, ...] = ()
    sites: tuple[Row, ...] = ()
    columns: tuple[Row, ...] = ()
    exemptions: tuple[Row, ...] = ()
    sheets: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


class RowProblems:
    """Mistakes, each with sheet, row and column, raised together."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[str] = []

    def add(self, sheet: str, row: int, title: str, reason: str) -> None:
        """Note one mistake; row 0 means the whole sheet."""
        where = f"工作表“{sheet}”{f'第 {row} 行' if row else ''}{f'“{title}”' if title else ''}"
        stop = "" if reason.endswith(("？", "。")) else "。"
        self.found.append(f"{where}：{reason}{stop}")

    def at(self, row: Row, field_name: str, reason: str) -> None:
        """Note a mistake in one field of a row."""
        self.add(row.sheet, row.number, row.titles.get(field_name, ""), reason)

    def raise_if_any(self) -> None:
        """SitesError with the whole list; nothing has been imported then."""
        if not self.found:
            return
        lines = [f"  {n}. {text}" for n, text in enumerate(self.found[:MOST_SHOWN], start=1)]
        if len(self.found) > MOST_SHOWN:
            lines.append(f"  ……另有 {len(self.found) - MOST_SHOWN} 处，改好这些后再看。")
        head = f"{self.path} 有 {len(self.found)} 处错误，没有导入任何内容："
        raise SitesError("\n".join([head, *lines]))
