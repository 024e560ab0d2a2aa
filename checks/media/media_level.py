from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.registry import account_check
from checks.results import Result, not_applicable, passed, review, unverifiable


@account_check("media-level")
def media_level(account: AccountFacts) -> Iterator[Result]:
    """按规定原则上不单独开设账号的单位开了账号。

    依据：地方要求，如粤办函〔2019〕90号：县级部门及乡镇（街道）原则上不单独开设；各地不同。
    判定：sites.toml 的 [media] 里 closed_to 写了单位名称里的字样（如“镇人民政府”）时才查：
    主办单位名称里有这些字样、账号又没有关停注销的，需人工复核。没有写的不适用。
    误报：“原则上”允许例外；单位名称恰好含有这些字样。
    整改：能由上级账号发布的，整合后注销；经批准保留的在备注里写明。
    """
    one = account.account
    if not account.closed_to:
        yield not_applicable("", "没有配置哪些单位原则上不开设账号。")
    elif one.status.is_over:
        yield not_applicable("", f"台账里是“{one.status}”。")
    elif not one.organiser:
        yield unverifiable("", "台账里没有主办单位。")
    elif word := next((w for w in account.closed_to if w in one.organiser), ""):
        yield review("", f"“{one.organiser}”含有“{word}”，按当地规定原则上不单独开设账号，请核对。")
    else:
        yield passed("", f"“{one.organiser}”可以开设账号。")
