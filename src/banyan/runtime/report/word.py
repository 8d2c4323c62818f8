"""A report as a Word document: its own headings, tables, lists and charts, so that it can be edited like any other."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from banyan.runtime.report import drawing, shapes
from banyan.runtime.report.drawing import CHINESE, LATIN
from banyan.runtime.report.pages import Block, Cell, Chart, Grid, Heading, Items, Map, Report, Tiles, Words
from banyan.runtime.report.sources import Sources, spans
from banyan.runtime.report.teller import Teller

WIDTH_MM, EMU_MM = 180, 36000
SHOWN = 12
INK, SMALL = RGBColor(0x1F, 0x29, 0x33), RGBColor(0x55, 0x60, 0x6C)
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CHART_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"


def docx(report: Report, sources: Sources, t: Teller) -> bytes:
    page = _Page(report, sources, t)
    page.front()
    for block in report.blocks:
        page.block(block)
    page.appendix()
    return page.saved()


class _Page:
    def __init__(self, report: Report, sources: Sources, t: Teller) -> None:
        self._report, self._sources, self._t = report, sources, t
        self._document: DocumentType = Document()
        self._charts = self._figures = self._marks = 0
        _paper(self._document)
        _styles(self._document, report.language)
        _footer(self._document)
        properties = self._document.core_properties
        properties.title, properties.subject = report.title, report.subtitle
        properties.author = "Banyan"
        properties.language = "zh-CN" if report.language == "zh" else "en"

    def saved(self) -> bytes:
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def front(self) -> None:
        self._document.add_paragraph(self._report.title, style="Title")
        self._document.add_paragraph(self._report.subtitle, style="Subtitle")
        for name, value in self._report.facts:
            paragraph = self._document.add_paragraph(style="Small")
            paragraph.add_run(f"{name}: ").bold = True
            paragraph.add_run(value)

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                paragraph = self._document.add_heading(block.text, block.level)
                paragraph.paragraph_format.page_break_before = block.fresh
            case Words():
                style = {"note": "Small", "alarm": "Intense Quote"}.get(block.style, "Normal")
                self._fill(self._document.add_paragraph(style=style), block.cell)
            case Items():
                for cell in block.cells:
                    self._fill(self._document.add_paragraph(style="List Bullet"), cell)
            case Tiles():
                rows = tuple((Cell(f"{x.label}{f' ({x.note})' if x.note else ''}"), Cell(x.value, x.records))
                             for x in block.tiles)
                self._table(("", ""), rows, (1,), (0.6, 0.4), headed=False)
            case Grid():
                self._table(block.head, block.rows, block.numeric, block.widths)
            case Chart():
                height = round((55 if block.low else 85) * EMU_MM)
                self._figure(block.title, self._chart(drawing.chart(block, self._t)), height, block.note, block.records)
            case Map():
                group, height = shapes.ground(block, WIDTH_MM * EMU_MM)
                note = "; ".join(block.legend) + ". " + block.note
                self._figure(block.title, (shapes.GROUP, group), height, note, block.records)

    def appendix(self) -> None:
        heading = self._document.add_heading(self._report.appendix_title, 1)
        heading.paragraph_format.page_break_before = True
        self._document.add_paragraph(self._report.appendix_note, style="Small")
        head = self._report.appendix_head
        table = self._empty(head, (0.07, 0.11, 0.34, 0.13, 0.13, 0.22), len(self._report.appendix))
        for row, entry in zip(table.rows[1:], self._report.appendix, strict=True):
            others = entry.others[1:SHOWN]
            left = len(entry.others) - 1 - len(others)
            more = f", {self._report.more.format(n=left)}" if left > 0 else ""
            ids = ", ".join((entry.id, *others)) + more
            texts = (str(entry.number), entry.kind, ids, entry.at, entry.by, entry.gist)
            for cell, text in zip(row.cells, texts, strict=True):
                _put(cell, text, 7)
            self._bookmark(row.cells[0].paragraphs[0], f"r{entry.number}")

    def _fill(self, paragraph: Paragraph, cell: Cell, size: int | None = None) -> None:
        run = paragraph.add_run(cell.text)
        if size is not None:
            run.font.size = Pt(size)
        if cell.records:
            self._numbers(paragraph, cell.records)

    def _numbers(self, paragraph: Paragraph, records: tuple[str, ...]) -> None:
        """[3, 5–7]: links to the appendix' rows."""
        parts = spans(self._sources.numbers(records))
        _small(paragraph, " [")
        for i, (first, last) in enumerate(parts):
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"r{first}")
            run = _small(paragraph, f"{first}" if first == last else f"{first}–{last}")
            link.append(run)
            paragraph._p.append(link)
            _small(paragraph, ", " if i < len(parts) - 1 else "]")

    def _table(
        self, head: Sequence[str], rows: Sequence[Sequence[Cell]], numeric: tuple[int, ...],
        widths: tuple[float, ...], headed: bool = True,
    ) -> None:  # fmt: skip
        table = self._empty(head, widths or tuple(1 / len(head) for _ in head), len(rows), headed)
        for row, cells in zip(table.rows[1 if headed else 0 :], rows, strict=True):
            for i, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
                paragraph = place.paragraphs[0]
                self._fill(paragraph, cell, 8 if headed else 10)
                if i in numeric:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if headed:
            for i in numeric:
                table.rows[0].cells[i].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._document.add_paragraph(style="Small")

    def _empty(self, head: Sequence[str], widths: tuple[float, ...], rows: int, headed: bool = True) -> Table:
        """A table with a head that every page repeats, and rows that no page breaks."""
        table: Table = self._document.add_table(rows=rows + headed, cols=len(head), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        table._tbl.tblPr.append(parse_xml(_CELL_MARGINS))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(WIDTH_MM * width)
        for i, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            for place, width in zip(row.cells, widths, strict=True):
                place.width = Mm(WIDTH_MM * width)
            if i == 0 and headed:
                properties.append(OxmlElement("w:tblHeader"))
                for place, text in zip(row.cells, head, strict=True):
                    _put(place, text, 8, bold=True)
        return table

    def _chart(self, xml: bytes) -> tuple[str, str]:
        """A part of its own in the file; returns what a drawing needs to show it."""
        self._charts += 1
        part = Part(PackURI(f"/word/charts/chart{self._charts}.xml"), CHART_TYPE, xml, self._document.part.package)
        link = self._document.part.relate_to(part, CHART_LINK)
        return CHART, f'<c:chart xmlns:c="{CHART}" r:id="{link}"/>'

    def _figure(
        self, title: str, picture: tuple[str, str], height: int, note: str, records: tuple[str, ...]
    ) -> None:
        """`picture`: its kind's address and its XML; `height` in EMU."""
        caption = self._document.add_paragraph(style="Caption")
        caption.add_run(title)
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        self._figures += 1
        paragraph.add_run()._r.append(_inline(*picture, self._figures, height, f"{title}. {note}"))
        words = self._document.add_paragraph(style="Small")
        self._fill(words, Cell(note, records))

    def _bookmark(self, paragraph: Paragraph, name: str) -> None:
        self._marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self._marks))
        start.set(qn("w:name"), name)
        paragraph._p.insert(0, start)
        paragraph._p.append(end)


_CELL_MARGINS = (f'<w:tblCellMar {nsdecls("w")}><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
                 '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>')


def _small(paragraph: Paragraph, text: str) -> object:
    run = paragraph.add_run(text)
    run.font.size = Pt(7)
    run.font.color.rgb = SMALL
    return run._r


def _put(cell: _Cell, text: str, size: int, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _inline(kind: str, picture: str, number: int, height: int, said: str) -> Any:
    element = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{WIDTH_MM * EMU_MM}" cy="{height}"/><wp:docPr id="{number}" name="figure {number}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{kind}">{picture}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>")
    element.find(f".//{qn('wp:docPr')}").set("descr", said)
    return element


def _paper(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(17)


def _styles(document: DocumentType, language: str) -> None:
    """Arial and a named Chinese face in every style, so that neither script falls back."""
    styles = document.styles
    small = styles.add_style("Small", 1)
    small.base_style = styles["Normal"]
    sizes = {"Normal": 10, "Title": 22, "Subtitle": 13, "Heading 1": 16, "Heading 2": 12, "Caption": 10, "Small": 8.5,
             "List Bullet": 10, "Intense Quote": 10}  # fmt: skip
    for name, size in sizes.items():
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), CHINESE)
        if language == "zh":
            fonts.set(qn("w:hint"), "eastAsia")
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), "en-GB")
        spoken.set(qn("w:eastAsia"), "zh-CN")
        style.element.get_or_add_rPr().append(spoken)
    for name in ("Normal", "Small", "List Bullet"):
        styles[name].paragraph_format.space_after = Pt(4)
    for name in ("Heading 1", "Heading 2", "Caption"):
        styles[name].paragraph_format.keep_with_next = True
    small.font.color.rgb = SMALL


def _footer(document: DocumentType) -> None:
    """Page numbers as fields, which Word fills in."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for field in ("PAGE", "NUMPAGES"):
        for kind, text in (("begin", None), (None, field), ("end", None)):
            run = paragraph.add_run()
            run.font.size = Pt(8)
            if kind is not None:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            else:
                code = OxmlElement("w:instrText")
                code.text = text
                run._r.append(code)
        if field == "PAGE":
            paragraph.add_run(" / ").font.size = Pt(8)
