"""The columns of a site as ``sites.toml`` writes them: kind, limit, unit, exemption."""

from collections.abc import Mapping

from checks.columns import Column, Exemption, Limit
from crawler.column_kinds import (
    KIND_LIMITS,
    LIMIT_HELP,
    MOST_COUNT,
    MOST_DAYS,
    MOST_MONTHS,
    PERIOD_NAMES,
    PERIODS,
    parse_limit,
)
from crawler.site_fields import check_column_url, check_text, without_scheme
from crawler.sites import Unit
from crawler.toml_table import Table, nearest

LIMIT_KEYS = ("limit_days", "limit_months", "limit", "limit_count")
HINTS = {
    "title": "name",
    "type": "kind",
    "days": "limit_days",
    "months": "limit_months",
    "exempt": "exempt_reason",
}
"""What people write for the keys of a column."""


def read_unit_id(table: Table, units: Mapping[str, Unit]) -> str:
    """The id of a known unit, "" when absent or wrong."""

    def check(value: str) -> str:
        if value in units:
            return value
        by_name = next((unit.id for unit in units.values() if unit.name == value), "")
        close = by_name or nearest(value, units)
        remedy = f"是不是“{close}”？" if close else f'请加一段 [[unit]]，写上 id = "{value}"'
        raise ValueError(f"没有这个单位编号（这里填 [[unit]] 的 id）。{remedy}")

    return table.text("unit", check=check)


def read_columns(site: Table, site_url: str, units: Mapping[str, Unit]) -> tuple[Column, ...]:
    """The columns of one site; relative addresses are resolved against ``site_url``."""
    columns: list[Column] = []
    seen: dict[str, str] = {}
    for table in site.tables("column", "site.column"):
        column = _column(table, site_url, units)
        key = without_scheme(column.url)
        if key and key in seen:
            reason = f"和栏目“{seen[key]}”的网址相同，同一页会被计两次，请删掉一个"
            table.bad("url", column.url, reason)
        seen.setdefault(key, column.name)
        columns.append(column)
    return tuple(columns)


def _column(table: Table, site_url: str, units: Mapping[str, Unit]) -> Column:
    name = table.text("name", required="请填栏目名称")
    url = table.text(
        "url",
        required="请填栏目列表页的网址，如 /xwdt/",
        check=lambda value: check_column_url(value, site_url) if site_url else value,
    )
    kind = table.text("kind", check=check_kind) or "其他"
    column = Column(
        name=name,
        url=url,
        kind=kind,
        unit=read_unit_id(table, units),
        limit=_limit(table, kind),
        exemption=_exemption(table),
        guessed=table.flag("guessed", False),
    )
    table.finish(HINTS)
    return column


def check_kind(value: str) -> str:
    """A known kind of column, or a ValueError that lists them."""
    text = check_text(value)
    if text in KIND_LIMITS:
        return text
    close = nearest(text, KIND_LIMITS)
    remedy = f"是不是“{close}”？" if close else "拿不准就写“其他”。"
    raise ValueError(f"没有这种栏目类型，{remedy}可以写：{'、'.join(KIND_LIMITS)}")


def _limit(table: Table, kind: str) -> Limit | None:
    written = [key for key in LIMIT_KEYS if table.has(key)]
    if len(written) > 1:
        table.wrong(
            written[1], f"更新期限写了 {len(written)} 种（{'、'.join(written)}），只能留一种"
        )
    days = table.number("limit_days", 14, 1, MOST_DAYS)
    months = table.number("limit_months", 6, 1, MOST_MONTHS)
    text = table.text(
        "limit",
        required=LIMIT_HELP if "limit" in written else "",
        check=_limit_text,
    )
    count = table.number("limit_count", 1, 1, MOST_COUNT)
    per = table.text("limit_per", check=_period)
    if "limit_count" in written and not table.has("limit_per"):
        table.wrong(
            "limit_count", '还要写按什么计数，请加一行 limit_per = "week"（或 workday、month）'
        )
    if table.has("limit_per") and "limit_count" not in written:
        table.wrong("limit_per", "还要写多少条，请加一行 limit_count = 1")
    match written:
        case ["limit_days"]:
            return Limit(days=days)
        case ["limit_months"]:
            return Limit(months=months)
        case ["limit"]:
            return parse_limit(text) if text else None
        case ["limit_count"]:
            return Limit(count=count, per=per)
        case _:
            return KIND_LIMITS.get(kind)


def _limit_text(value: str) -> str:
    parse_limit(value)
    return value


def _period(value: str) -> str:
    if value in PERIOD_NAMES:
        return value
    if value in PERIODS:
        return PERIODS[value]
    raise ValueError("只能写 workday（工作日）、week（周）或 month（月）")


def _exemption(table: Table) -> Exemption | None:
    reason, until = table.text("exempt_reason"), table.day("exempt_until")
    if table.has("exempt_until") and not reason:
        table.wrong("exempt_until", '写了豁免截止日期，还要写理由，请加一行 exempt_reason = "…"')
    return Exemption(reason, until) if reason else None
