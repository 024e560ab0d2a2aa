from collections.abc import Iterator
from datetime import date

from checks.media.facts import AccountFacts
from checks.media.models import Platform
from checks.registry import account_check
from checks.results import Result, not_applicable, passed, review

_ASKED = (Platform.APP, Platform.MINIPROGRAM, Platform.QUICKAPP)


@account_check("media-filing")
def media_filing(account: AccountFacts, *, since: str = "2026-07-25") -> Iterator[Result]:
    """APP、小程序、快应用在台账里没有备案号。

    依据：国办函〔2026〕12号《政务移动互联网应用程序规范化管理办法》：上线前备案，已上线的 6 个月内补办
    （即 2026-07-25 前；转载，期限可信度中高，用前请核对）。面向公众的参照执行，公众账号不在此列。
    判定：监测日晚于 since，台账写的平台是 APP、小程序或快应用、没有关停注销，而备案号一栏空着的，需人工复核：
    可能没有备案，也可能只是没有填。程序不核对备案号的真假。
    误报：已备案而台账漏填；不属于办法适用范围的应用。
    整改：没有备案的按程序向网信部门备案，备案前不要求群众使用；已备案的补填台账。
    """
    one = account.account
    if one.platform not in _ASKED:
        yield not_applicable("", f"{one.platform_name}不用办应用程序备案。")
    elif one.status.is_over:
        yield not_applicable("", f"台账里是“{one.status}”。")
    elif account.as_of <= date.fromisoformat(since):
        yield not_applicable("", f"{since} 以前不查备案号。")
    elif one.filing_no:
        yield passed("", f"台账里的备案号是 {one.filing_no[:60]}。", value=one.filing_no)
    else:
        yield review("", "台账里没有备案号：没有备案的请尽快办理，已备案的请补填。")
