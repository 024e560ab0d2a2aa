"""Where the second engine is: fetched at set-up, or packed into the wheel; it may be missing."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = "accessibility-checker-engine"
_ROOT = Path(__file__).parents[2]
INSTALLED = (_ROOT / "crawler" / "browser" / "engine" / PACKAGE, _ROOT / "node_modules" / PACKAGE)


@dataclass(frozen=True, slots=True)
class IbmEngine:
    """The engine's script, which defines ``ace``, and its version like "4.0.34"."""

    source: str
    version: str


@cache
def second_engine() -> IbmEngine | None:
    """The engine, or None where nobody has fetched it."""
    for folder in INSTALLED:
        script, about = folder / "ace.js", folder / "package.json"
        if script.is_file() and about.is_file():
            version = json.loads(about.read_text(encoding="utf-8"))["version"]
            return IbmEngine(script.read_text(encoding="utf-8"), version)
    return None
