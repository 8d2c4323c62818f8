"""The release written back as a Word document with its numbers marked: runs are split, the rest is left alone."""

from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree
from msgspec import Struct

from banyan.edges.releases.container import open_word
from banyan.edges.releases.marks import Entry, Mark, Stretch, anchors, entries, stretches
from banyan.edges.releases.reader import read, sniff
from banyan.edges.releases.release import Piece, joined
from banyan.edges.releases.texts import SHAPES
from banyan.edges.releases.word_appendix import Names, append
from banyan.edges.releases.word_new import document
from banyan.edges.releases.word_style import INK, Maker
from banyan.edges.releases.word_text import Source, local
from banyan.model.figure import Verdict

_NO_LINK = frozenset({"hyperlink", "ins", "moveTo", "fldSimple"})     # their content model has no room for a link


def mark_docx(data: bytes, name: str, marks: Sequence[Mark], language: str) -> bytes:
    """The release as .docx: its own document with shaded, underlined numbers and an appendix of findings.

    Text and HTML come back as a new document. Each mark carries a raised sign and number (✗3) that leads to its
    entry in the appendix, and each entry leads back. The same input gives the same bytes. Raises
    ReleaseError as `read` does.
    """
    if sniff(data, name) == "docx":
        source = Source(open_word(data, name))
        text, _, placed = joined(source.drafts())
        if not text.strip():
            read(data, name)
    else:
        release = read(data, name)
        source = Source(open_word(document(release, language), name))
        text, placed = release.text, _aligned(source, [line.start for line in release.lines])
    listed = entries(marks, text)
    names = Names(source.roots.values(), listed)
    _Marker(names, listed, placed).write()
    append(source.roots[source.word.main], listed, text, names, language)
    return source.word.copy({
        path: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        for path, root in source.roots.items()
    })  # fmt: skip


def _aligned(source: Source, starts: list[int]) -> list[tuple[int, Piece]]:
    """Pieces of a document that was made line by line, at the places that the lines have in their own text."""
    _, lines, placed = joined(source.drafts())
    found, i = [], 0
    for at, piece in placed:
        while at >= lines[i].end:
            i += 1
        found.append((at - lines[i].start + starts[i], piece))
    return found


class _Cut(Struct, frozen=True):
    """A part of a w:t: code points low to high of it, under a stretch or none."""

    low: int
    high: int
    stretch: Stretch | None
    anchor: str
    last: bool           # no later part belongs to the stretch


class _Marker:
    def __init__(self, names: Names, listed: list[Entry], placed: list[tuple[int, Piece]]) -> None:
        self._names = names
        self._placed = [(at, piece) for at, piece in placed if piece.node is not None]
        self._stretches = stretches(listed)
        self._anchors = anchors(listed)
        self._verdicts: dict[int, Verdict] = {entry.number: entry.verdict for entry in listed}

    def write(self) -> None:
        """Every run that holds a marked text, or a place that is pointed to, is replaced by several."""
        by_text: dict[etree._Element, list[_Cut]] = {}
        for node, cuts in self._cuts():
            by_text.setdefault(node, []).extend(cuts)
        for run in dict.fromkeys(node.getparent() for node in by_text):
            if run is not None:
                self._split(run, by_text)

    def _cuts(self) -> list[tuple[etree._Element, list[_Cut]]]:
        """Of every text that is touched, by walking pieces, stretches and anchors side by side."""
        found: list[tuple[etree._Element, list[_Cut]]] = []
        ends = self._last_pieces()
        starts = sorted(self._anchors)
        first_stretch = first_anchor = 0
        for index, (at, piece) in enumerate(self._placed):
            end = at + len(piece.text)
            while first_stretch < len(self._stretches) and self._stretches[first_stretch].end <= at:
                first_stretch += 1
            while first_anchor < len(starts) and starts[first_anchor] < at:
                first_anchor += 1
            touching = []
            for stretch in self._stretches[first_stretch:]:
                if stretch.start >= end:
                    break
                touching.append(stretch)
            here = []
            for start in starts[first_anchor:]:
                if start >= end:
                    break
                here.append(start)
            if touching or here:
                cuts = self._parts(at, piece, touching, here, {s for s in touching if ends[s.start] == index})
                found.append((piece.node, cuts))
        return found

    def _last_pieces(self) -> dict[int, int]:
        """Stretch (by its start) → index of the last piece that has a part of it: there stands its number."""
        found: dict[int, int] = {}
        coming = 0
        for index, (at, piece) in enumerate(self._placed):
            while coming < len(self._stretches) and self._stretches[coming].end <= at:
                coming += 1
            for stretch in self._stretches[coming:]:
                if stretch.start >= at + len(piece.text):
                    break
                found[stretch.start] = index
        return found

    def _parts(
        self, at: int, piece: Piece, touching: list[Stretch], starts: list[int], ending: set[Stretch],
    ) -> list[_Cut]:  # fmt: skip
        end = at + len(piece.text)
        edges = {at, end, *starts}
        for stretch in touching:
            edges |= {max(stretch.start, at), min(stretch.end, end)}
        cuts = []
        for low, high in pairwise(sorted(edges)):
            over = next((s for s in touching if s.start <= low and high <= s.end), None)
            last = over in ending and high == min(over.end, end) if over is not None else False
            anchor = self._anchors.get(low, "")
            cuts.append(_Cut(piece.at + low - at, piece.at + high - at, over, anchor, last))
        return cuts

    def _split(self, run: etree._Element, by_text: dict[etree._Element, list[_Cut]]) -> None:
        """The run's children in runs of the same properties, with bookmarks before and signs behind the marked ones."""
        maker = Maker(etree.QName(run).namespace or "")
        properties = run.find(maker.name("rPr"))
        parts: list[etree._Element] = []
        plain: list[etree._Element] = []

        def flush(verdict: Verdict | None = None) -> None:
            if plain:
                parts.append(_run(maker, run, properties, plain, verdict))
                plain.clear()

        for inner in [child for child in run if child is not properties]:
            if inner not in by_text:
                plain.append(inner)
                continue
            words, at = inner.text or "", 0
            for cut in by_text[inner]:
                plain += [maker.text(words[at : cut.low])] if at < cut.low else []
                at = cut.high
                if cut.anchor or cut.stretch is not None:
                    flush()
                parts += self._names.place(maker, cut.anchor) if cut.anchor else []
                plain.append(maker.text(words[cut.low : cut.high]))
                if cut.stretch is not None:
                    flush(cut.stretch.verdict)
                    parts += self._signs(maker, run, cut.stretch) if cut.last else []
            plain += [maker.text(words[at:])] if at < len(words) else []
        flush()
        _replace(run, parts)

    def _signs(self, maker: Maker, run: etree._Element, stretch: Stretch) -> list[etree._Element]:
        linked = not any(local(above) in _NO_LINK for above in run.iterancestors())
        found = []
        for number in stretch.ends:
            verdict = self._verdicts[number]
            sign = maker.run(f"{SHAPES[verdict]}{number}", 12, ink=INK[verdict], bold=True, raised=True)
            found.append(maker.link(self._names.finding(number), sign) if linked else sign)
        return found


def _run(
    maker: Maker, run: etree._Element, properties: etree._Element | None, inner: list[etree._Element],
    verdict: Verdict | None,
) -> etree._Element:  # fmt: skip
    made = etree.Element(run.tag, attrib=dict(run.attrib), nsmap=run.nsmap)
    look = deepcopy(properties) if properties is not None else maker.element("rPr")
    if verdict is not None:
        maker.paint(look, verdict)
    if len(look) or look.attrib:
        made.append(look)
    made.extend(inner)
    return made


def _replace(run: etree._Element, parts: list[etree._Element]) -> None:
    parent = run.getparent()
    if parent is None:
        return
    at = parent.index(run)
    if parts:
        parts[-1].tail = run.tail
    parent[at : at + 1] = parts
