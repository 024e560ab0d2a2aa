"""A few addresses, for ``govcheck page URL…``: polite, one process, nothing stored."""

from collections.abc import Sequence

from scrapy.crawler import AsyncCrawlerProcess

from checks.errors import UserError
from crawler.beside import Beside
from crawler.engine import user_agent
from crawler.fetched import Fetched
from crawler.quiet import own_signals, quiet_logs
from crawler.settings import scrapy_settings
from crawler.sites import Politeness
from crawler.spiders.spot import SpotSpider
from crawler.urls import canonical
from crawler.way import STRAIGHT, Way

__all__ = ["Fetched", "fetch_all"]


def fetch_all(
    urls: Sequence[str],
    *,
    contact: str,
    politeness: Politeness,
    way: Way = STRAIGHT,
    beside: Beside | None = None,
) -> list[Fetched]:
    """Fetch each address once, in the order given; call it once per process (Scrapy's rule).

    Redirects are followed, robots.txt and pacing hold, what looks dead or suspect is asked again
    a little later. Hosts that ``beside`` knows to be crawled are asked more slowly. Raises :class:`UserError` for what is no http(s) address, KeyboardInterrupt
    when a person ended it.
    """
    spelled = [(url, _spelled(url)) for url in dict.fromkeys(urls)]
    results: dict[str, Fetched] = {}
    with way.guarding_logs(), own_signals():
        process = AsyncCrawlerProcess(scrapy_settings(politeness, user_agent(contact), way))
        quiet_logs()
        process.crawl(
            SpotSpider,
            urls=spelled,
            contact=contact,
            politeness=politeness,
            results=results,
            way=way,
            beside=beside,
        )
        process.start()
    if len(results) < len(spelled):
        raise KeyboardInterrupt
    return [results[url] for url in urls]


def _spelled(url: str) -> str:
    try:
        return canonical(url.strip())
    except ValueError as error:
        raise UserError(
            f"“{url}”不是可以访问的网址：应以 http:// 或 https:// 开头并写明主机名。"
        ) from error
