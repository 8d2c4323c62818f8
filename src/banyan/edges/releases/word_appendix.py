"""The appendix of a marked Word document: what was found, numbered, with links to the places and back."""

from collections.abc import Iterable, Sequence

from lxml import etree

from banyan.edges.releases.marks import Entry, anchors
from banyan.edges.releases.texts import ORDER, SHAPES, say
from banyan.edges.releases.word_style import FILL, INK, Maker
from banyan.model.figure import Verdict

_WIDTHS = (700, 1500, 2600, 4200)      # twentieths of a point; a page's text is some 9,000 wide
_SMALL = 9.0
_GREY = "52606D"


class Names:
    """Bookmarks: names and numbers that the document doesn't have yet."""

    def __init__(self, roots: Iterable[etree._Element], listed: Sequence[Entry]) -> None:
        taken = [element for root in roots for element in root.iter("{*}bookmarkStart", "{*}bookmarkEnd")]
        known = {str(v) for element in taken for k, v in element.attrib.items() if str(k).endswith("}name")}
        numbers = [str(v) for element in taken for k, v in element.attrib.items() if str(k).endswith("}id")]
        self._next = max((int(n) for n in numbers if n.lstrip("-").isdigit()), default=0) + 1
        self._prefix = next(f"banyan{i}_" for i in range(len(known) + 1) if not any(
            name.startswith(f"banyan{i}_") for name in known))
        self.anchors = {start: f"{self._prefix}{name}" for start, name in anchors(listed).items()}

    def place(self, maker: Maker, anchor: str) -> list[etree._Element]:
        return list(self._mark(maker, f"{self._prefix}{anchor}"))

    def finding(self, number: int) -> str:
        return f"{self._prefix}f{number}"

    def entry(self, maker: Maker, number: int) -> list[etree._Element]:
        return list(self._mark(maker, self.finding(number)))

    def _mark(self, maker: Maker, name: str) -> tuple[etree._Element, etree._Element]:
        self._next += 1
        return maker.bookmark(name, self._next)


def append(root: etree._Element, listed: Sequence[Entry], text: str, names: Names, language: str) -> None:
    """At the end of the body, on a page of its own, before the last section's properties."""
    maker = Maker(etree.QName(root).namespace or "")
    body = root.find(maker.name("body"))
    if body is None:
        return
    page = _Appendix(maker, text, names, language)
    last = body.find(maker.name("sectPr"))
    at = len(body) if last is None else body.index(last)
    body[at:at] = page.blocks(listed)


class _Appendix:
    def __init__(self, maker: Maker, text: str, names: Names, language: str) -> None:
        self._maker, self._text, self._names, self._language = maker, text, names, language

    def blocks(self, listed: Sequence[Entry]) -> list[etree._Element]:
        title = self._paragraph(self._maker.run(self._say("findings"), 15, bold=True), fresh=True)
        found = [title, *self._legend(listed)]
        shown = [entry for entry in listed if not _bare(entry)]
        if shown:
            found += [self._table(shown), self._paragraph()]
        bare = [entry for entry in listed if _bare(entry)]
        if bare:
            found.append(self._unknown(bare))
        return found if listed else [*found, self._paragraph(self._maker.run(self._say("none")))]

    def _legend(self, listed: Sequence[Entry]) -> list[etree._Element]:
        lines = []
        for verdict in ORDER:
            count = sum(len(entry.places) for entry in listed if entry.verdict is verdict)
            named = f" {SHAPES[verdict]} {self._say(f'verdict.{verdict}')} "
            lines.append(self._paragraph(
                self._maker.run(named, _SMALL, INK[verdict], bold=True, fill=FILL[verdict]),
                self._maker.run(f"  {self._say('count', n=str(count))}   ", _SMALL, bold=True),
                self._maker.run(self._say(f"means.{verdict}"), _SMALL, _GREY)))  # fmt: skip
        return [*lines, self._paragraph()]

    def _table(self, shown: Sequence[Entry]) -> etree._Element:
        m = self._maker
        edges = [m.element(side, val="single", sz="4", space="0", color="CBD2D9")
                 for side in ("top", "left", "bottom", "right", "insideH", "insideV")]
        margins = [m.element(side, w=width, type="dxa") for side, width in (("left", "80"), ("right", "80"))]
        look = m.element("tblPr", m.element("tblW", w=str(sum(_WIDTHS)), type="dxa"), m.element("tblBorders", *edges),
                         m.element("tblLayout", type="fixed"), m.element("tblCellMar", *margins))
        grid = m.element("tblGrid", *[m.element("gridCol", w=str(width)) for width in _WIDTHS])
        heads = [[m.run(self._say(f"head.{key}"), _SMALL, bold=True)] for key in ("number", "verdict", "values", "why")]
        rows = [self._row([[self._paragraph(*runs)] for runs in heads], head=True)]
        rows += [self._row(self._cells(entry), fill=FILL[entry.verdict]) for entry in shown]
        return m.element("tbl", look, grid, *rows)

    def _cells(self, entry: Entry) -> list[list[etree._Element]]:
        m = self._maker
        number = [*self._names.entry(m, entry.number), m.run(str(entry.number), _SMALL, bold=True)]
        verdict = f"{SHAPES[entry.verdict]} {self._say(f'verdict.{entry.verdict}')}"
        why = []
        if entry.label or entry.note:
            label = [m.run(f"{entry.label} ", _SMALL, bold=True)] if entry.label else []
            why.append(self._paragraph(*label, m.run(entry.note, _SMALL)))
        if entry.others:
            why.append(self._paragraph(m.run(self._say("also"), _SMALL, _GREY), *self._links(entry.others, " · ")))
        why += [self._paragraph(m.run(f"{self._say('against')}{text}", _SMALL, _GREY)) for text in entry.against]
        return [[self._paragraph(*number)], [self._paragraph(m.run(verdict, _SMALL, INK[entry.verdict], bold=True))],
                [self._paragraph(*self._links(entry.places, " ↔ "))], why or [self._paragraph()]]

    def _unknown(self, bare: Sequence[Entry]) -> etree._Element:
        """Numbers without anything to say of them: in one paragraph."""
        m, runs = self._maker, []
        for verdict in (v for v in ORDER if any(e.verdict is v for e in bare)):
            said = f"{SHAPES[verdict]} {self._say(f'verdict.{verdict}')}  "
            runs.append(m.run(said, _SMALL, INK[verdict], bold=True))
            for i, entry in enumerate(e for e in bare if e.verdict is verdict):
                runs += [m.run(" · ", _SMALL, _GREY)] if i else []
                runs += [*self._names.entry(m, entry.number), m.run(f"{entry.number}: ", _SMALL, _GREY)]
                runs += self._links(entry.places, " / ")
        return self._paragraph(*runs)

    def _links(self, places: Sequence[tuple[int, int]], between: str) -> list[etree._Element]:
        m, found = self._maker, []
        for i, (start, end) in enumerate(places):
            found += [m.run(between, _SMALL, _GREY)] if i else []
            shown = m.run(" ".join(self._text[start:end].split()), _SMALL, "1D4ED8")
            found.append(m.link(self._names.anchors[start], shown))
        return found

    def _row(self, cells: list[list[etree._Element]], head: bool = False, fill: str = "") -> etree._Element:
        m = self._maker
        made = []
        for i, (width, blocks) in enumerate(zip(_WIDTHS, cells, strict=True)):
            look = [m.element("tcW", w=str(width), type="dxa")]
            if head or (fill and i == 1):
                look.append(m.element("shd", val="clear", color="auto", fill="E9EDF2" if head else fill))
            made.append(m.element("tc", m.element("tcPr", *look), *blocks))
        kept = [m.element("cantSplit"), *([m.element("tblHeader")] if head else [])]
        return m.element("tr", m.element("trPr", *kept), *made)

    def _paragraph(self, *inner: etree._Element, fresh: bool = False) -> etree._Element:
        """Its look is its own: left, single-spaced, no first-line indent, whatever the document's styles do."""
        m = self._maker
        look = [m.element("pageBreakBefore")] if fresh else []
        look += [m.element("spacing", before="20", after="20", line="240", lineRule="auto"),
                 m.element("ind", left="0", right="0", firstLine="0"), m.element("jc", val="left")]
        return m.element("p", m.element("pPr", *look), *inner)

    def _say(self, key: str, **args: str) -> str:
        return say(key, self._language, **args)


def _bare(entry: Entry) -> bool:
    return entry.verdict is Verdict.UNKNOWN and not (entry.label or entry.note or entry.others or entry.against)
