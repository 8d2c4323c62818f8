"""The order in which rows of many Datastreams are looked at: stream by stream."""

from typing import Any

import numpy as np


def by_stream(stream: Any, time: Any) -> tuple[Any, Any, Any]:
    """The order of rows by (stream, time), stable; where each stream begins in it; the streams, ascending."""
    order = by_arrival(stream)
    found, at = stream[order], time[order]
    if ((at[1:] < at[:-1]) & (found[1:] == found[:-1])).any():
        order = np.lexsort((time, stream))
    begins = np.flatnonzero(np.concatenate(([True], found[1:] != found[:-1])))
    return order, begins, found[begins].astype(np.int64)


def by_arrival(stream: Any) -> Any:
    """The order of less than 2**32 rows by their stream, else as they stand. No two keys are the same, so that the
    fastest way to sort will do, in place: many times faster than a stable one, and with 16 bytes a row.
    """
    if (stream[1:] >= stream[:-1]).all():
        return np.arange(len(stream))
    keys = stream.astype(np.int64)
    keys <<= 32
    keys |= np.arange(len(stream))
    keys.sort()
    keys &= 2**32 - 1
    return keys
