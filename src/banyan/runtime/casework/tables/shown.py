"""What a person asks of an import of cases, and what is shown before it is written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, overload

import msgspec

from banyan.command.privacy import Contact
from banyan.model.casework import Done
from banyan.model.ids import ImportId
from banyan.model.project import Mapped
from banyan.model.time import Instant
from banyan.runtime.casework.tables.state import Reject, Remembered

_pack, _unpack = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Done).decode


class Packed(Sequence[Done]):
    """Cases with their moves, each unpacked when it is looked at."""

    def __init__(self, packed: Sequence[bytes] = ()) -> None:
        self._packed = list(packed)

    def __add__(self, other: "Packed") -> "Packed":
        return Packed([*self._packed, *other._packed])

    def add(self, done: Done) -> None:
        self._packed.append(_pack(done))

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Done]:
        return map(_unpack, self._packed)

    @overload
    def __getitem__(self, index: int) -> Done: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Done]: ...
    def __getitem__(self, index: int | slice) -> Done | Sequence[Done]:
        return [*map(_unpack, self._packed[index])] if isinstance(index, slice) else _unpack(self._packed[index])


class Wanted(NamedTuple):
    """What a person asks for. `name`: of the mapping, that is, of whose tables they are; None: as the first file's name
    begins. `columns`: header → field; `values`: field → text → id, both by `plain.key`.
    """

    name: str | None = None
    columns: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}
    hidden: bool = False


class FileRead(NamedTuple):
    """`left_out`: (sheet, why)."""

    file: str
    sha256: str
    rows: int
    accepted: int
    mapping: tuple[tuple[str, Mapped], ...]
    rejects: tuple[Reject, ...]
    left_out: tuple[tuple[str, str], ...]


class Preview(NamedTuple):
    """What an import will do. `new` and `changed` are cases with their one move; `contacts` of their reporters.

    Cases stand packed: a hundred thousand of them would take a gigabyte.
    """

    imported: ImportId
    mapping: str
    remembered: Remembered
    reads: tuple[FileRead, ...]
    new: Packed
    changed: Packed
    unchanged: int
    contacts: tuple[tuple[Contact, Instant], ...]
    mended: tuple[Reject, ...]              # that waited, and are no longer in these files
    remembers: bool                         # whether the mapping would be another than before
    wanted: Wanted
    sequence: int                           # of the last record of imports that it was built on (state.newest)

    @property
    def rejects(self) -> tuple[Reject, ...]:
        return tuple(reject for read in self.reads for reject in read.rejects)

    @property
    def nothing(self) -> bool:
        return not (self.new or self.changed or self.mended or self.remembers)
