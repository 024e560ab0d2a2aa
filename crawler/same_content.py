"""Whether two copies of a page say the same: comments, scripts, the day's date and visit counters
of a page that is built anew for each visitor do not count.
"""

import hashlib
import re
from datetime import datetime

from checks.page import SHANGHAI
from crawler.charset import decode

_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|noscript)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_COUNTER = re.compile(
    r"((?:浏览|访问|点击|阅读|查看)(?:次数|人次|总数|量|数)?\s*[:：]?\s*(?:<[^<>]*>\s*){0,3})\d[\d,]*"
)
_TOKEN = re.compile(r'(<input\b[^<>]*type="?hidden"?[^<>]*value=")[^"]*', re.IGNORECASE)
_STAMP = re.compile(r"([?&](?:v|t|_|ver|rnd|random|timestamp)=)[\w.]+")
_CLOCK = r"(?:[\sT]*(?:星期[一二三四五六日天])?\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_SPACE = re.compile(r"\s+")


def fingerprint(body: bytes, content_type: str, fetched_at: datetime) -> str:
    """A hash of what visitors are shown. Only the date of the very day it was fetched is left out:
    a date of publication that was changed is a change.
    """
    text = _UNSEEN.sub("", decode(body, content_type).html)
    day = fetched_at.astimezone(SHANGHAI)
    today = rf"{day.year}\s*[-/.年]\s*0?{day.month}\s*[-/.月]\s*0?{day.day}(?!\d)\s*日?{_CLOCK}"
    text = re.sub(today, "", text)
    text = re.sub(r"今天是[^<]{0,40}|星期[一二三四五六日天]", "", text)
    text = _STAMP.sub(r"\1", _TOKEN.sub(r"\1", _COUNTER.sub(r"\1", text)))
    packed = _SPACE.sub(" ", text).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(packed, digest_size=16).hexdigest()
