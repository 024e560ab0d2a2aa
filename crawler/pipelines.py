"""The one pipeline: a batch from the spider becomes one transaction."""

import sqlite3
from typing import cast

from scrapy.crawler import Crawler

from crawler.outbox import Batch
from crawler.spiders.portal import PortalSpider
from crawler.store import Run, Store
from crawler.walk import Walk


class StoreBatches:
    """Writes every batch. When the disk is full the walk ends; what is stored stays."""

    def __init__(self, walk: Walk, store: Store, run: Run) -> None:
        self.walk, self.store, self.run = walk, store, run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StoreBatches":
        """Take store and run from the spider: settings are copied deeply, a connection cannot be."""
        spider = cast(PortalSpider, crawler.spider)
        return cls(spider.walk, spider.store, spider.run)

    async def process_item(self, item: Batch) -> Batch:
        """Store a batch, all of it or nothing."""
        if self.walk.failure is None:
            try:
                self.store.write(self.run, item.fetches, item.skipped)
            except sqlite3.Error as error:
                self.walk.fail(error)
        return item
