"""What a platform shows of an account beside its posts: one value under one name.

The newest observation of a day is kept for each account, source and name, so that "missing on two
days" can be told from "missing once". Who judges reads; nothing here accuses anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from checks.page import SHANGHAI

NAME = "name"
"""str: the account's name as the platform shows it."""
STATUS = "status"
"""{"state": "missing" | "blocked" | "moved" | "private", "text": what the platform said}. Only
written when there is something wrong: an account in order has none."""
MENU = "menu"
"""{"open": bool, "entries": [{"path": "政务公开/门户网站", "type": "view", "url": "https://…",
"appid": "", "pagepath": "", "text": ""}]}: every entry that does something."""
AUTOREPLY = "autoreply"
"""{"on_follow": bool, "on_message": bool, "keywords": int}: what answers readers by itself."""
COMMENTS = "comments"
"""{"posts": int, "open": int, "received": int}: posts looked at, those that may be commented on,
and comments that came (-1: not told)."""
STORE = "store"
"""{"found": bool, "country": "cn", "version": "3.2.1", "released_at": ISO 8601 | "", "seller": "",
"url": ""}: what an app store answers for an APP."""
RELEASE = "release"
"""{"version": "2.0.0", "released_at": ISO 8601 | "", "text": ""}: the 小程序 version in use."""
TRIAL = "trial"
"""{"works": true | false | null, "interaction": true | false | null, "who": "张某", "picture": the
stored file's name, "note": ""}: what a person found who tried the account out, source "manual"."""


@dataclass(frozen=True, slots=True)
class Observation:
    """``name`` is one of the constants above, which say what ``value`` (JSON) looks like. ``at`` is
    aware. No API found shows a 备案号: that is in the ledger only.
    """

    account: str
    source: str
    name: str
    value: Any
    at: datetime

    @property
    def day(self) -> date:
        """The calendar day in Shanghai."""
        return self.at.astimezone(SHANGHAI).date()


def newest(observed: Iterable[Observation], account: str, name: str) -> Observation | None:
    """What was seen last of an account under a name, by any source."""
    found = [o for o in observed if o.account == account and o.name == name]
    return max(found, key=lambda o: o.at, default=None)
