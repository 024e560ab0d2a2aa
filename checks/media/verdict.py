"""The verdict of one account. One post proves 已更新; silence proves 未更新 only to those who could
see everything; all else is 待核实.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from checks.media.models import (
    Account,
    Coverage,
    HumanRecord,
    Platform,
    Post,
    PostState,
    SourceOutcome,
    Verdict,
    Window,
    Word,
)
from checks.media.reasons import Reason
from checks.page import SHANGHAI

MANUAL = "manual"
"""The name under which human records appear as a source."""
BY_HAND = ("manual", "wechat_link")
"""Kinds of source that nobody can ask unless a person hands something in."""
AHEAD = timedelta(hours=1)
"""A date that lies later than its own fetching by more than this is not believed."""

# The most telling first: what a person can act on before what only says that we know little.
_ORDER = (
    Reason.WRONG_ACCOUNT, Reason.POST_UNREADABLE, Reason.RECORD_WITHOUT_EVIDENCE,
    Reason.CREDENTIAL_REJECTED, Reason.IP_NOT_ALLOWED, Reason.PERMISSION_DENIED,
    Reason.CREDENTIAL_MISSING, Reason.CONFIG_INCOMPLETE, Reason.NO_SUCH_ACCOUNT,
    Reason.RATE_LIMITED, Reason.BUSY, Reason.LAGGING, Reason.INCOMPLETE,
    Reason.BLOCKED, Reason.TIMEOUT, Reason.HTTP_ERROR, Reason.API_RETIRED, Reason.REQUEST_REFUSED,
    Reason.ERROR_CODE, Reason.SHAPE_CHANGED,
    Reason.CRASHED, Reason.FEED_SHOWS_NONE, Reason.POST_GONE, Reason.LINK_OLD,
    Reason.WRONG_ADDRESS, Reason.NOT_A_FEED, Reason.NO_DATES, Reason.EMPTY_FEED, Reason.EMPTY_LIST, Reason.NO_RELEASE,
    Reason.STALE_MANUAL_RECORD, Reason.LOWER_BOUND_ONLY, Reason.NOT_RUN, Reason.NOT_SUPPORTED,
    Reason.NO_SOURCE,
)  # fmt: skip


def judge(
    account: Account,
    window: Window,
    *,
    posts: Sequence[Post] = (),
    outcomes: Sequence[SourceOutcome] = (),
    records: Sequence[HumanRecord] = (),
) -> Verdict:
    """The verdict of ``account``; what belongs to other accounts is left out."""
    posts = [p for p in posts if p.account == account.key]
    outcomes = [o for o in outcomes if o.account == account.key]
    records = [r for r in records if r.account == account.key]
    last = _last(posts, records, window)
    others = tuple(_said(o) for o in outcomes if o.reason or o.outcome != "ok")

    for post in sorted(posts, key=lambda p: p.edited):
        if post.state is PostState.LIVE and lies_in(post, window):
            return Verdict(
                account.key, Word.UPDATED, _seen(post), source=post.source, last_post=last,
                evidence=(post.url,) if post.url else (), others=others,
            )  # fmt: skip
    for record in records:
        if proves_updated(record, window):
            return Verdict(
                account.key, Word.UPDATED, _recorded(record), source=MANUAL, last_post=last,
                evidence=_evidence(record), others=others,
            )  # fmt: skip
    if why := _why_not_applicable(account):
        return Verdict(account.key, Word.NOT_APPLICABLE, why, last_post=last, others=others)
    doubts = [
        p for p in posts if p.state is PostState.UNKNOWN and (not p.day or lies_in(p, window))
    ]
    if not doubts:
        for outcome in outcomes:
            if proves_silence(outcome, window):
                return Verdict(
                    account.key, Word.NOT_UPDATED, _silent(window), source=outcome.source,
                    next_step="请单位核对；有更新的提供内容链接。", last_post=last, others=others,
                )  # fmt: skip
        for record in records:
            if proves_not_updated(record, window):
                return Verdict(
                    account.key, Word.NOT_UPDATED, _recorded(record), source=MANUAL,
                    next_step="请单位核对；有更新的提供内容链接。", last_post=last,
                    evidence=_evidence(record), others=others,
                )  # fmt: skip
    reason, source, detail = _reason(account, window, doubts, outcomes, records)
    sentence = reason.sentence + (f"（{detail}）" if detail else "")
    return Verdict(
        account.key, Word.PENDING, sentence + "。", reason.next_step, reason, source, last,
        others=others,
    )  # fmt: skip


def lies_in(post: Post, window: Window) -> bool:
    """Whether a post's date is believable and lies in the window, both ends included."""
    at, day = post.published_at, post.day
    if at is None or day is None:
        return False
    if post.precision == "day":
        seen = post.fetched_at.astimezone(SHANGHAI).date()
        return day <= seen and window.first_day <= day <= window.last_day
    return at <= post.fetched_at + AHEAD and window.start <= at <= window.end


def proves_silence(outcome: SourceOutcome, window: Window) -> bool:
    """Whether a source that showed no post in the window has thereby shown that there is none."""
    return covers(outcome, Coverage(window.start, window.covered_to))


def covers(outcome: SourceOutcome, stretch: Coverage) -> bool:
    """Whether a source that shows everything has answered for all of a stretch, without error."""
    covered = outcome.covered
    return (
        outcome.outcome == "ok"
        and outcome.reason is None
        and outcome.exhaustive
        and covered is not None
        and covered.start <= stretch.start
        and covered.end >= stretch.end
    )


def proves_updated(record: HumanRecord, window: Window) -> bool:
    """Whether a person's dated, evidenced record names a post in the window."""
    return (
        record.finding == "updated"
        and bool(record.who)
        and bool(record.links or record.picture)
        and record.last_post is not None
        and window.first_day <= record.last_post <= min(window.last_day, record.seen_on)
    )


def proves_not_updated(record: HumanRecord, window: Window) -> bool:
    """Whether a person looked after the window had ended, saw nothing in it and has a picture."""
    return (
        record.finding == "not_updated"
        and bool(record.who)
        and bool(record.picture)
        and record.seen_on > window.last_full_day
        and (record.last_post is None or record.last_post < window.first_day)
    )


def verdicts(
    accounts: Sequence[Account],
    window_of: Callable[[Account], Window],
    *,
    posts: Sequence[Post] = (),
    outcomes: Sequence[SourceOutcome] = (),
    records: Sequence[HumanRecord] = (),
) -> list[Verdict]:
    """Exactly one verdict for each account, in their order, whatever happens to any of them."""
    by_post, by_outcome = _grouped(posts), _grouped(outcomes)
    by_record = _grouped(records)
    found = []
    for account in accounts:
        key = account.key
        try:
            verdict = judge(
                account,
                window_of(account),
                posts=by_post.get(key, ()),
                outcomes=by_outcome.get(key, ()),
                records=by_record.get(key, ()),
            )
        except Exception as error:  # noqa: BLE001 - one account's trouble is not another's
            reason = Reason.CRASHED
            sentence = f"判定该账号时程序出错（{type(error).__name__}）。"
            verdict = Verdict(key, Word.PENDING, sentence, reason.next_step, reason)
        found.append(verdict)
    return found


def _grouped[T: (Post, SourceOutcome, HumanRecord)](values: Sequence[T]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for value in values:
        groups.setdefault(value.account, []).append(value)
    return groups


def _why_not_applicable(account: Account) -> str:
    if account.status.is_over:
        return f"台账里是“{account.status}”，不要求更新。"
    if account.platform is not Platform.OTHER and not account.platform.publishes:
        return f"{account.platform.label}不按内容更新考核，看功能是否可用。"
    if account.update_rule == "service":
        return "是办事服务类账号，不按内容更新考核，看功能是否可用。"
    return ""


def _reason(
    account: Account,
    window: Window,
    doubts: Sequence[Post],
    outcomes: Sequence[SourceOutcome],
    records: Sequence[HumanRecord],
) -> tuple[Reason, str, str]:
    """The reason to tell, the source it comes from, and what that source added."""
    found = [(Reason.POST_UNREADABLE, post.source, post.url) for post in doubts]
    for outcome in outcomes:
        if outcome.reason is not None:
            found.append((outcome.reason, outcome.source, outcome.detail))
        elif outcome.outcome == "skipped":
            found.append((Reason.NOT_RUN, outcome.source, outcome.detail))
        elif outcome.outcome == "failed":
            found.append((Reason.CRASHED, outcome.source, outcome.detail))
        elif outcome.exhaustive:
            found.append((Reason.INCOMPLETE, outcome.source, outcome.detail))
        else:
            found.append((_partial(account, outcome.source), outcome.source, outcome.detail))
    if records:
        newest = max(records, key=lambda r: r.seen_on)
        found.append((_weak(newest, window), MANUAL, _recorded(newest).rstrip("。")))
    if not found:
        asked = any(source.kind not in BY_HAND for source in account.sources)
        return Reason.NOT_RUN if asked else Reason.NO_SOURCE, "", ""
    return min(found, key=lambda one: _ORDER.index(one[0]))


def _partial(account: Account, source: str) -> Reason:
    """What to say of a source that answered, saw no post in the window, and proves nothing."""
    kind = kind_of(source)
    if kind == "wechat_link":
        return Reason.LINK_OLD
    if kind == "feed" and any(s.kind == "feed" and s.complete for s in account.sources):
        return Reason.FEED_SHOWS_NONE
    return Reason.LOWER_BOUND_ONLY


def kind_of(source: str) -> str:
    """The kind in a source's name: the second feed of an account is called ``feed#2``."""
    return source.partition("#")[0]


def _weak(record: HumanRecord, window: Window) -> Reason:
    """Why a record proves nothing."""
    bare = not record.picture and (record.finding == "not_updated" or not record.links)
    if bare and (record.last_post is None or record.last_post <= window.last_day):
        return Reason.RECORD_WITHOUT_EVIDENCE
    return Reason.STALE_MANUAL_RECORD


def _last(posts: Sequence[Post], records: Sequence[HumanRecord], window: Window) -> date | None:
    days = [
        p.day
        for p in posts
        if p.day and p.state is PostState.LIVE and p.published_at
        and p.published_at <= min(window.end, p.fetched_at + AHEAD)
    ]  # fmt: skip
    days += [
        r.last_post
        for r in records
        if r.last_post and r.last_post <= min(window.last_day, r.seen_on)
    ]
    return max(days, default=None)


def _seen(post: Post) -> str:
    kind = "最后修改于" if post.edited else "发布于"
    at = post.published_at.astimezone(SHANGHAI) if post.published_at else None
    when = f"{at:%Y-%m-%d}" if post.precision == "day" else f"{at:%Y-%m-%d %H:%M}"
    title = f"“{post.title[:60]}”" if post.title else "一条内容"
    doubt = "来源只有修改时间，请抽查。" if post.edited else ""
    return f"{title}{kind} {when}。{doubt}"


def _recorded(record: HumanRecord) -> str:
    last = f"最近一条是 {record.last_post}" if record.last_post else "没有看到任何内容"
    return f"{record.who or '没有署名的人'} {record.seen_on} 查看：{last}。"


def _silent(window: Window) -> str:
    return f"{window.first_day} 至 {window.last_full_day} 没有发布任何内容，来源已答完整个期限。"


def _evidence(record: HumanRecord) -> tuple[str, ...]:
    return (*record.links, *((record.picture,) if record.picture else ()))


def _said(outcome: SourceOutcome) -> str:
    reason = outcome.reason.sentence if outcome.reason else "没有完成"
    return f"{outcome.source}：{reason}{f'（{outcome.detail}）' if outcome.detail else ''}"
