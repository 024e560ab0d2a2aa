"""One look at one target: ask, fall back, judge, and hand on the links it brings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from checks.site import LinkState
from crawler.asking import LONGEST_WAIT_S, Answer, Asker, Trouble, Want, follow
from crawler.earlier import Earlier
from crawler.frontier import Frontier
from crawler.hosts import Host, Target
from crawler.link_states import GONE, LOOP, TOO_MANY, Verdict, first_look, is_gone, second_look
from crawler.links import Kind
from crawler.receiving import LASTMOD, Received, attempt_of, is_html, receive
from crawler.robots import OPEN, read
from crawler.roles import STORED, extension, is_document
from crawler.roles import kind_of as from_ending
from crawler.second_looks import Pending, SecondLooks
from crawler.store import Attempt, Fetch
from crawler.traps import series_of
from crawler.urls import Joiner

IMPOSSIBLE = b'"govcheck-no-such-version"'
LONG_AGO = b"Thu, 01 Jan 1970 00:00:01 GMT"


@dataclass(slots=True)
class Counts:
    """What the run record says. ``fetched`` are distinct addresses that were asked."""

    fetched: int = 0
    pages: int = 0
    reasked: int = 0
    fallbacks: int = 0
    robots: int = 0
    unchanged: int = 0
    trusted: int = 0
    gone_before: int = 0
    malformed: set[str] = field(default_factory=set)


class Looker:
    """Looks at targets for one walk; ``now`` is its clock."""

    def __init__(
        self,
        asker: Asker,
        frontier: Frontier,
        later: SecondLooks,
        counts: Counts,
        now: Callable[[], float],
        *,
        files: bool = True,
        earlier: Earlier | None = None,
    ) -> None:
        self._asker = asker
        self._frontier = frontier
        self._later = later
        self._counts = counts
        self._now = now
        self._files = files
        self._earlier = earlier
        self.moved: Mapping[str, datetime] = {}
        """When pages last changed, as the site's sitemap says."""
        self._joiner = Joiner()

    async def learn_rules(self, host: Host, origin: str) -> None:
        """Read an origin's robots.txt, once."""
        self._counts.robots += 1
        ask = self._asker.ask
        first = await ask(f"{origin}/robots.txt", "GET", Want.ALL)
        answer, _ = await follow(
            lambda url, cookies: ask(url, "GET", Want.ALL, cookies), first, lambda _: True, 5
        )
        host.heed(answer, self._now())
        if answer.status >= 500 and answer.retry_after_s <= LONGEST_WAIT_S and not answer.block:
            # It would close the whole host: one bad moment must not decide that.
            await host.clock.sleep(max(self._later.distance_s, host.next_at - self._now()))
            answer = await ask(answer.url, "GET", Want.ALL)
        if answer.block is not None and answer.block.screen:
            host.learn(answer, self._now())
            host.rules[origin] = OPEN  # the screen says nothing about robots; the host is closed
            return
        host.rules[origin] = read(answer.status, answer.body)
        host.slow_down(host.rules[origin])

    async def look(self, host: Host, target: Target) -> Fetch:
        """Ask for a target and return its row; its links are offered to the frontier."""
        method, want = _manner(target, self._files)
        conditions = self._conditions(target) if method == "GET" else {}
        if conditions and host.honest is not False:
            same, answer = await self._ask_if_changed(host, target, want, conditions)
            if same is not None:
                host.learn(answer, self._now())
                self._counts.fetched += 1
                self._counts.unchanged += 1
                self.take_links(target, answer.location, same)
                return self._dated(same.fetch)
        else:
            answer = await self._asker.ask(target.url, method, want)
        earlier: list[Answer] = []
        if method == "HEAD" and _head_is_doubtful(answer):
            earlier.append(answer)
            self._counts.fallbacks += 1
            await host.rest()
            answer = await self._asker.ask(target.url, "GET", want)
        elif method == "GET" and _is_too_much(target, answer):
            earlier.append(answer)  # a big file is no fault: it is enough that it is there
            await host.rest()
            there = await self._asker.ask(target.url, "HEAD", Want.NOTHING)
            if target.role == "attachment" or not is_html(there):
                answer = there
        # A redirect to the same address wants its cookie back; so may a whole loop.
        answer, passed = await follow(
            lambda url, cookies: self._asker.ask(url, "GET", want, cookies),
            answer,
            lambda a: a.location == target.url or target.chain,
        )
        host.learn(answer, self._now())
        received = self._judge(target, answer, earlier, passed)
        self.take_links(target, answer.location, received)
        return self._dated(received.fetch)

    async def ask_again(self, target: Target) -> Answer:
        """The beginning of a page that was good before, of which nothing is kept."""
        return await self._asker.ask(target.url, "GET", Want.BEGINNING)

    def _dated(self, fetch: Fetch) -> Fetch:
        """With what the sitemap says of the page, for the months to come."""
        moved = self.moved.get(fetch.url)
        if fetch.role != "page" or moved is None:
            return fetch
        return replace(fetch, detail={**fetch.detail, LASTMOD: moved.isoformat()})

    def _conditions(self, target: Target) -> dict[bytes, bytes]:
        if self._earlier is None or target.url == self._later.end_of(self._frontier.home):
            return {}  # the home page is always read
        return self._earlier.conditions(target)

    async def _ask_if_changed(
        self, host: Host, target: Target, want: Want, conditions: dict[bytes, bytes]
    ) -> tuple[Received | None, Answer]:
        """What stands because of a 304, or the full answer. The first time, a host is asked under
        conditions that cannot hold: one that says "not modified" to everything is never believed.
        """
        trial = host.honest is None
        more = dict.fromkeys(conditions, IMPOSSIBLE) if trial else conditions
        if trial and b"If-Modified-Since" in more:
            more[b"If-Modified-Since"] = LONG_AGO
        answer = await self._asker.ask(target.url, "GET", want, more=more)
        if trial and answer.status in (200, 304):
            host.honest = answer.status != 304 and host.honest is not False
        if answer.status != 304:
            return None, answer
        if not trial and host.honest and self._earlier is not None:
            same = self._earlier.unchanged(target, answer)
            if same is not None:
                return same, answer
        await host.rest()
        return None, await self._asker.ask(target.url, "GET", want)

    def _judge(
        self, target: Target, answer: Answer, earlier: list[Answer], passed: list[str]
    ) -> Received:
        first = self._later.first(target.url) if target.round else None
        before: Attempt | None = None
        verdict = first_look(answer, strict_tls=target.external)
        if answer.location and (passed or answer.location == target.url):
            round_trip = answer.location == target.url or answer.location in passed
            reason = LOOP if round_trip else TOO_MANY
            verdict = Verdict(LinkState.SUSPECT, reason, again=not target.chain)
        if first is not None and first.verdict is not None:
            self._counts.reasked += 1
            verdict = second_look(verdict, first.gone, answer)
        else:
            self._counts.fetched += 1
            if self._earlier is not None and verdict.again and is_gone(answer):
                before = self._earlier.gone(target.url)
            if before is not None:
                self._counts.gone_before += 1
                verdict = second_look(verdict, True, answer)
            elif verdict.again:
                # The distance between two looks is the longer one of ours and theirs.
                at = max(self._now(), self._now() + answer.retry_after_s - self._later.distance_s)
                self._later.add(Pending(target, at, verdict, is_gone(answer)))
        attempts: tuple[Attempt, ...] = ()
        if first is not None or earlier or verdict.state not in (LinkState.OK, LinkState.REDIRECT):
            attempts = tuple(
                attempt_of(a, first_look(a, strict_tls=target.external)) for a in (*earlier, answer)
            )
            attempts = (before, *attempts) if before is not None else attempts
        received = receive(target, answer, verdict, attempts, passed, self._joiner)
        if passed and passed[-1] != target.url and verdict.state is LinkState.OK:
            # The end of a chain has a row of its own, and the page is stored there.
            state = str(LinkState.REDIRECT)
            fetch = replace(received.fetch, state=state, body=None, targets=None)
            self._frontier.offer_redirect(passed[-1], target.role)
            received = Received(fetch, {}, {}, is_page=False)
        return received

    def stand_in(self, host: Host, target: Target) -> Fetch | None:
        """The row of a target that need not be asked, None if it must be."""
        if self._earlier is None:
            return None
        answered = host.answered_at > float("-inf")
        received = self._earlier.trusted(target, answered)
        if received is None:
            return None
        fetch = received.fetch
        moved = fetch.final_url if fetch.state == LinkState.REDIRECT else ""
        self._counts.trusted += 1
        self.take_links(target, moved, received)
        return fetch

    def take_links(self, target: Target, location: str, received: Received) -> None:
        """Offer what an answer leads to. ``location``: where it redirects to, "" if nowhere."""
        frontier = self._frontier
        if received.is_page:
            self._counts.pages += 1
            series, fresh = series_of(target.url), 0
            opened = received.lists_links or target.url == self._later.end_of(frontier.home)
            for url, kind in received.links.items():
                if url in frontier.seen:
                    continue
                if self._offer(received, url, kind, opened=opened) and series:
                    fresh += series_of(url) != series
            if series:
                frontier.traps.fetched(target.url, fresh)
            for raw, reason in received.bad.items():
                if raw not in self._counts.malformed:
                    self._counts.malformed.add(raw)
                    frontier.leave_out(raw, reason)
        elif received.links:
            for url, kind in received.links.items():
                self._offer(received, url, kind)
        elif location and received.fetch.state == LinkState.REDIRECT:
            if target.url == frontier.home and not frontier.is_ours(location):
                frontier.widen(location)
            frontier.offer_redirect(
                location, target.role, opened=target.opened, hops=target.hops + 1
            )

    def _offer(self, received: Received, url: str, kind: Kind, *, opened: bool = False) -> bool:
        """Of a page that was not read again it is not known how it links to an address."""
        if self._earlier is not None and received.fetch.kept and url not in self._frontier.seen:
            known = self._earlier.kind_of(url) or from_ending(extension(url))
            kind = known or Kind.ANCHOR
        return self._frontier.offer(url, kind, opened=opened)


def _manner(target: Target, files: bool) -> tuple[str, Want]:
    """GET for what is read and kept, HEAD for what only has to be there. ``files``: attachments
    are read too.
    """
    if target.role == "attachment" and not (files and is_document(target.url)):
        return ("GET" if target.round else "HEAD"), Want.NOTHING
    if not target.external and target.role in STORED:
        text = Want.FILES if files else Want.TEXT
        return "GET", text if target.role in ("page", "frame") else Want.ALL
    if target.opened:
        return "GET", Want.BEGINNING
    return ("GET" if target.round else "HEAD"), Want.NOTHING


def _is_too_much(target: Target, answer: Answer) -> bool:
    """Whether a file was there, but too big or too slow to be read."""
    if target.external or target.role not in ("attachment", "page"):
        return False
    slow = answer.trouble is Trouble.TIMEOUT and answer.answered and target.role == "attachment"
    return slow or answer.trouble is Trouble.TOO_LARGE


def _head_is_doubtful(answer: Answer) -> bool:
    """Whether a HEAD answer may only mean that HEAD is not liked. 404 is asked again later."""
    if answer.trouble:
        return answer.trouble is Trouble.BROKEN
    if answer.status == 429 or answer.retry_after_s:
        return False
    return answer.status >= 400 and answer.status not in GONE
