from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from checks.page import SHANGHAI
from checks.registry import site_check
from checks.results import Result, fail, passed, unverifiable
from checks.site import Probe, Site

OURS = "监测点"
"""A sample whose detail begins so failed because of our own network."""
STRANGE = "无法核验"
"""A sample whose detail begins so found no way to talk to the site, such as national cryptography."""


@site_check("site-unreachable")
def site_unreachable(
    site: Site, *, window_days: int, min_probes_per_day: int, slow_s: float, trip_ratio: str
) -> Iterator[Result]:
    """网站无法访问。

    依据：国办秘函〔2019〕19号单项否决“站点无法访问”：监测 1 周，每天间隔性访问 20 次以上，
    超过（含）15 秒仍打不开的次数占全部次数的 5%（含）以上。
    判定：取监测时间点以前最近一个每天次数都够的一周，失败或达到时限的次数占比达到规定比例的为“发现”。
    不论几天，只要一周里有一天次数不够，就是“无法核验”（证据不足），既不算合格也不算否决。
    被防护系统拦截、监测点自身没有网络的访问，以及登记过的停机时段内的访问，既不算失败，也不算有效次数。
    误报：监测点自身断网会表现为成片失败，请结合别的监测点复核；已报备的停机请写进 sites.toml 的
    [[site.downtime]]。
    整改：查明中断原因，恢复访问并报备；长期偏慢的优化首页和带宽。
    """
    by_day = _samples(site.probes(), site.as_of)
    end = _latest_full_week(by_day, site.month_start, site.as_of, window_days, min_probes_per_day)
    if end is None:
        yield _insufficient(site, by_day, window_days, min_probes_per_day)
        return
    start = end - timedelta(days=window_days - 1)
    week = [p for day, probes in by_day.items() if start <= day <= end for p in probes]
    failed = sum(not p.ok or p.seconds >= slow_s for p in week)
    share = Fraction(failed, len(week))
    message = (
        f"{start} 至 {end} 共有效访问 {len(week)} 次，其中 {failed} 次打不开或达到 {slow_s:g} 秒，"
        f"占 {float(share):.2%}{_left_out(site.probes(), start, end)}"
    )
    limit = Fraction(str(trip_ratio))
    value = f"{failed}/{len(week)}"
    if share >= limit:
        yield fail(site.url, f"{message}，达到 {float(limit) * 100:g}% 的否决线。", value=value)
    else:
        yield passed(site.url, f"{message}。", value=value)


def _samples(probes: Sequence[Probe], as_of: date) -> Mapping[date, list[Probe]]:
    """Real samples by Shanghai day, up to the monitoring day."""
    by_day: dict[date, list[Probe]] = defaultdict(list)
    for probe in probes:
        day = probe.at.astimezone(SHANGHAI).date()
        if probe.counts and day <= as_of:
            by_day[day].append(probe)
    return by_day


def _latest_full_week(
    by_day: Mapping[date, Sequence[Probe]], first: date, as_of: date, days: int, least: int
) -> date | None:
    """Last day of the newest stretch, ending in ``first``..``as_of``, with enough every day."""
    end = as_of
    while end >= first:
        window = (end - timedelta(days=n) for n in range(days))
        if all(len(by_day.get(day, ())) >= least for day in window):
            return end
        end -= timedelta(days=1)
    return None


def _insufficient(
    site: Site, by_day: Mapping[date, Sequence[Probe]], days: int, least: int
) -> Result:
    span = [site.as_of - timedelta(days=n) for n in range(days)]
    counts = [len(by_day.get(day, ())) for day in span]
    reason = (
        f"证据不足：最近 {days} 天有效访问 {sum(counts)} 次，"
        f"有 {sum(c < least for c in counts)} 天不到 {least} 次，不能判断网站可用性"
        f"{_left_out(site.probes(), span[-1], span[0])}"
    )
    return unverifiable(site.url, reason + "。", value=f"{sum(counts)}/{days * least}")


def _left_out(probes: Sequence[Probe], start: date, end: date) -> str:
    """What was asked in those days and does not count, with the reason; "" if nothing."""
    here = [p for p in probes if start <= p.at.astimezone(SHANGHAI).date() <= end]
    stops = Counter(p.exempt for p in here if p.exempt)
    said = [f"报备停机“{reason}”期间的 {n} 次" for reason, n in stops.items()]
    unseen = [p for p in here if p.ok is None and not p.exempt]
    ours = sum(p.detail.startswith(OURS) for p in unseen)
    strange = sum(p.detail.startswith(STRANGE) for p in unseen)
    screened = len(unseen) - ours - strange
    said += [f"被防护系统拦截的 {screened} 次"] if screened else []
    said += [f"加密协议不相容（如只支持国密）的 {strange} 次"] if strange else []
    said += [f"{OURS}自身没有网络的 {ours} 次"] if ours else []
    return f"（{'、'.join(said)}，不计入）" if said else ""
