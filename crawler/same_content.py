"""Whether two copies of a page say the same: comments, scripts, the day's date and visit counters
of a page that is built anew for each visitor do not count.
"""

import hashlib
import re
from datetime import datetime

from checks.page import SHANGHAI
from crawler.charset import decode

_OPENING = re.compile(r"<!--|<(script|style|noscript)\b", re.IGNORECASE)
# Bounded, so that a hostile page costs no more than a look at it.
_COUNTER = re.compile(
    r"((?:浏览|访问|点击|阅读|查看)(?:次数|人次|总数|量|数)?\s{0,9}[:：]?\s{0,9}"
    r"(?:<[^<>]{0,200}>\s{0,9}){0,3})\d[\d,]{0,20}"
)
_TOKEN = re.compile(
    r'(<input\b[^<>]{0,300}type="?hidden"?[^<>]{0,300}value=")[^"<>]{0,4000}', re.IGNORECASE
)
_STAMP = re.compile(r"([?&](?:v|t|_|ver|rnd|random|timestamp)=)[\w.]{1,80}")
_CLOCK = r"(?:[\sT]{0,5}(?:星期[一二三四五六日天])?\s{0,5}\d{1,2}:\d{2}(?::\d{2})?)?"
_SPACE = re.compile(r"\s+")


def fingerprint(body: bytes, content_type: str, fetched_at: datetime) -> str:
    """A hash of what visitors are shown. Only the date of the very day it was fetched is left out:
    a date of publication that was changed is a change.
    """
    text = _shown(decode(body, content_type).html)
    day = fetched_at.astimezone(SHANGHAI)
    today = rf"{day.year}\s?[-/.年]\s?0?{day.month}\s?[-/.月]\s?0?{day.day}(?!\d)\s?日?{_CLOCK}"
    text = re.sub(today, "", text)
    text = re.sub(r"今天是[^<]{0,40}|星期[一二三四五六日天]", "", text)
    text = _STAMP.sub(r"\1", _TOKEN.sub(r"\1", _COUNTER.sub(r"\1", text)))
    packed = _SPACE.sub(" ", text).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(packed, digest_size=16).hexdigest()


def _shown(text: str) -> str:
    """Without comments, scripts and styles; one that never ends hides nothing."""
    lowered, kept, at = text.lower(), list[str](), 0
    if len(lowered) != len(text):  # a letter whose small form is longer: places would not fit
        return text
    endless = set[str]()
    for opening in _OPENING.finditer(lowered):
        if opening.start() < at:
            continue
        closing = f"</{opening[1]}" if opening[1] else "-->"
        if closing in endless:
            continue
        end = lowered.find(closing, opening.end())
        if end < 0:
            endless.add(closing)
            continue
        kept.append(text[at : opening.start()])
        at = end + len(closing)
    return "".join([*kept, text[at:]])
