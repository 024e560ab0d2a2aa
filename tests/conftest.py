"""Fixtures every test may use."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("GOVCHECK_SHARED") or Path(__file__).parents[2] / "shared").resolve()
WANTS_SHARED = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference corpora; tests that need it skip, counted aloud, when it is absent."""
    if not (SHARED / "corpora").is_dir():
        pytest.skip("needs the shared reference corpora (GOVCHECK_SHARED)")
    return SHARED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave exhaustive tests to ``make test-full``. Files that start a browser come first: the long
    ones must not be left to one worker at the end.
    """
    slow = {item.path for item in items if "browser" in item.keywords}
    items.sort(key=lambda item: item.path not in slow)
    if os.environ.get("GOVCHECK_FULL"):
        return
    keep = [item for item in items if "full" not in item.keywords]
    if len(keep) < len(items):
        config.hook.pytest_deselected(items=[i for i in items if "full" in i.keywords])
        items[:] = keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests could not run for lack of the corpora or of a browser."""
    skipped = terminalreporter.stats.get("skipped", [])
    for word in ("shared reference corpora", "Chromium"):
        count = sum(word in str(report.longrepr) for report in skipped)
        if count:
            terminalreporter.write_line(f"{count} tests skipped for lack of: {word}")
