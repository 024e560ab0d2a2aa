"""Whether a page's words about itself are those of gambling, pornography or a parked domain."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

GROUPS = ("gambling", "sex", "parked", "commercial")


@dataclass(frozen=True, slots=True)
class Hit:
    """``group`` is one of :data:`GROUPS`, ``label`` its Chinese name, ``words`` what was met."""

    group: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    label: str
    strong: re.Pattern[str] | None
    weak: re.Pattern[str] | None


@cache
def _lists() -> tuple[tuple[_Group, ...], re.Pattern[str]]:
    file = resources.files("checks").joinpath("wordlists/unrelated-content.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    groups = tuple(
        _Group(
            name, told[name]["label"], _any(told[name]["strong"]), _any(told[name].get("weak", []))
        )
        for name in GROUPS
    )
    return groups, re.compile("|".join(told["excuse"]["words"]))


def unrelated(title: str, words: str = "", groups: Sequence[str] = GROUPS) -> Hit | None:
    """What a page that calls itself ``title`` (with keywords and description ``words``) is about.

    One strong word is enough, of weak ones two are needed. Nothing is said where a word of an
    ordinary article (查处, 防范, 通知) stands beside it, except of a domain that is for sale.
    """
    known, excuse = _lists()
    text = re.sub(r"\s", "", f"{title}|{words}").lower()
    excused = excuse.search(text) is not None
    for group in known:
        if group.name not in groups or (excused and group.name != "parked"):
            continue
        strong = group.strong.findall(text) if group.strong else []
        weak = sorted(set(group.weak.findall(text))) if group.weak else []
        if strong or len(weak) >= 2:
            return Hit(group.name, group.label, tuple(dict.fromkeys([*strong, *weak]))[:4])
    return None


def _any(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None


def is_excused(text: str) -> bool:
    """Whether a text has a word of ordinary articles about such matters (查处, 防范, 案件)."""
    return _lists()[1].search(re.sub(r"\s", "", text)) is not None
