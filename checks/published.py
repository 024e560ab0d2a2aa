"""The publish date of an article: from its label, from what the reader sees, from its address."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from checks.dates import Found, date_in_url, find_dates, parse_date, tidy
from checks.outline import FOOTER, HEADER, NAV, Outline
from checks.page import Moment

EARLIEST = date(1990, 1, 1)
"""Before there were web sites nothing was published on one."""


def _spaced(*words: str, gap: str = r"\s{0,6}") -> str:
    return "|".join(gap.join(re.escape(c) for c in word) for word in words)


_UP_TO_DATE = r"[\s:\]】)|]{0,8}[\[(【]?\s?$"
_GENERIC = re.compile(
    rf"(?<![一-龥A-Za-z])(?:{_spaced('时间', '日期', '发布', '更新时间', '更新日期')}"
    rf"|(?:Updated|Published|Released)(?: on| at)?|Date|Time){_UP_TO_DATE}"
)
_PLACE = re.compile(r"地\s?点|上午|下午|参会|会议|召开|开展")
_STRONG = re.compile(
    "(?:"
    + _spaced(
        "发布时间", "发布日期", "发文时间", "发文日期", "时间发布", "日期发布", "发表时间",
        "发表日期", "公布日期", "公布时间", "公开日期", "公开时间", "上网时间", "上网日期",
        "上传时间", "上传日期", "录入时间", "添加时间", "信息时间", "稿件时间", "刊发时间",
        "发布于", "发表于", "推送时间", "发稿时间", "发稿日期", "登载日期", "登载时间",
        gap=r"[\s|]{0,6}",
    )
    + ")" + _UP_TO_DATE
)  # fmt: skip
_NOT_PUBLISHED = re.compile(
    "("
    + _spaced(
        "成文日期", "生成日期", "成文时间", "生成时间", "印发日期", "印发时间", "签发日期",
        "签署日期", "实施日期", "施行日期", "生效日期", "有效期", "废止日期", "失效日期", "截止",
        "留言时间", "提问时间", "来信时间", "来信日期", "写信时间", "回复时间", "回复日期",
        "答复时间", "办理时间", "办结时间", "受理时间", "注册日期", "注册时间", "出生日期",
        "公示时间", "公示期", "报名时间", "开标时间", "活动时间", "会议时间", "开始时间",
        "结束时间", "访谈时间", "直播时间", "征集时间", "当前时间", "登录",
    )
    + r")[^\d]{0,8}$"
)  # fmt: skip
_TODAY = re.compile(r"今天|今日|现在|当前时间|星期[一二三四五六日天]|周[一二三四五六日]|农历|欢迎")
_BYLINE_AFTER = re.compile(
    r"^[\s|\])】]{0,4}(?:文章|信息|稿件|新闻|内容)?\s?(?:来\s?源|作\s?者|编\s?辑|浏\s?览|点\s?击|阅\s?读"
    r"|字\s?[号体]|【|Source|From|分享|打印|访问|发布[人者]|供稿|稿源|人气|查看|次数)"
)
_BYLINE_BEFORE = re.compile(r"(?:来\s?源|作\s?者|编\s?辑|供稿|稿源)\s?:[^:]{1,30}$")
_TITLE_ENDS = re.compile(r"[-_|—–]+\s*[^-_|—–]{2,30}$")
_PRECISIONS = ("day", "minute", "second")
NEAR = 160
"""How many characters after the title a byline without a label may stand."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A visible date: a ``named`` one has a label such as 发布时间, else it stands in a byline."""

    moment: Moment
    named: bool


def published(
    outline: Outline, labels: Mapping[str, str], title: str, url: str, latest: date | None
) -> Moment | None:
    """The publish date, or None when in doubt. ``latest``: the day after which none can lie.

    The visible, named date wins over a label that disagrees (labels are filled by templates and
    migrations); an unnamed one does not, unless the address agrees with it.
    """
    label = _in_bounds(_from_label(labels.get("PubDate", "")), latest)
    address = date_in_url(url)
    seen = visible(outline, labels.get("ArticleTitle") or title, latest, label, address)
    if label is None and seen is None:
        return _from_url(url, address, latest)
    if label is None or seen is None:
        return label or (seen.moment if seen else None)
    if seen.moment.day == label.day:
        finer = _PRECISIONS.index(seen.moment.precision) > _PRECISIONS.index(label.precision)
        return seen.moment if finer else label
    if seen.named or seen.moment.day == address:
        return seen.moment
    return label


def visible(
    outline: Outline,
    title: str,
    latest: date | None,
    label: Moment | None = None,
    address: date | None = None,
) -> Seen | None:
    """The date the reader sees as the publish date, None if there is none or no telling which.

    Of several days, the one counts that the label or the address confirms, else the first one
    below the title.
    """
    text, titles = _stream(outline, title)
    dates = [f for f in find_dates(text) if _possible(f, latest)]
    named = [f for f in dates if _STRONG.search(text[max(0, f.start - 40) : f.start])]
    if not named:
        named = [f for f in dates if _is_timed(text, f) and _is_above(text, f, titles)]
    if named:
        chosen = _choose(named, titles, {label.day} if label else set(), {address})
        return Seen(_seen(text, chosen), True) if chosen else None
    if not titles:
        byline = [f for f in dates if _in_byline(text, f, strict=True)]
        return Seen(_seen(text, byline[0]), False) if len({f.day for f in byline}) == 1 else None
    for _, end in titles:
        for found in dates:
            if end <= found.start <= end + NEAR and _in_byline(text, found):
                return Seen(_seen(text, found), False)
    return None


def _choose(
    named: list[Found], titles: list[tuple[int, int]], *confirming: AbstractSet[date | None]
) -> Found | None:
    days = {f.day for f in named}
    for wanted in (days, *confirming) if len(days) == 1 else confirming:
        agreeing = [f for f in named if f.day in wanted]
        if agreeing:
            return max(agreeing, key=_exactness)
    for start, end in titles:
        below = [f for f in named if start <= f.start < end + 4 * NEAR]
        if below:
            return max((f for f in named if f.day == below[0].day), key=_exactness)
    return None


def _exactness(found: Found) -> int:
    return _PRECISIONS.index(found.precision)


def _stream(outline: Outline, title: str) -> tuple[str, list[tuple[int, int]]]:
    """All text but the page foot, "|" between runs; where the title stands in it."""
    parts: list[str] = []
    titles: list[tuple[int, int]] = []
    headings: list[tuple[int, int]] = []
    size = 0
    core = _core(title)
    for text in outline.texts:
        if text.zone == FOOTER:
            continue
        value = text.value
        if text.link >= 0:
            if len(value) > 12:
                value = value[:6]  # other articles' titles, with their own dates, are not looked at
        elif text.zone not in (NAV, HEADER):
            if _is_title(value, core, title):
                titles.append((size, size + len(value)))
            elif outline.blocks[text.block].tag == "h1":
                headings.append((size, size + len(value)))
        parts.append(value)
        size += len(value) + 1
    return tidy("|".join(parts)), titles or headings


def _is_title(value: str, core: str, title: str) -> bool:
    if len(value) < 4 or not core or not (value[:2] in title or title[:2] in value):
        return False
    own = _core(value)
    return len(own) >= 4 and len(own) * 2 >= len(core) and (own in core or core in own)


def _core(title: str) -> str:
    """A title without white space, entities and the site's name at its end."""
    plain = re.sub(r"<[^>]*>|&\w+;", "", tidy(title))
    return re.sub(r"\s", "", _TITLE_ENDS.sub("", plain) or plain)


def _possible(found: Found, latest: date | None) -> bool:
    return found.day >= EARLIEST and (latest is None or found.day <= latest + timedelta(days=1))


def _is_timed(text: str, found: Found) -> bool:
    before = text[max(0, found.start - 40) : found.start]
    return bool(_GENERIC.search(before)) and not _NOT_PUBLISHED.search(before)


def _is_above(text: str, found: Found, titles: list[tuple[int, int]]) -> bool:
    """Whether a date that is only called 时间 or 日期 stands where a byline does.

    In the body these words name the time of a meeting, in the page head they name today.
    """
    if _PLACE.search(text[found.end : found.end + 16]):
        return False
    near = any(end <= found.start <= end + NEAR for _, end in titles)
    return near or _in_byline(text, found, strict=True)


def _is_today(text: str, found: Found) -> bool:
    before = text[max(0, found.start - 10) : found.start]
    return bool(_TODAY.search(before) or _TODAY.search(text[found.end - 8 : found.end + 10]))


def _in_byline(text: str, found: Found, strict: bool = False) -> bool:
    before, after = text[max(0, found.start - 40) : found.start], text[found.end : found.end + 20]
    if _NOT_PUBLISHED.search(before) or _is_today(text, found):
        return False
    if _BYLINE_AFTER.search(after) or _BYLINE_BEFORE.search(before):
        return True
    alone = before[-1:] in ("|", "") and after[:1] in ("|", "")
    return not strict and alone and (found.numeric or found.precision != "day")


def _seen(text: str, found: Found) -> Moment:
    words = text[found.start : found.end].strip()
    return Moment(found.value, found.precision, "visible", words)


def _from_label(value: str) -> Moment | None:
    found = parse_date(value)
    return Moment(found.value, found.precision, "label", value.strip()) if found else None


def _in_bounds(moment: Moment | None, latest: date | None) -> Moment | None:
    if moment is None or moment.day < EARLIEST:
        return None
    return None if latest and moment.day > latest + timedelta(days=1) else moment


def _from_url(url: str, day: date | None, latest: date | None) -> Moment | None:
    found = parse_date(day.isoformat()) if day else None
    made = Moment(found.value, "day", "url", url) if found else None
    return _in_bounds(made, latest)
