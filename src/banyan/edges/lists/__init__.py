"""A list as an xlsx workbook."""

from banyan.edges.lists.writer import Column, ListSheet, write

__all__ = ["Column", "ListSheet", "write"]
