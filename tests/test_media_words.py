"""Words of ledgers and addresses in pasted text."""

import pytest

from checks.media.addresses import addresses_in
from checks.media.models import LedgerStatus, Platform
from checks.media.words import platform_named, rule_named, status_named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("微信公众号（订阅号）", Platform.WECHAT_MP),
        (" 新浪微博 ", Platform.WEIBO),
        ("快手短视频", Platform.KUAISHOU),
        ("Ｂ站", Platform.BILIBILI),
        ("app", Platform.APP),
        ("APP", Platform.APP),
        ("微信小程序", Platform.MINIPROGRAM),
        ("微信视频号", Platform.WECHAT_CHANNELS),
        ("南方号", None),
        ("微信和微博", None),
        ("", None),
    ],
)
def test_platforms_are_known_by_their_words_and_never_guessed(
    text: str, expected: Platform | None
) -> None:
    assert platform_named(text) is expected


def test_every_platform_and_status_has_words() -> None:
    for platform in Platform:
        if platform is not Platform.OTHER:
            assert platform_named(platform.label) is platform
            assert platform_named(platform.value) is platform
    for status in LedgerStatus:
        if status is not LedgerStatus.UNKNOWN:
            assert status_named(status.value) is status
    assert status_named("已关停（备案中）") is None
    assert (rule_named("发布类"), rule_named("服务"), rule_named("其他")) == (
        "publish",
        "service",
        "",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://mp.weixin.qq.com/s/FAKEid0001", ["https://mp.weixin.qq.com/s/FAKEid0001"]),
        (
            "7.43 复制打开抖音，看看【柳溪发布的作品】雨雪天气 https://v.douyin.com/iRFAKE6u/ 11/11 f@o.Dh",
            ["https://v.douyin.com/iRFAKE6u/"],
        ),
        ("链接：https://weibo.com/1/PaFAKE。请查收", ["https://weibo.com/1/PaFAKE"]),
        ("https://b23.tv/FAKE柳溪发布", ["https://b23.tv/FAKE"]),
        ("https://a.cn/1,https://a.cn/2；https://a.cn/1", ["https://a.cn/1", "https://a.cn/2"]),
        ("https://a.cn/1https://a.cn/2", ["https://a.cn/1", "https://a.cn/2"]),
        ("https://a.cn/x\nhttps://a.cn/y", ["https://a.cn/x", "https://a.cn/y"]),
        ("（https://a.cn/x）(https://a.cn/y)", ["https://a.cn/x", "https://a.cn/y"]),
        ("https://a.cn/w_(x)", ["https://a.cn/w_(x)"]),
        ("看 mp.weixin.qq.com/s/AbC 和 v.douyin.com/z/", [
            "https://mp.weixin.qq.com/s/AbC", "https://v.douyin.com/z/"]),
        ("https://mp.weixin.qq.com/s?__biz=A==&mid=1&idx=1&sn=x#rd", [
            "https://mp.weixin.qq.com/s?__biz=A==&mid=1&idx=1&sn=x#rd"]),
        ("\u200bhttps://a.cn/\ufeffx", ["https://a.cn/x"]),
        ("http://", []),
        ("javascript:alert(1) ftp://a.cn/ 无", []),
        ("https://user:pw@a.cn/x", []),
        ("http://[::1", []),
        ("https://a.cn/" + "x" * 3000, []),
    ],
)  # fmt: skip
def test_addresses_are_taken_out_of_pasted_text(text: str, expected: list[str]) -> None:
    assert list(addresses_in(text)) == expected


def test_a_very_long_text_is_read_quickly() -> None:
    assert addresses_in("https://a.cn/" + "a(" * 200_000) == ()
    assert addresses_in("weibo.com" * 100_000) == ()
