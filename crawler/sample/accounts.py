"""The sample's made-up accounts: the ledger of the office, and what the platforms know of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from checks.media.models import SourceConfig
from checks.page import SHANGHAI
from crawler.sample.platforms import MadeAccount, MadePost
from crawler.sample.structure import CITY, OFFICE, SCHOOLS, UNIT_NAMES, WATER

TITLES = (
    "我区召开冬季供暖保障工作会议", "区政务服务中心调整办公时间", "一图读懂城乡居民医保缴费",
    "澄岚湿地公园恢复开放", "寒潮来袭，注意防寒保暖", "我区开展消防安全集中检查",
    "明年义务教育入学安排公布", "澄岚区举办秋季招聘会",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """One row of the made-up ledger. ``ages`` are days from its posts to the monitoring day, as the
    platform shows them through ``kind``; ``""`` is an account no program can look at. ``expected``
    is the verdict the demonstration should come to.
    """

    name: str
    platform: str
    ident: str
    unit: str
    expected: str
    kind: str = ""
    credential: str = ""
    ages: tuple[int, ...] = ()
    complete: bool = False
    status: str = "正常"
    stopped: int = 0
    filing_no: str = ""
    recorded: int = 0
    """Days since the newest post that a person saw and photographed, 0 without such a record."""
    tried: bool = False
    """Whether a person has tried it out and found it working."""
    titles: Sequence[str] = TITLES
    extra: dict[str, object] = field(default_factory=dict)


def accounts(portal: str) -> tuple[SampleAccount, ...]:
    """All of them. ``portal`` is the address of the sample portal, for a menu."""
    menu = [
        {"name": "政务公开", "sub_button": {"list": [
            {"type": "view", "name": "门户网站", "url": portal},
            {"type": "view", "name": "旧版入口", "url": f"{portal}zwgk/zdly/"}]}},
        {"type": "text", "name": "互动", "value": "请回复关键词"},
    ]  # fmt: skip
    return (
        SampleAccount("澄岚发布", "微信公众号", "gh_000000000001", OFFICE, "已更新", "wechat_detail",
                      "clfb", (1, 3, 6, 20), complete=True,
                      extra={"menu": menu, "on_follow": 1, "keywords": 3}),
        SampleAccount("澄岚发布", "新浪微博", "1000000001", OFFICE, "未更新", "weibo_own", "clwb",
                      (40, 44, 60)),
        SampleAccount("澄岚通", "APP", "id1000000001", OFFICE, "不适用", "itunes",
                      extra={"version": "3.2.1", "currentVersionReleaseDate": "2026-09-09T01:12:17Z"}),
        SampleAccount("澄岚办事", "微信小程序", "wx000000000001", OFFICE, "不适用", "wxa_version", "clbs",
                      filing_no="示例备〔2026〕0001号", tried=True,
                      extra={"release": {"release_version": "2.0.0", "release_time": 1790000000}}),
        SampleAccount("澄岚教育", "微信公众号", "gh_000000000002", SCHOOLS, "已更新", "wechat_link",
                      ages=(11,)),
        SampleAccount("澄岚教育", "抖音短视频", "MS4wLjABsample01", SCHOOLS, "待核实"),
        SampleAccount("澄岚教育", "视频号", "sphSample01", SCHOOLS, "未更新", recorded=35),
        SampleAccount("澄岚城管", "快手", "3xsample01", CITY, "已更新", "kuaishou", "clcg", (2, 5, 9)),
        SampleAccount("澄岚城管", "今日头条", "MS4wLjABsample02", CITY, "待核实", "feed", ages=(130, 150)),
        SampleAccount("澄岚城管", "微博", "1000000002", CITY, "待核实", "weibo_own", "clcg_weibo"),
        SampleAccount("澄岚水务", "B站", "50000001", WATER, "已更新", "bilibili_open", "clsw", (4, 30)),
        SampleAccount("澄岚水务", "微信公众号", "gh_000000000003", WATER, "待核实", "wechat_link",
                      ages=(25,)),
        SampleAccount("澄岚水务服务", "微信服务号", "gh_000000000004", WATER, "待核实", status="停更",
                      stopped=200),
        SampleAccount("澄岚节水", "微博", "1000000003", WATER, "已更新", "weibo_commercial", "clsw_weibo",
                      (3, 12), status="已注销", stopped=150,
                      titles=("区人民政付开展节水宣传", *TITLES)),
    )  # fmt: skip


def made(one: SampleAccount, number: int, as_of: date) -> MadeAccount | None:
    """The account as its platform knows it; None when no program could ask."""
    if not one.kind or one.credential == "clcg_weibo":  # this unit has not configured its key
        return None
    posts = tuple(
        MadePost(
            f"{224748 + number}{n:04d}", one.titles[n % len(one.titles)], _moment(as_of, age, n)
        )
        for n, age in enumerate(one.ages)
    )
    ident = f"sample-{number}" if one.kind == "feed" else one.ident
    return MadeAccount(one.kind, one.name, ident, posts, one.credential, extra=one.extra)


def made_accounts(sample: Sequence[SampleAccount], as_of: date) -> list[MadeAccount]:
    """What the platforms know."""
    found = (made(one, number, as_of) for number, one in enumerate(sample, start=1))
    return [one for one in found if one]


def source_of(one: SampleAccount, number: int, feeds: str) -> SourceConfig | None:
    """How the office has configured it; ``feeds`` is where its feeds are."""
    if one.kind in ("", "wechat_link"):  # links stand in the ledger
        return None
    params = {"url": f"{feeds}/sample-{number}.xml"} if one.kind == "feed" else {}
    return SourceConfig(one.kind, params, one.credential, complete=one.complete)


def unit_name(one: SampleAccount) -> str:
    """The organiser as the ledger writes it."""
    return UNIT_NAMES[one.unit]


def _moment(as_of: date, age: int, n: int) -> datetime:
    return datetime.combine(as_of - timedelta(days=age), time(9 + n % 8, 17 * n % 60), SHANGHAI)
