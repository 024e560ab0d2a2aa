"""The data: who can read it, whether the databases are whole and of which version."""

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from crawler import schema
from crawler.care.state import read_only
from crawler.doctor.finding import Finding, bad, care, good
from crawler.media import office_schema
from crawler.media.office import FILE

PRIVATE = ("*.sqlite", "*.sqlite-wal", "web.key")
BROKEN = "请先备份现在的文件夹，再用 govcheck restore 从备份恢复这个数据库。"


def look(
    sites_path: Path, environ: Mapping[str, str], *, integrity: str = "quick"
) -> Iterator[Finding]:
    """Folder, permissions, keys, databases. ``integrity``: "quick", "full", or "" for none."""
    folder = sites_path.parent / "data"
    yield _folder(folder)
    yield from _private(sites_path, folder)
    yield from _keys(environ)
    for path in sorted(folder.glob("*.sqlite")):
        yield _database(path, integrity)


def newest(sites_path: Path) -> datetime | None:
    """When something was last stored, by the files' own times."""
    paths = [p for p in (sites_path.parent / "data").glob("*.sqlite*") if p.is_file()]
    times = [p.stat().st_mtime for p in paths]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _folder(folder: Path) -> Finding:
    there = next(p for p in (folder, *folder.parents) if p.exists())
    read_only_disk = bool(os.statvfs(there).f_flag & os.ST_RDONLY)
    if read_only_disk or not os.access(there, os.W_OK | os.X_OK):
        why = "磁盘是只读的" if read_only_disk else "当前用户不能写"
        remedy = f"请检查它属于谁：ls -ld {there}；用它的主人运行 govcheck，或改正权限。"
        return bad("数据文件夹", f"{there}：{why}", remedy)
    return good("数据文件夹", f"{folder}" if there == folder else f"{folder}（还没有，会自动建立）")


def _private(sites_path: Path, folder: Path) -> Iterator[Finding]:
    """Databases hold pages as they were, personal data included."""
    files = [p for pattern in PRIVATE for p in folder.glob(pattern)]
    files += [p for p in (sites_path.parent / "govcheck.env",) if p.exists()]
    files += [p for p in (folder / "evidence").glob("*") if p.is_file()]
    loose = sorted(p for p in files if stat.S_IMODE(p.stat().st_mode) & 0o077)
    if loose:
        names = "、".join(p.name for p in loose[:5])
        text = f"有 {len(loose)} 个文件别人也能读：{names}"
        remedy = f"请运行：chmod 600 {' '.join(map(str, loose[:5]))}"
        yield care("文件权限", text, remedy + (" …" if len(loose) > 5 else ""))
    elif files:
        yield good("文件权限", f"{len(files)} 个文件都只有本人能读")


def _keys(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Files of keys, by the variables that name them. What is in them is never read here."""
    for name, value in sorted(environ.items()):
        if not (name.startswith("GOVCHECK_CRED_") and name.endswith("_FILE") and value):
            continue
        path = Path(value)
        if not path.is_file():
            text = f"{name} 指的文件 {path} 不存在"
            yield bad("凭据文件", text, "请改正这个环境变量，或放好文件。")
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            text = f"{path} 别人也能读，程序不会使用它"
            yield bad("凭据文件", text, f"请运行 chmod 600 {path}，并考虑更换密钥。")


def _database(path: Path, integrity: str) -> Finding:
    name = f"数据库 {path.name}"
    known = office_schema.VERSION if path.name == FILE else schema.VERSION
    check = {"quick": "quick_check", "full": "integrity_check"}.get(integrity)
    try:
        with read_only(path) as db:
            found = db.execute("PRAGMA user_version").fetchone()[0]
            said = db.execute(f"PRAGMA {check}(3)").fetchall() if check else [("ok",)]
            lost = db.execute("PRAGMA foreign_key_check").fetchall() if check else []
    except sqlite3.Error as error:
        return bad(name, f"读不了：{error}", BROKEN)
    if said != [("ok",)]:
        return bad(name, f"已经损坏：{said[0][0]}", BROKEN)
    if lost:
        text = f"有 {len(lost)} 行缺少它所属的那一行（表 {lost[0][0]}）"
        return bad(name, text, BROKEN)
    if found > known:
        text = f"是更新版本的 govcheck 写的（结构版本 {found}，本程序认识到 {known}）"
        return bad(name, text, "请升级 govcheck。")
    if found < known:
        text = f"结构版本 {found}，本程序是 {known}"
        return care(name, text, "下一次使用时自动升级；请先 govcheck backup。")
    looked = {"quick": "，快速检查完好", "full": "，完整检查完好"}.get(integrity, "")
    return good(name, f"结构版本 {found}{looked}")
