"""The script that gather functions rely on: ``__govcheck`` with path, lasting, snippet, shown, token, say."""

from functools import cache
from importlib.resources import files
from typing import NotRequired, TypedDict


class Element(TypedDict):
    """One element as ``__govcheck.say`` describes it.

    ``target`` is its CSS path (" >>> " leads into a shadow tree or frame), ``html`` at most 300
    characters of its source, ``token`` its structural token ("" where none is known), ``place`` its
    place in the template, which is the same next month (absent in artifacts of earlier programs).
    """

    target: str
    html: str
    token: str
    place: NotRequired[str]


def place_of(one: Element) -> str:
    """Where an element is every month: no position and no generated name is in it."""
    return one.get("place") or one["target"]


def lasting_name(what: str, one: Element) -> str:
    """What an element is called every month: its place, in artifacts of earlier programs its own id,
    else the names of its template.
    """
    if place := one.get("place"):
        return f"{what} {place}"
    own, group = one["target"], str(one.get("group", ""))
    return own if not group or (own.startswith("#") and " " not in own) else f"{what} {group}"


@cache
def preload() -> str:
    """The script to run in every frame before the page's own."""
    scripts = files("checks.accessibility")
    return "".join(
        scripts.joinpath(name).read_text(encoding="utf-8")
        for name in ("page_tools.js", "page_names.js", "page_lasting.js", "page_token.js")
    )
