"""What is wrong on the sample portal, and nothing else is: the expected findings, as data."""

from dataclasses import dataclass
from datetime import date

PORTAL_PAGES_WITHOUT_POLICE_RECORD = ("/qqgk/", "/qqgk/jtfl.html")
MISSING_ALT = "/zwdt/yw/post_1005.html"
SLIP_OF_THE_PEN = "/zwdt/yw/post_1007.html"
WRONG_ID_CODE = "/zwgk/zcwj/post_4004.html"
NO_SOURCE_LABEL = "/zwgk/tzgg/post_3004.html"
COLUMN_WITHOUT_LABELS = "/zwgk/rsxx/"
NO_DATE = "/bm/jyj/dt/post_7005.html"
DEAD_FROM_HOME = "/zwgk/zdly/"
DEAD_ATTACHMENT_PAGE = "/zwgk/tzgg/post_3006.html"
DEAD_ATTACHMENT = "/files/附件2：申报表.docx"
NAMES_PAGE, NAMES_FILE = "/zwgk/tzgg/post_3005.html", "/files/subsidy.xlsx"
"""A list of names with identity numbers that nobody can have: permits of people born in 1900."""
NAMES = (
    ("示例甲", "810000190001010018"), ("示例乙", "810000190001010026"), ("示例丙", "810000190001010034"),
)  # fmt: skip
HIDDEN_LINK_PAGE, HIDDEN_LINK = "/zwdt/yw/post_1009.html", "/service/index.html"
DEAD_TOPIC = "/zt/lszt/"
DEAD_TOPIC_PAGES = tuple(f"/zt/csty/post_{n}.html" for n in (8001, 8003, 8005))
DEAD_OUTSIDE_PAGE = "/zwgk/ghjh/post_5002.html"
DEAD_OUTSIDE = "/old-statistics/2019.html"
BROKEN_ANCHOR = "#yuyue"
"""Linked on the services page, which has no such place."""
SERVER_ERROR = "/bsfw/progress.html"
CHALLENGED = "/"
FORBIDDEN_BY_ROBOTS = "/internal/duty.html"
SLOW = "/qqgk/map.html"
UNANSWERED = "/hdjl/xx/letter_3.html"
GUIDE_WITH_GAPS = "/bsfw/gr/road-permit.html"
NOT_LINKED_BACK, ITS_READING = "/zwgk/zcwj/post_4006.html", "/zwgk/zcjd/post_4106.html"
GB18030_PAGE = "/zwgk/zcjd/post_4102.html"
"""Sent without a charset header, declared gb2312, with characters that only GB18030 has."""


@dataclass(frozen=True, slots=True)
class KnownFault:
    """One expected result on the portal.

    ``path`` is the page (or column) it concerns; ``target`` what is wrong when it is not the page:
    a path, on the host that ``host`` names (portal, outside or guarded). ``found_on`` lists every
    page that must be named. ``rule`` is how the result's rule begins, where that matters.
    ``from_day``: only when the day of the look is at least this day of its month.
    ``browser``: only where a browser has opened the page (True) or where none has (False).
    """

    check: str
    outcome: str
    path: str
    target: str = ""
    host: str = "portal"
    found_on: tuple[str, ...] = ()
    rule: str = ""
    note: str = ""
    from_day: int = 1
    browser: bool | None = None


KNOWN_FAULTS = (
    KnownFault("broken-link-home", "fail", "/", DEAD_FROM_HOME, note="首页导航里的死链"),
    KnownFault("broken-link-inner", "fail", DEAD_ATTACHMENT_PAGE, DEAD_ATTACHMENT, note="附件打不开"),
    KnownFault(
        "broken-link-inner", "fail", DEAD_TOPIC_PAGES[0], DEAD_TOPIC, found_on=DEAD_TOPIC_PAGES,
        note="同一死链出现在三个页面，只算一处",
    ),
    KnownFault(
        "broken-link-inner", "fail", DEAD_OUTSIDE_PAGE, DEAD_OUTSIDE, "outside",
        note="站外死链；对方拒绝 HEAD，须改用 GET 才能看出",
    ),
    KnownFault("broken-link-inner", "review", "/bsfw/", SERVER_ERROR, note="HTTP 500，需人工复核"),
    KnownFault(
        "broken-link-inner", "unverifiable", "/bsfw/", CHALLENGED, "guarded",
        note="对方以 521 防护页应答，不是死链",
    ),
    KnownFault(
        "broken-link-inner", "unverifiable", "/sitemap.html", FORBIDDEN_BY_ROBOTS,
        note="robots.txt 不允许抓取",
    ),
    KnownFault("broken-anchor", "review", "/bsfw/", note="页内锚点指向的位置不存在"),
    KnownFault("column-stale", "fail", "/bm/jyj/tzgg/", rule="stale", note="通知公告超过 6 个月未更新"),
    KnownFault(
        "column-stale", "fail", "/bm/cgj/dt/", rule="lapse", from_day=5,
        note="本月内连续 21 天没有更新，后来恢复",
    ),
    KnownFault("column-stale", "unverifiable", "/bmfw/bmts/", note="列表由脚本生成", browser=False),
    KnownFault("column-stale", "not_applicable", "/zt/csty/", note="已登记豁免"),
    KnownFault("column-stale", "unverifiable", "/zwgk/yjya/", note="空白栏目没有日期可看"),
    KnownFault("empty-column", "fail", "/zwgk/yjya/", note="空白栏目"),
    KnownFault("empty-column", "unverifiable", "/bmfw/bmts/", note="列表由脚本生成", browser=False),
    KnownFault("article-without-date", "fail", NO_DATE, note="稿件没有发布日期"),
    KnownFault("page-labels", "fail", NO_DATE, note="缺 PubDate"),
    KnownFault("page-labels", "fail", NO_SOURCE_LABEL, note="缺 ContentSource"),
    KnownFault("page-labels", "fail", WRONG_ID_CODE, note="SiteIDCode 与网站标识码不一致"),
    KnownFault("page-labels", "fail", COLUMN_WITHOUT_LABELS, note="缺两个栏目类标签"),
    *(
        KnownFault("footer-items", "fail", path, note="这一模板的页脚缺公安机关备案标识")
        for path in PORTAL_PAGES_WITHOUT_POLICE_RECORD
    ),
    KnownFault(
        "unanswered-message", "review", UNANSWERED, UNANSWERED,
        found_on=("/hdjl/xx/", UNANSWERED), note="超过 3 个月没有答复的来信",
    ),
    KnownFault("service-guide", "review", GUIDE_WITH_GAPS, GUIDE_WITH_GAPS, note="办事指南缺两类要素"),
    KnownFault(
        "policy-links", "review", NOT_LINKED_BACK, ITS_READING, found_on=(ITS_READING, NOT_LINKED_BACK),
        note="文件没有链接到解读它的稿件",
    ),
    KnownFault(
        "personal-data-attachment", "review", NAMES_FILE, NAMES_FILE, found_on=(NAMES_PAGE,),
        rule="id-number", note="名单附件里有完整的身份证号",
    ),
    KnownFault(
        "hidden-links", "review", HIDDEN_LINK_PAGE, HIDDEN_LINK, "outside",
        note="移到屏幕外的博彩链接（暗链）",
    ),
    KnownFault("wording", "review", SLIP_OF_THE_PEN, rule="common", note="“秸秆”写成了“秸杆”"),
    KnownFault("missing-alt", "fail", MISSING_ALT, note="两张图片中有一张没有替代文本"),
)  # fmt: skip
"""Results of these checks that are neither pass nor listed here are false alarms."""

DUE_SOON = ("/zwgk/czxx/", 3)
"""The column that falls due next, and in how many days."""


def expected(as_of: date, *, browser: bool = False) -> list[KnownFault]:
    """The known faults that show on a day, with or without a browser."""
    shown = (f for f in KNOWN_FAULTS if f.browser in (None, browser))
    return [f for f in shown if as_of.day >= f.from_day]
