"""The script that gather functions rely on: ``__govcheck`` with path, lasting, snippet, shown, token, say."""

from functools import cache
from importlib.resources import files
from typing import TypedDict


class Element(TypedDict):
    """One element as ``__govcheck.say`` describes it.

    ``target`` is its CSS path (" >>> " leads into a shadow tree or frame), ``html`` at most 300
    characters of its source, ``token`` its structural token ("" where none is known).
    """

    target: str
    html: str
    token: str


@cache
def preload() -> str:
    """The script to run in every frame before the page's own."""
    scripts = files("checks.accessibility")
    return "".join(
        scripts.joinpath(name).read_text(encoding="utf-8")
        for name in ("page_tools.js", "page_names.js", "page_token.js")
    )
