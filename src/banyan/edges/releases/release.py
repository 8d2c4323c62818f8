"""A text as its reader sees it, with the lines it came in."""

from collections.abc import Iterable

from msgspec import Struct

LARGEST = 32_000_000     # bytes of a file: a release with some photographs; more is refused before it is opened
LONGEST = 10_000_000     # code points of a text: 2,000 times a long release
CELL = 200               # code points: a row with a longer cell is page layout, its cells are paragraphs

TEXT, HEADING, ITEM, ROW = "text", "heading", "item", "row"


class Line(Struct, frozen=True):
    """A paragraph, heading, list item or table row (cells divided by tabs). `start`, `end`: code points."""

    start: int
    end: int
    kind: str = TEXT


class Release(Struct, frozen=True):
    """`text`: Unicode, lines ended by one line feed. `kind`: the format it came in: txt | html | docx."""

    text: str
    kind: str
    lines: tuple[Line, ...]


class Piece(Struct, frozen=True):
    """Text from one place of the source. `node`: the element that holds it, `at`: where in its text it starts.

    Pieces without a node are ours (the tab between two cells) or can't be marked (a formula).
    """

    text: str
    node: object = None
    at: int = 0


class Draft(Struct):
    """A line while it is collected."""

    pieces: list[Piece]
    kind: str = TEXT

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def row(cells: list[list[Draft]]) -> list[Draft]:
    """One line of a table row; a row that only lays out a page gives its cells' lines as they are."""
    filled = [[line for line in cell if line.text.strip()] for cell in cells]
    lengths = [sum(len(line.text) for line in cell) for cell in filled]
    if len(cells) == 1 or max(lengths, default=0) > CELL or any(line.kind == ROW for cell in filled for line in cell):
        return [line for cell in filled for line in cell]
    pieces: list[Piece] = []
    for i, cell in enumerate(filled):
        pieces += [Piece("\t")] if i else []
        for j, line in enumerate(cell):
            pieces += [Piece(" ")] if j else []
            pieces += line.pieces
    return [Draft(pieces, ROW)] if any(lengths) else []


def joined(drafts: Iterable[Draft]) -> tuple[str, tuple[Line, ...], list[tuple[int, Piece]]]:
    """Text, lines, and every piece with where it starts in the text. Lines without a visible character are left out."""
    texts: list[str] = []
    lines: list[Line] = []
    placed: list[tuple[int, Piece]] = []
    at = 0
    for draft in drafts:
        text = draft.text
        if not text.strip():
            continue
        lines.append(Line(at, at + len(text), draft.kind))
        here = at
        for piece in draft.pieces:
            placed.append((here, piece))
            here += len(piece.text)
        texts.append(text)
        at += len(text) + 1
    return "\n".join(texts), tuple(lines), placed
