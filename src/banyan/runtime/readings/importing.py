"""Files of readings into a city, some rows at a time: each chunk once, whenever and however often it is sent.

A chunk is named by the file's sum and its first row, so an import that was stopped goes on where it was, and the same
file again adds nothing. The readings are of the past: stored, never judged, so no alarm of last year rings today.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from banyan.edges.feeds.files import ReadingsFile
from banyan.edges.feeds.mapping import Ready
from banyan.model.feed import Row, Unfit
from banyan.model.ledger import FILE
from banyan.runtime.readings.arriving import Receipt, together

CHUNK_BYTES = 4 * 1024 * 1024      # and bytes of them: rows may be long, and a city takes 16 MiB at once
CHUNK = 2_000              # rows of one transaction: small, so that a live reading never waits behind more
LONGEST_PAUSE_S = 0.2      # between chunks, so that live readings come first


class Sink(Protocol):
    """Where chunks go: into a store that is ours, or to the city that runs."""

    def take(self, feed: str, rows: Sequence[Row | Unfit], key: str) -> Receipt: ...


def import_file(sink: Sink, feed: Ready, file: ReadingsFile, told: Callable[[int, Receipt], None], yields: bool
                ) -> Receipt:
    """`told` is called after each chunk with its rows and what became of them. `yields`: a city runs beside it.

    Raises FormatError and what the sink raises: what was told until then is durable, the same again goes on behind it.
    """
    found: list[Receipt] = []
    for first, chunk in chunks(file.rows(feed)):
        began = time.monotonic()
        one = sink.take(feed.feed.name, chunk, f"{FILE}{file.sha256}/{first}")
        found = [together([*found, one])]
        told(len(chunk), one)
        if yields and not one.again:
            time.sleep(min(LONGEST_PAUSE_S, time.monotonic() - began))
    return together(found)


def chunks(rows: Iterator[Row | Unfit]) -> Iterator[tuple[int, list[Row | Unfit]]]:
    """(place of the first row, some rows), in order: the same file gives the same chunks."""
    first, size, some = 1, 0, list[Row | Unfit]()
    for row in rows:
        if some and (len(some) >= CHUNK or size + len(row.raw) > CHUNK_BYTES):
            yield first, some
            first, size, some = first + len(some), 0, []
        some.append(row)
        size += len(row.raw)
    if some:
        yield first, some
