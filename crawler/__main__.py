"""``python -m crawler SITES_TOML SITE MONTH AS_OF [--fresh | --fresh-after=RUN] [--no-browser]
[--grid=URL] [--attended]``.

One site's month in one process: strings in, one database out: the task that :mod:`crawler.batch`
runs here and a cluster runs elsewhere. What was not assessed for want of a browser is told on
standard output, in Chinese; GOVCHECK_GRID_URL names a Selenium Grid, too. Exit codes: 0 done,
2 configuration or files, 3 the site could not be reached, 4 interrupted or held by another process
(what there is is kept), 5 the disk is full, 6 outside the hours in which it may be crawled.
"""

import os
import sys
from datetime import date
from pathlib import Path

from checks.rubric import load
from crawler.batch import (
    DONE,
    FRESH,
    FRESH_AFTER,
    GRID,
    NO_BROWSER,
    UNREACHED,
)
from crawler.process_end import code_of
from crawler.run import SiteRun, run_site
from crawler.site_process import ATTENDED, PATIENCE_S, end_with_parent
from crawler.sites_browser import GRID_VARIABLE, with_grid
from crawler.sites_file import load as load_sites


def main(arguments: list[str]) -> int:
    """Run it; errors go to standard error in Chinese."""
    if ATTENDED in arguments:
        end_with_parent()
    return code_of(lambda: _told(_run(arguments)))


def _told(done: SiteRun) -> int:
    if done.note:
        sys.stdout.write(f"{done.note}\n")
    return DONE if done.reached else UNREACHED


def _run(arguments: list[str]) -> SiteRun:
    path, site_id, month, as_of, *more = arguments
    sites = load_sites(Path(path))
    if grid := _grid(more):
        sites = with_grid(sites, grid)
    rubric = load(sites.site(site_id).rubric_id, folders=[sites.path.parent / "rubrics"])
    return run_site(
        sites,
        site_id,
        month,
        date.fromisoformat(as_of),
        rubric,
        fresh=FRESH in more,
        fresh_after=_fresh_after(more),
        browser=NO_BROWSER not in more,
        patience_s=PATIENCE_S if ATTENDED in more else 0.0,
    )


def _fresh_after(options: list[str]) -> int | None:
    named = [o.removeprefix(FRESH_AFTER) for o in options if o.startswith(FRESH_AFTER)]
    return int(named[0]) if named else None


def _grid(options: list[str]) -> str:
    named = [option.removeprefix(GRID) for option in options if option.startswith(GRID)]
    return next(iter(named), os.environ.get(GRID_VARIABLE, ""))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
