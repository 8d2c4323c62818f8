"""Makes the Word templates of a bulletin that ship with the program (src/banyan/runtime/bulletin/templates).

Run it after changing what a template says; the office edits its own copy in Word (docs/bulletin.md):

    python scripts/bulletin_templates.py
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).resolve().parents[1] / "src" / "banyan" / "runtime" / "bulletin" / "templates"
LATIN = "Times New Roman"
SONG, HEI = "FangSong", "SimHei"      # 仿宋 and 黑体: the faces of official documents (GB/T 9704)
WIDTH_MM = 170
INK = RGBColor(0x1F, 0x29, 0x33)
GREY = RGBColor(0x52, 0x60, 0x6D)
AMBER = RGBColor(0x8A, 0x5A, 0x00)

# Of each section's table: column → (head in Chinese, in English, share of the width). Numbers stand to the right.
SECTIONS: dict[str, tuple[tuple[str, str, str, float], ...]] = {
    "total": (),
    "change": (("label", "项目", "Item", 0.32), ("before", "上届（个）", "Before", 0.11),
               ("now", "本届（个）", "Now", 0.11), ("change", "增减（个）", "Change", 0.11),
               ("amount_change", "投资额增减（亿元）", "Change, bn CNY", 0.15), ("growth", "增幅", "Growth", 0.12)),
    "channel": (("label", "渠道", "Channel", 0.36), ("count", "项目数（个）", "Projects", 0.17),
                ("amount", "投资额（亿元）", "Investment (bn CNY)", 0.22), ("share", "占比", "Share", 0.16)),
    "sector": (("label", "领域", "Sector", 0.36), ("count", "项目数（个）", "Projects", 0.17),
               ("amount", "投资额（亿元）", "Investment (bn CNY)", 0.22), ("share", "占比", "Share", 0.16)),
    "investor_kind": (("label", "主体", "Investor", 0.36), ("count", "项目数（个）", "Projects", 0.17),
                      ("amount", "投资额（亿元）", "Investment (bn CNY)", 0.22), ("share", "占比", "Share", 0.16)),
    "size_band": (("label", "规模", "Size", 0.36), ("count", "项目数（个）", "Projects", 0.17),
                  ("amount", "投资额（亿元）", "Investment (bn CNY)", 0.22), ("share", "占比", "Share", 0.16)),
    "origin": (("label", "来源地", "Origin", 0.36), ("count", "项目数（个）", "Projects", 0.17),
               ("amount", "投资额（亿元）", "Investment (bn CNY)", 0.22), ("share", "占比", "Share", 0.16)),
    "key_projects": (("label", "项目名称", "Project", 0.29), ("investor", "投资方", "Investor", 0.25),
                     ("district", "区县", "District", 0.11), ("sector", "领域", "Sector", 0.14),
                     ("amount", "投资额（亿元）", "bn CNY", 0.12)),
    "cohort": (("label", "批次", "Cohort", 0.16), ("stage", "阶段", "Stage", 0.13),
               ("reached", "达到（个）", "Reached", 0.1),
               ("of", "批次（个）", "Of", 0.1), ("rate", "比率", "Rate", 0.13),
               ("untold", "阶段不详", "Not told", 0.1), ("as_of", "截至", "As of", 0.2)),
}  # fmt: skip
TEXT_COLUMNS = frozenset({"label", "investor", "district", "sector", "stage", "as_of"})
REF = ("出处", "Ref.", 0.08)


class Template:
    def __init__(self, language: str) -> None:
        self._zh = language == "zh"
        self._document: DocumentType = Document()
        self._paper()
        self._styles()

    def made(self) -> DocumentType:
        self._field("{{ title }}", "Title")
        self._field("{{ subtitle }}", "Subtitle")
        for name, columns in SECTIONS.items():
            self._section(name, columns)
        self._loop("note in notes", "{{ note }}", "Note")
        self._sign()
        self._appendix("refs", (0.1, 0.55, 0.35), ("{{r row.number }}", "{{ row.words }}", "{{r row.rows }}"))
        self._appendix("origins", (0.08, 0.36, 0.56), ("{{r row.number }}", "{{ row.name }} ({{ row.project }})",
                                                       "{{r row.places }}"))
        return self._document

    def _section(self, name: str, columns: tuple[tuple[str, str, str, float], ...]) -> None:
        """Everything of a section stands between an if and its end: one with nothing to print leaves no trace."""
        self._field(f"{{%p if {name} %}}")
        self._document.add_heading(f"{{{{ {name}.title }}}}", 1)
        self._loop(f"line in {name}.text", "{{r line }}", "Normal")
        if columns:
            self._field(f"{{%p if {name}.rows %}}")
            self._table(name, columns)
            self._field("{%p endif %}")
        self._field(f"{{%p if {name}.note %}}")
        self._field(f"{{{{ {name}.note }}}}", "Small")
        self._field("{%p endif %}")
        self._field("{%p endif %}")

    def _table(self, name: str, columns: tuple[tuple[str, str, str, float], ...]) -> None:
        words = [zh if self._zh else en for _, zh, en, _ in columns] + [REF[0] if self._zh else REF[1]]
        widths = [width for *_, width in columns] + [REF[2]]
        keys = [key for key, *_ in columns]
        table = self._empty(widths)
        self._fill(table, words, keys, head=True)
        self._control(table, f"{{%tr for row in {name}.rows %}}")
        self._fill(table, [f"{{{{ row.{key} }}}}" for key in keys] + ["{{r row.ref }}"], keys)
        self._control(table, "{%tr endfor %}")
        self._control(table, f"{{%tr if {name}.total %}}")
        self._fill(table, [f"{{{{ {name}.total.{key} }}}}" for key in keys] + [f"{{{{r {name}.total.ref }}}}"], keys,
                   bold=True)
        self._control(table, "{%tr endif %}")

    def _appendix(self, name: str, widths: tuple[float, float, float], cells: tuple[str, str, str]) -> None:
        self._field(f"{{%p if {name} %}}")
        heading = self._document.add_heading(f"{{{{ {name}.title }}}}", 1)
        heading.paragraph_format.page_break_before = name == "refs"
        self._field(f"{{{{ {name}.how }}}}", "Small")
        table = self._empty(widths)
        self._fill(table, [f"{{{{ {name}.heads[{i}] }}}}" for i in range(3)], ["label"] * 3, head=True)
        self._control(table, f"{{%tr for row in {name}.rows %}}")
        self._fill(table, list(cells), ["label"] * 3, small=True)
        self._control(table, "{%tr endfor %}")
        self._field("{%p endif %}")

    def _sign(self) -> None:
        table = self._empty((0.6, 0.4))
        for cell, words in zip(table.add_row().cells, ("{{ sign[0] }}", "{{ sign[1] }}"), strict=True):  # type: ignore[no-untyped-call]  # python-docx says no type here
            _put(cell, words)
            cell.paragraphs[0].paragraph_format.space_before = Pt(18)
        _no_borders(table)

    def _loop(self, over: str, inner: str, style: str) -> None:
        self._field(f"{{%p for {over} %}}")
        self._field(inner, style)
        self._field("{%p endfor %}")

    def _field(self, words: str, style: str = "Normal") -> Paragraph:
        return self._document.add_paragraph(words, style=style)

    def _empty(self, widths: Any) -> Table:
        table: Table = self._document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(WIDTH_MM * width)
        return table

    def _fill(self, table: Table, words: list[str], keys: list[str], head: bool = False, bold: bool = False,
              small: bool = False) -> None:  # fmt: skip
        row = table.add_row()  # type: ignore[no-untyped-call]  # the same
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        for i, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
            cell.width = table.columns[i].width
            right = i < len(keys) and keys[i] not in TEXT_COLUMNS
            if small:      # what comes in by {{r }} has the look of the paragraph's style, not of the field's run
                cell.paragraphs[0].style = self._document.styles["Small"]
            _put(cell, text, bold=bold or head, right=right, size=9 if small or head else 10)
            if head:
                _shade(cell)

    def _control(self, table: Table, words: str) -> None:
        """A row that only steers: docxtpl takes it away."""
        _put(table.add_row().cells[0], words)  # type: ignore[no-untyped-call]  # the same

    def _paper(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(24), Mm(20)
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = header.add_run("{{ draft }}")
        run.font.size, run.font.color.rgb, run.bold = Pt(9), AMBER, True
        _page_number(section.footer.paragraphs[0])
        properties = self._document.core_properties
        properties.author, properties.title = "Banyan", "{{ title }}"
        properties.language = "zh-CN" if self._zh else "en"

    def _styles(self) -> None:
        """Each style names a Latin and a Chinese face, or Word falls back to another for Chinese."""
        styles = self._document.styles
        small = styles.add_style("Small", 1)
        small.base_style = styles["Normal"]
        note = styles.add_style("Note", 1)      # the notes above the signature: it never stands alone on a page
        note.base_style, note.paragraph_format.keep_with_next = small, True
        sizes = {"Normal": (11, SONG), "Title": (20, HEI), "Subtitle": (12, SONG), "Heading 1": (14, HEI),
                 "Small": (9, SONG)}  # fmt: skip
        for name, (size, chinese) in sizes.items():
            style = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), INK
            style.font.italic = False
            properties = style.element.get_or_add_rPr()
            fonts = properties.get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            fonts.set(qn("w:eastAsia"), chinese)
            spoken = OxmlElement("w:lang")
            spoken.set(qn("w:val"), "en-GB")
            spoken.set(qn("w:eastAsia"), "zh-CN")
            properties.append(spoken)
        small.font.color.rgb = GREY
        for name in ("Title", "Subtitle"):
            styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        styles["Heading 1"].paragraph_format.keep_with_next = True
        styles["Normal"].paragraph_format.space_after = Pt(4)
        border = styles["Title"].element.find(f".//{qn('w:pBdr')}")
        if border is not None:
            border.getparent().remove(border)


def _put(cell: _Cell, words: str, bold: bool = False, right: bool = False, size: float = 10.5) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(size)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF1F4")):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _no_borders(table: Table) -> None:
    table.style = "Normal Table"


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        run.font.size = Pt(9)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for language in ("zh", "en"):
        path = FOLDER / f"bulletin-{language}.docx"
        Template(language).made().save(str(path))
        print(path)


if __name__ == "__main__":
    main()
