"""Several servers on loopback addresses of their own that share one port."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

TRIES = 20


class Listener(ThreadingHTTPServer):
    """One of them. A subclass says what it answers."""

    daemon_threads = True
    request_queue_size = 256

    def server_bind(self) -> None:
        """Bind without the reverse name look-up of the standard class."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.socket.getsockname()
        self.server_address = (self.server_name, self.server_port)


def listen[T: Listener](makers: Iterable[Callable[[int], T]], port: int) -> list[T]:
    """One of each on ``port``, or all on another free one when it is taken or 0. Raises OSError when
    none can be had.
    """
    makers, tries = list(makers), [port] + TRIES * [0]
    while tries:
        opened: list[T] = []
        wanted = tries.pop(0)
        try:
            for make in makers:
                opened.append(make(wanted))
                wanted = opened[0].server_port
        except OSError:
            for server in opened:
                server.server_close()
            if not tries:
                raise
        else:
            return opened
    raise AssertionError("the loop returns or raises")


@contextmanager
def running(listeners: Sequence[Listener]) -> Iterator[None]:
    """They answer until the block ends; then their port is free again."""
    threads = [threading.Thread(target=s.serve_forever, args=(0.05,)) for s in listeners]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for server in listeners:
            server.shutdown()
        for thread in threads:
            thread.join()
        for server in listeners:
            server.server_close()
