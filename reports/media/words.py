"""Chinese names of the ways accounts are looked at."""

from collections.abc import Iterator, Mapping

from checks.media.models import Verdict, Word
from checks.media.verdict import MANUAL, kind_of

SOURCES: Mapping[str, str] = {
    "wechat_detail": "公众号发表数据接口",
    "wechat_freepublish": "公众号发布列表接口",
    "wechat_link": "公众号佐证链接",
    "wechat_album": "公众号合集页面",
    "weibo_own": "微博接口",
    "weibo_commercial": "微博商业接口",
    "kuaishou": "快手接口",
    "bilibili_open": "B站接口",
    "feed": "订阅源",
    "itunes": "苹果应用商店查询",
    "wxa_version": "小程序版本接口",
    "link": "佐证链接",
    MANUAL: "人工记录",
}


def source_name(source: str) -> str:
    """What readers see for a source such as ``feed#2``."""
    kind, _, number = source.partition("#")
    return SOURCES.get(kind_of(source), kind) + (f"（第 {number} 个）" if number else "")


def basis_of(verdict: Verdict) -> str:
    """What a verdict rests on, "" when on nothing."""
    if verdict.word is Word.NOT_APPLICABLE:
        return "台账"
    return source_name(verdict.source) if verdict.source else ""


def others_of(verdict: Verdict) -> Iterator[str]:
    """What the sources said that did not decide, with their names as people know them."""
    for text in verdict.others:
        source, colon, rest = text.partition("：")
        if source != verdict.source:
            yield f"{source_name(source)}{colon}{rest}"
