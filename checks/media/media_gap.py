from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import Word
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, unverifiable


@account_check("media-gap")
def media_gap(account: AccountFacts) -> Iterator[Result]:
    """账号超过当地更严的更新期限。

    依据：地方要求，如有的县区规定至少 10 天更新一次；国办口径只有 14 天一条。
    判定：台账“更新期限（天）”一栏，或 sites.toml 里 [media] 的 gap_days 写了比国办口径更短的天数时才查，
    办法和“两周内没有更新”相同，只是期限短。没有写的不适用。
    误报：同“两周内没有更新”；期限要按当地文件填写，程序不替人规定。
    整改：按当地要求的频次更新。
    """
    limit = account.account.max_gap_days or account.gap_days
    if not limit or limit >= account.window_days:
        yield not_applicable("", f"没有比 {account.window_days} 天更严的更新期限。")
        return
    verdict = account.verdict_of(limit)
    asked = f"要求 {limit} 天内更新："
    match verdict.word:
        case Word.UPDATED:
            yield passed("", asked + verdict.sentence, value=str(limit))
        case Word.NOT_UPDATED:
            yield fail("", asked + verdict.sentence, value=str(limit), fix=verdict.next_step)
        case Word.NOT_APPLICABLE:
            yield not_applicable("", verdict.sentence)
        case Word.PENDING:
            yield unverifiable("", asked + verdict.sentence, fix=verdict.next_step)
