"""A lock file against two runs of the same thing; the system drops it when a process dies.

The locks are those of open file descriptions (fcntl(2), ``F_OFD_SETLK``): like flock(2) they belong to
one opening of the file and so hold between threads, too, and unlike there one can ask for them
without taking one.
"""

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from checks.errors import UserError

_FLOCK = "hhqqi"
"""``struct flock``: type, whence, start, length (0 is the whole file), process (0)."""
_WHOLE = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)


class BusyError(UserError):
    """Somebody else is at it. The message is Chinese."""


@contextmanager
def locked(path: Path, what: str, patience_s: float = 0.0) -> Iterator[None]:
    """Hold the lock, or raise :class:`BusyError` at once, or when it is not free in that time.

    Raises :class:`checks.errors.UserError` where the file system knows no locks.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience_s
    with path.open("a") as handle:
        while not _taken(handle, path):
            if time.monotonic() >= until:
                raise BusyError(f"{what}正在被另一个 govcheck 进程处理，请等它结束后再试。")
            time.sleep(0.1)
        yield


def is_locked(path: Path) -> bool:
    """Whether anybody holds the lock, or it can't be read.

    It is not tried out: that could get in somebody's way.
    """
    try:
        with path.open("rb") as handle:
            answer = fcntl.fcntl(handle, fcntl.F_OFD_GETLK, _WHOLE)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return bool(struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK)


def _taken(handle: IO[str], path: Path) -> bool:
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _WHOLE)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        raise UserError(
            f"无法锁定 {path}（{error.strerror}）：这个磁盘不支持文件锁，请把数据文件夹放到本机磁盘上。"
        ) from error
    return True
