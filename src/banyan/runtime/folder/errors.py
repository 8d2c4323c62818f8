"""What is wrong with a city folder: one list, each line with file, key, what was found and what was expected."""

from msgspec import Struct


class FolderError(Struct, frozen=True):
    """One mistake. `key` is a path like `devices[2].ramp`, or `line 7` of a table, or empty for the whole file."""

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.key}" if self.key else self.file
        return f"{where}: found {self.found}; expected {self.expected}"


class FolderErrors(Exception):  # noqa: N818  the plural is the point: all of them at once
    """The folder can't be used. `errors` is never empty."""

    def __init__(self, errors: list[FolderError]) -> None:
        self.errors = errors
        super().__init__("\n".join(str(e) for e in errors))


class Findings:
    """Collects mistakes. The first about a key wins: what a broken value breaks further on is not told again."""

    def __init__(self) -> None:
        self.errors: list[FolderError] = []
        self._told: set[tuple[str, str]] = set()

    def add(self, file: str, key: str, found: str, expected: str) -> None:
        if self.told(file, key):
            return
        self._told.add((file, key))
        self.errors.append(FolderError(*(_printable(text) for text in (file, key, found, expected))))

    def told(self, file: str, key: str) -> bool:
        """Whether this value is known to be wrong: what would follow from it is not worth judging."""
        return any((file, above) in self._told for above in _itself_and_above(key))

    def raise_any(self) -> None:
        """Raises FolderErrors when there is anything to tell, file by file in the order they were first met."""
        if self.errors:
            order = {file: i for i, file in reversed(list(enumerate(e.file for e in self.errors)))}
            raise FolderErrors(sorted(self.errors, key=lambda e: order[e.file]))


def _itself_and_above(key: str) -> list[str]:
    """`a[1].b` → `a[1].b`, `a[1]`, `a`, and the file itself."""
    return [key, *(key[:i] for i in range(len(key) - 1, -1, -1) if key[i] in ".[" or i == 0)]


def shown(value: object, most: int = 60) -> str:
    """A value as a person wrote it, cut short: it may be of any size."""
    if isinstance(value, str):
        text = f'"{value[: most + 1]}"'
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, list):
        text = f"a list of {len(value)}"
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, int) and value.bit_length() > 256:  # printing it may be refused by the interpreter
        text = "a whole number of more than 70 digits"
    else:
        text = str(value)
    text = _printable(text)
    return text if len(text) <= most + 2 else text[:most] + "…"


def _printable(text: str) -> str:
    """File names may hold anything, and a terminal obeys control characters."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)
