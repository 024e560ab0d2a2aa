"""The words about accounts that every stage shares: all of them plain values.

Moments are timezone-aware; days are calendar days in Shanghai.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from checks.media.reasons import Reason
from checks.page import SHANGHAI


class Platform(StrEnum):
    """Where an account lives. OTHER keeps the ledger's own word in ``Account.platform_text``."""

    WECHAT_MP = "wechat_mp"
    WECHAT_CHANNELS = "wechat_channels"
    MINIPROGRAM = "miniprogram"
    APP = "app"
    QUICKAPP = "quickapp"
    WEIBO = "weibo"
    DOUYIN = "douyin"
    KUAISHOU = "kuaishou"
    TOUTIAO = "toutiao"
    BILIBILI = "bilibili"
    XIAOHONGSHU = "xiaohongshu"
    BAIJIAHAO = "baijiahao"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name readers see."""
        return _PLATFORM_LABELS[self]

    @property
    def publishes(self) -> bool:
        """Whether it is a place for posts, rather than a program people use."""
        return self not in (Platform.MINIPROGRAM, Platform.APP, Platform.QUICKAPP)


_PLATFORM_LABELS = {
    Platform.WECHAT_MP: "微信公众号",
    Platform.WECHAT_CHANNELS: "视频号",
    Platform.MINIPROGRAM: "小程序",
    Platform.APP: "APP",
    Platform.QUICKAPP: "快应用",
    Platform.WEIBO: "微博",
    Platform.DOUYIN: "抖音",
    Platform.KUAISHOU: "快手",
    Platform.TOUTIAO: "今日头条",
    Platform.BILIBILI: "哔哩哔哩",
    Platform.XIAOHONGSHU: "小红书",
    Platform.BAIJIAHAO: "百家号",
    Platform.OTHER: "其他平台",
}


class LedgerStatus(StrEnum):
    """What the ledger says of an account. UNKNOWN also stands for words nobody knows."""

    ACTIVE = "正常"
    SUSPENDED = "停更"
    CLOSING = "拟关停"
    CLOSED = "关停"
    CANCELLED = "注销"
    UNKNOWN = "未填"

    @property
    def is_over(self) -> bool:
        """Whether nobody expects posts any more."""
        return self in (LedgerStatus.CLOSED, LedgerStatus.CANCELLED)


UpdateRule = Literal["publish", "service"]


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One way to look at an account. ``credential`` is a name, never a value; ``complete`` is the
    office's own word that this source shows every post.
    """

    kind: str
    params: Mapping[str, str] = field(default_factory=dict)
    credential: str = ""
    tz: str = "Asia/Shanghai"
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the ledger. ``platform_text`` and ``status_text`` are the ledger's own words;
    ``claimed_on`` is the day of the last post as the unit says, which proves nothing.
    """

    key: str
    name: str
    platform: Platform
    platform_text: str = ""
    platform_id: str = ""
    organiser: str = ""
    supervisor: str = ""
    filing_no: str = ""
    status: LedgerStatus = LedgerStatus.UNKNOWN
    status_text: str = ""
    opened_on: date | None = None
    status_on: date | None = None
    home_url: str = ""
    claimed_on: date | None = None
    note: str = ""
    update_rule: UpdateRule = "publish"
    max_gap_days: int | None = None
    sources: tuple[SourceConfig, ...] = ()

    @property
    def platform_name(self) -> str:
        """What readers see: the platform, or the ledger's own word for one we do not know."""
        if self.platform is Platform.OTHER and self.platform_text:
            return self.platform_text
        return self.platform.label


class PostState(StrEnum):
    """What is known of a post now. UNKNOWN never means deleted."""

    LIVE = "live"
    DELETED = "deleted"
    REMOVED = "removed"
    PRIVATE = "private"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Post:
    """One post as a source showed it. ``published_at`` is None when the source gave no usable
    date; with ``precision`` "day" only its day in Shanghai counts. ``edited``: the date is that of
    the last change, the only one the source has.
    """

    account: str
    source: str
    post_id: str
    title: str
    url: str
    published_at: datetime | None
    fetched_at: datetime
    precision: Literal["second", "day"] = "second"
    state: PostState = PostState.LIVE
    pinned: bool = False
    edited: bool = False

    @property
    def day(self) -> date | None:
        """The calendar day in Shanghai."""
        return self.published_at.astimezone(SHANGHAI).date() if self.published_at else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The stretch of time a source has answered for without a gap, both ends included."""

    start: datetime
    end: datetime

    @classmethod
    def of_days(cls, first: date, last: date) -> "Coverage":
        """Whole days in Shanghai, the last one included."""
        return cls(midnight(first), midnight(last + timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of asking one source for one account: exactly one each, even after a crash.

    ``exhaustive``: the source can show every kind of post. ``detail`` is Chinese, redacted.
    """

    account: str
    source: str
    outcome: Literal["ok", "partial", "failed", "skipped"]
    reason: Reason | None = None
    detail: str = ""
    exhaustive: bool = False
    covered: Coverage | None = None
    started: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class HumanRecord:
    """What a person saw of an account on the day ``seen_on``.

    ``finding`` "updated": there is a post of ``last_post``. "not_updated": the newest post is that
    of ``last_post`` (None: there is none at all). ``picture`` is the stored file's name (its
    SHA-256 and ending), ``links`` are addresses of posts.
    """

    account: str
    who: str
    seen_on: date
    finding: Literal["updated", "not_updated"]
    last_post: date | None = None
    links: tuple[str, ...] = ()
    picture: str = ""
    note: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The time before the monitoring point in which a post must lie; both ends count.

    ``covered_to`` is up to when a source must have answered before its silence says anything.
    """

    start: datetime
    end: datetime
    covered_to: datetime

    @classmethod
    def at(cls, moment: datetime, days: int = 14) -> "Window":
        """A monitoring point to the second (aware)."""
        if moment.tzinfo is None:
            raise ValueError("the monitoring time needs a time zone")
        moment = moment.astimezone(SHANGHAI)
        return cls(moment - timedelta(days=days), moment, moment)

    @classmethod
    def on(cls, day: date, days: int = 14) -> "Window":
        """A monitoring day without an hour: a post on it, or on the day ``days`` before it, is
        inside. Silence is judged as of its 00:00, because sources know finished days only.
        """
        end = midnight(day + timedelta(days=1)) - timedelta(microseconds=1)
        return cls(midnight(day - timedelta(days=days)), end, midnight(day))

    @property
    def first_day(self) -> date:
        """The first day that counts for dates without an hour."""
        return self.start.astimezone(SHANGHAI).date()

    @property
    def last_day(self) -> date:
        """The last day that counts for dates without an hour."""
        return self.end.astimezone(SHANGHAI).date()

    @property
    def last_full_day(self) -> date:
        """The last day, or part of one, that must be covered."""
        return (self.covered_to - timedelta(microseconds=1)).astimezone(SHANGHAI).date()


class Word(StrEnum):
    """The verdict of an account."""

    UPDATED = "已更新"
    NOT_UPDATED = "未更新"
    PENDING = "待核实"
    NOT_APPLICABLE = "不适用"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of one account, on what ground, and what a person does next.

    ``reason`` is set for 待核实 only. ``sentence`` and ``next_step`` are Chinese; ``next_step`` is
    "" when there is nothing to do. ``last_post`` is the newest dated post known by the end of the
    window; ``source`` names what decided, "" when nothing did.
    """

    account: str
    word: Word
    sentence: str
    next_step: str = ""
    reason: Reason | None = None
    source: str = ""
    last_post: date | None = None
    evidence: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """What the other sources said, a sentence each."""


def midnight(day: date) -> datetime:
    """The first moment of a day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)
