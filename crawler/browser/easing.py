"""Keep the tab small: what pages leave behind is collected when it has become much."""

from contextlib import suppress

from crawler.browser.channel import Channel, ChannelError

HEAPS_MB = 190
"""With all checks a page leaves some 10 MB. The engine itself waits until it is some 260, and a worker
is then beyond 700 MB; each time that this collects costs the scripts that pages share.
"""
ANSWER_S = 1.0


def ease(channel: Channel, most_mb: float = HEAPS_MB) -> float:
    """Have the tab collect its garbage if its heaps (scripts and documents) hold more than ``most_mb``.

    How much they held before, in MB; 0.0 when the page does not say in time.
    """
    with suppress(ChannelError), channel.budget(ANSWER_S):
        told = channel.call("Runtime.getHeapUsage", wait_s=ANSWER_S)
        held = sum(told.get(part, 0) for part in ("totalSize", "embedderHeapUsedSize")) / 1e6
        if held > most_mb:
            channel.call("HeapProfiler.collectGarbage", wait_s=10 * ANSWER_S)
        return float(held)
    return 0.0
