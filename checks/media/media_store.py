from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import Platform
from checks.media.observed import StoreLook
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, unverifiable


@account_check("media-store")
def media_store(account: AccountFacts) -> Iterator[Result]:
    """应用商店里查不到台账登记的 APP。

    依据：国办秘函〔2019〕19号 政务新媒体单项否决“移动客户端（APP）无法下载或使用”（有地方通报印证，未核原件）。
    判定：按台账里的应用编号在苹果应用商店（中国区）查询：查到即能下载；两个不同的日子都查不到，判为发现；
    只查过一次的无法核验，改天再查。能下载不等于能使用，能否使用要由人试。
    误报：应用编号填错；只在安卓商店或本地网站提供下载的应用请不要填苹果的编号。
    整改：恢复上架；已停止使用的按程序发公告、下架、注销并改台账。
    """
    one = account.account
    if one.platform is not Platform.APP:
        yield not_applicable("", f"{one.platform_name}不在应用商店里。")
        return
    if one.status.is_over:
        yield not_applicable("", f"台账里是“{one.status}”。")
        return
    looks = sorted(
        (look for look in account.observed.stores if look.day <= account.as_of),
        key=lambda look: look.day,
    )
    if not looks:
        yield unverifiable("", "没有查过应用商店，请由人下载试用。")
        return
    newest = looks[-1]
    if newest.found:
        version = f"，版本 {newest.version}" if newest.version else ""
        yield passed("", f"{newest.day} 在{newest.store}查到这个应用{version}。")
        return
    missing = _missing_days(looks)
    days = "、".join(sorted({str(look.day) for look in missing}))
    if len({look.day for look in missing}) >= 2:
        yield fail("", f"{days} 都没有在{newest.store}查到这个应用。", value=days)
    else:
        yield unverifiable("", f"{days} 没有在{newest.store}查到这个应用，改天再查一次才能下结论。")


def _missing_days(looks: list[StoreLook]) -> list[StoreLook]:
    """The looks in vain since it was last found."""
    found = [n for n, look in enumerate(looks) if look.found]
    return looks[found[-1] + 1 if found else 0 :]
