import unicodedata
from collections.abc import Iterator

from checks.media.facts import AccountFacts
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, review, unverifiable


@account_check("media-name")
def media_name(account: AccountFacts) -> Iterator[Result]:
    """平台上的账号名称和台账不一致。

    依据：地方文件和通报“名称与认证主体一致”“报送信息不准确”；全国政务新媒体信息报送系统要求改名后变更。
    判定：用账号ID从平台接口读到的名称和台账不同（不计空格、全半角和大小写），判为发现；
    佐证链接页面上的名称、应用商店里的名称不同，需人工复核，因为可能是链接报错了或商店名称带后缀。
    没有读到名称的无法核验。
    误报：台账写的是简称；改名后台账还没有更新。
    整改：台账和报送系统改成平台上的名称；链接报错的请单位重报。
    """
    if account.account.status.is_over:
        yield not_applicable("", f"台账里是“{account.account.status}”。")
        return
    seen = account.observed.names
    if not seen:
        yield unverifiable("", "没有读到平台上的账号名称。")
        return
    wanted = plain(account.account.name)
    other = [one for one in seen if plain(one.name) != wanted]
    certain = next((one for one in other if one.by_id), None)
    if certain:
        yield fail("", _told(account, certain.name), value=certain.name)
    elif other:
        told = _told(account, other[0].name)
        yield review("", f"{told}请核对是改了名，还是链接报错了。", value=other[0].name)
    else:
        yield passed("", f"平台上的名称是“{seen[0].name}”，和台账一致。")


def _told(account: AccountFacts, name: str) -> str:
    return f"台账写“{account.account.name}”，平台上是“{name[:60]}”。"


def plain(name: str) -> str:
    """A name without the differences that mean nothing."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
