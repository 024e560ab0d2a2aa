"""How sites are reached from here, as data: the ``[network]`` and ``[site.access]`` tables.

Keys are never among these values, only the names under which :mod:`crawler.media.credentials` finds
them.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Network:
    """The office's way out. ``proxy`` is http://host:port, "" without; ``direct`` are hosts (with all
    their sub-domains) that are asked without it; ``ca_file`` holds certificates (PEM) that are trusted
    beside the system's, as a path from the folder of ``sites.toml``.
    """

    proxy: str = ""
    proxy_credential: str = ""
    direct: tuple[str, ...] = ()
    ca_file: str = ""

    def proxy_of(self, url: str) -> str:
        """The proxy through which an address is asked, "" when it is asked directly."""
        if not self.proxy:
            return ""
        name = (urlsplit(url).hostname or "").lower()
        straight = any(name == host or name.endswith(f".{host}") for host in self.direct)
        return "" if straight else self.proxy


@dataclass(frozen=True, slots=True)
class Access:
    """What a preview system asks for: names of the credentials with ``user`` and ``password``
    (``basic``) or with ``cookie``. "" for a site that everybody may read.
    """

    basic: str = ""
    cookie: str = ""

    def __bool__(self) -> bool:
        return bool(self.basic or self.cookie)
