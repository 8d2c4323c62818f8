"""How much rain fell: quarter-hour sums a gauge, kept for a day."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from banyan.model.ids import StreamId
from banyan.model.time import Instant, micros

QUARTER_US = 15 * 60 * 1_000_000
KEPT = 24 * 4 + 1
HOURS = (1, 3, 6, 24)


class Fallen(Struct, frozen=True):
    """Per rain gauge: quarter (counted from 1970) → mm. Round-trips through msgpack."""

    sums: dict[str, dict[int, float]]


def add(memory: Fallen, readings: Iterable[tuple[StreamId, int, float, int]]) -> Fallen:
    """Add readings (gauge, time in µs, mm/h, period in s): each stands for its own period."""
    sums = dict(memory.sums)
    for stream, at, mm_per_h, period_s in readings:
        quarter = at // QUARTER_US
        mine = dict(sums.get(stream, {}))
        mine[quarter] = mine.get(quarter, 0.0) + mm_per_h * period_s / 3600
        if len(mine) > KEPT:
            mine = {q: mm for q, mm in mine.items() if q > quarter - KEPT}
        sums[stream] = mine
    return Fallen(sums)


def fallen(memory: Fallen, now: Instant) -> Mapping[int, float]:
    """Mean over the gauges of the mm measured in the last 1, 3, 6 and 24 hours, to the quarter hour."""
    if not memory.sums:
        return dict.fromkeys(HOURS, 0.0)
    quarter = micros(now) // QUARTER_US
    totals = {}
    for hours in HOURS:
        first = quarter - hours * 4
        total = sum(mm for mine in memory.sums.values() for q, mm in mine.items() if q >= first)
        totals[hours] = total / len(memory.sums)
    return totals
