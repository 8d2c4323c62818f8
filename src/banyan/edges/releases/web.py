"""HTML to lines: what a reader sees, in the order of the page."""

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from lxml import etree, html

from banyan.edges.releases.decode import printable
from banyan.edges.releases.errors import ReleaseError
from banyan.edges.releases.raised import LOWERED, RAISED
from banyan.edges.releases.release import HEADING, ITEM, TEXT, Draft, Piece, row

_UNSEEN = frozenset({
    "head", "script", "style", "noscript", "template", "nav", "iframe", "object", "embed", "svg", "canvas", "audio",
    "video", "select", "datalist", "textarea", "button", "rt", "rp", "del", "s", "strike", "map", "math",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "ul",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|text-decoration[^;:]*:[^;]*line-through",
                     re.IGNORECASE)
_SPACE = re.compile(r"([ \t\n\r\f]+)")
_NOTHING = re.compile("[\u200b\u2060\ufeff\u00ad]")     # characters without a width: they would cut a number in two
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def drafts(text: str, name: str) -> list[Draft]:
    """The visible lines of a page. Raises ReleaseError where the parser finds no document, or not the whole of it."""
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReleaseError(name, "an HTML page with nothing in it", "one with text") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):     # what is below would be lost
        raise ReleaseError(name, "an HTML page nested too deep to be read whole", "at most 2,000 levels")
    walk = etree.iterwalk(root, events=("start", "end"))
    flow = _Flow()
    for event, element in walk:
        if event == "start" and _hidden(element):
            walk.skip_subtree()
            flow.unseen.add(element)
        elif event == "start":
            flow.begin(element)
        else:
            flow.finish(element)
    return flow.closed()


def _hidden(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return True
    return element.get("role") == "navigation" or _HIDING.search(element.get("style") or "") is not None


class _Flow:
    """Lines as they come; a cell collects its own until its row ends."""

    def __init__(self) -> None:
        self.unseen: set[etree._Element] = set()
        self._lines: list[list[Draft]] = [[]]         # of the page, then of each open cell
        self._rows: list[list[list[Draft]]] = []      # cells of each open row
        self._parts: list[str] = []
        self._last = ""
        self._space = ""
        self._kind = [TEXT]
        self._raised: list[dict[int, int]] = [{}]
        self._kept = 0

    def begin(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "tr":
            self._break()
            self._rows.append([])
        elif tag in ("td", "th"):
            self._break()
            self._lines.append([])
        elif tag in _BLOCKS or tag == "br":
            self._break()
        self._kind += [HEADING] if tag in _HEADINGS else [ITEM] if tag == "li" else []
        self._raised += [RAISED] if tag == "sup" else [LOWERED] if tag == "sub" else []
        self._kept += tag == "pre"
        self._say(element.text)

    def finish(self, element: etree._Element) -> None:
        if element in self.unseen:
            self.unseen.discard(element)
            self._say(element.tail)
            return
        tag = element.tag
        if tag in ("td", "th"):
            self._break()
            cell = self._lines.pop()
            if self._rows:
                self._rows[-1].append(cell)
            else:
                self._lines[-1].extend(cell)
        elif tag == "tr":
            self._break()
            self._lines[-1].extend(row(self._rows.pop()))
        elif tag in _BLOCKS:
            self._break()
        if tag in _HEADINGS or tag == "li":
            self._kind.pop()
        if tag in ("sup", "sub"):
            self._raised.pop()
        self._kept -= tag == "pre"
        self._say(element.tail)

    def closed(self) -> list[Draft]:
        self._break()
        return self._lines[0]

    def _say(self, text: str | None) -> None:
        """White space as CSS lays it out; a line end between two Chinese characters is none (CSS Text 4.1.1)."""
        plain = printable(_NOTHING.sub("", text or ""))
        for part in _kept(plain) if self._kept else _SPACE.split(plain):
            if part == "\n" and self._kept:
                self._break()
            elif part.isspace() and _SPACE.fullmatch(part):
                self._space = "\n" if "\n" in part or self._space == "\n" else " "
            elif part:
                joins = self._space == "\n" and _wide(self._last) and _wide(part[0])
                if self._space and self._last and not joins:
                    self._parts.append(" ")
                self._parts.append(part.translate(self._raised[-1]))
                self._last, self._space = part[-1], ""

    def _break(self) -> None:
        if self._parts:
            self._lines[-1].append(Draft([Piece("".join(self._parts))], self._kind[-1]))
        self._parts, self._last, self._space = [], "", ""


def _kept(text: str) -> Iterator[str]:
    """Preformatted text: its line ends stay."""
    for i, line in enumerate(text.split("\n")):
        if i:
            yield "\n"
        yield line.replace("\t", " ")


def _wide(character: str) -> bool:
    return bool(character) and east_asian_width(character) in "WF"
