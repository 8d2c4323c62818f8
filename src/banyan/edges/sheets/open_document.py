"""What ods says of its cells beside their values: merged ranges and errors.

OpenDocument 1.3 part 3: 19.679 table:number-columns-spanned, 19.681 -rows-spanned. The standard has no error among its
types of values: LibreOffice writes calcext:value-type="error", others leave the error's name as the cell's text, under
a formula.
"""

import re
import zipfile
from typing import NamedTuple

from lxml import etree

from banyan.model.sheet import Merge

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_LOOKED_AT = (*_CELLS, f"{_TABLE}table", f"{_TABLE}table-row")
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_MOST = 1000              # cells that one error is repeated over: a damaged file may say any number


class Beside(NamedTuple):
    """As `model.sheet.Sheet`."""

    merges: list[Merge]
    errors: dict[tuple[int, int], str]


def read(packed: zipfile.ZipFile) -> dict[str, Beside]:
    """Sheet name → what stands beside its values. Of a file that is no XML nothing: calamine says what is wrong."""
    found: dict[str, Beside] = {}
    sheet, row, column, at = Beside([], {}), 0, 0, 0
    try:
        with packed.open("content.xml") as stream:
            for event, element in etree.iterparse(stream, events=("start", "end"), resolve_entities=False,
                                                  no_network=True, tag=_LOOKED_AT):
                if event == "start":
                    if element.tag == f"{_TABLE}table":
                        sheet, row = found.setdefault(str(element.get(f"{_TABLE}name")), Beside([], {})), 0
                    elif element.tag == f"{_TABLE}table-row":
                        column = 0
                    elif element.tag in _CELLS:
                        at, column = column, column + int(element.get(f"{_TABLE}number-columns-repeated", "1"))
                        _merge(sheet, element, row, at)
                elif element.tag in _CELLS:
                    if (error := _error(element)) is not None:
                        sheet.errors.update({(row, c): error for c in range(at, min(column, at + _MOST))})
                elif element.tag == f"{_TABLE}table-row":
                    row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                    element.clear()
    except (etree.XMLSyntaxError, ValueError):
        return {}
    return found


def _merge(sheet: Beside, cell: etree._Element, row: int, column: int) -> None:
    down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
    right = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
    if down > 1 or right > 1:
        sheet.merges.append(Merge(row, column, row + down - 1, column + right - 1))


def _error(cell: etree._Element) -> str | None:
    told = cell.get(_KIND) == "error"
    if not told and cell.get(f"{_TABLE}formula") is None:
        return None
    text = "".join(cell.find(_TEXT).itertext()).strip() if cell.find(_TEXT) is not None else ""
    return text or "#ERROR!" if told else text if _ERROR.fullmatch(text) else None
