"""Ask the interfaces of one account for two days and tell the shape of what they answer.

For an office that wants to know whether an interface still is what we take it for, and may show
the answer to anybody: no content, no key. Nothing is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from checks.media.models import Account
from crawler.asking import Answer
from crawler.engine import user_agent
from crawler.media.api.calls import Call, FailureError, Session, Span, parsed
from crawler.media.api.shapes import shape_of
from crawler.media.api.spider import ApiSpider, refuse_traces
from crawler.media.api.weixin import Tokens
from crawler.media.bases import Bases
from crawler.media.credentials import Credentials
from crawler.media.manners import Manners
from crawler.media.secrets import Redactor
from crawler.media.sources import Job, jobs_of
from crawler.quiet import own_signals, quiet_logs
from crawler.settings import scrapy_settings
from crawler.sites import Politeness

DAYS = 2


@dataclass
class _Trying:
    """What is told of each call, in order."""

    bases: Bases
    redactor: Redactor
    lines: list[str]

    async def run(self, spider: ApiSpider, job: Job) -> None:
        """Ask one source."""

        async def send(call: Call) -> Answer:
            answer = await spider.send(call)
            self.lines.append(f"  {call.path}：{_shape(answer)}")
            return answer

        self.lines.append(f"{job.source}：")
        session = Session(
            account=job.account,
            source=job.source,
            config=job.config,
            span=Span(datetime.now(UTC), DAYS),
            bases=self.bases,
            redactor=self.redactor,
            send=send,
            pause=spider.pause,
            keep=_forget,
            put=_forget,
            tokens=Tokens(),
            keys=job.keys,
        )
        try:
            if job.kind:
                await job.kind.look(session)
        except FailureError as error:
            detail = f"（{self.redactor.clean(error.detail)}）" if error.detail else ""
            self.lines.append(f"  {error.reason.sentence}{detail}。{error.reason.next_step}")
        except Exception as error:  # noqa: BLE001 - told, and the others go on
            self.lines.append(f"  程序出错（{type(error).__name__}）。")


def try_interfaces(
    account: Account,
    *,
    contact: str,
    politeness: Politeness,
    bases: Bases,
    credentials: Credentials | None = None,
) -> list[str]:
    """Lines to print, for every source of the account that asks an interface; once per process."""
    jobs = jobs_of(account, (), credentials=credentials or Credentials())
    asked, redactor = [job for job in jobs if job.kind], Redactor()
    for job in asked:
        for secret in job.keys.fields.values() if job.keys else ():
            redactor.learn(secret)
    trying = _Trying(bases, redactor, [])
    trying.lines += [
        f"{job.source}：{job.outcome.reason.sentence}（{job.outcome.detail}）。"
        for job in jobs
        if job.outcome and job.outcome.reason
    ]
    if not asked:
        return trying.lines
    with redactor.guarding_logs(), own_signals():
        process = AsyncCrawlerProcess(scrapy_settings(politeness, user_agent(contact)))
        quiet_logs()
        refuse_traces(process.settings)
        process.crawl(
            ApiSpider, jobs=asked, run=trying.run, contact=contact, politeness=politeness,
            manners=Manners(), paces={},
        )  # fmt: skip
        process.start()
    return trying.lines


def _shape(answer: Answer) -> str:
    try:
        return shape_of(parsed(answer))
    except FailureError as error:
        return error.reason.sentence


def _forget(_: Iterable[Any] | Any) -> None:
    """Nothing is stored."""
