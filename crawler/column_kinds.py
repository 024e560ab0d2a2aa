"""Kinds of columns, their default update limits, and limits written by people.

The three periods are those of the national spot check as ``standards/rubric.md`` §4.2 records
them: 2 weeks (动态要闻), 6 months (通知公告, 政策文件, and 政策解读 by §1.4), 1 year (everything
else). Content fixed by law or by its nature (机构职能, 办事指南 …) has no duty to change (§4.2,
豁免类型), and answers to messages are judged by their own indicators.
"""

import re
import unicodedata
from collections.abc import Mapping

from checks.columns import Limit

TWO_WEEKS = Limit(days=14)
SIX_MONTHS = Limit(months=6)
ONE_YEAR = Limit(months=12)

KIND_LIMITS: Mapping[str, Limit | None] = {
    "动态要闻": TWO_WEEKS,
    "通知公告": SIX_MONTHS,
    "政策文件": SIX_MONTHS,
    "政策解读": SIX_MONTHS,
    "人事信息": ONE_YEAR,
    "规划计划": ONE_YEAR,
    "统计数据": ONE_YEAR,
    "财政资金": ONE_YEAR,
    "年度报告": ONE_YEAR,
    "征集调查": ONE_YEAR,
    "其他": ONE_YEAR,
    "概况信息": None,
    "机构职能": None,
    "领导信息": None,
    "办事指南": None,
    "互动交流": None,
    "留言公开": None,
    "专题归档": None,
}
"""Every kind a column may have, with its default limit; None: no duty to be updated."""

PERIODS: Mapping[str, str] = {
    "工作日": "workday",
    "个工作日": "workday",
    "周": "week",
    "星期": "week",
    "月": "month",
    "个月": "month",
}
PERIOD_NAMES = ("workday", "week", "month")
NO_LIMIT = ("无", "不限", "无更新要求")
MOST_DAYS, MOST_MONTHS, MOST_COUNT = 3660, 120, 1000
LIMIT_HELP = "可写“14天”“6个月”“每周1条”“每工作日2条”，没有更新要求的写“无”"

_NUMERALS = {n: i for i, n in enumerate("零一二三四五六七八九十")} | {"两": 2}
_SILENCE = re.compile(r"(\d+|[一二两三四五六七八九十])(天|日|周|个?星期|个?月|年)(?:内|以内)?")
_COUNT = re.compile(
    r"每个?(工作日|周|星期|月)(?:至少|不少于)?(\d+|[一二两三四五六七八九十])[条篇次]?"
)


def parse_limit(text: str) -> Limit | None:
    """A limit as an office writes it; None for “无”. ValueError (Chinese) when unclear."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain in NO_LIMIT:
        return None
    if plain in ("半年", "半年内"):
        return SIX_MONTHS
    if match := _SILENCE.fullmatch(plain):
        number, word = _number(match[1]), match[2].removeprefix("个")
        if word in ("天", "日"):
            return checked(Limit(days=number))
        if word in ("周", "星期"):
            return checked(Limit(days=7 * number))
        return checked(Limit(months=number * (12 if word == "年" else 1)))
    if match := _COUNT.fullmatch(plain):
        return checked(Limit(count=_number(match[2]), per=PERIODS[match[1]]))
    if plain.startswith(("每天", "每日")):
        raise ValueError("按天计数时只认工作日，请写成“每工作日1条”")
    raise ValueError(f"看不懂这个更新期限，{LIMIT_HELP}")


def checked(limit: Limit) -> Limit:
    """The same limit, or a ValueError (Chinese) when its number is out of range."""
    for value, most, what in (
        (limit.days, MOST_DAYS, "天数"),
        (limit.months, MOST_MONTHS, "月数"),
        (limit.count, MOST_COUNT, "条数"),
    ):
        if value is not None and not 1 <= value <= most:
            raise ValueError(f"{what}应在 1 到 {most} 之间")
    return limit


def _number(text: str) -> int:
    return _NUMERALS[text] if text in _NUMERALS else int(text)
