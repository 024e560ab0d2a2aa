"""Write 取证单 as files: one self-contained HTML page a finding, and PDFs where there is a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checks.results import Result
from crawler.sites import SitesFile
from reports.evidence_sheet import Sheet, sheets
from reports.html import document
from reports.summary import Report

EVERY = "全部"
"""The name of the file that holds all sheets, for printing in one go."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. ``note`` is Chinese: what could not be done."""

    files: tuple[Path, ...]
    pictured: int
    note: str = ""


def render(report: Report, made: Sequence[Sheet], issued: date) -> str:
    """Sheets as one inert HTML document, a page of A4 each."""
    return document(
        "evidence_sheet.html.j2", css="evidence_sheet.css", r=report, sheets=made, issued=issued
    )


def take_pictures(
    sites: SitesFile, report: Report, results: Sequence[Result], *, live: bool
) -> str:
    """Picture the pages of these findings; with ``live`` as the site answers now, too. Returns
    a Chinese note of what could not be done.
    """
    from crawler.browser.picturing import wanted_of
    from crawler.browser.screenshots import FOR_SHEETS, shoot

    path = sites.database(report.site.id)
    wanted = [wanted_of(r) for r in results if r.key]
    note = ""
    for again in (False, True) if live else (False,):
        done = shoot(
            report.site, path, report.sources.run, wanted, settings=sites.browser,
            contact=sites.contact, live=live, whole=True, again=again, bounds=FOR_SHEETS,
        )  # fmt: skip
        note = note or done.note
    return note


def write(
    sites: SitesFile,
    report: Report,
    results: Sequence[Result],
    folder: Path,
    *,
    issued: date,
    pdf: bool = True,
) -> Written:
    """Write the sheets of these findings into ``folder``."""
    made = sheets(sites, report, results)
    pages = {one.result.number or one.result.key: render(report, [one], issued) for one in made}
    if len(made) > 1:
        pages[f"{report.site.id}-{EVERY}"] = render(report, made, issued)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, html in pages.items():
        file = folder / f"{name}.html"
        file.write_text(html, encoding="utf-8")
        files.append(file)
    note = _print(sites, pages, folder, files) if pdf else ""
    return Written(tuple(files), sum(bool(one.pictures) for one in made), note)


def _print(sites: SitesFile, pages: dict[str, str], folder: Path, files: list[Path]) -> str:
    from crawler.browser.chromium import BrowserError
    from crawler.browser.printing import pdfs

    try:
        for name, body in zip(pages, pdfs(list(pages.values()), sites.browser), strict=True):
            file = folder / f"{name}.pdf"
            file.write_bytes(body)
            files.append(file)
    except BrowserError as error:
        return f"没有生成 PDF（可以在浏览器里打开 HTML 自行打印）：{error}"
    return ""
