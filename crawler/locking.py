"""A lock file against two runs of the same thing; the system drops it when a process dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checks.errors import UserError


class BusyError(UserError):
    """Somebody else is at it. The message is Chinese."""


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold the lock, or raise :class:`BusyError` at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BusyError(f"{what}正在被另一个 govcheck 进程处理，请等它结束后再试。") from None
        yield
