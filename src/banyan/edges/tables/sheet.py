"""A CSV table with a header, whose cells stay as a person wrote them: columns are added to it, and nothing is lost."""

import csv
import io

from msgspec import Struct

from banyan.edges.tables.reader import TableError, text_of

LARGEST_SHEET = 200_000_000    # bytes: some million rows
_BOM = "\ufeff"
_WIDEST = 1_000_000            # characters of one cell


class Sheet(Struct):
    """`rows` have as many cells as the header, or more where a row has too many; `numbers` are those of a spreadsheet,
    whose header is row 1. Rows without anything in them are left out.
    """

    header: list[str]
    rows: list[list[str]]
    numbers: list[int]
    bom: bool = False

    def column(self, name: str) -> int | None:
        """Where a column is, whatever its case; None where there is none."""
        names = [text.strip().lower() for text in self.header]
        return names.index(name) if name in names else None


def read_sheet(data: bytes, file: str, required: tuple[str, ...], largest: int = LARGEST_SHEET) -> Sheet:
    """The rows of a CSV table in UTF-8, with or without byte order mark. Raises TableError for the table as a whole:
    not UTF-8, no header with the `required` columns, quotes that never end.
    """
    text = text_of(data, file, largest)
    before = csv.field_size_limit(_WIDEST)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise TableError(file, 0, f"a mistake in the CSV ({error})", "cells in commas and closed quotes") from error
    finally:
        csv.field_size_limit(before)
    numbers = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not numbers:
        raise TableError(file, 0, "an empty file", f"the header {','.join(required)} and rows below it")
    head = rows[numbers[0]]
    sheet = Sheet(head, [rows[i] + [""] * (len(head) - len(rows[i])) for i in numbers[1:]],
                  [i + 1 for i in numbers[1:]], data.startswith(_BOM.encode()))
    missing = [name for name in required if sheet.column(name) is None]
    if missing:
        found = f'the header "{",".join(head)[:80]}"'
        raise TableError(file, numbers[0] + 1, found, f"columns named {', '.join(required)}, with commas between them")
    return sheet


def write_sheet(sheet: Sheet) -> bytes:
    """CSV in UTF-8, with a byte order mark where it was read with one."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(sheet.header)
    writer.writerows(sheet.rows)
    return ((_BOM if sheet.bom else "") + out.getvalue()).encode()
