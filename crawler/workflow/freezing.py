"""Making a month final (定稿): its papers are kept by hash, its rows can no longer be changed.

What turns out later is a numbered correction (更正) beside it, never in its place.
"""

from collections.abc import Mapping

from checks.errors import UserError
from crawler.store import Store
from crawler.workflow.final import frozen_at, refuse_final
from crawler.workflow.sealed import Sealed, content, issues, seal
from crawler.workflow.stamp import Stamp


def freeze(store: Store, month: str, papers: Mapping[str, bytes], stamp: Stamp) -> list[Sealed]:
    """Make a month final with these papers by name. FinalError when it already is."""
    refuse_final(store.connection, month, "定稿一次")
    with store.connection as db:
        made = seal(db, "snapshots", month, 0, papers, stamp, "")
        db.execute("INSERT INTO frozen VALUES (?, ?, ?)", [month, stamp.at, stamp.who])
    return made


def correct(
    store: Store,
    month: str,
    papers: Mapping[str, bytes],
    stamp: Stamp,
    reason: str,
    *,
    number: int = 0,
) -> list[Sealed]:
    """Add a numbered correction of a final month: the papers as they are now, and why.

    ``number`` is the office's number of the correction, which passes over the sites it leaves as
    they are; 0 for the next one of this site.
    """
    if not frozen_at(store.connection, month):
        raise UserError(f"{month} 还没有定稿，直接修改即可，不用更正。")
    number = max(number, max(s.correction for s in snapshots(store, month)) + 1)
    with store.connection as db:
        return seal(db, "snapshots", month, number, papers, stamp, reason)


def snapshots(store: Store, month: str) -> list[Sealed]:
    """All papers of a final month, the first issue before its corrections."""
    return issues(store.connection, "snapshots", month)


def paper(store: Store, month: str, name: str, correction: int = 0) -> bytes:
    """The content of one paper, checked against its hash. UserError when it is not there."""
    return content(store.connection, "snapshots", month, name, correction)
