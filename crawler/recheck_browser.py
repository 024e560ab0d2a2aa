"""The browser's part of a second look: pages are opened for the findings that rest on it alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checks.page import Page
from crawler.fetched import Fetched
from crawler.rows import masked_json
from crawler.sites import SiteConfig, SitesFile
from crawler.urls import canonical
from crawler.way import Way

MOST_OPENED = 30
"""So many pages are opened for one command; a tour of one may take most of a minute."""
OFF = "配置里没有启用浏览器"
UNOPENED = "这一项要在浏览器里看，这次没有看成：{why}。可在下次月度检查时复核，或用 govcheck page 网址 抽查"


@dataclass(frozen=True, slots=True)
class OpenedAgain:
    """Artifacts by page address and name; ``trouble`` is why no page was opened, "" if some were."""

    artifacts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    trouble: str = ""


def open_again(
    sites: SitesFile,
    config: SiteConfig,
    pages: Sequence[Page],
    fetched: Sequence[Fetched],
    checks: Sequence[str],
) -> OpenedAgain:
    """Open the pages as they were just now answered and gather what these checks read."""
    if not sites.browser.enabled:
        return OpenedAgain(trouble=OFF)
    answers = {canonical(one.url): one for one in fetched if one.is_good}
    wanted = [page for page in pages if page.url in answers][:MOST_OPENED]
    if not wanted:
        return OpenedAgain()
    from crawler.browser.chromium import BrowserError
    from crawler.browser.spot import SpotBrowser

    artifacts: dict[str, dict[str, Any]] = {}
    try:
        with SpotBrowser(
            [answers[page.url] for page in wanted],
            checks,
            settings=sites.browser,
            politeness=config.politeness,
            contact=sites.contact,
            hosts=(config.host, *config.hosts),
            way=Way.to(config),
        ) as browser:
            for page in wanted:
                seen = artifacts.setdefault(page.url, {})
                for step in browser.steps(answers[page.url], page, quick=False, scripted=False):
                    seen |= masked_json(step.gathered)  # as the month has it, or keys differ
    except BrowserError as error:
        return OpenedAgain(artifacts, str(error).rstrip("。"))
    return OpenedAgain(artifacts)
