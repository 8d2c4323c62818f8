"""What the screens see: frames, curves and chains, read from the journal and the loop's state."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from banyan.model.ids import RuleId, StreamId
from banyan.model.observation import Quality
from banyan.model.ports import Store
from banyan.model.record import Record, plain
from banyan.model.stream import Stream
from banyan.model.time import Instant, instant, iso, micros, seconds
from banyan.runtime import views_decisions
from banyan.runtime.desk import ClockView, Frame, Levels, Link, Series
from banyan.runtime.loop import State

SHOWN = (
    "alert", "incident", "case", "task", "crew", "proposal", "approval", "actuation", "confirmation", "device",
    "forecast", "stop", "rule-status", "reject", "outlook", "escalation", "handover",
)  # fmt: skip
RECENT = 200       # ended entities of one kind that the first frame still carries, ...
LAST = {"handover": 3}     # ... and of kinds that are large and have a page of their own
READING = "reading/"
FAR = 40           # links of a chain in each direction
FAR_BEHIND = 5_000  # records after which the whole state is less than what changed
FEW = ("crew", "device", "stop", "rule-status")     # as many as the city declares: always all of them
NEWEST = ("estimate", "decision")  # tens of kB each: a frame carries the newest alone, and only where it is new

Stuck = Mapping[RuleId, Sequence[StreamId]]
_NONE: Stuck = {}


def frame(
    store: Store, state: State, streams: tuple[Stream, ...], clock: ClockView, after: int, stuck: Stuck = _NONE
) -> Frame:
    """Changes since `after`; 0, or more than FAR_BEHIND ago: all that is open and the last of what has ended.

    `stuck`: the streams of each rule whose alert says that they are stuck.
    """
    entities: dict[str, dict[str, dict[str, Any]]] = {}
    sequence = store.sequence()
    whole = after <= 0 or sequence - after > FAR_BEHIND
    if whole:
        still_open = _still_open(state)
        for kind in SHOWN:
            recent = store.current(kind, last=None if kind in FEW else LAST.get(kind, RECENT))
            older = [eid for eid in still_open.get(kind, ()) if eid not in recent]
            entities[kind] = store.bodies(kind, older) | recent
        for kind in NEWEST:
            entities[kind] = store.current(kind, last=1)
    else:
        for seq, rec in store.records(after):
            sequence = max(sequence, seq)
            if rec.kind in SHOWN:
                entities.setdefault(rec.kind, {})[str(rec.body.get("id", rec.id))] = rec.body
            elif rec.kind in NEWEST:
                entities[rec.kind] = {str(rec.body.get("id", rec.id)): rec.body}
    shown = {kind: bodies for kind, bodies in entities.items() if bodies}
    return Frame(sequence, clock, levels(state, streams, clock.now, stuck), shown, whole)


def _still_open(state: State) -> dict[str, list[str]]:
    """Ids by kind of what the rooms still work on: they forget what has ended."""
    command, control = state.command, state.control
    return {
        "alert": [*state.alarms.open], "incident": [*command.incidents], "case": [*command.cases],
        "task": [*command.tasks], "proposal": [*control.open, *control.approved],
    }  # fmt: skip


def stale_after(stream: Stream) -> timedelta:
    """A value older than three of its periods looks stale."""
    return seconds(3 * stream.period_s)


def levels(state: State, streams: tuple[Stream, ...], now: Instant, stuck: Stuck = _NONE) -> Levels:
    standing = (s.alert for s in state.alarms.open.values() if s.alert.present)
    still = {stream for alert in standing for stream in stuck.get(alert.rule, ())}
    trails = [state.perceive.trails.get(s.id) for s in streams]
    found = [state.latest.get(s.id) for s in streams]
    return Levels(
        stream=[str(s.id) for s in streams],
        value=[None if r is None else r.value for r in found],
        time=[None if r is None else r.time for r in found],
        stale=[r is None or now - r.time > stale_after(s) for s, r in zip(streams, found, strict=True)],
        flags=[
            (trail.quality if trail else Quality.GOOD) | (Quality.STUCK if s.id in still else Quality.GOOD)
            for s, trail in zip(streams, trails, strict=True)
        ],
    )


def series(
    store: Store, streams: tuple[Stream, ...], stream: str, begin: Instant, end: Instant, points: int,
    now: Instant | None = None,
) -> Series:  # fmt: skip
    """Accepted readings of one stream in [begin, end], in `points` buckets: lowest and highest; None where none came.
    What is expected of it is that of the newest look ahead, where that may be relied on at `now` (default: `end`).

    Raises KeyError for a stream the city does not have.
    """
    index = next((i for i, s in enumerate(streams) if s.id == StreamId(stream)), None)
    if index is None:
        raise KeyError(stream)
    first, last = micros(begin), micros(end)
    times, values = _columns(store, index, begin, end)
    width = max(1, -(-(last - first + 1) // points))
    count = -(-(last - first + 1) // width)
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    bucket = (times - first) // width
    np.minimum.at(low, bucket, values)
    np.maximum.at(high, bucket, values)
    empty = np.isinf(low)
    return Series(
        stream=stream, unit=streams[index].unit,
        time=[instant(first + i * width) for i in range(count)],
        low=[None if e else round(v, 4) for v, e in zip(low.tolist(), empty.tolist(), strict=True)],
        high=[None if e else round(v, 4) for v, e in zip(high.tolist(), empty.tolist(), strict=True)],
        **_expected(store, stream, now if now is not None else end),
    )  # fmt: skip


def _expected(store: Store, stream: str, now: Instant) -> dict[str, Any]:
    """What the newest look ahead expects of a stream; of journals without any, the newest outlook."""
    decided = views_decisions.standing(store, store.sequence(), now)
    if decided is not None:
        return views_decisions.expected(decided, stream)
    bodies = list(store.current("outlook", last=1).values())
    body = bodies[-1] if bodies else {}
    if stream not in body.get("low", {}):
        return {}
    low, high = body["low"][stream], body["high"][stream]
    return {
        "forecast_time": [datetime.fromisoformat(t) for t in body["times"]],
        "forecast_low": [min(a, b) for a, b in zip(low, high, strict=True)],
        "forecast_high": [max(a, b) for a, b in zip(low, high, strict=True)],
    }


def _columns(store: Store, index: int, begin: Instant, end: Instant) -> tuple[Any, Any]:
    times, values = [np.empty(0, "<i8")], [np.empty(0, "<f8")]
    first, last = micros(begin), micros(end)
    for unit in store.units_between(begin, end + timedelta(hours=1)):      # late readings come after their time
        b = unit.batch
        mine = (b.stream == index) & (b.time >= first) & (b.time <= last) & ((b.quality & Quality.JUMP) == 0)
        if mine.any():
            times.append(b.time[mine])
            values.append(b.value[mine])
    return np.concatenate(times), np.concatenate(values)


def trace(store: Store, rid: str) -> list[Link]:
    """From what led to a record (negative depth) to what came of it (positive).

    `rid`: a record's or an entity's id, or `reading/STREAM/SEQ`. Raises KeyError when there is nothing of that id.
    """
    if rid.startswith(READING):
        return _from_reading(store, rid)
    found = store.record(rid)
    own = [found] if found is not None else store.of_entity(rid)
    if not own:
        raise KeyError(rid)
    back = _walk(store, own, backwards=True)
    forth = _walk(store, own, backwards=False)
    middle = [Link(0, "itself", plain(rec)) for rec in own]
    return [*reversed(back), *middle, *forth]


def _from_reading(store: Store, rid: str) -> list[Link]:
    effects = store.caused_by(rid)
    itself = _reading(store, rid, effects[0] if effects else None)
    if not effects and itself["at"] is None:
        raise KeyError(rid)
    first = [Link(1, next(c.role for c in rec.causes if c.id == rid), plain(rec)) for rec in effects]
    return [Link(0, "itself", itself), *first, *_walk(store, effects, backwards=False, depth=1)]


def _walk(store: Store, start: list[Record], backwards: bool, depth: int = 0) -> list[Link]:
    links: list[Link] = []
    seen = {str(r.id) for r in start}
    edge = start
    while edge and len(links) < FAR:
        depth += 1
        following: list[Record] = []
        for rec in edge:
            for role, other in _neighbours(store, rec, backwards):
                if isinstance(other, str):
                    if other not in seen:
                        seen.add(other)
                        links.append(Link(-depth, role, _reading(store, other, rec)))
                elif other.id not in seen:
                    seen.add(str(other.id))
                    links.append(Link(-depth if backwards else depth, role, plain(other)))
                    following.append(other)
        edge = following
    return links


def _neighbours(store: Store, rec: Record, backwards: bool) -> Iterable[tuple[str, Record | str]]:
    if backwards:
        for cause in rec.causes:
            if cause.id.startswith(READING):
                yield cause.role, cause.id
            else:
                exact = store.record(cause.id)
                for led in [exact] if exact is not None else store.of_entity(cause.id)[:1]:
                    yield cause.role, led
        return
    for name in dict.fromkeys((str(rec.id), str(rec.body.get("id", rec.id)))):
        for effect in store.caused_by(name):
            yield next(c.role for c in effect.causes if c.id == name), effect


def _reading(store: Store, rid: str, effect: Record | None) -> dict[str, Any]:
    """A reading as a link: value and time from the copy that its effect keeps, else from the batches."""
    stream, _, seq = rid.removeprefix(READING).rpartition("/")
    copies = [*effect.body.get("evidence", ()), *effect.body.get("inputs", ())] if effect is not None else []
    copy: dict[str, Any] = next((e for e in copies if e.get("stream") == stream and str(e.get("seq", seq)) == seq), {})
    if not copy and seq.isdecimal():
        copy = _stored(store, stream, int(seq), effect.at if effect is not None else None)
    body = {"id": rid, "stream": stream, "seq": seq, "time": copy.get("time"), "value": copy.get("value")}
    return {"id": rid, "kind": "reading", "at": copy.get("time"), "by": stream, "causes": [], "body": body}


def _stored(store: Store, stream: str, seq: int, by: Instant | None) -> dict[str, Any]:
    """Time and value as they lie in the batches, whose stream table is that of the declarations; {} where they don't.

    `by`: the newest unit to look at; what steered was no older than an hour.
    """
    declared = [str(rec.body["id"]) for _, rec in store.records(kind="declaration") if rec.body["of"] == "stream"]
    order = list(dict.fromkeys(declared))
    if f"stream/{stream}" not in order:
        return {}
    index = order.index(f"stream/{stream}")
    for unit in store.units() if by is None else store.units_between(by - timedelta(hours=1), by):
        rows = np.flatnonzero((unit.batch.stream == index) & (unit.batch.seq == seq))
        if len(rows):
            return {"time": iso(instant(int(unit.batch.time[rows[0]]))), "value": float(unit.batch.value[rows[0]])}
    return {}
