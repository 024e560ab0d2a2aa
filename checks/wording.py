"""Certain slips in fixed phrases, found in plain text. For pages, drafts and titles of posts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.wordlist import COMMON, Phrase, Wordlist, builtin

_SENTENCE_ENDS = "。！？；!?;\n\r"
_SENTENCE_LONGEST = 120
_SPOKEN_OF = re.compile(
    "应为|应是|应写|应作|误写|误作|误为|误用|误植|写成|写作|错写|错成|错别字|别字|笔误|正确写法|"
    "正确的?写法|正确表述|规范写法|规范表述|更正为|改为|改成|订正|勘误|混淆|混用|易错|而不是|不能写|不要写|"
    "不应写|不得写|旧称|古称|原文如此|纠错|→"
)
"""A sentence with one of these words speaks of the slip instead of making it."""
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'", "〔": "〕", "［": "］"}
_IN_ADDRESS = re.compile(r"(?:https?://|www\.|[\w.+-]+@)\S*\Z")
_ADDRESS_REACH = 200
_TITLE = 8
"""Titles of works are short; a longer one is that of a document, in which a slip is a slip."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One wrong spelling in a text. ``start`` counts characters of the text from 0, ``at`` those
    of ``sentence``, the sentence around it (cut to about 120 characters).
    """

    phrase: Phrase
    start: int
    sentence: str
    at: int

    @property
    def wrong(self) -> str:
        """What is written."""
        return self.phrase.wrong

    @property
    def right(self) -> str:
        """What should be."""
        return self.phrase.right


def slips(text: str, wordlist: Wordlist | None = None) -> list[Slip]:
    """Every certain slip in ``text``, in its order; ``wordlist`` defaults to the built-in one.

    Left out: a slip that is quoted by itself, one in a sentence about how to write it, one in an
    address, and a common one in a book title.
    """
    return list(_found(text, wordlist or builtin()))


def _found(text: str, words: Wordlist) -> Iterator[Slip]:
    for start, phrase in words.occurrences(text):
        end = start + len(phrase.wrong)
        first, last = _sentence(text, start, end)
        if _is_meant(text, start, end, phrase) or _SPOKEN_OF.search(text[first:last]):
            continue
        yield Slip(phrase, start, text[first:last].strip(), start - first - _indent(text[first:]))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a slip begins and ends."""
    half = _SENTENCE_LONGEST // 2
    first = max(text.rfind(mark, max(0, start - half), start) for mark in _SENTENCE_ENDS) + 1
    first = first or max(0, start - half)
    stops = (text.find(mark, end, end + half) for mark in _SENTENCE_ENDS)
    last = min((stop for stop in stops if stop >= 0), default=min(len(text), end + half) - 1) + 1
    return first, last


def _is_meant(text: str, start: int, end: int, phrase: Phrase) -> bool:
    """Whether the writer wrote it on purpose: quoted alone, a common word of a title, an address."""
    if start and end < len(text) and _QUOTES.get(text[start - 1]) == text[end]:
        return True
    if _IN_ADDRESS.search(text, max(0, start - _ADDRESS_REACH), start):
        return True
    if phrase.severity == COMMON:
        opened = text.rfind("《", max(0, start - _TITLE), start)
        closed = text.find("》", opened, opened + _TITLE + 2)
        return opened >= 0 and closed >= end
    return False


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
