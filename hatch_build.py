"""Takes the accessibility engine that npm fetched at set-up into the packages built from here.

Nothing of it lies in the repository. Without it (no npm) the package is built all the same, and
the older engine that comes with axe-selenium-python runs.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ENGINES = {
    "accessibility-checker-engine": ("ace.js", "ace.js.LICENSE.txt", "package.json"),
    "axe-core": ("axe.min.js", "locales/zh_CN.json", "LICENSE", "LICENSE-3RD-PARTY.txt"),
}
"""npm package -> the files of it that are used, and its licence."""
INSIDE = "crawler/browser/engine"


class EngineHook(BuildHookInterface):
    """Adds what is there; hatchling calls it for each target."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files, unless the package is only linked to this folder."""
        if version == "editable":
            return
        for package, names in ENGINES.items():
            for name in names:
                path = Path(self.root, "node_modules", package, name)
                if path.is_file():
                    build_data["force_include"][str(path)] = f"{INSIDE}/{package}/{name}"
