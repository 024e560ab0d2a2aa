from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import Platform
from checks.registry import account_check
from checks.results import (
    Evidence,
    Result,
    fail,
    not_applicable,
    passed,
    review,
    unverifiable,
)
from checks.site import LinkState


@account_check("media-menu-link")
def media_menu_link(account: AccountFacts) -> Iterator[Result]:
    """账号菜单里的链接打不开。

    依据：地方通报“菜单链接无法访问”“功能无法使用”；国办口径归入互动和功能是否有效，未核原件。
    判定：账号自己的接口给出的菜单网址，用检查网站链接的同一办法访问：隔一段时间两次都是 404、410
    或域名不存在才判为打不开；超时、服务器错误需人工复核；被防护拦住的无法核验。
    误报：只在微信里能打开的页面会被误判为打不开，复核时请在手机上点一次；小程序、图文、关键词菜单不查。
    整改：改正或删除失效的菜单。
    """
    menu = account.observed.menu
    if account.account.status.is_over:
        yield not_applicable("", f"台账里是“{account.account.status}”。")
        return
    if menu is None and account.account.platform is not Platform.WECHAT_MP:
        yield not_applicable("", f"{account.account.platform_name}没有可查的菜单。")
        return
    if menu is None:
        yield unverifiable("", "没有接口能看到菜单，请由人在手机上逐个点开。")
        return
    links = [entry for entry in menu if entry.url]
    if not links:
        yield not_applicable("", "菜单里没有网页链接。")
    for entry in links:
        name, seen = entry.name or entry.url, Evidence(entry.url, attempts=entry.attempts)
        told = f"菜单“{name}”"
        match entry.state:
            case LinkState.OK | LinkState.REDIRECT:
                yield passed(entry.url, f"{told}能打开。", target=entry.url, evidence=seen)
            case LinkState.DEAD:
                yield fail(
                    entry.url, f"{told}打不开：{entry.reason}。", target=entry.url, evidence=seen
                )
            case LinkState.SUSPECT:
                yield review(
                    entry.url,
                    f"{told}可能打不开：{entry.reason}，请在手机上点一次。",
                    target=entry.url,
                    evidence=seen,
                )
            case None:
                yield unverifiable(entry.url, f"{told}的链接还没有访问过。", target=entry.url)
            case _:
                yield unverifiable(
                    entry.url, f"{told}没有看成：{entry.reason}。", target=entry.url, evidence=seen
                )
