"""Merged cells of an ods file: OpenDocument 1.3 part 3, 19.679 table:number-columns-spanned, 19.681 -rows-spanned."""

import zipfile

from lxml import etree

from banyan.model.sheet import Merge

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def read(packed: zipfile.ZipFile) -> dict[str, tuple[Merge, ...]]:
    """Sheet name → its merged ranges. A file that is no XML has none: calamine says what is wrong with it."""
    found: dict[str, list[Merge]] = {}
    name, row, column = "", 0, 0
    try:
        with packed.open("content.xml") as stream:
            parsed = etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True)
            for event, element in parsed:
                if event == "start":
                    if element.tag == f"{_TABLE}table":
                        name, row = str(element.get(f"{_TABLE}name")), 0
                        found[name] = []
                    elif element.tag == f"{_TABLE}table-row":
                        column = 0
                    elif element.tag in _CELLS:
                        down = int(element.get(f"{_TABLE}number-rows-spanned", "1"))
                        right = int(element.get(f"{_TABLE}number-columns-spanned", "1"))
                        if down > 1 or right > 1:
                            found[name].append(Merge(row, column, row + down - 1, column + right - 1))
                        column += int(element.get(f"{_TABLE}number-columns-repeated", "1"))
                elif element.tag == f"{_TABLE}table-row":
                    row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                    element.clear()
    except (etree.XMLSyntaxError, ValueError):
        return {}
    return {sheet: tuple(merges) for sheet, merges in found.items()}
