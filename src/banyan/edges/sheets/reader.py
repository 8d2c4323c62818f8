"""One file's bytes to its sheets, or one sentence that says what is wrong with it.

calamine reads the values, whatever the format. What it leaves out is read beside it: error cells, formulas without a
value and words in number formats of xlsx (marks.py), merged and error cells of ods (open_document.py). An error cell of
xls is an empty one. CSV is text of several encodings (text.py).
"""

import hashlib
import io
import zipfile
from typing import Any

import python_calamine as calamine

from banyan.edges.sheets import marks, open_document, text
from banyan.edges.sheets.errors import SheetError
from banyan.model.damaged import DAMAGED
from banyan.model.sheet import Merge, Sheet, Value, Workbook

__all__ = ["LARGEST", "SheetError", "read"]

LARGEST = 200_000_000                  # bytes of a file
_UNPACKED = 3_000_000_000              # bytes of everything packed in it: a bomb unpacks to more
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(data: bytes, file: str) -> Workbook:
    """The sheets of an xlsx, xls, ods or csv file, by its content and not its name. Raises SheetError."""
    if len(data) > LARGEST:
        raise SheetError(file, f"{len(data) / 1e6:.0f} MB", f"a workbook of at most {LARGEST / 1e6:.0f} MB")
    if not data.strip():
        raise SheetError(file, "an empty file", "a workbook (xlsx, xls, ods) or a csv file")
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        return Workbook(file, digest, _zipped(data, file))
    if data.startswith(_OLE):
        return Workbook(file, digest, _calamine(data, file, {}, {}))
    if data.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")):
        raise SheetError(file, "a document or a picture", "a workbook (xlsx, xls, ods) or a csv file")
    return Workbook(file, digest, (text.sheet(data, file),))


def _zipped(data: bytes, file: str) -> tuple[Sheet, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            if unpacked > _UNPACKED:
                raise SheetError(file, f"{unpacked / 1e9:.0f} GB once unpacked", "a workbook that fits into memory")
            names = set(packed.namelist())
            if "xl/workbook.xml" in names:
                return _calamine(data, file, marks.read(packed), {})
            if "content.xml" in names:
                return _calamine(data, file, {}, open_document.read(packed))
            if "xl/workbook.bin" in names:
                return _calamine(data, file, {}, {})
    except SheetError:
        raise
    except DAMAGED as e:
        raise SheetError(file, f"a damaged or locked file ({e})", "a workbook that opens without a password") from e
    what = "a Word document" if "word/document.xml" in names else "a packed file that is no workbook"
    raise SheetError(file, what, "a workbook (xlsx, xls, ods) or a csv file")


def _calamine(
    data: bytes, file: str, marked: dict[str, marks.Marks], beside: dict[str, open_document.Beside]
) -> tuple[Sheet, ...]:
    found = []
    pool: dict[str, str] = {}
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for about in book.sheets_metadata:
                if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                rows = _rows(sheet, pool)
                mark, also = marked.get(about.name, marks.NONE), beside.get(about.name)
                merges = tuple(also.merges) if also is not None else tuple(
                    Merge(top, left, bottom, right)
                    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
                )
                hidden = about.visible is not calamine.SheetVisibleEnum.Visible
                errors = mark.errors if also is None else also.errors
                found.append(Sheet(about.name, rows, hidden, merges, errors, mark.formats))
    except calamine.PasswordError as e:
        raise SheetError(file, "a workbook with a password", "a workbook that opens without one") from e
    except (calamine.CalamineError, OSError, ValueError) as e:
        raise SheetError(file, f"a damaged workbook ({e})", "a workbook that a spreadsheet program opens") from e
    except BaseException as e:
        if type(e).__name__ != "PanicException":        # calamine's own words for a file it can't make sense of
            raise
        raise SheetError(file, "a damaged workbook", "a workbook that a spreadsheet program opens") from e
    return tuple(found)


def _rows(sheet: Any, pool: dict[str, str]) -> list[list[Value]]:
    """From the sheet's first row and column on. Most cells say what others say: one text for all of them takes a third
    of the memory.
    """
    before = sheet.start[1] if sheet.start else 0          # calamine's rows begin with the first column that is filled
    return [[*[""] * before, *[pool.setdefault(v, v) if isinstance(v, str) else v for v in row]]
            for row in sheet.iter_rows()]
