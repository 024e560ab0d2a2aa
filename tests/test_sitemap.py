"""Sitemaps and the comparison of two copies of a page, hostile ones too."""

import time
from datetime import UTC, datetime

import pytest

from crawler.robots import read
from crawler.same_content import fingerprint
from crawler.sitemap import entries

DAY = datetime(2026, 11, 25, 4, tzinfo=UTC)


def same(one: str, other: str, then: datetime = DAY, now: datetime = DAY) -> bool:
    return fingerprint(one.encode(), "text/html; charset=utf-8", then) == fingerprint(
        other.encode(), "text/html; charset=utf-8", now
    )


def test_entries_of_a_sitemap_and_of_an_index() -> None:
    xml = b"""<?xml version="1.0"?><urlset>
      <url><loc>http://a.example/x?a=1&amp;b=2</loc><lastmod>2026-01-02</lastmod></url>
      <url><loc> <![CDATA[http://a.example/y]]> </loc><lastmod>2026-01-02T03:04:05Z</lastmod></url>
      <url><loc>http://a.example/z</loc><lastmod>yesterday</lastmod></url>
      <url><lastmod>2026-01-02</lastmod></url></urlset>
      <sitemapindex><sitemap><loc>http://a.example/s2.xml</loc></sitemap></sitemapindex>"""
    assert list(entries(xml)) == [
        ("url", "http://a.example/x?a=1&b=2", datetime.fromisoformat("2026-01-03T00:00+08:00")),
        ("url", "http://a.example/y", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("url", "http://a.example/z", None),
        ("sitemap", "http://a.example/s2.xml", None),
    ]


@pytest.mark.parametrize(
    "part", [b"<url>", b"<loc>", b"<url><loc>http://a", b"</url>", b"<loc>x]]>"]
)
def test_a_hostile_sitemap_costs_little(part: bytes) -> None:
    began = time.process_time()
    list(entries(part * (2_000_000 // len(part))))
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "part", ["<!--", "<script>", "<input type=hidden ", "浏览次数： ", " ", "<"]
)
def test_a_hostile_page_costs_little(part: str) -> None:
    began = time.process_time()
    fingerprint((part * (1_000_000 // len(part))).encode(), "text/html; charset=utf-8", DAY)
    assert time.process_time() - began < 5


def test_robots_name_sitemaps() -> None:
    text = b"User-agent: *\nDisallow: /x\nSitemap: http://a.example/m.xml\nsitemap: /relative.xml"
    assert read(200, text).sitemaps == ("http://a.example/m.xml",)


def test_what_is_built_anew_is_no_change() -> None:
    later = datetime(2026, 12, 24, 4, tzinfo=UTC)
    page = (
        "<p>正文</p><script>var t={n};</script><!-- {n} --><b>今天是{day}</b>浏览次数：<i>{n}</i>"
    )
    assert same(
        page.format(n=1, day="2026年11月25日 星期三"),
        page.format(n=99, day="2026年12月24日 星期四"),
        now=later,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("预算 100 万元", "预算 300 万元"),
        ("发布时间：2026-01-01", "发布时间：2026-01-02"),
        ("<p>甲</p>", "<p>乙</p>"),
        ("<a href=/x>甲</a>", "<a href=/y>甲</a>"),
        ("<!-- 没有结束 甲", "<!-- 没有结束 乙"),
    ],
)
def test_what_people_read_is_a_change(one: str, other: str) -> None:
    assert not same(one, other)
