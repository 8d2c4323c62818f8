"""Workbooks: xlsx, xls, ods and csv, bytes to cells."""

from banyan.edges.sheets.reader import SheetError, read

__all__ = ["SheetError", "read"]
