from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import Platform
from checks.media.observed import StoreLook, Trial
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, review, unverifiable


@account_check("media-store")
def media_store(account: AccountFacts, *, trial_days: int = 31) -> Iterator[Result]:
    """APP、小程序、快应用无法下载或使用。

    依据：国办秘函〔2019〕19号 政务新媒体单项否决“移动客户端（APP）等应用系统无法下载或使用”
    （有地方通报印证，未核原件）。
    判定：最近 trial_days 天（默认 31 天）有人下载、打开试用并登记的，以试用为准：能用即通过，不能用且附截图的判为发现，
    没有截图的需人工复核。没有人试用的 APP，按台账里的应用编号在苹果应用商店（中国区）查询：查到即能下载；
    两个不同的日子都查不到，判为发现；只查过一次的无法核验，改天再查。小程序、快应用没有人试用的无法核验。
    误报：应用编号填错；只在安卓商店或本地网站提供下载的应用请不要填苹果的编号。能下载不等于能使用。
    整改：恢复上架和服务；已停止使用的按程序发公告、下架、注销并改台账。试用后用 govcheck evidence try 登记。
    """
    one = account.account
    if one.platform is Platform.OTHER or one.platform.publishes:
        yield not_applicable("", f"{one.platform_name}不用下载。")
        return
    if one.status.is_over:
        yield not_applicable("", f"台账里是“{one.status}”。")
        return
    for trial in account.trials(trial_days):
        if trial.works is not None:
            yield _tried(trial)
            return
    looks = [look for look in account.observed.stores if look.day <= account.as_of]
    if one.platform is Platform.APP and looks:
        yield _looked_up(sorted(looks, key=lambda look: look.day))
    else:
        how = "下载" if one.platform is Platform.APP else "打开"
        yield unverifiable("", f"程序看不到能否使用，请由人{how}试用。")


def _tried(trial: Trial) -> Result:
    if trial.works:
        return passed("", f"{trial.told}：能使用。", rule="trial")
    if trial.picture:
        return fail("", f"{trial.told}：不能使用，有截图。", value=trial.picture)
    return review("", f"{trial.told}：不能使用，没有附截图，请核对。")


def _looked_up(looks: list[StoreLook]) -> Result:
    newest = looks[-1]
    if newest.found:
        version = f"，版本 {newest.version}" if newest.version else ""
        return passed("", f"{newest.day} 在{newest.store}查到这个应用{version}。")
    missing = _missing_days(looks)
    days = "、".join(sorted({str(look.day) for look in missing}))
    if len({look.day for look in missing}) >= 2:
        return fail("", f"{days} 都没有在{newest.store}查到这个应用。", value=days)
    return unverifiable("", f"{days} 没有在{newest.store}查到这个应用，改天再查一次才能下结论。")


def _missing_days(looks: list[StoreLook]) -> list[StoreLook]:
    """The looks in vain since it was last found."""
    found = [n for n, look in enumerate(looks) if look.found]
    return looks[found[-1] + 1 if found else 0 :]
