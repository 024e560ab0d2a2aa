"""Filters and values every template has: the same words and the same escaping as the reports."""

from datetime import UTC, datetime

from flask import Flask, g, request
from jinja2 import StrictUndefined

from checks.results import Outcome
from reports import reported_words
from reports.html import FILTERS, shown_safely
from reports.web.access import sites

ELDER = "elder"
"""Name of the cookie that turns the elder-friendly display on; it is kept in the browser only."""


def register(app: Flask) -> None:
    """Set the template environment up."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.finalize = shown_safely
    app.jinja_env.filters |= FILTERS
    app.jinja_env.filters["minute"] = _minute
    app.jinja_env.globals["Outcome"] = Outcome
    app.context_processor(_always)


def _always() -> dict[str, object]:
    return {
        "user": g.get("user"),
        "elder": request.cookies.get(ELDER) == "1",
        "reported_words": reported_words,
        "known_sites": sites,
        "here": request.full_path.rstrip("?"),
    }


def _minute(text: str) -> str:
    """A stored UTC time as Beijing time, to the minute."""
    from checks.page import SHANGHAI

    moment = datetime.fromisoformat(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
