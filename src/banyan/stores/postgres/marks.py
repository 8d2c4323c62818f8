"""What the one who writes says of rollups: which buckets have to be made again, and which streams altogether."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, text, update

from banyan.stores.postgres.rollup_tables import rolled, rollup, stale
from banyan.stores.things.rollups import WIDTHS

_MARK = text("""
    INSERT INTO things_stale AS s (stream, begin, n)
    SELECT r.stream, b, 1 FROM things_rolled r, unnest(CAST(:begins AS bigint[])) b WHERE r.stream = :stream
    ON CONFLICT (stream, begin) DO UPDATE SET n = s.n + 1
""")


def mark(c: Connection, stream: int, times: Iterable[int]) -> None:
    """Readings of these times, in µs, were changed, deleted, or came by another way than the next place. Of a stream
    that isn't rolled up nothing is remembered.
    """
    begins = sorted({at // WIDTHS[0] * WIDTHS[0] for at in times})
    if begins:
        c.execute(_MARK, {"stream": stream, "begins": begins})


def start_over(c: Connection, streams: Sequence[int], upto: int = 0, widths: int = 0) -> None:
    """Their buckets go; until they are made anew the readings themselves are read."""
    some = list(streams)
    c.execute(delete(rollup).where(rollup.c.stream.in_(some)))
    c.execute(update(rolled).where(rolled.c.stream.in_(some)).values(
        upto=upto, widths=widths, version=rolled.c.version + 1))


def forget(c: Connection, streams: Sequence[int]) -> None:
    """The streams are gone."""
    for table in (rollup, rolled, stale):
        c.execute(delete(table).where(table.c.stream.in_(list(streams))))
