"""One site's month as a child process of this one, which ends when its parent is gone."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from crawler.batch import UNFINISHED, Ended, Order
from crawler.care.state import read_only
from crawler.sites import SitesFile

ATTENDED = "--attended"
"""Standard input is a pipe of the parent's: when it ends, so does the run."""
PATIENCE_S = 90.0
"""How long a run may take to file away what it has; also for an orphan to let go of the site."""


class Here:
    """Runs sites as processes of this computer."""

    def __init__(self, sites: SitesFile) -> None:
        self._sites = sites
        self._children: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, site_id: str, order: Order) -> Ended:
        """Run one site to its end."""
        began = time.monotonic()
        command = [
            sys.executable, "-m", "crawler", str(self._sites.path), site_id, order.month,
            order.as_of.isoformat(), *order.options, ATTENDED,
        ]  # fmt: skip
        # Files, not pipes: a grandchild that outlives its parent would keep a pipe open for ever.
        with TemporaryFile("w+") as output, TemporaryFile("w+") as errors:
            with self._lock:
                child = subprocess.Popen(  # noqa: S603 - our own interpreter
                    command, stdin=subprocess.PIPE, stdout=output, stderr=errors, text=True
                )
                self._children.add(child)
            code = child.wait()
            child.stdin.close()  # type: ignore[union-attr]
            with self._lock:
                self._children.discard(child)
                stopped = self._stopped
            note, said = _all(output), _all(errors)
        if stopped and code not in (0, 3):
            code, said = UNFINISHED, ""
        reason = last_stop_reason(self._sites.database(site_id), order.month)
        seconds = time.monotonic() - began
        return Ended(site_id, code, told(code, said), note, reason, seconds)

    def stop(self) -> None:
        """Interrupt every child, as Ctrl-C does; those that do not heed it are killed later."""
        with self._lock:
            self._stopped = True
            children = tuple(self._children)
        interrupt(children)


def interrupt(children: Sequence[subprocess.Popen[str]]) -> None:
    """Ask children to end; kill them when they have not after :data:`PATIENCE_S`."""

    def kill() -> None:
        for child in children:
            if child.poll() is None:
                child.kill()

    for child in children:
        with suppress(ProcessLookupError):
            child.send_signal(signal.SIGINT)
    if children:
        timer = threading.Timer(PATIENCE_S, kill)
        timer.daemon = True
        timer.start()


def told(code: int, errors: str) -> str:
    """What a process said, or in Chinese that it was ended from outside."""
    if code < 0 and not errors:
        return (
            f"进程被系统结束（信号 {-code}），常见原因是内存不足。"
            "已经抓到的没有丢失，再运行一次会接着抓。"
        )
    return errors


def last_stop_reason(path: Path, month: str) -> str:
    """Why the month's last crawl ended, "unfinished" if it has not; "" if nothing is known."""
    with suppress(sqlite3.Error, OSError):
        if path.exists():
            with read_only(path) as db:
                row = db.execute(
                    "SELECT stop_reason, finished_at FROM runs WHERE month = ? ORDER BY id DESC",
                    [month],
                ).fetchone()
            return str(row[0] or "unfinished") if row else ""
    return ""


def end_with_parent() -> None:
    """In the child: once standard input ends, interrupt ourselves, and make sure that it works.

    Call it in the main thread. What a shell starts in the background would ignore interruptions.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def watch() -> None:
        with suppress(OSError):
            while os.read(0, 4096):  # not sys.stdin: its lock would be held at the very end
                pass
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(PATIENCE_S / 2)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _all(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip()
