"""The shape of what was measured about a site's elder mode and toolbar, for checks and scores.

Computed by :mod:`checks.aging.measures` from the stored artifacts of the gatherer
:func:`checks.aging.tour.use_toolbar` alone: nothing here is judged twice.
"""

from typing import Literal, TypedDict

State = Literal["met", "not_met", "unsure", "not_assessed"]
"""``unsure``: measured, but a person must decide. ``not_assessed``: could not look, or there was
nothing to look at because another signal failed; ``reason`` says which. Never count it as not met.
"""
Verdict = Literal["none", "dead", "partial", "works", "unseen"]
"""none 无入口 · dead 有入口但失效 · partial 部分有效 · works 有效 · unseen 无法核验."""

VERDICT_LABELS: dict[str, str] = {
    "none": "无入口",
    "dead": "有入口但失效",
    "partial": "部分有效",
    "works": "有效",
    "unseen": "无法核验",
}


class Signal(TypedDict):
    """One thing that was looked at.

    ``number`` is that of the table of observable behaviours (1-20), several signals may share one.
    ``value`` is the measured number in ``unit`` (None: nothing to measure), ``grade`` how far it
    is fulfilled, 0 to 1 (None unless met or not met). ``reason`` is a Chinese clause without
    a full stop that can follow "因为"; "" when met in full. ``numbers`` are the other figures, flat.
    """

    number: int
    title: str
    state: State
    value: float | None
    unit: str
    grade: float | None
    reason: str
    numbers: dict[str, float | int | str | bool | None]


class Signals(TypedDict):
    """All signals by name, always all of them. In brackets: number, and dimension of the score."""

    entry_visible: Signal
    """(1, A) an entry in the first screen of the home page; value: entries shown."""
    entry_everywhere: Signal
    """(1, A) the share of the visited pages that show an entry; value 0-1."""
    entry_keyboard: Signal
    """(2, A) reached by Tab and opened by Enter; value: Tab presses."""
    toolbar_opens: Signal
    """(3, A) a real click opens the toolbar or the mode; value: seconds."""
    zoom: Signal
    """(4, B) how much text grows; value: ratio. Grade 0.4 from 1.25, 0.7 from 1.5, 1 from 2.0."""
    elder_size: Signal
    """(5, B) rendered size of text in elder mode on a desktop; value: median px."""
    elder_size_mobile: Signal
    """(5, B) the same on a telephone, or with the largest setting there; value: median px."""
    spacing: Signal
    """(6, B) line spacing in elder mode; value: line height / size. ``numbers.paragraph`` is the
    distance of paragraphs / line height.
    """
    cursor: Signal
    """(7, E) a big pointer over text; value: px of the picture's longer side."""
    reading_line: Signal
    """(8, E) cross or line that follows the pointer; value: how many lines."""
    caption: Signal
    """(9, E) a big caption with the text under the pointer; value: its px."""
    speech: Signal
    """(10, D) texts under the pointer are read out; value: texts of the two that were."""
    speech_off: Signal
    """(10, D) silence after switching it off; value: events after that."""
    speech_rate: Signal
    """(11, D) the speed can be chosen; value: speeds seen."""
    contrast_scheme: Signal
    """(12, C) a colour scheme with contrast; value: share of texts of 7:1 (0-1)."""
    plain_text: Signal
    """(13, G) pictures and style away, text kept; value: share of the text kept."""
    region_keys: Signal
    """(14, F) keys that lead into regions."""
    toolbar_accessible: Signal
    """(15, F) the toolbar's own buttons have a name and take the focus; value: share 0-1."""
    simplified: Signal
    """(16, G) a simplified version; value: links in it / links of the usual page."""
    exit: Signal
    """(17, G) leaving or resetting restores the page; value: text ratio afterwards."""
    persistence: Signal
    """(18, G) the mode is kept on the next page; value: text ratio there."""
    ads: Signal
    """(19, H) advertisements in elder mode (candidates only); value: how many."""
    induced: Signal
    """(19, H) buttons that urge to download or pay (candidates only); value: how many."""
    floating: Signal
    """(19, H) floating windows in elder mode without a usable way to close; value: how many."""
    focus_visible: Signal
    """(20, F) measured by the keyboard check of the accessibility group; here not assessed."""


class Measures(TypedDict):
    """What is known of a page, or of a site by its toured pages.

    ``why`` is a Chinese clause giving the verdict's reason with the numbers. ``elder_pages`` are
    the addresses the entries lead to. ``vendors`` are ids of ``vendors.toml``. ``hosts`` are those
    whose answers were lacking, so that something could not be looked at. ``attempts`` counts
    the tries of the entries that prove something: none while ``hosts`` names any, or where a notice
    came up; so "dead" with no attempt is a suspicion only.
    """

    verdict: Verdict
    why: str
    url: str
    entries: list[str]
    elder_pages: list[str]
    vendors: list[str]
    hosts: list[str]
    attempts: int
    signals: Signals
