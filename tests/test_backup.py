"""Backups are whole or not there at all; restoring checks first and loses nothing."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_site import page, stored
from click.testing import CliRunner

from checks.errors import UserError
from crawler.care import backup as backups
from crawler.care.backup import backup
from crawler.care.restore import restore
from crawler.locking import locked
from crawler.media.office import Office
from crawler.store import Store
from reports.cli import main

HOME = "http://www.example.gov.cn/"
AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system needs root")


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """A small office: configuration, rubric, paper, evidence, word list, a site and the ledger."""
    folder = tmp_path / "局 里"
    (folder / "data" / "evidence").mkdir(parents=True)
    (folder / "sites.toml").write_text('wordlist = "词表/用语.toml"\n', encoding="utf-8")
    for name in ("rubrics/own.toml", "papers/通报.docx", "词表/用语.toml", "confirmed.toml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "data" / "evidence" / "ab.png").write_bytes(b"\x89PNG")
    (folder / "data" / "web.key").write_bytes(b"secret")
    (folder / "data" / "demo.lock").touch()
    stored(folder / "data" / "demo.sqlite", HOME, [page(HOME, "<title>首页</title>")])
    with Office.beside(folder / "sites.toml") as office, office.change():
        office.audit(BY, "试", "试")
    return folder / "sites.toml"


class BY:  # what an Office wants of a stamp
    who, at = "张三", "2026-11-26T01:00:00+00:00"


def rows(path: Path, table: str = "fetches") -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.suffix not in (".lock",) and not p.name.endswith("-shm")
    }


@pytest.mark.parametrize("archive", [False, True])
def test_a_backup_brings_everything_back(sites: Path, tmp_path: Path, archive: bool) -> None:
    made = backup(sites, tmp_path / "b", AT, archive=archive)
    names = {entry.name for entry in made.manifest.files}
    assert names == {
        "sites.toml", "confirmed.toml", "rubrics/own.toml", "papers/通报.docx",
        "词表/用语.toml", "data/evidence/ab.png", "data/demo.sqlite", "data/office.sqlite",
    }  # fmt: skip
    assert made.path.name == ("govcheck-20261126T010000Z.tar" if archive else made.path.stem)
    assert made.path.stat().st_mode & 0o077 == 0
    new = tmp_path / "new" / "sites.toml"
    done = restore(made.path, new, LATER)
    assert set(done.written) == names
    assert done.kept is None
    for name in names - {"data/demo.sqlite", "data/office.sqlite"}:
        assert (new.parent / name).read_bytes() == (sites.parent / name).read_bytes()
    assert rows(new.parent / "data/demo.sqlite") == 1
    assert rows(new.parent / "data/office.sqlite", "audit") == 1
    assert (new.parent / "data/demo.sqlite").stat().st_mode & 0o077 == 0
    assert not list(new.parent.glob(".restore*"))


def test_what_is_not_yet_in_the_main_file_is_backed_up_too(sites: Path, tmp_path: Path) -> None:
    with Store(sites.parent / "data" / "demo.sqlite") as store:  # still open: rows are in the log
        store.write(store.runs()[0], [page(HOME + "2", "二")])
        made = backup(sites, tmp_path / "b", AT)
    assert rows(made.path / "data" / "demo.sqlite") == 2
    assert not list((made.path / "data").glob("*-wal"))


def test_newer_data_is_only_replaced_on_demand_and_kept(sites: Path, tmp_path: Path) -> None:
    made = backup(sites, tmp_path / "b", AT)
    database = sites.parent / "data" / "demo.sqlite"
    with Store(database) as store:
        store.write(store.runs()[0], [page(HOME + "2", "二")])
    sites.write_text("# 改过\n", encoding="utf-8")
    before = everything(sites.parent)
    with pytest.raises(UserError, match=r"2 个文件在备份.*以后改动过.*--force"):
        restore(made.path, sites, LATER)
    assert everything(sites.parent) == before
    done = restore(made.path, sites, LATER, force=True)
    assert rows(database) == 1
    assert done.kept is not None
    assert rows(done.kept / "data" / "demo.sqlite") == 2
    assert (done.kept / "sites.toml").read_text(encoding="utf-8") == "# 改过\n"
    assert "rubrics/own.toml" in done.same


def test_a_log_of_the_replaced_database_never_meets_the_restored_one(
    sites: Path, tmp_path: Path
) -> None:
    made = backup(sites, tmp_path / "b", AT)
    database = sites.parent / "data" / "demo.sqlite"
    with Store(database) as store:
        store.write(store.runs()[0], [page(HOME + "2", "二")])
        for ending in ("", "-wal"):  # as kill -9 leaves them
            shutil.copyfile(f"{database}{ending}", tmp_path / f"copy{ending}")
    for ending in ("", "-wal"):
        shutil.copyfile(tmp_path / f"copy{ending}", f"{database}{ending}")
    done = restore(made.path, sites, LATER, force=True)
    assert rows(database) == 1
    assert done.kept is not None
    assert rows(done.kept / "data" / "demo.sqlite") == 2


@pytest.mark.parametrize("harm", ["changed", "missing", "no manifest", "outside", "newer"])
def test_a_harmed_backup_restores_nothing(sites: Path, tmp_path: Path, harm: str) -> None:
    made = backup(sites, tmp_path / "b", AT).path
    contents = made / "manifest.json"
    words = "哈希不一致"
    if harm == "changed":
        (made / "data" / "demo.sqlite").write_bytes(b"x")
    elif harm == "missing":
        (made / "rubrics" / "own.toml").unlink()
    elif harm == "no manifest":
        contents.unlink()
        words = "不是 govcheck 的备份"
    elif harm == "outside":
        said = json.loads(contents.read_text(encoding="utf-8"))
        said["files"][0]["name"] = "../../outside.toml"
        contents.write_text(json.dumps(said), encoding="utf-8")
        words = "不该有的文件名"
    else:
        said = json.loads(contents.read_text(encoding="utf-8"))
        contents.write_text(json.dumps(said | {"format": 9}), encoding="utf-8")
        words = "升级 govcheck"
    before = everything(sites.parent)
    with pytest.raises(UserError, match=words):
        restore(made, sites, LATER, force=True)
    assert everything(sites.parent) == before
    assert not list(tmp_path.rglob("outside.toml"))


@pytest.mark.parametrize("archive", [False, True])
def test_a_backup_can_be_checked_without_restoring_it(
    sites: Path, tmp_path: Path, archive: bool
) -> None:
    made = backup(sites, tmp_path / "b", AT, archive=archive).path
    before = everything(sites.parent)
    code, said = invoked(sites, "restore", made, "--check")
    assert (code, "完好" in said) == (0, True), said
    assert everything(sites.parent) == before
    if archive:
        made.write_bytes(made.read_bytes().replace(b"\x89PNG", b"\x89PNX"))
    else:
        (made / "papers" / "通报.docx").write_text("x")
    code, said = invoked(sites, "restore", made, "--check")
    assert (code, "没有恢复任何东西" in said) == (2, True), said


def test_a_cut_off_tar_restores_nothing(sites: Path, tmp_path: Path) -> None:
    made = backup(sites, tmp_path / "b", AT, archive=True).path
    whole = made.read_bytes()
    for size in (100, len(whole) // 2):
        made.write_bytes(whole[:size])
        before = everything(sites.parent)
        with pytest.raises(UserError):
            restore(made, sites, LATER, force=True)
        assert everything(sites.parent) == before


def test_a_tar_writes_nowhere_else(sites: Path, tmp_path: Path) -> None:
    made = backup(sites, tmp_path / "b", AT, archive=True).path
    (tmp_path / "bad").write_text("x")
    with tarfile.open(made, "a") as tar:
        tar.add(tmp_path / "bad", "../outside.txt")
    restore(made, tmp_path / "new" / "sites.toml", LATER)
    assert not list(tmp_path.rglob("outside.txt"))


def test_nothing_is_restored_under_a_running_crawl(sites: Path, tmp_path: Path) -> None:
    made = backup(sites, tmp_path / "b", AT).path
    with (
        locked(sites.parent / "data" / "demo.lock", "x"),
        pytest.raises(UserError, match="请等它结束"),
    ):
        restore(made, sites, LATER, force=True)


def test_a_move_that_fails_takes_everything_back(
    sites: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup(sites, tmp_path / "b", AT).path
    sites.write_text("# 改过\n", encoding="utf-8")
    before = everything(sites.parent)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "sites.toml" and ".restore" in str(self):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(UserError, match="磁盘空间不足"):
        restore(made, sites, LATER, force=True)
    assert everything(sites.parent) == before


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from crawler.care import restore

left = int(sys.argv[3])
def move(source, target, done, *, move=restore._move):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    move(source, target, done)
restore._move = move
at = datetime(2026, 11, 27, tzinfo=UTC)
restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), at, force=True)
"""


def test_a_killed_restore_loses_nothing_and_can_be_repeated(sites: Path, tmp_path: Path) -> None:
    made = backup(sites, tmp_path / "b", AT).path
    database = sites.parent / "data" / "demo.sqlite"
    with Store(database) as store:
        store.write(store.runs()[0], [page(HOME + "2", "二")])
    sites.write_text("# 改过\n", encoding="utf-8")
    for moves in range(3):
        whole = tmp_path / f"copy{moves}"
        shutil.copytree(sites.parent, whole)
        (whole / "rubrics" / "own.toml").unlink()
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(made), str(whole / "sites.toml"), str(moves)],
            check=False,
        )
        assert done.returncode == 9
        restore(made, whole / "sites.toml", LATER, force=True)
        assert rows(whole / "data" / "demo.sqlite") == 1
        assert (whole / "sites.toml").read_text(encoding="utf-8").startswith("wordlist")
        kept = sorted(whole.glob("replaced-*/**/*"))
        assert any(p.name == "demo.sqlite" and rows(p) == 2 for p in kept)
        assert any(p.name == "sites.toml" for p in kept)
        assert not list(whole.glob(".restore*"))


def test_the_same_backup_can_be_restored_again(sites: Path, tmp_path: Path) -> None:
    made = backup(sites, tmp_path / "b", AT).path
    for at in (LATER, LATER + timedelta(days=1)):
        assert restore(made, sites, at).written == ("data/demo.sqlite", "data/office.sqlite")


def test_two_restores_in_one_second_keep_what_each_replaced(sites: Path, tmp_path: Path) -> None:
    made = backup(sites, tmp_path / "b", AT).path
    for words in ("一", "二"):
        sites.write_text(words, encoding="utf-8")
        restore(made, sites, LATER, force=True)
    kept = sites.parent.glob("replaced-*/sites.toml")
    assert {path.read_text(encoding="utf-8") for path in kept} == {"一", "二"}


def test_only_the_newest_backups_stay(sites: Path, tmp_path: Path) -> None:
    into = tmp_path / "b"
    into.mkdir()
    (into / "govcheck-mine").mkdir()  # somebody else's
    for n in range(4):
        made = backup(sites, into, AT + timedelta(days=n), archive=n % 2 == 0, keep=2)
    assert sorted(p.name for p in into.glob("govcheck-*")) == [
        "govcheck-20261128T010000Z.tar", "govcheck-20261129T010000Z", "govcheck-mine",
    ]  # fmt: skip
    assert backups.newest(into) == made.path
    # A clock that jumped back: what was just made stays.
    made = backup(sites, into, AT - timedelta(days=900), keep=1)
    assert made.path.exists()


def test_what_a_killed_backup_left_is_swept(sites: Path, tmp_path: Path) -> None:
    left = tmp_path / "b" / ".govcheck-20261101T000000Z.new"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    backup(sites, tmp_path / "b", AT)
    assert not left.exists()


def test_a_damaged_database_is_told_and_old_backups_stay(sites: Path, tmp_path: Path) -> None:
    first = backup(sites, tmp_path / "b", AT, keep=1).path
    database = sites.parent / "data" / "demo.sqlite"
    body = bytearray(database.read_bytes())
    body[4096 * 2 : 4096 * 4] = os.urandom(4096 * 2)
    database.write_bytes(body)
    with pytest.raises(UserError, match="损坏"):
        backup(sites, tmp_path / "b", LATER, keep=1)
    assert backups.newest(tmp_path / "b") == first
    assert not list((tmp_path / "b").glob(".govcheck*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not allow mounting a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


def invoked(sites: Path, *arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--sites", str(sites), *map(str, arguments)])
    return done.exit_code, done.output


@needs_root
@pytest.mark.parametrize("knows", [True, False])
def test_a_full_disk_gets_no_half_backup(
    sites: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch, knows: bool
) -> None:
    if not knows:  # others filled it meanwhile
        monkeypatch.setattr(backups, "ROOM", 0)
    (sites.parent / "data" / "evidence" / "big.pdf").write_bytes(os.urandom(600_000))
    code, said = invoked(sites, "backup", small_disk)
    assert (code, "磁盘空间不足" in said) == (2, True), said
    assert [p.name for p in small_disk.iterdir()] == [".backup.lock"]


@needs_root
def test_a_read_only_disk_is_told(sites: Path, small_disk: Path, tmp_path: Path) -> None:
    code, said = invoked(sites, "backup", tmp_path / "b")
    assert code == 0, said
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, capture_output=True)
    code, said = invoked(sites, "backup", small_disk)
    assert (code, "只读" in said) == (2, True), said
    made = backups.newest(tmp_path / "b")
    code, said = invoked(small_disk / "sites.toml", "restore", made)
    assert (code, "只读" in said) == (2, True), said


@needs_root
def test_a_full_disk_keeps_what_is_there_from_being_replaced(
    sites: Path, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup(sites, tmp_path / "b", AT).path
    (small_disk / "sites.toml").write_text("# 原来的\n", encoding="utf-8")
    (small_disk / "fill").write_bytes(b"x" * 300_000)
    monkeypatch.setattr("crawler.care.restore.ROOM", 0)
    code, said = invoked(small_disk / "sites.toml", "restore", made, "--force")
    assert (code, "磁盘空间不足" in said) == (2, True), said
    assert (small_disk / "sites.toml").read_text(encoding="utf-8") == "# 原来的\n"
    assert not list(small_disk.glob(".restore*"))


def test_a_backup_from_a_read_only_data_folder(sites: Path, tmp_path: Path) -> None:
    data = sites.parent / "data"
    data.chmod(0o500)
    try:
        assert len(backup(sites, tmp_path / "b", AT).manifest.files) == 8
    finally:
        data.chmod(0o700)


def test_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    code, said = invoked(tmp_path / "sites.toml", "backup")
    assert (code, "没有可以备份的东西" in said) == (2, True)
