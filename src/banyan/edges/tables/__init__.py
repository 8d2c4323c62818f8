"""CSV tables: rain, forecast, tide and inflow over the minutes of a storm; sheets whose rows are kept as they are."""

from banyan.edges.tables.reader import LARGEST, Column, TableError, read, read_file
from banyan.edges.tables.sheet import LARGEST_SHEET, Sheet, read_sheet, write_sheet

__all__ = [
    "LARGEST", "LARGEST_SHEET", "Column", "Sheet", "TableError", "read", "read_file", "read_sheet", "write_sheet",
]  # fmt: skip
