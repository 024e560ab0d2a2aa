"""Locks: between threads, processes and their children; who only asks is in nobody's way."""

import errno
import fcntl
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from checks.errors import UserError
from crawler.locking import BusyError, is_locked, locked

HOLDER = """
import sys, pathlib
from crawler.locking import locked
with locked(pathlib.Path(sys.argv[1]), "x"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_lock_holds_within_the_process_and_is_free_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.lock"
    assert not is_locked(path)
    with locked(path, "它"):
        assert is_locked(path)
        with pytest.raises(BusyError, match="它正在被"), locked(path, "它"):
            pass
        assert is_locked(path)
    assert not is_locked(path)
    with locked(path, "它"):
        pass


def test_the_lock_holds_between_processes_and_ends_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert is_locked(path)
        with pytest.raises(BusyError), locked(path, "它"):
            pass
        holder.kill()
        holder.wait()
        assert not is_locked(path)


def test_opening_the_file_once_more_does_not_drop_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with locked(path, "它"):
        path.read_bytes()
        assert is_locked(path)


def test_who_asks_keeps_nobody_from_the_lock(tmp_path: Path) -> None:
    path, done = tmp_path / "x.lock", threading.Event()
    seen: set[bool] = set()

    def ask() -> None:
        while True:
            last = done.is_set()
            seen.add(is_locked(path))
            if last:  # each has asked at least once, however late it came to it
                return

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for one in askers:
        one.start()
    try:
        for _ in range(200):
            with locked(path, "它"):
                pass
    finally:
        done.set()
        for one in askers:
            one.join()
    assert False in seen


def test_a_disk_without_locks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> bytes:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    with pytest.raises(UserError, match=r"无法锁定 .*x\.lock"), locked(tmp_path / "x.lock", "它"):
        pass
    (tmp_path / "x.lock").touch()
    assert is_locked(tmp_path / "x.lock")
