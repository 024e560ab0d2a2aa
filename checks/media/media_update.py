from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import Word
from checks.registry import account_check
from checks.results import Evidence, Result, fail, not_applicable, passed, unverifiable


@account_check("media-update")
def media_update(account: AccountFacts) -> Iterator[Result]:
    """账号在监测时间点前两周内没有更新。

    依据：国办秘函〔2019〕19号 政务新媒体单项否决“内容不更新”：监测时间点前 2 周内无更新（转载，未核原件）。
    判定：期限内有一条内容（任何可信来源，或附链接、截图的人工记录）就是已更新；
    只有能看到全部内容的来源在整个期限里没有缺口、没有出错地答完，或者有截图的人工记录，才判为未更新；
    其余一律待核实（无法核验），写明原因和下一步。恰好第 14 天仍算更新；期限天数见 sites.toml 的 [media]。
    误报：已关停、注销的账号，APP、小程序和办事服务类账号不按更新考核；置顶旧文、已删除的内容不算更新；
    来源的日期不可信（晚于取得时间）时不采信。
    整改：尽快发布与政府工作有关的内容；确实无力维护的，先发停更公告，再按程序注销并报备。
    """
    verdict = account.verdict
    url = next((e for e in verdict.evidence if e.startswith(("http://", "https://"))), "")
    last = verdict.last_post.isoformat() if verdict.last_post else ""
    seen = Evidence(url, attempts=(verdict.sentence, *verdict.others))
    match verdict.word:
        case Word.UPDATED:
            yield passed(url, verdict.sentence, value=last, evidence=seen)
        case Word.NOT_UPDATED:
            yield fail(url, verdict.sentence, value=last, fix=verdict.next_step, evidence=seen)
        case Word.NOT_APPLICABLE:
            yield not_applicable(url, verdict.sentence, value=last)
        case Word.PENDING:
            reason = str(verdict.reason or "")
            yield unverifiable(
                url, verdict.sentence, value=last, rule=reason, fix=verdict.next_step, evidence=seen
            )
