"""What a run really looked at, so that "no longer found" is never taken for "mended"."""

import json
from array import array
from collections.abc import Iterable

from checks.accessibility.renamed import AXE
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.site import LinkState
from crawler.reused import reused
from crawler.store import Run, Store

GONE = (404, 410)


class Looked:
    """Answers for one judged run of a site. ``rubric`` is the one it was judged under."""

    def __init__(self, store: Store, run: Run, rubric: str) -> None:
        self._store, self._run = store, run
        db = store.connection
        self._ran = {
            check for (check,) in db.execute(
                "SELECT DISTINCT check_id FROM tallies WHERE month = ? AND rubric = ?",
                [run.month, rubric],
            )
        }  # fmt: skip
        self._unsure: dict[str, set[str]] = {}
        self._unsure_rules: dict[tuple[str, str], set[str]] = {}
        self._cannot: set[str] = set()
        self._targets: set[tuple[str, str]] = set()
        for key, check, url, target, rule, pages in db.execute(
            "SELECT key, check_id, url, target, rule, found_on FROM results"
            " WHERE month = ? AND rubric = ? AND outcome = ?",
            [run.month, rubric, str(Outcome.UNVERIFIABLE)],
        ):
            self._cannot.add(key)
            self._targets.add((check, target))
            if not target:  # else it is that target alone which could not be judged
                self._unsure.setdefault(check, set()).add(url)
            if check == AXE and rule:  # of many rules, one could not be judged on these pages
                self._unsure_rules.setdefault((check, rule), {url}).update(
                    json.loads(pages or "[]")
                )
        self._pages: dict[str, str] = {}
        self._kept: set[str] = set()
        """Pages that were not asked in this run: an earlier month's content stands."""

    def ran(self, check: str) -> bool:
        """Whether the check was run at all."""
        return check in self._ran

    def again(self, result: Result) -> bool:
        """Whether what an earlier run found would have been found again, were it still there.

        The check ran, one of the pages that showed it was looked at, and nothing says that it
        could not be judged. A page that is gone (404, 410) shows nothing any more, but tells
        nothing of the others. A link that still stands there was looked at when it was asked for.
        """
        if not self.ran(result.check) or result.key in self._cannot:
            return False
        if result.target and (result.check, result.target) in self._targets:
            return False  # the rule may be another one now, and the key with it
        shown = result.found_on or (result.url,)
        unsure = self._unsure.get(result.check, set())
        unsure = unsure | self._unsure_rules.get((result.check, result.rule), set())
        pages = [url for url in shown if url not in unsure]
        seen = self._seen(pages)
        if _in_browser(result.check):
            seen = self._opened(result.check, seen)
        if not seen:
            return len(pages) == len(shown) and self.gone(result)
        if not _in_browser(result.check) and not self._asked(seen):
            # An earlier month's content stands: only what it points to can have been mended.
            return self._target_asked(result.target)
        return not self._unasked(result.target, seen)

    def page(self, url: str) -> bool:
        """Whether a page was fetched."""
        return bool(self._seen([url]))

    def gone(self, result: Result) -> bool:
        """Whether every page that showed it answers that it is not there any more."""
        pages = result.found_on or (result.url,)
        self._seen(pages)
        return all(self._pages[url] == "gone" for url in pages)

    def _seen(self, urls: Iterable[str]) -> list[str]:
        """Those of the addresses whose content was there to look at."""
        wanted = list(urls)
        for url in wanted:
            if url not in self._pages:
                self._pages[url] = self._state(url)
        return [url for url in wanted if self._pages[url] == "seen"]

    def _asked(self, urls: Iterable[str]) -> bool:
        return any(url not in self._kept for url in urls)

    def _target_asked(self, target: str) -> bool:
        """Whether what was wrong was itself asked in this run."""
        row = self._store.connection.execute(
            "SELECT f.method FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ? AND u.url = ?",
            [self._run.id, target.partition("#")[0]],
        ).fetchone()
        return bool(row and row[0])

    def _state(self, url: str) -> str:
        row = self._store.connection.execute(
            "SELECT f.state, f.status, f.body, f.detail FROM fetches f JOIN urls u ON u.id = f.url"
            " WHERE f.run = ? AND u.url IN (?, ?)",
            [self._run.id, url, url.rstrip("/") + "/"],
        ).fetchone()
        if row is None:
            return "unseen"
        state, status, body, detail = row
        mark = reused(detail)
        if mark is not None and not mark.asked:
            self._kept.add(url)
        if state in (LinkState.OK, LinkState.REDIRECT):
            return "seen" if body or state == LinkState.REDIRECT else "unseen"
        return "gone" if state == LinkState.DEAD and status in GONE else "unseen"

    def _unasked(self, target: str, pages: Iterable[str]) -> bool:
        """Whether one of the pages still links to an address that nobody asked for."""
        if not target.startswith(("http://", "https://")):
            return False
        db = self._store.connection
        row = db.execute("SELECT id FROM urls WHERE url = ?", [target]).fetchone()
        asked = "SELECT 1 FROM fetches WHERE run = ? AND url = ?"
        if row is None or db.execute(asked, [self._run.id, row[0]]).fetchone():
            return False
        for url in pages:
            linked = db.execute(
                "SELECT o.targets FROM outlinks o JOIN urls u ON u.id = o.url"
                " WHERE o.run = ? AND u.url IN (?, ?)",
                [self._run.id, url, url.rstrip("/") + "/"],
            ).fetchone()
            ids = array("I")
            ids.frombytes(linked[0] if linked else b"")
            if row[0] in ids:
                return True
        return False

    def _opened(self, check: str, urls: Iterable[str]) -> list[str]:
        known = all_checks().get(check)
        if known is None:
            return []
        found = []
        for url in urls:
            row = self._store.connection.execute(
                "SELECT 1 FROM artifacts a JOIN urls u ON u.id = a.url"
                " WHERE a.run = ? AND u.url = ? AND a.name = ?",
                [self._run.id, url, known.artifact],
            ).fetchone()
            if row:
                found.append(url)
        return found


def _in_browser(check: str) -> bool:
    known = all_checks().get(check)
    return known is not None and known.scope == "browser"
