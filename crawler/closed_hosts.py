"""Hosts that said "not found" to everything: more likely down or closed to us than full of errors."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from checks.site import LinkState
from crawler.store import Run, Store
from crawler.urls import host_of

LEAST = 3
"""So many addresses of one host, all gone and none fine, are doubted as a whole."""
WHY = "；这台主机对问到的 {n} 个地址都这样答复，可能整站故障或不接待监测程序"


def closed_hosts(store: Store, run: Run, rows: Iterable[Mapping[str, Any]]) -> Mapping[str, int]:
    """Host -> how many of its addresses were gone, for hosts that never gave a good answer."""
    gone = Counter(
        host_of(row["url"])
        for row in rows
        if row["state"] == LinkState.DEAD and row["status"] in (404, 410)
    )
    doubtful = {host: n for host, n in gone.items() if n >= LEAST}
    if doubtful:
        good = store.connection.execute(
            "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url"
            " WHERE f.run = ? AND f.method != '' AND f.state IN ('ok', 'redirect')",
            [run.id],
        )
        for (url,) in good:
            doubtful.pop(host_of(url), None)
    return doubtful
