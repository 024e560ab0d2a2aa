"""Surveys without a result, surveys by mail only, too few surveys in a year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from checks.periods import add_months
from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import PageSummary, Site
from checks.surveys import RESULT_OF, SURVEY

_COMMON = re.compile(
    r"关于|公开|征求|征集|意见|建议|的|公告|通告|通知|启事|结果|反馈|采纳|情况|公布|公示|问卷|调查|网上|活动|对|《|》|“|”|[（(].*?[）)]|\W"
)
_CORE = 4


@dataclass(frozen=True, slots=True)
class _Survey:
    page: PageSummary
    told: dict[str, Any]

    @property
    def end(self) -> date | None:
        return date.fromisoformat(self.told["end"]) if self.told["end"] else None

    @property
    def day(self) -> date | None:
        """When it took place: its first day, else its publication, else its last."""
        published = self.page.reading.published
        if self.told["start"]:
            return date.fromisoformat(self.told["start"])
        return published.day if published else self.end

    def is_over(self, as_of: date) -> bool:
        return self.end < as_of if self.end else self.told["state"] == "over"


@site_check("survey-result")
def survey_result(site: Site, *, per_year: int = 6, grace_days: int = 30) -> Iterator[Result]:
    """征集调查没有反馈结果或次数不足。

    依据：国办秘函〔2019〕19号扣分指标“征集调查”：有在线渠道（不含电子邮件形式）、前 1 年开展次数、结束后反馈结果
    （“1 年 6 次”可信度中，属于扣分还是加分不确定；反馈期限未核原文，这里按结束 30 天以后看）。
    判定：前 1 年内的征集调查，已结束 30 天以上而页面上没有结果反馈，也没有找到标题相应的结果页，为“需人工复核”；
    页面上只给电子邮箱、没有在线参与的，为“需人工复核”，并且不计入次数；前 1 年在线开展不足 6 次，为“需人工复核”。
    没有读到征集调查、抓取没有完成而次数不足的，为“无法核验”。
    误报：结果合并在别的公告里、在线问卷由脚本加载的看不到；次数以本站登载的为准。
    整改：征集调查结束后及时公布意见采纳情况；提供网上填写的方式。
    """
    since = add_months(site.as_of, -12)
    surveys = [s for s in _surveys(site) if s.day and since <= s.day <= site.as_of]
    listed = _listed(site, since)
    if not surveys and not listed:
        yield from _none(site)
        return
    results = _results(site)
    said = [*_without_result(site, surveys, results, grace_days), *_by_mail(surveys)]
    said += _too_few(site, surveys, listed, per_year)
    yield from said
    if not said:
        count = max(len(surveys), listed)
        yield passed(site.url, f"前 1 年有 {count} 次征集调查，已结束的都有结果。")


def _surveys(site: Site) -> Iterator[_Survey]:
    for page in site.pages():
        told = page.reading.facts.get("survey")
        if told is not None:
            yield _Survey(page, told)


def _listed(site: Site, since: date) -> int:
    """Entries of the year in the columns for surveys."""
    titles = set()
    for column in site.columns:
        page = site.page(column.url)
        if page is not None and (column.kind == "征集调查" or SURVEY.search(column.name)):
            items = page.reading.items
            titles |= {i.title or i.url for i in items if since <= i.day <= site.as_of}
    return sum(1 for title in titles if not RESULT_OF.search(title))


def _results(site: Site) -> list[str]:
    """What the titles of result pages and of list entries about results are about."""
    titles = set()
    for page in site.pages():
        if title := page.reading.facts.get("survey_result_of"):
            titles.add(title)
        titles |= {i.title for i in page.reading.items if RESULT_OF.search(i.title)}
    return [_COMMON.sub("", title) for title in titles]


def _without_result(
    site: Site, surveys: Sequence[_Survey], results: Sequence[str], grace_days: int
) -> Iterator[Result]:
    latest = site.as_of - timedelta(days=grace_days)
    for survey in surveys:
        if survey.told["result"] or not survey.is_over(site.as_of):
            continue
        if survey.end and survey.end > latest:
            continue
        core = _COMMON.sub("", survey.told["title"])
        if len(core) >= _CORE and any(core in about or about in core for about in results if about):
            continue
        when = f"已于 {survey.end} 结束" if survey.end else "标明已结束"
        days = f"，到监测时间点 {(site.as_of - survey.end).days} 天" if survey.end else ""
        yield review(
            survey.page.url,
            f"征集调查“{survey.told['title']}”{when}{days}，没有看到结果反馈。",
            target=survey.page.url,
            rule="no-result",
            value=survey.told["end"],
        )


def _by_mail(surveys: Sequence[_Survey]) -> Iterator[Result]:
    for survey in surveys:
        if survey.told["mail"] and not survey.told["online"]:
            yield review(
                survey.page.url,
                f"征集调查“{survey.told['title']}”只给了电子邮箱，没有看到在线参与的方式；"
                "电子邮件形式不算在线渠道。",
                target=f"{survey.page.url}#mail",
                rule="mail-only",
            )


def _too_few(
    site: Site, surveys: Sequence[_Survey], listed: int, per_year: int
) -> Iterator[Result]:
    by_mail = sum(1 for s in surveys if s.told["mail"] and not s.told["online"])
    count = max(len(surveys), listed) - by_mail
    if count >= per_year:
        return
    if site.stop_reason != "finished":
        reason = f"抓取没有完成，只看到前 1 年的 {count} 次征集调查，不能判断次数。"
        yield unverifiable(site.url, reason, rule="few")
        return
    yield review(
        site.url,
        f"前 1 年在线开展的征集调查看到 {count} 次，少于 {per_year} 次（次数要求未核原文），请人工核对。",
        target="survey:few",
        rule="few",
        value=str(count),
    )


def _none(site: Site) -> Iterator[Result]:
    columns = [c for c in site.columns if c.kind == "征集调查" or SURVEY.search(c.name)]
    pages = [site.page(c.url) for c in columns]
    read = [p for p in pages if p and p.reading.kind.is_content and not p.reading.script_built]
    if columns and len(read) == len(columns) and site.stop_reason == "finished":
        yield review(
            columns[0].url,
            f"栏目“{columns[0].name}”前 1 年没有征集调查。",
            target="survey:few",
            rule="few",
            value="0",
        )
        return
    yield unverifiable(site.url, "没有读到征集调查的栏目或页面，不能判断。")
