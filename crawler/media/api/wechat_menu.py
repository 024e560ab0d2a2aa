"""What an account offers its readers: menu and automatic answers, as the owner's interface tells.

They are evidence beside the posts: whatever fails here leaves the source's outcome alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from checks.media.observations import AUTOREPLY, MENU
from checks.media.reasons import Reason
from crawler.media.api.calls import FailureError, Session
from crawler.media.api.weixin import weixin

MOST_ENTRIES = 40
_TEXTS = ("type", "url", "appid", "pagepath")
_ENDS_HOST = (Reason.BLOCKED, Reason.TIMEOUT)


async def look_at_menu(session: Session) -> None:
    """Observe menu and automatic answers, each if the platform tells."""
    try:
        found = await weixin(session, "/cgi-bin/get_current_selfmenu_info")
        if (menu := menu_of(found)) is not None:
            session.observe(MENU, menu)
        found = await weixin(session, "/cgi-bin/get_current_autoreply_info")
        if (answers := autoreply_of(found)) is not None:
            session.observe(AUTOREPLY, answers)
    except FailureError as error:
        if error.reason in _ENDS_HOST and error.stops:
            raise


def menu_of(found: Mapping[str, Any]) -> dict[str, Any] | None:
    """The menu's entries that do something; None when the answer has another shape."""
    info = found.get("selfmenu_info")
    if "is_menu_open" not in found:
        return None
    buttons = info.get("button") if isinstance(info, dict) else None
    entries = list(_entries(buttons, ""))[:MOST_ENTRIES]
    return {"open": bool(found["is_menu_open"]), "entries": entries}


def _entries(buttons: object, above: str) -> Iterator[dict[str, str]]:
    for button in buttons if isinstance(buttons, list) else ():
        if not isinstance(button, dict):
            continue
        path = f"{above}/{button.get('name', '')}".lstrip("/")[:100]
        below = button.get("sub_button")
        inner = below.get("list") if isinstance(below, dict) else None
        if isinstance(inner, list) and inner:
            if not above:
                yield from _entries(inner, path)
            continue
        entry = {name: str(button.get(name) or "")[:500] for name in _TEXTS}
        yield {"path": path, **entry, "text": str(button.get("value") or "")[:200]}


def autoreply_of(found: Mapping[str, Any]) -> dict[str, Any] | None:
    """Which automatic answers are on; None when the answer has another shape."""
    if "is_autoreply_open" not in found and "is_add_friend_reply_open" not in found:
        return None
    words = found.get("keyword_autoreply_info")
    listed = words.get("list") if isinstance(words, dict) else None
    return {
        "on_follow": bool(found.get("is_add_friend_reply_open")),
        "on_message": bool(found.get("is_autoreply_open")),
        "keywords": len(listed) if isinstance(listed, list) else 0,
    }
