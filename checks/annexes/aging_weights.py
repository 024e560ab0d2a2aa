"""The items of the age-friendly score: weights, sources and caps. All of them are proposals."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``signals`` are names of :class:`checks.aging.signals.Signals`; ``checks`` are
    (check, rule) pairs, rule "" for all; with neither only people can say.
    """

    id: str
    dimension: str
    name: str
    weight: int
    automation: str
    signals: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """What a site cannot exceed when ``text`` is true of it. ``confirm``: only once a person has
    confirmed it; ``severe``: it is a 严重 finding besides.
    """

    id: str
    at_most: int
    text: str
    confirm: bool
    severe: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """All items in order, the names of their dimensions, and the caps."""

    title: str
    verified: bool
    source: str
    pass_at_least: int
    coverage_at_least: int
    dimensions: Mapping[str, str]
    items: tuple[Item, ...]
    caps: Mapping[str, Cap]


@cache
def weights() -> Weights:
    """What ``aging-weights.toml`` says."""
    path = Path(__file__).with_name("aging-weights.toml")
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Weights(
        title=told["title"],
        verified=told["verified"],
        source=told["source"],
        pass_at_least=told["pass_at_least"],
        coverage_at_least=told["coverage_at_least"],
        dimensions=told["dimension"],
        items=tuple(_item(name, one) for name, one in told["item"].items()),
        caps={
            name: Cap(
                name, one["at_most"], one["text"], one.get("confirm", False),
                one.get("severe", False),
            )
            for name, one in told["caps"].items()
        },
    )  # fmt: skip


def _item(name: str, one: Mapping[str, Any]) -> Item:
    sources = [source.partition(":") for source in one["source"]]
    checks = [rest.partition(":") for kind, _, rest in sources if kind == "check"]
    return Item(
        id=name,
        dimension=one["in"],
        name=one["name"],
        weight=one["weight"],
        automation=one["class"],
        signals=tuple(rest for kind, _, rest in sources if kind == "signal"),
        checks=tuple((check, rule) for check, _, rule in checks),
    )
