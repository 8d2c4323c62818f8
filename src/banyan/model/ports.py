"""What the rooms' world must offer: the store and the twin. Implementations live in stores/ and twin/."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from banyan.model.observation import Batch
from banyan.model.record import Record
from banyan.model.time import Instant

T = TypeVar("T")


class Notice(Struct, frozen=True, gc=False):
    """An outgoing message, sent after its transaction is durable, at least once; the receiver knows it by id."""

    id: str
    to: str                # plant | people | hook
    body: dict[str, Any]


class Unit(Struct, frozen=True, gc=False):
    """What commits together: one stretch of the input log with everything that it caused."""

    first_tick: Instant
    last_tick: Instant
    batch: Batch
    inbox: tuple[bytes, ...]              # messages that are not numeric readings, and people's intents, as they came
    records: Sequence[Record]
    notices: tuple[Notice, ...] = ()
    snapshot: bytes | None = None         # the rooms' memory after last_tick, where one is due


class Stored(Struct, frozen=True):
    """A unit read back, without records (they are read by kind) and notices."""

    position: int
    first_tick: Instant
    last_tick: Instant
    batch: Batch
    inbox: tuple[bytes, ...]


class Store(Protocol):
    """The journal with its projections and outbox. One writer. `append` is all or nothing and durable on return."""

    def append(self, *units: Unit) -> int:
        """Commit units together; returns the last one's position (1, 2, 3 ...). Raises StoreFull: none was stored."""
        ...

    def units(self, after: int = 0) -> Iterator[Stored]: ...
    def units_between(self, begin: Instant, end: Instant) -> Iterator[Stored]:
        """Units whose last tick lies in [begin, end]."""
        ...

    def records(self, after: int = 0, kind: str | None = None) -> Iterator[tuple[int, Record]]:
        """(sequence number, record) in order; the sequence number counts records from 1."""
        ...

    def newest(self, before: int | None, kinds: Iterable[str]) -> Iterator[tuple[int, Record]]:
        """(sequence number, record) of some kinds, newest first: those before a sequence number, None: all."""
        ...

    def records_of_units(self, after: int) -> Iterator[tuple[int, Record]]:
        """(position of its unit, record) for all units after that position, in order."""
        ...

    def record(self, rid: str) -> Record | None: ...
    def several(self, ids: Iterable[str]) -> dict[str, Record]:
        """Records by their ids; ids that are not there are left out."""
        ...

    def of_entity(self, eid: str) -> list[Record]:
        """The records of one entity (body id), oldest first."""
        ...

    def caused_by(self, rid: str) -> list[Record]:
        """The records that name `rid` as a cause, oldest first."""
        ...

    def current(self, kind: str, last: int | None = None) -> dict[str, dict[str, Any]]:
        """The projection of one kind: entity id -> last body, in the order of their last change.

        `last`: only the so many that changed last.
        """
        ...

    def current_as(self, kind: str, shape: type[T]) -> Iterator[tuple[str, T]]:
        """`current`, each body made a `shape` as it is read, so that a hundred thousand never stand in memory twice.

        One that changes meanwhile may come again, its newest body last. Raises StoreError for a body of another shape.
        """
        ...

    def bodies(self, kind: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The projection of some entities, in the order of their last change; ids that are not there are left out."""
        ...

    def sequence_at(self, time: Instant) -> int:
        """Sequence number of the last record of a tick that was not after `time`; 0 when there is none."""
        ...

    def current_at(self, kind: str, upto: int, after: int = 0) -> dict[str, dict[str, Any]]:
        """`current` as it was when `upto` was the last record, of those entities that had changed after `after`."""
        ...

    def latest(self, kind: str, upto: int, eid: str | None = None) -> Record | None:
        """The newest record of a kind, or of one entity of it, up to a sequence number."""
        ...

    def notices(self, to: str) -> Iterator[tuple[Instant, Notice]]:
        """Every notice ever decided for one receiver, sent or not, with the tick that decided it, in order."""
        ...

    def pending(self) -> Sequence[Notice]: ...
    def unsent(self) -> Mapping[str, int]:
        """How many are pending, by receiver: without reading what they say."""
        ...

    def sent(self, ids: Iterable[str]) -> None: ...
    def snapshot(self) -> tuple[int, bytes] | None:
        """(position, memory) of the newest snapshot."""
        ...

    def position(self) -> int:
        """Position of the last unit; 0 when there is none."""
        ...

    def sequence(self) -> int:
        """Sequence number of the last record; 0 when there is none."""
        ...

    def rebuild(self) -> int:
        """Make the projections anew from the journal; returns the number of rows that differed before."""
        ...

    def close(self) -> None: ...


class StoreFull(Exception):  # noqa: N818  a state of the disk, said as operators say it
    """The disk took no more; nothing of the unit was stored."""


class StoreError(Exception):
    """The data folder can't be used; the message says why and what to do."""
