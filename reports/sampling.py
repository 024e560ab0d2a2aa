"""How many availability samples there are, in one sentence, whatever the verdict makes of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from checks.page import SHANGHAI
from checks.site import Probe

DAYS = 7


def sampling(probes: Sequence[Probe], as_of: date) -> str:
    """Valid samples of the last seven days up to ``as_of``; "" when the site was never sampled."""
    first = as_of - timedelta(days=DAYS - 1)
    here = [p for p in probes if first <= p.at.astimezone(SHANGHAI).date() <= as_of]
    if not probes:
        return ""
    valid = [p for p in here if p.counts]
    days = Counter(p.at.astimezone(SHANGHAI).date() for p in valid)
    least = min((days[first + timedelta(days=n)] for n in range(DAYS)), default=0)
    failed = sum(not p.ok for p in valid)
    left_out = len(here) - len(valid)
    rest = f"，另有 {left_out} 次不计入（防护拦截、监测点断网或报备停机）" if left_out else ""
    return (
        f"最近 {DAYS} 天有效访问 {len(valid)} 次（最少的一天 {least} 次），打不开 {failed} 次{rest}"
    )
