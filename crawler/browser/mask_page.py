"""The script that hides personal data on a page while a picture is taken.

Preloaded it gives every page ``__govcheckMask()`` and ``__govcheckUnmask()``.
"""

from functools import cache
from importlib.resources import files


@cache
def preload() -> str:
    """The script to run before a page's own."""
    return files("crawler.browser").joinpath("mask_page.js").read_text(encoding="utf-8")
