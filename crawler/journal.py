"""What a month's run over many sites has done so far: after a kill, the next one goes on.

One line of JSON for each event, on the disk before anything else happens. Only a run under the
same conditions is gone on with; one that came to its end is not.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Self

from checks.errors import UserError
from crawler.care.state import read_only
from crawler.engine import ENGINE
from crawler.sites import SitesFile

BACKWARDS = timedelta(hours=1)
"""So much earlier than the last entry it may be now: clocks are corrected a little all the time."""
SHOWN = timedelta(hours=8)


class ClockError(UserError):
    """The computer's clock went back; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Known:
    """A site that had ended: its exit code, the Chinese note and why its crawl ended."""

    code: int
    note: str
    stop_reason: str


class Journal:
    """The journal of one run. Hold the lock of the monthly job while it is open."""

    def __init__(self, path: Path, sites: SitesFile, conditions: Mapping[str, Any]) -> None:
        self._path, self._sites = path, sites
        self._lock = Lock()
        self._ended: dict[str, Known] = {}
        self._began: dict[str, int] = {}
        self.resumed = False
        """A run that was interrupted is gone on with."""
        rows = _rows(path)
        head = {"conditions": dict(conditions)}
        if rows and rows[0].get("conditions") == head["conditions"] and not rows[-1].get("over"):
            self.resumed = True
            for row in rows[1:]:
                if "code" in row:
                    self._ended[row["site"]] = Known(row["code"], row["note"], row["stop_reason"])
                elif "after" in row:
                    self._began[row["site"]] = row["after"]
        else:
            path.unlink(missing_ok=True)
            self._write(head)
        self.began_at = datetime.fromisoformat(_rows(path)[0]["at"])
        """When this run was first begun (UTC)."""

    @classmethod
    def open(cls, sites: SitesFile, month: str, *, fresh: bool, browser: bool) -> Self:
        """The journal of a month's run under these conditions, gone on with or new.

        Raises :class:`ClockError` when it is earlier now than when the last entry was written.
        """
        data = sites.data_dir
        data.mkdir(parents=True, exist_ok=True)
        last = max((_last(path) for path in data.glob(".monthly-*.jsonl")), default="")
        _refuse_clock(last, data)
        conditions = {
            "month": month,
            "fresh": fresh,
            "browser": browser,
            "engine": ENGINE,
            "configuration": _configuration(sites.path),
        }
        return cls(data / f".monthly-{month}.jsonl", sites, conditions)

    @staticmethod
    def sites_ended(path: Path) -> set[str]:
        """The sites that a journal knows as ended; none if there is no such file."""
        return {row["site"] for row in _rows(path) if "code" in row}

    def ended(self, site_id: str) -> Known | None:
        """How a site ended before the interruption, None if it did not."""
        return self._ended.get(site_id)

    def began(self, site_id: str) -> int:
        """The last crawl the site had when it was first begun in this run, noted now if need be:
        a later one belongs to this run and is gone on with. 0 if it had none.
        """
        with self._lock:
            if site_id not in self._began:
                self._began[site_id] = after = last_run(self._sites.database(site_id))
                self._write({"site": site_id, "after": after})
            return self._began[site_id]

    def note(self, site_id: str, code: int, note: str, stop_reason: str) -> None:
        """A site ended."""
        with self._lock:
            self._write({"site": site_id, "code": code, "note": note, "stop_reason": stop_reason})

    def over(self) -> None:
        """The run came to its end: the next one begins anew."""
        with self._lock:
            self._write({"over": True})

    def _write(self, row: Mapping[str, Any]) -> None:
        told = {**row, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _rows(path: Path) -> list[dict[str, Any]]:
    """Whole lines; one that was cut off by a kill is as if it had not been written."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    except FileNotFoundError:
        return []
    rows = []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows


def _last(path: Path) -> str:
    rows = _rows(path)
    return str(rows[-1].get("at", "")) if rows else ""


def _refuse_clock(last: str, data: Path) -> None:
    if not last:
        return
    then, now = datetime.fromisoformat(last), datetime.now(UTC)
    if now + BACKWARDS < then:
        raise ClockError(
            f"这台电脑现在的时间是 {now + SHOWN:%Y-%m-%d %H:%M}（北京时间），上一次月度任务却是"
            f" {then + SHOWN:%Y-%m-%d %H:%M} 运行的，时钟可能被拨回或没有电池。没有开始抓取："
            "时间错了，更新期限和取证时间都会错。请先校准时间（timedatectl set-ntp true）；"
            f"如果上一次的时间才是错的，删去 {data} 里的 .monthly-*.jsonl 后再运行。"
        )


def _configuration(path: Path) -> str:
    """Changes when the configuration, a rubric or a word list beside it does."""
    digest = hashlib.sha256()
    for file in sorted({path, *path.parent.glob("*.toml"), *path.parent.glob("rubrics/*.toml")}):
        if file.is_file():
            digest.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def last_run(path: Path) -> int:
    """The newest crawl of a site's database; 0 if it has none or cannot be read, which its own
    process will tell of.
    """
    if not path.exists():
        return 0
    with suppress(sqlite3.Error), read_only(path) as db:
        return int(db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0])
    return 0
