from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.observed import Trial
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, review, unverifiable


@account_check("media-interaction")
def media_interaction(account: AccountFacts, *, trial_days: int = 31) -> Iterator[Result]:
    """账号没有提供有效的互动功能。

    依据：国办秘函〔2019〕19号 政务新媒体单项否决“互动回应差”：未提供有效互动功能（转载，未核原件）。
    判定：最近 trial_days 天（默认 31 天）有人试用并登记的，以试用为准：有互动功能即通过，没有且附截图的判为发现，
    没有截图的需人工复核。没有人试用的看账号自己的接口：有菜单、自动回复或开放留言，即有互动功能；三样都看过、都没有的
    需人工复核，因为私信、留言回复只能由人试用；没有接口可看、只看到一部分的，无法核验，要由人试一试。
    误报：接口看不到私信和人工客服；有菜单也可能打不开（见“菜单里的链接打不开”）。
    整改：设置菜单和自动回复，开放留言并有人答复；试用后用 govcheck evidence try 登记。
    """
    if account.account.status.is_over:
        yield not_applicable("", f"台账里是“{account.account.status}”，不查互动功能。")
        return
    for trial in account.trials(trial_days):
        if trial.interaction is not None:
            yield _tried(trial)
            return
    seen = account.observed
    found = [
        *([f"菜单 {len(seen.menu)} 项"] if seen.menu else []),
        *(["自动回复"] if seen.auto_reply else []),
        *(["留言已开放"] if seen.comments else []),
    ]
    if found:
        yield passed("", f"有互动功能：{'、'.join(found)}。")
    elif seen.interaction_looked_at:
        yield review("", "菜单、自动回复、留言都没有，请关注账号后试用私信等功能，再下结论。")
    else:
        none = [
            *(["没有菜单"] if seen.menu is not None else []),
            *(["没有自动回复"] if seen.auto_reply is not None else []),
            *(["留言没有开放"] if seen.comments is not None else []),
        ]
        told = f"接口显示{'、'.join(none)}，其余的看不到" if none else "没有接口能看到互动功能"
        posts = account.account.platform.publishes
        how = "关注账号后试用菜单、私信和留言" if posts else "打开后试用咨询、投诉等功能"
        yield unverifiable("", f"{told}，请由人{how}。")


def _tried(trial: Trial) -> Result:
    if trial.interaction:
        return passed("", f"{trial.told}：有互动功能。", rule="trial")
    if trial.picture:
        return fail("", f"{trial.told}：没有有效的互动功能，有截图。", value=trial.picture)
    return review("", f"{trial.told}：没有有效的互动功能，没有附截图，请核对。")
