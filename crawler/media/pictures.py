"""Screenshots and other evidence files, kept under the hash of their content."""

import re
from pathlib import Path

from crawler.kept_files import keep

LARGEST = 20_000_000
_KINDS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), ".png"),
    (re.compile(rb"\xff\xd8\xff"), ".jpg"),
    (re.compile(rb"GIF8[79]a"), ".gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), ".webp"),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), ".bmp"),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|avif)", re.DOTALL), ".heic"),
    (re.compile(rb"%PDF-"), ".pdf"),
)


def read_picture(file: Path) -> tuple[bytes, str]:
    """Content and ending, told by content. ValueError (Chinese) for what is no picture."""
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(f"图片“{file.name}”超过 {LARGEST // 1_000_000} MB，请压缩后再用")
        body = file.read_bytes()
    except FileNotFoundError:
        raise ValueError(f"找不到图片文件“{file.name}”") from None
    except OSError as error:
        raise ValueError(f"读不了图片文件“{file.name}”：{error.strerror or error}") from None
    for start, ending in _KINDS:
        if start.match(body):
            return body, ending
    raise ValueError(f"“{file.name}”不是图片（认得 png、jpg、gif、webp、bmp、heic 和 pdf）")


def keep_picture(folder: Path, file: Path) -> str:
    """Store a picture in ``folder`` and return its name there: SHA-256 and ending."""
    body, ending = read_picture(file)
    return keep(folder, body, ending)


def beside(folder: Path, name: str) -> Path:
    """A file named in a sheet: it must lie in the sheet's own folder, or below it."""
    base = folder.resolve()
    file = (base / name.replace("\\", "/")).resolve()
    if not file.is_relative_to(base):
        raise ValueError(f"图片“{name}”不在登记表所在的文件夹里，请放到一起，只写文件名")
    return file
