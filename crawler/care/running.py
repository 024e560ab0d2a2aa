"""The jobs of :mod:`crawler.care.schedule` run from one process, where there is neither systemd nor cron.

That is a container. Each job runs in a process of its own; none runs twice at a time. What a stopped
container missed is made up for as systemd would: every job can be repeated without harm.
"""

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from checks.page import SHANGHAI
from crawler.care.schedule import Installation, Job

BEAT = "scheduler.alive"
"""A file in the data folder that is written every minute, with when each job last began: who watches
the container looks at its time.
"""
MINUTE = timedelta(minutes=1)
STOP_S = 60.0
"""So long a job may take to stop; what it has is stored, and the next run goes on from there."""


class Running(Protocol):
    """A started job, as :class:`subprocess.Popen` is one."""

    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


Start = Callable[[Job], Running]


@dataclass
class Runner:
    """``told`` hears of starts and ends, in Chinese; ``beat`` is the file to touch."""

    jobs: Sequence[Job]
    start: Start
    told: Callable[[str], None]
    beat: Path
    _under_way: dict[str, tuple[Job, Running]] = field(default_factory=dict)
    _again_at: dict[str, datetime] = field(default_factory=dict)
    _begun: dict[str, datetime] = field(default_factory=dict)

    def run(self, stop: threading.Event, now: Callable[[], datetime]) -> None:
        """Until ``stop`` is set, every minute; then end what is under way."""
        at = now()
        self._begun = _read(self.beat)
        for job in self.jobs:
            if missed(job, self._begun.get(job.name), at):
                self._begin(job, at)
        while not stop.is_set():
            self.minute(at)
            following = at.replace(second=0, microsecond=0) + MINUTE
            stop.wait(max(0.0, (following - now()).total_seconds()))
            at = max(following, now())  # a clock that was set back waits
        self._end()

    def minute(self, at: datetime) -> None:
        """Look after what ended, and begin what is due at this minute."""
        self._write()
        for name, (job, process) in list(self._under_way.items()):
            code = process.poll()
            if code is not None:
                del self._under_way[name]
                self._ended(job, code, at)
        for job in self.jobs:
            again = self._again_at.get(job.name)
            if is_due(job, at) or (again is not None and at >= again):
                self._begin(job, at)

    def _begin(self, job: Job, at: datetime) -> None:
        self._again_at.pop(job.name, None)
        if job.name in self._under_way:
            self.told(f"{job.name}：上一次还没有做完，这次不做")
            return
        self.told(f"{job.name}：开始（{job.what}）")
        self._under_way[job.name] = (job, self.start(job))
        self._begun[job.name] = at
        self._write()

    def _write(self) -> None:
        self.beat.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.beat.with_name(f".{self.beat.name}.new")
        begun = {name: at.astimezone(UTC).isoformat() for name, at in self._begun.items()}
        fresh.write_text(json.dumps(begun), encoding="utf-8")
        fresh.replace(self.beat)

    def _ended(self, job: Job, code: int, at: datetime) -> None:
        good = code == 0 or code in job.fine
        later = "" if good or not job.again_s else f"，{job.again_s // 60} 分钟后再试"
        self.told(f"{job.name}：{'完成' if good else '没有做成'}（退出码 {code}）{later}")
        if later:
            self._again_at[job.name] = at + timedelta(seconds=job.again_s)

    def _end(self) -> None:
        for _, process in self._under_way.values():
            process.terminate()
        for job, process in self._under_way.values():
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.told(f"{job.name}：没有在 {STOP_S:g} 秒内停下")
        self._under_way.clear()


def starter(here: Installation) -> Start:
    """Starts jobs of this installation, in the configuration's folder."""

    def start(job: Job) -> Running:
        return subprocess.Popen(here.command(job), cwd=here.sites_path.parent)  # noqa: S603

    return start


def is_due(job: Job, at: datetime) -> bool:
    """Whether a job's crontab line names this minute, Beijing time."""
    local = at.astimezone(SHANGHAI)
    values = (local.minute, local.hour, local.day, local.month, local.isoweekday() % 7)
    return all(
        wanted == "*" or value in map(int, wanted.split(","))
        for wanted, value in zip(job.cron.split(), values, strict=True)
    )


def missed(job: Job, begun: datetime | None, at: datetime) -> bool:
    """Whether a job that is made up for should have begun since it last did. ``begun`` None: it never
    did, which matters only for one that has its day in the month.
    """
    if not job.persistent or (begun is None and not job.from_day):
        return False
    local = at.astimezone(SHANGHAI).replace(second=0, microsecond=0)
    month = local.replace(day=1, hour=0, minute=0)
    since = max(begun, month - timedelta(days=1)) if begun else month
    if job.from_day:  # in the next month it would do that one's work
        since = max(since, month)
    first = since.astimezone(SHANGHAI).replace(second=0, microsecond=0) + MINUTE
    return any(
        is_due(job, first + timedelta(minutes=n)) for n in range(int((local - first) / MINUTE) + 1)
    )


def _read(path: Path) -> dict[str, datetime]:
    """When jobs last began, as far as that is known."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): datetime.fromisoformat(at) for name, at in said.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
