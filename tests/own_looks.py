"""Small pages of our own, opened by a real browser and judged by the checks that look at them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browser_site import needs_browser, page, stored

from checks.accessibility.page_tools import preload
from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page
from crawler.browser.replay import Replay
from crawler.browser.session import Session
from crawler.store import Fetch

HOME = "http://www.example.gov.cn/"


def document(body: str, head: str = "") -> str:
    """A page with a title, a language and these parts."""
    return f'<!doctype html><html lang="zh-CN"><head><title>示例</title>{head}</head><body>{body}</body>'


@dataclass
class Looks:
    """The browser on the pages; each is looked at once by each gather function."""

    session: Session
    known: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def gathered(self, path: str, check: str) -> dict[str, Any]:
        """What the check's gather function gives on a page."""
        one = all_checks()[check]
        assert one.gather is not None
        if (path, one.artifact) in self.known:
            return self.known[path, one.artifact]
        visit = self.session.visit(HOME + path, {one.artifact: one.gather})
        assert visit.reason == ""
        seen: dict[str, Any] = visit.gathered[one.artifact]
        assert not seen.get("error"), seen
        assert not seen.get("errors"), seen
        self.known[path, one.artifact] = {**seen, "unstyled": visit.unstyled}
        return self.known[path, one.artifact]

    def results(self, path: str, check: str, **params: object) -> list[Result]:
        """What the check says of a page, without passes."""
        one = all_checks()[check]
        seen = {one.artifact: self.gathered(path, check)}
        told = judge_page(Page(HOME + path, document("<p>正文")), [Selected(one, params)], seen)
        return [result for result in told if result.outcome is not Outcome.PASS]

    def said(self, path: str, check: str, **params: object) -> list[str]:
        """Each result as "outcome rule locator"."""
        found = self.results(path, check, **params)
        return [f"{one.outcome} {one.rule} {one.locator}".strip() for one in found]


@contextmanager
def looking(
    folder: Path,
    pages: Mapping[str, str],
    others: Mapping[str, Fetch] | None = None,
    *,
    budget_s: float = 15,
    more: Sequence[str] = (),
) -> Iterator[Looks]:
    """A browser on these pages by path; everything else is refused. ``more``: further preloads."""
    needs_browser()
    fetches = [page(HOME + path, html) for path, html in pages.items()]
    made = stored(folder / "demo.sqlite", HOME, [*fetches, *(others or {}).values()])
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=[*more, preload()], budget_s=budget_s) as session:
        yield Looks(session)
    replay.close()
