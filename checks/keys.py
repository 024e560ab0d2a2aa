"""The identity of a finding: the same fault has the same key next month, whatever it measures."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from checks.passing_addresses import lasting_path, lasting_query
from checks.results import Result

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_ID_ATTRIBUTE = re.compile(
    r"\s(?:id|data-[\w-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE
)
_HEX_ID = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8}[0-9a-f-]*\b", re.IGNORECASE)
_CHINESE_DATE = re.compile(r"\d+年|\d+月|\d+[日号]")
_NUMBER = re.compile(r"\d+(?:[.,:：∶/_-]\d+)*")
_SPACE = re.compile(r"\s+")


def key_of(result: Result, nth: int = 0, *, check: str = "") -> str:
    """``k1-`` and 16 hex digits of (check, rule, target, or page and normalised snippet).

    A result with a ``target`` is the same finding on every page that shows it, so neither page
    nor snippet enters. ``nth`` tells apart several alike snippets on one page (0 for the first);
    ``check`` stands in for a result that does not name its check yet.
    Messages, measured values and the month never enter.
    """
    parts = [check or result.check, result.rule]
    if result.target:
        parts.append(normal_url(result.target))
    else:
        parts += [normal_url(result.url), normal_snippet(result.excerpt)]
    if nth:
        parts.append(f"#{nth}")
    return "k1-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def normal_url(url: str) -> str:
    """Scheme and host in lower case, without default port, session id, fragment or bare slash,
    and without what only keeps an old copy from being used.

    Anything that is not an http address comes back as it is, without surrounding space.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        return url
    netloc = parts.netloc.lower().removesuffix(_DEFAULT_PORTS[scheme])
    path = lasting_path(_SESSION.sub("", parts.path)) or "/"
    return urlunsplit((scheme, netloc, path, lasting_query(path, parts.query), ""))


def normal_snippet(text: str) -> str:
    """A piece of source without what changes by itself: ids, dates, numbers, white space."""
    if not text:
        return ""
    text = _ID_ATTRIBUTE.sub("", text)
    text = _HEX_ID.sub("0", text)
    text = _CHINESE_DATE.sub("0", text)
    return _SPACE.sub(" ", _NUMBER.sub("0", text)).strip().lower()
