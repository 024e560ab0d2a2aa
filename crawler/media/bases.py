"""Where the platforms' interfaces are. Settings, so that tests and the sample use loopback."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from checks.errors import UserError


@dataclass(frozen=True, slots=True)
class Bases:
    """Scheme and host (and port) of each platform, without a slash at the end."""

    weixin: str = "https://api.weixin.qq.com"
    weixin_pages: str = "https://mp.weixin.qq.com"
    weibo: str = "https://api.weibo.com"
    weibo_commercial: str = "https://c.api.weibo.com"
    kuaishou: str = "https://open.kuaishou.com"
    bilibili: str = "https://member.bilibili.com"
    itunes: str = "https://itunes.apple.com"

    @property
    def article_hosts(self) -> tuple[str, ...]:
        """Hosts (with ports) on which WeChat articles are read."""
        return (urlsplit(self.weixin_pages).netloc.lower(),)


def read_bases(raw: Mapping[str, object], place: str = "[media.bases]") -> Bases:
    """A table of addresses. UserError (Chinese) for what cannot be one. Keys travel to these
    addresses: anything but HTTPS is for this computer only.
    """
    known = [f.name for f in fields(Bases)]
    for name, value in raw.items():
        if name not in known:
            raise UserError(f"{place} 里不认识“{name}”，可以写的有 {'、'.join(known)}。")
        if not _is_base(value):
            raise UserError(
                f"{place} 的 {name} = “{value}”不对：要写成 https://域名，后面不带路径；"
                "http:// 只能用于本机（127.0.0.1）。"
            )
    return Bases(**{name: str(value).rstrip("/") for name, value in raw.items()})


def _is_base(value: object) -> bool:
    try:
        parts = urlsplit(str(value))
        _ = parts.port
    except ValueError:
        return False
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    host = parts.hostname or ""
    local = host.startswith("127.") and host.replace(".", "").isdigit()
    return bool(host) and bare and (parts.scheme == "https" or (parts.scheme == "http" and local))
