"""Scrapy's settings, each with its reason. Measurements: a 3,000-page portal, CPU seconds."""

from typing import Any

from crawler.sites import Politeness
from crawler.way import STRAIGHT, Way

TOTAL_CONCURRENCY = 48
"""Requests under way at once over all hosts; each host has its own, smaller limit."""


def scrapy_settings(politeness: Politeness, user_agent: str, way: Way = STRAIGHT) -> dict[str, Any]:
    """Settings for one crawl. No key is in them: Scrapy may print its settings."""
    return {
        # Every request we make carries our own header; this is for what Scrapy might send itself.
        "USER_AGENT": user_agent,
        # robots.txt is obeyed in crawler.robots, which also knows Crawl-delay and gives what it
        # forbids a reason in the report; Scrapy's middleware only drops it.
        "ROBOTSTXT_OBEY": False,
        # Stock Scrapy starts 100 tasks for each response (half of a bare crawl's CPU).
        "CONCURRENT_ITEMS": 1,
        # Hosts are paced in crawler.hosts, before the client, so that no time-out ever counts
        # waiting in a queue. Here only: never less than that.
        "CONCURRENT_REQUESTS": TOTAL_CONCURRENCY * 2,
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(1, politeness.concurrency) + 2,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": politeness.timeout_s,
        # Nothing bigger is read, compressed or not (a gzip bomb stops here too).
        "DOWNLOAD_MAXSIZE": max_body(politeness),
        "DOWNLOAD_WARNSIZE": 0,
        # A wrong Content-Length still gives what came; the answer is marked incomplete.
        "DOWNLOAD_FAIL_ON_DATALOSS": False,
        # A wrong certificate is recorded, not a reason to see nothing: many government sites
        # send an incomplete chain that browsers repair.
        "DOWNLOAD_VERIFY_CERTIFICATES": False,
        # IPv6-only hosts exist; the default resolver knows IPv4 only.
        "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver",
        # Names are looked up in these threads while the time-out runs: nobody may queue for one.
        "REACTOR_THREADPOOL_MAXSIZE": TOTAL_CONCURRENCY,
        # Our own queues are all there is.
        "DOWNLOADER": "crawler.downloader.DirectDownloader",
        # What is not named here is not even imported. Redirects, refusals and errors are facts to
        # store, repeated at a distance in time, so no middleware follows, retries or hides them;
        # the spider yields batches to be stored, never requests; nobody wants a telnet console.
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
        },
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "DOWNLOAD_HANDLERS_BASE": dict.fromkeys(
            ("http", "https"), "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
        ),
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_VERSIONS": [],
        **_verifying(way),
    }


def _verifying(way: Way) -> dict[str, Any]:
    """Keys are sent to nobody who cannot prove who he is."""
    if not way.verified:
        return {}
    return {
        "DOWNLOAD_HANDLERS": {"https": "crawler.verifying.VerifyingHandler"},
        "GOVCHECK_VERIFIED": way.verified,
        "GOVCHECK_CA_FILE": way.network.ca_file,
    }


def max_body(politeness: Politeness) -> int:
    """Largest body that is read, in bytes."""
    return int(politeness.max_body_mb * 1024 * 1024)
