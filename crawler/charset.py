"""The character encoding of a page, found as browsers do, with wrong labels put right.

Order: byte order mark, HTTP header, ``<meta>`` in the first 2 KB, detection. A label that the
bytes contradict (UTF-8 declared and GB18030 sent, or the reverse) is overruled by detection.
"""

import codecs
import re
from dataclasses import dataclass

PRESCAN = 2048
"""Browsers look at 1,024 bytes; templates with long comments put ``<meta>`` a little later."""
HTML = "text/html"

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What a label means to a browser where it is not what Python takes it for.
_MEANT = {
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "chinese": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
}
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_:.+-]+)", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COMMON = re.compile(r"[的一是在不有人中大国政府公开局办理服务信息通知关于]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page. ``charset`` is a lower-case codec name ("utf-8", "gb18030", …);
    ``source`` one of bom, header, meta, detected, default.
    """

    html: str
    charset: str
    source: str


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode the bytes of a page; bytes that fit no encoding become U+FFFD, never an error."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(charset, "replace"), charset, "bom")
    charset, source = _declared(body, content_type)
    if not charset:
        return _detect(body)
    if charset == "utf-8":
        try:
            return Decoded(body.decode("utf-8"), charset, source)
        except UnicodeDecodeError:
            return _really_gb(body) or Decoded(body.decode("utf-8", "replace"), charset, source)
    if charset in ("gb18030", "cp1252"):
        found = _really_utf8(body)
        if found is None and charset == "cp1252":
            found = _really_gb(body)
        if found is not None:
            return found
    return Decoded(body.decode(charset, "replace"), charset, source)


def as_read_at_home(content_type: str, body: bytes) -> str:
    """The Content-Type to give a browser with a page: with the encoding, where nothing names one.

    A browser at home guesses with the help of its language, the one we use has none.
    """
    found = _undeclared(body) if content_type in ("", HTML) else ""
    return f"{HTML}; charset={found}" if found else content_type or HTML


def _undeclared(body: bytes) -> str:
    """The encoding found by looking, where the page names none; "" where it does or for ASCII."""
    if body.startswith(tuple(mark for mark, _ in _BOMS)) or _declared(body, "")[0]:
        return ""
    found = _detect(body)
    return found.charset if found.source == "detected" else ""


def _declared(body: bytes, content_type: str) -> tuple[str, str]:
    match = _HEADER.search(content_type)
    if match and (charset := codec(match[1])):
        return charset, "header"
    head = _COMMENT.sub(b"", body[:PRESCAN])
    for pattern in (_META, _XML):
        found = pattern.search(head)
        if found and (charset := codec(found[1].decode("ascii"))):
            # A page that could be read this far is not UTF-16: browsers take UTF-8.
            return ("utf-8" if charset.startswith("utf-16") else charset), "meta"
    return "", ""


def codec(label: str) -> str:
    """The Python codec for a label of the web, "" when nobody knows it."""
    label = label.strip().lower()
    if label in _MEANT:
        return _MEANT[label]
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    return info.name if getattr(info, "_is_text_encoding", True) else ""


def _really_utf8(body: bytes) -> Decoded | None:
    """Strict UTF-8 with some Han text cannot be GB by chance; two or three characters can."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Decoded(text, "utf-8", "detected") if len(_HAN.findall(text)) >= 6 else None


def _really_gb(body: bytes) -> Decoded | None:
    """GB18030, unless the bytes are UTF-8 with a few damaged characters, or neither."""
    damaged = body.decode("utf-8", "replace")
    if len(_HAN.findall(damaged)) > 20 * damaged.count("\ufffd"):
        return None
    text = body.decode("gb18030", "replace")
    if text.count("\ufffd") * 50 > max(1, len(_HAN.findall(text))):
        return None
    return Decoded(text, "gb18030", "detected")


def _detect(body: bytes) -> Decoded:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return Decoded(text, "utf-8", "default" if text.isascii() else "detected")
    found = _really_gb(body)
    if found is not None and (_COMMON.search(found.html) or not _is_big5(body)):
        return found
    if _is_big5(body):
        return Decoded(body.decode("big5hkscs"), "big5hkscs", "detected")
    return found or Decoded(body.decode("utf-8", "replace"), "utf-8", "default")


def _is_big5(body: bytes) -> bool:
    try:
        body.decode("big5hkscs")
    except UnicodeDecodeError:
        return False
    return True
