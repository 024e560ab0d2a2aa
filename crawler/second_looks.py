"""Targets that did not answer well are asked again later; redirects inherit their target's state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from checks.site import LinkState
from crawler.hosts import Target
from crawler.link_states import LOOP, MOST_HOPS, TOO_MANY, Verdict, through_redirect
from crawler.store import Fetch


@dataclass(frozen=True, slots=True)
class Pending:
    """A target to be asked again. ``gone``: the first look was 404, 410 or no such name.

    ``verdict`` None: it has not been asked at all, because its host had stopped answering.
    """

    target: Target
    at: float
    """When it was asked, on the loop's clock."""
    verdict: Verdict | None = None
    gone: bool = False


class SecondLooks:
    """What waits for its second look, and the redirects to be settled at the end."""

    def __init__(self, distance_s: float) -> None:
        self.distance_s = distance_s
        self._pending: dict[str, Pending] = {}
        self._asked: dict[str, Pending] = {}
        self._redirects: dict[str, Fetch] = {}
        self._bad: dict[str, tuple[LinkState, str]] = {}
        self._reasked: set[str] = set()

    def add(self, pending: Pending) -> None:
        """Ask again, at least the configured distance after ``pending.at``."""
        self._pending[pending.target.url] = pending

    def first(self, url: str) -> Pending | None:
        """The first look at a target that is now being asked a second time."""
        return self._asked.pop(url, None)

    def settled(self, fetch: Fetch) -> None:
        """Remember what the end of a redirect needs to know."""
        self._redirects.pop(fetch.url, None)
        self._bad.pop(fetch.url, None)
        state = LinkState(fetch.state)
        if state is LinkState.REDIRECT and fetch.final_url != fetch.url:
            self._redirects[fetch.url] = fetch
        elif state not in (LinkState.OK, LinkState.REDIRECT):
            self._bad[fetch.url] = (state, fetch.reason)

    def due(self, now: float) -> list[Target]:
        """Targets whose time has come, with the redirects that lead to one of them."""
        ready = [p for p in self._pending.values() if now - p.at >= self.distance_s]
        for pending in ready:
            del self._pending[pending.target.url]
            self._asked[pending.target.url] = pending
        return [replace(p.target, round=p.target.round + 1) for p in ready]

    def redirects_to_recheck(self) -> list[Target]:
        """Redirects that end badly or go round in circles, each once; call when nothing else is
        left to ask.
        """
        targets = []
        for url, fetch in self._redirects.items():
            if url in self._reasked:
                continue
            end, hops = self._end(url)
            if hops > MOST_HOPS or end in self._bad:
                self._reasked.add(url)
                # A loop may be a server that wants its cookie back: follow it in one go.
                target = Target(url, fetch.role, fetch.external, round=1, chain=hops > MOST_HOPS)
                self._asked[url] = Pending(target, 0.0, Verdict(LinkState.REDIRECT, ""))
                targets.append(target)
        return targets

    def wait_s(self, now: float) -> float | None:
        """Seconds until the next second look, None if there is none."""
        if not self._pending:
            return None
        return max(0.0, min(p.at for p in self._pending.values()) + self.distance_s - now)

    def __len__(self) -> int:
        return len(self._pending)

    def drop(self) -> Iterator[Pending]:
        """Give up on what is left (the time budget is spent)."""
        left = list(self._pending.values())
        self._pending.clear()
        return iter(left)

    def final_redirects(self, left_out: Mapping[str, str]) -> Iterator[Fetch]:
        """Rows of redirects whose state follows from where they end. ``left_out``: addresses that
        were never asked, and why.
        """
        for url, fetch in self._redirects.items():
            end, hops = self._end(url)
            if hops > MOST_HOPS:
                looped = end in self._redirects
                verdict = Verdict(LinkState.SUSPECT, LOOP if looped else TOO_MANY)
            else:
                unknown = LinkState.UNVERIFIABLE, left_out.get(end, "")
                usual = unknown if end in left_out else (LinkState.OK, "")
                verdict = through_redirect(*self._bad.get(end, usual))
            if verdict.state is not LinkState.REDIRECT:
                yield replace(fetch, state=str(verdict.state), reason=verdict.reason, attempts=())

    def _end(self, url: str) -> tuple[str, int]:
        """Where a redirect ends, and after how many hops (one more than :data:`MOST_HOPS` if it does not end)."""
        hops = 0
        while url in self._redirects and hops <= MOST_HOPS:
            url = self._redirects[url].final_url
            hops += 1
        return url, hops

    def end_of(self, url: str) -> str:
        """Where an address leads in the end, "" for a loop."""
        end, hops = self._end(url)
        return end if hops <= MOST_HOPS else ""

    def bad(self) -> Mapping[str, tuple[LinkState, str]]:
        """Addresses that did not end well, with state and reason."""
        return self._bad
