"""``govcheck serve``: the month in a browser, for the office and for each unit its own."""

from reports.web.app import create_app

__all__ = ["create_app"]
