"""What xlsx says of a cell beside its value: an error, a formula that was never computed, words in its number format.

ECMA-376 part 1: 18.3.1.4 c (cell; t="e" is an error), 18.3.1.40 f (formula), 18.8.30 numFmt. The sheet is looked
through as bytes, in pieces: a parser would take ten times as long for what one cell in ten thousand has.
"""

import re
import zipfile
from typing import NamedTuple
from xml.sax.saxutils import unescape

from lxml import etree

_PIECE = 1 << 20
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(/?)>")
_REF = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]+)</")
_INLINE = re.compile(rb"<(?:\w+:)?is[\s>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>([^<]*)</")
_WORDS = re.compile(r'"([^"]+)"|\\(.)')
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
Place = tuple[int, int]


class Marks(NamedTuple):
    """As `model.sheet.Sheet`."""

    errors: dict[Place, str]
    formats: dict[Place, str]


NONE = Marks({}, {})


def read(packed: zipfile.ZipFile) -> dict[str, Marks]:
    """Sheet name → its marks. What can't be found has none: calamine says what is wrong with a workbook."""
    try:
        paths = _paths(packed)
        words = _format_words(packed)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    return {name: _marks(packed, path, words) for name, path in paths.items() if path in packed.NameToInfo}


def _paths(packed: zipfile.ZipFile) -> dict[str, str]:
    book = etree.fromstring(packed.read("xl/workbook.xml"), _SAFE)
    links = etree.fromstring(packed.read("xl/_rels/workbook.xml.rels"), _SAFE)
    target = {link.get("Id"): str(link.get("Target")) for link in links}
    found = {}
    for sheet in book.iterfind(".//{*}sheets/{*}sheet"):
        where = target.get(sheet.get(_RID), "")
        found[str(sheet.get("name"))] = where.lstrip("/") if where.startswith("/") else f"xl/{where}"
    return found


def _format_words(packed: zipfile.ZipFile) -> dict[int, str]:
    """Style number → the words its number format prints; styles without any are left out."""
    if "xl/styles.xml" not in packed.NameToInfo:
        return {}
    styles = etree.fromstring(packed.read("xl/styles.xml"), _SAFE)
    said = {}
    for number in styles.iterfind(".//{*}numFmts/{*}numFmt"):
        first = str(number.get("formatCode", "")).split(";")[0]
        words = "".join(quoted or single for quoted, single in _WORDS.findall(first)).strip()
        if any(c.isalpha() for c in words):
            said[str(number.get("numFmtId"))] = words
    styled = enumerate(styles.iterfind("./{*}cellXfs/{*}xf"))
    return {i: said[number] for i, style in styled if (number := str(style.get("numFmtId"))) in said}


def _marks(packed: zipfile.ZipFile, path: str, words: dict[int, str]) -> Marks:
    errors: dict[Place, str] = {}
    formats: dict[Place, str] = {}
    with packed.open(path) as stream:
        rest = b""
        while piece := stream.read(_PIECE):
            whole = rest + piece
            end = whole.rfind(b"</row>") if len(whole) < 64 * _PIECE else len(whole)
            if end < 0:
                rest = whole
                continue
            _look(whole[:end], words, errors, formats)
            rest = whole[end:]
        _look(rest, words, errors, formats)
    return Marks(errors, formats)


def _look(xml: bytes, words: dict[int, str], errors: dict[Place, str], formats: dict[Place, str]) -> None:
    suspicious = b't="e"' in xml or b"<f" in xml or b":f" in xml
    if not suspicious and not words:
        return
    cells = list(_CELL.finditer(xml))
    ends = [*(cell.start() for cell in cells[1:]), len(xml)]
    for cell, end in zip(cells, ends[: len(cells)], strict=True):
        about = cell[1]
        style = _STYLE.search(about) if words else None
        if style and int(style[1]) in words:
            formats[_place(about)] = words[int(style[1])]
        if cell[2] or not suspicious:
            continue
        body = xml[cell.end() : end]
        value = _VALUE.search(body)
        if b't="e"' in about:
            errors[_place(about)] = _plain(value[1]) if value else "#ERROR!"
        elif value is None and not _INLINE.search(body) and (formula := _FORMULA.search(body)):
            errors[_place(about)] = f"={_plain(formula[1])}"


def _plain(xml: bytes) -> str:
    return unescape(xml.decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"})


def _place(about: bytes) -> Place:
    found = _REF.search(about)
    if found is None:
        return (-1, -1)                    # a cell that doesn't say where it is: calamine counts, we don't
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1
