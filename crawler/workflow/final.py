"""Refusing what would change a month that is final."""

import sqlite3

from checks.errors import UserError
from crawler.workflow.site_tables import REFUSAL


class FinalError(UserError):
    """The month is final. The message is Chinese."""


def frozen_at(site: sqlite3.Connection, month: str) -> str:
    """Since when (UTC) a month is final; "" while it is not."""
    row = site.execute("SELECT at FROM frozen WHERE month = ?", [month]).fetchone()
    return str(row[0]) if row else ""


def refuse_final(site: sqlite3.Connection, month: str, what: str) -> None:
    """Raise :class:`FinalError` when a month is final. ``what`` was to be done, in Chinese."""
    if frozen_at(site, month):
        raise FinalError(
            f"{month} 已经定稿，不能再{what}。定稿后发现的问题请作更正"
            f"（govcheck month correct {month} --reason 原因），原来的文件和得分保持不变。"
        )


def later_words(site: sqlite3.Connection, month: str) -> str:
    """What a decision on a month that is final is followed by, in Chinese; "" while it is open."""
    if not frozen_at(site, month):
        return ""
    return f"{month} 已经定稿，得分和文件没有变；要生效请作更正（网页本月页面，或 govcheck month correct）。"


def is_refusal(error: Exception) -> bool:
    """Whether the database itself refused to change a month that is final."""
    return isinstance(error, sqlite3.IntegrityError) and str(error).startswith(REFUSAL)
