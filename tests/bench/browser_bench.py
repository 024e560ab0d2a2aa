"""What the measurements of the browser share: the generated portal, a network of its own, bars."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from checks.registry import all_checks

SHARED = Path(os.environ.get("GOVCHECK_SHARED") or Path(__file__).parents[3] / "shared")
BENCH = SHARED / "bench" / "browser"
AXE = "axe-violation"
PORT = 8831


def check_ids(which: str) -> list[str]:
    """Checks of the page as it stands: axe alone, or every one but those of the second engine."""
    return [
        one.id
        for one in all_checks().values()
        if one.gather is not None
        and one.gather.task == "page"
        and (one.id == AXE or (which == "all" and not one.optional))
    ]


def isolate() -> None:
    """Go on in a network namespace with nothing but loopback; needs root."""
    again = [sys.executable, sys.argv[0], "--isolated", *sys.argv[1:]]
    inside = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh", *again]
    os.execvp("unshare", ["unshare", "--net", "--", *inside])


@contextmanager
def portal(node_modules: Path) -> Iterator[str]:
    """The generated portal, served on loopback while this is entered; gives its address."""
    command = [sys.executable, str(BENCH / "portal.py"), "--port", str(PORT)]
    command += ["--node-modules", str(node_modules)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield f"http://127.0.0.1:{PORT}"
        finally:
            process.terminate()


def addresses(portal: str, pages: int) -> list[str]:
    """So many pages of the portal."""
    return [portal + path for path in fetched_json(f"{portal}/__list?n={pages}")]


def fetched_json(url: str) -> Any:
    """What an address of the portal says of itself."""
    with urlopen(url, timeout=30) as answer:
        return json.load(answer)


def bar(what: str, value: float, *, least: float | None = None, most: float | None = None) -> None:
    """Print a figure and whether it is as it should be."""
    wanted = f"at least {least}" if least is not None else f"at most {most}"
    met = (least is None or value >= least) and (most is None or value <= most)
    said = "" if least is None and most is None else f" ({wanted}: {'met' if met else 'MISSED'})"
    print(f"{what}: {value:.3f}{said}")
