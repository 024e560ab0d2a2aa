"""What platforms told of an account besides its posts, as account checks are given it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from checks.media import observations as seen
from checks.media.observations import Observation
from checks.media.times import read_when
from checks.media.verdict import kind_of
from checks.site import LinkState

MENU_LINKS = "menu_links"
"""{address: {"state": a LinkState, "reason": "", "attempts": ["…"]}}: the menu's pages, asked for
like any link."""
_BY_ID = ("weibo_own", "weibo_commercial", "kuaishou", "bilibili_open")
"""Sources that are asked by the account's own id and answer with its name."""


@dataclass(frozen=True, slots=True)
class NameSeen:
    """The name a platform shows. ``by_id``: it was asked for by the account's own id there, so it
    is the name of this very account; otherwise it stands on a page somebody handed in.
    """

    name: str
    source: str
    by_id: bool = False


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of an account's menu. ``kind`` is the platform's word (view, click, miniprogram);
    ``url`` is set for what opens a page, ``state`` and ``reason`` when that page was asked for.
    """

    name: str
    kind: str
    url: str = ""
    state: LinkState | None = None
    reason: str = ""
    attempts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreLook:
    """One look into an application store on one day."""

    store: str
    day: date
    found: bool
    version: str = ""
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a person found who tried the account out; None where nothing was said of it."""

    day: date
    who: str
    works: bool | None = None
    interaction: bool | None = None
    picture: str = ""

    @property
    def told(self) -> str:
        """Who and when."""
        return f"{self.who} {self.day} 试用"


@dataclass(frozen=True, slots=True)
class Observed:
    """None everywhere means that nobody could look, which is not the same as nothing there."""

    names: tuple[NameSeen, ...] = ()
    menu: tuple[MenuEntry, ...] | None = None
    auto_reply: bool | None = None
    comments: bool | None = None
    stores: tuple[StoreLook, ...] = ()
    trials: tuple[Trial, ...] = ()
    """Newest first."""
    trouble: str = ""
    """What the platform says is wrong with the account (missing, blocked), in Chinese."""

    @property
    def interaction_looked_at(self) -> bool:
        """Whether every way of answering people that the platform has was looked at."""
        return None not in (self.menu, self.auto_reply, self.comments)


NOTHING_OBSERVED = Observed()
FRESH_DAYS, TROUBLE_DAYS = 62, 31
_STORES = {"itunes": "苹果应用商店"}
_STATES = {
    "missing": "平台上已查不到这个账号",
    "blocked": "平台已封停这个账号",
    "moved": "平台显示账号已迁移",
    "private": "账号设为不公开",
}


def observed(observations: Iterable[Observation], as_of: date) -> Observed:
    """What the observations of one account come to on a day. The newest of each counts; what was
    seen later than ``as_of``, or two months before it, is left out.
    """
    recent = (one for one in observations if 0 <= (as_of - one.day).days <= FRESH_DAYS)
    told = sorted(recent, key=lambda one: one.at)
    latest = {one.name: one.value for one in told}
    names = {one.source: str(one.value) for one in told if one.name == seen.NAME and one.value}
    state = _trouble(told, as_of)
    return Observed(
        names=tuple(NameSeen(n, s, kind_of(s) in _BY_ID) for s, n in names.items()),
        menu=_menu(latest.get(seen.MENU), latest.get(MENU_LINKS) or {}),
        auto_reply=_replies(latest.get(seen.AUTOREPLY)),
        comments=_comments(latest.get(seen.COMMENTS)),
        stores=tuple(_store(one) for one in told if one.name == seen.STORE),
        trials=tuple(_trial(one) for one in reversed(told) if one.name == seen.TRIAL),
        trouble=state,
    )


def _trouble(told: Sequence[Observation], as_of: date) -> str:
    """What was last said to be wrong. An account in order has no status, so a name that was seen
    later, or a month without word, ends it.
    """
    found = next((one for one in reversed(told) if one.name == seen.STATUS), None)
    if found is None or (as_of - found.day).days > TROUBLE_DAYS:
        return ""
    if any(one.name == seen.NAME and one.at > found.at for one in told):
        return ""
    return _STATES.get(str(found.value.get("state")), "")


def _menu(
    menu: Mapping[str, Any] | None, links: Mapping[str, Mapping[str, Any]]
) -> tuple[MenuEntry, ...] | None:
    if menu is None:
        return None
    if not menu.get("open"):
        return ()
    return tuple(_entry(one, links.get(one.get("url", ""), {})) for one in menu.get("entries", ()))


def _entry(one: Mapping[str, Any], link: Mapping[str, Any]) -> MenuEntry:
    opens = str(one.get("url", "")) if one.get("type") == "view" else ""
    return MenuEntry(
        name=str(one.get("path", "")),
        kind=str(one.get("type", "")),
        url=opens if opens.startswith(("http://", "https://")) else "",
        state=LinkState(link["state"]) if link else None,
        reason=str(link.get("reason", "")),
        attempts=tuple(link.get("attempts", ())),
    )


def _replies(told: Mapping[str, Any] | None) -> bool | None:
    if told is None:
        return None
    return bool(told.get("on_follow") or told.get("on_message") or told.get("keywords"))


def _comments(told: Mapping[str, Any] | None) -> bool | None:
    """Unknown while no post was looked at."""
    if told is None or not told.get("posts"):
        return None
    return bool(told.get("open"))


def _trial(one: Observation) -> Trial:
    told = one.value
    return Trial(
        day=one.day,
        who=str(told.get("who", "")),
        works=told.get("works"),
        interaction=told.get("interaction"),
        picture=str(told.get("picture", "")),
    )


def _store(one: Observation) -> StoreLook:
    released = read_when(str(one.value.get("released_at") or ""))
    return StoreLook(
        store=_STORES.get(kind_of(one.source), one.source),
        day=one.day,
        found=bool(one.value.get("found")),
        version=str(one.value.get("version", "")),
        released_on=released.at.date() if released else None,
    )
