"""The city at another moment: as it was known then, from the journal; or as it is expected, from a look ahead."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.observation import Quality
from banyan.model.ports import Store
from banyan.model.stream import Measures, Stream
from banyan.model.time import Instant, instant, micros, seconds
from banyan.runtime.desk import Levels, Moment

ENDING = ("alert", "incident", "case", "task", "proposal")
FEW = ("crew", "device", "stop", "rule-status")
HAPPENED = ("approval", "actuation", "confirmation", "escalation")
NEWEST = ("forecast", "estimate", "decision")
BACK = timedelta(days=7)         # how far back what ends is looked for: what stood unchanged for longer is left out
RECENT = timedelta(hours=6)      # as long as the time line: what happened, and what had ended
MOST = 200                       # of one kind
LOOKS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))   # how far back the newest reading is sought

Bodies = dict[str, dict[str, Any]]


def past(store: Store, streams: tuple[Stream, ...], at: Instant, now: Instant) -> Moment:
    """What was known at `at`: every reading and record of the ticks up to it."""
    upto = store.sequence_at(at)
    since = store.sequence_at(at - RECENT)
    entities: dict[str, Bodies] = {}
    for kind in ENDING:
        entities[kind] = _standing(store.current_at(kind, upto, store.sequence_at(at - BACK)), at)
    for kind in HAPPENED:
        entities[kind] = dict(list(store.current_at(kind, upto, since).items())[-MOST:])
    for kind in FEW:
        found = [store.latest(kind, upto, eid) for eid in store.current(kind)]
        entities[kind] = {str(rec.body["id"]): rec.body for rec in found if rec is not None}
    for kind in NEWEST:
        rec = store.latest(kind, upto)
        entities[kind] = {} if rec is None else {str(rec.body["id"]): rec.body}
    shown = {kind: bodies for kind, bodies in entities.items() if bodies}
    decided = next(iter(entities["decision"]), None)
    return Moment(at, now, False, upto, _readings(store, streams, at), shown, decided)


def _standing(bodies: Bodies, at: Instant) -> Bodies:
    """What is open, and what changed within the time line."""
    kept = [(eid, body) for eid, body in bodies.items() if _open(body) or at - _changed(body) <= RECENT]
    return dict(kept[-5 * MOST:])


def _open(body: Mapping[str, Any]) -> bool:
    if "phase" in body:
        return bool(body["phase"] != "closed")
    if "status" in body:
        return body["status"] not in ("closed", "done", "recalled", "refused", "expired", "superseded")
    return body.get("closed_at") is None


def _changed(body: Mapping[str, Any]) -> Instant:
    said = ("closed_at", "changed_at", "decided_at", "done_at", "made_at", "opened_at", "created_at", "at")
    times = [body[key] for key in said if body.get(key)]
    return datetime.fromisoformat(times[0]) if times else datetime.max.replace(tzinfo=UTC)


def _readings(store: Store, streams: tuple[Stream, ...], at: Instant) -> Levels:
    """The newest accepted reading of each stream that had come by then."""
    time = np.full(len(streams), np.iinfo(np.int64).min)
    value, quality = np.full(len(streams), np.nan), np.zeros(len(streams), "u1")
    end = at
    for look in LOOKS:
        begin = at - look
        for unit in store.units_between(begin, end):
            _take(unit.batch, time, value, quality, micros(at))
        end = begin - timedelta(microseconds=1)
        if not np.isnan(value).any():
            break
    known = ~np.isnan(value)
    told = [instant(int(t)) if k else None for t, k in zip(time, known, strict=True)]
    return Levels(
        stream=[str(s.id) for s in streams],
        value=[float(v) if k else None for v, k in zip(value, known, strict=True)],
        time=told,
        stale=[t is None or at - t > seconds(3 * s.period_s) for t, s in zip(told, streams, strict=True)],
        flags=quality.tolist(),
    )


def _take(batch: Any, time: Any, value: Any, quality: Any, until: int) -> None:
    """Keep of a batch what is newer than what is held; of equal times the one that came last."""
    good = ((batch.quality & Quality.JUMP) == 0) & (batch.time <= until) & (batch.stream < len(time))
    for n in np.flatnonzero(good):
        stream = batch.stream[n]
        if batch.time[n] >= time[stream]:
            time[stream], value[stream], quality[stream] = batch.time[n], batch.value[n], batch.quality[n]


def expected(
    body: Mapping[str, Any] | None, city: City, streams: tuple[Stream, ...], at: Instant, now: Instant, upto: int
) -> Moment:
    """What a look ahead (its body, as in the journal) expects at `at`. Raises ValueError where nobody looked so far."""
    if body is None:
        raise ValueError("nobody looks ahead now, so nothing is known of a moment to come")
    times = [datetime.fromisoformat(t) for t in body["times"]]
    if at > times[-1]:
        raise ValueError(f"the newest look ahead ends at {body['times'][-1]}")
    plan, without = body["with_plan"], body.get("without", {})
    settings = {device: _between(times, curve, at) for device, curve in body.get("settings", {}).items()}
    low, middle, high = ({s: _between(times, band[part], at) for s, band in plan.items()}
                         for part in ("low", "expected", "high"))
    middle |= _machines(city, settings) | _rain(body, streams, times, at)
    bare = {s: _between(times, band["expected"], at) for s, band in without.items()}
    ids = [str(s.id) for s in streams]
    levels = Levels(ids, [middle.get(s) for s in ids], [at if s in middle else None for s in ids],
                    [False] * len(ids), [0] * len(ids))
    return Moment(at, now, True, upto, levels, {}, body["id"], [low.get(s) for s in ids], [high.get(s) for s in ids],
                  [bare.get(s) for s in ids], settings)


def _machines(city: City, settings: Mapping[str, float]) -> dict[str, float]:
    """Read-backs if every device does what the plan wants of it."""
    by_id = {str(d.id): d for d in city.devices}
    found = {}
    for name, percent in settings.items():
        device = by_id.get(name)
        if device is not None:
            full = (device.rated_m3s or 1.0) / 100 if device.kind is Kind.PUMP else 1.0
            found[str(device.read_back)] = round(percent * full, 6)
    return found


def _rain(
    body: Mapping[str, Any], streams: tuple[Stream, ...], times: Sequence[Instant], at: Instant
) -> dict[str, float]:
    band = body.get("rain")
    if not band:
        return {}
    fallen = _between(times, band["expected"], at)
    return {str(s.id): fallen for s in streams if s.measures is Measures.RAIN}


def _between(times: Sequence[Instant], curve: Sequence[float], at: Instant) -> float:
    """The curve at a moment, straight between its points; its ends beyond them."""
    after = bisect_right(times, at)
    if after == 0 or after >= len(times):
        return curve[0] if after == 0 else curve[-1]
    share = (at - times[after - 1]) / (times[after] - times[after - 1])
    return round(curve[after - 1] + share * (curve[after] - curve[after - 1]), 6)
