"""Interfaces that want to be left alone, odd hours and days, shared keys, second walks."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from media_rows import DETAIL, NEW, OLD
from walking import (
    DAY,
    NOW,
    Seen,
    fixture,
    ledger_account,
    midnight_before,
    post,
    walk,
)

from checks.media.models import Account, SourceConfig, Window, Word
from checks.media.observations import STORE
from checks.media.reasons import Reason
from checks.page import SHANGHAI
from crawler.sample.platforms import MadeAccount, MadePost, Twist, serve_platforms


def result(seen: Seen, key: str) -> tuple[str, Reason | None]:
    outcome = seen.outcome(key)
    return outcome.outcome, outcome.reason


def pair(kind: str, twist: Twist) -> list[MadeAccount]:
    """An account that meets a screen, and another on the same platform."""
    first = MadeAccount(kind, "柳溪发布", "1001", NEW, f"{kind}_a", (twist,))
    return [first, MadeAccount(kind, "柳溪发布", "1002", NEW, f"{kind}_b")]


HTML = b"<html><body>blocked</body></html>"
CAPTCHA = fixture("wechat/article_captcha.html")
SCREENS = [
    [
        ("bilibili_open", Twist("", HTML, status=412), Reason.BLOCKED),
        ("weibo_own", Twist("", HTML, status=432), Reason.BLOCKED),
        ("kuaishou", Twist("", HTML, status=521), Reason.BLOCKED),
        ("wechat_detail", Twist(DETAIL, HTML, status=418), Reason.BLOCKED),
        ("wechat_album", Twist("", CAPTCHA), Reason.BLOCKED),
    ],
    [
        ("bilibili_open", Twist("viewlist", {"code": -352, "message": "x"}), Reason.BLOCKED),
        ("weibo_commercial", Twist("", {"error": "ip", "error_code": 10022}), Reason.RATE_LIMITED),
        ("weibo_own", Twist("", {"error": "ip", "error_code": 10004}), Reason.IP_NOT_ALLOWED),
        ("wechat_album",
         Twist("", b"", status=302, headers={"Location": "/mp/wappoc_appmsgcaptcha?x=1"}),
         Reason.BLOCKED),
    ],
]  # fmt: skip


@pytest.mark.parametrize("cases", SCREENS, ids=["screens", "codes"])
def test_the_first_screen_ends_its_host_and_nobody_elses(
    tmp_path: Path, cases: list[tuple[str, Twist, Reason]]
) -> None:
    made = [one for kind, twist, _ in cases for one in pair(kind, twist)]
    free = MadeAccount("feed", "柳溪发布", "free", NEW)
    with serve_platforms([*made, free], NOW, port=0) as here:
        accounts = [ledger_account(one, key=f"{one.kind}:{one.ident}") for one in made]
        accounts.append(ledger_account(free, key="feed:free", params={"url": here.feed("free")}))
        seen = walk(tmp_path, here, accounts)
        for kind, _, reason in cases:
            assert result(seen, f"{kind}:1001")[1] is reason, kind
            assert seen.verdict(f"{kind}:1001").word is not Word.NOT_UPDATED
            second = seen.outcome(f"{kind}:1002")
            if second.reason is not None:  # it may have been under way already
                assert (second.reason, second.detail) == (reason, "本次已不再访问该平台")
        assert result(seen, "feed:free") == ("ok", None)
        stopped = [k for k, _, _ in cases if seen.outcome(f"{k}:1002").reason]
        assert "wechat_album" in stopped


TO_CAPTCHA = {"Location": "/mp/wappoc_appmsgcaptcha?poc_token=x"}


@pytest.mark.parametrize(
    "screen",
    [
        Twist("", CAPTCHA, headers={"Content-Type": "text/html"}),
        Twist("", b"", status=302, headers=TO_CAPTCHA),
    ],
    ids=["page", "redirect"],
)
def test_a_captcha_on_an_article_ends_the_host(tmp_path: Path, screen: Twist) -> None:
    article = MadeAccount("wechat_link", "柳溪发布", "l1", (post(2, "captcha1"),), twists=(screen,))
    later = MadeAccount("wechat_link", "柳溪发布", "l2", (post(2, "captcha2"),))
    with serve_platforms([article, later], NOW, port=0) as here:
        links = {"a": [here.article("captcha1")], "b": [here.article("captcha2")]}
        accounts = [ledger_account(article, key="a"), ledger_account(later, key="b")]
        seen = walk(tmp_path, here, accounts, links=links)
        assert result(seen, "a") == result(seen, "b") == ("failed", Reason.BLOCKED)
        assert [r.path for r in here.requests if r.path.startswith("/s/")] == ["/s/captcha1"]


def test_a_platform_that_answers_nothing_is_given_up_after_five_time_outs(tmp_path: Path) -> None:
    slow = Twist("", {}, delay_s=0.8)
    made = [MadeAccount("kuaishou", "n", f"{n}", NEW, f"k{n}", (slow,)) for n in range(12)]
    with serve_platforms(made, NOW, port=0) as here:
        seen = walk(tmp_path, here, map(ledger_account, made), timeout_s=0.3)
        assert {result(seen, key) for key in seen.accounts} == {("failed", Reason.TIMEOUT)}
        assert 5 <= len(here.requests) <= 7
        assert len({o.detail for [o] in seen.outcomes.values()}) == 2


def test_robots_txt_of_wechat_is_obeyed_for_albums(tmp_path: Path) -> None:
    made = MadeAccount("wechat_album", "柳溪发布", "b1", NEW)
    with serve_platforms([made], NOW, port=0) as here:
        here.robots = b"User-agent: *\nDisallow: /mp/\n"
        seen = walk(tmp_path, here, [ledger_account(made, key="a")])
        assert result(seen, "a") == ("failed", Reason.BLOCKED)
        assert "robots.txt" in seen.outcome("a").detail
        assert [r.path for r in here.requests] == ["/robots.txt"]


def detail_account(**more: Any) -> MadeAccount:
    return MadeAccount("wechat_detail", "柳溪发布", "b1", credential="d", **more)


def walked(folder: Path, made: MadeAccount, now: datetime, **more: Any) -> tuple[Seen, list[str]]:
    """One account at some time, and the days it was asked about."""
    with serve_platforms([made], now, port=0) as here:
        seen = walk(folder, here, [ledger_account(made, key="a")], now=now.isoformat(), **more)
        asked = [r for r in here.requests if r.path.endswith(DETAIL)]
        return seen, [r.body["begin_date"] for r in asked]


def test_before_nine_yesterday_is_not_believed_to_be_complete(tmp_path: Path) -> None:
    early = NOW.replace(hour=8, minute=59)
    seen, days = walked(tmp_path, detail_account(), early)
    assert result(seen, "a") == ("failed", Reason.LAGGING)
    assert days[0] == "2026-11-19"
    assert seen.verdict("a").reason is Reason.LAGGING
    seen, _ = walked(tmp_path, detail_account(), NOW.replace(hour=9))
    assert seen.verdict("a").word is Word.NOT_UPDATED


def test_days_are_those_of_shanghai_over_month_ends_and_leap_days(tmp_path: Path) -> None:
    now = datetime(2028, 3, 5, 1, 30, tzinfo=SHANGHAI)
    seen, days = walked(tmp_path, detail_account(posts=(post(6, "1", now=now),)), now)
    assert (days[0], days[-1], len(days)) == ("2028-03-04", "2028-02-20", 14)
    assert "2028-02-29" in days
    assert seen.posts["a"][0].day == date(2028, 2, 28)
    _, days = walked(
        tmp_path, detail_account(), datetime.fromisoformat("2026-01-04T17:30:00+00:00")
    )
    assert (days[0], days[-1]) == ("2026-01-04", "2025-12-22")


def test_the_platform_has_no_days_before_november_2025(tmp_path: Path) -> None:
    now = datetime(2025, 11, 8, 12, tzinfo=SHANGHAI)
    seen, days = walked(tmp_path, detail_account(), now)
    assert days[-1] == "2025-11-01"
    assert seen.verdict("a", Window.on(now.date())).reason is Reason.INCOMPLETE


def test_yesterdays_data_say_nothing_of_this_evening(tmp_path: Path) -> None:
    seen, _ = walked(tmp_path, detail_account(), NOW)
    at_midnight = Window.at(midnight_before(0))
    assert seen.verdict("a", at_midnight).word is Word.NOT_UPDATED
    late = seen.verdict("a", Window.at(NOW.replace(hour=23, minute=59)))
    assert (late.word, late.reason) == (Word.PENDING, Reason.INCOMPLETE)


def test_a_longer_window_asks_for_more_days(tmp_path: Path) -> None:
    seen, days = walked(tmp_path, detail_account(), NOW, days=31)
    assert len(days) == 31
    covered = seen.outcome("a").covered
    assert covered is not None
    assert covered.start == midnight_before(31)


def test_two_sources_with_one_credential_fetch_one_token(tmp_path: Path) -> None:
    made = [
        MadeAccount("wechat_detail", "柳溪发布", "b1", NEW, "shared"),
        MadeAccount("wechat_freepublish", "柳溪发布", "b1", NEW, "shared"),
        MadeAccount("wechat_detail", "柳溪发布", "b2", NEW, "bad", (Twist("stable_token", {"errcode": 40125}),)),
        MadeAccount("wechat_freepublish", "柳溪发布", "b2", NEW, "bad"),
    ]  # fmt: skip
    with serve_platforms(made, NOW, port=0) as here:
        accounts = [ledger_account(m, key=f"{m.credential}:{m.kind}") for m in made]
        both = [
            ledger_account(made[0], key=name, sources=tuple(
                SourceConfig(kind, credential=name, complete=True)
                for kind in ("wechat_detail", "wechat_freepublish")
            ))
            for name in ("shared", "bad")
        ]  # fmt: skip
        seen = walk(tmp_path, here, [*accounts, *both])
        tokens = [r.body["appid"] for r in here.requests if r.path.endswith("stable_token")]
        assert sorted(tokens) == ["wxbad", "wxshared"]
        assert {o.source for o in seen.outcomes["shared"]} == {
            "wechat_detail",
            "wechat_freepublish",
        }
        assert {o.reason for o in seen.outcomes["bad"]} == {Reason.CREDENTIAL_REJECTED}
        menus = [r for r in here.requests if r.path.endswith("selfmenu_info")]
        assert len(menus) == 3, "an account with both sources is asked for its menu once"


def test_an_app_that_is_missing_on_two_days_is_seen_missing_twice(tmp_path: Path) -> None:
    made = MadeAccount("itunes", "柳溪通", "id1000000001", extra={"missing": True})
    for day in (NOW, NOW + timedelta(hours=2), NOW + timedelta(days=1)):
        with serve_platforms([made], day, port=0) as here:
            seen = walk(tmp_path, here, [ledger_account(made, key="a")], now=day.isoformat())
    found = [o for o in seen.observed["a"] if o.name == STORE]
    assert [(o.day, o.value["found"]) for o in found] == [
        (DAY, False), (DAY + timedelta(days=1), False),
    ]  # fmt: skip


def accounts_of(made: list[MadeAccount]) -> list[Account]:
    return [ledger_account(one) for one in made]


def test_old_and_new_posts_come_back_the_same_on_a_second_walk(tmp_path: Path) -> None:
    made = [
        MadeAccount("weibo_own", "柳溪发布", "1001", (*OLD, post(3, "9600001")), "w"),
        MadeAccount("wechat_detail", "柳溪发布", "b1", (post(3, "9600002"),), "d"),
    ]
    with serve_platforms(made, NOW, port=0) as here:
        first = walk(tmp_path, here, accounts_of(made))
        second = walk(tmp_path, here, accounts_of(made))
    assert first.posts == second.posts
    assert {len(found) for found in second.outcomes.values()} == {1}


def test_a_made_up_post_of_tomorrow_is_not_believed(tmp_path: Path) -> None:
    made = [
        MadeAccount(
            "kuaishou", "n", "1", (MadePost("3xf", "t", NOW + timedelta(days=1)), *OLD), "k"
        )
    ]
    with serve_platforms(made, NOW, port=0) as here:
        seen = walk(tmp_path, here, accounts_of(made))
    [key] = seen.accounts
    assert seen.verdict(key, Window.on(DAY + timedelta(days=2))).word is not Word.UPDATED


def test_a_feed_that_shows_older_posts_than_before_is_doubted(tmp_path: Path) -> None:
    results = []
    for posts in ((post(20), post(30)), (post(30),), (post(20), post(30))):
        made = MadeAccount("feed", "柳溪发布", "bridge", posts)
        with serve_platforms([made], NOW, port=0) as here:
            account = ledger_account(made, key="f", params={"url": here.feed("bridge")})
            seen = walk(tmp_path, here, [account])
        results.append(result(seen, "f"))
        if len(results) == 2:
            assert "比以前看到的（2026-10-31）还旧" in seen.outcome("f").detail
            assert seen.verdict("f").reason is Reason.SHAPE_CHANGED
    assert results == [("ok", None), ("failed", Reason.SHAPE_CHANGED), ("ok", None)]
