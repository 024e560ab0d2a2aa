"""RSS, Atom and JSON Feed read with distrust: bridges serve captchas, dead items and odd dates.

No feed proves that there was no post. Dates are read by :mod:`checks.media.times`, never by a
library that takes a date without a zone for UTC or ``CST`` for America's.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from lxml import etree

from checks.masking import mask
from checks.media.models import Post
from checks.media.reasons import Reason
from checks.media.times import When, read_when
from checks.media.verdict import AHEAD

MOST_ITEMS = 1000
LONGEST_TITLE = 200
LONGEST_RAW = 4000
_TAG = re.compile(r"<[^>]{0,500}>")
_PUBLISHED = ("pubDate", "date", "published", "issued")
_CHANGED = ("updated", "modified")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What a feed said. ``reason`` is None when it is a feed with dated items."""

    posts: tuple[Post, ...] = ()
    reason: Reason | None = None
    detail: str = ""


@dataclass
class _Item:
    title: str = ""
    link: str = ""
    ident: str = ""
    published: list[object] = field(default_factory=list)
    changed: list[object] = field(default_factory=list)


def read_feed(
    body: bytes, *, account: str, source: str, fetched_at: datetime, tz: str = "Asia/Shanghai"
) -> FeedPage:
    """Posts of a feed. ``tz`` holds for dates without a zone."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _json_items(start) if start.startswith(b"{") else _xml_items(start)
    if isinstance(found, FeedPage):
        return found
    items = found[:MOST_ITEMS]
    if not items:
        return FeedPage(reason=Reason.EMPTY_FEED)
    posts = [_post(item, account, source, fetched_at, tz) for item in items]
    dated = [post for post in posts if post.published_at]
    if not dated:
        return FeedPage(tuple(posts), Reason.NO_DATES)
    ahead = sum(p.published_at > fetched_at + AHEAD for p in dated if p.published_at)
    told = f"有 {ahead} 条的日期在将来，没有采信" if ahead else ""
    return FeedPage(tuple(posts), None, told)


def _json_items(body: bytes) -> list[_Item] | FeedPage:
    try:
        whole = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return FeedPage(reason=Reason.NOT_A_FEED)
    if "jsonfeed.org/version" not in str(whole.get("version", "")):
        return FeedPage(reason=Reason.NOT_A_FEED)
    items = whole.get("items")
    if not isinstance(items, list):
        return FeedPage(reason=Reason.SHAPE_CHANGED, detail="没有 items")
    return [
        _Item(
            _text(one.get("title") or one.get("content_text")),
            _text(one.get("url") or one.get("external_url")),
            _text(one.get("id")),
            [one.get("date_published")],
            [one.get("date_modified")],
        )
        for one in items
        if isinstance(one, dict)
    ]


def _xml_items(body: bytes) -> list[_Item] | FeedPage:
    if b"<!entity" in body.lower():
        return FeedPage(reason=Reason.NOT_A_FEED, detail="含有不该出现的 XML 实体")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _local(root) not in ("rss", "RDF", "feed"):
        return FeedPage(reason=Reason.NOT_A_FEED)
    wanted = "entry" if _local(root) == "feed" else "item"
    return [_item(one) for one in root.iter() if _local(one) == wanted]


def _item(element: Any) -> _Item:
    item = _Item()
    for child in element:
        name, text = _local(child), _text("".join(child.itertext()))
        if name == "title":
            item.title = item.title or text
        elif name == "link":
            item.link = item.link or _link(child, text)
        elif name in ("guid", "id"):
            item.ident = item.ident or text
        elif name in _PUBLISHED:
            item.published.append(text)
        elif name in _CHANGED:
            item.changed.append(text)
    return item


def _link(child: Any, text: str) -> str:
    if child.get("href") is None:
        return text
    return child.get("href") if child.get("rel", "alternate") == "alternate" else ""


def _local(element: Any) -> str:
    """The name without its namespace; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _post(item: _Item, account: str, source: str, fetched_at: datetime, tz: str) -> Post:
    when = next(_readable(item.published, tz), None)
    edited = when is None
    when = when or next(_readable(item.changed, tz), None)
    link = item.link if item.link.startswith(("http://", "https://")) else ""
    title = mask(" ".join(unescape(_TAG.sub("", item.title[:LONGEST_RAW])).split()))[:LONGEST_TITLE]
    ident = item.ident or link or f"{title}\n{item.published}\n{item.changed}"
    if len(ident) > 300:
        ident = hashlib.sha256(ident.encode()).hexdigest()
    return Post(
        account=account,
        source=source,
        post_id=ident,
        title=title,
        url=link or (item.ident if item.ident.startswith(("http://", "https://")) else ""),
        published_at=when.at if when else None,
        fetched_at=fetched_at,
        precision=when.precision if when else "second",
        edited=edited and when is not None,
    )


def _readable(values: list[object], tz: str) -> Iterator[When]:
    for value in values:
        if value and (when := read_when(value, tz)):
            yield when


def _text(value: object) -> str:
    return str(value).strip() if value is not None else ""
