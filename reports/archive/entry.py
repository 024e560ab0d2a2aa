"""One file of an archive, and names that unpack right on every system."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.csv_form import rows_as_csv

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\s]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """``path`` is from the archive's folder, with ``/``; ``kind`` and ``about`` are Chinese, for the
    table of contents.
    """

    path: str
    kind: str
    about: str
    body: bytes


def fit(name: str) -> str:
    """A name of one file or folder: no separators, no blanks, nothing a system keeps for itself."""
    text = _UNFIT.sub("_", unicodedata.normalize("NFC", name)).strip("._ ")
    stem, dot, ending = text.rpartition(".")
    if dot and 0 < len(ending) <= 8:
        text = f"{stem[: LONGEST - len(ending)]}.{ending}"
    else:
        text = text[:LONGEST]
    return f"_{text}" if _RESERVED.fullmatch(text) or not text else text


def table(path: str, kind: str, about: str, headers: Sequence[str],
          rows: Iterable[Sequence[object]]) -> Entry:  # fmt: skip
    """Rows as CSV that Excel opens, without any formula."""
    listed = [["" if value is None else str(value) for value in row] for row in rows]
    return Entry(path, kind, f"{about}（{len(listed)} 行）", rows_as_csv(headers, listed).encode())
