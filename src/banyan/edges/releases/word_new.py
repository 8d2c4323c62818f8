"""A new Word document with the lines of a text, for releases that came as text or HTML."""

from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from banyan.edges.releases.release import HEADING, ITEM, ROW, Release
from banyan.edges.releases.word_style import CHINESE, LATIN, Maker

_STYLE_IDS = {HEADING: "Heading2", ITEM: "ListBullet"}
_WIDTH = 9_000      # of a table, in twentieths of a point
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
    body = made.element.body
    last = body.index(body.sectPr)
    body[last:last] = _blocks(release, Maker(nsmap["w"]))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _blocks(release: Release, maker: Maker) -> list[etree._Element]:
    """Paragraphs and tables. Not by python-docx, which looks through the whole body for every paragraph it adds."""
    found: list[etree._Element] = []
    rows: list[list[str]] = []
    for line in (*release.lines, None):
        if line is not None and line.kind == ROW:
            rows.append(release.text[line.start : line.end].split("\t"))
            continue
        if rows:
            found.append(_table(rows, maker))
            rows = []
        if line is not None:
            found.append(_paragraph(release.text[line.start : line.end], maker, _STYLE_IDS.get(line.kind, "")))
    return [*found, maker.element("p")]


def _paragraph(words: str, maker: Maker, style: str = "") -> etree._Element:
    """Tabs in a text are tabs of Word's."""
    run = maker.element("r")
    for i, part in enumerate(words.split("\t")):
        run.extend([maker.element("tab")] if i else [])
        run.extend([maker.text(part)] if part else [])
    look = [maker.element("pPr", maker.element("pStyle", val=style))] if style else []
    return maker.element("p", *look, run)


def _table(rows: list[list[str]], maker: Maker) -> etree._Element:
    columns = max(len(row) for row in rows)
    width = str(_WIDTH // columns)
    look = maker.element("tblPr", maker.element("tblStyle", val="TableGrid"), maker.element("tblW", w="0", type="auto"))
    grid = maker.element("tblGrid", *[maker.element("gridCol", w=width) for _ in range(columns)])
    made = []
    for row in rows:
        cells = [maker.element("tc", maker.element("tcPr", maker.element("tcW", w=width, type="dxa")),
                               _paragraph(words, maker)) for words in row]  # fmt: skip
        made.append(maker.element("tr", *cells))
    return maker.element("tbl", look, grid, *made)
