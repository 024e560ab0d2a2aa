"""``python -m crawler SITES_TOML SITE MONTH AS_OF [--fresh] [--no-browser] [--grid=URL]``.

One site's month in one process: strings in, one database out: the task that :mod:`crawler.batch` runs here and a
cluster runs elsewhere. What was not assessed for want of a browser is told on standard output, in
Chinese; GOVCHECK_GRID_URL names a Selenium Grid, too. Exit codes: 0 done, 2 configuration, 3 the site could not be reached,
4 outside the hours in which it may be crawled.
"""

import os
import sys
from datetime import date
from pathlib import Path

from checks.errors import UserError
from checks.rubric import load
from crawler.batch import FRESH, GRID, NO_BROWSER, OUTSIDE_HOURS
from crawler.hours import OutsideHoursError
from crawler.run import run_site
from crawler.sites_browser import GRID_VARIABLE, with_grid
from crawler.sites_file import load as load_sites


def main(arguments: list[str]) -> int:
    """Run it; errors go to standard error in Chinese."""
    path, site_id, month, as_of, *more = arguments
    try:
        sites = load_sites(Path(path))
        if grid := _grid(more):
            sites = with_grid(sites, grid)
        rubric = load(sites.site(site_id).rubric_id, folders=[sites.path.parent / "rubrics"])
        done = run_site(
            sites,
            site_id,
            month,
            date.fromisoformat(as_of),
            rubric,
            fresh=FRESH in more,
            browser=NO_BROWSER not in more,
        )
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return OUTSIDE_HOURS if isinstance(error, OutsideHoursError) else 2
    if done.note:
        sys.stdout.write(f"{done.note}\n")
    return 0 if done.reached else 3


def _grid(options: list[str]) -> str:
    named = [option.removeprefix(GRID) for option in options if option.startswith(GRID)]
    return next(iter(named), os.environ.get(GRID_VARIABLE, ""))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
