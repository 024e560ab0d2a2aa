"""Dates, feeds and article pages: read with distrust, each trouble under its own name."""

import json
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from checks.media.models import Account, Platform, Window, Word
from checks.media.reasons import Reason
from checks.media.times import read_when
from checks.media.verdict import judge
from checks.page import SHANGHAI
from crawler.media.feed import FeedPage, read_feed
from crawler.media.wechat_article import Article, canonical, read_article

FIXTURES = Path(__file__).with_name("media_fixtures")
NOW = datetime(2026, 11, 20, tzinfo=SHANGHAI)
URL = "https://mp.weixin.qq.com/s/FAKEid0001"
BIZ = "https://mp.weixin.qq.com/s?__biz=MzA4FAKEBIZ==&mid=2247483701&idx=1&sn=0a"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Wed, 18 Nov 2026 01:30:05 GMT", "2026-11-18T09:30:05"),
        ("Wed, 18 Nov 2026 09:30:05 +0800", "2026-11-18T09:30:05"),
        ("Wed, 18 Nov 2026 09:30:05 CST", "2026-11-18T09:30:05"),
        ("Wed, 18 Nov 2026 09:00:00 ", "2026-11-18T09:00:00"),
        ("18 Nov 2026 09:00 GMT+8", "2026-11-18T09:00:00"),
        ("Wed Nov 18 09:30:05 +0800 2026", "2026-11-18T09:30:05"),
        ("2026-11-03 23:30:00", "2026-11-03T23:30:00"),
        ("2026-11-18T01:00:00.000Z", "2026-11-18T09:00:00"),
        ("2026-11-18T09:00:00+08:00", "2026-11-18T09:00:00"),
        ("2026-11-17T20:00:00-05:00", "2026-11-18T09:00:00"),
        ("2026年11月18日 09:00", "2026-11-18T09:00:00"),
        ("2026/11/8", "2026-11-08T00:00:00"),
        (1794963600, "2026-11-18T09:00:00"),
        ("1794963600", "2026-11-18T09:00:00"),
        (1794963600000, "2026-11-18T09:00:00"),
        ("昨天 12:30", None),
        ("5分钟前", None),
        ("06-27", None),
        ("Wed, 18 Nov 2026 09:00:00 XYZ", None),
        ("2026-02-30", None),
        ("1970-01-01T00:00:00Z", None),
        (0, None),
        (True, None),
        (float("nan"), None),
        (None, None),
        ("", None),
    ],
)
def test_dates_are_read_in_the_zone_they_mean(raw: object, expected: str | None) -> None:
    when = read_when(raw)
    told = when.at.astimezone(SHANGHAI).replace(tzinfo=None).isoformat() if when else None
    assert told == expected


def test_a_date_without_an_hour_is_a_day_and_other_zones_are_respected() -> None:
    day = read_when("2026-11-18")
    assert day is not None
    assert day.precision == "day"
    naive = read_when("2026-11-18 09:00:00", "UTC")
    assert naive is not None
    assert naive.at == datetime(2026, 11, 18, 9, tzinfo=UTC)


def feed(body: bytes | str, **more: str) -> FeedPage:
    raw = body.encode() if isinstance(body, str) else body
    return read_feed(raw, account="weibo:1", source="feed", fetched_at=NOW, **more)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def test_an_ordinary_feed_gives_its_posts() -> None:
    page = feed(fixture("feeds/rsshub_weibo.xml"))
    [post] = page.posts
    assert page.reason is None
    assert (post.title, post.url) == ("供暖提醒", "https://weibo.com/1000000001/PaFAKE001")
    assert post.published_at == datetime(2026, 11, 18, 9, 30, 5, tzinfo=SHANGHAI)
    assert not post.edited


def test_a_bridge_without_zones_means_local_time() -> None:
    [post] = feed(fixture("feeds/we_mp_rss_naive_date.xml")).posts
    assert post.published_at == datetime(2026, 11, 18, 9, tzinfo=SHANGHAI)
    assert post.url == "https://mp.weixin.qq.com/s/FAKEid0001"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("feeds/rsshub_kuaishou_no_dates.xml", Reason.NO_DATES),
        ("feeds/empty.xml", Reason.EMPTY_FEED),
        ("feeds/captcha_instead_of_feed.html", Reason.NOT_A_FEED),
        ("wechat/article_captcha.html", Reason.NOT_A_FEED),
    ],
)
def test_what_cannot_be_judged_has_its_reason(name: str, reason: Reason) -> None:
    assert feed(fixture(name)).reason is reason


def test_a_json_feed_is_read_by_either_date() -> None:
    page = feed(fixture("feeds/jsonfeed.json"))
    first, second = page.posts
    assert (first.edited, first.published_at) == (True, datetime(2026, 11, 18, 1, tzinfo=UTC))
    assert second.published_at is None
    both = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "date_published": "2026-11-01T00:00:00Z", "date_modified": "2026-11-19T00:00:00Z"}]}'
    [one] = feed(both).posts
    assert (one.edited, one.day) == (False, date(2026, 11, 1))
    assert feed('{"version": "https://jsonfeed.org/version/1"}').reason is Reason.SHAPE_CHANGED
    assert feed('{"errcode": 1}').reason is Reason.NOT_A_FEED
    assert feed("{" * 100_000).reason is Reason.NOT_A_FEED


def test_atom_with_updated_only_is_flagged() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><updated>2026-11-19T00:00:00Z</updated>
    <entry><id>urn:1</id><title>a &lt;b&gt;x&lt;/b&gt;</title><link rel="self" href="http://a.cn/self"/>
    <link href="https://a.cn/1"/><updated>2026-11-18T00:00:00Z</updated></entry>
    <entry><id>urn:2</id><published>2026-11-17T00:00:00Z</published><updated>2026-11-18T00:00:00Z</updated>
    <link href="javascript:alert(1)"/></entry></feed>"""
    first, second = feed(body).posts
    assert (first.title, first.url, first.edited) == ("a x", "https://a.cn/1", True)
    assert (second.url, second.edited, second.day) == ("", False, date(2026, 11, 17))
    account = Account("weibo:1", "柳溪", Platform.WEIBO)
    verdict = judge(account, Window.at(NOW), posts=[first])
    assert (verdict.word, "修改时间" in verdict.sentence) == (Word.UPDATED, True)


def test_rdf_and_broken_or_foreign_feeds() -> None:
    rdf = """<?xml version="1.0" encoding="gb2312"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <item><title>柳溪</title><link>http://a.cn/1</link><dc:date>2026-11-18</dc:date></item></rdf:RDF>"""
    [post] = feed(rdf.encode("gb2312")).posts
    assert (post.title, post.precision) == ("柳溪", "day")
    loose = "<rss version='2.0'><channel><item><title>A & B</title><pubDate>Wed, 18 Nov 2026 01:00:00 GMT"
    assert [p.day for p in feed(loose).posts] == [date(2026, 11, 18)]
    for body in ("", "plain text", "<opml/>", "<html><body><rss/></body></html>"):
        assert feed(body).reason is Reason.NOT_A_FEED


def test_a_hostile_title_is_cut_and_costs_nothing() -> None:
    start = time.process_time()
    item = f"<item><guid>1</guid><title>{'&lt;' * 400_000}</title></item>"
    [post] = feed(f"<rss><channel>{item}</channel></rss>").posts
    assert len(post.title) <= 200
    assert time.process_time() - start < 5


def test_an_entity_bomb_fails_closed() -> None:
    bomb = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">
    <!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&b;&x;</title></item></channel></rss>"""
    assert feed(bomb).reason is Reason.NOT_A_FEED


def test_dates_in_the_future_are_told_and_not_believed() -> None:
    body = "<rss><channel><item><guid>1</guid><pubDate>Sat, 21 Nov 2026 09:00:00 +0800</pubDate></item></channel></rss>"
    page = feed(body)
    assert "1 条的日期在将来" in page.detail
    account = Account("weibo:1", "柳溪", Platform.WEIBO)
    later = Window.on(date(2026, 11, 22))
    assert judge(account, later, posts=page.posts).word is Word.PENDING


def article(body: bytes | str, **more: str) -> Article:
    raw = body.encode() if isinstance(body, str) else body
    how = {"final_url": URL, "content_type": "text/html; charset=UTF-8",
           "account": "wechat_mp:gh_1", "expected_name": "柳溪发布"} | more  # fmt: skip
    return read_article(raw, url=URL, fetched_at=NOW, **how)


def test_an_article_gives_account_and_time() -> None:
    found = article(fixture("wechat/article_ok.html"))
    assert found.reason is None
    assert found.post is not None
    assert found.post.published_at == datetime(2026, 11, 18, 9, tzinfo=SHANGHAI)
    assert found.post.title == "柳溪区召开冬季供暖保障工作会议"
    picture = article(fixture("wechat/article_image_type.html"))
    assert picture.post is not None
    assert picture.post.title == "图说柳溪"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("article_deleted", Reason.POST_GONE),
        ("article_violation", Reason.POST_GONE),
        ("article_captcha", Reason.BLOCKED),
        ("article_unknown", Reason.SHAPE_CHANGED),
    ],
)
def test_a_page_without_an_article_has_its_reason(name: str, reason: Reason) -> None:
    found = article(fixture(f"wechat/{name}.html"))
    assert (found.post, found.reason) == (None, reason)


def test_the_original_id_decides_whose_article_it_is_where_both_tell_it() -> None:
    page = fixture("wechat/article_ok.html").decode()
    page = page.replace("var biz =", 'var user_name = "gh_0000000000aa"; var biz =')
    renamed = article(page, expected_name="柳溪新名", expected_id="gh_0000000000aa")
    assert renamed.post is not None
    assert renamed.account_name == "柳溪发布"
    namesake = article(page, expected_id="gh_0000000000bb")
    assert (namesake.post, namesake.reason) == (None, Reason.WRONG_ACCOUNT)
    assert article(page, expected_id="liuxifabu").post is not None


@pytest.mark.shared
def test_a_real_article_is_read(shared: Path) -> None:
    folder = shared / "corpora" / "new-media"
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    [about] = [one for one in map(json.loads, lines) if one["file"].startswith("wechat/")]
    body = (folder / about["file"]).read_bytes()
    stranger = article(body.decode())
    assert stranger.reason is Reason.WRONG_ACCOUNT
    found = article(body.decode(), expected_name=stranger.account_name)
    assert found.post is not None
    assert str(found.post.day) == about["publish_date"]


def test_the_markup_decides_not_the_words_of_an_article() -> None:
    page = fixture("wechat/article_ok.html").decode()
    quoting = page.replace("区政府召开会议", "该内容已被发布者删除，环境异常")
    assert article(quoting).post is not None
    assert article(page, expected_name="柳溪 发布").post is not None
    other = article(page, expected_name="青山发布")
    assert (other.reason, other.account_name) == (Reason.WRONG_ACCOUNT, "柳溪发布")
    assert article(page.replace('var ct = "1794963600";', "")).reason is Reason.SHAPE_CHANGED
    future = str(int((NOW + timedelta(days=1)).timestamp()))
    assert article(page.replace("1794963600", future)).reason is Reason.SHAPE_CHANGED
    nameless = page.replace("js_name", "x").replace("wx_follow_nickname", "y")
    assert article(nameless).reason is Reason.POST_UNREADABLE
    moved = "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"
    assert article(page, final_url=moved).reason is Reason.BLOCKED
    assert article("").reason is Reason.SHAPE_CHANGED
    assert article(page, final_url="https://weixin.example/s/x").reason is Reason.SHAPE_CHANGED
    for text in ("根据作者隐私设置，无法查看该内容", "系统出错"):
        assert article(f"<html><body>{text}</body></html>").reason in (
            Reason.POST_GONE,
            Reason.HTTP_ERROR,
        )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://mp.weixin.qq.com/s/FAKEid0001?scene=1#rd", URL),
        (f"{BIZ}&chksm=aa&scene=27#rd", BIZ),
        (
            "http://mp.weixin.qq.com/s?__biz=A==&appmsgid=1&itemidx=2&sign=x",
            "https://mp.weixin.qq.com/s?__biz=A==&mid=1&idx=2&sn=x",
        ),
        ("https://mp.weixin.qq.com/s?__biz=A==&mid=1", ""),
        ("https://mp.weixin.qq.com/cgi-bin/appmsg?x=1", ""),
        ("https://mp.weixin.qq.com.evil.example/s/FAKEid0001", ""),
        ("https://mp.weixin.qq.com@evil.example/s/FAKEid0001", ""),
        ("https://weibo.com/1", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
    ],
)
def test_only_addresses_of_articles_are_fetched(url: str, expected: str) -> None:
    assert canonical(url) == expected
