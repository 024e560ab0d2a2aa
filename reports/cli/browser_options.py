"""What commands that open pages share: whether and where there is a browser, and what it missed."""

from collections.abc import Iterable

import click

from crawler.batch import Ended
from crawler.sites import SitesFile
from crawler.sites_browser import GRID_VARIABLE, with_grid

NO_BROWSER = click.option(
    "--no-browser", is_flag=True, help="不用浏览器；需要浏览器的检查列为“无法核验”。"
)
GRID = click.option(
    "--grid",
    envvar=GRID_VARIABLE,
    metavar="网址",
    help=f"用这个 Selenium Grid 上的浏览器（也可设环境变量 {GRID_VARIABLE}）。",
)


def on_grid(sites: SitesFile, grid: str | None) -> SitesFile:
    """The configuration with the browser of a Grid, if one was named."""
    return with_grid(sites, grid) if grid else sites


def tell_notes(ended: Iterable[Ended], sites: SitesFile) -> None:
    """Say what was not assessed for want of a browser: once for all sites it is true of."""
    by_note: dict[str, list[str]] = {}
    for one in ended:
        if one.note:
            by_note.setdefault(one.note, []).append(sites.site(one.site_id).name)
    for note, names in by_note.items():
        whose = "、".join(names[:3]) + (f"等 {len(names)} 个网站" if len(names) > 3 else "")
        click.echo(f"{whose}：{note}", err=True)
