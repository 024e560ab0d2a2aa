"""Scrapy alone: every page of a list fetched, nothing parsed, nothing stored. The floor.

python tests/bench/bare_scrapy.py URLS.txt
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess


class Bare(scrapy.Spider):
    """Counts good answers."""

    name = "bare"

    def __init__(self, urls: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls
        self.pages = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Every page of the list."""
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Any) -> None:
        """Nothing."""
        self.pages += 1

    def closed(self, reason: str) -> None:
        """Say how many came."""
        sys.stderr.write(f"{self.pages} pages, {reason}\n")


if __name__ == "__main__":
    process = AsyncCrawlerProcess(
        {"CONCURRENT_ITEMS": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "LOG_ENABLED": False}
    )
    process.crawl(Bare, urls=Path(sys.argv[1]).read_text().split())
    process.start()
