"""Text in columns of a terminal, where a Chinese character takes two."""

import re
import unicodedata

CLOSING = "，。；：、）”》？！…"
_PIECES = re.compile(r"[!-~]+|\s|[^!-~\s]")


def columns(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most ``width`` columns, the indent included; numbers and addresses are not broken,
    and no line begins with a closing mark.
    """
    lines, line = [], ""
    for word in _PIECES.findall(text):
        if line and word not in CLOSING and columns(indent + line + word) > width:
            lines.append(indent + line.strip())
            line = ""
        line += word
    return [*lines, indent + line.strip()]
