"""The shape of an interface's answers without their content: what may be shown to a stranger.

Keys keep their names, values become types, a list the shape of its first element and its length.
"""

import re
from collections.abc import Mapping
from typing import Any

_CODES = ("errcode", "error_code", "code", "result", "ret", "resultCount")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
DEEPEST = 6


def shape_of(value: Any, depth: int = 0) -> str:
    """One line, e.g. ``{errcode: 48001, list: [{title: text}] x 3}``. Only status numbers are told."""
    if depth >= DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)}: {_told(name, v, depth)}" for name, v in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{shape_of(value[0], depth + 1)}] x {len(value)}" if value else "[]"
    if isinstance(value, bool):
        return "bool"
    for kind, name in ((int, "int"), (float, "float"), (str, "text")):
        if isinstance(value, kind):
            return name
    return "null"


def _told(name: object, value: Any, depth: int) -> str:
    if name in _CODES and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return shape_of(value, depth + 1)


def _key(name: object) -> str:
    text = str(name)
    return text if _PLAIN_KEY.fullmatch(text) else "?"
