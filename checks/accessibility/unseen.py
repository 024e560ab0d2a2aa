"""What to say when one of our own looks did not come to an end."""

from collections.abc import Mapping
from typing import Any

from checks.page import Page
from checks.results import Result, unverifiable

UNSTYLED = "检查时有样式表没有取到，页面可能与平时看到的不同，请人工确认。"


def not_seen(page: Page, seen: Mapping[str, Any]) -> Result | None:
    """An unverifiable result when the look failed, else None."""
    if not seen.get("error"):
        return None
    return unverifiable(page.url, f"在浏览器里查看页面没有成功：{seen['error']}。")


def is_unstyled(seen: Mapping[str, Any]) -> bool:
    """Whether the page lacked style sheets, so that it looked different from usual."""
    return bool(seen.get("unstyled") or seen.get("unloaded"))
