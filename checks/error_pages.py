"""Error pages that come with status 200 (软 404), and those with an honest status."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from checks.outline import FOOTER, HEADER, NAV, Outline

_MEANINGS = {
    400: "请求无效", 404: "页面不存在", 405: "不允许这种请求", 410: "页面已删除",
    500: "服务器内部错误", 502: "网关错误", 503: "服务暂不可用", 504: "网关超时",
}  # fmt: skip
_LONGEST = 1500
"""Characters outside links above which no page is an error page, whatever its title says."""

_SENTENCE, _NOTICE = 120, 200
"""An error is said in one short text, or in the few texts of a page that says nothing else."""


@dataclass(frozen=True, slots=True)
class _Words:
    title: re.Pattern[str]
    about: re.Pattern[str]
    body: re.Pattern[str]
    not_error: re.Pattern[str]
    short: int


@cache
def _words() -> _Words:
    text = resources.files("checks").joinpath("error_pages.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    lists = ("title", "about", "body", "not_error")
    patterns = {name: re.compile("|".join(data[name])) for name in lists}
    return _Words(short=data["short"], **patterns)


def error_status(status: int) -> str:
    """In Chinese why an HTTP status of 400 and above is an error, "" below."""
    if status < 400:
        return ""
    meaning = _MEANINGS.get(status, "服务器出错" if status >= 500 else "请求被拒绝")
    return f"服务器返回 HTTP {status}（{meaning}）"


def soft_error(outline: Outline, title: str) -> str:
    """In Chinese what shows that a page with status 200 is an error page, "" if nothing does.

    Ask only about pages without a publish date: an article may be about error pages.
    """
    words = _words()
    own = [t for t in outline.texts if t.link < 0 and t.zone not in (FOOTER, NAV, HEADER)]
    size = sum(len(t.value) for t in own)
    if size > _LONGEST:
        return ""
    body = [_squeezed(t.value) for t in own]
    whole = "".join(body)
    if words.not_error.search(whole):
        return ""
    plain = _squeezed(re.sub(r"<[^>]*>|&\w+;", "", title))
    if (hit := words.title.search(plain)) and not words.about.search(plain):
        return f"网页标题是出错提示（“{hit[0]}”）"
    if size > words.short:
        return ""
    sentences = [text for text in body if len(text) <= _SENTENCE]
    if len(whole) <= _NOTICE:
        sentences.append(whole)
    for text in sentences:
        if hit := words.body.search(text):
            return f"页面内容是出错提示（“{hit[0]}”）"
    if not (title.strip() or outline.texts or outline.inputs or outline.scripts or outline.frames):
        return "页面没有任何内容"
    return ""


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).lower()
