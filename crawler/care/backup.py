"""A backup: every database as it is at one moment, and the files beside it, with their hashes.

It is written aside and gets its name only when it is whole, so there are no half backups. Databases
are read through SQLite's own backup interface: a crawl may go on meanwhile.
"""

import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checks.errors import UserError
from crawler.care import manifest, trouble
from crawler.care.belongings import DATABASE, Belonging, belongings, changed_at
from crawler.care.manifest import Entry, Manifest
from crawler.engine import ENGINE
from crawler.locking import locked

PREFIX = "govcheck-"
ASIDE = ".new"
ROOM = 1.05
"""So much more space than the files have is asked for."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: a folder, or one tar file. ``removed``: old ones that made room for it."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...] = ()


def backup(
    sites_path: Path, into: Path, at: datetime, *, archive: bool = False, keep: int = 0
) -> Made:
    """Make a backup in the folder ``into``; with ``archive`` as one tar file.

    ``keep`` other than 0: the newest so many backups of the folder stay, older ones are removed
    once the new one is whole. UserError leaves nothing behind.
    """
    found = belongings(sites_path)
    if not found:
        raise UserError(
            f"{sites_path.parent} 里没有可以备份的东西。请用 --sites 指出配置文件 sites.toml。"
        )
    stamp = at.astimezone(UTC)
    name = f"{PREFIX}{stamp:%Y%m%dT%H%M%S}Z"
    aside = into / f".{name}{ASIDE}"
    final = into / (f"{name}.tar" if archive else name)
    try:
        into.mkdir(parents=True, exist_ok=True)
        with locked(into / ".backup.lock", f"备份文件夹 {into}"):
            _sweep(into)
            if final.exists():
                raise UserError(f"{final} 已经存在，没有改动它。")
            _room(found, into, double=archive)
            aside.mkdir(mode=0o700)
            try:
                made = _filled(found, aside, stamp.isoformat(timespec="seconds"))
                if archive:
                    _tar(aside, aside.with_suffix(".tar"), final)
                else:
                    sync(aside)
                    aside.rename(final)
                sync(into)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
                aside.with_suffix(".tar").unlink(missing_ok=True)
            return Made(final, made, _thin(into, keep, final))
    except (OSError, sqlite3.Error) as error:
        raise trouble.told(error, "备份", into) from error


def newest(folder: Path) -> Path | None:
    """The newest finished backup of a folder."""
    return max(_finished(folder), key=lambda p: p.name, default=None)


def made_at(path: Path) -> datetime:
    """When a backup was made, as its name says."""
    stamp = path.name.removeprefix(PREFIX).removesuffix(".tar")
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy in one file; the source is only read."""
    log = source.with_name(source.name + "-wal")
    # In a folder that cannot be written, a database in WAL mode opens only as one nobody changes.
    still = not os.access(source.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    address = f"{source.absolute().as_uri()}?{'immutable=1' if still else 'mode=ro'}"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=60)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise UserError(
            f"数据库 {source} 已经损坏（{said}），没有作备份，以前的备份都还在。"
            "请用 govcheck doctor --integrity 查看，从以前的备份恢复。"
        )


def _filled(found: list[Belonging], aside: Path, at: str) -> Manifest:
    entries = []
    for one in found:
        target = aside / one.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        changed = changed_at(one.path)  # before: what comes later is newer than the backup
        target.touch(mode=0o600)
        if one.kind == DATABASE:
            copy_database(one.path, target)
        else:
            shutil.copyfile(one.path, target)
        sync(target)
        size = target.stat().st_size
        entries.append(Entry(one.name, one.kind, size, manifest.sha256(target), changed))
    made = Manifest(at, ENGINE, tuple(entries))
    contents = aside / manifest.NAME
    contents.write_text(made.text(), encoding="utf-8")
    contents.chmod(0o600)
    sync(contents)
    return made


def _tar(folder: Path, fresh: Path, final: Path) -> None:
    """The manifest first, so that it can be read without the rest."""
    fresh.touch(mode=0o600)
    names = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != manifest.NAME)
    with tarfile.open(fresh, "w") as tar:
        for path in (folder / manifest.NAME, *names):
            tar.add(path, path.relative_to(folder).as_posix())
    sync(fresh)
    fresh.rename(final)


def _room(found: list[Belonging], into: Path, *, double: bool) -> None:
    size = sum(one.path.stat().st_size for one in found) * (2 if double else 1)
    free = shutil.disk_usage(into).free
    if size * ROOM > free:
        raise UserError(
            f"备份没有完成（{into}）：磁盘空间不足，要 {said_size(size * ROOM)}，"
            f"只有 {said_size(free)}。请腾出空间，或换一个磁盘上的文件夹。原有的数据没有改动。"
        )


def said_size(size: float) -> str:
    """A number of bytes for people."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size:.0f} 字节"


def _finished(folder: Path) -> list[Path]:
    """Only what carries a name of ours in full."""
    found = []
    for path in folder.glob(f"{PREFIX}*Z*"):
        try:
            made_at(path)
        except ValueError:
            continue
        if path.suffix == ".tar" or (path / manifest.NAME).is_file():
            found.append(path)
    return found


def _thin(folder: Path, keep: int, newest_one: Path) -> tuple[Path, ...]:
    """Remove the oldest beyond ``keep``; the one just made always stays, whatever its clock said."""
    if keep <= 0:
        return ()
    others = sorted((p for p in _finished(folder) if p != newest_one), key=lambda p: p.name)
    old = tuple(others[: max(0, len(others) - (keep - 1))])
    for path in old:
        if path.is_dir():
            (path / manifest.NAME).unlink()  # no longer a backup, whatever happens next
            shutil.rmtree(path)
        else:
            path.unlink()
    return old


def _sweep(folder: Path) -> None:
    """What killed backups left; the lock says that none is under way."""
    for path in folder.glob(f".{PREFIX}*"):
        if path.suffix == ASIDE:
            shutil.rmtree(path, ignore_errors=True)
        elif path.suffix == ".tar":
            path.unlink()


def sync(path: Path) -> None:
    """Have a file, or a folder's names, on the disk itself before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
