"""``govcheck page``: an answer in seconds for one page, or a page a line for many."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from checks.errors import UserError
from crawler.sites import BrowserSettings, Politeness, SiteConfig, SitesFile
from crawler.sites_access import network_of
from crawler.sites_browser import on_grid as grid_of
from reports.cli.browser_options import GRID, NO_BROWSER
from reports.cli.common import AS_OF, day_of
from reports.cli.page_show import Seen, Show
from reports.spot import look, page_of, page_of_file, unseen
from reports.spot_browser import NOT_WANTED

if TYPE_CHECKING:
    from crawler.fetched import Fetched

SAVED = "存好的网页不在浏览器里打开"
SECOND_LOOK_S = 2.0
PATIENCE = 3
"""Beside a crawl the parts of a page come at the agreed pace, and it gets so much more time."""


@click.command("page")
@click.argument("urls", nargs=-1)
@click.option("--from", "list_file", type=click.Path(path_type=Path), help="每行一个网址的文件。")
@click.option("--html", type=click.Path(path_type=Path), help="检查存好的网页，不联网。")
@click.option("--url", help="--html 的网页所在（或将在）的网址。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    help="文字、一个 JSON 或一行一个 JSON；默认文字。",
)
@click.option("--contact", help="联系方式，写进 User-Agent；默认用配置里的。")
@click.option("--quick", is_flag=True, help="浏览器里只做 axe-core 检查，不做键盘、适老化等检查。")
@click.option(
    "--second-engine", is_flag=True, help="另用 IBM Equal Access 检查，与 axe-core 对照。"
)
@NO_BROWSER
@GRID
@AS_OF
@click.pass_context
def page(
    ctx: click.Context,
    urls: tuple[str, ...],
    list_file: Path | None,
    html: Path | None,
    url: str | None,
    form: str,
    contact: str | None,
    quick: bool,
    second_engine: bool,
    no_browser: bool,
    grid: str | None,
    as_of: str | None,
) -> None:
    """抽查网页：类型、日期、页面标签和各项检查结果，包括浏览器里的无障碍和适老化检查。"""
    day = day_of(as_of)
    sites = _sites(ctx)
    if html is not None:
        site = _site_at(sites, url or "")
        spot = look(page_of_file(_read(html), url or "", day, site))
        Show(form).without_browser([spot], SAVED)
        return
    wanted = [*urls, *(_listed(list_file) if list_file else [])]
    if not wanted:
        raise click.UsageError("请给出网址，或用 --from 文件、--html 文件。")
    if form == "json" and len(wanted) > 1:
        raise click.UsageError("多个网址请用 --format jsonl（一行一个结果）。")
    for one in wanted:
        _check_url(one)
    settings = sites.browser if sites else BrowserSettings()
    settings = grid_of(settings, grid) if grid else settings
    from crawler.beside import Beside
    from crawler.single import fetch_all
    from crawler.way import STRAIGHT, Way

    name = contact or (sites.contact if sites else "")
    polite = _politeness(sites, wanted[0])
    known = [site for site in (_site_at(sites, one) for one in wanted) if site]
    way = Way.of(network_of(sites), known) if sites else STRAIGHT
    beside = Beside(sites.data_dir, lambda text: click.echo(text, err=True)) if sites else None
    fetched = fetch_all(wanted, contact=name, politeness=polite, way=way, beside=beside)
    seen = [_look(response, day, _site_at(sites, response.url)) for response in fetched]
    show = Show(form, second_engine=second_engine)
    if no_browser or not settings.enabled:
        show.without_browser([one.spot for one in seen], NOT_WANTED)
    else:
        hosts = [host for site in known for host in (site.host, *site.hosts)]
        if beside and beside.slowed:
            settings = replace(settings, budget_s=settings.budget_s * PATIENCE)
        else:
            # A reader's browser asks for the parts of one page at once, too; robots.txt holds.
            polite = replace(polite, requests_per_second=0)
        show.with_browser(seen, settings, polite, name, hosts, quick=quick, way=way)
    if not any(one.spot.reached for one in seen):
        ctx.exit(3)


def _look(response: "Fetched", day: date, site: SiteConfig | None) -> Seen:
    got = page_of(response, day, site)
    return Seen(response, unseen(response) if got is None else look(got), got)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"读不了 {path}：{error.strerror}。请检查路径。") from error


def _listed(path: Path) -> list[str]:
    text = _read(path).decode("utf-8-sig")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(f"“{url}”不是网址，请写完整，如 https://www.example.gov.cn/ 。")


def _sites(ctx: click.Context) -> SitesFile | None:
    """The configuration, if there is one: a spot check needs none."""
    from crawler.sites_file import load

    path: Path = ctx.find_root().obj
    return load(path) if path.exists() else None


def _site_at(sites: SitesFile | None, url: str) -> SiteConfig | None:
    return next((s for s in sites.sites.values() if s.in_scope(url)), None) if sites else None


def _politeness(sites: SitesFile | None, url: str) -> Politeness:
    """The site's own manners, else the default ones; this computer itself needs no sparing.

    A person waits for the answer, so the second look at what seems dead comes soon.
    """
    site = _site_at(sites, url)
    local = (urlsplit(url).hostname or "").startswith("127.")
    usual = Politeness(requests_per_second=0) if local else Politeness()
    polite = site.politeness if site is not None else usual
    return replace(polite, recheck_after_s=min(polite.recheck_after_s, SECOND_LOOK_S))


commands = {"page": page}
