"""Strangers' files are parsed in a child process with limits: a hostile one costs only the child."""

import resource
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from checks.documents.extract import Extracted, extract

MEMORY = 1200 << 20
"""Address space of the child in bytes, the interpreter and its libraries included."""

Work = Callable[[bytes, str], Extracted]


class Isolated:
    """Reads files one after another in one child, which is started when first needed and anew
    after a file has ended it. ``cpu_s`` and ``wall_s`` are for one file.
    """

    def __init__(
        self,
        work: Work = extract,
        *,
        memory: int = MEMORY,
        cpu_s: int = 30,
        wall_s: float = 60,
    ) -> None:
        self._work, self._memory, self._cpu_s, self._wall_s = work, memory, cpu_s, wall_s
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    def extract(self, data: bytes, name: str) -> Extracted:
        """What the file says; ``problem`` tells when it ended the child or took too long."""
        pipe = self._pipe or self._start()
        try:
            pipe.send((data, name))
            if not pipe.poll(self._wall_s):
                self.close()
                return Extracted((), "解析用时超过限制，没有读完")
            answer: Extracted = pipe.recv()
        except (EOFError, OSError):
            self.close()
            return Extracted((), "解析时占用的时间或内存超过限制，没有读完")
        return answer

    def _start(self) -> Connection:
        context = get_context("forkserver")
        ours, theirs = context.Pipe()
        child = context.Process(
            target=_serve, args=(theirs, self._work, self._memory, self._cpu_s), daemon=True
        )
        child.start()
        theirs.close()
        self._pipe, self._child = ours, child
        return ours

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        self._child = self._pipe = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _serve(pipe: Connection, work: Work, memory: int, cpu_s: int) -> None:
    """In the child: answer until the parent hangs up."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_AS, memory)
    with suppress(EOFError, OSError):
        while True:
            data, name = pipe.recv()
            used = resource.getrusage(resource.RUSAGE_SELF)
            _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + cpu_s + 1)
            try:
                answer = work(data, name)
            except MemoryError:
                answer = Extracted((), "文件需要的内存超过限制，没有读完")
            pipe.send(answer)


def _limit(what: int, soft: int) -> None:
    """Lower a limit for this process; the hard limit stays, so that it can be moved again."""
    _, hard = resource.getrlimit(what)
    soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    with suppress(ValueError, OSError):  # systems that know no such limit still have the others
        resource.setrlimit(what, (soft, hard))
