from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.media.models import Platform
from checks.registry import account_check
from checks.results import Result, not_applicable, passed, review, unverifiable


@account_check("media-duplicate")
def media_duplicate(account: AccountFacts) -> Iterator[Result]:
    """同一单位在同一平台有几个没有注销的账号。

    依据：国办发〔2018〕123号：一个单位原则上在同一第三方平台只开设一个账号（转载）。
    判定：台账里主办单位相同、平台相同，都没有关停或注销的账号有两个以上，需人工复核，各账号分别列出。
    误报：“原则上”允许例外，如经批准的服务号；主办单位写成上级单位、同一账号登记了两遍时会误报，请核对台账。
    整改：整合功能相近的账号，保留一个，其余先发公告再注销，并在报送系统里报备。
    """
    one = account.account
    if one.status.is_over:
        yield not_applicable("", f"台账里是“{one.status}”。")
    elif one.platform is not Platform.OTHER and not one.platform.publishes:
        yield not_applicable("", f"{one.platform.label}不按账号整合。")
    elif not one.organiser:
        yield unverifiable("", "台账里没有主办单位，看不出是否重复开设。")
    elif not account.peers:
        yield passed("", "本单位在这个平台只有这一个账号。")
    else:
        names = "、".join(f"“{peer.name}”（{peer.status}）" for peer in account.peers[:5])
        more = f"等 {len(account.peers)} 个" if len(account.peers) > 5 else ""
        yield review(
            "",
            f"“{one.organiser}”在{one.platform_name}还有{names}{more}，请核对是否经批准，否则整合。",
            value=str(len(account.peers) + 1),
        )
