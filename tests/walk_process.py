"""One account walk as a program: told by JSON on stdin, everything logged at DEBUG to walk.log.

Connections and look-ups are watched; one that would leave loopback is refused and written down.
"""

import json
import logging
import os
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

PEERS: set[str] = set()


def watch() -> None:
    """Refuse everything but 127.0.0.0/8, and remember who was to be reached."""
    for name in ("connect", "connect_ex"):
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, real: Any = real) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                PEERS.add(str(address[0]))
                if not str(address[0]).startswith("127."):
                    raise OSError(f"left loopback: {address}")
            return real(self, address)

        setattr(socket.socket, name, guarded)
    look_up = socket.getaddrinfo

    def local_only(host: Any, *args: Any, **kwargs: Any) -> Any:
        text = host.decode() if isinstance(host, bytes) else str(host)
        if not text.startswith("127."):
            PEERS.add(text)
            raise socket.gaierror(socket.EAI_NONAME, "left loopback")
        return look_up(host, *args, **kwargs)

    socket.getaddrinfo = local_only


def run(folder: str, told: dict[str, Any]) -> None:
    """Walk in a forked process: what it prints goes to walk.out."""
    os.chdir(folder)
    printed = os.open("walk.out", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(printed, stream)
    walk(told)


def walk(told: dict[str, Any]) -> None:
    watch()
    os.environ |= told.get("process", {})
    import crawler.media.walk as walking
    from crawler.media.bases import read_bases
    from crawler.media.credentials import Credentials
    from crawler.media.office import Office
    from crawler.sites import Politeness
    from crawler.workflow.stamp import Stamp

    if not told.get("quiet"):
        walking.quiet_logs = lambda: None
        logging.basicConfig(filename="walk.log", level=logging.DEBUG, encoding="utf-8")
        usual = walking.scrapy_settings
        loud = {"LOG_LEVEL": "DEBUG"}
        walking.scrapy_settings = lambda *a: {**usual(*a), **loud, **told.get("settings", {})}
    for fault in told.get("faults", ()):
        exec(fault, {})
    quick = Politeness(
        requests_per_second=0, timeout_s=told["timeout_s"], recheck_after_s=0, max_body_mb=1
    )
    now = datetime.fromisoformat(told["now"]) if told["now"] else None
    with Office.beside(Path("sites.toml")) as office:
        done = walking.walk(
            office,
            contact=told["contact"],
            stamp=Stamp("t", datetime.now().astimezone().isoformat()),
            politeness=quick,
            bases=read_bases(told["bases"]),
            credentials=Credentials(told["environ"], lambda service, user: None),
            now=now,
            days=told.get("days", 14),
        )
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    notes = {
        "peers": sorted(PEERS),
        "outcomes": len(done.outcomes),
        "calls": done.calls,
        "asked": done.asked,
        "posts": done.posts,
        "interrupted": done.interrupted,
        "peak_kb": usage.ru_maxrss,
        "cpu_s": usage.ru_utime + usage.ru_stime,
    }
    Path("walk.json").write_text(json.dumps(notes), encoding="utf-8")
    Path("walk.log").touch()
    os._exit(0) if told.get("hurry") else None


if __name__ == "__main__":
    walk(json.loads(sys.stdin.read()))
