"""Files of readings: csv, ndjson, json, parquet, xlsx, by their names; read as they lie, some rows at a time."""

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from banyan.edges.feeds.documents import MAX_LINE, FormatError, Rows, json_rows, ndjson_line
from banyan.edges.feeds.mapping import Ready
from banyan.edges.feeds.tables import csv_lines, parquet_rows
from banyan.edges.feeds.workbooks import xlsx_rows
from banyan.model.feed import Format

KINDS = {".csv": Format.CSV, ".ndjson": Format.NDJSON, ".jsonl": Format.NDJSON, ".json": Format.JSON,
         ".parquet": Format.PARQUET, ".xlsx": Format.XLSX}
IN_MEMORY = 200 * 1024 * 1024      # bytes of a json or xlsx file
_PIECE = 1 << 20
_ANY = 1 << 62


class ReadingsFile:
    """A file and what it is, read once for its sum and its encoding. `size` in bytes."""

    def __init__(self, path: Path) -> None:
        """Raises FormatError: no such file, of another kind, or one that can't be read."""
        self.path = path
        kind = KINDS.get(path.suffix.lower())
        if kind is None:
            raise FormatError(f"{path.name}: a file of another kind", f"one of {', '.join(KINDS)}")
        self.format = kind
        digest, utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
        self.encoding = "utf-8-sig"
        try:
            if not path.is_file():
                raise FormatError(f"{path}: no such file", "a file of readings")
            self.size = path.stat().st_size
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    if kind is Format.CSV and self.encoding == "utf-8-sig":
                        self._try(utf8, piece)
        except OSError as e:
            raise FormatError(f"{path}: a file that can't be read ({e.strerror})", "one that you may read") from e
        self.sha256 = digest.hexdigest()

    def _try(self, utf8: codecs.IncrementalDecoder, piece: bytes) -> None:
        try:
            utf8.decode(piece)
        except UnicodeDecodeError:
            self.encoding = "gb18030"

    def rows(self, mapping: Ready | None = None) -> Rows:
        """Raises FormatError as it goes."""
        try:
            yield from self._rows(mapping)
        except OSError as e:
            raise FormatError(f"{self.path}: can't be read any more ({e.strerror})", "the whole file") from e
        except UnicodeDecodeError:
            raise FormatError(f"{self.path.name}: bytes that are neither UTF-8 nor GB18030", "CSV UTF-8") from None

    def _rows(self, mapping: Ready | None) -> Rows:
        match self.format:
            case Format.CSV:
                with self.path.open(encoding=self.encoding, newline="") as file:
                    yield from csv_lines(file, _ANY)
            case Format.NDJSON:
                yield from self._lines()
            case Format.PARQUET:
                with self.path.open("rb") as raw:
                    yield from parquet_rows(raw, _ANY)
            case _:
                if self.size > IN_MEMORY:
                    raise FormatError(f"{self.path.name}: {self.size / 1e6:.0f} MB",
                                      f"at most {IN_MEMORY / 1e6:.0f} MB, or csv, ndjson or parquet of any size")
                data = self.path.read_bytes()
                rows = mapping.rows if mapping is not None else None
                yield from xlsx_rows(data, _ANY) if self.format is Format.XLSX else json_rows(data, rows, _ANY)

    def _lines(self) -> Rows:
        with self.path.open("rb") as file:
            for n, line in enumerate(_bounded(file), 1):
                if line.strip():
                    yield ndjson_line(n, line.strip())


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    """Lines, of an endless one only its begin: as much as a row may have, and a byte more."""
    while line := file.readline(MAX_LINE + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE)):
            pass
        yield line
