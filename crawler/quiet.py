"""What a crawl does to its process: logs kept quiet, signals given back, garbage left longer."""

import gc
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


@contextmanager
def rare_collections() -> Iterator[None]:
    """A crawl keeps tens of thousands of live objects and makes few cycles: walking them all after
    every 700 new ones takes a tenth of its CPU time. Memory stays the same (measured).
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
