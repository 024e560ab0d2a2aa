"""One walk over the accounts' sources that a program may look at: every source one outcome."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from checks.media.models import SourceOutcome
from checks.media.reasons import Reason
from checks.media.reconcile import reconcile
from crawler.engine import user_agent
from crawler.fetched import Fetched
from crawler.media.office import Office, Stamp
from crawler.media.sources import Heard, Job, hear, jobs_of, outcome_of
from crawler.media.walk_spider import WalkSpider
from crawler.media.wechat_article import HOSTS
from crawler.quiet import own_signals, quiet_logs
from crawler.settings import scrapy_settings
from crawler.sites import Politeness
from crawler.store import utc_now
from crawler.urls import canonical

LARGEST_MB = 5
POLITE = Politeness(requests_per_second=0.5, concurrency=1, max_body_mb=LARGEST_MB, timeout_s=20)


@dataclass(frozen=True, slots=True)
class Walked:
    """``asked`` addresses were fetched; ``posts`` were read; ``outcomes`` has one for each source
    of each account. ``interrupted``: a person ended it, what was done is stored.
    """

    outcomes: tuple[SourceOutcome, ...]
    asked: int
    posts: int
    interrupted: bool = False


class _Walk:
    """What happens to each answer. Nothing that goes wrong for one source reaches another."""

    def __init__(self, office: Office, jobs: list[Job]) -> None:
        self.office = office
        self.by_url: dict[str, list[Job]] = {}
        self.heard: dict[tuple[str, str], dict[str, Heard]] = {}
        self.crashes: dict[tuple[str, str], str] = {}
        self.posts = 0
        for job in jobs:
            for url in job.urls:
                self.by_url.setdefault(url, []).append(job)

    def told(self, url: str, answer: Fetched) -> bool:
        """Read an answer for every source that wants it, and store its posts."""
        stop = False
        for job in self.by_url[url]:
            place = (job.account.key, job.source)
            try:
                heard = hear(job, url, answer)
                with self.office.change():
                    self.office.put_posts(heard.posts)
            except Exception as error:  # noqa: BLE001 - told as this source's outcome
                self.crashes[place] = type(error).__name__
                continue
            self.posts += len(heard.posts)
            stop |= heard.stop
            # the posts are stored: only what was said of them is kept
            short = Heard((), heard.reason, heard.detail, heard.stop)
            self.heard.setdefault(place, {})[url] = short
        return stop

    def wrong(self, url: str) -> None:
        """An address that cannot be asked at all."""
        for job in self.by_url[url]:
            heard = Heard(reason=Reason.HTTP_ERROR, detail="网址写错了")
            self.heard.setdefault((job.account.key, job.source), {})[url] = heard


def walk(
    office: Office,
    *,
    contact: str,
    stamp: Stamp,
    politeness: Politeness = POLITE,
    wechat_hosts: tuple[str, ...] = HOSTS,
) -> Walked:
    """Look at every source once; call it once per process (Scrapy's rule). Posts are stored as
    they come, outcomes at the end, even when a person ends it.
    """
    jobs = _jobs(office, wechat_hosts)
    work = _Walk(office, jobs)
    spelled, wrong = _spelled(work.by_url)
    for url in wrong:
        work.wrong(url)
    started = utc_now()
    asked = _fetch(spelled, contact, politeness, work.told) if spelled else 0
    ended = utc_now()
    reported = [job.outcome for job in jobs if job.outcome]
    reported += [
        outcome_of(job, work.heard[place], started, ended)
        for job in jobs
        if (place := (job.account.key, job.source)) in work.heard
    ]
    planned = [(job.account.key, job.source) for job in jobs]
    done = reconcile(planned, reported, crashes=work.crashes)
    counts = Counter(o.outcome for o in done.outcomes)
    with office.change():
        office.put_outcomes(stamp.at, done.outcomes)
        office.audit(stamp, "巡查账号", stamp.at, dict(counts))
    return Walked(done.outcomes, asked, work.posts, asked < len(spelled))


def _jobs(office: Office, hosts: tuple[str, ...]) -> list[Job]:
    links = office.proof_links()
    known = office.post_ids("wechat_link")
    return [
        job
        for key, account in office.accounts().items()
        for job in jobs_of(account, links.get(key, ()), known.get(key, frozenset()), hosts)
    ]


def _spelled(urls: Mapping[str, Any]) -> tuple[list[tuple[str, str]], list[str]]:
    good, wrong = [], []
    for url in urls:
        try:
            good.append((url, canonical(url)))
        except ValueError:
            wrong.append(url)
    return good, wrong


def _fetch(
    urls: list[tuple[str, str]],
    contact: str,
    politeness: Politeness,
    told: Callable[[str, Fetched], bool],
) -> int:
    """How many addresses were asked."""
    answered: set[str] = set()

    def counted(url: str, answer: Fetched) -> bool:
        answered.add(url)
        return told(url, answer)

    with own_signals():
        process = AsyncCrawlerProcess(scrapy_settings(politeness, user_agent(contact)))
        quiet_logs()
        process.crawl(WalkSpider, told=counted, urls=urls, contact=contact, politeness=politeness)
        process.start()
    return len(answered)
