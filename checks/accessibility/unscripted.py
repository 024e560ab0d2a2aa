"""What to say of a page on which scripts that did not come might have moved something."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from checks.aging.lacking import lacking
from checks.page import Page
from checks.results import Result, unverifiable

GONE = ("HTTP 404", "HTTP 410")


def scripts_lacking(page: Page, seen: Mapping[str, Any]) -> Iterator[Result]:
    """An unverifiable result where any did not come. Those that count visitors move nothing, and
    neither do those the site itself does not have any more.
    """
    own = urlsplit(page.url).hostname
    scripts = [
        one
        for one in seen.get("lost", ())
        if one["kind"] == "Script"
        and not (one["why"] in GONE and urlsplit(str(one["url"])).hostname == own)
    ]
    lack = lacking({"lost": scripts})
    if lack.hosts:
        yield unverifiable(
            page.url,
            f"页面的脚本没有取全：{lack.why}。要由它们移动、轮换、弹出的内容没有看到。",
            target="没有取全的脚本",
        )
