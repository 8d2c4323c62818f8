"""All that a store of SensorThings keeps in columns, for the one who writes and for those who read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from banyan.model.columns import NO_TIME
from banyan.stores.things.appending import Appending
from banyan.stores.things.following import Following
from banyan.stores.things.kept import SAID, Kept, in_columns, unpack
from banyan.stores.things.scan import COMPACTED, Masked, Scan
from banyan.stores.things.segments import Segments
from banyan.stores.things.streams import LATEST_TIME, Streams
from banyan.stores.things.tables import ROWS, batch, fact, gone, mask, segment
from banyan.stores.things.tail import Tail
from banyan.stores.things.wanted import Key, Test, Want, by_ids


class Extremes(Struct, frozen=True):
    """Of the Observations of one stream that are in columns: first and last times in µs, None where there is none, and
    the features.
    """

    times: tuple[int, int] | None
    result_times: tuple[int, int] | None
    features: tuple[int, ...]


class Columnar(Following, Scan):
    """scan.Columns, and what changes them. Changes happen under the store's turn, inside its transaction."""

    def __init__(self, c: Connection, folder: Path) -> None:
        """Reads the batches that are in no segment yet, and clears away what was left of an interrupted compaction.

        Raises StoreError for a segment that is missing.
        """
        self.streams = Streams()
        self.tail = Tail()
        self.appending = Appending(self.streams, self.tail)
        super().__init__(self.tail, Segments(folder))
        self.segments.tidy(list(c.execute(select(segment.c.number)).scalars()))
        after = int(c.execute(select(fact.c.value).where(fact.c.key == COMPACTED)).scalar() or 0)
        query = select(batch.c.number, batch.c.columns).where(batch.c.number > after).order_by(batch.c.number)
        masked = Masked(c)
        for number, blob in c.execute(query):
            rows = in_columns(unpack(blob))
            self.tail.add(number, rows)
            self.streams.found(rows, masked.apply(rows, np.ones(len(rows), np.bool_)))
        self.streams.know(c, np.flatnonzero(self.streams.dirty))
        self.streams.ended(True)

    def ended(self, durable: bool) -> None:
        """The transaction is over."""
        self.appending.ended(durable)

    def ahead(self, eid: int, last: int) -> Any:
        return self.streams.shown(eid, last)

    def lift(self, c: Connection, eid: int) -> None:
        """An Observation of the columns becomes a row, to be changed."""
        found = self.rows(c, by_ids([eid]))
        if len(found):
            c.execute(insert(ROWS), row_of(found))
            self._mask(c, found)

    @staticmethod
    def _mask(c: Connection, rows: Kept) -> None:
        """These count no longer."""
        if len(rows):
            found = [{"id": eid, "time": at} for eid, at in zip(rows.ids.tolist(), rows.time.tolist(), strict=True)]
            c.execute(upsert(mask).on_conflict_do_nothing(), found)

    def drop(self, c: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Delete Observations of the columns; what they were, as rows."""
        found = self.rows(c, by_ids(list(ids)))
        self._mask(c, found)
        return [row_of(found.some(slice(n, n + 1))) for n in range(len(found))]

    def observes(self, c: Connection, eid: int, feature: int) -> bool:
        """Whether a Datastream has an Observation of a feature here."""
        tests = (Test("stream", "eq", eid), Test("feature", "eq", feature))
        return len(self.rows(c, Want(tests, keys=(Key("id"),), limit=1))) > 0

    def drop_all(self, c: Connection, kind: str, ids: Sequence[int]) -> None:
        """Delete all Observations of Datastreams or of FeaturesOfInterest, whose ids are never given again."""
        if ids:
            c.execute(upsert(gone).on_conflict_do_nothing(), [{"kind": kind, "id": eid} for eid in ids])
        if kind == "Datastream":
            self.streams.forget(ids)

    def streams_of(self, c: Connection, features: Sequence[int]) -> list[int]:
        """The Datastreams that have Observations of these features."""
        want = Want((Test("feature", "in", np.unique(np.array(features, np.int64))),))
        found = [np.unique(rows.stream) for rows in self.passing(c, want)]
        return np.unique(np.concatenate(found)).tolist()  # type: ignore[no-any-return]  # a list of whole numbers

    def begins(self, c: Connection, streams: Any, recent: bool) -> Any:
        """When the oldest Observation of each of some streams (ascending) was, in the batches or in the segments;
        LATEST_TIME: it has none.
        """
        found, want = np.full(len(streams), LATEST_TIME), Want((Test("stream", "in", streams),))
        for rows in [next(self.passing(c, want))] if recent else self.settled(c, want):
            np.minimum.at(found, np.searchsorted(streams, rows.stream), rows.time)
        return found

    def extremes(self, c: Connection, eid: int) -> Extremes:
        want = Want((Test("stream", "eq", eid),))
        times, said, features = list[int](), list[int](), set[int]()
        for rows in self.passing(c, want):
            results = rows.result_time[rows.result_time != NO_TIME]
            times += [int(rows.time.min()), int(rows.time.max())] if len(rows) else []
            said += [int(results.min()), int(results.max())] if len(results) else []
            features.update(np.unique(rows.feature).tolist())
        return Extremes((min(times), max(times)) if times else None, (min(said), max(said)) if said else None,
                        tuple(sorted(features)))


def row_of(rows: Kept) -> dict[str, Any]:
    """The first row, for the table."""
    time, result_time = int(rows.time[0]), int(rows.result_time[0])
    said = None if result_time == NO_TIME else result_time
    return {"id": int(rows.ids[0]), "phenomenonTime_start": time, "phenomenonTime_end": time,
            "resultTime_start": said, "resultTime_end": said, "result": repr(rows.results[0]),
            "resultQuality": SAID[int(rows.quality[0]) & 7], "Datastream_id": int(rows.stream[0]),
            "FeatureOfInterest_id": int(rows.feature[0])}
