from collections.abc import Iterator
from datetime import timedelta

from checks.media.facts import AccountFacts
from checks.media.models import Post, PostState, Word
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, review, unverifiable


@account_check("media-closed-posting")
def media_closed_posting(account: AccountFacts, *, grace_days: int = 7) -> Iterator[Result]:
    """台账写已关停或注销的账号还在发布内容。

    依据：地方文件“停更公告、平台注销、报送系统备案”的关停程序；2023 年排查的“已停止维护的账号未履行注销程序”。
    判定：台账是关停或注销，而取得的内容发布日期晚于台账的关停或注销时间 grace_days 天（默认 7 天）以上，判为发现；
    刚过几天、来源只有修改时间，或台账没有写时间的，需人工复核。没有来源能看的无法核验。
    误报：台账的日期填错，或平台账号已转给别的单位；以平台页面为准。
    整改：没有注销的尽快注销并报备；仍在使用的把台账改成正常。
    """
    one = account.account
    if not one.status.is_over:
        yield not_applicable("", f"台账里是“{one.status}”。")
        return
    posts = [
        post
        for post in account.posts
        if post.state is PostState.LIVE and post.day and post.day <= account.as_of
    ]
    newest = max(posts, key=_moment, default=None)
    if newest is None or newest.day is None:
        if account.records:
            yield passed("", "人工记录里没有看到关停以后的内容。")
        else:
            yield unverifiable("", "没有来源能看这个账号，看不出是否真的停用。")
        return
    told = f"台账写 {one.status_on or '（没有日期）'} {one.status}，{newest.day} 仍有内容"
    if one.status_on is None:
        if account.verdict.word is Word.UPDATED:
            yield review(newest.url, f"{told}，请核对台账并补填日期。", value=str(newest.day))
        else:
            yield passed("", f"最近一条是 {newest.day}；台账没有写{one.status}的日期。")
    elif newest.day <= one.status_on:
        yield passed("", f"最近一条是 {newest.day}，在{one.status}之前。")
    elif newest.edited or newest.day <= one.status_on + timedelta(days=grace_days):
        yield review(newest.url, f"{told}，请打开账号核对。", value=str(newest.day))
    else:
        yield fail(newest.url, f"{told}。", value=str(newest.day))


def _moment(post: Post) -> tuple[str, bool]:
    """By time; of two at the same time the one that was not only edited counts."""
    at = post.published_at
    return (at.isoformat() if at else "", not post.edited)
