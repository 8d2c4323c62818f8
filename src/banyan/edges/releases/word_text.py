"""WordprocessingML to lines, each piece with the element it came from, so that it can be marked there.

Elements are known by their local names: the transitional and the strict namespace (ISO/IEC 29500) read alike.
"""

import re
from collections.abc import Iterator

from lxml import etree

from banyan.edges.releases.container import Word
from banyan.edges.releases.raised import LOWERED, RAISED
from banyan.edges.releases.release import HEADING, ITEM, TEXT, Draft, Piece, row

_INTO = frozenset({
    "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "ins", "moveTo", "ruby",
    "rubyBase", "oMath", "oMathPara", "body", "hdr", "ftr", "num", "den", "e", "sup", "sub", "f", "sSup", "sSub", "d",
})  # fmt: skip
_NOTES = (("/footnotes", "footnote"), ("/endnotes", "endnote"))
_SPOKEN = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_COUNTERS = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES|PAGEREF)\b", re.IGNORECASE)
_NOTHING = re.compile("([\u200b\u2060\ufeff\u00ad])")
_OFF = frozenset({"0", "false", "off", "none"})
_RAISED_BY = 4      # half points: less is a correction of the line, not a note's sign
_HEADING = re.compile(r"(heading|title|标题)", re.IGNORECASE)


def local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along local names."""
    for name in path:
        if element is None:
            return None
        element = next((c for c in element if local(c) == name), None)
    return element


def value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute by its local name, "" where there is none."""
    if element is None:
        return ""
    return next((str(v) for k, v in element.attrib.items() if etree.QName(str(k)).localname == name), "")


def on(properties: etree._Element | None, name: str) -> bool:
    """A toggle of run properties (17.7.3): there, and not switched off."""
    element = child(properties, name)
    return element is not None and value(element).lower() not in _OFF


class Source:
    """A document's parts with text, opened once: read from, and changed in place by marks."""

    def __init__(self, word: Word) -> None:
        self.word = word
        self.roots: dict[str, etree._Element] = {}
        self._styles = _Styles(word.part(next(iter(word.related("/styles")), "")))

    def drafts(self) -> list[Draft]:
        """Body, then notes, then headers and footers: a text's offsets don't move when a header changes."""
        lines = self._walk(self.word.main, None)
        for ending, tag in _NOTES:
            for path in self.word.related(ending):
                lines += self._walk(path, tag)
        for ending in ("/header", "/footer"):
            for path in self.word.related(ending):
                lines += self._walk(path, None)
        return lines

    def _walk(self, path: str, tag: str | None) -> list[Draft]:
        root = self.roots.get(path)
        if root is None:
            root = self.word.part(path)
        if root is None:
            return []
        self.roots[path] = root
        flow = _Flow(self._styles)
        for note in [root] if tag is None else [n for n in root if local(n) == tag and value(n, "type") not in _SPOKEN]:
            for block in note:
                flow.block(block)
        return flow.lines


def drafts(word: Word) -> list[Draft]:
    return Source(word).drafts()


class _Styles:
    """Which styles hide their text, which are headings."""

    def __init__(self, root: etree._Element | None) -> None:
        self._by_id = {value(s, "styleId"): s for s in root if local(s) == "style"} if root is not None else {}

    def hides(self, style: str) -> bool:
        return any(_struck(child(s, "rPr")) for s in self._line(style))

    def shifts(self, style: str) -> dict[int, int]:
        return next((found for s in self._line(style) if (found := _shifted(child(s, "rPr")))), {})

    def heads(self, style: str) -> bool:
        return any(_HEADING.match(value(child(s, "name"))) for s in self._line(style))

    def _line(self, style: str) -> Iterator[etree._Element]:
        """The style and those it is based on; a ring of styles ends."""
        seen: set[str] = set()
        while style in self._by_id and style not in seen:
            seen.add(style)
            yield self._by_id[style]
            style = value(child(self._by_id[style], "basedOn"))


def _struck(properties: etree._Element | None) -> bool:
    """Hidden text isn't seen; struck-out text is seen, and no longer said."""
    return any(on(properties, name) for name in ("vanish", "webHidden", "strike", "dstrike"))


def _shifted(properties: etree._Element | None) -> dict[int, int]:
    """Raised or lowered characters: by alignment, or by a position in half points as some programs write them."""
    named = {"superscript": RAISED, "subscript": LOWERED}.get(value(child(properties, "vertAlign")))
    if named is not None:
        return named
    position = value(child(properties, "position"))
    if not re.fullmatch(r"-?\d{1,4}", position) or abs(int(position)) < _RAISED_BY:
        return {}
    return RAISED if int(position) > 0 else LOWERED


class _Flow:
    def __init__(self, styles: _Styles) -> None:
        self.lines: list[Draft] = []
        self._styles = styles
        self._boxes: list[etree._Element] = []
        self._open: Draft | None = None      # of a paragraph whose mark is deleted: the next goes on with it
        self._fields: list[list[str]] = []   # open fields: [code, "code" | "result"]

    def block(self, element: etree._Element) -> None:
        match local(element):
            case "p":
                self._paragraph(element)
            case "tbl":
                self._table(element)
            case "AlternateContent":
                self._blocks(_choice(element))
            case name if name in _INTO:
                self._blocks(element)
            case _:
                return

    def _blocks(self, element: etree._Element | None) -> None:
        for inner in element if element is not None else ():
            self.block(inner)

    def _table(self, table: etree._Element) -> None:
        for line in _rows(table):
            if child(line, "trPr", "del") is not None:
                continue
            cells = []
            for cell in _cells(line):
                flow = _Flow(self._styles)
                flow._blocks(cell)
                cells.append(flow.lines)
            self.lines += row(cells)

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = child(paragraph, "pPr")
        style = value(child(properties, "pStyle"))
        heads = self._styles.heads(style) or child(properties, "outlineLvl") is not None
        kind = HEADING if heads else ITEM if child(properties, "numPr") is not None else TEXT
        line = self._open or Draft([], kind)
        self._open = None
        hidden = self._styles.hides(style)
        line = self._inline(paragraph, line, kind, hidden)
        if child(properties, "rPr", "del") is not None:
            self._open = line
        else:
            self.lines.append(line)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._blocks(box)

    def _inline(self, element: etree._Element, line: Draft, kind: str, hidden: bool) -> Draft:
        """What follows each other in a line; the line that is open afterwards (a break begins a new one)."""
        for inner in element:
            name = local(inner)
            if name == "r":
                line = self._run(inner, line, kind, hidden)
            elif name == "AlternateContent":
                choice = _choice(inner)
                line = line if choice is None else self._inline(choice, line, kind, hidden)
            elif name in _INTO and not _placeholder(inner):
                line = self._inline(inner, line, kind, hidden)
        return line

    def _run(self, run: etree._Element, line: Draft, kind: str, hidden: bool) -> Draft:
        properties = child(run, "rPr")
        struck = hidden or _struck(properties) or self._styles.hides(value(child(properties, "rStyle")))
        raised = _shifted(properties) or self._styles.shifts(value(child(properties, "rStyle")))
        markable = _namespace(run) == _namespace(run.getroottree().getroot())      # not a formula's
        for inner in run:
            name = local(inner)
            if name in ("fldChar", "instrText"):
                self._field(name, inner)
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._boxes += _text_boxes(inner)
            elif struck or self._silent():
                continue
            elif name == "t":
                line.pieces += _pieces(inner, raised, markable)
            elif name in ("tab", "ptab"):
                line.pieces.append(Piece("\t"))
            elif name == "noBreakHyphen":
                line.pieces.append(Piece("-"))
            elif name in ("br", "cr"):
                self.lines.append(line)
                line = Draft([], kind)
            elif name == "ruby":
                base = child(inner, "rubyBase")
                line = line if base is None else self._inline(base, line, kind, hidden)
        return line

    def _field(self, name: str, element: etree._Element) -> None:
        if name == "instrText":
            if self._fields and self._fields[-1][1] == "code":
                self._fields[-1][0] += element.text or ""
            return
        match value(element, "fldCharType"):
            case "begin":
                self._fields.append(["", "code"])
            case "separate" if self._fields:
                self._fields[-1][1] = "result"
            case "end" if self._fields:
                self._fields.pop()

    def _silent(self) -> bool:
        """In a field's code, or in the result of one that only counts pages."""
        return any(part == "code" or _COUNTERS.match(code) for code, part in self._fields)


def _pieces(element: etree._Element, raised: dict[int, int], markable: bool) -> list[Piece]:
    """The text of a w:t, without characters that have no width, each part with where it begins."""
    found, at = [], 0
    for part in _NOTHING.split(element.text or ""):
        if part and not _NOTHING.fullmatch(part):
            found.append(Piece(re.sub(r"[\r\n]", " ", part).translate(raised), element if markable else None, at))
        at += len(part)
    return found


def _placeholder(element: etree._Element) -> bool:
    """Text that Word puts in itself: "Click here to enter text", a page's number."""
    if local(element) == "sdt":
        return child(element, "sdtPr", "showingPlcHdr") is not None
    return local(element) == "fldSimple" and _COUNTERS.match(value(element, "instr")) is not None


def _choice(element: etree._Element) -> etree._Element | None:
    """The same content in two ways (mc:AlternateContent): only one of them is the text."""
    found = child(element, "Choice")
    return found if found is not None else child(element, "Fallback")


def _text_boxes(element: etree._Element) -> list[etree._Element]:
    if local(element) == "AlternateContent":
        choice = _choice(element)
        boxes = [] if choice is None else _text_boxes(choice)
        fallback = child(element, "Fallback")
        return boxes or ([] if fallback is None or fallback is choice else _text_boxes(fallback))
    if local(element) == "txbxContent":
        return [element]
    return [box for inner in element for box in _text_boxes(inner)]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if local(element) == "tr":
            yield element
        elif local(element) in _INTO:
            yield from _rows(element)


def _cells(line: etree._Element) -> Iterator[etree._Element]:
    for element in line:
        if local(element) == "tc" and child(element, "tcPr", "cellDel") is None:
            yield element
        elif local(element) in _INTO:
            yield from _cells(element)


def _namespace(element: etree._Element) -> str:
    return str(etree.QName(element).namespace)
