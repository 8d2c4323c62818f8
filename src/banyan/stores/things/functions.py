"""What SQLite lacks for 18-088's functions, given to each reading connection. Each takes NULL to NULL."""

import math
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
import shapely
import shapely.geometry

SECOND = 1_000_000
DAY = 86_400 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CACHED = 2_000        # geometries kept read


def _at(us: float) -> datetime:
    return _EPOCH + timedelta(microseconds=int(us))


@lru_cache(CACHED)
def shape(text: str) -> Any:
    """Of GeoJSON (also a Feature's) or well-known text; None for what is neither."""
    try:
        if not text.startswith(("{", "[", '"')):
            return shapely.from_wkt(text)
        value = msgspec.json.decode(text)
        found = shapely.geometry.shape(value["geometry"] if value.get("type") == "Feature" else value)
        return None if found.is_empty else found
    except Exception:  # noqa: BLE001  a location may be anything; shapely raises whatever odd coordinates lead to
        return None


def _of_two(name: str) -> Callable[[str, str], Any]:
    def found(a: str, b: str) -> Any:
        left, right = shape(a), shape(b)
        return None if left is None or right is None else getattr(left, name)(right)
    return found


def _length(a: str) -> float | None:
    """Of lines; what has an area or none has no length, as PostGIS has it: a perimeter is something else."""
    found = shape(a)
    if found is None:
        return None
    parts = getattr(found, "geoms", [found])
    return float(sum(part.length for part in parts if part.geom_type == "LineString"))


def _relate(a: str, b: str, pattern: str) -> bool | None:
    left, right = shape(a), shape(b)
    return None if left is None or right is None else bool(left.relate_pattern(right, pattern))


def _instant(text: Any) -> int | None:
    """A time inside JSON, in µs; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
        return None if found.tzinfo is None else (found - _EPOCH) // timedelta(microseconds=1)
    except (TypeError, ValueError, OverflowError):
        return None


def _substring(text: str, start: float, length: float | None = None) -> str:
    """Both cut down to a whole number, and to 0."""
    first = max(math.floor(start), 0)
    return text[first:] if length is None else text[first : first + max(math.floor(length), 0)]


def _mod(a: float, b: float) -> float | None:
    if b == 0:
        return None
    return int(math.fmod(a, b)) if isinstance(a, int) and isinstance(b, int) and max(abs(a), abs(b)) < 2**53 \
        else math.fmod(a, b)


def _whole(found: float) -> float:
    return int(found) if abs(found) < 2**53 else float(found)


def _round(a: float) -> float:
    """Halves away from zero (OData 4.0 part 2, 5.1.1.9)."""
    return _whole(math.copysign(math.floor(abs(a) + 0.5), a)) if abs(a) < 2**52 else a


FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "sta_lower": (1, lambda a: a.lower()), "sta_upper": (1, lambda a: a.upper()), "sta_trim": (1, lambda a: a.strip()),
    "sta_year": (1, lambda a: _at(a).year), "sta_month": (1, lambda a: _at(a).month),
    "sta_day": (1, lambda a: _at(a).day),
    "sta_substring": (-1, _substring),
    "sta_floor": (1, lambda a: _whole(math.floor(a))), "sta_ceiling": (1, lambda a: _whole(math.ceil(a))),
    "sta_round": (1, _round), "sta_mod": (2, _mod), "sta_instant": (1, _instant),
    "sta_distance": (2, _of_two("distance")), "sta_length": (1, _length), "sta_relate": (3, _relate),
    "sta_equals": (2, _of_two("equals")), "sta_disjoint": (2, _of_two("disjoint")),
    "sta_touches": (2, _of_two("touches")), "sta_within": (2, _of_two("within")),
    "sta_overlaps": (2, _of_two("overlaps")), "sta_crosses": (2, _of_two("crosses")),
    "sta_intersects": (2, _of_two("intersects")), "sta_contains": (2, _of_two("contains")),
}  # fmt: skip


def answered(function: Callable[..., Any]) -> Callable[..., Any]:
    """NULL where an argument is NULL, or beyond what there is a value for (the year of a time that isn't)."""
    def found(*arguments: Any) -> Any:
        if any(a is None for a in arguments):
            return None
        try:
            return function(*arguments)
        except (OverflowError, ValueError, ArithmeticError, shapely.errors.ShapelyError):
            return None
    return found


def install(connection: sqlite3.Connection) -> None:
    for name, (count, function) in FUNCTIONS.items():
        connection.create_function(name, count, answered(function), deterministic=True)
