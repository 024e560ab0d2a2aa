"""The tasks of an account walk as child processes, which end when their parent is gone."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from crawler.site_process import ATTENDED, told

SINCE = "--since="
"""What was asked at this moment (ISO 8601) or later, in a run that was interrupted, is left alone."""


def begin(
    task: str, path: Path, given: str, since: datetime | None = None
) -> "subprocess.Popen[str]":
    """Start one task in a process of its own; closing its standard input ends it."""
    options = [f"{SINCE}{since.isoformat()}"] if since is not None else []
    command = [
        sys.executable, "-m", "crawler.media", task, str(path), given, *options, ATTENDED,
    ]  # fmt: skip
    return subprocess.Popen(  # noqa: S603 - our own interpreter, arguments from the configuration
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: "subprocess.Popen[str]") -> None:
    """Have it end soon; what it has seen is stored."""
    if process.stdin is not None and not process.stdin.closed:
        process.stdin.close()


def wait_for(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Its exit code and what went wrong, in Chinese. Ctrl-C ends the task, not the waiting."""
    assert process.stderr is not None  # noqa: S101 - begin() makes it a pipe
    said = ""
    try:
        said = process.stderr.read()
    except KeyboardInterrupt:
        end(process)
        said = process.stderr.read()
    code = process.wait()
    end(process)
    process.stderr.close()
    return code, told(code, said.strip())


def start_menus(path: Path, contact: str, since: datetime | None = None) -> int:
    """Ask for the pages of all menus; the exit code of that process."""
    code, said = wait_for(begin("menus", path, contact, since))
    if said:
        sys.stderr.write(f"{said}\n")
    return code
