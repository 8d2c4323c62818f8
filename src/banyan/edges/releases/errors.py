"""What may be wrong with a file, as one sentence."""


class ReleaseError(ValueError):
    """A file that can't be read as a release: what was found in which file, and what was expected instead."""

    def __init__(self, file: str, found: str, expected: str) -> None:
        self.file, self.found, self.expected = file, found, expected
        super().__init__(f"{file}: found {found}; expected {expected}")
