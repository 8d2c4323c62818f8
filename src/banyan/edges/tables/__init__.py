"""CSV tables of the demo: rain, forecast, tide and inflow over the minutes of a storm."""

from banyan.edges.tables.reader import LARGEST, Column, TableError, read, read_file

__all__ = ["LARGEST", "Column", "TableError", "read", "read_file"]
