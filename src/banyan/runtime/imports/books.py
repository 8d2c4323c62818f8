"""Files to import: their names as they will be told, their bytes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from banyan.runtime.scenario import UsageError

Progress = Callable[[str, int], None]
"""(what is being read, rows so far)"""


class Book(NamedTuple):
    """A file to import: its name as it will be told, its bytes."""

    name: str
    data: bytes


def load(paths: Sequence[Path]) -> list[Book]:
    """Raises UsageError for what is no readable file."""
    found = []
    for path in paths:
        try:
            found.append(Book(path.name, path.read_bytes()))
        except OSError as e:
            raise UsageError(f"{path}: can't be read ({e.strerror}); a workbook (xlsx, xls, ods, csv) was "
                             f"expected, and "
                             "nothing was imported") from e
    return found
