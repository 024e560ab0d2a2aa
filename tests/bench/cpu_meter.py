"""CPU seconds of a process and everything it starts, the browser's sandboxed processes included.

What a parent gets told of its dead children leaves those out: a sandbox has a process namespace of
its own, and when its first process is killed the kernel buries the others without an account.
"""

import os
import threading
from pathlib import Path
from typing import Self

PROC = Path("/proc")
EVERY_S = 0.2
DRIVER = "chromedriver"
TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Adds up, while it is entered, what each process of the tree below ``root`` used."""

    def __init__(self, root: int = 0) -> None:
        self._root = root or os.getpid()
        self._used: dict[tuple[int, int], int] = {}
        self._begun: dict[tuple[int, int], int] = {}
        self._names: dict[tuple[int, int], str] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @property
    def seconds(self) -> float:
        """User and system time used so far, as last looked at."""
        return self._sum(list(self._used))

    @property
    def browser_seconds(self) -> float:
        """The same of Chromium's processes alone, without the driver's."""
        names = self._names.items()
        return self._sum([o for o, name in names if name.startswith("chrom") and name != DRIVER])

    def _sum(self, processes: list[tuple[int, int]]) -> float:
        return sum(self._used[one] - self._begun.get(one, 0) for one in processes) / TICKS

    def __enter__(self) -> Self:
        self._look()
        self._begun = dict(self._used)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(EVERY_S):
            self._look()

    def _look(self) -> None:
        children: dict[int, list[int]] = {}
        times: dict[int, tuple[int, int]] = {}
        names: dict[int, str] = {}
        for folder in PROC.glob("[0-9]*"):
            try:
                head, _, rest = (folder / "stat").read_text().rpartition(")")
            except OSError:
                continue
            pid, said = int(folder.name), rest.split()
            children.setdefault(int(said[1]), []).append(pid)
            times[pid] = (int(said[19]), int(said[11]) + int(said[12]))
            names[pid] = head.partition("(")[2]
        waiting = [self._root]
        while waiting:
            pid = waiting.pop()
            waiting += children.get(pid, [])
            if pid in times:
                started, used = times[pid]
                self._used[(pid, started)] = used
                self._names[(pid, started)] = names[pid]
