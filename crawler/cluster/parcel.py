"""What is sent for one site's month, and what comes back. Strings and packed files, no secrets."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from checks.errors import UserError
from crawler.batch import GRID, Ended, Order
from crawler.care.backup import copy_database
from crawler.care.state import read_only
from crawler.cluster.delta import Sent, sent_of, slim
from crawler.cluster.packed import Packed, pack, unpack
from crawler.engine import ENGINE
from crawler.media.settings import MediaSettings
from crawler.schema import VERSION
from crawler.sites import SitesFile
from crawler.sites_toml import dumps
from crawler.workflow.special_reports import put_rows, rows_of

WORDS, CERTIFICATES = "wordlist.toml", "ca.pem"


class SecretError(UserError):
    """A setting holds a secret, which is never sent; the message is Chinese."""


@dataclass(frozen=True, slots=True, repr=False)
class Parcel:
    """One site's month for a worker. ``files``: texts by their names in the folder of sites.toml;
    ``reported`` are the special reports on the site, ``office`` and ``session`` name the sender's data
    folder and its run.
    """

    site_id: str
    order: Order
    office: str
    session: str
    files: Mapping[str, str]
    database: Packed | None
    sent: Sent
    reported: tuple[tuple[object, ...], ...] = ()
    engine: str = ENGINE
    schema: int = VERSION

    def __repr__(self) -> str:
        return f"Parcel({self.site_id}, {self.order.month})"


@dataclass(frozen=True, slots=True, repr=False)
class Handback:
    """How it ended there, what was added to the database, and the worker's name."""

    ended: Ended
    delta: Packed | None
    worker: str = field(default="")

    def __repr__(self) -> str:
        return f"Handback({self.ended.site_id}, {self.ended.code})"


def parcel_of(sites: SitesFile, site_id: str, order: Order, office: str, session: str) -> Parcel:
    """Everything a worker needs for one site. Hold the site's lock."""
    path = sites.database(site_id)
    database, sent = None, Sent()
    if path.exists():
        with TemporaryDirectory(prefix="govcheck-parcel-") as folder:
            copy = Path(folder) / path.name
            copy_database(path, copy)
            with read_only(copy) as db:
                sent = sent_of(db)
            slim(copy)
            database = pack(copy)
    files = _files(sites, site_id)
    reported = rows_of(sites.data_dir, site_id)
    return Parcel(site_id, order, office, session, files, database, sent, reported)


def refuse_secrets(grid: str) -> None:
    """Raises :class:`SecretError` when the address of a Selenium Grid holds a name or a password."""
    parts = urlsplit(grid)
    if parts.username or parts.password:
        raise SecretError(
            "Selenium Grid 的地址里写有用户名或密码，密码不会发给集群。"
            "请在每台工作机的环境变量 GOVCHECK_GRID_URL 里写完整地址，本机的配置和 --grid 里都不写。"
        )


def lay_out(parcel: Parcel, folder: Path) -> Path:
    """At the worker: write the parcel's files; returns the configuration. The database as it came
    is kept beside the one that is worked on.
    """
    for name, text in parcel.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if parcel.database is not None:
        working = folder / "data" / f"{parcel.site_id}.sqlite"
        working.parent.mkdir(parents=True, exist_ok=True)
        unpack(parcel.database, came(folder))
        shutil.copy(came(folder), working)
    if parcel.reported:
        put_rows(folder / "data", parcel.reported)
    return folder / "sites.toml"


def came(folder: Path) -> Path:
    """Where the database lies as it came."""
    return folder / "came.sqlite"


def _files(sites: SitesFile, site_id: str) -> dict[str, str]:
    """The configuration for this site alone: accounts, notices and local programs stay here."""
    home = sites.path.parent
    files = {}
    if sites.wordlist:
        files[WORDS] = (home / sites.wordlist).read_text(encoding="utf-8-sig")
    for rubric in sorted((home / "rubrics").glob("*.toml")):
        files[f"rubrics/{rubric.name}"] = rubric.read_text(encoding="utf-8-sig")
    refuse_secrets(sites.browser.grid)
    network = sites.network
    if network.ca_file:
        files[CERTIFICATES] = (home / network.ca_file).read_text(encoding="utf-8")
        network = replace(network, ca_file=CERTIFICATES)
    one = replace(
        sites,
        sites={site_id: sites.site(site_id)},
        wordlist=WORDS if sites.wordlist else "",
        network=network,
        browser=replace(sites.browser, chromium=""),
        media=MediaSettings(),
        notices=(),
        office="",
    )
    files["sites.toml"] = dumps(one)
    return files


def grid_of(order: Order) -> str:
    """The Selenium Grid of an order, "" for none."""
    return next((o.removeprefix(GRID) for o in order.options if o.startswith(GRID)), "")
