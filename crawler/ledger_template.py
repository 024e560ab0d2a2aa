"""The blank ledger an office fills in, or one filled with what is configured now."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from checks.columns import Column
from crawler.column_kinds import KIND_LIMITS
from crawler.ledger_fields import COLUMNS, EXEMPTIONS, SHEETS, SITES, UNITS, Field
from crawler.sheet_look import FIRST_ROW, FONT, LAST_ROW, head, print_setup, row
from crawler.sites import SitesFile

NOTES = "填写说明"

_TITLES = {
    UNITS: "责任单位（被检查、被计分的对象，一行一个）",
    SITES: "网站（一行一个）",
    COLUMNS: "栏目（一行一个；填了才能检查更新情况）",
    EXEMPTIONS: "豁免（不要求更新的栏目，一行一个；没有可不填）",
}
_NOTES: Sequence[tuple[str, str]] = (
    ("怎样填", ""),
    ("1", "按“单位”“网站”“栏目”“豁免”的顺序填，每行一个。表头带 * 的必填，其余可空着。"),
    ("2", "表头下面的示例行不会导入，可以留着，也可以删掉。"),
    ("3", "名称前后要一致：“网站”里的主办单位、“栏目”里的所属网站，都按名称对应。"),
    ("4", "网站标识码这一列是文本格式，请直接填 10 位；从别处粘贴时选“只粘贴数值”。"),
    ("5", "不要用公式。单元格是公式的，请复制后选择性粘贴为“数值”。"),
    ("6", "列的顺序可以换，也可以多加列（如“序号”“备注”），导入时会略过不认识的列。"),
    ("怎样导入", ""),
    ("7", "保存后运行：govcheck import 文件名.xlsx。有错时会说明在哪个工作表、第几行，改好再导。"),
    (
        "8",
        "可以反复导入。台账里没有的单位、网站、栏目和豁免都会保留，并逐条列出。",
    ),
    (
        "9",
        "空着的格子不改动已有的内容；要清空网址前缀、其他域名、联系方式或统一平台，填“无”。",
    ),
    (
        "10",
        "要结束一项豁免，把截止日期改成已经过去的日子。要删除单位、网站或栏目，请改 sites.toml。",
    ),
    ("栏目类型和默认更新期限", ""),
    ("14 天", "、".join(k for k, v in KIND_LIMITS.items() if v and v.days)),
    ("6 个月", "、".join(k for k, v in KIND_LIMITS.items() if v and v.months == 6)),
    ("12 个月", "、".join(k for k, v in KIND_LIMITS.items() if v and v.months == 12)),
    ("没有要求", "、".join(k for k, v in KIND_LIMITS.items() if v is None)),
)


def write_template(path: Path | str, sites: SitesFile | None = None) -> None:
    """Write a ledger to ``path``: blank with one example row a sheet, or, with ``sites``, filled
    with the configuration so that it can be kept up in Excel from then on.
    """
    book = Workbook()
    notes = book.active
    if not isinstance(notes, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    _notes(notes)
    filled = _rows_of(sites) if sites else {}
    for name, fields in SHEETS.items():
        sheet = book.create_sheet(name)
        head(sheet, _TITLES[name], fields)
        if sites is None:
            row(sheet, FIRST_ROW, fields, {f.name: f.example for f in fields}, example=True)
        for number, values in enumerate(filled.get(name, ()), start=FIRST_ROW):
            row(sheet, number, fields, values)
        _lists(sheet, name, fields)
        print_setup(sheet)
    book.save(path)


def _lists(sheet: Worksheet, name: str, fields: Sequence[Field]) -> None:
    """Drop-down lists: fixed words are enforced, names from other sheets only offered."""
    fixed = {
        (SITES, "kind"): ("门户", "部门"),
        (SITES, "public_services"): ("有", "无"),
        (COLUMNS, "kind"): tuple(KIND_LIMITS),
    }
    names = {"unit": UNITS, "site": SITES}
    for index, field in enumerate(fields, start=1):
        words = fixed.get((name, field.name))
        if words:
            formula = f'"{",".join(words)}"'
        elif field.name in names:
            formula = f"'{names[field.name]}'!$A${FIRST_ROW}:$A${LAST_ROW}"
        else:
            continue
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        rule.showErrorMessage = words is not None
        rule.errorTitle, rule.error = "请从列表里选", "这一格只能填列表里的词，也可以空着。"
        letter = get_column_letter(index)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _lines(text: str, width: float, per_character: float) -> int:
    """Lines a Chinese text takes in a column ``width`` units wide."""
    return max(1, math.ceil(len(text) * per_character / width))


def _notes(sheet: Worksheet) -> None:
    sheet.title = NOTES
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 104
    sheet.sheet_view.showGridLines = False
    title = sheet.cell(1, 1, "govcheck 台账：填写说明")
    title.font = Font(name=FONT, size=16, bold=True, color="1F4E79")
    sheet.row_dimensions[1].height = 34
    for number, (mark, text) in enumerate(_NOTES, start=2):
        left, right = sheet.cell(number, 1, mark), sheet.cell(number, 2, text)
        left.alignment = Alignment(horizontal="left", vertical="center")
        right.alignment = Alignment(wrap_text=True, vertical="center")
        left.font = right.font = Font(name=FONT, size=11)
        sheet.row_dimensions[number].height = 20 * _lines(text, 104, 1.9)
        if not text:
            left.font = Font(name=FONT, size=12, bold=True, color="1F4E79")
            left.alignment = Alignment(vertical="bottom")
            sheet.row_dimensions[number].height = 32
    print_setup(sheet)
    sheet.print_title_rows = None


def _rows_of(sites: SitesFile) -> dict[str, list[Mapping[str, object]]]:
    units = sites.units
    site_rows: list[Mapping[str, object]] = []
    column_rows: list[Mapping[str, object]] = []
    exemption_rows: list[Mapping[str, object]] = []
    for site in sites.sites.values():
        site_rows.append(
            {
                "name": site.name,
                "url": site.url,
                "id_code": site.id_code,
                "kind": "门户" if site.kind == "portal" else "部门",
                "unit": units[site.unit].name if site.unit else "",
                "hosts": "\n".join(site.hosts),
                "public_services": "有" if site.public_services else "无",
                "platform": site.platform,
                "rubric": site.rubric,
                "id": site.id,
            }
        )
        for column in site.columns:
            # The id, not the name: two sites may share a name.
            same = {"site": site.name if _alone(sites, site.name) else site.id}
            column_rows.append(
                {
                    **same,
                    "name": column.name,
                    "url": column.url,
                    "kind": column.kind,
                    "unit": units[column.unit].name if column.unit else "",
                    "limit": _limit(column),
                }
            )
            if column.exemption:
                until = column.exemption.until or "长期"
                names = [other.name for other in site.columns]
                shown = column.name if names.count(column.name) == 1 else column.url
                exemption_rows.append(
                    {**same, "column": shown, "reason": column.exemption.reason, "until": until}
                )
    unit_rows: list[Mapping[str, object]] = [
        {"name": u.name, "prefixes": "\n".join(u.prefixes), "contact": u.contact, "id": u.id}
        for u in units.values()
    ]
    return {UNITS: unit_rows, SITES: site_rows, COLUMNS: column_rows, EXEMPTIONS: exemption_rows}


def _limit(column: Column) -> str:
    """Blank when it is the kind's own, so that it follows when the kind is changed."""
    if column.limit == KIND_LIMITS.get(column.kind):
        return ""
    return column.limit.text.replace(" ", "") if column.limit else "无"


def _alone(sites: SitesFile, name: str) -> bool:
    return sum(site.name == name for site in sites.sites.values()) == 1
