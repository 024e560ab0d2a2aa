from collections.abc import Iterator

from checks.keys import key_of
from checks.registry import site_check
from checks.results import Result, fail, review, unverifiable
from checks.site import Site
from checks.updates import home_updates


@site_check("home-stale", rendered=True)
def home_stale(site: Site, *, max_age_days: int) -> Iterator[Result]:
    """首页长期不更新。

    依据：国办秘函〔2019〕19号单项否决“首页不更新”：监测 2 周首页无信息更新；
    首页只是栏目导航入口的，所有二级页面均无更新。
    判定：首页上的日期和首页链接的稿件的发布时间里，最近一个距监测时间点（页面抓取更早的，到抓取当天）
    超过规定天数的为“发现”；恰满规定天数仍算已更新。首页没有任何稿件日期的，看它链接的栏目页。
    抓取没有完成、有稿件没有取得或读不出日期、部分内容由脚本生成、监测时间以后又有新信息的，为“需人工复核”；
    首页没有取得、由脚本生成或处处没有日期的，为“无法核验”。
    误报：没有注明发布时间的稿件读不出日期；转到上级网站的稿件不在本站抓取范围内。
    整改：按要求在首页发布信息，稿件和列表都注明发布时间。
    """
    updates = home_updates(site)
    if updates.newest is None or updates.seen_on is None:
        yield unverifiable(site.url, f"首页更新情况无法核验：{updates.reason}。")
        return
    age = (updates.seen_on - updates.newest).days
    said = f"首页最近一次更新是 {updates.newest}，距监测时间 {age} 天"
    if updates.seen_on < site.as_of:
        said = f"首页最近一次更新是 {updates.newest}，到抓取当天（{updates.seen_on}）已 {age} 天"
    if age > max_age_days:
        message = f"{said}，超过 {max_age_days} 天"
        if updates.doubt:
            yield review(site.url, f"{message}；但{updates.doubt}，请人工确认。", value=str(age))
        else:
            yield fail(site.url, f"{message}。", value=str(age))
    elif (site.as_of - updates.newest).days > max_age_days:
        reason = f"{said}；之后到监测时间的情况没有看到。"
        yield unverifiable(site.url, reason, value=str(age))


def stale_key(url: str) -> str:
    """The key of the finding that a home page is overdue, before there is one."""
    return key_of(fail(url, ""), check="home-stale")
