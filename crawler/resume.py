"""Going on with an interrupted run: what is stored is not asked again."""

import time
from datetime import UTC, datetime

from checks.blocking import Block
from checks.site import LinkState
from crawler.hosts import Target
from crawler.link_states import GONE, NO_SUCH_NAME, Verdict
from crawler.links import Kind
from crawler.roles import extension, kind_of
from crawler.second_looks import Pending
from crawler.store import Fetch, Run, Store
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
    redirected = []
    for row in store.connection.execute(_ROWS, [run.id]):
        url, role, external, state, status, reason, method, at, final, apart_s, is_page = row
        frontier.seen.add(url)
        walk.counts.fetched += bool(method)
        walk.counts.pages += bool(is_page)
        fetch = Fetch(url, role, bool(external), state, status, reason, method, at, final or "")
        walk.later.settled(fetch)
        if state == LinkState.REDIRECT and final:
            redirected.append((final, role))
            if url == frontier.home and not frontier.is_ours(final):
                frontier.widen(final)
        elif state in (LinkState.BLOCKED, LinkState.UNVERIFIABLE) and LEFT_ALONE in reason:
            screen = state == LinkState.BLOCKED
            frontier.hosts.of(host_of(url)).closed = Block(
                reason.partition(f"，{LEFT_ALONE}")[0].rpartition("；")[2], screen
            )
        elif state in _PENDING and apart_s is not None and apart_s < distance_s:
            gone = status in GONE or reason == NO_SUCH_NAME
            walk.later.add(
                Pending(
                    Target(url, role, bool(external)),
                    time.monotonic() - _age_s(at),
                    Verdict(LinkState(state), reason, again=True),
                    gone,
                )
            )
    for url, reason in store.connection.execute(
        "SELECT url, reason FROM skipped WHERE run = ?", [run.id]
    ):
        frontier.seen.add(url)
        frontier.left_out[reason] += 1
    for final, role in redirected:
        frontier.offer_redirect(final, role)
    _reopen(walk, store, run)


def _reopen(walk: Walk, store: Store, run: Run) -> None:
    """Plan every link of a stored page that was never settled."""
    addresses = dict(store.connection.execute("SELECT id, url FROM urls"))
    seen: set[int] = set()
    for _, targets in store.outlinks(run.id):
        for number in targets:
            if number not in seen:
                seen.add(number)
                url = addresses[number]
                # How it was linked is not stored; its ending says as much as is needed.
                walk.frontier.offer(url, kind_of(extension(url)) or Kind.ANCHOR)


def _age_s(at: str) -> float:
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds())
