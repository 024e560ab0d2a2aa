"""The first page: every month, and for the newest one every site."""

from flask import Blueprint, render_template

from reports.web.access import Who, needs
from reports.web.months import months_known, overview

pages = Blueprint("portfolio", __name__)


@pages.get("/")
@needs(Who.SIGNED_IN)
def index() -> str:
    """Months, newest first, and where the newest one stands."""
    known = months_known()
    return render_template(
        "portfolio.html.j2", months=known, overview=overview(known[0]) if known else None
    )
