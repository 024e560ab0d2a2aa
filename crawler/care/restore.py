"""Restoring a backup: everything is checked first, nothing newer is overwritten unasked, and what is
replaced is kept.

The backup's files are laid beside their places and checked there; only then are they moved into
place, each by one rename.
"""

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from checks.errors import UserError
from crawler import schema
from crawler.care import manifest, trouble
from crawler.care.backup import ROOM, said_size, sync
from crawler.care.belongings import CONFIGURATION, DATABASE, changed_at
from crawler.care.manifest import Entry, Manifest
from crawler.locking import locked
from crawler.media import office_schema
from crawler.media.office import FILE

BESIDE = ("", "-wal", "-shm")
KEPT = "replaced-"


@dataclass(frozen=True, slots=True)
class Restored:
    """``kept`` is where the replaced files lie now, None when nothing was there before."""

    manifest: Manifest
    written: tuple[str, ...]
    same: tuple[str, ...]
    kept: Path | None


def restore(backup: Path, sites_path: Path, at: datetime, *, force: bool = False) -> Restored:
    """Bring back everything of a backup (a folder or tar file) to beside ``sites_path``.

    UserError, with nothing changed, when a hash is wrong, when a file there was changed after the
    backup (unless ``force``), and while another govcheck works on the data.
    """
    folder = sites_path.parent
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    aside = folder / f".restore-{stamp}.new"
    try:
        made = read_manifest(backup)
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if made.size * ROOM > free:
            raise UserError(
                f"恢复没有完成：磁盘空间不足，要 {said_size(made.size * ROOM)}，"
                f"只有 {said_size(free)}。请腾出空间后再运行一次。原有的数据没有改动。"
            )
        with _alone(folder, made):
            for left in folder.glob(".restore-*.new"):  # of one that was killed
                shutil.rmtree(left)
            try:
                _unpack(backup, made, aside)
                _check(made, aside)
                return _swap(
                    made, aside, sites_path, _unused(folder / f"{KEPT}{stamp}"), force=force
                )
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except (OSError, sqlite3.Error) as error:
        raise trouble.told(error, "恢复", folder) from error
    except tarfile.TarError as error:
        raise _broken(backup) from error


def verified(backup: Path) -> Manifest:
    """A backup whose every hash was found right, without restoring it. UserError otherwise."""
    try:
        made = read_manifest(backup)
        with tempfile.TemporaryDirectory(prefix="govcheck-check-") as scratch:
            aside = Path(scratch) / "unpacked"
            _unpack(backup, made, aside)
            _check(made, aside)
        return made
    except (OSError, sqlite3.Error) as error:
        raise trouble.told(error, "核对备份", backup) from error
    except tarfile.TarError as error:
        raise _broken(backup) from error


def _broken(backup: Path) -> UserError:
    return UserError(f"{backup} 不是完整的备份文件，不能用它恢复。请换一份备份。")


def read_manifest(backup: Path) -> Manifest:
    """The table of contents of a backup. UserError when it is none."""
    missing = UserError(
        f"{backup} 不是 govcheck 的备份：里面没有 {manifest.NAME}。"
        "请给出 govcheck backup 写出的文件夹或 .tar 文件。"
    )
    if backup.is_dir():
        path = backup / manifest.NAME
        if not path.is_file():
            raise missing
        return manifest.read(path.read_text(encoding="utf-8", errors="replace"), backup)
    if not backup.is_file() or not tarfile.is_tarfile(backup):
        raise missing
    with tarfile.open(backup) as tar:
        first = tar.next()
        file = tar.extractfile(first) if first and first.name == manifest.NAME else None
        if file is None:
            raise missing
        return manifest.read(file.read().decode("utf-8", errors="replace"), backup)


def _unpack(backup: Path, made: Manifest, aside: Path) -> None:
    aside.mkdir(mode=0o700)
    wanted = {entry.name for entry in made.files}
    if backup.is_dir():
        for name in sorted(wanted):
            target = aside / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if (backup / name).is_file():
                shutil.copyfile(backup / name, target)
    else:
        with tarfile.open(backup) as tar:
            for member in tar:
                if member.name in wanted and member.isfile():
                    tar.extract(member, aside, filter="data")


def _check(made: Manifest, aside: Path) -> None:
    """Every file is there, is what was backed up, and can be read by this version."""
    wrong = [
        entry.name
        for entry in made.files
        if not (aside / entry.name).is_file() or manifest.sha256(aside / entry.name) != entry.sha256
    ]
    if wrong:
        raise UserError(
            f"备份里有 {len(wrong)} 个文件缺失或与记录的哈希不一致，没有恢复任何东西："
            f"{'、'.join(wrong[:5])}。请换一份备份。"
        )
    for entry in made.files:
        if entry.kind == DATABASE:
            _readable(aside / entry.name, entry)
        # As old as what was backed up: the same backup can be restored again without --force.
        os.utime(aside / entry.name, ns=(entry.modified_ns, entry.modified_ns))
        sync(aside / entry.name)


def _readable(path: Path, entry: Entry) -> None:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as db:
        found = db.execute("PRAGMA user_version").fetchone()[0]
        said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    known = office_schema.VERSION if Path(entry.name).name == FILE else schema.VERSION
    if said != "ok":
        raise UserError(f"备份里的数据库 {entry.name} 已经损坏，没有恢复任何东西。请换一份备份。")
    if found > known:
        raise UserError(
            f"备份里的数据库 {entry.name} 是更新版本的 govcheck 写的（结构版本 {found}，"
            f"本程序认识到 {known}），没有恢复任何东西。请升级 govcheck 后再恢复。"
        )


@contextmanager
def _alone(folder: Path, made: Manifest) -> Iterator[None]:
    """Nobody crawls, samples or looks again meanwhile."""
    data = folder / "data"
    names = ["probe"]
    for entry in made.files:
        if entry.kind == DATABASE:
            stem = Path(entry.name).stem
            names += [stem, f"{stem}.recheck"]
    with ExitStack() as held:
        for name in names:
            held.enter_context(locked(data / f"{name}.lock", f"数据“{name}”"))
        yield


def _swap(made: Manifest, aside: Path, sites_path: Path, kept: Path, *, force: bool) -> Restored:
    places = {entry: _place(entry, sites_path) for entry in made.files}
    same = {e for e, place in places.items() if place.is_file() and _is_same(e, place)}
    newer = [
        entry.name
        for entry, place in places.items()
        if entry not in same and place.exists() and changed_at(place) > entry.modified_ns
    ]
    if newer and not force:
        raise UserError(
            f"有 {len(newer)} 个文件在备份（{made.made_at}）以后改动过，没有恢复任何东西："
            f"{'、'.join(newer[:5])}。确实要用备份替换它们，请加 --force；被替换的会保留。"
        )
    done: list[tuple[Path, Path]] = []  # (from, to), to be taken back when something fails
    written = []
    try:
        for entry, place in places.items():
            if entry in same:
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            for ending in BESIDE if entry.kind == DATABASE else ("",):
                old = place.with_name(place.name + ending)
                if old.exists():
                    gone = kept / (entry.name + ending)
                    gone.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    _move(old, gone, done)
            _move(aside / entry.name, place, done)
            if entry.kind == DATABASE or "data/" in entry.name:
                place.chmod(0o600)
            written.append(entry.name)
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        shutil.rmtree(kept, ignore_errors=True)
        raise
    names = tuple(sorted(entry.name for entry in same))
    return Restored(made, tuple(written), names, kept if kept.exists() else None)


def _unused(path: Path) -> Path:
    """What an earlier restore replaced is never replaced itself."""
    numbers = (path.with_name(f"{path.name}-{n}") for n in count(2))
    return next(p for p in chain([path], numbers) if not p.exists())


def _move(source: Path, target: Path, done: list[tuple[Path, Path]]) -> None:
    source.rename(target)
    done.append((source, target))


def _place(entry: Entry, sites_path: Path) -> Path:
    return sites_path if entry.kind == CONFIGURATION else sites_path.parent / entry.name


def _is_same(entry: Entry, place: Path) -> bool:
    """Files are compared by content; a database by its time: its copy has other bytes."""
    if entry.kind == DATABASE:
        return False
    return manifest.sha256(place) == entry.sha256
