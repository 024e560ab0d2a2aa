"""The text layer of PDF files, page by page."""

import io
import logging
from collections.abc import Iterator

from checks.documents.limits import Budget, UnreadableError

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it quotes what it reads


def pdf(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """The text of each page. A file without any text is unreadable: it is a scan."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("文件设有密码，无法打开")
        found = False
        for number, page in enumerate(reader.pages, 1):
            budget.take_page()
            text = page.extract_text()
            budget.take(text)
            if text.strip():
                found = True
                yield f"第 {number} 页", text
    except PyPdfError as error:
        raise UnreadableError("文件已损坏，无法读完") from error
    if not found:
        raise UnreadableError("没有文字层（可能是扫描件），图片中的文字没有识别")
