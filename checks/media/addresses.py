"""Addresses inside text that an app's "share" button made, or that a person pasted."""

import re
from urllib.parse import urlsplit

_ZERO_WIDTH = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FULL = re.compile(
    r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+?(?=https?://|[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|$)",
    re.IGNORECASE,
)
# Hosts that share texts and people write without a scheme; a path must follow.
_BARE = re.compile(
    r"(?<![\w./@-])(?:mp\.weixin\.qq\.com|v\.douyin\.com|www\.douyin\.com|weibo\.com|m\.weibo\.cn"
    r"|weibo\.cn|v\.kuaishou\.com|www\.kuaishou\.com|b23\.tv|www\.bilibili\.com|m\.toutiao\.com"
    r"|www\.toutiao\.com|www\.xiaohongshu\.com|xhslink\.com|mbd\.baidu\.com)"
    r"/[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+",
    re.IGNORECASE,
)
_TAIL = ".,;:!?'\"*"
LONGEST = 2000


def addresses_in(text: str) -> tuple[str, ...]:
    """Every http(s) address in ``text``, in order, each once; known hosts may lack the scheme.

    What follows an address (a blank, a Chinese character, closing punctuation) is left out.
    """
    text = _ZERO_WIDTH.sub("", text)
    found = [(m.start(), m[0]) for m in _FULL.finditer(text)]
    rest = _FULL.sub(lambda m: " " * len(m[0]), text)
    found += [(m.start(), f"https://{m[0]}") for m in _BARE.finditer(rest)]
    trimmed = (_trimmed(url) for _, url in sorted(found))
    return tuple(dict.fromkeys(url for url in trimmed if _is_address(url)))


def _trimmed(url: str) -> str:
    """Without the punctuation that closes a sentence or an unopened bracket."""
    while url:
        last = url[-1]
        unopened = (last == ")" and url.count(")") > url.count("(")) or (
            last == "]" and url.count("]") > url.count("[")
        )
        if not unopened and last not in _TAIL:
            break
        url = url[:-1]
    return url


def _is_address(url: str) -> bool:
    if len(url) > LONGEST:
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False
