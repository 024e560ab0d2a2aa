"""Pages of which only scripts make some part, and how far a browser could tell what they made."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checks.items import Listing
from checks.outline import Outline, outline
from checks.page import DATE, FOOTER, LABELS, LIST, WHOLE_PAGE, Page, PageKind, Reading

SEEN = "（在浏览器里运行脚本后所见）"
_FEW = 8
"""A page with scripts and fewer texts than this is a shell that scripts fill."""
_FOOTER_FILE = re.compile(
    r"<(?:script|iframe|object)\b[^>]*?(?:src|data)\s*=\s*[\"']?[^\"'\s>]*(?:foot|bottom|copyright)",
    re.IGNORECASE,
)
_FOOTER_CODE = re.compile(
    r"<script\b(?![^>]*\bsrc)[^>]*>(?:(?!</script).)*?(?:document\.write|\.load\(|innerHTML|insertAdjacentHTML)"
    r"(?:(?!</script).)*</script",
    re.IGNORECASE | re.DOTALL,
)
_FOOTER_WORD = re.compile(r"foot|copyright|页脚|页尾", re.IGNORECASE)
_EMPTY_FOOTER = re.compile(
    r"<(footer|div)\b[^>]*(?:foot|copyright)[^>]*>\s*(?:<!--.*?-->\s*)*</\1", re.IGNORECASE
)
_LABEL_CODE = re.compile(r"SiteName|SiteIDCode|ColumnName|ArticleTitle|PubDate|ContentSource")
_LABEL_TAG = re.compile(r"<meta\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc)[^>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)
_DATE_CODE = re.compile(r"pubdate|publishdate|pubtime|发布时间|发布日期", re.IGNORECASE)


def parts(page: Page, *, configured: bool) -> tuple[str, ...]:
    """What of a page as it was fetched only scripts seem to make, in Chinese; () if nothing.

    ``configured``: it is the home page or a column of the configuration, whose list is judged.
    """
    found = []
    if configured:
        reading = page.reading
        if reading.kind.is_content and needs_scripts(reading):
            found.append(LIST)
        elif reading.kind.is_content and not reading.items:
            found += [LIST] if outline(page.tree).scripts else []
    elif is_shell(outline(page.tree)):
        found.append(WHOLE_PAGE)
    if scripts_footer(page.html):
        found.append(FOOTER)
    code = "\n".join(_SCRIPT.findall(page.html)) if "<script" in page.html.lower() else ""
    if code and _LABEL_CODE.search(code):
        found.append(LABELS)
    if code and not configured and _DATE_CODE.search(code):
        reading = page.reading
        if reading.kind is PageKind.ARTICLE and reading.published is None:
            found.append(DATE)
    return tuple(found)


def needs_scripts(reading: Reading) -> bool:
    """Whether the list of a page seems to be filled by scripts, all of it or in part."""
    return reading.script_built or "waits" in reading.facts


def is_shell(seen: Outline) -> bool:
    """Whether a page is hardly more than scripts."""
    return bool(seen.scripts) and len(seen.texts) < _FEW


def scripts_footer(html: str) -> bool:
    """Whether scripts seem to bring the footer."""
    if _FOOTER_FILE.search(html) or _EMPTY_FOOTER.search(html):
        return True
    return any(_FOOTER_WORD.search(match[0]) for match in _FOOTER_CODE.finditer(html))


def settled(page: Page, seen: Outline, listing: Listing) -> Listing:
    """The list as far as it can be judged now that scripts have run.

    It still counts as filled by scripts only where something did not come and no entry is shown;
    the links that are there then are those of the page's frame.
    """
    told = page.rendering
    if told is None or told.failed:
        return listing
    waited = told.before is not None and needs_scripts(told.before)
    doubtful = bool((told.missed if waited else told.trouble or told.error) or seen.frames)
    if doubtful and not listing.items and (waited or not listing.link_count):
        return replace(listing, script_built=True, link_count=0)
    return replace(listing, script_built=False)


def rendering_facts(page: Page, _seen: Outline, reading: Reading) -> Mapping[str, Any]:
    """How the page was seen in a browser; nothing when it was not opened there.

    Names: ``rendered`` with ``at`` (UTC), ``failed``, ``trouble`` (Chinese) and ``waited`` (whether
    the bare page waits for scripts); ``waits`` where entries are shown and more may be missing.
    """
    told = page.rendering
    if told is None:
        return {}
    facts: dict[str, Any] = {
        "rendered": {
            "at": told.at.isoformat(timespec="seconds"),
            "failed": told.failed,
            "trouble": told.missed,
            "waited": told.before is not None and needs_scripts(told.before),
        }
    }
    if told.failed:
        return facts
    before = told.before
    waited = before.facts.get("waits") if before is not None else None
    brought = before is None or bool(set(reading.items) - set(before.items))
    if reading.items and (told.trouble or (waited and not brought)):
        facts["waits"] = "perhaps"
    return facts


def unread(reading: Reading, what: str) -> str:
    """Chinese for why ``what`` of a script-built page was not read."""
    told = reading.facts.get("rendered")
    static = f"静态页面里读不到{what}"
    if not told:
        return static
    if told["failed"]:
        return f"{static}，用浏览器打开也没有成功（{told['trouble']}）"
    return f"在浏览器里运行脚本后仍读不到{what}（{told['trouble'] or '内容在内嵌框架里'}）"


def seen_at(reading: Reading) -> str:
    """When scripts had run in a browser before this was read, UTC; "" when it was the bare page."""
    told = reading.facts.get("rendered")
    return "" if not told or told["failed"] else str(told["at"])
