"""The marked release as one HTML page: text and findings side by side on a desk, one after the other on paper."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import escape

from banyan.edges.releases.marks import Entry, Mark, Stretch, anchors, entries, stretches
from banyan.edges.releases.page_style import STYLE
from banyan.edges.releases.reader import read
from banyan.edges.releases.release import HEADING, ITEM, ROW, Line
from banyan.edges.releases.texts import ORDER, SHAPES, say
from banyan.model.figure import Verdict

POLICY = "default-src 'none'; style-src 'unsafe-inline'"      # the page asks nothing of any machine, and runs nothing


def mark_html(data: bytes, name: str, marks: Sequence[Mark], language: str) -> bytes:
    """The release marked, in UTF-8. `language`: zh | en, of our own words. Raises ReleaseError as `read` does.

    A verdict is a colour, a shape and an underline, so that it survives a black-and-white printer.
    """
    release = read(data, name)
    listed = entries(marks, release.text)
    page = _Page(release.text, listed, language)
    title = escape(say("title", language, file=name))
    spoken = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{spoken}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1>\n{page.legend()}</header>\n"
        f'<main><article aria-label="{escape(say("text", language))}">\n{page.text(release.lines)}</article>\n'
        f'<section><h2>{escape(say("findings", language))}</h2>\n{page.findings()}</section></main>\n</body>\n</html>\n'
    ).encode()


class _Page:
    def __init__(self, text: str, listed: list[Entry], language: str) -> None:
        self._text, self._listed, self._language = text, listed, language
        self._stretches = stretches(listed)
        self._anchors = anchors(listed)
        self._places = sorted(self._anchors)
        self._verdicts = {entry.number: entry.verdict for entry in listed}

    def legend(self) -> str:
        rows = []
        for verdict in ORDER:
            count = sum(len(entry.places) for entry in self._listed if entry.verdict is verdict)
            rows.append(
                f'<li><mark class="{verdict}">{self._say(f"verdict.{verdict}")}<b>{SHAPES[verdict]}</b></mark> '
                f'<strong>{self._say("count", n=str(count))}</strong> <span>{self._say(f"means.{verdict}")}</span></li>'
            )
        return f'<ul class="legend">{"".join(rows)}</ul>'

    def text(self, lines: Sequence[Line]) -> str:
        """Runs of rows become a table, every other line a paragraph of its kind."""
        parts: list[str] = []
        in_table = False
        for line in lines:
            if (line.kind == ROW) != in_table:
                in_table = not in_table
                parts.append('<div class="wide"><table>' if in_table else "</table></div>")
            parts.append(self._line(line))
        return "\n".join([*parts, *(["</table></div>"] if in_table else [])]) + "\n"

    def _line(self, line: Line) -> str:
        if line.kind == ROW:
            cells, at = [], line.start
            for cell in self._text[line.start : line.end].split("\t"):
                cells.append(f"<td>{self._marked(at, at + len(cell))}</td>")
                at += len(cell) + 1
            return f'<tr>{"".join(cells)}</tr>'
        tag, look = {HEADING: ("h3", ""), ITEM: ("p", ' class="item"')}.get(line.kind, ("p", ""))
        return f"<{tag}{look}>{self._marked(line.start, line.end)}</{tag}>"

    def _marked(self, start: int, end: int) -> str:
        """The text from start to end; marks that reach over a line or cell go on in the next."""
        parts, at = [], start
        for stretch in _within(self._stretches, start, end):
            low, high = max(stretch.start, start), min(stretch.end, end)
            parts.append(self._plain(at, low))
            inner = self._plain(low, high)
            refs = self._references(stretch) if stretch.end <= end else ""
            parts.append(f'<mark class="{stretch.verdict}">{inner}</mark>{refs}')
            at = high
        return "".join([*parts, self._plain(at, end)])

    def _references(self, stretch: Stretch) -> str:
        return "".join(
            f'<a class="ref {self._verdicts[n]}" href="#f{n}" title="{self._say(f"verdict.{self._verdicts[n]}")}">'
            f"{SHAPES[self._verdicts[n]]}{n}</a>" for n in stretch.ends)

    def _plain(self, start: int, end: int) -> str:
        """Escaped text with the anchors that lie in it."""
        parts, at = [], start
        for place in self._places[bisect_left(self._places, start) : bisect_left(self._places, end)]:
            parts.append(f'{escape(self._text[at:place])}<span id="{self._anchors[place]}"></span>')
            at = place
        return "".join([*parts, escape(self._text[at:end])])

    def findings(self) -> str:
        if not self._listed:
            return f'<p>{self._say("none")}</p>\n'
        parts = []
        for verdict in ORDER:
            found = [entry for entry in self._listed if entry.verdict is verdict]
            if not found:
                continue
            parts.append(f'<h3 class="{verdict}"><b>{SHAPES[verdict]}</b> {self._say(f"verdict.{verdict}")}</h3>')
            if verdict is Verdict.UNKNOWN and not any(e.note or e.label for e in found):
                parts.append(f'<p class="values">{" · ".join(self._compact(e) for e in found)}</p>')
            else:
                parts.append(f'<ol>{"".join(self._entry(entry) for entry in found)}</ol>')
        return "\n".join(parts) + "\n"

    def _compact(self, entry: Entry) -> str:
        return f'<span id="f{entry.number}">{" / ".join(self._link(*place) for place in entry.places)}</span>'

    def _entry(self, entry: Entry) -> str:
        values = " ↔ ".join(self._link(*place) for place in entry.places)
        also = ""
        if entry.others:
            also = f'<p class="also">{self._say("also")}{" · ".join(self._link(*p) for p in entry.others)}</p>'
        against = "".join(f'<p class="also">{self._say("against")}{escape(text)}</p>' for text in entry.against)
        label = f"<strong>{escape(entry.label)}</strong> " if entry.label else ""
        note = f'<p class="note">{label}{escape(entry.note)}</p>' if entry.label or entry.note else ""
        return (f'<li id="f{entry.number}" value="{entry.number}" class="{entry.verdict}">'
                f'<p class="values">{values}</p>{note}{also}{against}</li>')

    def _link(self, start: int, end: int) -> str:
        shown = " ".join(self._text[start:end].split())
        return f'<a href="#{self._anchors[start]}" title="{self._say("back")}">{escape(shown)}</a>'

    def _say(self, key: str, **args: str) -> str:
        return escape(say(key, self._language, **args))


def _within(found: Sequence[Stretch], start: int, end: int) -> list[Stretch]:
    """Those that touch it; they don't overlap, so their ends are sorted as their starts are."""
    first = bisect_right(found, start, key=lambda stretch: stretch.end)
    return list(found[first : bisect_left(found, end, key=lambda stretch: stretch.start)])
