"""Plain text from bytes of unknown encoding, and lines of it."""

import codecs
from collections.abc import Iterator

from checks.documents.limits import Budget

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE = 20_000


def decoded(data: bytes) -> str:
    """By its byte order mark, else UTF-8, else GB 18030; what fits neither is replaced."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def lines(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """The lines of a text file that are not blank; very long ones in pieces."""
    for number, line in enumerate(decoded(data).splitlines(), 1):
        for start in range(0, len(line), _LINE):
            piece = line[start : start + _LINE].strip()
            budget.take(piece)
            if piece:
                yield f"第 {number} 行", piece
