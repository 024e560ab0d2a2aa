"""The ways to services that a site offers: its own pages and links to service platforms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.entrances import PLATFORM, SERVICES
from checks.site import LinkReport, LinkState, Site

_PLATFORM_WORDS = re.compile(r"政务服务(?:网|平台|门户)|一网通办|一体化|粤省事|浙里办|随申办")


@dataclass(frozen=True, slots=True)
class Offer:
    """One way. ``platform``: it leads to a service platform. ``state``: ok, dead or unknown, with
    the ``reason`` when unknown.
    """

    words: str
    url: str
    platform: bool
    state: str
    reason: str = ""

    @property
    def shown(self) -> str:
        """For messages."""
        return f"“{self.words or '政务服务平台'}”（{self.url}）"


def offered(site: Site) -> list[Offer]:
    """Every way, those of the home page first."""
    pairs: dict[str, str] = {}
    home = site.home()
    pages = [home] if home is not None else []
    for page in [*pages, *site.pages()]:
        for words, address in page.reading.facts.get("services", ()):
            pairs.setdefault(address, words)
    for column in site.columns:
        if column.kind == "办事指南" or SERVICES.search(column.name):
            pairs.setdefault(column.url, column.name)
    broken = {link.url: link for link in site.broken_links()}
    return [_offer(site, words, address, broken) for address, words in pairs.items()]


def _offer(site: Site, words: str, address: str, broken: Mapping[str, LinkReport]) -> Offer:
    try:
        host = urlsplit(address).netloc
    except ValueError:
        host = ""
    platform = bool(PLATFORM.search(host) or _PLATFORM_WORDS.search(words))
    page, link = site.page(address), broken.get(address)
    if page is not None and not page.reading.kind.is_content:
        return Offer(words, address, platform, "unknown", page.reading.reason)
    if page is None and link is not None:
        state = "dead" if link.state is LinkState.DEAD else "unknown"
        return Offer(words, address, platform, state, link.reason)
    if page is None and host.split(":")[0] == site.host.split(":")[0]:
        return Offer(words, address, platform, "unknown", site.why_missing(address))
    return Offer(words, address, platform, "ok")
