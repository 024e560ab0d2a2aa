from collections.abc import Iterator
from datetime import date, timedelta

from checks.page import PageKind
from checks.registry import site_check
from checks.results import Result, not_applicable, review, unverifiable
from checks.site import PageSummary, Site


@site_check("backdated-batch")
def backdated_batch(
    site: Site, *, late_days: int = 14, spread_days: int = 14, least: int = 5
) -> Iterator[Result]:
    """新出现的稿件注明的日期很早（候选）。

    依据：国办秘函〔2019〕19号单项否决“弄虚作假（如伪造发稿日期）”。机器只找线索，是否伪造必须由人判断。
    判定：以前月份完整抓取过本站，当时没有、这次才出现的稿件，注明的发布日期却比上次抓取还早 14 天以上，
    为“需人工复核”；同一目录下有 5 篇（含）以上、注明日期前后跨 14 天（含）以上的，另注明“成批”。
    每个目录只报一处。没有以前月份的完整抓取记录的，不适用；上次抓取没有完成的，也不比较。
    误报：补录旧稿、迁移栏目、改版换网址都是正常情况，也可能是上次没有链接通到这些稿件。
    整改：属实的，按实际发布时间改正；补录的稿件请注明原发布日期和补录时间。
    """
    before = site.looked_before()
    if before is None:
        yield not_applicable(site.url, "没有以前月份的完整抓取记录，无从比较稿件是何时出现的。")
        return
    if site.stop_reason in ("home-unreachable", "home-tlcp"):
        yield unverifiable(site.url, "本次没有访问到网站，没有比较。")
        return
    latest = before - timedelta(days=late_days)
    new = site.first_seen()
    groups: dict[str, list[tuple[date, PageSummary]]] = {}
    for page in site.pages():
        published = page.reading.published
        if page.reading.kind is not PageKind.ARTICLE or published is None:
            continue
        if page.url in new and published.day < latest:
            groups.setdefault(_folder(page.url), []).append((published.day, page))
    for folder, found in groups.items():
        found.sort(key=lambda pair: (pair[0], pair[1].url))
        first, last = found[0][0], found[-1][0]
        batch = len(found) >= least and (last - first).days >= spread_days
        days = f"{first} 至 {last}" if first != last else f"{first}"
        many = "成批" if batch else ""
        yield review(
            found[-1][1].url,
            f"{folder} 下{many}新出现 {len(found)} 篇稿件，注明的发布日期是 {days}，"
            f"而 {before} 抓取时还没有它们；补录旧稿、迁移数据是正常情况，请人工判断。",
            target=folder,
            rule="batch" if batch else "late",
            value=str(len(found)),
            found_on=tuple(page.url for _, page in found),
        )


def _folder(url: str) -> str:
    """The column a page lies in: its folder, without one that is only a date."""
    folder = url.partition("?")[0].rpartition("/")[0]
    while folder.rpartition("/")[2].replace("-", "").isdigit():
        folder = folder.rpartition("/")[0]
    return folder + "/"
