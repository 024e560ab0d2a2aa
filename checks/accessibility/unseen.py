"""What to say when one of our own looks did not come to an end, or did not get everywhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from checks.accessibility.page_tools import Element
from checks.page import Page
from checks.results import Result, unverifiable

UNSTYLED = "检查时有样式表没有取到，页面可能与平时看到的不同，请人工确认。"


class Unread(Element):
    """A frame nobody looked into. ``host`` is its address's, "" without one; ``own``: the page's."""

    host: str
    own: bool


def not_seen(page: Page, seen: Mapping[str, Any]) -> Result | None:
    """An unverifiable result when the look failed, else None."""
    if not seen.get("error"):
        return None
    return unverifiable(page.url, f"在浏览器里查看页面没有成功：{seen['error']}。")


def is_unstyled(seen: Mapping[str, Any]) -> bool:
    """Whether the page lacked style sheets, so that it looked different from usual."""
    return bool(seen.get("unstyled") or seen.get("unloaded"))


def frames_unread(page: Page, seen: Mapping[str, Any]) -> Iterator[Result]:
    """An unverifiable result for each host with frames that were not looked into."""
    told = set[str]()
    for one in seen.get("unread", ()):
        host = one["host"] or "没有地址"
        if host in told:
            continue
        told.add(host)
        why = "没有打开完，或缺少样式表" if one["own"] else "是别的网站的页面，不能查看"
        yield unverifiable(
            page.url,
            f"内嵌框架（“{host}”）里的内容没有查看：{why}。",
            target=f"内嵌框架 {host}",
            locator=one["target"],
            excerpt=one["html"],
        )
