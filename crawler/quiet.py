"""Scrapy's and Twisted's own logs: their warnings are facts that we store in Chinese."""

import logging


def quiet_logs() -> None:
    """Let only real failures of the machinery through. Call after the process object exists."""
    for name in ("scrapy", "twisted", "py.warnings"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
