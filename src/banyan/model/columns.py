"""Plain numeric Observations as columns: what comes by the thousand meets no object of its own on its way.

Plain is a finite number as the result, at an instant in whatever offset it was said, for a Datastream. Whatever is said
otherwise (texts, intervals, resultQuality, validTime, parameters) comes as a things.Draft instead.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from msgspec import Struct

if TYPE_CHECKING:
    from banyan.model.thing_ports import Described

NO_TIME = -2**63                # in `result_time`: none was said
MOST_WHOLE = 2**53              # beyond it whole numbers aren't exact as f8: they come as drafts


class Columns(Struct, frozen=True):
    """Columns of equal length, in order of arrival.

    `stream` number of the Datastream (int64), `time` phenomenonTime and `result_time` resultTime in µs since 1970
    (int64; NO_TIME: none), `value` the result in the stream's unit (float64), `whole` whether it was written as a whole
    number, so that 5 is given back as 5 and not as 5.0 (bool), `feature` number of the FeatureOfInterest (int64; 0: the
    stream's own, made of its Thing's Location where it isn't there yet).
    """

    stream: Any
    time: Any
    value: Any
    whole: Any
    result_time: Any
    feature: Any

    def __len__(self) -> int:
        return len(self.stream)

    def some(self, chosen: Any) -> "Columns":
        """The rows that a mask, a slice or an array of places chooses."""
        return Columns(*(getattr(self, name)[chosen] for name, _ in COLUMNS))


COLUMNS = (("stream", np.int64), ("time", np.int64), ("value", np.float64), ("whole", np.bool_),
           ("result_time", np.int64), ("feature", np.int64))


def columns(stream: Any, time: Any, value: Any, whole: Any = False, result_time: Any = NO_TIME, feature: Any = 0
            ) -> Columns:
    """From arrays or lists of equal length; one value stands for a column of it. Raises ValueError for others."""
    count = len(stream)
    given = (stream, time, value, whole, result_time, feature)
    return Columns(*(_column(one, dtype, count) for one, (_, dtype) in zip(given, COLUMNS, strict=True)))


def _column(said: Any, dtype: Any, count: int) -> Any:
    if isinstance(said, bool | int | float):
        return np.full(count, said, dtype)
    found = np.ascontiguousarray(said, dtype)
    return found if found.shape == (count,) else np.ascontiguousarray(np.broadcast_to(found, (count,)))


def joined(parts: Sequence[Columns]) -> Columns:
    """One behind the other; a single one as it is."""
    if len(parts) == 1:
        return parts[0]
    return Columns(*(np.concatenate([getattr(part, name) for part in parts]) if parts else np.empty(0, dtype)
                     for name, dtype in COLUMNS))


class Refusal(IntEnum):
    """Why the store didn't take a row, as its `reasons` say it; acceptance has its own numbers, from ACCEPTANCE on."""

    NONE = 0
    NO_STREAM = 1           # there is no such Datastream
    DECLARED = 2            # it stands for a stream of the city's folder: its readings come through the city's door
    NO_FEATURE = 3          # there is no such FeatureOfInterest
    NO_LOCATION = 4         # none was said, and the stream's Thing has no Location to make one of
    FULL = 5                # the stream has as many Observations as ids can tell apart
    NOT_FINITE = 6          # NaN or an infinity: no JSON, and no reading
    FAILED = 7              # the judge gave an answer that doesn't fit the rows


ACCEPTANCE = 16


class Stored(Struct, frozen=True):
    """Where judged rows are for good: the number of their micro-batch, its time in µs (the latest `now` of its appends,
    never before that of the batch before it), and the ids of the rows in the order in which they were judged (int64, 0
    where one was refused).
    """

    number: int
    at: int
    ids: Any


class Verdict(Struct, frozen=True):
    """What a judge says of each row: `quality` (observation.Quality flags, uint8) is kept with it, and a row with a
    `reason` other than 0 (uint8) isn't kept. `ended` is told once where the rows are durable; None: they are nowhere,
    and the judge takes back what it remembered of them. `not_before` (µs): the micro-batch's time is no earlier,
    for the judge has let time pass until then.
    """

    quality: Any
    reasons: Any
    ended: Callable[[Stored | None], None] | None = None
    not_before: int = 0


class Judge(Protocol):
    def __call__(self, rows: Columns, new: "Sequence[Described]" = (), /) -> Verdict:
        """`new`: Datastreams that are made or may be changed in the same transaction, so that nobody else can read them
        as they are; given only where there are some.
        """
        ...


@runtime_checkable
class Joining(Judge, Protocol):
    """A judge that can be asked once for several appends that are stored together."""

    def joined(self, other: Judge, /) -> Judge | None:
        """One that judges the rows of both, this one's first, as they would have one behind the other; None: the other
        judges otherwise.
        """
        ...


class Appended(Struct, frozen=True):
    """The Observations' ids (int64, 0 where a row was refused) and why (uint8, 0 where it wasn't), row by row."""

    ids: Any
    reasons: Any

    def some(self, chosen: Any) -> "Appended":
        return Appended(self.ids[chosen], self.reasons[chosen])
