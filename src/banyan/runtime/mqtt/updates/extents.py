"""The times of Datastreams, which move with each Observation: told now and then, and at last as they stay."""

import time
from collections.abc import Callable

import numpy as np

from banyan.model.changes import Changed
from banyan.model.columns import NO_TIME
from banyan.model.things import DATASTREAM, MULTI_DATASTREAM, OBSERVATION, SEQUENCE_BITS, Kind
from banyan.stores.things.told import Told

MOST = 100_000      # streams that wait to be told


class Extents:
    """`wait_s`: between two tellings of one stream. Not thread-safe: one who publishes has it."""

    def __init__(self, wait_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._wait_s, self._clock = wait_s, clock
        self._due: dict[tuple[Kind, int], tuple[float, bool]] = {}      # when, and with the result times
        self._told: dict[tuple[Kind, int], float] = {}
        self._left_out = 0

    def moved(self, one: Told) -> None:
        """By what was told: new Observations in columns or, of one of the two kinds of streams, as rows."""
        if not isinstance(one, Changed):
            said = bool((one.result_time != NO_TIME).any())
            for number in np.unique(one.stream).tolist():
                self._move((DATASTREAM, number), said)
        elif one.kind is OBSERVATION:
            for kind in (DATASTREAM, MULTI_DATASTREAM):      # their numbers are of one row: the other isn't there
                self._move((kind, one.id >> SEQUENCE_BITS), True)

    def _move(self, stream: tuple[Kind, int], said: bool) -> None:
        now, before = self._clock(), self._due.get(stream)
        if before is not None:
            self._due[stream] = before[0], before[1] or said
        elif len(self._due) < MOST:
            self._due[stream] = max(now, self._told.get(stream, now) + self._wait_s), said
        else:
            self._left_out += 1

    def left_out(self) -> int:
        """Since this was asked last: too many waited."""
        found, self._left_out = self._left_out, 0
        return found

    def due(self, most: int) -> list[Changed]:
        now = self._clock()
        some = [stream for stream, (at, _) in self._due.items() if at <= now][:most]
        if len(self._told) > MOST:
            self._told = {stream: at for stream, at in self._told.items() if at + self._wait_s > now}
        found = []
        for stream in some:
            names = ("phenomenonTime", "resultTime") if self._due.pop(stream)[1] else ("phenomenonTime",)
            found.append(Changed(*stream, names))
            self._told[stream] = now
        return found
