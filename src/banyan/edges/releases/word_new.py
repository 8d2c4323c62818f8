"""A new Word document with the lines of a text, for releases that came as text or HTML."""

from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from banyan.edges.releases.release import HEADING, ITEM, ROW, Line, Release
from banyan.edges.releases.word_style import CHINESE, LATIN

_STYLES = {"Normal": 11, "Heading 2": 14, "List Bullet": 11}


def document(release: Release, language: str) -> bytes:
    """Every line a paragraph, rows that follow each other a table. Reads back as the same lines."""
    made: DocumentType = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    for name, size in _STYLES.items():
        style = made.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), RGBColor(0x1F, 0x29, 0x33)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), CHINESE)
    made.core_properties.author, made.core_properties.language = "Banyan", "zh-CN" if language == "zh" else "en"
    rows: list[list[str]] = []
    for line in release.lines:
        words = release.text[line.start : line.end]
        if line.kind == ROW:
            rows.append(words.split("\t"))
            continue
        _table(made, rows)
        rows = []
        made.add_paragraph(words, style=_style(line))
    _table(made, rows)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _style(line: Line) -> str:
    return {HEADING: "Heading 2", ITEM: "List Bullet"}.get(line.kind, "Normal")


def _table(made: DocumentType, rows: list[list[str]]) -> None:
    if not rows:
        return
    table = made.add_table(rows=0, cols=max(len(row) for row in rows), style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=False):
            cell.text = words
