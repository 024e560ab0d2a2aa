"""Where in a TOML text each key stands, because ``tomllib`` does not tell.

A reader of lines, not a parser: it is asked only about texts that ``tomllib`` has accepted, and a
key it cannot place (inside an inline table, say) is given the line of the nearest thing around it.
"""

import re
from collections.abc import Mapping

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def index_lines(text: str) -> dict[str, int]:
    """Line numbers (from 1) by path; array members count from 1: ``site[2].column[3].url``."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if line.count(fence) % 2 else fence
            continue
        if header := _HEADER.match(line):
            prefix = _enter(header[2], header[1] == "[[", counts)
            lines.setdefault(prefix, number)
        elif key := _KEY.match(line):
            path = ".".join(_parts(key[1]))
            lines.setdefault(f"{prefix}.{path}" if prefix else path, number)
            fence = next((f for f in ('"""', "'''") if line.count(f) % 2), "")
    return lines


def line_of(lines: Mapping[str, int], path: str) -> int:
    """Line of ``path`` or of the nearest thing around it; 0 when unknown."""
    while path:
        if path in lines:
            return lines[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return 0


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _enter(dotted: str, is_array: bool, counts: dict[str, int]) -> str:
    """Path of a table header; opening an array member advances its count."""
    path = ""
    parts = _parts(dotted)
    for depth, part in enumerate(parts, start=1):
        path = f"{path}.{part}" if path else part
        if depth == len(parts) and is_array:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
