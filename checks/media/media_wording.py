from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import PostState
from checks.registry import account_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.wording import slips
from checks.wordlist import SEVERE


@account_check("media-wording")
def media_wording(account: AccountFacts) -> Iterator[Result]:
    """账号的内容标题里疑似有写错的固定用语。

    依据：国办秘函〔2019〕19号 政务新媒体单项否决“严重表述错误”（没有处数门槛，由人定级；转载，未核原件）。
    判定：当月和监测期限内取得的内容标题，用检查网站的同一份词表（含自有词表）查，一律需人工复核；
    规则 severe 是词表定为严重的，common 是一般的。同一账号同一写法只算一处。
    误报：同网站的“固定用语疑似写错”；来源只给标题，正文、图片和视频里的字查不到。
    整改：核对后更正或删除重发，转载的同时告知来源。
    """
    first = min(account.month_start, account.window.first_day)
    posts = [
        post
        for post in account.posts
        if post.title and post.state is not PostState.DELETED and post.day
        and first <= post.day <= account.as_of
    ]  # fmt: skip
    if not posts:
        over = account.account.status.is_over
        told = "这段时间没有取得内容标题，没有检查。"
        yield not_applicable("", told) if over else unverifiable("", told)
        return
    said: set[str] = set()
    for post in sorted(posts, key=lambda p: (p.day or first, p.post_id), reverse=True):
        for slip in slips(post.title, account.wordlist):
            if slip.wrong in said:
                continue
            said.add(slip.wrong)
            phrase = slip.phrase
            yield review(
                post.url,
                f"标题“{post.title[:60]}”里的“{slip.wrong}”疑为“{slip.right}”之误"
                f"（{phrase.kind}，{phrase.severity}），请核对。",
                target=slip.wrong,
                rule="severe" if phrase.severity == SEVERE else "common",
                value=slip.right,
                excerpt=post.title,
            )
    if not said:
        yield passed("", f"查了 {len(posts)} 条标题。")
