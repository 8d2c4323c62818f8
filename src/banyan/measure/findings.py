"""What to do better: rules over what was recorded. Each finding names a thing, a number and the records behind it."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from banyan.measure.courses import Course
from banyan.measure.history import History
from banyan.measure.predicted import Expected, LevelError, ModelError, RainError
from banyan.measure.refusals import barred, dropped, out_of_service, turned
from banyan.measure.warnings import False_, Missed, Told
from banyan.model.case import Case, Task
from banyan.model.city import Lake, Place
from banyan.model.effect import Run
from banyan.model.ids import PlaceId
from banyan.model.level import Level
from banyan.model.order import Confirmation
from banyan.model.rule import RuleKind
from banyan.model.text import Said
from banyan.model.time import Instant, minutes

WET_M3 = 1.0             # less at a place is no flood
SLOW = minutes(5)        # an alert is acknowledged by then, or late
RAIN_OFF = 0.15          # share by which forecasts of a storm may be off in all
RAIN_MM = 10.0           # less rain says nothing about a forecast
MODEL_OFF_M = 0.15       # a model that far off at a gauge wants looking at
BAND_OFF = 0.5           # share of points within a band below which the band says too little
ROOM_M = 0.3             # unused room under the warning level that a lake need not have been drained for
DROPPED = 0.01           # share of messages


class Finding(Struct, frozen=True):
    """`grave` 3: water or law; 2: time lost; 1: worth mending. `records` are never empty but for what has none."""

    kind: str
    said: Said
    records: tuple[str, ...]
    grave: int


class Known(Struct, frozen=True, kw_only=True):
    """What the rules look at. `run` None: the plant's own sums aren't known, and the gauges alone speak."""

    history: History
    courses: Mapping[str, Course]
    places: tuple[Place, ...]
    lakes: tuple[Lake, ...]
    run: Run | None
    ends: Instant
    mark_m: float
    accepted: int
    alerts: list[Told]
    missed: list[Missed]
    false: list[False_]
    looks: list[Expected]
    levels: list[LevelError]
    rain: list[RainError]
    models: list[ModelError]
    violations: list[tuple[str, str]] = field(default_factory=list)     # (record, sentence)


def findings(known: Known) -> list[Finding]:
    """The gravest first; an empty list says that no rule found anything."""
    found = [finding for rule in RULES for finding in rule(known)]
    return sorted(found, key=lambda f: -f.grave)


def _violations(k: Known) -> Iterator[Finding]:
    for record, text in k.violations:
        yield Finding("violation", Said("finding.violation", {"text": text}), (record,), 3)


def _flooded(k: Known) -> Iterator[Finding]:
    """Each place where water ran out: was it expected, and how long before?"""
    for place in k.places:
        course = k.courses.get(str(place.stream)) if place.stream else None
        volume = k.run.flooding_m3.by_place.get(str(place.id), 0.0) if k.run else None
        over = course.over_at if course is not None and place.kind == "ponding-point" else None
        if place.kind != "ponding-point" or not (over or (volume or 0) > WET_M3):
            continue
        args = {"place": str(place.id), "m3": "finding.unknown" if volume is None else f"{volume:,.0f}",
                "cm": f"{100 * ((course.peak if course else None) or 0):.0f}"}
        mine = [look for look in k.looks if course is not None and look.stream == course.stream]
        source = ("run/banyan",) if k.run else ()
        earlier = [m for m in mine if over is None or m.known_at <= over]
        before = [look for look in earlier if look.over(k.mark_m)]
        if not earlier:
            yield Finding("flooded", Said("finding.flooded.unwatched", args), source, 3)
        elif not before:
            args |= {"n": str(len(earlier))}
            yield Finding("flooded", Said("finding.flooded.unseen", args), (*source, earlier[-1].record), 3)
        else:
            lead = (over - before[0].known_at) / minutes(1) if over else 0.0
            args |= {"lead": f"{lead:.0f}"}
            key = "finding.flooded.foreseen" if over else "finding.flooded.shallow"
            yield Finding("flooded", Said(key, args), (*source, before[0].record), 3)


def _missed(k: Known) -> Iterator[Finding]:
    for miss in k.missed:
        args = {"place": str(miss.place), "cm": f"{100 * (miss.peak or 0):.0f}"}
        yield Finding("missed", Said("finding.missed", args), miss.records, 3)


def _crews(k: Known) -> Iterator[Finding]:
    """Crews that came after the water, and wet places that a crew could have worked at and none came to."""
    arrivals: dict[PlaceId, list[tuple[Instant, str, str]]] = {}
    for rec, task in k.history.last("task", Task).values():
        if task.arrived_at is not None:
            arrivals.setdefault(task.place, []).append((task.arrived_at, str(task.crew), str(rec.id)))
    for place in k.places:
        course = k.courses.get(str(place.stream)) if place.stream else None
        if course is None or course.over_at is None or place.pump_position is None:
            continue
        came = min(arrivals.get(place.id, []), default=None)
        if came is None:
            said = Said("finding.crew.none", {"place": str(place.id), "cm": f"{100 * (course.peak or 0):.0f}"})
            about = [a.records[0] for a in k.alerts if a.place == place.id]
            yield Finding("crew", said, tuple(about), 2)
        elif came[0] > course.over_at:
            late = (came[0] - course.over_at) / minutes(1)
            args = {"place": str(place.id), "crew": came[1], "minutes": f"{max(late, 1):.0f}"}
            yield Finding("crew", Said("finding.crew.late", args), (came[2],), 2)


def _late(k: Known) -> Iterator[Finding]:
    for alert in k.alerts:
        if alert.late is not None:
            args = {"place": str(alert.place), "minutes": f"{alert.late / minutes(1):.0f}"}
            yield Finding("late", Said("finding.alert.late", args), alert.records[:1], 2)


def _acknowledged(k: Known) -> Iterator[Finding]:
    grave = [a for a in k.alerts if a.worst.rank >= Level.III.rank]
    never = [a for a in grave if a.acknowledged_at is None]
    if never:
        args = {"n": str(len(never)), "of": str(len(grave))}
        yield Finding("unacknowledged", Said("finding.alert.unacknowledged", args),
                      tuple(a.records[0] for a in never), 2)
    for alert in grave:
        took = alert.acknowledged_at - alert.raised_at if alert.acknowledged_at else None
        if took is not None and took > SLOW:
            args = {"place": str(alert.place), "level": str(alert.worst), "minutes": f"{took / minutes(1):.0f}",
                    "by": str(alert.acknowledged_by)}
            yield Finding("acknowledged", Said("finding.alert.slow", args), alert.records[:1], 2)


def _false(k: Known) -> Iterator[Finding]:
    for alarm in k.false:
        args = {"place": str(alarm.place)} | alarm.said.args
        yield Finding("false", Said(f"finding.{alarm.said.key}", args), alarm.records[:1], 1)


def _deadlines(k: Known) -> Iterator[Finding]:
    for rec, case in k.history.last("case", Case).values():
        for limit in case.deadlines:
            met = limit.met_at or (case.closed_at if limit.what == "close" else None)
            if (met is not None and met > limit.due) or (met is None and limit.due < k.ends):
                args = {"case": k.history.number(case.id), "place": str(case.place), "what": f"limit.{limit.what}"}
                late = ((met or k.ends) - limit.due) / minutes(1)
                key = "finding.deadline.late" if met else "finding.deadline.missed"
                yield Finding("deadline", Said(key, args | {"minutes": f"{max(late, 1):.0f}"}), (str(rec.id),), 2)


def _forecast(k: Known) -> Iterator[Finding]:
    expected, fell = sum(r.expected for r in k.rain), sum(r.fell for r in k.rain)
    if max(expected, fell) < RAIN_MM or not k.rain:
        return
    worst = max(k.rain, key=lambda r: abs(r.fell - r.expected))
    args = {"n": str(len(k.rain)), "expected": f"{worst.expected:.0f}", "fell": f"{worst.fell:.0f}"}
    if fell <= 0 or abs(expected / fell - 1) > RAIN_OFF:
        share = 100 * (expected / fell - 1) if fell > 0 else 100.0
        key = "finding.forecast.high" if share > 0 else "finding.forecast.low"
        yield Finding("forecast", Said(key, args | {"percent": f"{abs(share):.0f}"}),
                      tuple(r.record for r in k.rain), 1)


def _levels(k: Known) -> Iterator[Finding]:
    for error in k.levels:
        near = error.mean_abs.get(60, 0.0)
        if near > MODEL_OFF_M:
            args = {"stream": str(error.stream), "m": f"{near:.2f}", "worst": f"{error.worst:+.2f}"}
            yield Finding("model", Said("finding.model.near", args), error.records, 1)
    narrow = [e for e in k.levels if e.inside < BAND_OFF and max(e.mean_abs.values()) > MODEL_OFF_M]
    if narrow:
        worst = min(narrow, key=lambda e: e.inside)
        args = {"n": str(len(narrow)), "of": str(len(k.levels)), "stream": str(worst.stream),
                "percent": f"{100 * worst.inside:.0f}", "m": f"{max(worst.mean_abs.values()):.2f}"}
        records = tuple(dict.fromkeys(r for e in narrow for r in e.records))
        yield Finding("model", Said("finding.model.band", args), records, 1)
    for model in k.models:
        if abs(model.median) > MODEL_OFF_M:
            args = {"stream": str(model.stream), "m": f"{model.median:+.2f}", "worst": f"{model.worst:+.2f}"}
            yield Finding("model", Said("finding.model.running", args), model.records, 1)


def _interlocks(k: Known) -> Iterator[Finding]:
    for bar in barred(k.history):
        args = {"interlock": f"interlock.{bar.interlock}", "device": str(bar.device), "n": str(bar.times)}
        yield Finding("interlock", Said("finding.interlock", args), bar.records, 1)


def _silent(k: Known) -> Iterator[Finding]:
    for alert in k.alerts:
        if alert.kind in (RuleKind.SILENCE, RuleKind.STUCK):
            until = alert.cleared_at or k.ends
            args = {"subject": alert.subject, "minutes": f"{(until - alert.raised_at) / minutes(1):.0f}"}
            yield Finding("gauge", Said(f"finding.gauge.{alert.kind}", args), alert.records[:1], 1)


def _disobeyed(k: Known) -> Iterator[Finding]:
    by_device: dict[str, list[tuple[str, Confirmation]]] = {}
    for rec, seen in k.history.read("confirmation", Confirmation):
        if not seen.agreed:
            by_device.setdefault(str(seen.device), []).append((str(rec.id), seen))
    for device, members in by_device.items():
        first = members[0][1]
        args = {"device": device, "n": str(len(members)), "wanted": f"{first.wanted:.0f}",
                "seen": "–" if first.seen is None else f"{first.seen:.0f}"}
        yield Finding("device", Said("finding.device", args), tuple(rid for rid, _ in members), 2)


def _bands(k: Known) -> Iterator[Finding]:
    """A lake that was drained below its band and had room to spare when the storm was over."""
    for lake in k.lakes:
        course, low = k.courses.get(str(lake.level)), lake.band[0]
        if course is None or course.peak is None or course.lowest is None or course.lowest >= low:
            continue
        room = lake.warning_level - course.peak
        hours = k.run.band_hours_outside.get(str(lake.id), 0.0) if k.run else 0.0
        if room > ROOM_M and hours > 0:
            args = {"lake": str(lake.id), "low": f"{course.lowest:.2f}", "peak": f"{course.peak:.2f}",
                    "room": f"{room:.2f}", "hours": f"{hours:.1f}"}
            yield Finding("band", Said("finding.band", args), ("run/banyan",), 1)


def _messages(k: Known) -> Iterator[Finding]:
    for drop in dropped(k.history):
        share = drop.times / max(1, k.accepted + drop.times)
        if share > DROPPED:
            args = {"n": str(drop.times), "reason": f"reject.{drop.reason}", "percent": f"{100 * share:.1f}"}
            yield Finding("messages", Said("finding.messages", args), drop.records, 1)


def _service(k: Known) -> Iterator[Finding]:
    for out in out_of_service(k.history):
        took = ((out.until or k.ends) - out.since) / minutes(1)
        args = {"what": out.what, "minutes": f"{took:.0f}", "why": out.why}
        yield Finding("service", Said("finding.service", args), out.records, 3)


def _expired(k: Known) -> Iterator[Finding]:
    gone = [t for t in turned(k.history) if str(t.status) == "expired"]
    if gone:
        records = tuple(rid for t in gone for rid in t.records)
        yield Finding("expired", Said("finding.expired", {"n": str(len(gone))}), records, 2)


RULES: tuple[Callable[[Known], Iterator[Finding]], ...] = (
    _violations, _flooded, _missed, _service, _crews, _late, _acknowledged, _deadlines, _expired, _disobeyed,
    _forecast, _levels, _interlocks, _silent, _bands, _messages, _false,
)  # fmt: skip
