"""The pages, one blueprint a subject."""

from collections.abc import Iterable

from flask import Blueprint

from reports.web.pages import (
    display,
    files,
    finding,
    login,
    month,
    portfolio,
    rechecks,
    selfcheck,
    site,
)


def blueprints() -> Iterable[Blueprint]:
    """Every blueprint there is."""
    return (
        m.pages
        for m in (display, login, portfolio, month, site, finding, files, selfcheck, rechecks)
    )
