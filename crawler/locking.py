"""A lock file against two runs of the same thing; the system drops it when a process dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from checks.errors import UserError


class BusyError(UserError):
    """Somebody else is at it. The message is Chinese."""


@contextmanager
def locked(path: Path, what: str, patience_s: float = 0.0) -> Iterator[None]:
    """Hold the lock, or raise :class:`BusyError` at once, or when it is not free in that time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience_s
    with path.open("a") as handle:
        while not _taken(handle):
            if time.monotonic() >= until:
                raise BusyError(f"{what}正在被另一个 govcheck 进程处理，请等它结束后再试。")
            time.sleep(0.1)
        yield


def _taken(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
