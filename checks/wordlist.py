"""The list of certain slips in fixed phrases: what it holds, and how one is read and merged.

The built-in lists are in ``wordlists``; an office adds its own in the same form.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, reduce
from importlib.resources import files
from typing import Any

from checks.errors import UserError

SEVERE, COMMON = "严重", "一般"
SEVERITIES = (COMMON, SEVERE)
KINDS = ("别字", "漏字", "多字", "颠倒", "用词")
NEIGHBOURS = ("before", "after", "not_before", "not_after")
KEYS = ("right", "wrong", "kind", "severity", "note", *NEIGHBOURS)
BUILTIN = ("official-phrases.toml", "work-phrases.toml", "idioms.toml")
LONGEST = 40
_HAN = re.compile(r"[\u3400-\u9fff]")


class WordlistError(UserError):
    """A word list is wrong. The message is Chinese and names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wrong spelling. ``before`` and ``after`` are what may stand directly beside it: when
    either is given, one of them must be there. None of ``not_before`` and ``not_after`` may be.
    """

    wrong: str
    right: str
    kind: str = "别字"
    severity: str = COMMON
    note: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()

    def fits(self, text: str, start: int) -> bool:
        """Whether the neighbours of an occurrence at ``start`` are such that it is a slip."""
        end = start + len(self.wrong)
        if self.not_before and text.endswith(self.not_before, 0, start):
            return False
        if self.not_after and text.startswith(self.not_after, end):
            return False
        if not self.before and not self.after:
            return True
        return bool(
            (self.before and text.endswith(self.before, 0, start))
            or (self.after and text.startswith(self.after, end))
        )


@dataclass(frozen=True)
class Wordlist:
    """Phrases by wrong spelling, and the versions of the files they come from."""

    phrases: Mapping[str, Phrase]
    version: str = ""
    off: tuple[str, ...] = field(default=())

    def occurrences(self, text: str) -> Iterator[tuple[int, Phrase]]:
        """Where wrong spellings stand with the right neighbours, in order, not overlapping."""
        end = 0
        for place in self._starts.finditer(text):
            start = place.start()
            for phrase in self._by_pair.get(text[start : start + 2], ()):
                if start < end or not text.startswith(phrase.wrong, start):
                    continue
                if phrase.fits(text, start):
                    end = start + len(phrase.wrong)
                    yield start, phrase

    @cached_property
    def _by_pair(self) -> Mapping[str, Sequence[Phrase]]:
        """Phrases by their first two characters, the longest first."""
        pairs: dict[str, list[Phrase]] = {}
        for phrase in sorted(self.phrases.values(), key=lambda p: -len(p.wrong)):
            pairs.setdefault(phrase.wrong[:2], []).append(phrase)
        return pairs

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        """Places where a wrong spelling may begin: a superset, three sets of characters.

        Four times as fast as an alternation of all spellings, whose hundred branches would be
        tried wherever a common character stands.
        """
        short = [wrong for wrong in self.phrases if len(wrong) == 2]
        longer = [wrong for wrong in self.phrases if len(wrong) > 2]
        parts = [
            _one_of_each(words, places) for words, places in ((short, 2), (longer, 3)) if words
        ]
        return re.compile("|".join(parts) or r"(?!)")

    def merged(self, own: "Wordlist") -> "Wordlist":
        """The same with an office's own entries over it and without what it turns off."""
        kept = {wrong: p for wrong, p in self.phrases.items() if wrong not in own.off}
        version = "；".join(dict.fromkeys(v for v in (self.version, own.version) if v))
        return Wordlist({**kept, **own.phrases}, version)


@cache
def builtin() -> Wordlist:
    """The lists that come with the program, as one."""
    folder = files("checks").joinpath("wordlists")
    lists = [loads(folder.joinpath(name).read_text(encoding="utf-8"), name) for name in BUILTIN]
    return reduce(Wordlist.merged, lists)


def loads(text: str, name: str = "词表") -> Wordlist:
    """A list from TOML text; WordlistError lists everything that is wrong, with its line."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        where = f" 第 {place[1]} 行" if place else ""
        raise WordlistError(
            f"词表 {name}{where}的写法不对。每条以 [[phrase]] 开头，下面写"
            f' right = "正确写法" 和 wrong = ["错误写法"]，引号用英文的。（原文：{error}）'
        ) from None
    wrongs = _Wrongs(name, text)
    for key in raw:
        if key not in ("version", "off", "phrase"):
            wrongs.add(key, 0, f"没有“{key}”这一项，可以写 version、off 和 [[phrase]]")
    off = _texts(raw, "off", wrongs, 0)
    version = raw.get("version", "")
    if not isinstance(version, str):
        wrongs.add("version", 0, '版本应是加引号的文字，如 version = "2026-11"')
    entries = raw.get("phrase", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        wrongs.add("phrase", 0, "每条要单独写成一段，以 [[phrase]] 开头（两层方括号）")
        entries = []
    phrases: dict[str, Phrase] = {}
    for number, entry in enumerate(entries, start=1):
        for phrase in _phrases(entry, number, wrongs):
            if phrase.wrong in phrases:
                wrongs.add("wrong", number, f"“{phrase.wrong}”写了两遍，请删掉一个")
            phrases[phrase.wrong] = phrase
    for phrase in phrases.values():
        if any(other != phrase.wrong and other in phrase.right for other in phrases):
            wrongs.add("right", 0, f"“{phrase.right}”里含有词表自己认作错误的写法")
    if wrongs.found:
        raise WordlistError("\n".join(wrongs.found))
    return Wordlist(phrases, str(version), off)


def _phrases(entry: Mapping[str, Any], number: int, wrongs: "_Wrongs") -> Iterable[Phrase]:
    for key in entry:
        if key not in KEYS:
            wrongs.add(key, number, f"没有“{key}”这一项，可以写 {'、'.join(KEYS)}")
    right = _text(entry, "right", wrongs, number)
    kind = _one_of(entry, "kind", KINDS, wrongs, number)
    severity = _one_of(entry, "severity", SEVERITIES, wrongs, number)
    note = _text(entry, "note", wrongs, number) if "note" in entry else ""
    beside = {key: _texts(entry, key, wrongs, number) for key in NEIGHBOURS}
    spelled = _texts(entry, "wrong", wrongs, number)
    if not spelled:
        wrongs.add("wrong", number, '没有写错误写法，请写 wrong = ["…"]')
    for wrong in spelled:
        if len(wrong) < 2 or not _HAN.search(wrong):
            wrongs.add("wrong", number, f"“{wrong}”太短或没有汉字，容易误报，至少写两个字")
        elif len(wrong) > LONGEST:
            wrongs.add("wrong", number, f"“{wrong[:20]}…”太长，请缩短到 {LONGEST} 字以内")
        elif right and wrong in right:
            wrongs.add("wrong", number, f"“{wrong}”本身是正确写法“{right}”的一部分，会处处误报")
        elif right:
            yield Phrase(wrong, right, kind, severity, note, **beside)


def _text(entry: Mapping[str, Any], key: str, wrongs: "_Wrongs", number: int) -> str:
    value = entry.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    wrongs.add(key, number, f'应是加引号的文字，如 {key} = "…"，不能为空')
    return ""


def _texts(entry: Mapping[str, Any], key: str, wrongs: "_Wrongs", number: int) -> tuple[str, ...]:
    value = entry.get(key, [])
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        wrongs.add(key, number, f'应是文字的列表，如 {key} = ["…", "…"]')
        return ()
    return tuple(dict.fromkeys(v.strip() for v in value))


def _one_of(
    entry: Mapping[str, Any], key: str, known: tuple[str, ...], wrongs: "_Wrongs", number: int
) -> str:
    value = entry.get(key, known[0])
    if value in known:
        return str(value)
    wrongs.add(key, number, f"“{value}”不对，只能写 {'、'.join(known)}")
    return known[0]


class _Wrongs:
    """What is wrong with one file, each with the line where its entry or key stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.lines, self.found = name, text.splitlines(), list[str]()

    def add(self, key: str, number: int, message: str) -> None:
        line = self._line(key, number)
        where = f"第 {line} 行" if line else "中"
        self.found.append(f"词表 {self.name} {where}：{message}。")

    def _line(self, key: str, number: int) -> int:
        """Line of ``key`` in the numbered entry (0: before the first); of the entry if unclear."""
        at, entry, start = 0, 0, 0
        for at, line in enumerate(self.lines, start=1):
            if re.match(r"\s*\[\[\s*phrase\s*\]\]", line):
                entry += 1
                start = at if entry == number else start
            elif entry == number and re.match(rf"\s*\[*\s*{re.escape(key)}\b", line):
                return at
        return start


def _one_of_each(words: Sequence[str], places: int) -> str:
    """The first characters of ``words``, looking ahead at the characters that may follow."""
    sets = ["".join(sorted({re.escape(word[n]) for word in words})) for n in range(places)]
    return f"[{sets[0]}](?=" + "".join(f"[{one}]" for one in sets[1:]) + ")"
