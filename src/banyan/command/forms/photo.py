"""Whether a photo can be of this case: its own time and place against the case's."""

from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from msgspec import Struct

from banyan.model.text import Said
from banyan.model.time import Instant

_EARTH_M = 6_371_008.8                # mean radius (IUGG 1980)


class Shot(Struct, frozen=True):
    """What a photo says of itself. `local`: its time has no zone and was read as the city's."""

    at: Instant | None = None
    position: tuple[float, float] | None = None    # longitude, latitude (WGS 84)
    local: bool = False


class Tolerance(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a photo may be from its case. Clocks of phones go wrong, and positions in streets are 10 to 50 m off."""

    metres: float = 200.0
    before: timedelta = timedelta(hours=24)        # taken before the report
    after: timedelta = timedelta(minutes=10)       # taken after it was sent: a clock that is fast


DEFAULT = Tolerance()


class Doubt(Struct, frozen=True):
    """`sure`: it contradicts the case; else the photo only doesn't say."""

    said: Said
    sure: bool


def doubts(
    shot: Shot, at: Instant, position: tuple[float, float] | None, tolerance: Tolerance = DEFAULT
) -> tuple[Doubt, ...]:
    """What speaks against a photo that came with a case of that time and place; a person decides what it means."""
    found = []
    if shot.at is None:
        found.append(Doubt(Said("forms.photo_no_time"), sure=False))
    elif shot.at < at - tolerance.before or shot.at > at + tolerance.after:
        apart = _hours(abs(shot.at - at))
        key = "forms.photo_early" if shot.at < at else "forms.photo_late"
        found.append(Doubt(Said(key, {"hours": apart}), sure=True))
    if shot.position is None:
        found.append(Doubt(Said("forms.photo_no_place"), sure=False))
    elif position is not None:
        apart_m = metres(shot.position, position)
        if apart_m > tolerance.metres:
            args = {"metres": f"{apart_m:.0f}", "most": f"{tolerance.metres:.0f}"}
            found.append(Doubt(Said("forms.photo_far", args), sure=True))
    return tuple(found)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Along a great circle (haversine), within 0.5 % of the ellipsoid."""
    (lon1, lat1), (lon2, lat2) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))


def _hours(apart: timedelta) -> str:
    return f"{apart.total_seconds() / 3600:.1f}"
