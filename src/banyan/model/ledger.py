"""What the doors for readings keep beside them, in the same transaction: deliveries that came, and rejects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from banyan.model.feed import Reject, Unfit

FILE = "file/"        # how the keys of chunks of a file begin: a file adds nothing again, however old it is


class Asked(Struct, frozen=True):
    """Which rejects: of a source, for a fault, received within [begin, end) in µs, behind an id; None: any."""

    source: str | None = None
    fault: str | None = None
    begin: int | None = None
    end: int | None = None
    state: str | None = "waiting"
    after: int = 0
    most: int = 100


class Counted(Struct, frozen=True):
    """How many rejects of one source and fault there are, and when (µs) the last came."""

    source: str
    fault: str
    waiting: int
    replayed: int
    last_at: int


class Looked(Protocol):
    """One consistent view."""

    def answer(self, source: str, key: str) -> bytes | None:
        """What a delivery was answered when it came; None: it didn't come yet."""
        ...

    def came(self, source: str, sequences: Iterable[str]) -> set[str]:
        """Those of a source's sequences that came before."""
        ...

    def rejects(self, asked: Asked) -> list[Reject]:
        """By id, rising."""
        ...

    def reject(self, rid: int) -> Reject | None: ...
    def counts(self, asked: Asked) -> list[Counted]:
        """By source and fault."""
        ...


class Ledger(Looked, Protocol):
    """The same inside one transaction."""

    def deliver(self, source: str, answers: Mapping[str, bytes], at: int) -> None:
        """Deliveries have come, by their keys; a second with such a key takes its place."""
        ...

    def undeliver(self, source: str, keys: Iterable[str]) -> None:
        """These keys are free for other deliveries: whoever gave them gives them anew."""
        ...

    def count(self, source: str, sequences: Iterable[str], at: int) -> None:
        """These sequences have come."""
        ...

    def refuse(self, source: str, unfit: Sequence[Unfit], context: bytes, at: int) -> None:
        """Keep what wasn't taken; `context` is the JSON of Reject.context."""
        ...

    def replayed(self, rid: int) -> bool:
        """A reject has been taken after all. False: it had been before."""
        ...

    def refuse_again(self, rid: int, unfit: Unfit) -> None:
        """It was tried again, and isn't taken for this reason now."""
        ...

    def forget(self, before: int, most: int) -> int:
        """Deliveries and sequences older than that are known no longer, but those of files; at most so many of each at
        once. Returns how many.
        """
        ...

    def drop(self, before: int, most: int) -> int:
        """Rejects older than that are gone, waiting or not; at most so many at once. Returns how many."""
        ...
