"""What disks and databases refuse, in words that name the file and the remedy."""

import errno
import sqlite3

_FILES = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.ENAMETOOLONG: "名字太长",
}
_DATABASES = {
    sqlite3.SQLITE_BUSY: "数据库正被另一个任务使用（例如正在抓取），请等它做完再试",
    sqlite3.SQLITE_LOCKED: "数据库正被另一个任务使用（例如正在抓取），请等它做完再试",
    sqlite3.SQLITE_READONLY: "数据库不能写，请检查 data 文件夹和里面文件的权限",
    sqlite3.SQLITE_CANTOPEN: "数据库打不开，请检查 data 文件夹是否存在、有没有权限",
    sqlite3.SQLITE_FULL: "磁盘满了，没有存下，请腾出空间再试",
    sqlite3.SQLITE_IOERR: "磁盘读写出错，请检查磁盘",
    sqlite3.SQLITE_CORRUPT: "数据库文件损坏，请用 govcheck doctor 检查，必要时从备份恢复",
    sqlite3.SQLITE_NOTADB: "数据库文件损坏，请用 govcheck doctor 检查，必要时从备份恢复",
}


def trouble(error: BaseException) -> str:
    """A Chinese sentence for what nobody programmed wrongly; "" for everything else."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        known = _DATABASES.get(code, "")
        return f"{known}。" if known else ""
    if isinstance(error, OSError) and error.filename and error.errno in _FILES:
        return f"{error.filename}：{_FILES[error.errno]}，没有做成。请检查路径和权限。"
    return ""


def is_full(error: BaseException) -> bool:
    """Whether a full disk is at the root of an error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            return True
        cause = cause.__cause__
    return False
