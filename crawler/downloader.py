"""Scrapy's downloader without its queues: hosts are paced in :mod:`crawler.hosts`, before it."""

import logging

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.http import Response

logger = logging.getLogger(__name__)


class DirectDownloader(Downloader):
    """Gives a request to the middlewares and the handler at once.

    Scrapy's own way through engine, scheduler slot and host queue takes a tenth of a crawl's CPU
    and would pace for a second time what was paced already.
    """

    async def direct(self, request: Request) -> Response:
        """One request. Raises what the handler raises."""
        answer = await self.middleware.download_async(self.handlers.download_request_async, request)
        assert isinstance(answer, Response)  # noqa: S101 - no middleware of ours asks anew
        logger.debug("Asked (%d) %s", answer.status, request)
        return answer
