"""What can be said of a draft's links without opening any of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from reports.draft_model import Level, Link

_ADDRESS = re.compile(
    r"(?<![\w@.])(?:(?:https?|ftp|htpp|htttp|hppt)s?\s?[:：][/\\／]{1,3}|https?//|www[.。．])"
    r"[^\s<>\"'“”‘’（）《》【】、，。；！？]{2,}(?:[。．][a-z]{2,4}\b\S*)?",
    re.IGNORECASE,
)
_LOOKS_LIKE_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[!-~]*)?", re.IGNORECASE
)
_OFFICE_FILE = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|zip|rar|jpe?g|png|txt)\Z", re.IGNORECASE
)
_LOCAL_FILE = re.compile(r"file:|[a-z]:[\\/]|\\\\", re.IGNORECASE)
_INSIDE = (".local", ".lan", ".internal", ".intranet", ".corp", ".home", ".localdomain")
_PLACEHOLDER_HOST = re.compile(
    r"(?:.*\.)?example\.(?:com|org|net|cn|gov\.cn|com\.cn)|(?:www\.)?(?:x{2,}|test|yourdomain)"
    r"(?:\.(?:com|cn|net|org|gov\.cn|com\.cn))+|.*\bx{3,}\b.*",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"待补充|待定|此处|链接地址|网址|todo|tbd|\*{3,}|×{2,}|…", re.IGNORECASE)
_EMPTY = re.compile(r"#?|about:blank|javascript:.*|void\(0\);?", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_OF_PROGRAMS = re.compile(
    r"(?!https?:|ftp:|file:|javascript:|localhost:)[a-z][a-z0-9+.-]+:", re.IGNORECASE
)
"""Schemes that open something else than a page: mailto, tel, those of messengers."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a link."""

    level: Level
    rule: str
    message: str
    suggestion: str


def addresses(place: str, text: str) -> Iterator[Link]:
    """Addresses written out in a text."""
    for match in _ADDRESS.finditer(text):
        yield Link(place, "", match[0])


def fault(link: Link, *, is_page: bool) -> Fault | None:
    """The worst fault of a link. ``is_page``: relative addresses and ``#name`` are usual (HTML)."""
    href = link.href.strip()
    shown = link.text.strip()
    called = f"链接“{shown[:40]}”" if shown else "链接"
    if _EMPTY.fullmatch(href):
        return Fault(
            Level.CHECK if href.startswith("#") or ":" in href else Level.MUST, "empty",
            f"{called}没有写去向（{href or '空'}）", "补上完整网址；不需要的链接请取消。",
        )  # fmt: skip
    if href.startswith("#"):
        return None
    if _LOCAL_FILE.match(href):
        return Fault(
            Level.MUST, "local-file", f"{called}指向本机文件 {href[:80]}，别人打不开",
            "把文件上传到网站，改成它的网址。",
        )  # fmt: skip
    wrong = _syntax(href, called, is_page)
    if wrong is not None or _OF_PROGRAMS.match(href):
        return wrong
    return _host(href, called) or _mismatch(href, shown)


def _syntax(href: str, called: str, is_page: bool) -> Fault | None:
    what = ""
    if re.match(r"https?\s*[：]|https?:?[／\\]", href, re.IGNORECASE):
        what = "冒号或斜杠是全角的，或写成了反斜杠"
    elif re.match(r"https?:/(?!/)|https?//|https?:///", href, re.IGNORECASE):
        what = "“://”写错了"
    elif re.match(r"(?:htpp|htttp|hppt|ttp|http\.)s?[:：]", href, re.IGNORECASE):
        what = "开头的 http 拼错了"
    elif re.search(r"[。，；、！？．]", href.split("?", 1)[0]):
        what = "里面有中文标点"
    elif re.search(r"\s", href):
        what = "里面有空格"
    elif href.lower().startswith(("http:", "https:")):
        what = "" if _hostname(href) else "没有域名"
    if what:
        return Fault(
            Level.MUST, "syntax", f"{called}的网址写法不对：{href[:100]}（{what}）",
            "打开目标网页，从浏览器地址栏复制网址。",
        )  # fmt: skip
    if _SCHEME.match(href) or href.startswith("//") or is_page:
        return None
    if href.lower().startswith("www."):
        return None
    if _PLACEHOLDER.search(href):
        return _placeholder(href, called)
    if _OFFICE_FILE.search(href):
        return Fault(
            Level.MUST, "local-file", f"{called}指向本机上的文件 {href[:80]}，发布后打不开",
            "把文件上传到网站，改成它的网址。",
        )  # fmt: skip
    return Fault(
        Level.CHECK,
        "relative",
        f"{called}的网址不完整：{href[:100]}",
        "改成以 http 开头的完整网址。",
    )


def _host(href: str, called: str) -> Fault | None:
    host = _hostname(href if "://" in href or href.startswith("//") else f"//{href}")
    if not host or (not _SCHEME.match(href) and not href.lower().startswith(("www.", "//"))):
        return None
    if _PLACEHOLDER_HOST.fullmatch(host) or _PLACEHOLDER.search(host):
        return _placeholder(href, called)
    if _is_inside(host):
        return Fault(
            Level.MUST, "intranet", f"{called}是内部地址，公众打不开：{href[:100]}",
            "换成互联网上能打开的网址。",
        )  # fmt: skip
    return None


def _placeholder(href: str, called: str) -> Fault:
    return Fault(
        Level.MUST, "placeholder", f"{called}的网址还是占位内容：{href[:100]}", "换成真实网址。"
    )


def _mismatch(href: str, shown: str) -> Fault | None:
    if not _LOOKS_LIKE_ADDRESS.fullmatch(shown) or _OFFICE_FILE.search(shown):
        return None
    said = _hostname(shown if "://" in shown else f"//{shown}").removeprefix("www.")
    leads = _hostname(href if "://" in href else f"//{href}").removeprefix("www.")
    if not leads or not said or said == leads or leads.endswith(f".{said}"):
        return None
    return Fault(
        Level.CHECK, "mismatch", f"显示的网址 {shown[:60]} 和实际去向 {href[:80]} 不是同一个网站",
        "核对后改成一致。",
    )  # fmt: skip


def _is_inside(host: str) -> bool:
    """Whether only people in the office's own network (or on this computer) can reach a host."""
    if host == "localhost" or host.endswith(_INSIDE):
        return True
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host and ":" not in host


def _hostname(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
