"""Text of an attachment, whatever its format, within limits of time and memory."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.documents import pdf, sheets, texts, word, workbook
from checks.documents.archives import Archive, shown_name
from checks.documents.limits import Budget, UnreadableError
from checks.documents.magic import kind_of

Block = tuple[str, str]
_Reader = Callable[[bytes, Budget], Iterator[Block]]


@dataclass(frozen=True, slots=True)
class Extracted:
    """``blocks`` are (where, text) in reading order: a row of a sheet with its cells parted by
    tabs, a paragraph, a page. ``problem`` is the Chinese reason why something (or everything) was
    not read, "" when all was. ``kind`` is what the bytes are, see :func:`magic.kind_of`.
    """

    blocks: tuple[Block, ...] = ()
    problem: str = ""
    kind: str = ""


_READERS: dict[str, _Reader] = {
    "xlsx": workbook.xlsx,
    "xls": sheets.xls,
    "csv": sheets.comma_separated,
    "html": sheets.html_table,
    "xml": texts.lines,
    "txt": texts.lines,
    "docx": word.docx,
    "pptx": word.pptx,
    "doc": word.doc,
    "ofd": word.ofd,
    "pdf": pdf.pdf,
}
_IMAGES = frozenset(("png", "jpg", "gif", "bmp", "tif", "webp"))


def extract(data: bytes, name: str, budget: Budget | None = None) -> Extracted:
    """The text of a file. ``name`` is its file name or address, for what the bytes leave open.

    Never raises for what a file contains; time and memory are bounded by ``budget``, except for a
    parser that hangs within one page or row: callers who read strangers' files do so in a child
    process (``crawler.isolated``).
    """
    budget = budget or Budget()
    kind = kind_of(data)
    if len(data) > budget.size:
        problem = f"文件超过 {budget.size >> 20} MB，没有读取"
        return Extracted((), problem, kind)
    blocks: list[Block] = []
    problem = ""
    try:
        for block in _read(data, name, kind, budget):
            blocks.append(block)  # noqa: PERF402 - what was read before an error is kept
    except UnreadableError as error:
        problem = str(error)
    except MemoryError:
        problem = "文件需要的内存超过限制，没有读完"
    except RecursionError:
        problem = "文件嵌套过深，没有读完"
    except Exception as error:  # noqa: BLE001 - hostile files make parsers raise anything
        problem = f"文件已损坏或格式不符，无法读取（{type(error).__name__}）"
    return Extracted(tuple(blocks), problem, kind)


def _read(data: bytes, name: str, kind: str, budget: Budget) -> Iterator[Block]:
    if kind == "zip":
        return _members(data, budget)
    if kind == "txt" and re.search(r"\.csv(?:\W|\Z)", name, re.IGNORECASE):
        kind = "csv"
    if kind not in _READERS:
        raise UnreadableError(_why_not(data, kind))
    return _READERS[kind](data, budget)


def _why_not(data: bytes, kind: str) -> str:
    if not data:
        return "文件是空的"
    if kind == "encrypted":
        return "文件设有密码，无法打开"
    if kind in _IMAGES:
        return "是图片，图片中的文字没有识别"
    if kind and kind != "ole":
        return f"暂不支持读取 {kind.upper()} 格式的文件"
    return "不能识别的文件格式，可能已损坏"


def _members(data: bytes, budget: Budget) -> Iterator[Block]:
    """The files in an archive, each read as if it stood alone; archives in archives count too."""
    budget.depth -= 1
    if budget.depth < 0:
        raise UnreadableError("压缩包嵌套过深，没有继续解压")
    archive = Archive(data, budget)
    problems = []
    for name, info in archive.infos.items():
        shown = shown_name(info)
        try:
            inner = archive.read(name)
            for where, text in _read(inner, shown, kind_of(inner), budget):
                yield f"压缩包内“{shown}”{where}", text
        except UnreadableError as error:
            problems.append(f"压缩包内“{shown}”：{error}")
            if _is_spent(budget):
                break
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - as in extract
            problems.append(f"压缩包内“{shown}”已损坏或格式不符（{type(error).__name__}）")
    budget.depth += 1
    if problems:
        more = f"；另有 {len(problems) - 3} 个文件没有读完" if len(problems) > 3 else ""
        raise UnreadableError("；".join(problems[:3]) + more)


def _is_spent(budget: Budget) -> bool:
    return min(budget.entries, budget.unzipped, budget.rows, budget.text, budget.pages) < 0
