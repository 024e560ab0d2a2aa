"""Keeping Scrapy from taking over the process it runs in: its logs and its signal handlers."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


def quiet_logs() -> None:
    """Let only failures of the machinery itself through: warnings of Scrapy and Twisted are facts
    that we store in Chinese. Call after the process object exists.
    """
    for name in ("scrapy", "twisted", "py.warnings"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def own_signals() -> Iterator[None]:
    """Scrapy handles Ctrl-C while it runs; afterwards it means again what it did before."""
    if current_thread() is not main_thread():
        yield
        return
    handlers = {s: signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
