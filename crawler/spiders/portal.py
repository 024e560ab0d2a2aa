"""The spider of the monthly crawl: walks one portal and yields batches to be stored."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider

from crawler.asking import Asker
from crawler.engine import user_agent
from crawler.store import Run, Store
from crawler.walk import Batch, Walk


class PortalSpider(Spider):
    """Drives Scrapy's downloader itself instead of yielding requests.

    A portal page repeats a hundred links that were seen long ago; asking through
    ``engine.download_async`` costs nothing for them, keeps the queue (addresses, not requests) in
    our hands for pacing, second looks and resuming, and starts each time-out when its request
    goes out.
    """

    name = "portal"

    def __init__(self, walk: Walk, contact: str, store: Store, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.walk = walk
        self.contact = contact
        self.store = store
        self.run = run

    async def start(self) -> AsyncIterator[Batch]:
        """Yield batches of rows until the walk has ended."""
        asker = Asker(self.crawler, user_agent(self.contact), self.walk.polite.timeout_s)
        async for batch in self.walk.batches(asker):
            yield batch
