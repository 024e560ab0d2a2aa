"""Whatever an interface answers: no crash, and silence is believed only after flawless answers."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from walking import DAY, NOW, fixture, ledger_account

from checks.media.models import Coverage, Post, SourceOutcome, Window, Word
from checks.media.observations import Observation
from checks.media.verdict import judge
from crawler.asking import Answer
from crawler.media.api.calls import Call, FailureError, Session, Span, Told
from crawler.media.api.kinds import KINDS
from crawler.media.api.weixin import Tokens
from crawler.media.bases import Bases
from crawler.media.credentials import Credential
from crawler.media.secrets import Redactor, Secret
from crawler.sample.platforms import MadeAccount

FIELDS = ("appid", "secret", "app_id", "access_token", "access_key_id", "access_key_secret")
IDENT = "1000000001"
WEIXIN = ("wechat_detail", "wechat_freepublish", "wxa_version")


class Script:
    """A session whose answers are given one after the other; the last one is repeated."""

    def __init__(self, kind: str, answers: Sequence[Any], status: int = 200) -> None:
        self.kind, self.answers, self.status = kind, list(answers), status
        self.posts: list[Post] = []
        self.observed: list[Observation] = []
        self.used: list[Any] = []
        keyless = kind in ("wechat_album", "itunes")
        self.made = MadeAccount(kind, "柳溪发布", IDENT, credential="" if keyless else "c")
        self.account = ledger_account(self.made)
        fields = FIELDS if kind not in WEIXIN else ("appid", "secret")
        self.session = Session(
            account=self.account,
            source=kind,
            config=self.account.sources[0],
            span=Span(NOW),
            bases=Bases(),
            redactor=Redactor(),
            send=self._send,
            pause=self._pause,
            keep=self.posts.extend,
            put=self.observed.append,
            tokens=Tokens(),
            keys=Credential("c", {name: Secret(f"key-{name}") for name in fields}),
        )

    async def _send(self, call: Call) -> Answer:
        if call.path.endswith("stable_token"):
            return answer(fixture("wechat/token_ok.json"))
        if call.path.endswith("account/info"):
            return answer({"code": 0, "data": {"name": "柳溪发布"}})
        if "get_current" in call.path:
            return answer({"errcode": 48001})
        if call.path.endswith("user_info"):
            return answer({"result": 1, "user_info": {"name": "柳溪发布"}})
        found = self.answers[min(len(self.used), len(self.answers) - 1)]
        self.used.append(found)
        return answer(found, self.status)

    async def _pause(self, seconds: float) -> None:
        """Time does not pass here."""

    def run(self) -> SourceOutcome:
        """The outcome, as the walk makes it."""
        try:
            told = asyncio.run(_look(self.kind, self.session))
        except FailureError as error:
            told = Told(reason=error.reason, detail=error.detail)
        outcome = "ok" if told.reason is None else "partial" if self.posts else "failed"
        return SourceOutcome(
            self.account.key, self.kind, outcome, told.reason, told.detail,  # type: ignore[arg-type]
            told.exhaustive, told.covered,
        )  # fmt: skip

    def word(self, outcome: SourceOutcome) -> Word:
        """What may be said of the account."""
        known = {post.post_id: post for post in self.posts}
        return judge(
            self.account, Window.on(DAY), posts=list(known.values()), outcomes=[outcome]
        ).word


async def _look(kind: str, session: Session) -> Told:
    return await KINDS[kind].look(session)


def answer(payload: Any, status: int = 200) -> Answer:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Answer("http://127.0.0.1/", "GET", "2026-11-20T04:00:00+00:00", status, body=body)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
NAMES = st.sampled_from([
    "list", "item", "errcode", "errmsg", "is_delay", "ref_date", "msgid", "content_url", "title",
    "content", "news_item", "update_time", "total_count", "article_id", "statuses", "total_number",
    "created_at", "user", "idstr", "screen_name", "error", "error_code", "result", "video_list",
    "photo_id", "create_time", "pending", "code", "data", "page", "total", "resource_id", "ptime",
    "addit_info", "state", "video_info", "resultCount", "results", "release_info", "release_version",
    "base_resp", "ret", "getalbum_resp", "article_list", "continue_flag", "selfmenu_info", "button",
])  # fmt: skip
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
STORED = {
    "wechat_detail": "wechat/detail_2026-11-18.json",
    "wechat_freepublish": "wechat/freepublish_p1.json",
    "wechat_album": "wechat/album_p1.json",
    "weibo_own": "weibo/user_timeline.json",
    "weibo_commercial": "weibo/user_timeline.json",
    "kuaishou": "kuaishou/photo_list_p1.json",
    "bilibili_open": "bilibili/viewlist.json",
    "itunes": "stores/itunes_found.json",
    "wxa_version": "wxa/getversioninfo.json",
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(payload=ANYTHING, status=st.sampled_from([200, 403, 500]))
def test_no_answer_makes_a_source_crash_or_accuse(kind: str, payload: Any, status: int) -> None:
    script = Script(kind, [payload], status)
    outcome = script.run()
    assert script.word(outcome) is not Word.NOT_UPDATED or is_clean(kind, payload)


def is_clean(kind: str, payload: Any) -> bool:
    """A random answer that happens to be a flawless empty day."""
    empty = isinstance(payload, dict) and payload.get("list") == []
    return kind == "wechat_detail" and empty and payload.get("is_delay") is False


def broken(value: Any, path: Sequence[int], new: Any) -> Any:
    """A copy of an answer with one part of it replaced."""
    if not path or not isinstance(value, dict | list) or not value:
        return new
    if isinstance(value, list):
        place = path[0] % len(value)
        return [broken(v, path[1:], new) if n == place else v for n, v in enumerate(value)]
    chosen = sorted(value)[path[0] % len(value)]
    return {k: broken(v, path[1:], new) if k == chosen else v for k, v in value.items()}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None)
@given(path=st.lists(st.integers(0, 20), min_size=1, max_size=6), new=ANYTHING)
@example(path=[0, 0, 0], new=None)
def test_one_changed_part_never_crashes_a_source(kind: str, path: list[int], new: Any) -> None:
    script = Script(kind, [broken(fixture(STORED[kind]), path, new)])
    outcome = script.run()
    if outcome.exhaustive and outcome.outcome == "ok":
        assert all(post.published_at is not None for post in script.posts)


def timeline(*ages: float, total: int | None = None) -> dict[str, Any]:
    user = {"idstr": IDENT, "screen_name": "柳溪发布"}
    statuses = [
        {"idstr": str(int(age * 1000)), "text": "t", "user": user,
         "created_at": f"{NOW - timedelta(days=age):%a %b %d %H:%M:%S +0800 %Y}"}
        for age in ages
    ]  # fmt: skip
    return {"statuses": statuses, "total_number": len(ages) if total is None else total}


def videos(*ages: float) -> dict[str, Any]:
    made = [int((NOW - timedelta(days=age)).timestamp()) for age in ages]
    items = [
        {"photo_id": str(at), "caption": "t", "create_time": at, "pending": False} for at in made
    ]
    return {"result": 1, "video_list": items}


def archive(*ages: float) -> dict[str, Any]:
    made = [int((NOW - timedelta(days=age)).timestamp()) for age in ages]
    items = [{"resource_id": f"B{at}", "title": "t", "ptime": at} for at in made]
    return {"code": 0, "data": {"page": {"total": len(ages)}, "list": items}}


DAY_EMPTY: dict[str, Any] = fixture("wechat/detail_empty.json")
GOOD: dict[str, list[Any]] = {
    "wechat_detail": [DAY_EMPTY],
    "weibo_own": [timeline(20, 30), timeline(40)],
    "weibo_commercial": [timeline(20, 30)],
    "kuaishou": [videos(20, 30)],
    "bilibili_open": [archive(20, 30)],
}
BAD: list[Any] = [
    {"errcode": 45009}, {"errcode": -1}, {"errcode": 42001}, {"list": [], "is_delay": True}, {},
    b"", b"<html>", {"error": "x", "error_code": 10023}, {"result": 100100402}, {"code": -101},
    {"code": 0, "data": {"page": {"total": 0}, "list": []}}, {"result": 1, "video_list": []},
    {"statuses": [], "total_number": 3}, {"statuses": [], "total_number": 0}, [], None,
]  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_silence_is_believed_only_after_flawless_answers(kind: str, data: st.DataObject) -> None:
    answers = data.draw(st.lists(st.sampled_from([*GOOD[kind] * 3, *BAD]), min_size=1, max_size=16))
    script = Script(kind, answers)
    outcome = script.run()
    if script.word(outcome) is not Word.NOT_UPDATED:
        return
    trouble = [one for one in script.used if one not in GOOD[kind]]
    # one expired or busy answer may be repeated; two empty looks at Weibo end with old posts
    allowed = [{"errcode": -1}, {"errcode": 42001}, {"statuses": [], "total_number": 0}]
    assert all(one in allowed for one in trouble), trouble
    assert outcome.covered is not None
    assert outcome.covered.start <= Coverage.of_days(DAY - timedelta(days=14), DAY).start


@pytest.mark.parametrize("kind", GOOD)
def test_flawless_answers_without_a_post_are_silence(kind: str) -> None:
    script = Script(kind, GOOD[kind])
    assert script.word(script.run()) is Word.NOT_UPDATED


@pytest.mark.parametrize("kind", ["weibo_own", "kuaishou", "wechat_detail"])
def test_paging_that_never_ends_is_given_up(kind: str) -> None:
    script = Script(kind, [{"errcode": -1}])
    if kind == "weibo_own":
        script.answers = [timeline(*range(1, 10), total=10**9)]
    if kind == "kuaishou":
        fresh = iter(range(10**6))

        async def endless(call: Call) -> Answer:
            return answer(videos(1 + next(fresh) / 1e4))

        script.session.send = endless
    outcome = script.run()
    assert outcome.outcome != "ok"
    assert script.session.calls <= 300


def test_posts_of_nobody_prove_nothing_of_an_account_known_by_name() -> None:
    listed = timeline(20, 30)
    for status in listed["statuses"]:
        status["user"] = {"idstr": "7"}  # another one's posts, without the name
    script = Script("weibo_own", [listed, timeline(40)])
    script.session.account = replace(script.account, platform_id="")
    config = replace(script.session.config, params={})
    script.session.config = config
    outcome = script.run()
    assert not outcome.exhaustive
    assert script.word(outcome) is Word.PENDING


@pytest.mark.parametrize("kind", ["kuaishou", "bilibili_open"])
def test_silence_of_an_account_of_another_name_proves_nothing(kind: str) -> None:
    """The credential may be another account's; the fake platforms answer for 柳溪发布."""
    mine, other = Script(kind, GOOD[kind]), Script(kind, GOOD[kind])
    other.session.account = replace(other.account, name="邻县发布")
    for script in (mine, other):
        script.session.config = replace(script.session.config, complete=True)
    assert mine.word(mine.run()) is Word.NOT_UPDATED
    outcome = other.run()
    assert not outcome.exhaustive
    assert other.word(outcome) is Word.PENDING
    assert "柳溪发布" in outcome.detail
