from collections.abc import Iterator
from datetime import timedelta

from checks.column_articles import Article, articles_of
from checks.policy_pairs import pair_up
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Site

SHOWN = 10
_ROUTINE = ("任免", "任职", "免职", "职务", "废止", "失效", "放假")
"""Words in the titles of documents that nobody needs to have explained."""


@site_check("interpretation-ratio")
def interpretation_ratio(site: Site, *, days: int = 365) -> Iterator[Result]:
    """近一年的政策文件没有解读。

    依据：国办秘函〔2019〕19号“解读比例”：抽查若干份涉及面广的文件是否有解读（抽样数和分值原文未核）。
    判定：在政策文件类栏目抓到的、监测时间前 365 天内发布的文件里，按标题相近、文号相同找本站的解读稿；
    有没找到解读的文件时列出清单和比例，为“需人工复核”。人事任免、废止、放假等文件不列入。
    没有抓到近一年的政策文件的，为“不适用”；没有登记政策解读栏目也没有抓到解读稿的，为“无法核验”。
    误报：并非每份文件都应当解读，哪些“涉及面广、社会关注度高”由人确定；解读可能在别的栏目或上级网站。
    整改：对涉及面广、社会关注度高的文件补做解读，并与原文互相链接。
    """
    since = site.as_of - timedelta(days=days)
    recent = [
        a
        for a in articles_of(site, "政策文件")
        if a.day and since < a.day <= site.as_of and not any(w in a.title for w in _ROUTINE)
    ]
    if not recent:
        yield not_applicable(site.url, "没有抓到近一年发布的政策文件，不计算解读比例。")
        return
    interpretations = articles_of(site, "政策解读")
    if not interpretations:
        reason = f"抓到近一年的政策文件 {len(recent)} 份，但没有抓到解读稿，不能计算解读比例。"
        yield unverifiable(site.url, reason)
        return
    explained = {pair.policy.url for pair in pair_up(interpretations, recent)}
    without = [a for a in recent if a.url not in explained]
    if without:
        yield _list(site, recent, without)
    else:
        yield passed(site.url)


def _list(site: Site, recent: list[Article], without: list[Article]) -> Result:
    done = len(recent) - len(without)
    share = 100 * done // len(recent)
    titles = "、".join(f"“{a.title}”" for a in without[:SHOWN])
    more = "等" if len(without) > SHOWN else ""
    message = (
        f"近一年的 {len(recent)} 份政策文件里，{done} 份找到了解读（{share}%），"
        f"{len(without)} 份没有找到：{titles}{more}，请人工确认哪些应当解读。"
    )
    found_on = tuple(a.url for a in without)
    return review(
        site.url,
        message,
        target="interpretation-ratio",
        value=f"{done}/{len(recent)}",
        found_on=found_on,
    )
