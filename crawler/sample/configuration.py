"""The sample's ``sites.toml``: units, two sites and their columns."""

from datetime import date, timedelta
from pathlib import Path

from checks.columns import Column, Exemption
from crawler.media.bases import Bases
from crawler.media.settings import MediaSettings
from crawler.sample.server import SampleServer
from crawler.sample.structure import (
    CITY,
    DEPARTMENT,
    ID_CODES,
    OFFICE,
    PORTAL,
    SCHOOLS,
    SITE_NAMES,
    UNIT_NAMES,
    WATER,
    channels,
)
from crawler.sites import BrowserSettings, Politeness, SiteConfig, SitesFile, Unit
from crawler.sites_file import dumps

SITE_IDS = {PORTAL: "chenglan", DEPARTMENT: "chenglan-water"}
# The sample runs on this computer: nobody needs to be spared, and a newcomer should not wait.
_HASTE = Politeness(
    requests_per_second=0, concurrency=8, time_budget_minutes=5, page_budget=1000, recheck_after_s=3
)

_BROWSER = BrowserSettings(workers=3)
"""Three pages of each site are used like a person would, which is mostly waiting."""


def sites(server: SampleServer, as_of: date, path: Path, bases: Bases | None = None) -> SitesFile:
    """The configuration for a running sample, to be written to ``path``. ``bases`` are where its
    made-up platforms are, if they run.
    """
    owners = {OFFICE: (), WATER: ()} | {
        unit: (server.url(PORTAL, f"/bm/{unit}/"),) for unit in (SCHOOLS, CITY)
    }
    units = {u: Unit(u, UNIT_NAMES[u], owners[u]) for u in (OFFICE, SCHOOLS, CITY, WATER)}
    made = {SITE_IDS[s]: _site(s, server, as_of) for s in (PORTAL, DEPARTMENT)}
    media = MediaSettings(bases=bases, requests_per_second=0) if bases else MediaSettings()
    return SitesFile(
        path, units, made, contact="demo@chenglan.example", browser=_BROWSER, media=media
    )


def sites_toml(server: SampleServer, as_of: date, bases: Bases | None = None) -> str:
    """The same as the text of a ``sites.toml``."""
    head = "# 演示用的配置：虚构的“示例市澄岚区”，网站由 govcheck demo 在本机临时提供。\n"
    return head + dumps(sites(server, as_of, Path("sites.toml"), bases))


def _site(site: str, server: SampleServer, as_of: date) -> SiteConfig:
    columns = tuple(
        Column(
            c.name,
            server.url(site, c.path),
            c.kind,
            c.limit,
            unit=c.unit if c.unit not in (OFFICE, WATER) else "",
            exemption=Exemption(c.exempt, as_of + timedelta(days=200)) if c.exempt else None,
        )
        for c in channels(site)
    )
    return SiteConfig(
        SITE_IDS[site],
        SITE_NAMES[site],
        server.url(site),
        kind=site,
        id_code=ID_CODES[site],
        unit=OFFICE if site == PORTAL else WATER,
        politeness=_HASTE,
        columns=columns,
    )
