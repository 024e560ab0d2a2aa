"""What the two made-up sites consist of: channels with their dates, as data.

``ages`` are days between an article's publication and the day the portal is looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from checks.columns import Limit
from crawler.sample.wording import title

PORTAL, DEPARTMENT = "portal", "department"
ID_CODES = {PORTAL: "9900000001", DEPARTMENT: "9900000012"}
SITE_NAMES = {PORTAL: "示例市澄岚区人民政府", DEPARTMENT: "澄岚区水务局"}
OFFICE, SCHOOLS, CITY, WATER = "qzfb", "jyj", "cgj", "swj"
UNIT_NAMES = {
    OFFICE: "澄岚区人民政府办公室",
    SCHOOLS: "澄岚区教育局",
    CITY: "澄岚区城市管理局",
    WATER: "澄岚区水务局",
}
PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``number`` is in its address, so addresses do not depend on the day."""

    channel: "Channel"
    number: int
    title: str
    age: int

    @property
    def path(self) -> str:
        """Absolute path on its site."""
        return f"{self.channel.path}post_{self.number}.html"

    def day(self, as_of: date) -> date:
        """The day it was published."""
        return as_of - timedelta(days=self.age)

    def published(self, as_of: date) -> str:
        """As labels and pages show it: ``2026-11-24 10:05``."""
        minutes = 9 * 60 + self.number * 17 % (8 * 60)
        return f"{self.day(as_of).isoformat()} {minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Channel:
    """One column: its list pages and articles. ``pinned`` is the age of an old article on top.

    ``dates`` is the strftime format of its list; ``script_built`` lists are filled by a script.
    """

    path: str
    name: str
    kind: str
    unit: str
    limit: Limit
    theme: str = ""
    first: int = 0
    ages: tuple[int, ...] = ()
    pinned: int | None = None
    dates: str = "%Y-%m-%d"
    script_built: bool = False
    exempt: str = ""
    site: str = PORTAL
    articles: Sequence[Article] = field(default=(), init=False, compare=False)

    def __post_init__(self) -> None:
        ages = ((self.pinned,) if self.pinned else ()) + self.ages
        made = [Article(self, self.first + n, title(self.theme, n), a) for n, a in enumerate(ages)]
        object.__setattr__(self, "articles", tuple(made))


def steady(count: int, every: int, start: int = 1) -> tuple[int, ...]:
    """``count`` ages, ``every`` days apart on average, never more than one day later."""
    return tuple(start + n * every - n % 2 for n in range(count))


TWO_WEEKS, HALF_YEAR, YEAR = Limit(days=14), Limit(months=6), Limit(months=12)

CHANNELS = (
    Channel("/zwdt/yw/", "澄岚要闻", "动态要闻", OFFICE, TWO_WEEKS, "news", 1001,
            (0, *steady(39, 2))),
    # Silent for three weeks, then alive again: seen only by looking at the whole month.
    Channel("/bm/cgj/dt/", "城管动态", "动态要闻", CITY, TWO_WEEKS, "city", 2001,
            (1, 3, 24, 26, 29, 33, 38, 41, 45, 50, 55, 60)),
    Channel("/bm/jyj/dt/", "教育动态", "动态要闻", SCHOOLS, TWO_WEEKS, "school", 7001,
            steady(14, 5, 2), dates="%m-%d"),
    Channel("/zwgk/tzgg/", "通知公告", "通知公告", OFFICE, HALF_YEAR, "notice", 3001,
            steady(19, 9), pinned=300),
    Channel("/bm/jyj/tzgg/", "教育局通知公告", "通知公告", SCHOOLS, HALF_YEAR, "school-notice",
            7101, (215, 231, 260, 290, 320, 350)),
    Channel("/zwgk/zcwj/", "政策文件", "政策文件", OFFICE, HALF_YEAR, "document", 4001,
            steady(12, 29, 12)),
    Channel("/zwgk/zcjd/", "政策解读", "政策解读", OFFICE, HALF_YEAR, "reading", 4101,
            steady(12, 31, 14)),
    Channel("/zwgk/ghjh/", "规划计划", "规划计划", OFFICE, YEAR, "plan", 5001, steady(5, 90, 60)),
    Channel("/zwgk/rsxx/", "人事信息", "人事信息", OFFICE, YEAR, "staff", 5101, steady(5, 70, 40)),
    # Falls due three days after the day of the look.
    Channel("/zwgk/czxx/", "财政信息", "财政资金", OFFICE, Limit(days=30), "money", 5201,
            steady(8, 28, 27)),
    Channel("/zwgk/yjya/", "应急预案", "其他", OFFICE, YEAR),
    Channel("/hdjl/zjdc/", "征集调查", "其他", OFFICE, HALF_YEAR, "survey", 6001,
            steady(6, 50, 20)),
    Channel("/zt/csty/", "城市体检专题", "其他", OFFICE, HALF_YEAR, "topic", 8001,
            steady(6, 12, 400), exempt="专题活动已经结束，页面已标明归档"),
    Channel("/bmfw/bmts/", "便民提示", "其他", OFFICE, Limit(days=30), script_built=True),
    Channel("/gzdt/", "工作动态", "动态要闻", WATER, TWO_WEEKS, "water", 101, steady(14, 4, 2),
            site=DEPARTMENT),
    Channel("/tzgg/", "通知公告", "通知公告", WATER, HALF_YEAR, "water-notice", 201,
            steady(8, 25, 9), site=DEPARTMENT),
    Channel("/zcwj/", "政策文件", "政策文件", WATER, HALF_YEAR, "water-document", 301,
            steady(6, 55, 30), site=DEPARTMENT),
)  # fmt: skip


def channels(site: str) -> list[Channel]:
    """The channels of one site, in the order of its navigation."""
    return [c for c in CHANNELS if c.site == site]
