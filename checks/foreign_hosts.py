"""Which hosts are strangers to a site, and which of them look like the customers of hackers."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from checks.unrelated import is_excused

_OFFICIAL = (".gov.cn", ".edu.cn", ".政务", ".mil.cn", ".公益", ".xn--zfr164b", ".xn--55qw42g")
_END = re.compile(r"[/?#\\]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Lists:
    text: re.Pattern[str]
    host: re.Pattern[str]
    trusted: frozenset[str]


@cache
def _lists() -> _Lists:
    file = resources.files("checks").joinpath("wordlists/hidden-links.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return _Lists(
        re.compile("|".join(told["suspicious"]["text"]), re.IGNORECASE),
        re.compile("|".join(told["suspicious"]["host"]), re.IGNORECASE),
        frozenset(told["trusted"]["hosts"]),
    )


def host_in(address: str) -> str:
    """Host of an absolute http or protocol-relative address in lower case, without port; else ""."""
    if address[:1] not in "hH/ \t\r\n":
        return ""
    address = address.strip()
    scheme, slashes, rest = address.partition("//")
    if not slashes or (scheme and scheme.lower() not in ("http:", "https:")):
        return ""
    return _END.split(rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].rstrip(".").lower()


@lru_cache(maxsize=16384)
def stranger_in(address: str, own: tuple[str, ...]) -> str:
    """Host of an address when it is a stranger's, else "". The same links stand on every page."""
    host = host_in(address)
    return host if is_stranger(host, own) else ""


@lru_cache(maxsize=4096)
def is_stranger(host: str, own: tuple[str, ...]) -> bool:
    """Whether a host is neither the site's (``own``: its host names), nor under its domain, nor
    official, nor one that many government sites link to.
    """
    if not host or "." not in host or host.endswith(_OFFICIAL):
        return False
    for mine in own:
        base = mine.partition(":")[0].removeprefix("www.")
        if base and (host == base or host.endswith("." + base)):
            return False
    trusted = _lists().trusted
    parts = host.split(".")
    return not any(".".join(parts[n:]) in trusted for n in range(len(parts) - 1))


def suspicious_word(text: str, host: str) -> str:
    """What in a link's text or host is of gambling, pornography or shady trade, "" for nothing."""
    squeezed = _SPACE.sub("", text)
    lists = _lists()
    hit = lists.text.search(squeezed)
    if hit and not is_excused(squeezed):
        return hit[0]
    hit = lists.host.search(host)
    return hit[0] if hit else ""
