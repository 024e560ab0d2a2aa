"""The 发布前自查单 for a terminal, for a program, and as one printable HTML page."""

from collections.abc import Iterator, Sequence
from typing import Any

from crawler.engine import ENGINE
from reports.draft_model import Level, Sheet
from reports.html import document
from reports.safe_text import one_line

SHOWN = 40
KINDS = {
    "docx": "Word 文档", "doc": "Word 97-2003 文档", "html": "网页", "txt": "纯文本", "pdf": "PDF",
    "xlsx": "Excel 工作簿", "xls": "Excel 97-2003 工作簿", "csv": "CSV 表格", "pptx": "演示文稿",
    "ofd": "OFD 版式文件", "zip": "压缩包",
}  # fmt: skip


def kind_name(sheet: Sheet) -> str:
    """What the file is, in Chinese."""
    return KINDS.get(sheet.kind, sheet.kind.upper() or "不能识别的文件")


def lines(sheet: Sheet) -> Iterator[str]:
    """For a terminal; control characters are shown, not sent."""
    size = "" if sheet.problem else f"，{sheet.characters} 字"
    yield f"发布前自查单：{one_line(sheet.name)}（{kind_name(sheet)}{size}）"
    yield f"  {one_line(sheet.verdict)}"
    for level in Level:
        found = sheet.of(level)
        if found:
            yield f"\n{level}（{len(found)} 处）"
        for number, one in enumerate(found[:SHOWN], 1):
            yield f"  {number}. [{one.subject}] {one_line(one.place)}：{one_line(one.message)}。"
            if one.excerpt:
                yield f"     原文：{one_line(one.excerpt)}"
            if one.suggestion:
                yield f"     建议：{one_line(one.suggestion)}"
        if len(found) > SHOWN:
            yield f"  另有 {len(found) - SHOWN} 处，用 --format json 或 --html 看全部。"
    if sheet.looked:
        yield ""
        yield from sheet.looked


def to_dict(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """The documented JSON of ``govcheck draft``."""
    return {"files": [_file(sheet) for sheet in sheets], "versions": {"engine": ENGINE}}


def _file(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "characters": sheet.characters,
        "problem": sheet.problem,
        "verdict": sheet.verdict,
        "counts": {str(level): len(sheet.of(level)) for level in Level},
        "findings": [
            {
                "level": str(one.level),
                "subject": one.subject,
                "place": one.place,
                "message": one.message,
                "excerpt": one.excerpt,
                "suggestion": one.suggestion,
            }
            for one in sheet.found
        ],
        "looked": list(sheet.looked),
    }


def html(sheets: Sequence[Sheet], day: str) -> str:
    """One self-contained page without scripts; ``day`` is the Chinese date of the look."""
    return document(
        "draft.html.j2",
        sheets=sheets,
        day=day,
        levels=tuple(Level),
        kind_name=kind_name,
        tone={Level.MUST: "bad", Level.CHECK: "doubt", Level.HINT: "gap"},
    )
