"""A short notice after a run, by mail, webhook or 企业微信: counts and numbers, nothing to be misused.

Where it goes is a secret (a webhook's address holds its key), found by name like any other: the
credential ``office-mail`` with its field ``url``, in the notation of Apprise (``mailtos://…``,
``wecombot://…``, ``json://…``).
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import unquote

from apprise import Apprise

from checks.results import Outcome
from crawler.media.credentials import Credentials, MissingError
from crawler.media.secrets import SHORTEST, Redactor, Secret
from reports.safe_text import one_line
from reports.summary import Report
from reports.wording import chinese_month

MOST_SITES = 30
MOST_NUMBERS = 5


def notice_of(reports: Sequence[Report], month: str, failed: Sequence[str] = ()) -> tuple[str, str]:
    """(title, text) for a month. No address, no excerpt and no message of a finding is in it."""
    title = f"{chinese_month(month)}政府网站检查"
    lines = [f"共 {len(reports)} 个网站有结果。"]
    for report in reports[:MOST_SITES]:
        counts = report.counts
        lines.append(
            f"{one_line(report.site_name)}：{report.score.verdict.value}，"
            f"发现 {counts[str(Outcome.FAIL)]}，待复核 {counts[str(Outcome.REVIEW)]}，"
            f"无法核验 {counts[str(Outcome.UNVERIFIABLE)]}"
        )
        numbers = [f.result.number for row in report.urgent for f in row.findings]
        if numbers:
            more = f" 等 {len(numbers)} 处" if len(numbers) > MOST_NUMBERS else ""
            lines.append(f"　请立即处置：{'、'.join(numbers[:MOST_NUMBERS])}{more}")
    if len(reports) > MOST_SITES:
        lines.append(f"另有 {len(reports) - MOST_SITES} 个网站，见报告。")
    if failed:
        lines.append(f"没有做完的网站：{'、'.join(map(one_line, failed[:MOST_SITES]))}。")
    lines.append("详情请打开报告，按编号查看。")
    return title, "\n".join(lines)


def _parts(secret: Secret) -> Redactor:
    """Knows the address and each of its parts: what is logged is often only one of them."""
    redactor = Redactor()
    redactor.learn(secret)
    for part in re.split(r"[/?&=+:@#,]", unquote(secret.reveal())):
        if len(part) >= SHORTEST:
            redactor.learn(Secret(part))
    return redactor


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """The library spells addresses in its own way when it logs them: let it log nothing."""
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def send(
    names: Sequence[str], title: str, text: str, credentials: Credentials | None = None
) -> list[str]:
    """Send to every name; returns Chinese sentences about those it did not reach, without secrets."""
    found = credentials or Credentials()
    problems = []
    for name in names:
        try:
            secret = found.find(name, [("url",)])["url"]
        except MissingError as error:
            problems.append(f"通知“{name}”没有发：{error}。")
            continue
        with _parts(secret).guarding_logs(), _silent("apprise"):
            target = Apprise()
            added = target.add(secret.reveal())
            try:
                sent = bool(added) and bool(target.notify(title=title, body=text))
            except Exception as error:  # noqa: BLE001 - each service fails in its own way
                logging.getLogger(__name__).debug("notice %s: %s", name, type(error).__name__)
                sent = False
        if not added:
            problems.append(f"通知“{name}”的地址写法不对，没有发。请对照 Apprise 的写法检查。")
        elif not sent:
            problems.append(f"通知“{name}”没有送到，请检查地址、网络和对方的设置。")
    return problems
