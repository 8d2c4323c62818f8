"""Observations in rows where the embedded store has columns: numbered by the same arrays in memory, stored by COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ARRAY, BigInteger, Connection, String, bindparam, cast, column, delete, func, insert, update

from banyan.stores.postgres import marks, partitions
from banyan.stores.things.appending import NOTHING_MORE, Appending, More
from banyan.stores.things.columnar import Extremes
from banyan.stores.things.following import Following
from banyan.stores.things.kept import Kept, in_rows, pack
from banyan.stores.things.streams import EXTENT, Streams
from banyan.stores.things.tables import TABLES, batch
from banyan.stores.things.tail import Tail

_D = TABLES["Datastream"]


def _settling() -> Any:
    """One statement for all streams of a commit: one for each took longer than their readings."""
    names = ("id", *EXTENT)
    arrays = (cast(bindparam(f"b_{name}", type_=String), ARRAY(BigInteger)) for name in names)
    said = func.unnest(*arrays).table_valued(*(column(name, BigInteger) for name in names)).render_derived()
    return update(_D).where(_D.c.id == said.c.id, _D.c.last < said.c.last).values({
        _D.c.last: said.c.last, _D.c.phenomenonTime_start: said.c.start, _D.c.phenomenonTime_end: said.c.end,
        _D.c.resultTime_start: said.c.result_start, _D.c.resultTime_end: said.c.result_end})


_SETTLE = _settling()
_ADD = insert(batch)
CLEAR_EVERY = 100          # batches between two deletions of what nobody holds any more


def _listed(numbers: Any, nothing: int | None) -> str:
    """An array as PostgreSQL reads it from a text: the driver looks at each number of a list, which takes ten times as
    long.
    """
    return "{" + ",".join("NULL" if n == nothing else str(n) for n in numbers.tolist()) + "}"


class RowStreams(Streams):
    def _write(self, c: Connection, streams: Any) -> None:
        c.execute(_SETTLE, {"b_id": _listed(streams, None), **{
            f"b_{name}": _listed(getattr(self, name)[streams], nothing) for name, nothing in EXTENT.items()}})


class RowAppending(Appending):
    """A batch is rows, and its streams' extents are settled with it: nothing has to be found again after a crash.

    What a judge was given is kept as a BLOB beside them for as long as it is held (`things.PostgresThings.hold`).
    """

    held: int | None = None

    def store(self, c: Connection, kept: Kept, at: int | None, more: More = NOTHING_MORE) -> None:
        if not len(kept):
            return
        if more:
            partitions.write(c, [{**row, **more.get(row["id"], {})} for row in in_rows(kept)])
        else:
            partitions.write_readings(c, kept)
        self.streams.settle(c, np.unique(kept.stream))
        if at is None or (self.held is None and not self._verdicts):
            return
        at = self._when(c, at)
        key = c.execute(_ADD, {"at": at, "rows": len(kept), "columns": pack(kept)}).inserted_primary_key
        number = int(key[0]) if key is not None else 0
        self._is_stored(number, at)
        if self.held is not None and number % CLEAR_EVERY == 0:
            c.execute(delete(batch).where(batch.c.number <= self.held))

    def ended(self, durable: bool) -> None:
        super().ended(durable)
        if durable:
            self.streams.settled(np.flatnonzero(self.streams.dirty))


class InRows(Following):
    """What columnar.Columnar is to one who writes, where every Observation is a row."""

    appending: RowAppending

    def __init__(self) -> None:
        self.streams = RowStreams()
        self.appending = RowAppending(self.streams, Tail())

    def lift(self, c: Connection, eid: int) -> None:
        """It is a row already."""

    def drop(self, c: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:  # noqa: ARG002  as Columnar has it
        return []

    def observes(self, c: Connection, eid: int, feature: int) -> bool:  # noqa: ARG002  the same
        return False

    def drop_all(self, c: Connection, kind: str, ids: Sequence[int]) -> None:
        if kind == "Datastream":
            self.streams.forget(ids)
            marks.forget(c, ids)

    def changed(self, c: Connection, eid: int, times: Iterable[int]) -> None:
        marks.mark(c, eid, times)

    def thinned(self, c: Connection, streams: Sequence[int]) -> None:
        if streams:
            marks.start_over(c, streams)

    def streams_of(self, c: Connection, features: Sequence[int]) -> list[int]:  # noqa: ARG002  the same
        return []

    def extremes(self, c: Connection, eid: int) -> Extremes:  # noqa: ARG002  the same
        return Extremes(None, None, ())
