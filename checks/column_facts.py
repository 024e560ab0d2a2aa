"""Why a column page's list may not be what it seems: kept so that no column is accused wrongly.

Names: ``holds`` says in Chinese what a column without entries shows instead; ``waits`` is "sure" or
"perhaps" where entries were read, none of them the column's own, and a script may bring the list;
``unread_first`` counts entries at the head of a list whose dates could not be read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from checks.entries import list_around
from checks.items import asks_for_more, surely_waits
from checks.outline import FOOTER, HEADER, NAV, Outline
from checks.page import Page, Reading

_FRAME = (HEADER, NAV, FOOTER)
_FEW_LINKS = 5
"""No page of a portal has fewer links; a notice of maintenance does."""
_OWN, _SIDE = 3, 10
"""Entries that prove the column's own list is there; most entries of a list beside it."""
_TITLE = 6
"""Characters of the shortest title."""
_RUN, _PROSE = 12, 80
"""Characters of a text that is a sentence, and of all such texts that are content."""
_ABOUT_SITE = re.compile(
    r"主办|承办|版权|备案|标识码|地址|电话|邮编|技术支持|联系|浏览器|分辨率|copyright|icp",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(
    r"logo|icon|banner|search|btn|button|top|head|foot|nav|menu|arrow|conac|jiucuo|ewm|qr|code|bg",
    re.IGNORECASE,
)
_LEVELS = 12


def column_facts(page: Page, seen: Outline, reading: Reading) -> Mapping[str, Any]:
    """The facts of the home page and of a configured column's page; nothing of any other page."""
    if page.is_home and reading.items:
        return {"waits": "perhaps"} if not page.is_rendered and surely_waits(page.html) else {}
    if page.column is None or page.is_home or reading.script_built:
        return {}
    if not reading.items and not reading.item_links:
        holds = _holds(page, seen)
        return {"holds": holds} if holds else {}
    if not reading.items or "<record>" in page.html:
        return {}
    unread = _unread_first(page, seen, reading)
    waits = {} if page.is_rendered else _waits(page, seen, reading)
    return {**waits, **({"unread_first": unread} if unread else {})}


def _waits(page: Page, seen: Outline, reading: Reading) -> Mapping[str, str]:
    folder = urljoin(page.final_url, "./")
    own = sum(item.url.startswith(folder) for item in reading.items)
    if own >= _OWN and len(urlsplit(folder).path) > 1:
        return {}
    if surely_waits(page.html):
        return {"waits": "sure"}
    if len(reading.items) > _SIDE:
        return {}  # longer than any list beside another
    return {"waits": "perhaps"} if seen.frames or asks_for_more(seen) else {}


def _unread_first(page: Page, seen: Outline, reading: Reading) -> int:
    """Entries above the first dated one in a list with dates: 今天, a wrong year, or no date."""
    dated = {item.url for item in reading.items}
    above: Counter[int] = Counter()
    begun: Counter[int] = Counter()
    for link in seen.links:
        if link.zone in _FRAME or len(link.text) < _TITLE:
            continue
        group = list_around(seen, link.block)
        if _address(page, link.href) in dated:
            begun[group] += 1
        elif not begun[group]:
            above[group] += 1
    return sum(above[group] for group, count in begun.items() if count >= _OWN)


def _address(page: Page, href: str) -> str:
    try:
        return urljoin(page.final_url, href)
    except ValueError:
        return ""


def _holds(page: Page, seen: Outline) -> str:
    if len(seen.links) < _FEW_LINKS:
        return "页面上几乎没有链接，可能是维护或出错提示"
    if own := len(set(_own_links(page, seen))):
        return f"页面上有 {own} 个链接指向栏目目录下的页面"
    if page.tree.css_first("embed, object, video, audio") is not None:
        return "页面里嵌有文件或音视频"
    sentences = (t.value for t in seen.texts if t.link < 0 and t.zone not in _FRAME)
    prose = sum(len(s) for s in sentences if len(s) >= _RUN and not _ABOUT_SITE.search(s))
    if prose >= _PROSE:
        return "页面上有成段的文字"
    if any(not _is_ornament(image) for image in page.tree.css("img")):
        return "页面上有图片"
    return ""


def _own_links(page: Page, seen: Outline) -> Iterator[str]:
    folder = urljoin(page.final_url, "./")
    if len(urlsplit(folder).path) <= 1:
        return
    for link in seen.links:
        if link.zone in _FRAME:
            continue
        address = _address(page, link.href).partition("#")[0]
        if address.startswith(folder) and address not in (page.final_url, folder):
            yield address


def _is_ornament(image: LexborNode) -> bool:
    """Whether a picture belongs to the frame of the page, by its address or what encloses it."""
    if _ORNAMENT.search(image.attributes.get("src") or ""):
        return True
    at: LexborNode | None = image
    for _ in range(_LEVELS):
        if at is None:
            return False
        told = at.attributes
        names = f"{told.get('class') or ''} {told.get('id') or ''}"
        if at.tag in ("header", "footer", "nav", "body") or _ORNAMENT.search(names):
            return at.tag != "body"
        at = at.parent
    return False
