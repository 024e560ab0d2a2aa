"""A report as CSV for Excel and as PDF for paper."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from browser_site import needs_browser
from click.testing import CliRunner
from web_site import MONTH, NASTY, made_office

from reports.cli import main
from reports.csv_form import HEADERS, render
from reports.sources import collect
from reports.summary import build


def test_the_csv_is_whole_and_inert(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    report = build(collect(sites, "demo", MONTH))
    first = report.sources.results[0]
    evil = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx", NASTY, 'a,b"c\nd', "x" * 99_999]
    evil += [" =1", "\n=1", "＝1"]
    results = [
        replace(first, message=text, excerpt=text, number=f"11-{n:04d}")
        for n, text in enumerate(evil)
    ]
    shown = build(replace(report.sources, results=results))
    text = render(shown)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert tuple(rows[0]) == HEADERS
    assert len(rows) == 1 + len(evil)
    for row in rows[1:]:
        assert len(row) == len(HEADERS)
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
            assert not cell.startswith(("\t", "\r", "\n"))
            assert "\u202e" not in cell
            assert len(cell) <= 32_767
    assert rows[8][3] == 'a,b"c\nd'


def test_the_command_writes_csv_with_a_mark_for_excel(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    run = ["--sites", str(sites.path), "report", "demo", "--month", MONTH, "--format"]
    result = CliRunner().invoke(main, [*run, "csv"])
    assert result.exit_code == 0, result.output
    body = (tmp_path / "output" / MONTH / "demo.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    assert "编号".encode() in body


@pytest.mark.browser
def test_the_command_prints_a_pdf(tmp_path: Path) -> None:
    needs_browser()
    sites = made_office(tmp_path)
    run = ["--sites", str(sites.path), "report", "demo", "--month", MONTH, "--format"]
    result = CliRunner().invoke(main, [*run, "pdf"])
    assert result.exit_code == 0, result.output
    body = (tmp_path / "output" / MONTH / "demo.pdf").read_bytes()
    assert body.startswith(b"%PDF-")
    assert len(body) > 20_000
