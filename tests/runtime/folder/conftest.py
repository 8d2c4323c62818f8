"""A good city folder to break: a copy of the template."""

import shutil
from pathlib import Path

import pytest

from banyan.runtime.folder import FolderErrors, find_city, load


class Folder:
    """A city folder under test. `broken` answers with its mistakes, as sentences."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def edit(self, file: str, old: str, new: str) -> "Folder":
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r} to break"
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def append(self, file: str, text: str) -> "Folder":
        with (self.path / file).open("a", encoding="utf-8") as out:
            out.write(text)
        return self

    def broken(self) -> list[str]:
        with pytest.raises(FolderErrors) as caught:
            load(self.path)
        return [str(error) for error in caught.value.errors]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    target = tmp_path / "city"
    shutil.copytree(find_city("template"), target)
    return Folder(target)
