"""Rubrics by name, as an office uses them: its own folder first, with what it has confirmed."""

from datetime import date

from checks.rubric import Rubric, load
from crawler.sites import SitesFile
from reports.confirmed import confirmations_file


def rubric_for(sites: SitesFile, name: str, as_of: date) -> Rubric:
    """A rubric by name or file, with the confirmations the office had made by ``as_of``."""
    folder = sites.path.parent
    return load(
        name,
        folders=[folder / "rubrics", folder],
        confirmations=confirmations_file(sites),
        as_of=as_of,
    )
