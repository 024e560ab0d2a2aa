"""Files of every format made by code, for tests of reading attachments. None holds real data."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx(body: str) -> bytes:
    """A minimal docx whose body is the given WordprocessingML."""
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def paragraph(text: str) -> str:
    """A WordprocessingML paragraph in two runs, as editors leave them."""
    middle = len(text) // 2
    runs = "".join(f"<w:r><w:t>{t}</w:t></w:r>" for t in (text[:middle], text[middle:]))
    return f"<w:p>{runs}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A WordprocessingML table."""
    cells = (["<w:tc>" + paragraph(c) + "</w:tc>" for c in row] for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(c)}</w:tr>" for c in cells) + "</w:tbl>"


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf(pages: Sequence[str]) -> bytes:
    """A PDF with one line of ASCII text a page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 <<"
            " /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
            f" /Contents {number + 1} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table_at = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{at:010} 00000 n \n" for at in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table_at}\n%%EOF\n"
    return out.encode()


def encrypted_pdf(text: str, password: str) -> bytes:
    """A PDF that asks for a password."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([text])))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file with these streams in its root, each padded to the size of the big table."""
    padded = {n: d.ljust(4096, b"\0") for n, d in streams.items()}
    fat, data, starts = list[int](), b"", {}
    for name, stream in padded.items():
        starts[name] = len(fat)
        count = -(-len(stream) // SECTOR)
        fat += [*range(len(fat) + 1, len(fat) + count), END]
        data += stream.ljust(count * SECTOR, b"\0")
    directory = _entry("Root Entry", 5, child=1)
    for n, (name, stream) in enumerate(padded.items(), 1):
        right = n + 1 if n < len(padded) else FREE
        directory += _entry(name, 2, right=right, start=starts[name], size=len(stream))
    directory_at = len(fat)
    count = -(-len(directory) // SECTOR)
    fat += [*range(len(fat) + 1, len(fat) + count), END]
    data += directory.ljust(count * SECTOR, b"\0")
    sectors = 1
    while sectors * 128 < len(fat) + sectors:
        sectors += 1
    fat_at = len(fat)
    fat += [FAT] * sectors
    fat += [FREE] * (sectors * 128 - len(fat))
    data += struct.pack(f"<{len(fat)}I", *fat)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, sectors, directory_at, 0, 4096, END, 0, END, 0)
    places = [*range(fat_at, fat_at + sectors)]
    head += struct.pack("<109I", *places, *[FREE] * (109 - len(places)))
    return head + data


def _entry(
    name: str, kind: int, child: int = FREE, right: int = FREE, start: int = 0, size: int = 0
) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    entry += struct.pack("<III", FREE, right, child) + bytes(36)
    return entry + struct.pack("<IQ", start if kind == 2 else END, size)


def doc(text: str, *, flags: int = 0x0200) -> bytes:
    """A Word 97 file of one UTF-16 piece; paragraphs end with a carriage return."""
    at = 0x400
    body = bytearray(at) + text.encode("utf-16-le")
    struct.pack_into("<H", body, 0, 0xA5EC)
    struct.pack_into("<H", body, 0x0A, flags)
    plan = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, at, 0)
    clx = b"\x02" + struct.pack("<I", len(plan)) + plan
    struct.pack_into("<II", body, 0x01A2, 0, len(clx))
    return ole({"WordDocument": bytes(body), "1Table": clx})


def xls(name: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """An Excel 97 workbook of one sheet."""
    title = name.encode("utf-16-le")
    bof = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                raw = struct.pack("<HHHHB", r, c, 0, len(value), 1) + value.encode("utf-16-le")
                sheet += _record(0x0204, raw)
            else:
                sheet += _record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    sheet += _record(0x000A, b"")
    length = len(bof) + 4 + 8 + len(title) + 4
    bound = _record(0x0085, struct.pack("<IHBB", length, 0, len(name), 1) + title)
    return ole({"Workbook": bof + bound + _record(0x000A, b"") + sheet})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
