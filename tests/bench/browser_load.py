"""The browser's own CPU: a page audited by axe-core beside the same page loaded and nothing more.

Only the processes of Chromium count, with their start on both sides; python and the driver do not.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from browser_bench import AXE, BENCH, addresses, bar, portal
from browser_store import fill
from cpu_meter import Meter

from crawler.browser.stage import look
from crawler.sites import BrowserSettings


def beside_a_load(pages: int, rounds: int, node_modules: Path, python: str) -> None:
    """Take turns, and print the CPU seconds a page of both sides and their ratio."""
    mine, bare = [], []
    with tempfile.TemporaryDirectory() as folder, portal(node_modules) as home:
        urls = addresses(home, pages)
        listed = Path(folder) / "urls.json"
        listed.write_text(json.dumps(urls), encoding="utf-8")
        tool = [python, str(BENCH / "page_tools.py"), "bare-load", str(listed)]
        for number in range(rounds):
            path = Path(folder) / f"{number}.sqlite"
            config, run = fill(path, urls)
            with Meter() as meter:
                one = BrowserSettings(workers=1)
                ended = look(config, path, run, [AXE], settings=one, everything=True)
            mine.append(meter.browser_seconds / pages)
            with Meter() as meter:
                subprocess.run(tool, check=True, stdout=sys.stderr)
            bare.append(meter.browser_seconds / pages)
            print(
                f"audited {mine[-1]:.3f}, loaded {bare[-1]:.3f} CPU s a page; {ended}", flush=True
            )
        print(f"load of the machine: {os.getloadavg()[0]:.0f}")
    bar("browser CPU a page, times a bare load's", median(mine) / median(bare), most=2.0)
