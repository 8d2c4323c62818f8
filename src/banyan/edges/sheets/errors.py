"""A workbook that can't be read."""


class SheetError(ValueError):
    """One sentence: which file, what was found, what was expected."""

    def __init__(self, file: str, found: str, expected: str) -> None:
        super().__init__(f"{file}: found {found}; expected {expected}. Nothing of it was imported")
