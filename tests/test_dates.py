"""Chinese dates in text and in addresses."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.dates import (
    date_in_url,
    find_bare,
    find_dates,
    month_in_url,
    parse_date,
    resolve_bare,
    tidy,
)
from checks.page import SHANGHAI


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2026-06-13 14:06", at(2026, 6, 13, 14, 6), "minute"),
        ("2026-06-13 14:06:15", at(2026, 6, 13, 14, 6, 15), "second"),
        ("2026-06-13 14:06:15.0", at(2026, 6, 13, 14, 6, 15), "second"),
        ("2026-06-13 14∶06", at(2026, 6, 13, 14, 6), "minute"),
        ("2026-06-13 14：06：15", at(2026, 6, 13, 14, 6, 15), "second"),
        ("2026-06-13T14:06:00+08:00", at(2026, 6, 13, 14, 6), "second"),
        ("2026-06-13T06:06:00Z", at(2026, 6, 13, 14, 6), "second"),
        ("2026年6月13日", at(2026, 6, 13), "day"),
        ("2026 年 6 月 13 日", at(2026, 6, 13), "day"),
        ("2026年06月13日 14时06分", at(2026, 6, 13, 14, 6), "minute"),
        ("2026年06月13日（星期六）下午3:05", at(2026, 6, 13, 15, 5), "minute"),
        ("2026/6/13", at(2026, 6, 13), "day"),
        ("2026.6.13", at(2026, 6, 13), "day"),
        ("２０２６－０６－１３　１４：０６", at(2026, 6, 13, 14, 6), "minute"),
        ("2026\u00a0-\u00a006-\u00a013", at(2026, 6, 13), "day"),
        ("20\u200b26-06-13", at(2026, 6, 13), "day"),
        ("二〇二六年六月十三日", at(2026, 6, 13), "day"),
        ("二○二六年十二月三十一日", at(2026, 12, 31), "day"),
        ("二零二六年十月二十日", at(2026, 10, 20), "day"),
        ("20260613", at(2026, 6, 13), "day"),
        ("20260613140615", at(2026, 6, 13, 14, 6, 15), "second"),
        ("Sat Jun 13 14:06:15 CST 2026", at(2026, 6, 13, 14, 6, 15), "second"),
        ("2026-06-13 24:00", at(2026, 6, 13), "day"),
        ("November 20, 2026", at(2026, 11, 20), "day"),
        ("Updated: Nov.20,2026", at(2026, 11, 20), "day"),
        ("20 Nov 2026", at(2026, 11, 20), "day"),
        ("May 2026", None, ""),
        ("2026-02-30", None, ""),
        ("2026-13-01", None, ""),
        ("2026-6-131", None, ""),
        ("1.2026.06.13", None, ""),
        ("国办发〔2017〕47号", None, ""),
        ("010-66096859", None, ""),
        ("二〇二六年十十月一日", None, ""),
        ("null", None, ""),
        ("", None, ""),
    ],
)
def test_parse_date(text: str, value: datetime | None, precision: str) -> None:
    found = parse_date(text)
    assert (found.value if found else None) == value
    assert (found.precision if found else "") == precision


def test_find_dates_gives_every_date_where_it_stands() -> None:
    text = tidy("发布日期：2026年6月13日　来源：市政府　2025-01-02 03:04")
    found = list(find_dates(text))
    assert [f.day for f in found] == [date(2026, 6, 13), date(2025, 1, 2)]
    assert text[found[1].start : found[1].end] == "2025-01-02 03:04"
    assert [f.numeric for f in found] == [False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[11-20]", (11, 20)),
        ("11月20日", (11, 20)),
        ("（11/20）", (11, 20)),
        ("11.20", (11, 20)),
        ("02-29", (2, 29)),
        ("13-20", None),
        ("02-30", None),
        ("2025-11-20", None),
        ("11:20", None),
        ("3.5", None),
        ("0551-62999", None),
        ("11-20 至 11-25", None),
    ],
)
def test_find_bare(text: str, expected: tuple[int, int] | None) -> None:
    found = find_bare(tidy(text))
    assert (found and (found.month, found.day)) == expected


@pytest.mark.parametrize(
    ("month", "day", "latest", "expected"),
    [
        (11, 20, date(2026, 11, 25), date(2026, 11, 20)),
        (11, 25, date(2026, 11, 25), date(2026, 11, 25)),
        (11, 26, date(2026, 11, 25), date(2025, 11, 26)),
        (12, 31, date(2026, 1, 2), date(2025, 12, 31)),
        (2, 29, date(2027, 3, 1), date(2024, 2, 29)),
    ],
)
def test_resolve_bare(month: int, day: int, latest: date, expected: date) -> None:
    assert resolve_bare(month, day, latest) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.gov.cn/xw/202306/t20230608_2213652.html", date(2023, 6, 8)),
        ("./t20230608_2213652.shtml", date(2023, 6, 8)),
        ("/art/2024/10/21/art_1543973_58942886.html", date(2024, 10, 21)),
        ("/art/2024/1/2/art_1_5.html", date(2024, 1, 2)),
        ("/zhengce/content/2018-11/09/content_5338761.htm", date(2018, 11, 9)),
        ("/zhengce/202411/21/content_1.htm", date(2024, 11, 21)),
        ("/news/20241121/1.html", date(2024, 11, 21)),
        ("/2024-11-21/1.html", date(2024, 11, 21)),
        ("/tjgb/202305/36796cdc82d04268913f2884cf2fe579.shtml", None),
        ("/content/post_9360641.html", None),
        ("/t20231399_1.html", None),
        ("/id/20231231999.html", None),
    ],
)
def test_date_in_url(url: str, expected: date | None) -> None:
    assert date_in_url(url) == expected


def test_month_in_url() -> None:
    assert month_in_url("/tjgb/202305/36796cdc.shtml") == (2023, 5)
    assert month_in_url("/tjgb/2023/05/1.shtml") == (2023, 5)
    assert month_in_url("/tjgb/209913/1.shtml") is None


WAYS = (
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0:%Y-%m-%dT%H:%M:%S}+08:00",
    "{0:%Y/%m/%d %H:%M:%S}",
    "{0.year}.{0.month}.{0.day} {0:%H:%M:%S}",
    "{0.year}年{0.month}月{0.day}日 {0:%H:%M:%S}",
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分{0.second}秒",
    "{0:%Y%m%d%H%M%S}",
)
FULL_WIDTH = str.maketrans("0123456789:-/", "０１２３４５６７８９：－／")
moments = st.datetimes(
    at(1992, 1, 1).replace(tzinfo=None),
    at(2049, 12, 31).replace(tzinfo=None),
    timezones=st.just(SHANGHAI),
).map(lambda m: m.replace(microsecond=0))


@given(moments, st.sampled_from(WAYS), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_rendered_moment_reads_back(moment: datetime, way: str, wide: bool) -> None:
    text = way.format(moment)
    found = parse_date(text.translate(FULL_WIDTH) if wide else text)
    assert found is not None
    assert (found.value, found.precision) == (moment, "second")


@given(st.text(alphabet="0123456789年月日-/.: 发布一二〇十", max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_search(text: str) -> None:
    for found in find_dates(tidy(text)):
        assert timedelta(0) <= found.value - at(1900, 1, 1)
        assert 0 <= found.start < found.end <= len(text)
    parse_date(text)
    find_bare(text)
