"""Document numbers (文号), and titles in 《》, as they stand in official prose."""

import re
from collections.abc import Iterator

_BRACKETED = re.compile(
    r"[〔\[［（(【﹝]\s*(?:19|20)\d\d\s*年?\s*[〕\]］）)】﹞]\s*第?\s*\d{1,5}\s*号"
)
_PREFIX = re.compile(r"[\u4e00-\u9fffA-Z\s]{1,16}\Z")
_NAME = re.compile(r"《([^《》\n]{4,80})》")
_OPEN = str.maketrans("[［（(【﹝", "〔〔〔〔〔〔")
_CLOSE = str.maketrans("]］）)】﹞", "〕〕〕〕〕〕")
_NOISE = re.compile(r"[\s第]")
MOST = 16


def numbers(text: str) -> Iterator[tuple[int, str]]:
    """(where it starts, number) with one spelling of the brackets: 示府办〔2026〕3号.

    The words before it may belong to the sentence: compare by how they end.
    """
    for match in _BRACKETED.finditer(text):
        before = _PREFIX.search(text[max(0, match.start() - 16) : match.start()])
        if before is None or len(_NOISE.sub("", before[0])) < 2:
            continue
        prefix = _NOISE.sub("", before[0]).rpartition("号")[2]
        tail = _NOISE.sub("", match[0]).translate(_OPEN).translate(_CLOSE)
        yield match.start() - len(before[0]), prefix + tail


def same_number(mentioned: str, own: str) -> bool:
    """Whether a mention, with words before it perhaps, is of the document numbered ``own``."""
    return len(own) >= 8 and mentioned.endswith(own)


def names(text: str) -> list[str]:
    """Distinct titles in 《》, in order."""
    found = (re.sub(r"[\s|]+", "", name) for name in _NAME.findall(text))
    return list(dict.fromkeys(name for name in found if len(name) >= 4))[:MOST]
