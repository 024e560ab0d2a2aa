"""How much memory a browser and its children hold."""

from pathlib import Path

PROC = Path("/proc")


def tree_mb(root: int) -> float:
    """Proportional set size of a process and its descendants in MB; 0.0 where it cannot be read."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            # The name in parentheses may contain spaces: count from behind it.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        total += _kilobytes(pid)
    return total / 1024


def _kilobytes(pid: int) -> int:
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except (OSError, ValueError):
        pass
    return 0
