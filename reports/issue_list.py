"""问题清单.xlsx: a unit's findings of a month over all sites, one root cause a row, to be filled in."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from crawler import sheet_look
from crawler.judge import NothingStoredError
from crawler.sheet_look import FIRST_ROW, HEADER_ROW
from crawler.sites import SitesFile
from reports.causes import bundle_key
from reports.decided import decisions_of, is_cleared, is_proved
from reports.issue_fields import DOUBTS, FIELDS, FILL, HELP, HIDDEN, KINDS, SHEET
from reports.safe_text import cut, href, short_url, visible
from reports.sources import collect
from reports.summary import Report, build
from reports.views import Finding
from reports.wording import chinese_month

PAGE = 1 + [field.name for field in FIELDS].index("page")
KEYS_CELL = 30_000
"""So many characters of keys fit into a cell; the rest of a cause is a row of its own."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One root cause of one unit on one site."""

    report: Report
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for all of them."""
        return self.findings[0]

    @property
    def is_certain(self) -> bool:
        """Whether it is a finding (or a doubt that was confirmed), not a doubt."""
        return is_proved(self.first.result, decisions_of(self.report))


@dataclass(frozen=True, slots=True)
class Written:
    """One unit's file: how many causes and findings to mend are in it, and how many doubts."""

    unit: str
    path: Path
    causes: int
    findings: int
    doubts: int


def issues_of(sites: SitesFile, month: str) -> dict[str, list[Issue]]:
    """:func:`issues_in` of a month of all sites; those without a result of it are left out."""
    reports = []
    for site_id in sites.sites:
        with suppress(NothingStoredError):
            reports.append(build(collect(sites, site_id, month, lean=True)))
    return issues_in(reports)


def issues_in(reports: Iterable[Report]) -> dict[str, list[Issue]]:
    """Every unit's causes by unit id, those of a site in the order of their numbers.

    What was decided to be 误报 or 豁免 is left out.
    """
    found: dict[str, list[Issue]] = {}
    for report in reports:
        for unit, issues in _by_unit(report).items():
            found.setdefault(unit, []).extend(issues)
    return found


def _by_unit(report: Report) -> dict[str, list[Issue]]:
    decisions = decisions_of(report)
    grouped: dict[tuple[object, ...], list[Finding]] = {}
    for f in report.findings:
        if not is_cleared(f.result, decisions):
            certain = is_proved(f.result, decisions)
            about = (f.result.unit, certain, *bundle_key(f.result))
            grouped.setdefault(about, []).append(f)
    made: dict[str, list[Issue]] = {}
    for members in grouped.values():
        for part in _parts(members):
            made.setdefault(members[0].result.unit, []).append(Issue(report, part))
    for issues in made.values():
        issues.sort(key=lambda issue: issue.first.result.number)
    return made


def _parts(members: Sequence[Finding]) -> list[tuple[Finding, ...]]:
    members = sorted(members, key=lambda f: f.result.number)
    parts: list[list[Finding]] = [[]]
    room = KEYS_CELL
    for finding in members:
        room -= len(finding.result.key) + 1
        if room < 0:
            parts.append([])
            room = KEYS_CELL
        parts[-1].append(finding)
    return [tuple(part) for part in parts]


def write_all(
    sites: SitesFile, month: str, folder: Path, *, due: date | None = None, unit: str = ""
) -> list[Written]:
    """One file a unit (or for one unit). Never replaces a file that may be filled in."""
    if unit and unit not in sites.units:
        raise UserError(f"没有单位“{unit}”。已有：{'、'.join(sites.units) or '（无）'}。")
    planned: dict[Path, tuple[str, str, list[Issue]]] = {}
    for owner, issues in issues_of(sites, month).items():
        if unit and owner != unit:
            continue
        known = sites.units.get(owner)
        name = known.name if known else owner or "未登记单位"
        path = folder / f"问题清单-{_file_name(name)}-{month}.xlsx"
        if path in planned:  # two units of one name
            path = folder / f"问题清单-{_file_name(name)}-{_file_name(owner)}-{month}.xlsx"
        if path.exists():
            raise UserError(
                f"{path} 已经存在，里面可能有填好的内容，什么也没有写。请换一个文件夹（-o）。"
            )
        planned[path] = (name, owner, issues)
    written = []
    for path, (name, owner, issues) in planned.items():
        write(path, name, owner, month, issues, due)
        sure = [issue for issue in issues if issue.is_certain]
        findings = sum(len(issue.findings) for issue in sure)
        written.append(Written(owner, path, len(sure), findings, len(issues) - len(sure)))
    return written


def write(
    path: Path, name: str, unit: str, month: str, issues: Sequence[Issue], due: date | None
) -> None:
    """Write one unit's workbook."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = SHEET
    title = f"{name} {chinese_month(month)} 问题清单{_corrected(issues)}"
    _fill(sheet, title, [i for i in issues if i.is_certain], unit, month, due)
    doubts = [i for i in issues if not i.is_certain]
    if doubts:
        _fill(book.create_sheet(DOUBTS), f"{title}（待核实，不计分）", doubts, unit, month, None)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _corrected(issues: Sequence[Issue]) -> str:
    """Which correction of a final month the list follows, as it stands in its title."""
    known = [issue.report.sources.issued for issue in issues]
    number = max((one.correction for one in known if one), default=0)
    return f"（按第 {number} 号更正）" if number else ""


def _fill(
    sheet: Worksheet, title: str, issues: Sequence[Issue], unit: str, month: str, due: date | None
) -> None:
    sheet_look.head(sheet, visible(title), FIELDS, fill=FILL, hidden=HIDDEN)
    sheet_look.put(sheet.cell(sheet_look.HELP_ROW, 1), None)
    sheet.merge_cells(
        start_row=sheet_look.HELP_ROW,
        end_row=sheet_look.HELP_ROW,
        start_column=1,
        end_column=len(FIELDS) - len(HIDDEN) - len(FILL),
    )
    sheet_look.put(sheet.cell(sheet_look.HELP_ROW, 1), HELP)
    for number, issue in enumerate(issues, start=FIRST_ROW):
        sheet_look.row(
            sheet, number, FIELDS, _values(issue, unit, month, due), fill=FILL, links=("page",)
        )
        cell = sheet.cell(number, PAGE)  # the link stays whole, what is printed is short enough
        sheet_look.put(cell, visible(short_url(_path(issue.first.result.url), 60)))
    sheet_look.choices(sheet, FIELDS, {"kind": KINDS}, firm=True)
    sheet_look.print_setup(sheet)
    last = FIRST_ROW + max(len(issues), 1) - 1
    shown = get_column_letter(len(FIELDS) - len(HIDDEN))
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{shown}{last}"
    sheet.print_area = f"A1:{shown}{last}"
    if (footer := sheet.oddFooter.center if sheet.oddFooter else None) is not None:
        footer.text = "第 &P 页，共 &N 页"


def _values(issue: Issue, unit: str, month: str, due: date | None) -> Mapping[str, object]:
    first, result = issue.first, issue.first.result
    check = issue.report.sources.checks.get(result.check)
    fix = result.fix or (check.manual.get("整改", "") if check else "")
    place = "\n".join(x for x in (result.locator, result.excerpt) if x)
    what = result.message
    if len(issue.findings) > 1:
        what = f"{what}（同一原因共 {len(issue.findings)} 处）"
    page = href(result.url) or result.url
    return {
        "number": result.number,
        "site": visible(issue.report.site_name),
        "what": cut(visible(what), 600),
        "count": len(issue.findings),
        "page": visible(page),
        "place": cut(visible(place), 400),
        "points": visible("；".join(x for x in (first.counted, first.reminded) if x)),
        "fix": cut(visible(fix), 400),
        "due": due if issue.is_certain else None,
        "site_id": issue.report.site.id,
        "month": month,
        "unit": unit,
        "keys": " ".join(f.result.key for f in issue.findings),
    }


def _path(url: str) -> str:
    """An address without its host, which the column beside it tells."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _file_name(name: str) -> str:
    return "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign for sign in name)[:60]
