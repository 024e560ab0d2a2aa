"""The spider of the monthly crawl: walks one portal and yields batches to be stored."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider

from crawler.agents import agent_looks
from crawler.asking import Asker
from crawler.engine import user_agent
from crawler.outbox import Batch
from crawler.resume import stored_home
from crawler.search_asking import try_search
from crawler.store import Fetch, Run, Store
from crawler.walk import Walk
from crawler.way import STRAIGHT, Way

SEARCHED_AFTER = ("finished", "budget-pages", "budget-time")
"""Stop reasons after which the site's search is tried once."""


class PortalSpider(Spider):
    """Drives Scrapy's downloader itself instead of yielding requests.

    A portal page repeats a hundred links that were seen long ago; asking through
    the downloader directly costs nothing for them, keeps the queue (addresses, not requests) in
    our hands for pacing, second looks and resuming, and starts each time-out when its request
    goes out.
    """

    name = "portal"

    def __init__(
        self,
        walk: Walk,
        contact: str,
        store: Store,
        run: Run,
        way: Way = STRAIGHT,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.walk = walk
        self.contact = contact
        self.store = store
        self.run = run
        self.way = way

    async def start(self) -> AsyncIterator[Batch]:
        """Yield batches of rows until the walk has ended."""
        agent = user_agent(self.contact)
        asker = Asker(self.crawler, agent, self.walk.polite.timeout_s, self.way)
        home: Fetch | None = None
        async for batch in self.walk.batches(asker):
            home = home or next(filter(self._is_home, batch.fetches), None)
            yield batch
        if home is None and self.run.resumed:
            home = stored_home(self.walk, self.store, self.run)
        if home is not None and self.walk.stop_reason in SEARCHED_AFTER:
            row = await try_search(self.walk.config, home, asker, self.walk.frontier.hosts)
            if row is not None:
                yield Batch([row], [])
            async for look in agent_looks(self.walk.config, asker, self.walk.frontier):
                yield Batch([look], [])

    def _is_home(self, fetch: Fetch) -> bool:
        first = self.walk.frontier.home
        return fetch.body is not None and fetch.url in (first, self.walk.later.end_of(first))
