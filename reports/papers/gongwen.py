"""The layout of official papers (GB/T 9704—2012 as commonly applied): page, fonts, line grid.

A4, text area 156 mm × 225 mm, body in 三号仿宋 on a 28.95 pt grid (22 lines of 28 characters), title in
二号小标宋, headings in 黑体 and 楷体, page number in 四号宋体 between dashes.
"""

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

BODY, TITLE, HEADING, SUBHEADING, NUMBER = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
SAN, ER, SI, XIAOSI = Pt(16), Pt(22), Pt(14), Pt(12)
LINE = Pt(28.95)


def blank() -> Doc:
    """An empty paper: page, margins, page number, default font."""
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = BODY, SAN
    _east(normal.element.get_or_add_rPr(), BODY)
    _page_number(section.footer.paragraphs[0])
    return doc


def title(doc: Doc, text: str) -> Paragraph:
    """The title, centred, with an empty line below."""
    paragraph = _paragraph(doc, text, TITLE, ER, WD_ALIGN_PARAGRAPH.CENTER)
    paragraph.paragraph_format.space_after = LINE
    return paragraph


def addressee(doc: Doc, text: str) -> Paragraph:
    """主送机关, flush left."""
    return _paragraph(doc, text, BODY, SAN)


def heading(doc: Doc, text: str) -> Paragraph:
    """一、 in 黑体."""
    return _indented(_paragraph(doc, text, HEADING, SAN))


def subheading(doc: Doc, text: str) -> Paragraph:
    """（一） in 楷体."""
    return _indented(_paragraph(doc, text, SUBHEADING, SAN))


def body(doc: Doc, text: str) -> Paragraph:
    """A paragraph of the text, first line two characters in."""
    return _indented(_paragraph(doc, text, BODY, SAN))


def last(doc: Doc, text: str) -> Paragraph:
    """A paragraph that ends the text: it stays on the page of what follows it, so that no seal
    stands on a page without text.
    """
    return _kept(body(doc, text))


def tag(doc: Doc, text: str) -> Paragraph:
    """A line that only steers the template and leaves nothing behind."""
    return doc.add_paragraph(text)


def signature(doc: Doc, office: str, day: str) -> None:
    """Who and when, right, with room for the seal above and over them; all on one page."""
    for _ in range(2):
        _kept(_paragraph(doc, "", BODY, SAN))
    for text, chars in ((office, 2), (day, 4)):
        paragraph = _paragraph(doc, text, BODY, SAN, WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = SAN * chars
        paragraph.paragraph_format.keep_with_next = text is office


def attachment_note(doc: Doc, lines: list[str]) -> None:
    """附件说明, one empty line below the text, on the page of the signature."""
    _kept(_paragraph(doc, "", BODY, SAN))
    for line in lines:
        _kept(_indented(_paragraph(doc, line, BODY, SAN)))


def new_page(doc: Doc, mark: str, heading_text: str, *, landscape: bool = False) -> None:
    """An attachment: 附件 N in 黑体 at the upper left, its title centred below. The first one of a
    paper that has no text stands on its first page.
    """
    section = doc.add_section() if doc.paragraphs else doc.sections[0]
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(35), Mm(37)
    if mark:
        _paragraph(doc, mark, HEADING, SAN)
    _paragraph(doc, heading_text, TITLE, ER, WD_ALIGN_PARAGRAPH.CENTER)


def table(
    doc: Doc, headers: list[str], cells: list[str], widths_mm: list[float], rows: str
) -> Table:
    """A table of one repeated template row. ``cells`` are tags like "{{ row.name }}", ``rows`` the
    loop, "row in rows". The header row is repeated on every page.
    """
    made: Table = doc.add_table(rows=4, cols=len(headers), style="Table Grid")
    made.autofit = False
    for column, width in enumerate(widths_mm):
        made.columns[column].width = Mm(width)  # what WPS and LibreOffice go by
        for row in made.rows:
            row.cells[column].width = Mm(width)
    for column, text in enumerate(headers):
        _cell(made.rows[0].cells[column].paragraphs[0], text, HEADING, WD_ALIGN_PARAGRAPH.CENTER)
    properties = made.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    made.rows[1].cells[0].text = f"{{%tr for {rows} %}}"
    for column, text in enumerate(cells):
        _cell(made.rows[2].cells[column].paragraphs[0], text, BODY)
    made.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    made.rows[3].cells[0].text = "{%tr endfor %}"
    return made


def _cell(
    paragraph: Paragraph, text: str, font: str, align: WD_ALIGN_PARAGRAPH | None = None
) -> None:
    _run(paragraph, text, font, XIAOSI)
    if align is not None:
        paragraph.alignment = align


def _paragraph(
    doc: Doc, text: str, font: str, size: Pt, align: WD_ALIGN_PARAGRAPH | None = None
) -> Paragraph:
    paragraph = doc.add_paragraph()
    _run(paragraph, text, font, size)
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if size == ER:
        form.line_spacing = Pt(34)
    form.space_before = form.space_after = Pt(0)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _indented(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.first_line_indent = SAN * 2
    return paragraph


def _kept(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _run(paragraph: Paragraph, text: str, font: str, size: Pt) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, size
    _east(run._r.get_or_add_rPr(), font)


def _east(properties: object, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))  # type: ignore[attr-defined]
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.append(fonts)  # type: ignore[attr-defined]
    for name in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(name), font)


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", NUMBER, SI)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.name, run.font.size = NUMBER, SI
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    _run(paragraph, " —", NUMBER, SI)
