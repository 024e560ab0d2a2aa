"""What has to run when: the table of jobs, as systemd units or crontab lines of this installation.

A new job is one more row of :func:`jobs`.
"""

import hashlib
import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from checks.page import SHANGHAI
from crawler.hours import Hours

MONTHLY_DAY = 25
"""Day of the month on which the monthly run starts."""
MONTHLY_HOUR = 20
WEEKLY_DAYS = 7
"""Days between two weekly runs."""
WEEKLY_HOUR = 7
"""The weekly look is ready when people come to work; earlier or later where hours ask for it."""
LOOK_S = 3600
"""A weekly look at a site takes some minutes, and there are others before it."""
JITTER_S = 600
KEEP_MONTHS, KEEP_BACKUPS = 13, 7
ENVIRONMENT = "govcheck.env"
"""A file beside the configuration with keys and proxies (NAME=value), read by systemd if it is there."""
BEGIN, END = "# govcheck begin", "# govcheck end"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to run. ``calendar`` is systemd's, ``cron`` five fields; ``jitter_s`` spreads the
    start. ``fine``: exit codes that are no failure of the job. ``again_s``: after a failure it is
    tried again so much later (systemd only). ``persistent``: made up for when the computer was off.
    """

    name: str
    what: str
    arguments: tuple[str, ...]
    calendar: str
    cron: str
    jitter_s: int = 0
    fine: tuple[int, ...] = ()
    again_s: int = 0
    persistent: bool = True
    from_day: int = 0
    """Made up for only from this day of a month on: in the next month it would do that one's work."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What is run: the ``govcheck`` of this Python, on this configuration. Absolute paths."""

    program: tuple[str, ...]
    sites_path: Path

    @classmethod
    def here(cls, sites_path: Path) -> "Installation":
        """The installation that runs now."""
        script = Path(sys.executable).parent / "govcheck"
        module = (sys.executable, "-m", "reports.cli")
        return cls((str(script),) if script.is_file() else module, sites_path.absolute())

    @property
    def tag(self) -> str:
        """Tells this configuration's units from those of another one."""
        return hashlib.sha256(str(self.sites_path).encode()).hexdigest()[:6]

    def command(self, job: Job) -> list[str]:
        """The job's command line."""
        return [*self.program, "--sites", str(self.sites_path), *job.arguments]


def jobs(
    sites: Sequence[str],
    *,
    jobs_at_once: int = 2,
    probe_minutes: int = 30,
    hours: Sequence[Hours] = (),
) -> list[Job]:
    """The table. Minutes follow from the sites' ids: many offices never start at the same moment,
    and one always at the same. ``hours`` of the sites that have any: the weekly look is made in them.
    """
    minute = _minute(sites)
    every = [(minute + n) % 60 for n in range(0, 60, probe_minutes)]
    probe = ",".join(map(str, sorted(every)))
    night, early = minute % 30, 30 + minute % 30
    weekly = _weekly_hour(early, hours)
    return [
        Job(
            "monthly",
            "全部网站和新媒体账号的月度任务；中断后再运行会接着做",
            ("monthly", "--jobs", str(jobs_at_once)),
            f"*-*-{MONTHLY_DAY:02d} {MONTHLY_HOUR}:{night:02d}:00",
            f"{night} {MONTHLY_HOUR} {MONTHLY_DAY} * *",
            jitter_s=600,
            fine=(1, 3),
            again_s=1800,
            from_day=MONTHLY_DAY,
        ),
        Job(
            "weekly",
            "每周的轻量检查，每个责任单位一张提醒单；没有做成的半小时后再试"
            + ("；限定访问时段的网站到它的时段再看" if hours else ""),
            ("weekly", "--jobs", str(jobs_at_once), *(["--wait"] if hours else [])),
            f"Mon *-*-* {weekly:02d}:{early:02d}:00",
            f"{early} {weekly} * * 1",
            jitter_s=JITTER_S,
            # Tried again until a site's hours come, it would count another day for every site.
            fine=(3, 4),
            again_s=1800,
        ),
        Job(
            "probe",
            "可用性采样",
            ("probe", "--jitter", "240"),
            f"*:{probe}:00",
            f"{probe} * * * *",
            jitter_s=60,
            fine=(1, 3),
            persistent=False,
        ),
        Job(
            "recheck",
            "存疑的链接再看一次，并重新检测排队的问题",
            ("recheck", "--all", "--suspect", "--waiting"),
            f"*-*-* 06:{night:02d}:00",
            f"{night} 6 * * *",
            jitter_s=1200,
            fine=(1,),
        ),
        Job(
            "backup",
            f"备份，留最新的 {KEEP_BACKUPS} 份",
            ("backup", "--keep", str(KEEP_BACKUPS)),
            f"*-*-* 02:{early:02d}:00",
            f"{early} 2 * * *",
            jitter_s=600,
        ),
        Job(
            "prune",
            f"清理 {KEEP_MONTHS} 个月以前的网页原文，结果都保留",
            ("prune", "--keep-months", str(KEEP_MONTHS), "--yes"),
            f"*-*-05 03:{early:02d}:00",
            f"{early} 3 5 * *",
            jitter_s=600,
        ),
    ]


def units(here: Installation, table: Sequence[Job], *, user: str = "") -> dict[str, str]:
    """Unit file name -> text; ``user`` for system units: whom the jobs run as."""
    made = {}
    for job in table:
        name = f"govcheck-{here.tag}-{job.name}"
        made[f"{name}.service"] = _service(here, job, user)
        made[f"{name}.timer"] = _timer(here, job)
    return made


def crontab(here: Installation, table: Sequence[Job]) -> str:
    """The lines, between marks that name the configuration."""
    lines = [f"{BEGIN} {here.sites_path}"]
    folder = shlex.quote(str(here.sites_path.parent))
    for job in table:
        command = f"cd {folder} && {shlex.join(here.command(job))}"
        log = shlex.quote(str(here.sites_path.parent / "cron.log"))
        lines += [f"# {job.what}", f"{job.cron} {_percent(f'{command} >>{log} 2>&1', chr(92))}"]
    return "\n".join([*lines, f"{END} {here.sites_path}"]) + "\n"


def without(text: str, here: Installation) -> str:
    """A crontab without this configuration's lines; everybody else's stay as they are."""
    begin, end = (re.escape(f"{mark} {here.sites_path}") for mark in (BEGIN, END))
    return re.sub(rf"^{begin}$.*?^{end}$\n?", "", text, flags=re.DOTALL | re.MULTILINE)


def mark(here: Installation) -> str:
    """The first line of a unit of ours."""
    return f"# govcheck schedule {here.sites_path}"


def _service(here: Installation, job: Job, user: str) -> str:
    folder = here.sites_path.parent
    lines = [
        mark(here),
        "[Unit]",
        f"Description=govcheck {job.name}: {_percent(job.what)}",
    ]
    if user:
        lines += ["Wants=network-online.target", "After=network-online.target"]
    if job.again_s:
        lines += ["StartLimitIntervalSec=1d", "StartLimitBurst=5"]
    lines += [
        "",
        "[Service]",
        "Type=oneshot",
        *([f"User={user}"] if user else []),
        f"WorkingDirectory={_percent(str(folder))}",
        f"EnvironmentFile=-{_percent(str(folder / ENVIRONMENT))}",
        *_condition(job),
        f"ExecStart={' '.join(map(_quoted, here.command(job)))}",
        "UMask=0077",
        "Nice=10",
        "IOSchedulingClass=idle",
    ]
    if job.fine:
        lines.append(f"SuccessExitStatus={' '.join(map(str, job.fine))}")
    if job.again_s:
        lines += ["Restart=on-failure", f"RestartSec={job.again_s}"]
    return "\n".join(lines) + "\n"


def _condition(job: Job) -> list[str]:
    day = "$$(TZ=Asia/Shanghai date +%%d)"
    return [f"ExecCondition=/bin/sh -c 'test \"{day}\" -ge {job.from_day}'"] if job.from_day else []


def _timer(here: Installation, job: Job) -> str:
    lines = [
        mark(here),
        "[Unit]",
        f"Description=govcheck {job.name} timer",
        "",
        "[Timer]",
        f"OnCalendar={job.calendar} Asia/Shanghai",
        f"RandomizedDelaySec={job.jitter_s}",
        "AccuracySec=1s",
        *(["Persistent=true"] if job.persistent else []),
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """A word of ExecStart: quoted for systemd, with its specifiers and variables switched off."""
    text = _percent(word).replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", text, re.ASCII):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _percent(text: str, escape: str = "%") -> str:
    """``%`` means something to systemd, and to cron."""
    return text.replace("%", f"{escape}%")


def _weekly_hour(minute: int, hours: Sequence[Hours]) -> int:
    """The hour at which most sites with hours of their own have time enough left for a look."""

    def fitting(hour: int) -> int:
        at = datetime.combine(date(2026, 1, 5), time(hour, minute), SHANGHAI)  # any day will do
        return sum(one.closes_in_s(at) >= LOOK_S + JITTER_S for one in hours)

    candidates: list[int] = [*range(WEEKLY_HOUR, -1, -1), *range(WEEKLY_HOUR + 1, 24)]
    return max(candidates, key=fitting)


def _minute(sites: Sequence[str]) -> int:
    return int.from_bytes(hashlib.sha256("\n".join(sorted(sites)).encode()).digest()[:4]) % 60
