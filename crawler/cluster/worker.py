"""What runs on a worker of the cluster: one site's month as a process, in a folder of its own."""

import shutil
import socket
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

from checks.errors import UserError
from crawler.batch import NOT_STARTED, UNFINISHED, Ended
from crawler.cluster.delta import take_out
from crawler.cluster.packed import pack
from crawler.cluster.parcel import Handback, Parcel, came, lay_out
from crawler.engine import ENGINE
from crawler.locking import BusyError, locked
from crawler.schema import VERSION
from crawler.site_process import Here
from crawler.sites_file import load as load_sites

PREFIX = "govcheck-worker-"
LOCK = ".in-use"

_lock = threading.Lock()
_running: dict[str, set[tuple[str, Here]]] = {}
_stopped: set[str] = set()


def about() -> dict[str, str]:
    """Which govcheck this worker has."""
    return {"engine": ENGINE, "schema": str(VERSION), "host": socket.gethostname()}


def stop(office: str, session: str, *, others: bool = False) -> int:
    """Interrupt what runs here for an office: of this session, or of every other one, whose sender
    is gone. How many were interrupted.
    """
    with _lock:
        if not others:
            _stopped.add(session)
        mine = [here for its, here in _running.get(office, ()) if (its == session) is not others]
    for here in mine:
        here.stop()
    return len(mine)


def site_month(parcel: Parcel) -> Handback:
    """Run a parcel. Whatever the site does is in the answer; exceptions are the machine's."""
    name = socket.gethostname()
    if (parcel.engine, parcel.schema) != (ENGINE, VERSION):
        told = f"工作机 {name} 上是 {ENGINE}，发来任务的是 {parcel.engine}，版本不同，没有运行。"
        return Handback(Ended(parcel.site_id, 2, told), None, name)
    with _lock:
        if parcel.session in _stopped:
            ended = Ended(parcel.site_id, UNFINISHED, "", stop_reason=NOT_STARTED)
            return Handback(ended, None, name)
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with locked(folder / LOCK, "工作文件夹"):
            return replace(_run(parcel, folder), worker=name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(parcel: Parcel, folder: Path) -> Handback:
    try:
        sites = load_sites(lay_out(parcel, folder))
    except UserError as error:
        return Handback(Ended(parcel.site_id, 2, str(error)), None)
    here = Here(sites)
    entry = (parcel.session, here)
    with _lock:
        _running.setdefault(parcel.office, set()).add(entry)
    try:
        ended = here.run(parcel.site_id, parcel.order)
    finally:
        with _lock:
            _running[parcel.office].discard(entry)
    database, delta = sites.database(parcel.site_id), folder / "delta.sqlite"
    if not database.exists():
        return Handback(ended, None)
    take_out(database, parcel.order.month, parcel.sent, came(folder), delta)
    return Handback(ended, pack(delta))


def sweep() -> None:
    """Remove folders of workers that were killed: nobody holds their locks any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not (folder / LOCK).exists():  # being made just now
            continue
        try:
            with locked(folder / LOCK, "工作文件夹"):
                shutil.rmtree(folder, ignore_errors=True)
        except (BusyError, OSError):
            continue
