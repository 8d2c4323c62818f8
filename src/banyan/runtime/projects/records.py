"""Records of the office, made one by one as the store takes them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec
from msgspec import Struct

from banyan.model.ids import RecordId
from banyan.model.record import Cause, Record
from banyan.model.time import Instant

T = TypeVar("T")


def told(kind: str, body: Struct, at: Instant, by: str, n: int, *causes: tuple[str, str]) -> Record:
    """`n` tells this version of an entity from others: the position of its unit."""
    plain = msgspec.to_builtins(body)
    eid = plain["id"]
    prefix = "" if kind == "project" else f"{kind}/"
    return Record(RecordId(f"{prefix}{eid}@{n}"), kind, f"banyan.{kind}/1", at, by,
                  tuple(Cause(role, cid) for role, cid in causes), plain)


class Made(Sequence[Record], Generic[T]):
    """Records that are made when they are looked at, and not kept. `make` makes one of an item."""

    def __init__(self, items: Sequence[T], make: Callable[[T], Record]) -> None:
        self._items, self._make = items, make

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Record]:
        return map(self._make, self._items)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return [*map(self._make, self._items[index])] if isinstance(index, slice) else self._make(self._items[index])
