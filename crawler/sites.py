"""Units and sites as data: what ``sites.toml`` says, as frozen values.

Loading and validation live in :mod:`crawler.sites_file`; the Excel form in
:mod:`crawler.ledger_import`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from checks.columns import Column
from checks.errors import UserError
from checks.site import Downtime
from checks.wordlist import Wordlist
from crawler.access import Access, Network
from crawler.media.settings import MediaSettings
from crawler.urls import written


class SitesError(UserError):
    """The configuration is wrong. The message is Chinese and names file, key and remedy."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A 责任单位: what is assessed. ``prefixes`` are absolute URL prefixes (of any site) it owns."""

    id: str
    name: str
    prefixes: tuple[str, ...] = ()
    contact: str = ""


CEILING_RATE = 5.0
"""Requests a second of one site, all its hosts together, that nothing exceeds by accident."""
CEILING_AT_ONCE = 8
"""Requests of one site under way at once, likewise."""


@dataclass(frozen=True, slots=True)
class Politeness:
    """How hard a site may be asked. Rates are per host; 0 requests per second means no pacing."""

    requests_per_second: float = 2.0
    concurrency: int = 4
    time_budget_minutes: float = 240
    page_budget: int = 20000
    timeout_s: float = 15
    max_body_mb: float = 20
    obey_robots: bool = True
    recheck_after_s: float = 60
    """Least time between two looks at a target that failed the first one."""
    attachments: bool = True
    """Read the site's own attachments, to look for personal data; else only ask for their headers."""
    incremental: bool = True
    """Do not ask in full for what an earlier month has and what nothing says has changed."""
    hours: str = ""
    """When the site may be crawled, as in ``22:00-06:00`` (Beijing time); "" at any hour."""
    agreed_faster: bool = False
    """The site's owner has agreed to a pace above the ceiling."""


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """How pages are opened in a browser. ``workers`` 0 is one a core; ``budget_s`` bounds a page.

    ``grid`` is the address of a Selenium Grid, "" for a browser of this computer; ``chromium`` the
    path of its program, "" for the first one found.
    """

    enabled: bool = True
    workers: int = 0
    budget_s: float = 15.0
    grid: str = ""
    chromium: str = ""


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """One website. ``unit`` is its organiser (主办单位); ``platform`` names the shared platform
    (集约化平台) that owns its templates, "" when the organiser runs the site itself.
    """

    id: str
    name: str
    url: str
    kind: str = "portal"
    id_code: str = ""
    unit: str = ""
    hosts: tuple[str, ...] = ()
    rubric: str = ""
    public_services: bool = True
    platform: str = ""
    politeness: Politeness = field(default_factory=Politeness)
    columns: tuple[Column, ...] = ()
    downtimes: tuple[Downtime, ...] = ()
    wordlist: Wordlist | None = field(default=None, compare=False, repr=False)
    """What ``SitesFile.wordlist`` names, merged over the built-in list; None for the latter."""
    compare_user_agents: bool = False
    """The site's owner has agreed to a few pages being asked as a search engine would."""
    access: Access = field(default_factory=Access)
    network: Network = field(default_factory=Network, compare=False, repr=False)
    """``SitesFile.network`` with a full path, put here when the file is read."""

    @property
    def host(self) -> str:
        """Host name of the home page, with its port if one is written."""
        return urlsplit(self.url).netloc.lower()

    @property
    def rubric_id(self) -> str:
        """The rubric it is judged by."""
        return self.rubric or f"national-2019-{self.kind}"

    def in_scope(self, url: str) -> bool:
        """Whether an absolute URL belongs to this site (its host or an extra host)."""
        netloc = urlsplit(url).netloc.lower()
        return netloc == self.host or netloc in self.hosts


@dataclass(frozen=True, slots=True)
class SitesFile:
    """Everything configured. ``path`` is the file; databases lie in ``data`` beside it."""

    path: Path
    units: Mapping[str, Unit]
    sites: Mapping[str, SiteConfig]
    contact: str = ""
    wordlist: str = ""
    """The office's own word list as written: a path from the folder of ``path``."""
    browser: BrowserSettings = BrowserSettings()
    media: MediaSettings = field(default_factory=MediaSettings)
    vantage: str = ""
    """From where we look (network, outgoing address), as people wrote it; printed as evidence."""
    office: str = ""
    """The office that issues the papers, "" when nobody wrote it."""
    notices: tuple[str, ...] = ()
    """Names of the credentials that say where a notice goes after a month's run."""
    network: Network = field(default_factory=Network)

    @property
    def data_dir(self) -> Path:
        """Where the databases, locks and evidence files are."""
        return self.path.parent / "data"

    def database(self, site_id: str) -> Path:
        """The SQLite file of one site."""
        return self.data_dir / f"{site_id}.sqlite"

    def site(self, site_id: str) -> SiteConfig:
        """One site, or a :class:`SitesError` that lists the known ids."""
        if site_id not in self.sites:
            known = "、".join(self.sites) or "（没有任何网站）"
            raise SitesError(
                f"{self.path} 里没有网站“{site_id}”。已有：{known}。"
                f'请检查拼写，或在文件里加一段 [[site]] id = "{site_id}"。'
            )
        return self.sites[site_id]

    def unit_of(self, site: SiteConfig, url: str, column: Column | None = None) -> str:
        """Id of the unit that owns a page: its column's unit, else the longest matching prefix,
        else the site's organiser.
        """
        if column is not None and column.unit:
            return column.unit
        return owner_by_prefix(list(self.units.values()), url) or site.unit


def owner_by_prefix(units: Sequence[Unit], url: str) -> str:
    """Id of the unit with the longest prefix of ``url``; "" when none matches."""
    best, best_length = "", 0
    for unit in units:
        for prefix in unit.prefixes:
            prefix = written(prefix)
            whole = prefix if prefix.endswith("/") else prefix + "/"
            if (url + "/").startswith(whole) and len(whole) > best_length:
                best, best_length = unit.id, len(whole)
    return best
