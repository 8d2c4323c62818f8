"""Who is on duty: shifts are spans of local time that come back every day, also across midnight."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from banyan.model.case import Crew
from banyan.model.time import Instant

DAY = timedelta(days=1)


def left_min(crew: Crew, now: Instant, timezone: str) -> float | None:
    """Minutes until the end of its shift: 0 when it is off duty, None when it is always on.

    A shift that begins as another ends goes on: two of twelve hours are always.
    """
    if not crew.shift:
        return None
    zone = ZoneInfo(timezone)
    end, begun = now, now.astimezone(zone).date()
    spans = []
    for offset in (-1, 0, 1, 2):
        for first, last in crew.shift:
            day = begun + timedelta(days=offset)
            over = day if last > first else day + DAY
            spans.append((datetime.combine(day, first, zone), datetime.combine(over, last, zone)))
    for begin, over in sorted(spans):
        if begin <= end < over:
            end = over.astimezone(now.tzinfo)
    left = (end - now) / timedelta(minutes=1)
    return None if left > 24 * 60 else left
