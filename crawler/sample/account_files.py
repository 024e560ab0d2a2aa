"""The sample's account files: a ledger as offices keep it, sources as TOML, one screenshot."""

import io
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from crawler.media.accounts_toml import read_accounts_toml
from crawler.media.evidence import Sighting, checked, store
from crawler.media.ledger_import import Imported, import_ledger
from crawler.media.ledger_read import read_ledger
from crawler.media.office import Office
from crawler.media.trials import Tried
from crawler.media.trials import store as store_trial
from crawler.sample.accounts import SampleAccount, source_of, unit_name
from crawler.sample.media import landscape
from crawler.sample.platforms import Platforms
from crawler.workflow.stamp import Stamp

LEDGER, SOURCES = "新媒体台账.xlsx", "账号来源.toml"
WHO = "示例：张某"
_COLUMNS = (
    ("序号", 6), ("账号名称", 18), ("平台类型", 14), ("账号ID", 22), ("主办单位", 26), ("备案号", 24),
    ("运行状态", 10), ("关停或注销时间", 16), ("佐证链接", 44), ("联系人", 10),
)  # fmt: skip


def write_files(
    folder: Path, sample: Sequence[SampleAccount], platforms: Platforms, as_of: date
) -> None:
    """Write the ledger and the sources; what was there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LEDGER).write_bytes(ledger(sample, platforms, as_of))
    (folder / SOURCES).write_text(sources_toml(sample, platforms), encoding="utf-8")


def ledger(sample: Sequence[SampleAccount], platforms: Platforms, as_of: date) -> bytes:
    """An .xlsx with a merged title row, as ledgers have it."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = "台账"
    sheet.append([f"澄岚区政务新媒体账号台账（{as_of.year} 年 {as_of.month} 月，虚构）"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(_COLUMNS))
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append([name for name, _ in _COLUMNS])
    for number, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(2, number).font = Font(bold=True)
    for number, one in enumerate(sample, start=1):
        sheet.append([
            number, one.name, one.platform, one.ident, unit_name(one), one.filing_no or None,
            one.status, as_of - timedelta(days=one.stopped) if one.stopped else None,
            _link(one, number, platforms), "示例",
        ])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sources_toml(sample: Sequence[SampleAccount], platforms: Platforms) -> str:
    """The accounts that have sources, as ``[[media.account]]``."""
    blocks = ["# 账号的自动来源。密钥不写在这里，只写凭据的名称。\n"]
    for number, one in enumerate(sample, start=1):
        source = source_of(one, number, platforms.url("feeds"))
        if source is None:
            continue
        lines = [
            "[[media.account]]",
            *(
                f"{key} = {json.dumps(value, ensure_ascii=False)}"
                for key, value in (
                    ("name", one.name),
                    ("platform", one.platform),
                    ("platform_id", one.ident),
                    ("organiser", unit_name(one)),
                )
            ),
            "[[media.account.source]]",
            f'kind = "{source.kind}"',
            *([f'params = {{ url = "{source.params["url"]}" }}'] if source.params else []),
            *([f'credential = "{source.credential}"'] if source.credential else []),
            *(["complete = true"] if source.complete else []),
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def take_over(
    office: Office, folder: Path, sample: Sequence[SampleAccount], as_of: date
) -> Imported:
    """Import both files and what a person has recorded, as the commands would."""
    stamp = Stamp.now(WHO)
    import_ledger(office, read_accounts_toml(folder / SOURCES), stamp, today=as_of, part=True)
    done = import_ledger(office, read_ledger(folder / LEDGER), stamp, today=as_of)
    keys = {(a.platform_text, a.platform_id): key for key, a in office.accounts().items()}
    picture = folder / "截图.png"
    picture.write_bytes(landscape(3, 240, 135))
    for one in sample:
        if one.recorded:
            seen = Sighting(
                account=keys[one.platform, one.ident],
                who=WHO,
                seen_on=as_of,
                finding="not_updated",
                last_post=as_of - timedelta(days=one.recorded),
                picture=picture,
                origin="示例",
            )
            with office.change():
                store(office, checked(seen, as_of), stamp)
        if one.tried:
            tried = Tried(keys[one.platform, one.ident], WHO, as_of, works=True, interaction=True)
            with office.change():
                store_trial(office, tried, stamp)
    return done


def _link(one: SampleAccount, number: int, platforms: Platforms) -> str | None:
    if one.kind != "wechat_link":
        return None
    return f"【{one.name}】{platforms.article(f'{224748 + number}0000')} 复制链接到浏览器打开"
