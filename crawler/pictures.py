"""Pictures of pages, kept once under the hash of their content, and what each of them shows."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.rows import masked_json
from crawler.store import Run, Store, utc_now

ELEMENT, PAGE = "element ", "page "
"""How names of pictures of findings begin; the finding's key follows."""
AGAIN = "again "
"""Stands before these names when the page was asked of the site once more."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture of a page, without its content. ``about`` has at least ``caption``, in
    Chinese; ``taken_at`` is UTC ISO 8601; sizes are pixels, 0 where unknown.
    """

    name: str
    url: str
    sha: str
    media_type: str
    width: int
    height: int
    taken_at: str
    about: Mapping[str, Any]

    @property
    def file_name(self) -> str:
        """A name for the picture as a file, the same for the same picture."""
        ending = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
        return f"{self.sha[:32]}.{ending.get(self.media_type, 'bin')}"


def keep(
    store: Store,
    run: Run,
    url: str,
    name: str,
    data: bytes,
    about: Mapping[str, Any],
    *,
    media_type: str = "image/jpeg",
    size: tuple[int, int] | None = None,
) -> str:
    """Store one picture of a page of the run; returns its hash. An earlier one of the name goes."""
    sha = hashlib.sha256(data).hexdigest()
    text = json.dumps(masked_json(about), ensure_ascii=False)
    width, height = size or (None, None)
    with store.connection as db:
        db.execute(
            "INSERT OR IGNORE INTO pictures (sha, media_type, data, width, height)"
            " VALUES (?, ?, ?, ?, ?)",
            [sha, media_type, data, width, height],
        )
        db.execute(
            "INSERT OR REPLACE INTO screenshots (run, url, name, picture, taken_at, about)"
            " SELECT ?, id, ?, ?, ?, ? FROM urls WHERE url = ?",
            [run.id, name, sha, utc_now(), text, url],
        )
    return sha


def moved(store: Store, run: Run, url: str, artifact: str, value: Any) -> Any:
    """An artifact whose ``pictures`` (base64) are in the tables; its JSON keeps their hashes."""
    if not isinstance(value, dict) or not isinstance(value.get("pictures"), list):
        return value
    kept = []
    for number, one in enumerate(value["pictures"]):
        rest = {k: v for k, v in one.items() if k != "base64"}
        if "base64" in one:
            name = f"{prefix_of(artifact)}{one.get('name') or number}"
            about = {"caption": str(one.get("about", "")), "artifact": artifact}
            data = base64.b64decode(one["base64"])
            rest["sha"] = keep(
                store, run, url, name, data, about, media_type=one.get("media_type", "image/jpeg")
            )
        kept.append(rest)
    return value | {"pictures": kept}


def prefix_of(artifact: str) -> str:
    """How the names of an artifact's pictures begin."""
    return f"{artifact.rpartition('.')[2]} "


def of_run(store: Store, run: Run, prefix: str = "") -> list[Picture]:
    """The pictures of a run whose names begin so, in a fixed order."""
    rows = store.connection.execute(
        "SELECT s.name, u.url, s.picture, p.media_type, coalesce(p.width, 0), coalesce(p.height, 0),"
        " s.taken_at, s.about"
        " FROM screenshots s JOIN urls u ON u.id = s.url JOIN pictures p ON p.sha = s.picture"
        " WHERE s.run = ? AND substr(s.name, 1, ?) = ? ORDER BY u.url, s.name",
        [run.id, len(prefix), prefix],
    )
    return [
        Picture(name, url, sha, kind, width, height, at, json.loads(about))
        for name, url, sha, kind, width, height, at, about in rows
    ]


def data_of(store: Store, sha: str) -> bytes:
    """The content of a stored picture. KeyError if there is none of this hash."""
    row = store.connection.execute("SELECT data FROM pictures WHERE sha = ?", [sha]).fetchone()
    if row is None:
        raise KeyError(sha)
    return bytes(row[0])


def names(store: Store, run: Run) -> frozenset[str]:
    """The names of all pictures of a run."""
    rows = store.connection.execute("SELECT name FROM screenshots WHERE run = ?", [run.id])
    return frozenset(name for (name,) in rows)
