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


def is_refusal(error: Exception) -> bool:
    """Whether the database itself refused to change a month that is final."""
    return isinstance(error, sqlite3.IntegrityError) and str(error).startswith(REFUSAL)
