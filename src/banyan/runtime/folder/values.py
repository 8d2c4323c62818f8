"""Values that could never work: limits the wrong way round, ramps of nothing, levels above the bank."""

from collections.abc import Sequence
from datetime import time
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from banyan.edges.tables import Column
from banyan.model.case import Crew
from banyan.model.city import Lake
from banyan.model.device import Device, Kind
from banyan.model.stream import Measures, Stream
from banyan.model.text import Name
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.shapes import STORMS, Shapes

UNITS = {
    Measures.LEVEL: "m", Measures.DEPTH: "m", Measures.RAIN: "mm/h", Measures.TIDE: "m",
    Measures.INFLOW: "m3/s", Measures.POSITION: "%", Measures.FLOW: "m3/s",
}  # fmt: skip
LONGEST_TICK_S = 10.0  # measured on the plant: beyond it ramps and pump starts are told too coarsely
_YEAR_MIN = 527_040.0


# A wrong value is NaN by now, and told: comparisons below are written so that NaN says nothing more.


def check(shapes: Shapes, found: Findings) -> None:
    """Every value by itself and against its neighbours in the same table."""
    _City(shapes, found).check()
    for i, stream in enumerate(shapes.streams.streams):
        _stream(stream, f"streams[{i}]", found)
    for i, crew in enumerate(shapes.crews.crews):
        _crew(crew, f"crews[{i}]", found)
    for i, case in enumerate(shapes.cases.case_types):
        _things(case.equipment, "cases.toml", f"case_types[{i}].equipment", found)
    for i, storm in enumerate(shapes.storms.storms):
        key = f"storms[{i}]"
        _between(storm.hours, 1, 24 * 31, found, STORMS, f"{key}.hours", "hours")
        _between(storm.forecast_height, 0, 100, found, STORMS, f"{key}.forecast_height", "a factor")
        _between(storm.forecast_late_min, -1440, 1440, found, STORMS, f"{key}.forecast_late_min", "minutes")
        for name, column in (("rain", Column.RAIN), ("tide", Column.TIDE), ("inflow", Column.INFLOW)):
            _pairs(getattr(storm, name), column, found, f"{key}.{name}")
    for i, standing in enumerate(shapes.authority.standing):
        key = f"standing[{i}]"
        _between(standing.max_change, 0, 100, found, "authority.toml", f"{key}.max_change", "% of setting")
        if standing.ends_at <= standing.starts_at:
            what = f"an end after {standing.starts_at.isoformat()}"
            found.add("authority.toml", f"{key}.ends_at", standing.ends_at.isoformat(), what)
        if not standing.devices:
            found.add("authority.toml", f"{key}.devices", "no device", 'device ids, or ["*"]')
    _names(shapes, found)


class _City:
    """The values of city.toml."""

    def __init__(self, shapes: Shapes, found: Findings) -> None:
        self._city, self._found = shapes.city, found
        self._read = "city.toml" in shapes.read

    def check(self) -> None:
        city = self._city
        if self._read:
            check_timezone(city.timezone, "city.toml", self._found)
            if not 0 < city.tick_s <= LONGEST_TICK_S or (city.tick_s * 1e6) % 1:
                self._add("tick_s", f"{city.tick_s:g}", f"seconds above 0, at most {LONGEST_TICK_S:g}")
        for i, lake in enumerate(city.lakes):
            self._lake(lake, f"lakes[{i}]")
        for i, place in enumerate(city.places):
            self._point(place.at, f"places[{i}].at")
            _between(place.people, 0, 100_000_000, self._found, "city.toml", f"places[{i}].people", "people")
        for i, device in enumerate(city.devices):
            self._device(device, f"devices[{i}]")

    def _add(self, key: str, what: str, expected: str) -> None:
        self._found.add("city.toml", key, what, expected)

    def _point(self, at: tuple[float, float], key: str) -> None:
        point(at, self._found, "city.toml", key)

    def _lake(self, lake: Lake, key: str) -> None:
        foot, top = lake.band
        if foot >= top:
            self._add(f"{key}.band", f"[{foot:g}, {top:g}]", "its foot below its top")
        if top > lake.bank:
            self._add(f"{key}.band", f"[{foot:g}, {top:g}]", f"a band below the bank, {lake.bank:g} m")
        if lake.warning_level > lake.guarantee_level:
            what = f"at most the guarantee level, {lake.guarantee_level:g} m"
            self._add(f"{key}.warning_level", f"{lake.warning_level:g}", what)
        if lake.guarantee_level > lake.bank:
            self._add(f"{key}.guarantee_level", f"{lake.guarantee_level:g}", f"at most the bank, {lake.bank:g} m")
        if len(lake.area_m2) < 2:
            self._add(f"{key}.area_m2", f"{len(lake.area_m2)} pairs", "at least two [level, m²] pairs")
        for i, (level, area) in enumerate(lake.area_m2):
            if area <= 0:
                self._add(f"{key}.area_m2[{i}]", f"{area:g} m²", "a surface above 0")
            if i and level <= lake.area_m2[i - 1][0]:
                expected = f"levels that rise, above {lake.area_m2[i - 1][0]:g}"
                self._add(f"{key}.area_m2[{i}]", f"level {level:g}", expected)
        if lake.catchment_m2 < 0:
            self._add(f"{key}.catchment_m2", f"{lake.catchment_m2:g}", "m² from 0")

    def _device(self, device: Device, key: str) -> None:
        f, file = self._found, "city.toml"
        if device.low < 0 or device.high > 100 or device.low >= device.high:
            self._add(f"{key}.low", f"{device.low:g} to {device.high:g}", "0 <= low < high <= 100 (%)")
            return
        for name in ("initial", "standing", "safe"):
            _between(getattr(device, name), device.low, device.high, f, file, f"{key}.{name}", "% within low and high")
            if device.kind is Kind.PUMP and getattr(device, name) not in (0, 100, None):
                self._add(f"{key}.{name}", f"{getattr(device, name):g}", "0 (its float decides) or 100 (run)")
        if not 0 < device.ramp <= 6000:
            self._add(f"{key}.ramp", f"{device.ramp:g}", "% a minute, above 0, at most 6000")
        for name in ("stale_min", "confirm_min"):
            if not 0 < getattr(device, name) <= 1440:
                self._add(f"{key}.{name}", f"{getattr(device, name):g}", "minutes above 0, at most a day")
        for name in ("min_on_min", "min_off_min"):
            _between(getattr(device, name), 0, 1440, f, file, f"{key}.{name}", "minutes")
        _between(device.max_starts_per_h, 1, 3600, f, file, f"{key}.max_starts_per_h", "starts an hour")
        _between(device.head_margin, 0, 100, f, file, f"{key}.head_margin", "m")
        _between(device.rated_m3s, 0, 10_000, f, file, f"{key}.rated_m3s", "m3/s")
        start, stop = device.start_level, device.stop_level
        if (start is None) != (stop is None):
            self._add(f"{key}.start_level", "only one of start_level and stop_level", "both, or neither")
        elif start is not None and stop is not None and start <= stop:
            self._add(f"{key}.start_level", f"{start:g}", f"above stop_level, {stop:g}")
        self._band_foot(device, key)

    def _band_foot(self, device: Device, key: str) -> None:
        lake = next((lake for lake in self._city.lakes if lake.id == device.thing), None)
        if lake is not None and device.band_foot is not None and device.band_foot > lake.band[1]:
            what = f"at most {lake.band[1]:g}, the top of the lake's band: the gate could never open"
            self._add(f"{key}.band_foot", f"{device.band_foot:g}", what)


def check_timezone(name: str, file: str, found: Findings) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.add(file, "timezone", shown(name), "a time zone like Asia/Shanghai")


def point(at: Sequence[float], found: Findings, file: str, key: str) -> None:
    """Longitude and latitude, in this order; the two swapped is the usual mistake."""
    lon, lat = at
    if abs(lon) > 180 or abs(lat) > 90:
        swapped = ": are they swapped?" if abs(lat) <= 180 and abs(lon) <= 90 else ""
        found.add(file, key, f"[{lon:g}, {lat:g}]", f"[longitude -180..180, latitude -90..90]{swapped}")


def _stream(stream: Stream, key: str, found: Findings) -> None:
    file = "streams.toml"
    if stream.unit != UNITS[stream.measures] and not found.told(file, f"{key}.measures"):
        what = f'"{UNITS[stream.measures]}", the unit of {stream.measures.value}'
        found.add(file, f"{key}.unit", shown(stream.unit), what)
    if stream.low >= stream.high:
        found.add(file, f"{key}.low", f"{stream.low:g}", f"below high, {stream.high:g}")
    if stream.max_rate is not None and stream.max_rate <= 0:
        found.add(file, f"{key}.max_rate", f"{stream.max_rate:g}", f"{UNITS[stream.measures]} a minute, above 0")
    _between(stream.period_s, 1, 86_400, found, file, f"{key}.period_s", "seconds")
    _between(stream.late_s, 0, 31 * 86_400, found, file, f"{key}.late_s", "seconds")
    _between(stream.future_s, 0, 86_400, found, file, f"{key}.future_s", "seconds")
    _between(stream.decimals, 0, 6, found, file, f"{key}.decimals", "decimals")


def _crew(crew: Crew, key: str, found: Findings) -> None:
    point(crew.home, found, "crews.toml", f"{key}.home")
    if not 0 < crew.speed_kmh <= 200:
        found.add("crews.toml", f"{key}.speed_kmh", f"{crew.speed_kmh:g}", "km/h above 0, at most 200")
    _between(crew.detour, 1, 10, found, "crews.toml", f"{key}.detour", "a factor")
    _things(crew.equipment, "crews.toml", f"{key}.equipment", found)
    spans = []
    for n, (begin, end) in enumerate(crew.shift):
        if begin == end:
            expected = "an end that differs from its begin (a crew without shift is always on duty)"
            found.add("crews.toml", f"{key}.shift[{n}]", f"[{begin}, {end}]", expected)
        over = end > begin
        spans += [(begin, end, n)] if over else [(begin, time.max, n), (time.min, end, n)]
    for (first, over_at, _), (again, _, n) in pairwise(sorted(spans)):
        if again < over_at and first != over_at and not found.told("crews.toml", f"{key}.shift[{n}]"):
            found.add("crews.toml", f"{key}.shift[{n}]", f"a span that overlaps another at {again}",
                      "spans of the day that don't overlap")


def _things(names: Sequence[str], file: str, key: str, found: Findings) -> None:
    for n, name in enumerate(names):
        if not name.strip() or len(name) > 40 or not name.isprintable():
            found.add(file, f"{key}[{n}]", shown(name), "a name of 1 to 40 characters, like pump")
        elif name in names[:n]:
            found.add(file, f"{key}[{n}]", shown(name), "each name once")


def _pairs(pairs: tuple[tuple[float, float], ...], column: Column, found: Findings, key: str) -> None:
    name, low, high = column.value
    if not pairs:
        found.add(STORMS, key, "an empty list", f"at least one [minutes, {name}] pair")
    for i, (minute, value) in enumerate(pairs):
        _between(minute, 0, _YEAR_MIN, found, STORMS, f"{key}[{i}][0]", "minutes")
        if i and minute <= pairs[i - 1][0]:
            found.add(STORMS, f"{key}[{i}][0]", f"{minute:g}", f"minutes that rise, above {pairs[i - 1][0]:g}")
        _between(value, low, high, found, STORMS, f"{key}[{i}][1]", name)


def _between(value: float | None, low: float, high: float, found: Findings, file: str, key: str, unit: str) -> None:
    if value is not None and (value < low or value > high):
        found.add(file, key, shown(value), f"{unit}, from {low:.10g} to {high:.10g}")


def _names(shapes: Shapes, found: Findings) -> None:
    city, authority = shapes.city, shapes.authority
    groups: list[tuple[str, str, Sequence[object]]] = [
        ("city.toml", "lakes", city.lakes), ("city.toml", "places", city.places),
        ("city.toml", "devices", city.devices),
        (STORMS, "storms", shapes.storms.storms), ("crews.toml", "crews", shapes.crews.crews),
        ("cases.toml", "case_types", shapes.cases.case_types),
        ("authority.toml", "roles", authority.roles), ("authority.toml", "principals", authority.principals),
    ]  # fmt: skip
    if "city.toml" in shapes.read:
        _name(city.name, "city.toml", "name", found)
    for file, group, things in groups:
        for i, thing in enumerate(things):
            _name(thing.name, file, f"{group}[{i}].name", found)  # type: ignore[attr-defined]  # each has one


def _name(name: Name, file: str, key: str, found: Findings) -> None:
    for language, text in (("zh", name.zh), ("en", name.en)):
        if not text.strip() or len(text) > 80 or not text.isprintable():
            found.add(file, f"{key}.{language}", shown(text), "a name of 1 to 80 characters on one line")
    if any("\u3400" <= c <= "\u9fff" for c in name.en):
        found.add(file, f"{key}.en", shown(name.en), "the name in English letters")
