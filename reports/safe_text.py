"""Making strings from crawled pages harmless and readable before they reach a reader's eyes."""

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes, urlsplit

# Characters that reorder, hide or break text. They are shown, not dropped: a finding whose
# address contains U+202E must let the reader see that.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_ENCODED = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
HREF_LIMIT = 1000


def visible(text: str) -> str:
    """``text`` with control, bidirectional and invisible characters as ``⟨U+202E⟩``.

    Newlines and tabs stay. Runs of combining marks, which pile up over neighbouring lines, are
    cut to four.
    """
    text = _HIDDEN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text.replace("\r\n", "\n"))
    text = text.replace("\r", "⟨U+000D⟩")
    return _without_piles(text) if not text.isascii() else text


def one_line(text: str) -> str:
    """:func:`visible`, with every run of white space as one space."""
    return re.sub(r"\s+", " ", visible(text)).strip()


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters; what is missing is said. Where the text is hardly longer than
    that note would be, nothing is missing.
    """
    told = f"…（共 {len(text)} 字，已截断）"
    return text if len(text) <= limit + len(told) else text[:limit] + told


def href(url: str) -> str:
    """``url`` for use as a link target, or "" when it must stay text.

    Only http and https with a host become links, so ``javascript:`` and ``data:`` never do.
    """
    if len(url) > HREF_LIMIT or url != url.strip():
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or "\\" in url:
        return ""
    return quote(url.encode("utf-8", "replace"), safe=":/?#[]@!$&'()*+,;=%-._~")


def short_url(url: str, limit: int = 76) -> str:
    """An address for reading: percent-encoded Chinese is decoded; when it is long the middle
    goes and both ends stay.
    """
    shown = one_line(_ENCODED.sub(_decoded, url))
    if len(shown) <= limit:
        return shown
    tail = limit // 3
    return f"{shown[: limit - tail - 1]}…{shown[-tail:]}"


def _decoded(match: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _without_piles(text: str) -> str:
    kept: list[str] = []
    pile = 0
    for character in text:
        pile = pile + 1 if unicodedata.combining(character) else 0
        if pile <= 4:
            kept.append(character)
    return "".join(kept)
