"""Segments: Observations sorted by stream, time and place in Parquet files, which never change once they are there."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from banyan.model.columns import NO_TIME
from banyan.model.ports import StoreError
from banyan.stores.sqlite import SEGMENTS
from banyan.stores.things.kept import EMPTY, KEPT, Kept
from banyan.stores.things.order import by_arrival

UNFINISHED = ".part"
ROLLUP = ".rollup"
GROUP = 32_768              # rows of a row group: what one stream's question reads at least
FOOTERS = 600               # row groups of all footers that are kept read: 6 KB each, and 15 µs to read again
_SCHEMA = pa.schema([("stream", pa.uint32()), ("place", pa.uint32()), ("time", pa.int64()), ("value", pa.float64()),
                     ("whole", pa.bool_()), ("result_time", pa.int64()), ("feature", pa.uint32()),
                     ("quality", pa.uint8())])
ENCODINGS = {"stream": "DELTA_BINARY_PACKED", "place": "DELTA_BINARY_PACKED", "time": "DELTA_BINARY_PACKED",
             "value": "BYTE_STREAM_SPLIT", "result_time": "DELTA_BINARY_PACKED", "feature": "DELTA_BINARY_PACKED",
             "quality": "DELTA_BINARY_PACKED"}
GROUPED = (("rows", "<i8"), ("first_stream", "<i8"), ("last_stream", "<i8"), ("first_time", "<i8"),
           ("last_time", "<i8"), ("first_feature", "<i8"), ("last_feature", "<i8"),
           ("first_place", "<i8"), ("last_place", "<i8"))


class Groups(Struct, frozen=True):
    """What row groups hold: arrays of one value a group (int64). They tell which groups a question has to read."""

    rows: Any
    first_stream: Any
    last_stream: Any
    first_time: Any
    last_time: Any
    first_feature: Any
    last_feature: Any
    first_place: Any
    last_place: Any

    def __len__(self) -> int:
        return len(self.rows)

    def packed(self) -> bytes:
        return b"".join(getattr(self, name).astype(dtype).tobytes() for name, dtype in GROUPED)


def groups_of(packed: bytes) -> Groups:
    found = np.frombuffer(packed, "<i8").reshape(len(GROUPED), -1)
    return Groups(*found)


class Written(Struct, frozen=True):
    """A segment's file that is there for good, and what the manifest says of it."""

    number: int
    rows: int
    size: int
    first_time: int
    last_time: int
    groups: Groups


class Segments:
    """The folder of the files. Who reads holds it by `reading`, so that no file goes away under a question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / SEGMENTS
        self._footers: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._token = 0
        self._readers: set[int] = set()
        self._obsolete: list[tuple[int, Callable[[], object]]] = []

    def path(self, number: int, kind: str = "") -> Path:
        return self._folder / named(number, kind == ROLLUP)

    def tidy(self, known: Sequence[int]) -> int:
        """Remove what no manifest row knows: of a compaction that was stopped before its commit, or of a merge that
        was stopped behind it. How many files that were. Raises StoreError for a file that is known and isn't here.
        """
        there = {path.name: path for path in self._folder.iterdir()} if self._folder.is_dir() else {}
        for number in known:
            if self.path(number).name not in there:
                raise StoreError(f"{self.path(number)} is missing and the journal counts on it: take the folder's last "
                                 "copy you trust, with everything in it")
        kept = {self.path(number, kind).name for number in known for kind in ("", ROLLUP)}
        orphans = [path for name, path in there.items() if name not in kept]
        for path in orphans:
            path.unlink()
        return len(orphans)

    def write(self, number: int, parts: Iterator[Kept]) -> Written | None:
        """Parts in ascending order, each sorted by (stream, time, place). Durable on return: written under another
        name, forced to the disk, renamed, and the folder forced too. None: there were no rows, and there is no file.
        """
        grouped: list[list[int]] = []
        with self.file(self.path(number), _SCHEMA, ENCODINGS) as add:
            for group in _regrouped(parts):
                add(_table(group))
                grouped.append([len(group), *_ends(group.stream), *_ends(group.time), *_ends(group.feature),
                                *_ends(group.place)])
        if not grouped:
            self.path(number).unlink()
            return None
        groups = Groups(*np.array(grouped, np.int64).T)
        return Written(number, int(groups.rows.sum()), self.path(number).stat().st_size, int(groups.first_time.min()),
                       int(groups.last_time.max()), groups)

    @contextmanager
    def file(self, path: Path, schema: Any, encodings: dict[str, str]) -> Iterator[Callable[[Any], None]]:
        """Gives what adds a table as a row group. Behind it the file is durable, or not there at all."""
        if not self._folder.is_dir():
            self._folder.mkdir()
            sync_folder(self._folder.parent)
        part = path.with_suffix(path.suffix + UNFINISHED)
        try:
            with part.open("wb") as out:
                with pq.ParquetWriter(out, schema, compression="zstd", use_dictionary=False, column_encoding=encodings,
                                      write_statistics=False) as writer:
                    yield lambda table: writer.write_table(table, row_group_size=len(table))
                out.flush()
                os.fsync(out.fileno())
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(self._folder)
        pa.default_memory_pool().release_unused()       # it keeps some 30 MB of what was read and written for itself

    def read(self, number: int, groups: Sequence[int], kind: str = "", columns: Sequence[str] | None = None) -> Any:
        """An Arrow table of some row groups."""
        path = self.path(number, kind)
        with self._lock:
            footer = self._footers.get(path.name)
        try:
            with pq.ParquetFile(path, metadata=footer, pre_buffer=False) as file:
                if footer is None:
                    self._keep(path.name, file.metadata)
                return file.read_row_groups(list(groups), columns=columns, use_threads=False)
        except (OSError, pa.ArrowException) as e:
            raise StoreError(f"{path} can't be read ({e}): take the folder's last copy you trust") from e

    def rows(self, number: int, groups: Sequence[int]) -> Kept:
        return _kept(self.read(number, groups))

    def _keep(self, name: str, footer: Any) -> None:
        with self._lock:
            self._footers[name] = footer
            while len(self._footers) > 1 and sum(one.num_row_groups for one in self._footers.values()) > FOOTERS:
                self._footers.popitem(last=False)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """To be entered before the transaction that reads the manifest begins."""
        with self._lock:
            self._token += 1
            token = self._token
            self._readers.add(token)
        try:
            yield
        finally:
            with self._lock:
                self._readers.discard(token)
            self.sweep()

    def discard(self, numbers: Sequence[int]) -> None:
        """The manifest knows them no longer: their files go when the last reader who may see them has gone."""
        for number in numbers:
            for kind in ("", ROLLUP):
                self.unseen(partial(self._remove, self.path(number, kind)))

    def unseen(self, then: Callable[[], object]) -> None:
        """Something to do when all readers of now have gone."""
        with self._lock:
            self._obsolete.append((self._token, then))
        self.sweep()

    def _remove(self, path: Path) -> None:
        with self._lock:
            self._footers.pop(path.name, None)
        path.unlink(missing_ok=True)

    def sweep(self) -> None:
        with self._lock:
            oldest = min(self._readers, default=self._token + 1)
            due = [then for token, then in self._obsolete if token < oldest]
            self._obsolete = [(token, then) for token, then in self._obsolete if token >= oldest]
        for then in due:
            then()


def named(number: int, rollup: bool = False) -> str:
    """The file of a segment, or of its rollups, within SEGMENTS."""
    return f"{number:08d}{ROLLUP if rollup else ''}.parquet"


def sync_folder(folder: Path) -> None:
    """A rename is durable once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def in_order(rows: Kept) -> Kept:
    """By stream, time and place. Most rows came in that order, stream by stream."""
    there = rows.some(by_arrival(rows.stream))
    earlier = there.time[1:] < there.time[:-1]
    earlier |= (there.time[1:] == there.time[:-1]) & (there.place[1:] < there.place[:-1])
    if (earlier & (there.stream[1:] == there.stream[:-1])).any():
        return rows.some(np.lexsort((rows.place, rows.time, rows.stream)))
    return there


def _regrouped(parts: Iterator[Kept]) -> Iterator[Kept]:
    """Row groups of one size, whatever the parts': the last of each part goes on with the next."""
    left = EMPTY
    for part in parts:
        rows = part if not len(left) else Kept(*(np.concatenate((getattr(left, n), getattr(part, n))) for n, _ in KEPT))
        whole = len(rows) // GROUP * GROUP
        for begin in range(0, whole, GROUP):
            yield rows.some(slice(begin, begin + GROUP))
        left = rows.some(slice(whole, None))
    if len(left):
        yield left


def _ends(column: Any) -> tuple[int, int]:
    return int(column.min()), int(column.max())


def _table(rows: Kept) -> Any:
    return pa.Table.from_arrays([array(getattr(rows, field.name), field.type, rows.result_time != NO_TIME
                                       if field.name == "result_time" else None) for field in _SCHEMA], schema=_SCHEMA)


def array(column: Any, type_: Any, there: Any = None) -> Any:
    """Of numpy's to Arrow's, NULL where it isn't `there`. By its buffers: Arrow's own way looks for pandas first."""
    valid = None if there is None or there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
    data = np.packbits(column, bitorder="little") if column.dtype == np.bool_ else np.ascontiguousarray(column)
    return pa.Array.from_buffers(type_, len(column), [valid, pa.py_buffer(data)])


def _kept(table: Any) -> Kept:
    columns = []
    for name, dtype in KEPT:
        column = table.column(name)
        if name == "result_time" and column.null_count:
            column = column.fill_null(NO_TIME)
        columns.append(np.ascontiguousarray(column.to_numpy(), dtype))
    return Kept(*columns)
