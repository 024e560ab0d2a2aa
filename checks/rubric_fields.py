"""The keys a rubric file may have, and how the value of each is read and refused."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from checks.rubric_model import ANNEXES, Reminders, RubricError

NOT_CONFIGURED = "未配置"
"""Written as ``points`` to take back what an extended rubric gives."""
ALL_POINTS = "全扣"
"""Written as ``per_finding``: any finding loses all points."""
NO_SCORE = "无"
"""Written as ``veto_score``: a vetoed site has no score."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Where:
    """A key of a file, for messages."""

    file: str
    key: str

    def at(self, name: str) -> "Where":
        """The key ``name`` below this one."""
        return Where(self.file, f"{self.key}.{name}" if self.key else name)

    def wrong(self, what: str, remedy: str) -> RubricError:
        """The error to raise: file, key, what is wrong, what to do."""
        place = f"口径文件 {self.file} 的 {self.key}" if self.key else f"口径文件 {self.file}"
        return RubricError(f"{place}：{what}。{remedy}。")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy in Chinese: the nearest known word, else all of them."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"是不是想写“{near[0]}”"
    return f"可以写的有：{'、'.join(names) or '（无）'}"


def broken_toml(error: Exception) -> str:
    """What ``tomllib`` objects to, with the place in Chinese."""
    said = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)", said)
    if place is None:
        return f"不是正确的 TOML（{said}）"
    reason = said.replace(place[0], "")
    return f"不是正确的 TOML，错在第 {place[1]} 行第 {place[2]} 列（{reason}）"


def text(value: Any, where: Where) -> str:
    """A string on one or more lines, without space around it."""
    if not isinstance(value, str):
        raise where.wrong("应当是文字", "请用英文双引号把它括起来")
    return value.strip()


def identifier(value: Any, where: Where) -> str:
    """A name of letters, digits and hyphens."""
    name = text(value, where)
    if not _ID.fullmatch(name):
        raise where.wrong(
            f"“{name}”不能作编号", "编号以英文字母开头，只含字母、数字和连字符，例如 D-footer"
        )
    return name


def boolean(value: Any, where: Where) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise where.wrong("应当是 true 或 false", "请直接写 true 或 false，不加引号")
    return value


def number(value: Any, where: Where) -> Decimal:
    """An exact amount, not negative: an integer, a decimal, or either in quotes."""
    refusal = where.wrong(
        f"“{value}”不是可用的数", '请写不小于 0 的整数或小数，例如 2、0.5 或 "0.5"'
    )
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise refusal
    try:
        amount = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise refusal from None
    if not amount.is_finite() or amount < 0 or abs(amount.adjusted()) > 12:
        raise refusal
    return amount


def points(value: Any, where: Where) -> Decimal | None:
    """Points, or ``None`` for 未配置."""
    return None if value == NOT_CONFIGURED else number(value, where)


def veto_score(value: Any, where: Where) -> Decimal | None:
    """The score of a vetoed site, or ``None`` for 无."""
    return None if value == NO_SCORE else number(value, where)


def per_finding(value: Any, where: Where) -> Decimal | Mapping[str, Decimal] | None:
    """The loss for each finding, a table of it by check, or ``None`` for 全扣."""
    if value == ALL_POINTS:
        return None
    if isinstance(value, Mapping):
        if not value:
            raise where.wrong("是空表", f'请按检查项写每处扣几分，或写 "{ALL_POINTS}"')
        return {name: _positive(loss, where.at(name)) for name, loss in value.items()}
    return _positive(value, where)


def _positive(value: Any, where: Where) -> Decimal:
    amount = number(value, where)
    if amount == 0:
        raise where.wrong("不能是 0", "请写每处扣几分；不扣分的事项请放进 also")
    return amount


def fraction(value: Any, where: Where) -> Fraction:
    """A positive ratio such as "4/3", exact."""
    try:
        ratio = Fraction(value.replace(" ", "") if isinstance(value, str) else value)
    except (ValueError, ZeroDivisionError, TypeError):
        ratio = Fraction(0)
    if isinstance(value, bool) or ratio <= 0:
        raise where.wrong(f"“{value}”不是可用的倍数", '请写成分数，例如 "4/3"')
    return ratio


def integer(least: int, most: int) -> Callable[[Any, Where], int]:
    """A reader of whole numbers from ``least`` to ``most``."""

    def read(value: Any, where: Where) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise where.wrong(f"“{value}”不可用", f"请写 {least} 到 {most} 之间的整数，不加引号")
        return value

    return read


def choice(*allowed: str) -> Callable[[Any, Where], str]:
    """A reader of one of some words."""

    def read(value: Any, where: Where) -> str:
        if value not in allowed:
            raise where.wrong(f"“{value}”不可用", f"只能写：{'、'.join(allowed)}")
        return str(value)

    return read


def weights(value: Any, where: Where) -> Mapping[str, Decimal]:
    """Parts of an overall score with their shares."""
    if not isinstance(value, Mapping):
        raise where.wrong("应当写各部分的权重", '请写成 { site = "0.3", media = "0.7" } 的样子')
    shares = {}
    for name, share in value.items():
        here = where.at(name)
        shares[identifier(name, here)] = _positive(share, here)
    if shares and sum(shares.values()) != 1:
        raise where.wrong(f"各部分合计是 {sum(shares.values())}，应当是 1", "请核对各部分的权重")
    return shares


def names(value: Any, where: Where) -> tuple[str, ...]:
    """A list of strings, none twice."""
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise where.wrong("应当是一列名称", '请写成 ["名称一", "名称二"] 的样子')
    twice = next((v for v in value if value.count(v) > 1), None)
    if twice is not None:
        raise where.wrong(f"“{twice}”写了两次", "请删去重复的一个")
    return tuple(value)


def params(value: Any, where: Where) -> Mapping[str, Any]:
    """Parameters of checks: texts, whole numbers, exact decimals, yes/no, lists and tables."""
    if not isinstance(value, Mapping):
        raise where.wrong("应当是一组参数", "请写成 { 参数名 = 值 } 的样子")
    for name, one in value.items():
        _plain(one, where.at(name))
    return dict(value)


def _plain(value: Any, where: Where) -> None:
    if isinstance(value, list):
        for one in value:
            _plain(one, where)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            _plain(one, where.at(name))
    elif not isinstance(value, str | int | Decimal) or (
        isinstance(value, Decimal) and not value.is_finite()
    ):
        raise where.wrong("参数的值不可用", "请写文字、数、true/false，或由它们组成的列表")


def source(value: Any, where: Where) -> Mapping[str, str]:
    """``document`` and ``confidence``; a plain string is the document."""
    if isinstance(value, str):
        return {"document": value.strip()}
    if not isinstance(value, Mapping):
        raise where.wrong("应当写出处", '请写成 { document = "文件名、文号", confidence = "高" }')
    return {name: read_key(SOURCE, name, one, where) for name, one in value.items()}


def read_key(known: "Readers", name: str, value: Any, where: Where) -> Any:
    """One key below ``where``; refuses an unknown one with the nearest known name."""
    if name not in known:
        raise where.at(name).wrong("没有这个键", did_you_mean(name, known))
    return known[name](value, where.at(name))


def reminders(value: Any, where: Where) -> Reminders:
    """What is done after so many reminders."""
    if not isinstance(value, Mapping):
        raise where.wrong(
            "应当写提醒几次以后怎样处理", '请写成 { act_after = 3, action = "提请通报" } 的样子'
        )
    found = Reminders(
        **{name: read_key(REMINDERS, name, one, where) for name, one in value.items()}
    )
    if not found.act_after or not found.action:
        raise where.wrong("没有写 act_after 或 action", "两项都要写：提醒几次以后，怎样处理")
    if found.verified and not found.document:
        raise where.at("verified").wrong(
            "说已核原文，却没有说是哪个文件", "请写 document，或删去 verified"
        )
    return found


type Readers = Mapping[str, Callable[[Any, Where], Any]]

SOURCE: Readers = {"document": text, "confidence": choice("高", "中", "低")}

REMINDERS: Readers = {
    "act_after": integer(1, 100),
    "action": text,
    "document": text,
    "verified": boolean,
}

INDICATOR: Readers = {
    "name": text,
    "kind": choice("veto", "deduct", "bonus"),
    "code": text,
    "level1": text,
    "level2": text,
    "text": text,
    "checks": names,
    "rules": names,
    "params": params,
    "at_least": integer(1, 100_000),
    "points": points,
    "per_finding": per_finding,
    "points_verified": boolean,
    "confirmed_by": text,
    "auto": choice("a", "b", "c"),
    "auto_confirm": boolean,
    "source": source,
    "services_only": boolean,
    "annex": choice(*ANNEXES),
    "reminded_at_least": integer(1, 100),
}

RUBRIC: Readers = {
    "id": identifier,
    "title": text,
    "verified": choice("full", "partial", "none"),
    "subject": choice("portal", "department", "account"),
    "scored": boolean,
    "deduct_total": number,
    "bonus_total": number,
    "pass_at_least": number,
    "bonus_above": number,
    "veto_score": veto_score,
    "no_service_level1": text,
    "no_service_factor": fraction,
    "no_service_points": number,
    "no_service_method": choice("scale", "redistribute_equal"),
    "weights": weights,
    "immediate": names,
    "reminders": reminders,
    "also": names,
    "also_groups": names,
    "month_mode": choice("calendar", "180d"),
    "decimals": integer(0, 6),
    "platform_costs_unit": boolean,
}
