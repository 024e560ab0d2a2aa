"""Going on with an interrupted run: what is stored is not asked again."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from checks.blocking import Block
from checks.site import LinkState
from crawler.hosts import Target
from crawler.link_states import GONE, NO_SUCH_NAME, Verdict
from crawler.reopening import Reopening
from crawler.second_looks import Pending
from crawler.store import Fetch, Run, Store
from crawler.traps import EXPLOSION
from crawler.urls import host_of
from crawler.walk import LEFT_ALONE, Walk

_ROWS = (
    "SELECT u.url, f.role, f.external, f.state, f.status, f.reason, f.method, f.fetched_at,"
    " f.final_url, (SELECT (julianday(max(at)) - julianday(min(at))) * 86400 FROM attempts a"
    " WHERE a.run = f.run AND a.url = f.url), f.charset IS NOT NULL FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"
    " AND f.role NOT LIKE 'as-%'"
)
_PENDING = (LinkState.SUSPECT, LinkState.UNVERIFIABLE)


def restore(walk: Walk, store: Store, run: Run) -> None:
    """Bring a walk to where the stored run stopped: seen, suspects, redirects, open links."""
    frontier, distance_s = walk.frontier, walk.polite.recheck_after_s
    reopening = Reopening(walk, store, run)
    redirected, waiting = [], []
    for row in store.connection.execute(_ROWS, [run.id]):
        url, role, external, state, status, reason, method, at, final, apart_s, is_page = row
        external = bool(external)
        frontier.seen.add(url)
        if role == "page" and not external:
            frontier.traps.why_not(url)  # it counts them
        walk.counts.fetched += bool(method)
        walk.counts.pages += bool(is_page)
        walk.later.settled(
            Fetch(url, role, external, state, status, reason, method, at, final or "")
        )
        if state == LinkState.REDIRECT and final:
            redirected.append((url, final, role))
            if url == frontier.home and not frontier.is_ours(final):
                frontier.widen(final)
        elif state in (LinkState.BLOCKED, LinkState.UNVERIFIABLE) and LEFT_ALONE in reason:
            screen = state == LinkState.BLOCKED
            frontier.hosts.of(host_of(url)).closed = Block(
                reason.partition(f"，{LEFT_ALONE}")[0].rpartition("；")[2], screen
            )
        elif _may_wait(state, status) and apart_s is not None and apart_s < distance_s:
            gone = status in GONE or reason == NO_SUCH_NAME
            waiting.append(
                Pending(
                    Target(url, role, external),
                    time.monotonic() - _age_s(at),
                    Verdict(LinkState(state), reason, again=True),
                    gone,
                )
            )
    for one in waiting:
        opened = one.target.role == "external" and one.target.url in reopening.opened
        walk.later.add(replace(one, target=replace(one.target, opened=opened)))
    for url, reason in store.connection.execute(
        "SELECT url, reason FROM skipped WHERE run = ?", [run.id]
    ):
        frontier.seen.add(url)
        frontier.left_out[reason] += 1
        frontier.why_left[url] = reason
        if reason == EXPLOSION:
            frontier.traps.why_not(url)
    for url, final, role in redirected:
        frontier.offer_redirect(final, role, opened=url in reopening.opened)
    reopening.offer()


def stored_home(walk: Walk, store: Store, run: Run) -> Fetch | None:
    """The home page as an interrupted run had stored it, None if it had not."""
    home = walk.frontier.home
    for url in dict.fromkeys((walk.later.end_of(home), home)):
        row = store.connection.execute(
            "SELECT f.role, f.state, f.status, f.method, f.fetched_at, f.final_url, f.content_type,"
            " f.body FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ? AND u.url = ?",
            [run.id, url],
        ).fetchone()
        body = store.body(row[7]) if row and row[7] else None
        if body is not None:
            role, state, status, method, at, final, kind, _ = row
            return Fetch(
                url, role, False, state, status, "", method, at, final or "", kind or "", body=body
            )
    return None


def _may_wait(state: str, status: int) -> bool:
    """Whether an address in this state may have been waiting for its second look."""
    return state in _PENDING or (state == LinkState.BLOCKED and status == 429)


def _age_s(at: str) -> float:
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds())
