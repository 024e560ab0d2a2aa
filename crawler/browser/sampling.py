"""Which pages of a run a browser visits, in rounds: a round makes up for what the last one missed."""

from collections.abc import Collection

from crawler.browser import audit, reuse, structures, visits
from crawler.browser.cover import Choice, Shown, choose
from crawler.store import Run, Store
from crawler.stored_site import StoredSite

SMALL = 30
"""A site of so few pages is looked at as a whole."""
ALL_PAGES = "全部页面"
HOME = "首页"
NEW = "页面上有 {new} 种本模板中还没有看过的元素"


class Sampling:
    """The choice for one run of one site. ``everything``: no choice, all pages."""

    def __init__(self, site: StoredSite, *, everything: bool = False, jobs: int = 0) -> None:
        self._store, self._run = site.store, site.run
        self._pages = site.page_ids()
        self._everything = everything or len(self._pages) <= SMALL
        home = {row["id"] for row in site.rows("AND u.url = ?", [site.home_url])}
        self._home = [page for page in self._pages if page in home]
        self._known = structures.read(self._store, self._run, self._pages, jobs=jobs)

    def take_over(self, names: Collection[str], engine: str) -> None:
        """Before the first round: count what earlier months found on unchanged pages as visited."""
        states = _states(self._store, self._run)
        rest = {page: one for page, one in self._known.items() if page not in states}
        for page, why in reuse.take_over(self._store, self._run, rest, names, engine).items():
            visits.fill(self._store, self._run, [page], why)
            visits.finish(self._store, self._run, visits.Turn(page, "", "page"), "", 0.0)

    def next_round(self) -> int:
        """Put the pages of the next round into the queue and say how many they are; 0 ends it."""
        states = _states(self._store, self._run)
        rest = [page for page in self._pages if page not in states]
        if self._everything:
            visits.fill(self._store, self._run, rest, ALL_PAGES)
            return len(rest)
        shown = Shown()
        for page, state in states.items():
            if page in self._known:
                (shown.fail if state == "failed" else shown.add)(self._known[page])
        read = [page for page in rest if page in self._known]
        home = [page for page in self._home if page in read]
        chosen = choose(self._known, read, shown, home)
        for one in chosen:
            visits.fill(self._store, self._run, [one.page], _why(one, self._home))
        drawn = [] if self._was_audited(states) else self._draw(rest, chosen)
        visits.fill(self._store, self._run, drawn, audit.WORDS)
        return len(chosen) + len(drawn)

    def _was_audited(self, states: Collection[int]) -> bool:
        return bool(states) and bool(
            self._store.connection.execute(
                "SELECT 1 FROM visits WHERE run = ? AND chosen = ? LIMIT 1",
                [self._run.id, audit.WORDS],
            ).fetchone()
        )

    def _draw(self, rest: list[int], chosen: list[Choice]) -> list[int]:
        taken = {one.page for one in chosen}
        return audit.draw([page for page in rest if page not in taken], self._run.id)


def _why(choice: Choice, home: Collection[int]) -> str:
    return HOME if choice.page in home else NEW.format(new=choice.new)


def _states(store: Store, run: Run) -> dict[int, str]:
    """The state of each page that was ever put into the queue."""
    return dict(
        store.connection.execute(
            "SELECT url, state FROM visits WHERE run = ? AND task = 'page'", [run.id]
        ).fetchall()
    )
