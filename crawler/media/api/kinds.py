"""Which kinds of source ask an interface, how, and with which keys."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from crawler.media.api import (
    bilibili,
    itunes,
    kuaishou,
    wechat_album,
    wechat_detail,
    wechat_freepublish,
    weibo,
    weixin,
    wxa_version,
)
from crawler.media.api.calls import Session, Told

Look = Callable[[Session], Awaitable[Told]]


@dataclass(frozen=True, slots=True)
class Kind:
    """``needs``: alternatives of keys, empty for public interfaces."""

    look: Look
    needs: tuple[tuple[str, ...], ...] = ()
    extra: tuple[str, ...] = ()
    """Keys that are used if they are there."""


KINDS = {
    "wechat_detail": Kind(wechat_detail.look, weixin.NEEDS),
    "wechat_freepublish": Kind(wechat_freepublish.look, weixin.NEEDS),
    "wechat_album": Kind(wechat_album.look),
    "weibo_own": Kind(weibo.look_own, weibo.NEEDS),
    "weibo_commercial": Kind(weibo.look_bought, weibo.NEEDS),
    "kuaishou": Kind(kuaishou.look, kuaishou.NEEDS, kuaishou.EXTRA),
    "bilibili_open": Kind(bilibili.look, bilibili.NEEDS),
    "itunes": Kind(itunes.look),
    "wxa_version": Kind(wxa_version.look, wxa_version.NEEDS),
}
