"""The scripts of this package, and the words and selectors they look for."""

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

PARTS = ("hooks.js", "texts.js", "controls.js", "looks.js")


@cache
def words() -> dict[str, Any]:
    """``words.toml``: what entries and buttons are called."""
    return tomllib.loads(_text("words.toml"))


@cache
def vendors() -> dict[str, Any]:
    """``vendors.toml``: how known toolbars are recognised, by vendor id."""
    return tomllib.loads(_text("vendors.toml"))


@cache
def preload() -> str:
    """The script to run in every frame before the page's own: hooks first, then ``__age``."""
    hooks, *rest = (_text(part) for part in PARTS)
    told = json.dumps({"words": words(), "vendors": vendors()}, ensure_ascii=False)
    return "\n".join([hooks, f"Object.assign(window.__age, {told});", *rest])


def _text(name: str) -> str:
    return files("checks.aging").joinpath(name).read_text(encoding="utf-8")
