"""Backups made while a crawl writes, and backups that are killed: what carries the name is whole."""

import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from browser_site import page, stored

from crawler.care.backup import backup
from crawler.care.restore import restore, verified
from crawler.store import Store

HOME = "http://www.example.gov.cn/"
AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
BATCH = 50
LOOP = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from crawler.care.backup import backup

at = datetime(2026, 11, 26, tzinfo=UTC) + timedelta(days=int(sys.argv[3]))
for n in range(10_000):
    backup(Path(sys.argv[1]), Path(sys.argv[2]), at + timedelta(seconds=n), archive=n % 3 == 2)
"""


def office(folder: Path) -> Path:
    (folder / "rubrics").mkdir(parents=True)
    (folder / "sites.toml").write_text("# x\n", encoding="utf-8")
    (folder / "rubrics" / "own.toml").write_text("x" * 100_000, encoding="utf-8")
    pages = [page(f"{HOME}{n}", f"{n}" * 2000) for n in range(200)]
    stored(folder / "data" / "demo.sqlite", HOME, pages)
    return folder / "sites.toml"


def test_a_crawl_goes_on_and_every_backup_has_whole_batches(tmp_path: Path) -> None:
    sites = office(tmp_path / "o")
    ended, written = threading.Event(), [0]

    def crawl() -> None:
        with Store(sites.parent / "data" / "demo.sqlite") as store:
            run = store.runs()[0]
            while not ended.is_set():
                number = written[0]
                names = [f"{HOME}new/{number}/{n}" for n in range(BATCH)]
                store.write(run, [page(name, f"{name}" * 20) for name in names])
                written[0] += 1

    writer = threading.Thread(target=crawl)
    writer.start()
    try:
        made = []
        for n in range(4):
            since = written[0]
            while written[0] == since:  # between two backups something is stored
                time.sleep(0.001)
            made.append(backup(sites, tmp_path / "b", AT + timedelta(hours=n)).path)
    finally:
        ended.set()
        writer.join()
    counts = []
    for n, one in enumerate(made):
        restore(one, tmp_path / f"r{n}" / "sites.toml", AT)
        with Store(tmp_path / f"r{n}" / "data" / "demo.sqlite") as store:
            [pages] = store.connection.execute("SELECT count(*) FROM fetches").fetchone()
            lost = "SELECT count(*) FROM fetches f WHERE NOT EXISTS (SELECT 1 FROM bodies b WHERE b.sha = f.body)"
            assert store.connection.execute(lost).fetchone() == (0,)
        counts.append((pages - 200) / BATCH)
    assert counts == sorted(counts)
    assert all(count == int(count) for count in counts)
    assert counts[-1] > counts[0]


def test_whenever_it_is_killed_there_is_no_half_backup(tmp_path: Path) -> None:
    sites, into = office(tmp_path / "o"), tmp_path / "b"
    chance = random.Random(7)
    for n in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(sites), str(into), str(n)],
            stderr=subprocess.DEVNULL,
        )
        before = len(list(into.glob("govcheck-*")))
        while len(list(into.glob("govcheck-*"))) == before and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
    made = list(into.glob("govcheck-*"))
    assert len(made) >= 8
    for one in made:
        assert len(verified(one).files) == 3
    backup(sites, into, AT + timedelta(days=90))
    assert [p.name for p in into.iterdir() if p.name.startswith(".")] == [".backup.lock"]
