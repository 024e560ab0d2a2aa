"""The pages, one blueprint a subject."""

from collections.abc import Iterable

from flask import Blueprint

from reports.web.pages import (
    accounts,
    display,
    files,
    finding,
    login,
    manual,
    month,
    portfolio,
    rechecks,
    selfcheck,
    site,
)

MODULES = (
    display,
    login,
    portfolio,
    month,
    site,
    finding,
    files,
    rechecks,
    manual,
    accounts,
    selfcheck,
)


def blueprints() -> Iterable[Blueprint]:
    """Every blueprint there is."""
    return (module.pages for module in MODULES)
