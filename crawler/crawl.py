"""One site's monthly crawl, from its home page into its file. Once per process (Scrapy's rule)."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from checks.errors import UserError
from crawler.clock import REAL, Clock
from crawler.earlier import Earlier
from crawler.engine import ENGINE, user_agent
from crawler.hours import Hours, OutsideHoursError
from crawler.progress import Progress, Reporter
from crawler.quiet import own_signals, quiet_logs, rare_collections
from crawler.resume import restore
from crawler.settings import scrapy_settings
from crawler.sites import SiteConfig
from crawler.spiders.portal import PortalSpider
from crawler.store import Run, Store
from crawler.walk import Walk
from crawler.way import Way


class CrawlError(UserError):
    """The crawl had to end; what was stored is kept, and the next run goes on from there."""


def crawl(
    config: SiteConfig,
    store: Path,
    *,
    month: str,
    as_of: date,
    contact: str,
    fresh: bool = False,
    progress: Callable[[Progress], None] | None = None,
    clock: Clock = REAL,
) -> Run:
    """Crawl a site into ``store`` and return the finished run.

    An unfinished run of the month is continued unless ``fresh``, which also asks in full for what
    earlier months have. Raises :class:`CrawlError` when the file cannot be written,
    :class:`OutsideHoursError` when the hours in which the site may be crawled are over,
    KeyboardInterrupt when a person ended it; all leave the run open.
    """
    if (hours := Hours.parse(config.politeness.hours)) and not hours.has(clock.moment()):
        raise OutsideHoursError(config.name, hours, "这一次没有访问网站。")
    agent, polite, way = user_agent(contact), config.politeness, Way.to(config)
    with Store(store) as file:
        run = file.open_run(
            month,
            as_of,
            user_agent=agent,
            engine=ENGINE,
            settings=json.dumps(
                asdict(replace(polite, incremental=polite.incremental and not fresh))
                | ({"way": way.told} if way.told else {}),
                ensure_ascii=False,
            ),
            fresh=fresh,
        )
        walk = Walk(config, run.as_of, Reporter(progress), Earlier.find(file, run, config), clock)
        if run.resumed:
            restore(walk, file, run)
        walk.seed()
        run_scrapy(config, walk, file, run, contact)
        return _end(walk, file, run, way)


def run_scrapy(config: SiteConfig, walk: Walk, store: Store, run: Run, contact: str) -> None:
    """Walk on, with the keys there are for the site. Raises :class:`UserError` when one is missing."""
    way = Way.to(config)
    settings = scrapy_settings(config.politeness, user_agent(contact), way)
    settings["ITEM_PIPELINES"] = {"crawler.pipelines.StoreBatches": 100}
    with way.guarding_logs(), own_signals(), rare_collections():
        process = AsyncCrawlerProcess(settings)
        quiet_logs()
        process.crawl(PortalSpider, walk=walk, contact=contact, store=store, run=run, way=way)
        process.start()


def _end(walk: Walk, store: Store, run: Run, way: Way) -> Run:
    reason = walk.stop_reason or "interrupted"
    try:
        if walk.failure is not None:
            raise walk.failure
        left = walk.leftover()
        if left.fetches or left.skipped:
            store.write(run, left.fetches, left.skipped)
        if walk.stop_reason and not walk.resting:
            told = {"way": way.told} if way.told else {}
            store.close_run(run, reason, {**told, **walk.tally()})
    except sqlite3.Error as error:
        raise CrawlError(_cannot_write(store.path, error)) from error
    if walk.resting and walk.hours is not None:
        raise OutsideHoursError(walk.config.name, walk.hours, "已经抓到的内容都存下了。")
    if not walk.stop_reason:
        raise KeyboardInterrupt
    return replace(next(r for r in store.runs(run.month) if r.id == run.id), resumed=run.resumed)


def _cannot_write(path: Path, error: Exception) -> str:
    if "full" in str(error):
        return (
            f"磁盘空间不足，无法继续写入 {path}。已经存下的内容没有丢失；"
            "请腾出空间后再运行一次，抓取会接着进行，不会重复访问已取得的页面。"
        )
    return (
        f"无法写入 {path}（{error}）。已经存下的内容没有丢失；"
        "请检查文件权限、磁盘，以及是否有别的程序占用它，然后再运行一次。"
    )
