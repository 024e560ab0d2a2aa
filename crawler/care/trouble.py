"""What the file system or the database refused, in words a person can act on."""

import errno
import sqlite3
from pathlib import Path

from checks.errors import UserError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM)


def told(error: OSError | sqlite3.Error, what: str, where: Path) -> UserError:
    """The error as a :class:`UserError`: ``what`` could not be done at ``where``, why, the remedy."""
    number = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if number in _FULL or "is full" in said:
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
    return UserError(f"{what}没有完成（{where}）：{why}，然后再运行一次。原有的数据没有改动。")
