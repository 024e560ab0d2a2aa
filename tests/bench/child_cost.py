"""What one command costs: CPU of its whole process tree, peak memory, wall time."""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """``said`` is the last line of standard error; ``ended`` False when it ran out of time."""

    cpu_s: float
    peak_mb: int
    wall_s: float
    said: str
    ended: bool


def cost(command: Sequence[str], longest_s: float) -> Cost:
    """Run a command, its output thrown away. Its exit code may be anything: link checkers tell of
    broken links that way.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )
        ended = True
        while True:
            pid, _, used = os.wait4(process.pid, os.WNOHANG if ended else 0)
            if pid:
                break
            if time.monotonic() - began > longest_s:
                os.killpg(process.pid, 9)
                ended = False
            time.sleep(0.05)
        process.returncode = 0
        errors.seek(0)
        lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return Cost(
        used.ru_utime + used.ru_stime,
        used.ru_maxrss // 1024,
        time.monotonic() - began,
        lines[-1][:400] if lines else "",
        ended,
    )
