"""Files of a city folder: only regular UTF-8 files of bearable size that really lie inside it."""

import stat
import tomllib
from pathlib import Path
from typing import Any

from banyan.runtime.folder.errors import Findings, shown

LARGEST = 20_000_000  # bytes; the largest city we know has a network of 6 MB


class Files:
    """Reads below `root`. What can't be read is told to `found` and answered with None."""

    def __init__(self, root: Path, found: Findings) -> None:
        self.root = root.resolve()
        self.found = found

    def data(self, name: str) -> bytes | None:
        """The bytes of one file, not empty."""
        wrong = self._wrong(name)
        if wrong is None:
            try:
                data = (self.root / name).read_bytes()
            except OSError as error:
                wrong = f"a file that can't be read ({error.strerror})", "a readable file"
            else:
                if data.strip():
                    return data
                wrong = "an empty file", "some content"
        self.found.add(name, "", *wrong)
        return None

    def text(self, name: str) -> str | None:
        """The text of one UTF-8 file; a byte order mark is dropped."""
        data = self.data(name)
        if data is None:
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            what = f"byte 0x{data[error.start]:02x}, which is not UTF-8"
            self.found.add(name, f"line {line}", what, "UTF-8 text: save it as UTF-8")
            return None

    def toml(self, name: str) -> dict[str, Any] | None:
        """The table of one TOML file."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return tomllib.loads(text.replace("\r\n", "\n"))
        except RecursionError:
            self.found.add(name, "", "lists or tables nested too deep", "a few levels at most")
        except ValueError as error:  # TOMLDecodeError, and what int() says about numbers of thousands of digits
            self.found.add(name, "", f"a mistake in the TOML: {str(error)[:200]}", "valid TOML (https://toml.io)")
        return None

    def names(self, folder: str, suffix: str) -> list[str]:
        """Files of a sub-folder by name, sorted; none when the sub-folder is missing."""
        at = self.root / folder
        if not at.exists() and not at.is_symlink():
            return []
        if not at.is_dir() or not at.resolve().is_relative_to(self.root):
            self.found.add(folder, "", "something that is not a folder inside the city", "a folder")
            return []
        try:
            return sorted(f"{folder}/{p.name}" for p in at.iterdir() if p.name.endswith(suffix))
        except OSError as error:
            self.found.add(folder, "", f"a folder that can't be read ({error.strerror})", "a readable folder")
            return []

    def _wrong(self, name: str) -> tuple[str, str] | None:
        if not name or "\0" in name or Path(name).is_absolute() or ".." in Path(name).parts:
            return "a path that leaves the city folder", "a path inside the folder, like hydraulics/network.inp"
        path = self.root / name
        try:
            real = path.resolve()
            if not real.is_relative_to(self.root):
                return "a link that leaves the city folder", "a file inside the folder"
            about = real.stat()
        except (FileNotFoundError, NotADirectoryError):
            return "nothing", "this file: it is missing"
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle, before Python 3.13
            return f"a path that can't be followed ({error})", "a file inside the folder"
        if not stat.S_ISREG(about.st_mode):
            return "something that is not a file", "a file"
        if about.st_size > LARGEST:
            return f"{about.st_size / 1e6:.0f} MB", f"at most {LARGEST / 1e6:.0f} MB"
        return None


def opened(path: Path, found: Findings) -> Files:
    """The files of a folder. Raises FolderErrors where there is none."""
    try:
        there = path.is_dir()
    except (OSError, ValueError):  # ValueError: a NUL in the path
        there = False
    if not there:
        found.add(shown(str(path)), "", "no such folder", "a folder with a city.toml")
        found.raise_any()
    return Files(path, found)
