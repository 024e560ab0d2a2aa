"""What the file system or the database refused, in words a person can act on."""

import errno
import shutil
import sqlite3
from pathlib import Path

from checks.errors import UserError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM)


UNCHANGED = "原有的数据没有改动。"
_NO_ROOM = 256 * 1024


def told(
    error: OSError | sqlite3.Error, what: str, where: Path, rest: str = UNCHANGED
) -> UserError:
    """The error as a :class:`UserError`: ``what`` could not be done at ``where``, why, the remedy,
    and what became of the data.
    """
    number = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if number in _FULL or "is full" in said or _is_full(where, said):
        why = "磁盘空间不足。请腾出空间，或换一个磁盘上的文件夹"
    elif number == errno.EROFS or "readonly" in said:
        why = "那里是只读的。请换一个可以写的文件夹，或检查磁盘的挂载方式和文件夹的权限"
    elif number in _DENIED or "unable to open" in said:
        why = "没有权限。请检查文件夹属于谁、能不能写"
    elif "locked" in said or "busy" in said:
        why = "它正被别的程序使用。请等它结束"
    elif "malformed" in said or "not a database" in said:
        why = "数据库已经损坏。请用 govcheck restore 从备份恢复"
    else:
        why = f"系统报告：{error.strerror if isinstance(error, OSError) else said}。请检查磁盘"
    return UserError(f"{what}没有完成（{where}）：{why}，然后再运行一次。{rest}")


def _is_full(where: Path, said: str) -> bool:
    """SQLite calls it an input or output error when there is no room for its shared memory."""
    try:
        return "disk I/O" in said and shutil.disk_usage(where.parent).free < _NO_ROOM
    except OSError:
        return False
