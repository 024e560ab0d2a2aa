"""The interfaces' test matrix: every row an account of its own, all of them in one walk."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from media_rows import Row
from media_rows_more import ROWS
from walking import DAY, NOW, Seen, ledger_account, walk

from checks.media.models import Account
from checks.media.observations import AUTOREPLY, COMMENTS, MENU, NAME, RELEASE, STATUS, STORE
from crawler.media.credentials import variable
from crawler.sample.platforms import MadeAccount, Platforms, Request, serve_platforms

SOON_S = 3.0
"""Two rows are about answers that come too late; all others come in that time."""


@dataclass(frozen=True)
class Matrix:
    """What the walk of all rows left, and what the platforms were asked."""

    seen: Seen
    accounts: Mapping[str, Account]
    made: Mapping[str, MadeAccount]
    platforms: Platforms
    folder: Path

    def asked(self, name: str) -> list[Request]:
        """The requests of one row."""
        made = self.made[name]
        keys = made.keys
        marks = {made.ident, *keys.values()}
        if made.kind == "wechat_link":
            marks |= {post.ident for post in made.posts}
        return [
            request
            for request in self.platforms.requests
            if marks & {*map(str, request.query.values()), *_body(request), request.path[3:]}
            or request.headers.get("access-token") in marks
            or ("appid" in keys and _token(request).startswith(f"{keys['appid']}-T"))
        ]


def _body(request: Request) -> set[str]:
    return set(map(str, request.body.values())) if isinstance(request.body, dict) else set()


def _token(request: Request) -> str:
    return request.query.get("access_token", "")


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    folder = tmp_path_factory.mktemp("matrix")
    made = {row.id: row.made(n) for n, row in enumerate(ROWS)}
    assert len(made) == len(ROWS)
    with serve_platforms(list(made.values()), NOW, port=0) as here:
        accounts = {}
        links = {}
        environ = here.environ
        for n, row in enumerate(ROWS):
            one = made[row.id]
            url = {"url": here.feed(one.ident)} if row.kind == "feed" else {}
            accounts[row.id] = ledger_account(
                one, key=f"row:{n}", name=row.account_name, complete=row.complete,
                params={**row.params, **url},
            )  # fmt: skip
            if row.kind == "wechat_link":
                links[f"row:{n}"] = [here.article(post.ident) for post in row.posts]
            for field in one.keys:
                name = variable(one.credential, field)
                environ[name] = row.environ.get(field.upper(), environ[name])
                if not row.credential:
                    del environ[name]
        seen = walk(folder, here, accounts.values(), links=links, environ=environ, timeout_s=SOON_S)
        yield Matrix(seen, accounts, made, here, folder)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_has_the_outcome_it_must_have(matrix: Matrix, row: Row) -> None:
    key = matrix.accounts[row.id].key
    outcome = matrix.seen.outcome(key)
    assert (outcome.outcome, outcome.reason) == (row.outcome, row.reason), outcome.detail
    assert row.told in outcome.detail
    verdict = matrix.seen.verdict(key)
    assert verdict.word is row.word, verdict.sentence
    asked = [request.path for request in matrix.asked(row.id)]
    for path, times in row.asked.items():
        assert sum(one.endswith(path) for one in asked) == times, path
    if outcome.reason:
        assert outcome.reason.sentence
        assert outcome.reason.next_step.endswith("。")


def observed(matrix: Matrix, row: str) -> dict[str, object]:
    """What was observed of the account of a row, by name."""
    found = matrix.seen.observed.get(matrix.accounts[row].key, ())
    return {one.name: one.value for one in found}


def test_names_menus_comments_and_versions_are_kept_beside_the_posts(matrix: Matrix) -> None:
    assert observed(matrix, "weibo_own: silent")[NAME] == "柳溪发布"
    assert observed(matrix, "bilibili_open: silent")[NAME] == "柳溪发布"
    assert observed(matrix, "kuaishou: silent")[NAME] == "柳溪发布"
    assert observed(matrix, "wechat_link: another account's")[NAME] == "柳溪发布"
    assert observed(matrix, "wechat_link: account blocked") == {
        STATUS: {"state": "blocked", "text": "此账号已被屏蔽"}
    }
    missing = observed(matrix, "weibo_commercial: 20003")[STATUS]
    assert missing == {"state": "missing", "text": "no such user"}
    assert observed(matrix, "wechat_detail: token ok")[AUTOREPLY] == {
        "on_follow": True, "on_message": True, "keywords": 2,
    }  # fmt: skip
    menu = observed(matrix, "wechat_detail: token ok")[MENU]
    assert isinstance(menu, dict)
    assert menu["open"] is True
    assert [entry["path"] for entry in menu["entries"]] == [
        "政务公开/门户网站", "政务公开/失效链接", "政务公开/办事", "互动",
    ]  # fmt: skip
    assert menu["entries"][2]["appid"] == "wx0000000000000000"
    assert menu["entries"][1]["url"] == "https://old.liuxi.example.gov.cn/404"
    assert MENU not in observed(matrix, "wechat_detail: menu fails")
    comments = observed(matrix, "wechat_freepublish: 25 posts")[COMMENTS]
    assert comments == {"posts": 25, "open": 25, "received": -1}
    received = observed(matrix, "wechat_detail: stored answer")[COMMENTS]
    assert received == {"posts": 1, "open": 1, "received": 1}
    assert observed(matrix, "kuaishou: stored answer")[COMMENTS] == {
        "posts": 2, "open": 1, "received": 2,
    }  # fmt: skip
    assert COMMENTS not in observed(matrix, "kuaishou: silent"), "none came: nothing is shown"
    store = observed(matrix, "itunes: found")
    assert store[NAME] == "柳溪通"
    assert store[STORE] == {
        "found": True, "country": "cn", "version": "3.2.1", "seller": "柳溪区大数据中心",
        "released_at": "2026-10-09T01:12:17+00:00",
        "url": "https://apps.apple.com/cn/app/id1000000001",
    }  # fmt: skip
    gone = observed(matrix, "itunes: missing")[STORE]
    assert isinstance(gone, dict)
    assert gone["found"] is False
    assert observed(matrix, "wxa_version: release")[RELEASE] == {
        "version": "2.0.0", "released_at": "2026-11-02T16:13:20+00:00", "text": "修复问题",
    }  # fmt: skip


def test_the_same_article_has_the_same_id_in_every_source(matrix: Matrix) -> None:
    def ids(row: str) -> set[str]:
        return {post.post_id for post in matrix.seen.posts[matrix.accounts[row].key]}

    assert "2247483701_1" in ids("wechat_detail: stored answer")
    assert {"2247483702_1", "2247483600_2"} <= ids("wechat_freepublish: pages to the end")
    assert {"2247483701_1", "2247483500_1"} <= ids("wechat_album: stored pages")


def test_an_expired_token_is_renewed_and_the_same_day_asked_again(matrix: Matrix) -> None:
    days = [
        request.body["begin_date"]
        for request in matrix.asked("wechat_detail: 42001 on the way")
        if request.path.endswith("totaldetail")
    ]
    expected = [(DAY - timedelta(days=n)).isoformat() for n in range(1, 15)]
    assert days == [*expected[:5], expected[4], *expected[5:]]
    tokens = [
        request.query["access_token"][-2:]
        for request in matrix.asked("wechat_detail: 42001 on the way")
        if request.path.endswith("totaldetail")
    ]
    assert tokens == ["T1"] * 5 + ["T2"] * 10


def test_the_interfaces_are_asked_as_their_documents_say(matrix: Matrix) -> None:
    tokens = [r for r in matrix.platforms.requests if r.path == "/cgi-bin/stable_token"]
    assert all(r.method == "POST" and not r.query for r in tokens)
    assert all(r.body["grant_type"] == "client_credential" for r in tokens)
    assert all("force_refresh" not in r.body for r in tokens)
    detail = [r for r in matrix.platforms.requests if r.path.endswith("totaldetail")]
    assert all(set(r.query) == {"access_token"} for r in detail)
    assert all(r.body["begin_date"] == r.body["end_date"] < DAY.isoformat() for r in detail)
    weibo = [r for r in matrix.platforms.requests if r.path.endswith("/user_timeline.json")]
    assert all(r.place == "weibo" and "uid" not in r.query for r in weibo)
    bought = [r for r in matrix.platforms.requests if r.path.endswith("/other.json")]
    assert {r.place for r in bought} == {"weibo_commercial"}
    assert all(int(r.query["count"]) <= 25 for r in bought)
    assert any(int(r.query["end_time"]) - int(r.query["start_time"]) > 14 * 86400 - 1
               for r in bought if "start_time" in r.query)  # fmt: skip
    cursors = [
        r.query.get("cursor")
        for r in matrix.asked("kuaishou: pages by the oldest")
        if r.path.endswith("photo/list")
    ]
    assert cursors == [None, "3x199", "3x249"]
    assert all("t@example.invalid" in r.headers["user-agent"] for r in matrix.platforms.requests)


def test_no_request_left_loopback_and_no_host_is_told_of_another(matrix: Matrix) -> None:
    assert matrix.seen.peers
    assert all(peer.startswith("127.0.0.2") for peer in matrix.seen.peers), matrix.seen.peers
    assert not any("referer" in r.headers for r in matrix.platforms.requests)
    feeds = [r.path for r in matrix.platforms.requests if r.place == "feeds"]
    assert "/x" not in feeds, "a redirect of an interface was followed"


TOKEN = re.compile(rb"wxrow_\d+-T\d")
KEY = re.compile(rb"made-up-(?:secret|token)-\w+")


def test_no_key_and_no_token_is_left_anywhere(matrix: Matrix) -> None:
    used = {v for r in matrix.platforms.requests for v in (*r.query.values(), *_body(r))}
    assert any(KEY.match(str(v).encode()) for v in used), "keys were sent, so they could leak"
    assert "Asked (200) <POST http://127.0.0.21" in matrix.seen.log, "logged at DEBUG"
    assert "access_token=***" in matrix.seen.log
    for path in (p for p in matrix.folder.rglob("*") if p.is_file()):
        body = path.read_bytes()
        assert not KEY.search(body), path
        assert not TOKEN.search(body), path
    for text in (matrix.seen.printed, repr(matrix.seen.outcomes), repr(matrix.seen.accounts)):
        assert not KEY.search(text.encode())
        assert not TOKEN.search(text.encode())
    assert {p.name for p in matrix.folder.rglob("*") if p.is_file()} <= {
        "office.sqlite", "walk.log", "walk.json", "walk.out",
    }  # fmt: skip


def test_what_a_platform_repeats_of_our_keys_is_taken_out(matrix: Matrix) -> None:
    outcome = matrix.seen.outcome(matrix.accounts["weibo_own: repeats our key"].key)
    assert "***" in outcome.detail
    assert "made-up" not in outcome.detail
