"""Workbooks to rows. calamine lays a sheet out whole, from its first cell to its last, each text where it is named: so
what a workbook says is measured before it is opened.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from itertools import chain
from typing import Any

from banyan.edges.feeds.cells import cell
from banyan.edges.feeds.documents import FormatError, Rows, row
from banyan.edges.feeds.tables import header
from banyan.model.damaged import DAMAGED

UNPACKED = 400 * 1024 * 1024      # bytes of a workbook once unpacked
MOST_CELLS = 10_000_000           # of a sheet, empty ones with them
MOST_TEXT = 1024 * 1024 * 1024      # bytes, were the longest of its texts in each cell that names one
_OLD = b"\xd0\xcf\x11\xe0"
_PIECE = 1 << 20
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c|si|sheetData)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_NAMES_TEXT = re.compile(rb"""\st\s*=\s*["']s["']""")


def xlsx_rows(data: bytes, most: int) -> Rows:
    """The first sheet of a workbook with a header and rows. Raises FormatError."""
    import python_calamine as calamine

    _bounded(data)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for name in book.sheet_names:
                found = book.get_sheet_by_name(name).iter_rows()
                rows = (cells for cells in found if any(one != "" for one in cells))
                names, first = next(rows, None), next(rows, None)
                if names is not None and first is not None:
                    yield from _sheet(names, chain([first], rows), most)
                    return
    except calamine.PasswordError:
        raise FormatError("a workbook with a password", "one that opens without") from None
    except (calamine.CalamineError, OSError, ValueError) as e:
        if isinstance(e, FormatError):
            raise
        raise FormatError(f"a damaged workbook ({str(e)[:100]})", "one that a spreadsheet program opens") from e
    except BaseException as e:
        if type(e).__name__ != "PanicException":        # calamine's own word for a file it can't make sense of
            raise
        raise FormatError("a damaged workbook", "one that a spreadsheet program opens") from e
    raise FormatError("no sheet with a header and rows", "a header and rows below it")


def _sheet(first: list[Any], rows: Iterable[list[Any]], most: int) -> Rows:
    names = header([str(one) for one in first])
    for n, cells in enumerate(rows, 1):
        if n > most:
            raise FormatError(f"more than {most} rows", f"at most {most} in one message")
        yield row(n, {name: cell(one) for name, one in zip(names, cells, strict=False) if name})


def _bounded(data: bytes) -> None:
    """What is packed is unpacked once and counted: what its directory says of its size can be a lie."""
    if not data.startswith(b"PK\x03\x04"):
        old = data.startswith(_OLD)
        raise FormatError("a workbook of the old kind" if old else "no workbook", "an xlsx file")
    left, texts, longest = UNPACKED, 0, 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for entry in packed.infolist():
                measured = _Measured()
                with packed.open(entry) as inside:
                    while piece := inside.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise FormatError(f"a workbook of more than {UNPACKED / 1e6:.0f} MB once unpacked",
                                              "a smaller one, or csv")
                        measured.add(piece)
                if measured.rows * measured.columns > MOST_CELLS:
                    raise FormatError(f"a sheet of {measured.rows} rows and {measured.columns} columns",
                                      f"at most {MOST_CELLS} cells, or csv")
                texts, longest = texts + measured.texts, max(longest, measured.longest)
    except FormatError:
        raise
    except DAMAGED as e:
        raise FormatError(f"a damaged workbook ({str(e)[:100]})", "one that a spreadsheet program opens") from e
    if texts * longest > MOST_TEXT:
        raise FormatError(f"{texts} cells with texts of up to {longest} bytes", "shorter texts, or csv")


class _Measured:
    """How far a sheet's cells go, and how long shared texts are, told from the tags alone (ECMA-376-1, 18.3.1.4 and
    18.4.8): a cell that says no place stands behind the last one.
    """

    def __init__(self) -> None:
        self.rows = self.columns = self.texts = self.longest = 0
        self._row = self._column = 0
        self._rest = b""
        self._text_at: int | None = None
        self._at = 0

    def add(self, piece: bytes) -> None:
        whole = self._rest + piece
        end = whole.rfind(b"<")
        end = len(whole) if end < 0 or len(whole) - end > _PIECE else end
        for tag in _TAG.finditer(whole, 0, end):
            self._tag(tag[1], tag[2], self._at + tag.start())
        if self._text_at is not None:
            self.longest = max(self.longest, self._at + end - self._text_at)
        self._rest = whole[end:]
        self._at += end

    def _tag(self, name: bytes, said: bytes, at: int) -> None:
        if name == b"si":
            if self._text_at is not None:
                self.longest = max(self.longest, at - self._text_at)
            self._text_at = at
        elif name == b"row":
            place = _PLACE.search(said)
            self._row = int(place[2]) if place is not None else self._row + 1
            self._column = 0
        elif name == b"c":
            place = _PLACE.search(said)
            self._column = _number(place[1]) if place is not None and place[1] else self._column + 1
            self._row = int(place[2]) if place is not None else max(self._row, 1)
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
            self.texts += _NAMES_TEXT.search(said) is not None


def _number(letters: bytes) -> int:
    """A column's, from 1: A, Z, AA."""
    found = 0
    for letter in letters:
        found = 26 * found + letter - 64
    return found
