"""What every commit does with every reading, each in one compiled look: a dozen calls of numpy over a few thousand rows
cost as much as the rows, and between any two of them another thread may take the interpreter.

For the nearly always: plain readings of Datastreams that are known. Whatever is otherwise goes the way of arrays
(appending.Appending, streams.Streams), which comes to the same; so does everything until the loops are compiled
(`warm`): nobody who writes waits for that.
"""

import threading
from typing import Any

import numpy as np

from banyan.model.columns import NO_TIME
from banyan.model.compiled import FAST, frozen, held
from banyan.model.things import SEQUENCE_BITS

MOST = 10_000       # rows at once: longer ones would keep the interpreter from everybody else for too long
ready = threading.Event()


def column(said: Any, dtype: Any) -> Any:
    """As a loop is compiled for: of one type, without gaps, not to be written."""
    return frozen(np.ascontiguousarray(said, dtype))


@held
def are_plain(stream: Any, value: Any, feature: Any, state: Any, own: Any, there: int) -> bool:
    """Whether each row is a finite number for a Datastream that is `there` and has a feature of its own, and says no
    other.
    """
    for n in range(len(stream)):
        s = stream[n]
        if s <= 0 or s >= len(state) or state[s] != there or own[s] == 0 or feature[n] != 0 \
                or not np.isfinite(value[n]):
            return False
    return True


@held
def numbered(stream: Any, last: Any, own: Any, counts: Any, streams: Any, places: Any, features: Any, ids: Any) -> int:
    """Fills what a row is kept with: its stream (uint32), its place in it, its feature, its id. Returns the highest
    place. `counts`: zero for each stream, and again afterwards.
    """
    most = 0
    for n in range(len(stream)):
        s = stream[n]
        counts[s] += 1
        place = last[s] + counts[s]
        most = max(most, place)
        streams[n], places[n], features[n], ids[n] = s, place, own[s], s << SEQUENCE_BITS | place
    for n in range(len(stream)):
        counts[stream[n]] = 0
    return most


@held
def observed(stream: Any, feature: Any, seen: Any, counts: Any, found: Any) -> int:
    """The streams of the rows, each once, in the order of their first rows; how many. -1: one observes another feature
    than it was seen to observe. `counts` as above.
    """
    many, stop = 0, len(stream)
    for n in range(len(stream)):
        s = stream[n]
        if s >= len(seen) or seen[s] != feature[n]:
            stop, many = n, -1
            break
        if counts[s] == 0:
            counts[s] = 1
            found[many] = s
            many += 1
    for n in range(stop):
        counts[stream[n]] = 0
    return many


@held
def advanced(
    stream: Any, place: Any, time: Any, value: Any, result_time: Any, last: Any, start: Any, end: Any,
    result_start: Any, result_end: Any, newest: Any, newest_place: Any, newest_value: Any, fresh: Any, dirty: Any,
) -> None:  # fmt: skip
    """What the streams have come to with these rows. Of two readings of one time the later one is the newest."""
    for n in range(len(stream)):
        s, at, said = stream[n], time[n], result_time[n]
        if at >= (newest[s] if fresh[s] else end[s]):
            newest[s], newest_place[s], newest_value[s], fresh[s] = at, place[n], value[n], True
        last[s] = max(last[s], place[n])
        start[s], end[s] = min(start[s], at), max(end[s], at)
        if said != NO_TIME:
            result_start[s], result_end[s] = min(result_start[s], said), max(result_end[s], said)
        dirty[s] = True


def warm() -> None:
    """Compile the loops, or take them from the cache; from then on they are used. Not where numba isn't installed."""
    if not FAST:
        return
    wide, narrow = column([], np.int64), column([], np.uint32)
    values, words, bits = column([], np.float64), np.zeros(1, np.int64), np.zeros(1, np.bool_)
    places, numbers = np.zeros(1, np.uint32), np.zeros(1, np.float64)
    are_plain(wide, values, wide, np.zeros(1, np.uint8), words, 1)
    numbered(wide, words, words, words, places, places, places, words)
    observed(narrow, narrow, words, words, words)
    advanced(narrow, narrow, wide, values, wide, words, words, words, words, words, words, places, numbers, bits, bits)
    ready.set()
