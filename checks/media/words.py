"""What a ledger's words for platform, status and purpose mean; unknown words mean nothing."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from checks.media.models import LedgerStatus, Platform

_FILE = Path(__file__).with_name("words.toml")


def platform_named(text: str) -> Platform | None:
    """The platform a word stands for, None when it is unknown."""
    found = _table("platform").get(_key(text))
    return Platform(found) if found else None


def status_named(text: str) -> LedgerStatus | None:
    """The status a word stands for, None when it is unknown."""
    found = _table("status").get(_key(text))
    return LedgerStatus(found) if found else None


def rule_named(text: str) -> str:
    """Either "publish" or "service"; "" for an unknown word."""
    return _table("rule").get(_key(text), "")


@cache
def _table(name: str) -> dict[str, str]:
    whole = tomllib.loads(_FILE.read_text(encoding="utf-8"))[name]
    return {_key(word): meaning for meaning, words in whole.items() for word in words}


def _key(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", plain)
