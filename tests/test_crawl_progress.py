"""Progress is told now and then, with figures a person can read, and never without a listener."""

import pytest

from crawler import progress
from crawler.progress import Progress, Reporter


def test_throttled(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    told: list[Progress] = []
    reporter = Reporter(told.append)
    for tick in range(100):
        clock[0] = tick / 10
        reporter.tell(tick, 2 * tick, 7, "抓取页面")
    assert 15 <= len(told) <= 20
    assert told[-1].queue == 7
    assert told[-1].doing == "抓取页面"
    assert told[-1].rate == pytest.approx(20, rel=0.1)


def test_silent() -> None:
    Reporter(None).tell(1, 1, 1, "抓取页面", now=True)


def test_judging() -> None:
    assert Progress.judging(3, 10).doing == "判定页面 3/10"
