"""Projects for others: the cleaned list as a workbook, an OC4IDS package."""
