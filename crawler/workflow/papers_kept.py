"""Files people hand in (佐证, stamped scans), kept under the hash of their content."""

import re
from dataclasses import dataclass
from pathlib import Path

from checks.errors import UserError
from crawler import kept_files
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp

LARGEST = 20_000_000
ALLOWED = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".docx": b"PK\x03\x04",
    ".ofd": b"PK\x03\x04",
}
"""Endings that are taken, with how their content begins."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A stamped paper a unit handed in. ``file`` is its name in the evidence folder."""

    month: str
    unit: str
    name: str
    file: str
    at: str
    by: str


def is_kept(name: str) -> bool:
    """Whether this is the name of a file that :func:`keep` has kept."""
    return re.fullmatch(r"[0-9a-f]{64}\.[a-z]{3,4}", name) is not None


def keep(folder: Path, name: str, body: bytes) -> str:
    """Store a file; returns the name it has there. UserError for what is not taken."""
    ending = Path(name).suffix.lower()
    if ending not in ALLOWED or not body.startswith(ALLOWED[ending]):
        known = "、".join(sorted(ending.removeprefix(".") for ending in ALLOWED))
        raise UserError(f"“{Path(name).name}”的内容不是可以收的文件（只收 {known}）。")
    if len(body) > LARGEST:
        raise UserError(f"“{Path(name).name}”超过 {LARGEST // 1_000_000} MB，请压缩后再交。")
    return kept_files.keep(folder, body, ".jpg" if ending == ".jpeg" else ending)


def add_scan(office: Office, month: str, unit: str, name: str, body: bytes, stamp: Stamp) -> Scan:
    """Keep a stamped paper of a unit's month; the same content twice is kept once."""
    kept = keep(office.evidence_dir, name, body)
    for known in scans(office, month, unit):
        if known.file == kept:
            return known
    scan = Scan(month, unit, Path(name).name[:200], kept, stamp.at, stamp.who)
    with office.change():
        office.db.execute(
            "INSERT INTO scans (month, unit, name, file, at, by) VALUES (?, ?, ?, ?, ?, ?)",
            [scan.month, scan.unit, scan.name, scan.file, scan.at, scan.by],
        )
    return scan


def scans(office: Office, month: str, unit: str = "") -> list[Scan]:
    """The stamped papers of a month (of one unit), oldest first."""
    where, values = (
        "month = ?" + (" AND unit = ?" if unit else ""),
        [month, *([unit] if unit else [])],
    )
    rows = office.db.execute(
        f"SELECT month, unit, name, file, at, by FROM scans WHERE {where} ORDER BY id",  # noqa: S608
        values,
    )
    return [Scan(*row) for row in rows]
