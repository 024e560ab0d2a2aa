"""The side that has the databases: sends sites to Dask workers and files what comes back.

Nothing is shared with the workers: no database, no file system, no secret.
"""

import logging
import secrets
import threading
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from checks.errors import UserError
from crawler.batch import NOT_STARTED, UNFINISHED, Ended, Order
from crawler.cluster import worker
from crawler.cluster.delta import put_in
from crawler.cluster.packed import DamagedError, unpack
from crawler.cluster.parcel import Handback, Parcel, grid_of, parcel_of, refuse_secrets
from crawler.engine import ENGINE
from crawler.locking import BusyError, locked
from crawler.same_host import hosts_held
from crawler.sites import SitesFile

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
CONNECT_S = 20.0
WORKERS_S = 30.0
GONE_S = 180.0
"""A run is given up when there has been no worker at all for so long."""
TRIES = 3
INSTALL = "pip install 'govcheck[cluster]'"


class ClusterError(UserError):
    """The cluster cannot be used; the message is Chinese and says what to do."""


class Cluster:
    """A :class:`crawler.batch.Launcher` on Dask workers. ``slots``: sites they take at a time."""

    def __init__(self, sites: SitesFile, client: "Client", address: str) -> None:
        self._sites, self._client, self._address = sites, client, address
        self._office = _office(sites.data_dir)
        self._session = uuid.uuid4().hex
        self._stopped = threading.Event()
        self.slots = self._check_workers()
        # What a coordinator left running that was killed would ask the same sites once more.
        self._client.run(worker.stop, self._office, self._session, others=True)

    def run(self, site_id: str, order: Order) -> Ended:
        """Run one site to its end."""
        database = self._sites.database(site_id)
        try:
            with (
                locked(database.with_suffix(".lock"), f"网站“{site_id}”"),
                hosts_held(self._sites.data_dir, self._sites.site(site_id)),
            ):
                refuse_secrets(grid_of(order))
                parcel = parcel_of(self._sites, site_id, order, self._office, self._session)
                for again in reversed(range(TRIES)):
                    if self._stopped.is_set():
                        return Ended(site_id, UNFINISHED, "", stop_reason=NOT_STARTED)
                    hand = self._sent(parcel)
                    try:
                        self._file(hand, parcel, database)
                    except DamagedError:
                        if not again:
                            raise
                        continue
                    return hand.ended
        except UserError as error:
            left = isinstance(error, (ClusterError, BusyError))
            return Ended(site_id, UNFINISHED if left else 2, str(error))
        raise AssertionError("unreachable")

    def stop(self) -> None:
        """Have the workers interrupt what they run; it comes back as it is."""
        self._stopped.set()
        with suppress(Exception):  # a cluster that is gone runs nothing of ours any more
            self._client.run(worker.stop, self._office, self._session)

    def _sent(self, parcel: Parcel) -> Handback:
        from distributed import KilledWorker, TimeoutError

        future = self._client.submit(worker.site_month, parcel, key=f"site-{uuid.uuid4().hex}")
        without = 0.0
        try:
            while True:
                try:
                    hand: Handback = future.result(timeout=min(GONE_S, 30.0))
                except TimeoutError:
                    without = 0.0 if self._threads() else without + 30.0
                    if without < GONE_S:
                        continue
                    raise ClusterError("集群里已经没有工作进程，等不到结果。") from None
                return hand
        except UserError:
            raise
        except KilledWorker as error:
            raise ClusterError(
                "运行这个网站的工作进程接连被结束，不再重试；常见原因是内存不足。"
                f"请查看工作机的日志，再运行一次。（{str(error)[:200]}）"
            ) from None
        except Exception as error:
            raise ClusterError(
                f"集群没有交回结果（{type(error).__name__}）。请检查调度程序 {self._address} 和"
                "工作进程是否还在运行；已经做完的网站不会重做，再运行一次接着做。"
            ) from error

    def _file(self, hand: Handback, parcel: Parcel, database: Path) -> None:
        if hand.delta is None:
            return
        with TemporaryDirectory(prefix="govcheck-delta-") as folder:
            delta = Path(folder) / "delta.sqlite"
            unpack(hand.delta, delta)
            put_in(delta, database, parcel.order.month, parcel.sent)

    def _check_workers(self) -> int:
        told: dict[str, Any] = self._client.run(worker.about, on_error="return")
        wrong = []
        for address, answer in told.items():
            if isinstance(answer, BaseException):
                wrong.append(f"{address} 没有装 govcheck 或装得不全（{type(answer).__name__}）")
            elif answer != {**worker.about(), "host": answer["host"]}:
                wrong.append(f"{answer['host']}（{address}）是 {answer['engine']}")
        if wrong:
            raise ClusterError(
                f"工作机上的版本与本机（{ENGINE}）不同，没有开始：{'；'.join(wrong)}。"
                f"请在这些工作机上装同一版本（{INSTALL}），重新启动 dask worker。"
            )
        return self._threads()

    def _threads(self) -> int:
        found: dict[str, int] = self._client.nthreads()  # type: ignore[no-untyped-call]
        return sum(found.values())


@contextmanager
def cluster(sites: SitesFile, address: str, jobs: int) -> Iterator[Cluster]:
    """Connect to a scheduler, or with ``local`` start a cluster of ``jobs`` processes here.

    Raises :class:`ClusterError` when the extra is missing, nobody answers, there is no worker, or
    a worker has another version.
    """
    refuse_secrets(sites.browser.grid)
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError(
            f"--dask 需要另装集群部分：{INSTALL}（本机和每台工作机都要装）。缺少：{error.name}。"
        ) from None
    warnings.filterwarnings("ignore", message="Sending large graph")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in Chinese
    if address == LOCAL:
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
            ) as here,
            Client(here) as client,  # type: ignore[no-untyped-call]
        ):
            yield Cluster(sites, client, LOCAL)
        return
    try:
        client = Client(address, timeout=CONNECT_S)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(
            f"连不上集群的调度程序 {address}（{type(error).__name__}）。请检查地址（像 tcp://10.0.0.5:8786）、"
            "调度程序是否在运行（dask scheduler）和防火墙；只有一台电脑时用 --dask local 或 --jobs。"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_S)
        except TimeoutError:
            raise ClusterError(
                f"调度程序 {address} 下没有工作进程。请在工作机上运行：dask worker {address} --nthreads 2"
            ) from None
        yield Cluster(sites, client, address)


def _office(data: Path) -> str:
    """A name for this data folder that says nothing about it; the same every time."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / ".cluster-name"
    if not path.exists():
        path.write_text(secrets.token_hex(16), encoding="ascii")
    return path.read_text(encoding="ascii")
