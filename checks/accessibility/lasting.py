"""What a finding of axe-core is called every month, so that its key stands when the page around moves.

A key that leans on a position, an address bar of classes a bundler made, or what is above an element
tells an old fault as a new one. A key that leans on too little is worse: one 误报 that was accepted
would hide another, real fault. So a fault is called by

- its **place in the template** (names of elements, classes and ids up to the nearest id that lasts; no
  positions, states, counters or generated names, so that every entry of a list has the same place), and
- **what the element says of itself**, where an editor made the fault: an image without a text, a link
  without a name, a frame without a title, a table without heads. Each picture, link or frame is a fault
  of its own, with its own address, name or words; in a moving list it keeps its key wherever it has got
  to, is gone with its entry, and another one is new. Called by its place alone, an accepted decorative
  picture would hide every later one that has no text.
- **the colours the style sheets give**, where a style made the fault (contrast, links among text). The
  entries of a list change daily and the style does not: called by its words, a list whose links are too
  pale would be "mended" and "new" every month. All entries are one finding, which says how many there
  are. Another pair of colours in the same place is another fault.
- **what the template wrote on the element** (role, names of aria attributes, type, name), where markup
  made the fault. What it says would change with every entry, too.

What says too little to be known among others alike ("<input type=text>" with nothing before it) is
numbered, lest one more of the kind hide behind an old one. A template that names nothing at all has the block of the page, counted from below, for a place.
Pages do not enter: the same thing in the
same place of a template is one finding on all pages that show it.

``page_lasting.js`` makes the name, in the page and for what is found only. Where it could not look
(frames of other origins), and in artifacts of earlier programs, the path stands in.
"""

import hashlib
from collections.abc import Iterable, Sequence

from checks.accessibility.axe import AxeNode

SAID, MADE = " ｜ ", " · "
"""Between the place and what the element says; between the place and what a style or markup says."""
type Called = tuple[str, Sequence[AxeNode]]
"""A name, and the elements of one page it stands for, in their order; at least one."""


def called(nodes: Iterable[AxeNode]) -> list[Called]:
    """The elements one rule found on a page by the names of their faults, in the order of the page."""
    found: dict[str, list[AxeNode]] = {}
    for node in nodes:
        name = node.get("lasting") or node["target"]
        number = 1
        while node.get("weak") and _numbered(name, number) in found:
            number += 1
        found.setdefault(_numbered(name, number), []).append(node)
    return list(found.items())


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}（第 {number} 处）"


def steady(found: Sequence[Called]) -> Called:
    """The one that stands for all where a page is told of once: not the first, which is another one
    as soon as something is put above it, but that with most elements, else by a digest of the name.
    """
    return min(found, key=lambda one: (-len(one[1]), hashlib.sha256(one[0].encode()).digest()))
