"""The ``[media]`` table of ``sites.toml``: read, refused in Chinese, written back equal."""

from datetime import date, datetime, time

import pytest

from checks.media.models import Account, Platform
from checks.page import SHANGHAI
from crawler.media.settings import MediaSettings
from crawler.sites import SitesError
from crawler.sites_file import dumps, loads, starter_text

WHOLE = """
[media]
rubric = "media-local-example"
window_days = 12
warn_days = 9
monitor_time = "17:30"
gap_days = 10
closed_to = ["镇人民政府", "街道办事处"]
max_unverified_share = 0.1
unit_score = "lowest"

[media.gaps]
"微信公众号" = 7
weibo = 5

[media.bases]
weixin = "http://127.0.0.9:8001"
"""


def test_everything_is_read_and_written_back_equal() -> None:
    media = loads(WHOLE).media
    assert media.monitor_time == time(17, 30)
    assert media.gaps == {Platform.WECHAT_MP: 7, Platform.WEIBO: 5}
    assert media.bases.weixin == "http://127.0.0.9:8001"
    assert media.bases.weibo == MediaSettings().bases.weibo
    assert loads(dumps(loads(WHOLE))).media == media


def test_without_the_table_the_national_rule_holds() -> None:
    assert loads("").media == MediaSettings()
    assert "[media]" not in dumps(loads(""))
    assert "# [media]" in starter_text()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('monitor_time = "25:00"', "钟点"),
        ("monitor_time = 17", "钟点"),
        ("window_days = 0", "1 到 366"),
        ("warn_days = 30", "不大于 window_days"),
        ('timezone = "UTC"', "北京时间"),
        ('closed_to = ["镇"]', "太短"),
        ('unit_score = "best"', "mean"),
        ("warn_gap_days = 3", "是不是“warn_days”"),
        ('ledger = "台账.xlsx"', "govcheck accounts import"),
        ('gaps = { "脸书" = 3 }', "不认识这个平台"),
        ('gaps = { weibo = "十" }', "天数"),
        ('gaps = { weibo = 3, "微博" = 4 }', "写了两遍"),
        ('bases = { weixin = "http://api.example.com" }', "本机"),
        ('bases = { qq = "https://api.example.com" }', "不认识“qq”"),
    ],
)
def test_mistakes_are_told_with_the_line(line: str, words: str) -> None:
    with pytest.raises(SitesError) as told:
        loads(f"[media]\n{line}\n")
    assert words in str(told.value)
    assert "第 2 行" in str(told.value)


def test_accounts_do_not_belong_in_the_configuration() -> None:
    with pytest.raises(SitesError, match="govcheck accounts import"):
        loads(
            '[[media.account]]\nname = "柳溪发布"\n'.replace(
                "[[media.account]]", "[media]\naccount = []"
            )
        )


def test_a_moment_or_a_whole_day() -> None:
    day = date(2026, 11, 25)
    whole = MediaSettings().window(day)
    assert (whole.first_day, whole.last_day) == (date(2026, 11, 11), day)
    moment = MediaSettings(monitor_time=time(17)).window(day)
    assert moment.end == datetime(2026, 11, 25, 17, tzinfo=SHANGHAI)
    assert moment.start == datetime(2026, 11, 11, 17, tzinfo=SHANGHAI)
    assert MediaSettings().window_at(day)(3).first_day == date(2026, 11, 22)


def test_local_rules_by_platform() -> None:
    settings = MediaSettings(gap_days=10, gaps={Platform.WEIBO: 5})
    assert settings.gap_of(Account("a", "甲", Platform.WEIBO)) == 5
    assert settings.gap_of(Account("b", "乙", Platform.DOUYIN)) == 10
    assert MediaSettings().gap_of(Account("b", "乙", Platform.DOUYIN)) is None
