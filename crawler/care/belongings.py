"""Which files make up an office's data: configuration, rubrics, papers, databases and evidence.

Keys of platforms (they lie where their variables say) and the web interface's cookie key are left
out on purpose, so are the reports: they can be made again.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

DATABASE, CONFIGURATION, FILE = "database", "configuration", "file"
FOLDERS = ("rubrics", "papers", "data/evidence")
"""Folders beside the configuration that are taken whole."""
ENDINGS = (".toml", ".xlsx", ".xls", ".csv")
"""Files directly beside the configuration: rubrics of its own, confirmations, ledgers."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """One file. ``name`` is its path from the configuration's folder, with ``/``."""

    name: str
    path: Path
    kind: str


def belongings(sites_path: Path) -> list[Belonging]:
    """Everything that belongs to the configuration at ``sites_path``, by name."""
    folder = sites_path.parent
    found = {path: FILE for path in folder.glob("*") if path.suffix in ENDINGS}
    for name in FOLDERS:
        found |= dict.fromkeys((folder / name).rglob("*"), FILE)
    found |= dict.fromkeys(_word_list(sites_path), FILE)
    found |= dict.fromkeys((folder / "data").glob("*.sqlite"), DATABASE)
    if sites_path.exists():
        found[sites_path] = CONFIGURATION
    made = [
        Belonging(path.relative_to(folder).as_posix(), path, kind)
        for path, kind in found.items()
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$"))
    ]
    return sorted(made, key=lambda b: b.name)


def changed_at(path: Path) -> int:
    """When a file was last written, in nanoseconds; a database's log counts."""
    log = path.with_name(path.name + "-wal")
    return max(p.stat().st_mtime_ns for p in (path, log) if p.exists() and (p == path or _size(p)))


def _size(path: Path) -> int:
    return path.stat().st_size


def _word_list(sites_path: Path) -> list[Path]:
    """The office's word list, where it lies inside the configuration's folder."""
    try:
        named = tomllib.loads(sites_path.read_text(encoding="utf-8")).get("wordlist")
    except (OSError, ValueError):
        return []
    if not isinstance(named, str) or not named:
        return []
    folder = sites_path.parent.resolve()
    path = (folder / named).resolve()
    return [sites_path.parent / path.relative_to(folder)] if path.is_relative_to(folder) else []
