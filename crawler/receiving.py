"""From an answer to the row that is stored, and the links it brings."""

import re
from dataclasses import dataclass, replace

from checks.site import LinkState
from crawler.asking import Answer
from crawler.charset import decode
from crawler.hosts import Target
from crawler.landing import landing
from crawler.link_states import Verdict
from crawler.links import Kind, Links, of_css, of_page
from crawler.roles import STORED
from crawler.store import Attempt, Fetch
from crawler.urls import Joiner

KEPT_HEADERS = ("etag", "last-modified")
LISTS_LINKS, BAD = "lists_links", "bad_links"
"""What of a page's links is kept in its detail, for months in which it is not read again."""
LASTMOD = "lastmod"
"""When the site's sitemap, read before the page was asked, said that it last changed."""
ERROR_HEADERS = ("server", "retry-after", "via")
_HTML = re.compile(r"html", re.IGNORECASE)
_LINK_LIST = re.compile(r"<title>[^<]{0,60}(?:友情链接|相关链接|网站链接|网址导航)", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(
    rb"^\s*(?:<!doctype html|<html|<head|<!--|<meta|<title|<body)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Received:
    """A row, with the links found in it (empty for everything but pages and style sheets)."""

    fetch: Fetch
    links: dict[str, Kind]
    bad: dict[str, str]
    is_page: bool
    lists_links: bool = False
    """A page whose purpose is to link to other sites."""


def attempt_of(answer: Answer, verdict: Verdict) -> Attempt:
    """How an observation is kept."""
    reason = verdict.reason or answer.reason or (f"HTTP {answer.status}" if answer.status else "")
    return Attempt(answer.at, answer.method, answer.status, reason)


def receive(
    target: Target,
    answer: Answer,
    verdict: Verdict,
    attempts: tuple[Attempt, ...],
    passed: list[str],
    joiner: Joiner,
) -> Received:
    """Build the row of an answer. ``passed`` are redirects that were followed on the way."""
    good = 200 <= answer.status < 300 and answer.block is None
    is_page = good and target.role in ("page", "frame") and not target.external and is_html(answer)
    role = target.role if is_page or not good else _real_role(target, answer)
    charset, source, links, bad = "", "", dict[str, Kind](), dict[str, str]()
    lists_links = False
    final = passed[-1] if passed else (answer.location or answer.url)
    if is_page:
        decoded = decode(answer.body, answer.content_type)
        charset, source = decoded.charset, decoded.source
        found = of_page(decoded.html, final, charset, joiner)
        links, bad = found.found, found.bad
        lists_links = _LINK_LIST.search(decoded.html) is not None
    elif good and role == "style" and not target.external:
        found = _css_links(answer, final, joiner)
        links = found.found
    keeps = (
        good
        and not answer.incomplete  # half a page would be accused of what its other half has
        and not target.external
        and role in (target.role, "attachment")
        and role in STORED
        and (role != "attachment" or _was_read(answer))
    )
    fetch = Fetch(
        url=target.url,
        role=role,
        external=target.external,
        state=str(verdict.state),
        status=answer.status,
        reason=verdict.reason,
        method=answer.method,
        fetched_at=answer.at,
        final_url=final,
        content_type=answer.content_type,
        charset=charset,
        charset_source=source,
        length=_length(answer),
        latency_ms=answer.latency_ms,
        body=answer.body if keeps else None,
        targets=tuple(links) if is_page or links else None,
        attempts=attempts,
        detail=_detail(answer, verdict, passed, is_page, keeps),
    )
    if lists_links or bad:
        kept = {LISTS_LINKS: True} if lists_links else {}
        fetch = replace(fetch, detail={**fetch.detail, **kept, **({BAD: bad} if bad else {})})
    if target.opened and good and is_html(answer):
        fetch = replace(fetch, detail={**fetch.detail, "landing": landing(answer)})
    return Received(fetch, links, bad, is_page, lists_links)


def is_html(answer: Answer) -> bool:
    """Whether an answer is a page, by its Content-Type, else by how its body begins."""
    if answer.content_type:
        return _HTML.search(answer.content_type.partition(";")[0]) is not None
    return _LOOKS_LIKE_HTML.match(answer.body[:512]) is not None


def _was_read(answer: Answer) -> bool:
    """Whether a file came whole: not when only its beginning was awaited, or its headers."""
    told = answer.headers.get("content-length", "").strip()
    whole = not told.isdigit() or len(answer.body) >= int(told)
    return answer.method == "GET" and (bool(answer.body) or told == "0") and whole


def _real_role(target: Target, answer: Answer) -> str:
    """A link that looked like a page may be a file."""
    if target.role not in ("page", "frame"):
        return target.role
    return "image" if answer.content_type.startswith("image/") else "attachment"


def _css_links(answer: Answer, url: str, joiner: Joiner) -> Links:
    return of_css(answer.body.decode("utf-8", "replace"), url, joiner)


def _length(answer: Answer) -> int:
    if answer.body:
        return len(answer.body)
    value = answer.headers.get("content-length", "").strip()
    return int(value) if value.isdigit() else 0


def _detail(
    answer: Answer, verdict: Verdict, passed: list[str], is_page: bool, keeps: bool
) -> dict[str, object]:
    detail: dict[str, object] = {}
    if passed:
        detail["redirects"] = passed
    if answer.tls and (is_page or answer.tls["problem"]):
        detail["tls"] = dict(answer.tls)
    if answer.incomplete:
        detail["incomplete"] = True
    if verdict.state not in (LinkState.OK, LinkState.REDIRECT):
        names: tuple[str, ...] = ERROR_HEADERS
    else:
        names = KEPT_HEADERS if is_page or keeps else ()
    headers = {name: answer.headers[name] for name in names if name in answer.headers}
    if headers:
        detail["headers"] = headers
    return detail
