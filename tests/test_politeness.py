"""Politeness that adapts: back-off, growing response times, screens, hours, the breaker."""

import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jumping_clock import JumpingClock
from misbehaving import DAY, Handler, Route, Stored, crawl_site, page, serving, site, status
from test_hosts import answer

from checks.blocking import Block
from checks.results import Outcome
from checks.rubric import load
from crawler.asking import Answer
from crawler.batch import OUTSIDE_HOURS, Ended, Order, nights
from crawler.hosts import Host, Hosts, Target
from crawler.hours import Hours, is_open
from crawler.judge import judge
from crawler.sites import Politeness, SiteConfig, SitesError, SitesFile
from crawler.sites_file import loads
from crawler.strain import BREAK, WINDOW
from crawler.walk import LEFT_ALONE

LINKS = [f"/p{n}.html" for n in range(60)]
GOOD = page()


def after(n: int, then: Route, *, back: int = 10**9) -> Callable[[str], Route]:
    """Good pages first; from the ``n``-th request on something else, ``back`` times."""
    count = itertools.count()
    return lambda _: then if n <= next(count) < n + back else GOOD


def crawl(server: Any, path: Path, **more: Any) -> Any:
    """Four requests at once, twenty a second on a clock that does not wait."""
    server.routes["/"] = page(*LINKS)
    config = site(server.url, requests_per_second=20, timeout_s=20, recheck_after_s=60, **more)
    return crawl_site(config, path, clock=JumpingClock())


def spared(run: Any) -> str:
    return " ".join(run.counts.get("spared", {}))


def test_retry_after_is_kept_and_the_pace_comes_back(tmp_path: Path) -> None:
    with serving() as server:
        server.fallback = after(10, status(429, Retry_After="30"), back=3)
        run = crawl(server, tmp_path / "t.sqlite")
    stored = Stored(tmp_path / "t.sqlite")
    assert run.stop_reason == "finished"
    assert {row["state"] for row in stored.rows.values()} == {"ok"}
    assert "要求放慢" in spared(run)


def test_a_storm_of_503_ends_the_site_and_nothing_passes(tmp_path: Path) -> None:
    sites = SitesFile(tmp_path / "sites.toml", {}, {})
    path = sites.database("t")
    path.parent.mkdir()
    with serving() as server:
        server.fallback = after(12, status(503))
        run = crawl(server, path)
        assert run.stop_reason == "overloaded"
        assert len(server.asked) < 30
        config = site(server.url)
    stored = Stored(path)
    alone = [url for url, row in stored.rows.items() if LEFT_ALONE in row["reason"]]
    assert len(alone) > 30
    assert {stored.state(url) for url in alone} == {"unverifiable"}
    assert {row["state"] for row in stored.rows.values()} == {"ok", "unverifiable"}
    sites = SitesFile(tmp_path / "sites.toml", {}, {"t": config})
    judge(sites, "t", "2026-11", load("national-2019-portal"), as_of=DAY, jobs=1)
    outcomes = outcomes_of(path, "broken-link-inner")
    assert outcomes
    assert Outcome.PASS not in outcomes


def outcomes_of(path: Path, check: str) -> set[str]:
    from crawler.store import Store

    with Store(path) as store:
        rows = store.connection.execute("SELECT outcome FROM results WHERE check_id = ?", [check])
        return {outcome for (outcome,) in rows}


def test_a_broken_part_is_not_an_overloaded_site(tmp_path: Path) -> None:
    broken = {f"/p{n}.html" for n in range(20, 45)}
    with serving() as server:
        server.fallback = lambda p: status(503) if p in broken else GOOD
        run = crawl(server, tmp_path / "t.sqlite")
    stored = Stored(tmp_path / "t.sqlite")
    assert run.stop_reason == "finished"
    states = {p: stored.state(server.url + p) for p in LINKS}
    assert {p for p, state in states.items() if state == "suspect"} == broken
    assert {state for p, state in states.items() if p not in broken} == {"ok"}


def test_growing_response_times_slow_the_crawl(tmp_path: Path) -> None:
    def slowly(handler: Handler) -> None:
        time.sleep(1.0)
        GOOD(handler)

    with serving() as server:
        server.fallback = after(2 * WINDOW, slowly, back=WINDOW + 4)
        run = crawl(server, tmp_path / "t.sqlite")
    assert run.stop_reason == "finished"
    assert "应答明显变慢" in spared(run)
    assert {r["state"] for r in Stored(tmp_path / "t.sqlite").rows.values()} == {"ok"}


@pytest.mark.parametrize(("back", "reason"), [(1, "finished"), (10**9, "blocked")])
def test_a_screen_in_the_middle_is_waited_out_and_never_fought(
    tmp_path: Path, back: int, reason: str
) -> None:
    screen = status(521, b"<script>x</script>", Set_Cookie="__jsluid_s=a")
    with serving() as server:
        server.fallback = after(20, screen, back=back)
        run = crawl(server, tmp_path / "t.sqlite", concurrency=1)
        asked, names = len(server.asked), server.agents
    assert run.stop_reason == reason
    assert "遇到防护" in spared(run)
    assert len(names) == 1
    states = [row["state"] for row in Stored(tmp_path / "t.sqlite").rows.values()]
    if back == 1:
        assert states.count("blocked") == 1
    else:
        assert asked == 1 + 20 + 2  # home, 19 pages and the sitemap; one look after the pause
        assert states.count("blocked") == 41


def test_hours_end_a_run_that_goes_on_later(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server:
        server.routes["/"] = page(*LINKS)
        server.fallback = lambda _: GOOD
        config = site(server.url, requests_per_second=1, hours="22:00-06:00", concurrency=1)
        early = crawl_site(config, path, clock=JumpingClock(datetime(2026, 11, 24, 13, tzinfo=UTC)))
        assert early.startswith("OutsideHoursError")
        assert "22:00—06:00" in early
        assert not server.asked
        # 20 s before six in the morning
        late = JumpingClock(datetime(2026, 11, 24, 21, 59, 40, tzinfo=UTC))
        assert crawl_site(config, path, clock=late).startswith("OutsideHoursError")
        first = [p for _, p in server.asked]
        assert 5 < len(first) <= 22
        night = JumpingClock(datetime(2026, 11, 25, 14, tzinfo=UTC))
        run = crawl_site(config, path, clock=night, as_of=DAY.replace(day=26))
    assert (run.stop_reason, run.resumed, run.as_of) == ("finished", True, DAY)
    pages = [p for _, p in server.asked if p.startswith("/p")]
    assert sorted(pages) == sorted(LINKS)  # each once, in both runs together


def test_hours_cross_midnight() -> None:
    hours = Hours.parse("22:00-06:00")
    assert hours is not None
    assert hours.has(datetime(2026, 11, 24, 14, 0, tzinfo=UTC))  # 22:00 in Beijing
    assert hours.has(datetime(2026, 11, 24, 21, 59, tzinfo=UTC))
    assert not hours.has(datetime(2026, 11, 24, 22, 0, tzinfo=UTC))
    assert hours.opens_in_s(datetime(2026, 11, 24, 13, 0, tzinfo=UTC)) == 3600
    assert hours.closes_in_s(datetime(2026, 11, 24, 15, 0, tzinfo=UTC)) == 7 * 3600
    assert Hours.parse("09:00-24:00").has(datetime(2026, 11, 24, 15, 59, tzinfo=UTC))  # type: ignore[union-attr]
    for wrong in ("22-6", "25:00-06:00", "06:00-06:00", "晚上"):
        with pytest.raises(ValueError, match=r"[时刻]"):
            Hours.parse(wrong)


def test_sites_outside_their_hours_are_run_when_these_come(tmp_path: Path) -> None:
    sites = SitesFile(
        tmp_path / "s.toml",
        {},
        {
            name: SiteConfig(name, name, f"http://{name}.test/", politeness=Politeness(hours=hours))
            for name, hours in {"a": "22:00-06:00", "b": "", "c": "23:00-23:30"}.items()
        },
    )
    clock = [datetime(2026, 11, 24, 12, tzinfo=UTC)]  # eight in the evening
    passes: list[str] = []

    class Scripted:
        def run(self, site_id: str, order: Order) -> Ended:
            closed = not is_open(sites.site(site_id), clock[0])
            passes.append(f"{site_id} {clock[0]:%H} {' '.join(order.options)}")
            return Ended(site_id, OUTSIDE_HOURS if closed else 0, "")

        def stop(self) -> None:
            raise AssertionError

    def rest(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)

    given = (sites, ["a", "b", "c"], "2026-11", DAY)
    options = {"now": lambda: clock[0], "rest": rest, "launcher": Scripted(), "fresh": True}
    ended = [[(e.site_id, e.code) for e in night] for night in nights(*given, **options)]
    assert ended == [[("a", OUTSIDE_HOURS), ("b", 0), ("c", OUTSIDE_HOURS)], [("a", 0)], [("c", 0)]]
    # Begun anew once: later passes go on with what the first has.
    assert passes == [f"{p} --fresh-after=0" for p in ("a 12", "b 12", "c 12", "a 14", "c 15")]


# ---- one host


def paced() -> Host:
    return Host("a.cn", 4, 0.5, ours=True)


def test_retry_after_as_a_date_counts_from_the_request() -> None:
    one = Answer("u", "GET", "2026-11-25T04:00:00+00:00")
    one.headers = {"retry-after": "Wed, 25 Nov 2026 04:01:30 GMT"}
    assert one.retry_after_s == 90
    one.headers = {"retry-after": "Wed, 25 Nov 2026 03:00:00 GMT"}
    assert one.retry_after_s == 0


def test_back_off_grows_by_bursts_and_recovers() -> None:
    host, now, waits = paced(), 100.0, []
    for _ in range(4):
        for _ in range(4):  # four were under way: one burst
            host.learn(answer(503, latency_ms=100), now)
        waits.append(host.next_at - now)
        now = host.next_at + 1
    assert waits == [2, 4, 8, 16]
    assert (host.limit, host.delay_s) == (1, 4.0)
    for n in range(4 * WINDOW):
        host.learn(answer(200, latency_ms=100), now + n)
    assert (host.limit, host.delay_s) == (4, 0.5)
    assert host.closed is None


def test_one_bad_address_does_not_change_the_pace() -> None:
    host = paced()
    for n in range(200):
        host.learn(answer(503 if n % 10 == 5 else 200, latency_ms=50), 100.0 + 5 * n)
    assert (host.limit, host.delay_s, host.doubt) == (4, 0.5, "")


def test_latency_is_held_against_the_hosts_own_best() -> None:
    host, now = paced(), 0.0

    def windows(n: int, ms: int) -> None:
        nonlocal now
        for _ in range(n * WINDOW):
            now += 1
            host.learn(answer(200, latency_ms=ms), now)

    windows(3, 2000)  # slow from the beginning: that is how it is
    assert host.delay_s == 0.5
    windows(3, 300)
    windows(1, 1500)
    assert (host.limit, host.delay_s) == (2, 1.0)
    windows(4, 1500)
    assert host.delay_s == 4.0  # more than twice its response time is not asked for
    windows(6, 320)
    assert (host.limit, host.delay_s) == (4, 0.5)


def test_a_host_without_a_good_page_is_closed_without_a_question() -> None:
    host, now = paced(), 0.0
    for _ in range(int(BREAK)):
        now = host.next_at + 10
        host.learn(answer(429, block=Block("访问过于频繁（HTTP 429）", screen=False)), now)
    assert host.closed == Block("访问过于频繁（HTTP 429）", screen=True)
    assert host.question() is None


def test_the_hosts_of_a_site_share_a_ceiling() -> None:
    hosts = Hosts(Politeness(requests_per_second=5, concurrency=8), lambda name: name != "x")
    for n in range(12):
        hosts.add("x" if n > 9 else f"h{n}", Target(f"http://h{n}/", "page", external=n > 9))
    started = []
    while (turn := hosts.take(10.0)) is not None:
        turn[0].started(10.0)
        started.append(turn[0].name)
    assert started.count("x") == 1  # somebody else's host has its own pace
    assert len(started) == 2
    assert hosts.next_at() == 10.2


def test_the_ceiling_in_the_configuration() -> None:
    text = '[[site]]\nid = "a"\nname = "甲"\nurl = "http://a.example/"\n[site.politeness]\n'
    with pytest.raises(
        SitesError, match=r"requests_per_second(?s:.)*上限 5(?s:.)*agreed_faster = true"
    ):
        loads(text + "requests_per_second = 10\n")
    with pytest.raises(SitesError, match=r"concurrency(?s:.)*上限 8"):
        loads(text + "concurrency = 12\n")
    with pytest.raises(SitesError, match="22:00-06:00 的样子"):
        loads(text + 'hours = "晚上"\n')
    agreed = loads(text + 'requests_per_second = 10\nagreed_faster = true\nhours = "22:00-6:00"\n')
    assert agreed.site("a").politeness.requests_per_second == 10
