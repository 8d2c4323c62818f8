"""Any release to its text. What a file is, its first bytes say: names lie, and a renamed .doc is no .docx."""

from banyan.edges.releases.container import open_word
from banyan.edges.releases.decode import EXPECTED, decode
from banyan.edges.releases.errors import ReleaseError
from banyan.edges.releases.release import LARGEST, LONGEST, Line, Release, joined
from banyan.edges.releases.web import drafts as web_drafts
from banyan.edges.releases.word_text import drafts as word_drafts

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = ((b"%PDF", "a PDF file"), (b"{\\rtf", "an RTF file"), (b"\x89PNG", "a picture"),
            (b"\xff\xd8\xff", "a picture"), (b"Rar!\x1a\x07", "an archive"), (b"7z\xbc\xaf", "an archive"),
            (b"\x1f\x8b", "an archive"))  # fmt: skip
_WEB_NAMES = (".html", ".htm", ".xhtml", ".mht")
_WORD_NAMES = (".docx", ".docm", ".dotx")


def read(data: bytes, name: str) -> Release:
    """The visible text of one file; `name` is for its ending and for what an error says.

    HTML: scripts, styles, navigation, hidden and struck-out text are left out; blocks are lines, table rows are lines
    with tabs. Word (ECMA-376): body, text boxes, notes, headers and footers; deleted and hidden text is left out,
    inserted text is in. Raised digits become raised characters (10⁸), so that a note's sign never joins a number.
    Raises ReleaseError.
    """
    kind = sniff(data, name)
    if kind == "docx":
        text, lines, _ = joined(word_drafts(open_word(data, name)))
    elif kind == "html":
        text, lines, _ = joined(web_drafts(decode(data, name, declared=True), name))
    else:
        text = decode(data, name)
        lines = plain_lines(text)
    if not text.strip():
        raise ReleaseError(name, "no text" if data else "an empty file", "a text with words and numbers in it")
    if len(text) > LONGEST:
        raise ReleaseError(name, f"{len(text):,} characters of text", f"at most {LONGEST:,}")
    return Release(text, kind, lines)


def sniff(data: bytes, name: str) -> str:
    """txt | html | docx. Raises ReleaseError for every other thing, saying which it is where that is known."""
    if len(data) > LARGEST:
        raise ReleaseError(name, f"{len(data) / 1e6:.0f} MB", f"at most {LARGEST / 1e6:.0f} MB (without pictures?)")
    if not data.strip():
        raise ReleaseError(name, "an empty file", EXPECTED)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise ReleaseError(name, "a document with a password", "one saved without it")
        raise ReleaseError(name, "a document of the old Word format", "it saved as .docx")
    for start, what in _FOREIGN:
        if data.startswith(start):
            raise ReleaseError(name, what, EXPECTED)
    if data.startswith(_ZIP):
        return "docx"
    if name.lower().endswith(_WORD_NAMES):
        raise ReleaseError(name, "a file that is no Word document, whatever its name says", EXPECTED)
    head = data[:2048].replace(b"\x00", b"").lower()
    if name.lower().endswith(_WEB_NAMES) or b"<!doctype html" in head or b"<html" in head:
        return "html"
    return "txt"


def plain_lines(text: str) -> tuple[Line, ...]:
    """The lines of a plain text that hold something, where they stand."""
    lines, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    return tuple(lines)
