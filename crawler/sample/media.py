"""Small real files made by code: pictures, a PDF, a Word and an Excel document."""

import io
import math
import struct
import zipfile
import zlib
from collections.abc import Sequence

from openpyxl import Workbook

_STAMP = (2026, 1, 1, 0, 0, 0)  # zip members carry a fixed time, so builds are repeatable


def landscape(seed: int, width: int = 480, height: int = 270) -> bytes:
    """A PNG of hills under a sky; other seeds give other hills and hours of the day."""
    ridges = [
        [
            height * (0.45 + 0.16 * layer)
            + 22 * math.sin(x / (37 + 11 * layer + seed) + seed * 1.7 + layer)
            + 9 * math.sin(x / 13 + seed)
            for x in range(width)
        ]
        for layer in range(3)
    ]
    sky = ((96, 156, 214), (224, 168, 120), (140, 190, 200), (120, 130, 190))[seed % 4]
    hills = [(70, 120, 110), (52, 98, 84), (34, 72, 60)]
    rows = []
    for y in range(height):
        fade = y / height
        back = bytes(min(255, int(c + (250 - c) * fade)) for c in sky)
        row = bytearray()
        for x in range(width):
            colour = back
            for layer, ridge in enumerate(ridges):
                if y > ridge[x]:
                    colour = bytes(hills[layer])
            row += colour
        rows.append(bytes(row))
    return png(width, height, rows)


def emblem(colour: tuple[int, int, int], size: int = 60) -> bytes:
    """A PNG disc, for logos and marks."""
    inside, outside = bytes(colour), bytes((255, 255, 255))
    middle, radius = (size - 1) / 2, size / 2 - 2
    rows = [
        b"".join(
            inside if 0.55 * radius < math.dist((x, y), (middle, middle)) < radius else outside
            for x in range(size)
        )
        for y in range(size)
    ]
    return png(size, size, rows)


def png(width: int, height: int, rows: Sequence[bytes]) -> bytes:
    """An RGB PNG from rows of 3 bytes a pixel."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def pdf(line: str) -> bytes:
    """A PDF of one A4 page with one line of ASCII text."""
    text = f"BT /F1 18 Tf 72 760 Td ({line}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def docx(paragraphs: Sequence[str]) -> bytes:
    """A Word document of plain paragraphs (no markup characters in them)."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    space = "http://schemas.openxmlformats.org"
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    members = {
        "[Content_Types].xml": f'{head}<Types xmlns="{space}/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{office}"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{space}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{space}/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"{head}<w:document"
        f' xmlns:w="{space}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), text)
    return buffer.getvalue()


def xlsx(rows: Sequence[Sequence[str | int]]) -> bytes:
    """An Excel workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
