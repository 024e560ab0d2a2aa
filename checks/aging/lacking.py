"""What a page asked for and did not get, as far as its toolbar may have needed it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from checks.aging.scripts import words

NEEDED = ("Script", "XHR", "Fetch")


@dataclass(frozen=True, slots=True)
class Lacking:
    """Hosts by why: ``refused`` by us, who let no request out to them, or ``failed`` by themselves."""

    refused: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def hosts(self) -> list[str]:
        """All of them."""
        return [*self.refused, *self.failed]

    @property
    def why(self) -> str:
        """A Chinese clause, "" when nothing was lacking."""
        parts = []
        if self.refused:
            parts.append(f"{'、'.join(self.refused)} 的内容本程序没有放行")
        if self.failed:
            parts.append(f"{'、'.join(self.failed)} 没有给出内容（网络原因未排除）")
        return "，".join(parts)


def lacking(tour: Mapping[str, Any]) -> Lacking:
    """What was lacking for a toolbar; counters of visitors are none of its business."""
    refused, failed = dict[str, None](), dict[str, None]()
    for one in tour.get("lost", ()):
        parts = urlsplit(str(one["url"]))
        host = (parts.hostname or "") if parts.scheme in ("http", "https") else ""
        if one["kind"] not in NEEDED or not host or _harmless().search(host):
            continue
        (refused if one.get("refused") else failed)[host] = None
    return Lacking(tuple(refused), tuple(h for h in failed if h not in refused))


def silent_sounds(tour: Mapping[str, Any]) -> Sequence[str]:
    """Hosts of sounds that did not come."""
    lost = (str(one["url"]) for one in tour.get("lost", ()) if one["kind"] == "Media")
    return list(dict.fromkeys(urlsplit(url).hostname or "" for url in lost))


@cache
def _harmless() -> re.Pattern[str]:
    return re.compile(words()["hosts"]["harmless"])
