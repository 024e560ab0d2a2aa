"""Files people hand in, kept under the hash of their content: never replaced, readable by the owner."""

import hashlib
import os
from pathlib import Path


def keep(folder: Path, body: bytes, ending: str) -> str:
    """Store ``body`` and return its name there: SHA-256 and ``ending`` (".pdf", or "")."""
    name = hashlib.sha256(body).hexdigest() + ending
    target = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        fresh = target.with_name(f".{name}.{os.getpid()}.new")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            out.write(body)
        fresh.replace(target)
    return name
