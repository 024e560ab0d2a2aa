"""What has to be public about messages: times, unit, answer, freshness, statistics."""

from collections.abc import Iterator, Sequence

from checks.letters import Letter, letters, none_read
from checks.message_words import NAMES
from checks.periods import add_months
from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import Site


@site_check("message-disclosure")
def message_disclosure(site: Site, *, months: int = 2) -> Iterator[Result]:
    """留言公开不完整或不及时。

    依据：国办秘函〔2019〕19号扣分指标“留言公开”：公开留言时间、答复时间、答复单位和答复内容，2 个月内有更新，
    公开统计数据（“2 个月”来自北京的通报，分值原文未核）。
    判定：已答复的公开留言里，有的在列表和留言页上都看不到留言时间、答复时间、答复单位或答复内容；
    最近一条公开留言距监测时间点超过 2 个月（恰满 2 个月不算）；没有找到留言统计，均为“需人工复核”。
    答复内容只看抓到了留言页的。抓取没有完成时，不说没有统计。没有读到公开的留言，为“无法核验”。
    误报：留言页由脚本加载、统计做成图片或放在年报里的，请人工查看。
    整改：留言公开页写明留言时间、答复时间、答复单位和答复内容，至少每 2 个月选登一次，定期公布统计。
    """
    found = letters(site)
    if reason := none_read(site, found):
        yield unverifiable(site.url, reason)
        return
    problems = [
        *_missing(site, found),
        *_stale(site, found, months),
        *_statistics(site),
    ]
    yield from problems
    if not problems:
        yield passed(site.url, f"看了 {len(found)} 条公开留言，要素齐全，{months} 个月内有更新。")


def _missing(site: Site, found: Sequence[Letter]) -> Iterator[Result]:
    """One result for each field, however many messages lack it."""
    answered = [one for one in found if one.state == "answered" and _is_known(site, one)]
    if not answered and any(one.state == "answered" for one in found):
        reason = "只读到留言列表，没有读到已答复留言的页面，不能判断公开的要素是否齐全。"
        yield unverifiable(site.url, reason, rule="missing")
    for field, name in NAMES.items():
        looked = [one for one in answered if one.in_full or field != "answer"]
        without = [one for one in looked if field not in one.shown]
        if without:
            yield review(
                without[0].url,
                f"看了 {len(looked)} 条已答复的公开留言，有 {len(without)} 条没有看到{name}，"
                f"例如{without[0].name}。",
                target=f"message:{field}",
                rule=f"missing-{field}",
                value=str(len(without)),
                found_on=tuple(dict.fromkeys(one.url for one in without[:20])),
            )


def _is_known(site: Site, one: Letter) -> bool:
    """Whether all that is public of a message was read: in full, or it has no page of its own."""
    return one.in_full or one.url == one.page


def _stale(site: Site, found: Sequence[Letter], months: int) -> Iterator[Result]:
    newest = max((one.latest for one in found if one.latest), default=None)
    if newest is not None and site.as_of > add_months(newest, months):
        days = (site.as_of - newest).days
        yield review(
            found[0].page,
            f"最近一条公开留言的日期是 {newest}，到监测时间点 {site.as_of} 已 {days} 天，超过 {months} 个月。",
            target="message:stale",
            rule="stale",
            value=str(days),
        )


def _statistics(site: Site) -> Iterator[Result]:
    if any("message_statistics" in page.reading.facts for page in site.pages()):
        return
    if site.stop_reason != "finished":
        yield unverifiable(
            site.url, "抓取没有完成，不能判断有没有公布留言统计。", rule="statistics"
        )
        return
    yield review(
        site.url,
        "没有找到留言统计（收到、答复的数量等），请确认是否公布。",
        target="message:statistics",
        rule="statistics",
    )
