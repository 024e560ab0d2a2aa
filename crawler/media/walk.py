"""One walk over the accounts' sources that a program may look at: every source one outcome."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess

from checks.media.models import SourceOutcome
from checks.media.reasons import Reason
from checks.media.reconcile import reconcile
from crawler.engine import user_agent
from crawler.fetched import Fetched
from crawler.media.api.running import Asking
from crawler.media.api.spider import ApiSpider, refuse_traces
from crawler.media.bases import Bases
from crawler.media.credentials import Credentials
from crawler.media.manners import Manners
from crawler.media.office import Office
from crawler.media.secrets import Redactor
from crawler.media.sources import Heard, Job, hear, jobs_of, outcome_of
from crawler.media.walk_spider import WalkSpider
from crawler.quiet import own_signals, quiet_logs
from crawler.settings import scrapy_settings
from crawler.sites import Politeness
from crawler.store import utc_now
from crawler.urls import canonical
from crawler.workflow.stamp import Stamp

LARGEST_MB = 5
POLITE = Politeness(requests_per_second=0.5, concurrency=1, max_body_mb=LARGEST_MB, timeout_s=20)
INTERFACE_PACE_S = 0.2
"""Seconds between two requests in each of the lanes of an interface."""
NEVER = datetime.min.replace(tzinfo=UTC)
CUT = "巡查中途停止（到了时间上限或被打断），没有看完它"
STORE_PACE_S = 3.0
"""Apple allows about twenty look-ups a minute."""


@dataclass(frozen=True, slots=True)
class Walked:
    """``asked`` addresses were fetched and ``calls`` made to interfaces; ``posts`` were read;
    ``outcomes`` has one for each source of each account. ``interrupted``: a person ended it, what
    was done is stored.
    """

    outcomes: tuple[SourceOutcome, ...]
    asked: int
    posts: int
    interrupted: bool = False
    calls: int = 0


class _Walk:
    """What happens to each answer. Nothing that goes wrong for one source reaches another. What a
    source came to is stored as soon as it is known: a walk may be killed.
    """

    def __init__(self, office: Office, walk: str, jobs: list[Job]) -> None:
        self.office = office
        self.name = walk
        self.started = utc_now()
        self.outcomes: dict[tuple[str, str], SourceOutcome] = {}
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
                heard = self._doubted(job, hear(job, url, answer))
                # the posts are stored: only what was said of them is kept
                short = Heard((), heard.reason, heard.detail, heard.stop)
                known = {**self.heard.get(place, {}), url: short}
                with self.office.change():
                    self.office.put_posts(heard.posts)
                    self.office.put_observations(heard.observed)
                if len(known) == len(job.urls):
                    self.keep(outcome_of(job, known, self.started, utc_now()))
            except Exception as error:  # noqa: BLE001 - told as this source's outcome
                self.crashes[place] = type(error).__name__
                continue
            self.posts += len(heard.posts)
            stop |= heard.stop
            self.heard[place] = known
        return stop

    def keep(self, outcome: SourceOutcome) -> None:
        """Store what a source came to."""
        with self.office.change():
            self.office.put_outcomes(self.name, [outcome])
        self.outcomes[outcome.account, outcome.source] = outcome

    def _doubted(self, job: Job, heard: Heard) -> Heard:
        """A feed whose newest entry is older than what it has shown before is a dead bridge."""
        if job.config.kind != "feed" or heard.reason is not None:
            return heard
        before = self.office.newest_post(job.account.key, job.source)
        newest = max((p.published_at for p in heard.posts if p.published_at), default=None)
        if before is None or newest is None or newest >= before:
            return heard
        told = f"最新一条（{newest:%Y-%m-%d}）比以前看到的（{before:%Y-%m-%d}）还旧"
        return replace(heard, reason=Reason.SHAPE_CHANGED, detail=told)

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
    bases: Bases | None = None,
    wechat_hosts: tuple[str, ...] = (),
    credentials: Credentials | None = None,
    days: int = 14,
    now: datetime | None = None,
    only: Collection[str] | None = None,
    since: datetime | None = None,
) -> Walked:
    """Look at every source once, those first that were asked longest ago; call it once per process
    (Scrapy's rule). Posts and outcomes are stored as they come; when a person ends it, sources that
    are left are stored as not looked at.

    ``days`` before today are asked about. ``now`` fixes the time for tests. ``only`` these accounts
    (keys) are looked at, all of them for None. What was asked ``since`` a moment is left alone.
    """
    bases = bases or Bases()
    jobs = _jobs(office, wechat_hosts or bases.article_hosts, credentials or Credentials())
    if only is not None:
        jobs = [job for job in jobs if job.account.key in only]
    last = office.last_asked()
    if since is not None:
        jobs = [j for j in jobs if j.outcome or last.get((j.account.key, j.source), NEVER) < since]
    turns = _in_turn(jobs, last)
    work, manners, redactor = _Walk(office, stamp.at, turns), Manners(), Redactor()
    for secret in chain.from_iterable(job.keys.fields.values() for job in jobs if job.keys):
        redactor.learn(secret)
    asking = Asking(office, redactor, bases, manners, days, work.keep, now)
    spelled, wrong = _spelled(work.by_url)
    for url in wrong:
        work.wrong(url)
    interfaces = [job for job in turns if job.kind]
    with redactor.guarding_logs():
        asked = _fetch(spelled, interfaces, contact, politeness, work, asking)
    ended = utc_now()
    reported = [job.outcome for job in jobs if job.outcome] + list(work.outcomes.values())
    reported += [  # none of its addresses could be asked
        outcome_of(job, work.heard[place], work.started, ended)
        for job in jobs
        if (place := (job.account.key, job.source)) not in work.outcomes
        and len(work.heard.get(place, ())) == len(job.urls) > 0
    ]
    planned = [(job.account.key, job.source) for job in jobs]
    done = reconcile(planned, reported, crashes={**work.crashes, **asking.crashes}).outcomes
    cut = asked < len(spelled) or len(asking.outcomes) + len(asking.crashes) < len(interfaces)
    if cut:
        done = tuple(replace(o, detail=CUT) if o.reason is Reason.NOT_RUN else o for o in done)
    counts = Counter(o.outcome for o in done)
    with office.change():
        office.put_outcomes(
            stamp.at, (o for o in done if (o.account, o.source) not in work.outcomes)
        )
        office.audit(stamp, "巡查账号", stamp.at, dict(counts))
    return Walked(done, asked, work.posts + asking.posts, cut, asking.calls)


def _in_turn(jobs: list[Job], asked: Mapping[tuple[str, str], datetime]) -> list[Job]:
    """Those never asked first: a walk that is ended early again and again reaches every source."""
    return sorted(jobs, key=lambda job: asked.get((job.account.key, job.source), NEVER))


def _jobs(office: Office, hosts: tuple[str, ...], credentials: Credentials) -> list[Job]:
    links = office.proof_links()
    known = office.post_ids("wechat_link")
    return [
        job
        for key, account in office.accounts().items()
        for job in jobs_of(
            account, links.get(key, ()), known.get(key, frozenset()), hosts, credentials
        )
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
    interfaces: list[Job],
    contact: str,
    politeness: Politeness,
    work: _Walk,
    asking: Asking,
) -> int:
    """How many addresses were asked. Pages and interfaces have a spider each."""
    answered: set[str] = set()

    def counted(url: str, answer: Fetched) -> bool:
        answered.add(url)
        return work.told(url, answer)

    if not urls and not interfaces:
        return 0
    shared = {"contact": contact, "politeness": politeness, "manners": asking.manners}
    with own_signals():
        process = AsyncCrawlerProcess(scrapy_settings(politeness, user_agent(contact)))
        quiet_logs()
        refuse_traces(process.settings)
        if urls:
            process.crawl(WalkSpider, told=counted, urls=urls, **shared)
        if interfaces:
            paces = _paces(asking.bases, politeness)
            run = asking.run
            process.crawl(ApiSpider, jobs=interfaces, run=run, paces=paces, **shared)
        process.start()
    return len(answered)


def _paces(bases: Bases, politeness: Politeness) -> dict[str, float]:
    """Seconds to wait after each request to a host, for the interfaces."""
    rate = politeness.requests_per_second
    pages = 1 / rate if rate > 0 else 0.0
    names = dict.fromkeys(Bases.__dataclass_fields__, INTERFACE_PACE_S)
    names |= {"weixin_pages": pages, "itunes": STORE_PACE_S}
    return {urlsplit(getattr(bases, n)).hostname or "": pace for n, pace in names.items()}
