"""Records of a large import, made one by one as the store takes them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

from banyan.model.record import Record

T = TypeVar("T")


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
