"""What may be said of an account: every boundary, and that nothing else gives 未更新."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.media.models import (
    Account,
    Coverage,
    HumanRecord,
    LedgerStatus,
    Platform,
    Post,
    PostState,
    SourceOutcome,
    Verdict,
    Window,
    Word,
    midnight,
)
from checks.media.reasons import Reason
from checks.media.reconcile import reconcile
from checks.media.verdict import _ORDER, judge, lies_in, proves_silence, verdicts
from checks.page import SHANGHAI

ACCOUNT = Account("wechat_mp:gh_1", "柳溪发布", Platform.WECHAT_MP, status=LedgerStatus.ACTIVE)
T = datetime(2026, 11, 20, tzinfo=SHANGHAI)
AT = Window.at(T)
ON = Window.on(date(2026, 11, 20))
FULL = Coverage.of_days(date(2026, 11, 6), date(2026, 11, 19))
SILENT = SourceOutcome(ACCOUNT.key, "detail", "ok", exhaustive=True, covered=FULL)
SEEN_NONE = HumanRecord(
    ACCOUNT.key, "张某", date(2026, 11, 20), "not_updated", date(2026, 11, 5), picture="a.png"
)


def post(at: datetime | None, **more: Any) -> Post:
    fetched = more.pop("fetched_at", T + timedelta(days=3))
    return Post(ACCOUNT.key, "api", "1", "标题", "https://e.example/1", at, fetched, **more)


def said(window: Window = AT, account: Account = ACCOUNT, **what: Any) -> Verdict:
    return judge(account, window, **what)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (T, Word.UPDATED),
        (T + timedelta(seconds=1), Word.NOT_UPDATED),
        (T - timedelta(days=14), Word.UPDATED),
        (T - timedelta(days=14, seconds=1), Word.NOT_UPDATED),
        (T - timedelta(days=15), Word.NOT_UPDATED),
    ],
)
def test_exactly_14_days_is_updated_and_15_is_not(at: datetime, expected: Word) -> None:
    assert said(posts=[post(at)], outcomes=[SILENT]).word is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(6, Word.UPDATED), (5, Word.NOT_UPDATED), (20, Word.UPDATED), (21, Word.NOT_UPDATED)],
)
def test_days_without_an_hour_count_as_days(day: int, expected: Word) -> None:
    one = post(datetime(2026, 11, day, tzinfo=SHANGHAI), precision="day")
    for window in (ON, AT, Window.at(T + timedelta(hours=18))):
        cover = replace(SILENT, covered=Coverage(FULL.start, T + timedelta(days=1)))
        assert said(window, posts=[one], outcomes=[cover]).word is expected


def test_a_monitoring_day_takes_in_both_of_its_ends() -> None:
    for at, inside in (
        (midnight(date(2026, 11, 6)), True),
        (midnight(date(2026, 11, 6)) - timedelta(seconds=1), False),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=SHANGHAI), True),
        (midnight(date(2026, 11, 21)), False),
    ):
        assert lies_in(post(at), ON) is inside


def test_the_zone_of_a_moment_does_not_matter_but_its_instant_does() -> None:
    assert said(posts=[post(datetime(2026, 11, 5, 16, tzinfo=UTC))]).word is Word.UPDATED
    assert said(posts=[post(datetime(2026, 11, 5, 15, 59, tzinfo=UTC))]).word is Word.PENDING
    west = timezone(timedelta(hours=-5))
    assert said(posts=[post(datetime(2026, 11, 5, 11, tzinfo=west))]).word is Word.UPDATED
    day = post(datetime(2026, 11, 5, 16, tzinfo=UTC), precision="day")
    assert day.day == date(2026, 11, 6)
    assert said(posts=[day]).word is Word.UPDATED
    with pytest.raises(ValueError, match="time zone"):
        Window.at(datetime(2026, 11, 20))  # noqa: DTZ001 - naive on purpose


def test_a_leap_day_and_a_month_end_are_counted_by_the_calendar() -> None:
    window = Window.on(date(2028, 3, 14))
    assert window.first_day == date(2028, 2, 29)
    assert Window.on(date(2027, 1, 5)).first_day == date(2026, 12, 22)


@pytest.mark.parametrize("state", [s for s in PostState if s is not PostState.LIVE])
def test_only_a_living_post_proves_an_update(state: PostState) -> None:
    gone = post(T - timedelta(days=1), state=state)
    expected = Word.PENDING if state is PostState.UNKNOWN else Word.NOT_UPDATED
    assert said(posts=[gone], outcomes=[SILENT]).word is expected


def test_a_date_later_than_its_own_fetching_is_not_believed() -> None:
    early = post(T - timedelta(days=1), fetched_at=T - timedelta(days=1, hours=2))
    assert said(posts=[early]).word is Word.PENDING
    assert said(posts=[early]).last_post is None
    day = post(midnight(date(2026, 11, 19)), precision="day", fetched_at=T - timedelta(days=2))
    assert said(posts=[day]).word is Word.PENDING


def test_a_pinned_old_post_does_not_hide_a_new_one() -> None:
    old = post(T - timedelta(days=300), pinned=True)
    new = post(T - timedelta(days=2))
    verdict = said(posts=[old, new])
    assert verdict.word is Word.UPDATED
    assert verdict.last_post == date(2026, 11, 18)
    assert said(posts=[old]).word is Word.PENDING
    assert said(posts=[old]).last_post == date(2026, 1, 24)


def test_one_post_counts_even_when_every_source_failed() -> None:
    failed = replace(SILENT, outcome="failed", reason=Reason.RATE_LIMITED)
    verdict = said(posts=[post(T - timedelta(days=1))], outcomes=[failed])
    assert verdict.word is Word.UPDATED
    assert verdict.others == ("detail：接口的调用次数已用完或过于频繁",)


@pytest.mark.parametrize(
    "change",
    [
        {"exhaustive": False},
        {"outcome": "partial"},
        {"outcome": "failed"},
        {"outcome": "skipped"},
        {"reason": Reason.LAGGING},
        {"covered": None},
        {"covered": Coverage(FULL.start + timedelta(seconds=1), FULL.end)},
        {"covered": Coverage(FULL.start, FULL.end - timedelta(seconds=1))},
    ],
)
def test_silence_of_less_than_a_whole_flawless_source_proves_nothing(
    change: dict[str, Any],
) -> None:
    assert said(outcomes=[SILENT]).word is Word.NOT_UPDATED
    assert said(ON, outcomes=[SILENT]).word is Word.NOT_UPDATED
    verdict = said(outcomes=[replace(SILENT, **change)])
    assert verdict.word is Word.PENDING
    assert verdict.reason
    assert verdict.next_step


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"picture": ""}, Reason.RECORD_WITHOUT_EVIDENCE),
        ({"picture": "", "links": ("https://e.example",)}, Reason.RECORD_WITHOUT_EVIDENCE),
        ({"seen_on": date(2026, 11, 19)}, Reason.STALE_MANUAL_RECORD),
        ({"last_post": date(2026, 11, 6)}, Reason.STALE_MANUAL_RECORD),
        ({"who": ""}, Reason.STALE_MANUAL_RECORD),
        ({"finding": "updated"}, Reason.STALE_MANUAL_RECORD),
    ],
)
def test_a_person_must_have_looked_late_enough_and_kept_a_picture(
    change: dict[str, Any], reason: Reason
) -> None:
    assert said(records=[SEEN_NONE]).word is Word.NOT_UPDATED
    assert said(records=[replace(SEEN_NONE, last_post=None)]).word is Word.NOT_UPDATED
    verdict = said(records=[replace(SEEN_NONE, **change)])
    assert (verdict.word, verdict.reason) == (Word.PENDING, reason)


def test_a_persons_evidence_of_a_post_is_enough() -> None:
    found = HumanRecord(
        ACCOUNT.key, "李某", date(2026, 11, 19), "updated", date(2026, 11, 18),
        links=("https://e.example/p",),
    )  # fmt: skip
    verdict = said(records=[found], outcomes=[SILENT])
    assert (verdict.word, verdict.source) == (Word.UPDATED, "manual")
    assert verdict.evidence == ("https://e.example/p",)
    for change in (
        {"links": ()},
        {"who": ""},
        {"last_post": None},
        {"last_post": date(2026, 11, 5)},
        {"seen_on": date(2026, 11, 17)},
    ):
        assert said(records=[replace(found, **change)]).word is Word.PENDING


@pytest.mark.parametrize("status", [LedgerStatus.CLOSED, LedgerStatus.CANCELLED])
def test_nothing_is_asked_of_an_account_that_is_closed(status: LedgerStatus) -> None:
    closed = replace(ACCOUNT, status=status)
    assert said(account=closed, outcomes=[SILENT]).word is Word.NOT_APPLICABLE
    assert said(account=closed, posts=[post(T - timedelta(days=1))]).word is Word.UPDATED


def test_services_and_programs_are_not_judged_by_posts() -> None:
    for account in (
        replace(ACCOUNT, update_rule="service"),
        replace(ACCOUNT, platform=Platform.APP),
        replace(ACCOUNT, platform=Platform.MINIPROGRAM),
    ):
        assert said(account=account, outcomes=[SILENT]).word is Word.NOT_APPLICABLE
    other = replace(ACCOUNT, platform=Platform.OTHER, platform_text="南方号")
    assert said(account=other, outcomes=[SILENT]).word is Word.NOT_UPDATED


def test_no_source_at_all_is_said_with_what_to_do() -> None:
    verdict = said()
    assert (verdict.word, verdict.reason) == (Word.PENDING, Reason.NO_SOURCE)
    assert "govcheck evidence sheet" in verdict.next_step


def test_every_reason_has_its_words_and_its_rank() -> None:
    assert sorted(_ORDER) == sorted(Reason)
    for reason in Reason:
        assert reason.sentence[-1] not in "。."
        assert reason.next_step.endswith("。")


def test_the_reason_a_person_can_act_on_is_told_first() -> None:
    outcomes = [
        replace(SILENT, source="feed", outcome="failed", reason=Reason.NOT_RUN),
        replace(SILENT, outcome="failed", reason=Reason.IP_NOT_ALLOWED, detail="1.2.3.4"),
    ]
    verdict = said(outcomes=outcomes)
    assert verdict.reason is Reason.IP_NOT_ALLOWED
    assert "1.2.3.4" in verdict.sentence
    assert len(verdict.others) == 2


def test_every_account_has_one_verdict_even_when_judging_it_breaks() -> None:
    accounts = [replace(ACCOUNT, key=str(n)) for n in range(5)]

    def window_of(account: Account) -> Window:
        if account.key == "3":
            raise RuntimeError("boom")
        return AT

    found = verdicts(accounts, window_of, outcomes=[replace(SILENT, account="1")])
    assert [v.account for v in found] == ["0", "1", "2", "3", "4"]
    assert [v.word for v in found].count(Word.NOT_UPDATED) == 1
    assert found[3].reason is Reason.CRASHED


def test_a_source_that_never_reported_is_filled_in() -> None:
    ok = SourceOutcome("a", "feed", "ok")
    done = reconcile(
        [("a", "feed"), ("a", "link"), ("b", "feed"), ("b", "feed"), ("c", "x")],
        [ok, SourceOutcome("z", "feed", "ok")],
        began=[("a", "link")],
        crashes={("c", "x"): "解析时出错"},
    )
    assert [(o.account, o.source, o.reason) for o in done.outcomes] == [
        ("a", "feed", None),
        ("a", "link", Reason.CRASHED),
        ("b", "feed", Reason.NOT_RUN),
        ("c", "x", Reason.CRASHED),
    ]
    assert [o.account for o in done.strays] == ["z"]


def test_of_two_reports_of_one_source_the_worse_counts() -> None:
    bad = replace(SILENT, outcome="failed", reason=Reason.TIMEOUT)
    for reported in ([SILENT, bad], [bad, SILENT]):
        assert reconcile([(ACCOUNT.key, "detail")], reported).outcomes == (bad,)
    crash = reconcile([(ACCOUNT.key, "detail")], [SILENT], crashes={(ACCOUNT.key, "detail"): "x"})
    assert crash.outcomes[0].reason is Reason.CRASHED


MOMENTS = st.datetimes(
    datetime(2026, 10, 25), datetime(2026, 12, 5), timezones=st.just(SHANGHAI)  # noqa: DTZ001
)  # fmt: skip
DAYS = st.dates(date(2026, 10, 30), date(2026, 12, 1))
OUTCOMES = st.builds(
    SourceOutcome,
    account=st.just(ACCOUNT.key),
    source=st.sampled_from(["detail", "feed", "link"]),
    outcome=st.sampled_from(["ok", "ok", "partial", "failed", "skipped"]),
    reason=st.sampled_from([None, None, *Reason]),
    exhaustive=st.booleans(),
    covered=st.none() | st.just(FULL) | st.builds(Coverage, MOMENTS, MOMENTS),
)
POSTS = st.builds(
    post,
    st.none() | MOMENTS,
    state=st.sampled_from(PostState),
    precision=st.sampled_from(["second", "day"]),
    edited=st.booleans(),
    fetched_at=MOMENTS,
)
RECORDS = st.builds(
    HumanRecord,
    account=st.just(ACCOUNT.key),
    who=st.sampled_from(["", "张某"]),
    seen_on=DAYS,
    finding=st.sampled_from(["updated", "not_updated"]),
    last_post=st.none() | DAYS,
    links=st.sampled_from([(), ("https://e.example/1",)]),
    picture=st.sampled_from(["", "a.png"]),
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(OUTCOMES, max_size=5),
    st.lists(POSTS, max_size=4),
    st.lists(RECORDS, max_size=3),
    st.sampled_from(LedgerStatus),
    st.sampled_from([AT, ON, Window.at(T + timedelta(hours=18))]),
)
def test_no_sequence_of_outcomes_gives_not_updated_unless_the_rule_allows_it(
    outcomes: list[SourceOutcome],
    posts: list[Post],
    records: list[HumanRecord],
    status: LedgerStatus,
    window: Window,
) -> None:
    done = reconcile([(ACCOUNT.key, s) for s in ("detail", "feed", "link", "never")], outcomes)
    account = replace(ACCOUNT, status=status)
    verdict = said(window, account, outcomes=done.outcomes, posts=posts, records=records)
    assert len(done.outcomes) == 4
    fresh = any(
        p.state is PostState.LIVE
        and p.published_at
        and window.start <= p.published_at <= window.end
        and p.published_at <= p.fetched_at
        for p in posts
    )
    if fresh:
        assert verdict.word is Word.UPDATED
    if verdict.word is Word.NOT_UPDATED:
        assert not fresh
        assert not status.is_over
        by_source = any(
            o.outcome == "ok" and o.exhaustive and o.reason is None and o.covered
            and o.covered.start <= window.start and o.covered.end >= window.covered_to
            for o in outcomes
        )  # fmt: skip
        by_person = any(
            r.finding == "not_updated" and r.picture and r.who and r.seen_on >= date(2026, 11, 20)
            for r in records
        )
        assert by_source or by_person
    if verdict.word is Word.PENDING:
        assert verdict.reason
        assert verdict.next_step
        assert not any(proves_silence(o, window) for o in done.outcomes) or any(
            p.state is PostState.UNKNOWN for p in posts
        )
    elif verdict.word is Word.UPDATED:
        assert posts or any(r.links or r.picture for r in records)
