"""A finding keeps its key from month to month and differs from every other finding."""

from dataclasses import replace

import pytest

from checks.keys import key_of, normal_snippet, normal_url
from checks.results import Outcome, Result

PAGE = "http://www.example.gov.cn/xw/202611/t20261103_1.html"
BASE = Result(
    Outcome.FAIL,
    PAGE,
    "距监测时间 37 天。",
    check="missing-alt",
    rule="no-alt",
    excerpt='<img id="i37" src="a.jpg">',
)


def test_the_key_names_its_algorithm() -> None:
    assert key_of(BASE).startswith("k1-")
    assert len(key_of(BASE)) == 19


@pytest.mark.parametrize(
    "change",
    [
        {"message": "距监测时间 68 天。"},
        {"value": "68"},
        {"outcome": Outcome.REVIEW},
        {"locator": "#i68"},
        {"excerpt": '<img  id="i68"\n src="a.jpg">'},
        {"url": PAGE + "#top"},
        {"url": PAGE.replace("www.example", "WWW.Example")},
        {"url": PAGE.replace(".gov.cn/", ".gov.cn:80/")},
    ],
)
def test_what_changes_by_itself_does_not_enter(change: dict[str, object]) -> None:
    assert key_of(replace(BASE, **change)) == key_of(BASE)


@pytest.mark.parametrize(
    "change",
    [
        {"check": "other"},
        {"rule": "poor-alt"},
        {"url": PAGE.replace("_1", "_2")},
        {"url": PAGE + "?page=2"},
        {"excerpt": '<img src="b.jpg">'},
        {"target": "http://www.example.gov.cn/a.jpg"},
    ],
)
def test_another_finding_has_another_key(change: dict[str, object]) -> None:
    assert key_of(replace(BASE, **change)) != key_of(BASE)


def test_a_target_is_one_finding_on_all_pages() -> None:
    here = replace(BASE, target="footer:icp")
    there = replace(here, url=PAGE.replace("_1", "_2"), excerpt="<p>other</p>")
    assert key_of(here) == key_of(there)


def test_alike_snippets_on_one_page_are_told_apart() -> None:
    assert len({key_of(BASE, nth) for nth in range(3)}) == 3


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://A.gov.cn", "http://a.gov.cn/"),
        ("https://a.gov.cn:443/x;jsessionid=0A1B?y=1#z", "https://a.gov.cn/x?y=1"),
        ("http://a.gov.cn:8080/", "http://a.gov.cn:8080/"),
        ("footer:icp", "footer:icp"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_normal_url(url: str, expected: str) -> None:
    assert normal_url(url) == expected


def test_normal_snippet_drops_numbers_dates_and_ids() -> None:
    one = '<p id="p3" data-x="1">最近更新 2026-11-03 09:30，共 1,024 条，2026年11月3日</p>'
    two = '<p id="p9">最近更新 2026-12-08 10:00，共 7 条，2026年12月8日</p>'
    assert normal_snippet(one) == normal_snippet(two)
    assert normal_snippet("<p>甲</p>") != normal_snippet("<p>乙</p>")
