"""What a store of SensorThings must offer. A store made of columnar batches has to keep the same promises."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from banyan.model.columns import Appended, Columns, Judge
from banyan.model.ledger import Ledger, Looked
from banyan.model.query import Query, Resource
from banyan.model.things import Draft, Entity, Kind, Link, Page

T = TypeVar("T")
Done = TypeVar("Done", covariant=True)


class Place(Struct, frozen=True):
    """Where a resource path leads: one entity (`id`), or a collection: all of a kind, or what `parent` links to."""

    kind: Kind
    id: int | None
    parent: tuple[Kind, int, Link] | None = None


class Described(Struct, frozen=True):
    """A Datastream with what rules fit it by: `property` and `definition` of its ObservedProperty, `thing` its Thing's
    properties.
    """

    number: int
    name: str
    unit: str
    unit_name: str
    property: str
    definition: str
    properties: dict[str, Any]
    thing: dict[str, Any]


class Looking(Protocol):
    """One consistent view. Raises things.Wrong: 404 for what isn't there, 503 for what costs too much."""

    def at(self, resource: Resource) -> Place:
        """Every step has to be there and be linked with the one before it."""
        ...

    def one(self, kind: Kind, eid: int, query: Query) -> Entity: ...
    def page(self, place: Place, query: Query) -> Page: ...
    def count(self, place: Place, query: Query) -> int: ...
    def declared(self, kind: Kind, eid: int) -> str | None:
        """The id by which the city's folder declares an entity, as stream/east-lake.level."""
        ...

    @property
    def ledger(self) -> Looked:
        """What the doors for readings have kept."""
        ...


class Changing(Looking, Protocol):
    """The same inside one transaction that also changes. Raises things.Wrong, and then nothing of it happens."""

    def create(self, draft: Draft) -> int: ...
    def observe(self, drafts: Sequence[Draft]) -> list[int]:
        """Create Observations together; all or none."""
        ...

    def update(self, kind: Kind, eid: int, draft: Draft, whole: bool) -> None:
        """`whole`: what the draft doesn't say is taken away (PUT)."""
        ...

    def delete(self, kind: Kind, eid: int) -> None: ...
    @property
    def ledger(self) -> Ledger: ...
    def fill(self, rows: Columns) -> None:
        """Readings of the past for streams that the city's folder declares: stored, never judged. `feature` is said.

        The last thing that a change does: what raises after it would leave the streams' places taken.
        """
        ...

    def named(self, key: str) -> int | None:
        """The entity that stands for something the city's folder declares, as stream/east-lake.level."""
        ...

    def name(self, key: str, kind: Kind, eid: int) -> None: ...
    def attempt(self, work: Callable[[], T]) -> T:
        """Work that is undone alone when it raises."""
        ...


Beside = Callable[[Changing, Appended], None]


class Promised(Protocol[Done]):
    """What will be there, as a Future gives it."""

    def result(self, timeout: float | None = None) -> Done:
        """Waits so many seconds, None: as long as it takes. Raises TimeoutError, and whatever the work raised."""
        ...

    def cancel(self) -> bool:
        """Whether it is given up: nothing of it has happened or will."""
        ...

    def add_done_callback(self, fn: Callable[[Any], object], /) -> None:
        """Called when it is there or given up, at once where that was before; in any thread."""
        ...


class Things(Protocol):
    def touched(self, position: int, own: bool = False) -> tuple[int, list[int] | None]:
        """The position now, and the Datastreams of which something was written behind an earlier one, also deleted
        ones; None: too many to tell. `own`: what was written of themselves, not of what they are linked with, on which
        a whole city's may hang.
        """
        ...

    def look(self, now: int) -> AbstractContextManager[Looking]:
        """`now` in µs: what the function now() gives."""
        ...

    def change(self, work: Callable[[Changing], T], now: int, judge: Judge | None = None) -> Promised[T]:
        """Done once what it changed is durable. Requests that wait together share one commit. `judge`: of the numbers
        at instants that it creates, as of `append`'s.
        """
        ...

    def append(self, rows: Columns, now: int, judge: Judge | None = None, beside: Beside | None = None,
               past: bool = False, refused: Beside | None = None) -> Promised[Appended]:
        """Plain Observations; done once those that weren't refused are durable. A refused row costs the others nothing.

        `judge` is called once, by the one who writes, in the order in which appends are stored, with the rows of
        Datastreams that are there (all its rows but those refused by then). `beside` is called then, in the same
        transaction, with what became of each row; where it raises none of the rows is stored. `refused` is called as
        `beside`, but only where a row was refused: who has no more to say than that is stored together with others.
        `past`: a backfill, which lets the present go first, and of which those who follow what happens aren't told.
        Raises things.Wrong where too many wait.
        """
        ...


