"""What a store of SensorThings must offer. A store made of columnar batches has to keep the same promises."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from msgspec import Struct

from banyan.model.query import Query, Resource
from banyan.model.things import Draft, Entity, Kind, Link, Page

T = TypeVar("T")
Done = TypeVar("Done", covariant=True)


class Place(Struct, frozen=True):
    """Where a resource path leads: one entity (`id`), or a collection: all of a kind, or what `parent` links to."""

    kind: Kind
    id: int | None
    parent: tuple[Kind, int, Link] | None = None


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
    def named(self, key: str) -> int | None:
        """The entity that stands for something the city's folder declares, as stream/east-lake.level."""
        ...

    def name(self, key: str, kind: Kind, eid: int) -> None: ...
    def attempt(self, work: Callable[[], T]) -> T:
        """Work that is undone alone when it raises."""
        ...


class Promised(Protocol[Done]):
    """What will be there, as a Future gives it."""

    def result(self, timeout: float | None = None) -> Done:
        """Waits so many seconds, None: as long as it takes. Raises TimeoutError, and whatever the work raised."""
        ...

    def cancel(self) -> bool:
        """Whether it is given up: nothing of it has happened or will."""
        ...


class Things(Protocol):
    def look(self, now: int) -> AbstractContextManager[Looking]:
        """`now` in µs: what the function now() gives."""
        ...

    def change(self, work: Callable[[Changing], T], now: int) -> Promised[T]:
        """Done once what it changed is durable. Requests that wait together share one commit."""
        ...


