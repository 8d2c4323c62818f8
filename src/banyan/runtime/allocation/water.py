"""The water that a demand is about: as read, and as the newest look ahead expects it."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from banyan.allocate.ways import depth
from banyan.model.decision import Decision
from banyan.model.demand import Demand
from banyan.model.ids import PlaceId, StreamId
from banyan.model.observation import Latest
from banyan.model.time import Instant

AHEAD = timedelta(hours=2)
MM = 3               # decimals of m


def with_water(
    demand: Demand, gauges: Mapping[PlaceId, StreamId], latest: Mapping[StreamId, Latest],
    decision: Decision | None, obeyed: bool, now: Instant,
) -> Demand:  # fmt: skip
    """The demand with depths in m; `obeyed`: somebody carries out the plan that the look ahead has chosen."""
    stream = gauges.get(demand.place)
    if stream is None:
        return demand
    deep = depth(stream, latest, now)
    band = decision.coming(obeyed).get(stream) if decision is not None else None
    coming = [m for at, m in zip(decision.times, band.expected, strict=False) if now <= at <= now + AHEAD] if (
        band is not None and decision is not None) else []
    return replace(demand, depth_m=_m(deep), expected_m=_m(max(coming, default=None)))


def _m(value: float | None) -> float | None:
    return None if value is None else round(max(0.0, value), MM)
