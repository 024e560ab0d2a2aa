"""What a month's run over small sites came to, times left out: to compare one run with another."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

MONTH = "2026-11"
SCORED = ("verdict", "reasons", "score", "ledger", "coverage")


def results_of(folder: Path, site_id: str) -> dict[str, Any]:
    """Link states, findings and score of one site; how often it was crawled and why that ended."""
    with closing(sqlite3.connect(folder / "data" / f"{site_id}.sqlite")) as db:
        runs = db.execute("SELECT id, stop_reason, finished_at FROM runs").fetchall()
        states = db.execute(
            "SELECT u.url, f.role, f.external, f.state, f.status, f.reason, f.final_url,"
            " f.body, o.targets IS NOT NULL, f.detail LIKE '%landing%'"
            " FROM fetches f JOIN urls u ON u.id = f.url"
            " LEFT JOIN outlinks o ON o.run = f.run AND o.url = f.url WHERE f.run = ?",
            [runs[-1][0]],
        ).fetchall()
        findings = db.execute(
            "SELECT key, check_id, outcome, unit, mender, rule FROM results"
        ).fetchall()
        tallies = db.execute("SELECT check_id, outcome, n FROM tallies").fetchall()
        skipped = db.execute("SELECT DISTINCT url, reason FROM skipped").fetchall()
    path, score = folder / "output" / MONTH / f"{site_id}.json", {}
    if path.exists():
        report = json.loads(path.read_text("utf-8"))
        score = {name: report[name] for name in SCORED}
    return {
        "runs": [(number, reason, bool(at)) for number, reason, at in runs],
        "states": sorted(states),
        "findings": sorted(findings),
        "tallies": sorted(tallies),
        "skipped": sorted(skipped),
        "score": score,
    }


def differences(one: Path, other: Path, site_ids: list[str]) -> list[str]:
    """Every difference between the results of two folders, one line each."""
    told = []
    for site_id in site_ids:
        first, second = results_of(one, site_id), results_of(other, site_id)
        for part, value in first.items():
            if value == second[part]:
                continue
            if isinstance(value, list):
                lost = [row for row in value if row not in second[part]]
                new = [row for row in second[part] if row not in value]
                told.append(f"{site_id} {part}: only in the first {lost}, only in the second {new}")
            else:
                told.append(f"{site_id} {part}: {value} / {second[part]}")
    return told
