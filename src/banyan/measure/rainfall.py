"""How much rain fell: quarter-hour sums a gauge, kept for a day."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from banyan.model.ids import StreamId
from banyan.model.time import Instant, micros

QUARTER_US = 15 * 60 * 1_000_000
KEPT = 24 * 4 + 1
HOURS = (1, 3, 6, 24)


class Fallen(Struct, frozen=True):
    """Per rain gauge: quarter (counted from 1970) → mm, and seconds they stand for. Round-trips through msgpack."""

    sums: dict[str, dict[int, tuple[float, int]]]


def add(memory: Fallen, readings: Iterable[tuple[StreamId, int, float, int]]) -> Fallen:
    """Add readings (gauge, time in µs, mm/h, period in s): each stands for its own period."""
    sums = dict(memory.sums)
    for stream, at, mm_per_h, period_s in readings:
        quarter = at // QUARTER_US
        mine = dict(sums.get(stream, {}))
        mm, seconds = mine.get(quarter, (0.0, 0))
        mine[quarter] = (mm + mm_per_h * period_s / 3600, seconds + period_s)
        if len(mine) > KEPT:
            mine = {q: part for q, part in mine.items() if q > quarter - KEPT}
        sums[stream] = mine
    return Fallen(sums)


def fallen(memory: Fallen, now: Instant) -> Mapping[int, float]:
    """mm measured in the last 1, 3, 6 and 24 hours, to the quarter hour.

    A quarter's rain is the mean of the rates of the gauges that spoke in it, over the longest time that one of them
    covers: a gauge that falls silent doesn't make the rain less.
    """
    quarter = micros(now) // QUARTER_US
    mm = quarters(memory)
    return {hours: sum(mm[q] for q in sorted(mm) if q >= quarter - hours * 4) for hours in HOURS}


def quarters(memory: Fallen) -> dict[int, float]:
    """mm by quarter hour (counted from 1970), the last one as far as it has come."""
    parts: dict[int, list[tuple[float, int]]] = {}
    for mine in memory.sums.values():
        for q, part in mine.items():
            if part[1] > 0:
                parts.setdefault(q, []).append(part)
    return {
        q: sum(fell / seconds for fell, seconds in found) / len(found) * max(seconds for _, seconds in found)
        for q, found in parts.items()
    }
