"""What the second engine's rules mean, in Chinese, and which rules of axe-core are about the same."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks.accessibility.standard import gb, wcag


@dataclass(frozen=True, slots=True)
class IbmWords:
    """One rule for readers. ``basis`` is what it is reported under, ``axe`` the rules alike."""

    title: str
    fix: str
    basis: str
    axe: frozenset[str]


@cache
def ibm_words() -> Mapping[str, IbmWords]:
    """What ``ibm_rules.toml`` says, by the engine's own id; other rules are not told."""
    told = tomllib.loads(Path(__file__).with_name("ibm_rules.toml").read_text(encoding="utf-8"))
    return {
        rule: IbmWords(
            one["title"],
            one["fix"],
            gb(one["gb"]) if "gb" in one else wcag(*one["wcag"].split()),
            frozenset(one.get("axe", ())),
        )
        for rule, one in told.items()
    }
