from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import LedgerStatus, Word
from checks.media.reasons import Reason
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, review, unverifiable

STOPPED = (LedgerStatus.SUSPENDED, LedgerStatus.CLOSING)


@account_check("media-zombie")
def media_zombie(
    account: AccountFacts, *, days: int = 90, closing_days: int = 30
) -> Iterator[Result]:
    """账号疑似“僵尸”，或停更以后没有办理注销。

    依据：国办秘函〔2019〕19号“僵尸”“睡眠”账号；2023 年排查的“已停止维护的账号未履行注销程序”（转载，未核原件）；
    90 天是监测产品通行的数字，不是文件规定，可用参数 days 改。
    判定：台账没有写关停、注销，而能看到全部内容的来源或有截图的人工记录证明 90 天没有更新的，判为发现；
    已知最近一条早于 90 天、又没有别的来源说有更新的，需人工复核；台账写停更或拟关停超过 closing_days 天（默认 30 天）
    还没有注销的，需人工复核；佐证链接已打不开、平台说账号查不到或已封停的，需人工复核。其余没有日期可看的无法核验。
    误报：只有一部分内容可看时，最近一条可能不是真正的最近一条；办事服务类账号和应用不按更新判断。
    整改：恢复更新，或按程序发公告、注销、报备。
    """
    one, verdict = account.account, account.verdict
    if one.status.is_over:
        yield not_applicable("", f"台账里是“{one.status}”。")
        return
    if one.status in STOPPED and verdict.word is not Word.UPDATED:
        since = one.status_on
        age = (account.as_of - since).days if since else None
        when = f"已 {age} 天" if age is not None else "，没有写日期"
        if age is None or age > closing_days:
            yield review(
                "", f"台账写“{one.status}”{when}，请核对是否已注销。", rule="not-cancelled"
            )
        else:
            yield passed("", f"台账写“{one.status}”{when}，还在办理期内。")
        return
    if verdict.word is Word.NOT_APPLICABLE:
        yield not_applicable("", verdict.sentence)
        return
    if account.observed.trouble and verdict.word is not Word.UPDATED:
        yield review(
            "", f"{account.observed.trouble}，台账里是“{one.status}”，请核对。", rule="gone"
        )
        return
    last = verdict.last_post
    if account.verdict_of(days).word is Word.NOT_UPDATED:
        told = f"最近一条是 {last}" if last else "没有看到任何内容"
        yield fail("", f"{days} 天没有更新，{told}。", rule="silent", value=str(last or ""))
    elif verdict.word is not Word.UPDATED and last and (account.as_of - last).days > days:
        age = (account.as_of - last).days
        yield review(
            "",
            f"已知最近一条是 {last}，已 {age} 天，请打开账号核对是否还在使用。",
            rule="silent",
            value=str(last),
        )
    elif verdict.reason is Reason.POST_GONE:
        yield review("", "佐证链接的内容已打不开，请核对账号是否还在使用。", rule="post-gone")
    elif last or verdict.word is Word.UPDATED:
        yield passed("", f"最近一条是 {last}。", value=str(last or ""))
    else:
        yield unverifiable("", "没有看到过带日期的内容，看不出是否还在使用。")
