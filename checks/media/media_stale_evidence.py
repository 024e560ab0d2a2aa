from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import Word
from checks.media.verdict import MANUAL
from checks.registry import account_check
from checks.results import Result, not_applicable, passed, unverifiable


@account_check("media-stale-evidence")
def media_stale_evidence(account: AccountFacts) -> Iterator[Result]:
    """账号的人工记录过了期。

    依据：结论要有本期的依据；人工记录只说明查看那一天以前的情况。
    判定：账号没有别的来源可以下结论，而最近一次人工查看早于本次监测期限的，无法核验，要重新查看。
    误报：无。
    整改：用 govcheck evidence sheet 导出登记表，重新查看后登记。
    """
    if not account.records:
        yield not_applicable("", "没有人工记录。")
        return
    newest = max(account.records, key=lambda record: record.seen_on)
    told = f"最近一次人工查看是 {newest.seen_on}（{newest.who}）"
    if newest.seen_on >= account.window.first_day:
        yield passed("", f"{told}，在本次期限内。", value=str(newest.seen_on))
    elif account.verdict.word is not Word.PENDING and account.verdict.source != MANUAL:
        yield not_applicable("", f"{told}，不过已有别的依据。")
    else:
        yield unverifiable(
            "",
            f"{told}，早于本次期限 {account.window.first_day}，请重新查看。",
            value=str(newest.seen_on),
        )
