import re
from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import PostState
from checks.registry import account_check
from checks.results import Result, not_applicable, passed, review, unverifiable

_MARKS = re.compile(
    "限时(?:优惠|特价|抢购|秒杀)|点击(?:购买|下单|抢购)|扫码(?:下单|购买)|立即(?:下单|抢购)|优惠券|折扣券|"
    "团购价|秒杀价|抢购价|特价(?:房|机票|促销)|厂家直销|包邮|首付仅|火热(?:招商|预售)|招商加盟|带货直播"
)
_PUBLIC = re.compile("防范|警惕|谨防|提醒|曝光|查处|整治|骗|诈|消费券|惠民")
"""Titles that warn of such things, and public vouchers."""


@account_check("media-ads")
def media_ads(account: AccountFacts) -> Iterator[Result]:
    """账号的内容标题像商业广告。

    依据：国办发〔2018〕123号：政务新媒体不得刊登商业广告（转载）；地方通报有点名。
    判定：当月和监测期限内取得的标题里有“限时优惠”“点击购买”之类的字样，需人工复核。
    误报：消费券、惠民活动和提醒防骗的标题不报；助农宣传等要由人判断。只看标题。
    整改：删除商业推广内容，不把账号交给第三方经营。
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
    found = [post for post in posts if _MARKS.search(post.title) and not _PUBLIC.search(post.title)]
    for post in found:
        mark = _MARKS.search(post.title)
        yield review(
            post.url,
            f"{post.day} 的标题“{post.title[:60]}”里有“{mark[0] if mark else ''}”，请核对是否商业广告。",
            target=post.post_id,
            excerpt=post.title,
        )
    if not found:
        yield passed("", f"查了 {len(posts)} 条标题。")
