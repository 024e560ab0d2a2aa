"""Browsers whose process was killed: they are found by a mark in their environment, and ended.

Nothing else can be relied on: whoever is killed cannot clean up.
"""

import os
import shutil
import signal
from pathlib import Path

MARK = "GOVCHECK_BROWSER_OF"
PREFIX = "govcheck-browser-"
PROC = Path("/proc")


def mark() -> str:
    """Who we are: process id, start time and process namespace; "" where there is no /proc."""
    return _identity(os.getpid())


def sweep() -> int:
    """End browsers and drivers of processes that are gone; how many processes were ended."""
    space, ended = _space(), 0
    for folder in PROC.glob("[0-9]*"):
        environment = _environment(folder)
        owner = environment.get(MARK, "")
        # In another namespace the same number is another process: not ours to judge.
        if not owner or not owner.endswith(f" {space}") or _lives(owner):
            continue
        try:
            os.kill(int(folder.name), signal.SIGKILL)
            ended += 1
        except OSError:
            continue
        profile = Path(environment.get("HOME", "/"))
        if profile.name.startswith(PREFIX):
            shutil.rmtree(profile, ignore_errors=True)
    return ended


def _lives(owner: str) -> bool:
    return _identity(int(owner.split(" ", 1)[0])) == owner


def _identity(pid: int) -> str:
    try:
        started = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
    return f"{pid} {started} {_space()}"


def _space() -> str:
    try:
        return str((PROC / "self" / "ns" / "pid").readlink())
    except OSError:
        return ""


def _environment(folder: Path) -> dict[str, str]:
    try:
        pairs = (folder / "environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return {}
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)
