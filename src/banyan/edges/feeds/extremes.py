"""The least and the greatest of a delivery's columns, in one look: most of what is asked of it hangs on those alone."""

from typing import Any, NamedTuple

import numpy as np

from banyan.model.compiled import FAST, frozen, uncounted


class Extremes(NamedTuple):
    """Of Datastreams, times as they are written and results; those of results are NaN where one
    is, and then the others are of what stands before it.
    """

    stream: tuple[int, int]
    time: tuple[int, int]
    value: tuple[float, float]

    @property
    def is_finite(self) -> bool:
        return bool(np.isfinite(self.value[0]) and np.isfinite(self.value[1]))


def extremes(stream: Any, time: Any, value: Any, fast: bool = True) -> Extremes:
    """Columns of one length, one row at least (int64, int64, float64). `fast` False: the loop isn't compiled yet."""
    if FAST and fast:
        found = _extremes(frozen(stream), frozen(time), frozen(value))
        return Extremes(found[0:2], found[2:4], found[4:6])
    return Extremes((int(stream.min()), int(stream.max())), (int(time.min()), int(time.max())),
                    (float(value.min()), float(value.max())))


@uncounted
def _extremes(stream: Any, time: Any, value: Any) -> Any:
    low, high, first, last, least, greatest = stream[0], stream[0], time[0], time[0], value[0], value[0]
    for n in range(len(value)):
        low, high = min(low, stream[n]), max(high, stream[n])
        first, last = min(first, time[n]), max(last, time[n])
        v = value[n]
        if not least <= v <= greatest:
            if np.isnan(v):
                return low, high, first, last, v, v
            least, greatest = min(least, v), max(greatest, v)
    return low, high, first, last, least, greatest
