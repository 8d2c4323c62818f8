"""The city's own readings, and what surrounds a change of a Datastream: the same in columns and in rows."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection

from banyan.model.columns import NO_TIME, Columns
from banyan.model.observation import Quality
from banyan.stores.things.appending import Appending
from banyan.stores.things.kept import Kept
from banyan.stores.things.streams import Streams


class Following:
    """Mixed into what has `streams` and an `appending` over them."""

    streams: Streams
    appending: Appending

    def add(self, c: Connection, rows: Kept) -> None:
        """Rows whose places go on where their streams' ended."""
        self.appending.go_on(c, rows)
        self.appending.store(c, rows, None)

    def follow(self, c: Connection, stream: Any, time: Any, value: Any, feature: Any, quality: Any) -> None:
        """Readings that the city has accepted: real numbers, without a result time."""
        count, place = len(stream), self.appending.places(stream)
        rows = Kept(stream.astype(np.uint32), place.astype(np.uint32), time, value, np.zeros(count, np.bool_),
                    np.full(count, NO_TIME), feature.astype(np.uint32), quality)
        self.add(c, rows)
        self.appending.telling.observed(rows)

    def fill(self, c: Connection, rows: Columns) -> None:
        """Readings of the past for the city's streams, behind what is there, all of them late; `feature` is said."""
        self.streams.know(c, rows.stream)
        place = self.appending.places(rows.stream)
        self.add(c, Kept(rows.stream.astype(np.uint32), place.astype(np.uint32), rows.time, rows.value, rows.whole,
                         rows.result_time, rows.feature.astype(np.uint32),
                         np.full(len(rows), int(Quality.LATE), np.uint8)))

    def touch(self, c: Connection, eid: int) -> None:
        """The row of a Datastream is about to be read and written: it catches up first, and is read again later."""
        self.streams.settle(c, [eid])
        self.streams.forget([eid])

    def changed(self, c: Connection, eid: int, times: Iterable[int]) -> None:
        """Observations of a Datastream, which were at these times in µs or are now, were changed or deleted."""

    def thinned(self, c: Connection, streams: Sequence[int]) -> None:
        """Datastreams have lost Observations at any times."""

    def catch_up(self, c: Connection) -> None:
        """The rows of all Datastreams say what those have come to, in this transaction."""
        self.streams.settle(c)
