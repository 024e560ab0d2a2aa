"""Which line of an HTML source an element stands on: the parser in use does not say."""

import re
from bisect import bisect_left
from functools import cached_property

from bs4 import Tag

from checks.page import Page

_OPENS = re.compile(r"<!--|<(script|style|textarea)\b", re.IGNORECASE)
_WORDS = 12


class Lines:
    """Lines of one page's source, from 1."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.source = _blanked(page.html)
        self.ends = [match.start() for match in re.finditer("\n", self.source)]
        self.starts: dict[str, list[int]] = {}

    def place(self, element: Tag | None) -> str:
        """第 n 行, or 全文 when it cannot be told."""
        line = self.line(element) if element is not None else 0
        return f"第 {line} 行" if line else "全文"

    def line(self, element: Tag) -> int:
        """By counting start tags of its name, else by looking for its words; 0 when unknown."""
        name = element.name.lower()
        if name not in self.starts:
            found = re.finditer(rf"<{re.escape(name)}(?=[\s>/])", self.source, re.IGNORECASE)
            self.starts[name] = [match.start() for match in found]
        starts, number = self.starts[name], self._numbers.get(id(element))
        if number is not None and len(starts) == len(self.page.tags[name]):
            return self._line_at(starts[number])
        words = next(iter(element.stripped_strings), "")[:_WORDS]
        at = self.source.find(words) if words else -1
        return self._line_at(at) if at >= 0 else 0

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """How many elements of the same name come before each element."""
        return {id(e): n for alike in self.page.tags.values() for n, e in enumerate(alike)}

    def _line_at(self, at: int) -> int:
        return bisect_left(self.ends, at) + 1


def _blanked(html: str) -> str:
    """The source with comments, scripts and styles as spaces, line ends kept. One pass."""
    pieces: list[str] = []
    done = 0
    missing: set[str] = set()
    for match in _OPENS.finditer(html):
        close = f"</{match[1].lower()}" if match[1] else "-->"
        if match.start() < done or close in missing:
            continue
        closed = re.compile(re.escape(close), re.IGNORECASE).search(html, match.end())
        if closed is None:
            missing.add(close)
            continue
        end = closed.start()
        pieces += [html[done : match.start()], re.sub(r"[^\n]", " ", html[match.start() : end])]
        done = end
    return "".join((*pieces, html[done:]))
