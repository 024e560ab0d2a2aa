"""Work on what strangers hand in happens in a process of its own, with limits, in a folder of its own."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from checks.errors import UserError

MEMORY = 2_500_000_000
CPU_S = 60
WALL_S = 90
ANSWER = 20_000_000
AT_ONCE = BoundedSemaphore(2)
BUSY = "正在检查的人较多，请过一会儿再试。"


def run_json(arguments: Sequence[str], folder: Path, *, wall_s: float = WALL_S) -> Any:
    """Run a ``govcheck`` command and give the JSON it prints, whatever its exit code.

    UserError with its own Chinese message when it prints none, takes too long or is refused a place.
    """
    if not AT_ONCE.acquire(timeout=5):
        raise UserError(BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-m", "reports.cli", *arguments],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=wall_s,
            preexec_fn=_limits,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"超过 {wall_s:.0f} 秒没有做完，已停止。内容太多的请分开检查。") from None
    finally:
        AT_ONCE.release()
    if done.stdout[:1] in (b"{", b"[") and len(done.stdout) <= ANSWER:
        return json.loads(done.stdout)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    told = next((line for line in reversed(said) if line.startswith("错误：")), "")
    raise UserError(told.removeprefix("错误：") or "没有检查成，文件可能损坏或过大。")


def _environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"PYTHONUTF8": "1"}


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
