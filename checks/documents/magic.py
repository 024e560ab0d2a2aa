"""What a file really is, told by its first bytes and not by its name."""

import io
import re
import zipfile

_STARTS = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"FLV\x01", "flv"),
    (b"MZ", "exe"),
    (b"AC10", "dwg"),
    (b"Founder CEB", "ceb"),
    (b"FOUNDER CEB", "ceb"),
)
_IN_OFFICE = (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx"))
_IN_ZIP = (("OFD.xml", "ofd"), ("AndroidManifest.xml", "apk"))
_IN_OLE = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("EncryptedPackage", "encrypted"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|script|meta|title)\b", re.IGNORECASE)
_HEAD = 4096
_TEXT_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\x0b\x0c\r\x1b")


def kind_of(data: bytes) -> str:
    """A lower-case extension such as pdf, xlsx, doc, html, txt; "" for nothing or unknown bytes.

    A zip that is an Office or OFD file is named as such, so is an OLE file (``encrypted``: an
    Office file behind a password); a plain zip is ``zip``, an unknown OLE file ``ole``. Never
    unpacks anything.
    """
    if not data:
        return ""
    kind = next((name for start, name in _STARTS if data.startswith(start)), "")
    if kind == "zip":
        return _in_zip(data)
    if kind == "ole":
        return next((k for name, k in _IN_OLE if name.encode("utf-16-le") in data), "ole")
    if kind:
        return kind
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"  # readers accept rubbish before it
    if data[4:8] == b"ftyp":
        return "mp4"
    if data[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}.get(data[8:12], "")
    if _HTML.search(head):
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "xml"
    return "txt" if _is_text(head) else ""


def _in_zip(data: bytes) -> str:
    """By the names in its directory; a broken one by what stands at its beginning."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        start = data[:_HEAD].decode("latin-1")
        names = [n for n in ("[Content_Types].xml", "OFD.xml") if n in start]
        names += [folder for folder, _ in _IN_OFFICE if folder in start]
    if "[Content_Types].xml" in names:
        return next((k for f, k in _IN_OFFICE if any(n.startswith(f) for n in names)), "zip")
    return next((kind for name, kind in _IN_ZIP if name in names), "zip")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not _TEXT_CONTROLS.intersection(head)
