"""From answers to a link state, so that nothing is called dead on one look.

dead: 404, 410 or a name that does not exist, seen at two separate times. suspect (for review):
server errors, refused and broken connections, time-outs. blocked: a protection screen or a
refusal. unverifiable: TLS trouble, robots.txt, private addresses, bodies that did not end.
"""

from dataclasses import dataclass

from checks.site import LinkState
from crawler.asking import LONGEST_WAIT_S, REDIRECTS, Answer, Trouble
from crawler.tlcp import MAYBE, ONLY

GONE = frozenset((404, 410))
DISALLOWED = "robots.txt 不允许访问，未核验"
PRIVATE = "内网地址，未核验"
NO_SUCH_NAME = "域名不存在"
LOOP = "循环重定向"
MOST_HOPS = 20
"""Redirects in a row that browsers follow."""
TOO_MANY = f"重定向超过 {MOST_HOPS} 次"


@dataclass(frozen=True, slots=True)
class Verdict:
    """State after the latest look. ``again``: ask once more, some time later."""

    state: LinkState
    reason: str
    again: bool = False


def first_look(answer: Answer, *, strict_tls: bool = False) -> Verdict:
    """What one answer tells. ``strict_tls``: a bad certificate makes it unverifiable."""
    if answer.trouble:
        return _troubled(answer)
    status = answer.status
    if status in (429, 503) and answer.retry_after_s > LONGEST_WAIT_S and not _screen(answer):
        return told_to_wait(answer)
    if answer.block is not None:
        limited = status == 429 and not answer.block.screen
        return Verdict(LinkState.BLOCKED, answer.block.name, again=limited)
    if answer.incomplete:
        return Verdict(LinkState.UNVERIFIABLE, f"HTTP {status}，但内容没有传完", again=status < 400)
    if strict_tls and answer.tls.get("problem"):
        return Verdict(LinkState.UNVERIFIABLE, answer.tls["problem"])
    if 200 <= status < 300:
        return Verdict(LinkState.OK, "")
    if status in REDIRECTS and answer.location:
        return Verdict(LinkState.REDIRECT, "")
    if status in REDIRECTS:
        return Verdict(LinkState.SUSPECT, answer.reason or f"HTTP {status}，没有给出目标", True)
    return Verdict(LinkState.SUSPECT, f"HTTP {status}", again=True)


def told_to_wait(answer: Answer) -> Verdict:
    """For an address that asks to be left alone for longer than we stay."""
    minutes = max(1, round(answer.retry_after_s / 60))
    reason = f"HTTP {answer.status}，服务器要求 {minutes:,} 分钟以后再访问，没有再问"
    state = LinkState.UNVERIFIABLE if answer.block is None else LinkState.BLOCKED
    return Verdict(state, reason)


def _screen(answer: Answer) -> bool:
    return answer.block is not None and answer.block.screen


def second_look(now: Verdict, gone_before: bool, answer: Answer) -> Verdict:
    """What a later answer makes of it. ``gone_before``: the first look was of the dead kind."""
    if gone_before and is_gone(answer):
        return Verdict(LinkState.DEAD, now.reason)
    return Verdict(now.state, now.reason)


def is_gone(answer: Answer) -> bool:
    """404, 410 or a name that does not exist: dead if it is seen again later."""
    return (answer.status in GONE and answer.block is None) or answer.trouble is Trouble.NO_NAME


def through_redirect(target: LinkState, reason: str) -> Verdict:
    """State of an address that redirects to one whose state is known."""
    if target in (LinkState.OK, LinkState.REDIRECT):
        return Verdict(LinkState.REDIRECT, "")
    return Verdict(target, f"重定向后{reason}" if reason else "")


def _troubled(answer: Answer) -> Verdict:
    if answer.trouble is Trouble.TOO_LARGE:
        return Verdict(LinkState.UNVERIFIABLE, answer.reason)
    if answer.trouble in (Trouble.TLS, Trouble.PROXY):
        return Verdict(LinkState.UNVERIFIABLE, answer.reason, again=True)
    return Verdict(LinkState.SUSPECT, answer.reason, again=True)


def why_home_unseen(reason: str) -> str:
    """The stop reason of a crawl whose home page is unverifiable; "" when it has no name."""
    if "robots.txt" in reason:
        return "home-disallowed"
    return "home-tlcp" if ONLY in reason or MAYBE in reason else ""
