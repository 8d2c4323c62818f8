"""Which level to believe: fresh, not frozen, and not contradicted by a second gauge on the same water."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from banyan.model.city import City, Lake
from banyan.model.ids import StreamId
from banyan.model.observation import Latest
from banyan.model.situation import Situation, substitute
from banyan.model.stream import Measures
from banyan.model.time import Instant, minutes

FROZEN_AFTER = timedelta(minutes=30)    # a level gauge's last digit trembles; unmoved for so long, it is stuck
STANDS_ABOVE = 0.25                     # m by which a lake can't stand above the canal that flows into it


class Watch(Struct, frozen=True):
    """Since when a gauge has said exactly this."""

    value: float
    since: Instant
    newest: Instant

    @property
    def frozen(self) -> bool:
        return self.newest - self.since >= FROZEN_AFTER


def second_gauge(city: City, lake: Lake) -> StreamId | None:
    """The declared second gauge: on the same water, or on the canal just above it."""
    name = city.controller.get(f"second.{lake.id}")
    return StreamId(name) if isinstance(name, str) else None


def watched(city: City) -> tuple[StreamId, ...]:
    """The gauges that need watching: both of each lake that has two."""
    pairs = ((lake.level, second_gauge(city, lake)) for lake in city.lakes)
    return tuple(stream for first, second in pairs if second is not None for stream in (first, second))


def watch(seen: Situation, before: Mapping[str, Watch]) -> dict[str, Watch]:
    """Carry on: a new value starts a new watch, the same value prolongs the old one."""
    after: dict[str, Watch] = {}
    for stream in watched(seen.city):
        latest, old = seen.latest.get(stream), before.get(stream)
        if latest is None:
            continue
        if old is not None and old.value == latest.value:
            after[stream] = Watch(old.value, old.since, max(old.newest, latest.time))
        else:
            after[stream] = Watch(latest.value, latest.time, latest.time)
    return after


def fresh(seen: Situation, stream: StreamId | None, most_min: float) -> Latest | None:
    """The newest good reading, if it is not older than `most_min` minutes.

    Of a gauge that isn't believed: what stands in for it now, or None, as if it were silent.
    """
    if stream is None:
        return None
    latest = seen.latest.get(stream)
    if stream in seen.doubts:
        instead = substitute(seen.doubts, seen.latest, stream, seen.now, most_min)
        return None if instead is None else Latest(stream, seen.now, instead.level, latest.seq if latest else 0)
    return latest if latest is not None and seen.now - latest.time <= minutes(most_min) else None


def both(seen: Situation, stream: StreamId | None, most_min: float) -> tuple[float, ...]:
    """What the interlocks ask: the level that steers and, of a gauge that isn't believed, its own reading as well.

    Empty where nothing steers.
    """
    steers = fresh(seen, stream, most_min)
    if steers is None or stream is None:
        return ()
    return (steers.value, seen.latest[stream].value) if stream in seen.doubts and stream in seen.latest else (
        steers.value,)


def lake_level(seen: Situation, lake: Lake, most_min: float, watches: Mapping[str, Watch]) -> float | None:
    """The lake's level to steer by, or None where its own gauge is silent: then the core's safe state rules.

    With a second gauge: a frozen one is not believed, and a lake that seems to stand above the canal which flows into
    it isn't either. A canal above its lake is what a storm looks like, so that contradicts nothing.
    """
    first = fresh(seen, lake.level, most_min)
    second = fresh(seen, second_gauge(seen.city, lake), most_min)
    if first is None or second is None or _frozen(watches, second.stream):
        return None if first is None else first.value
    if _frozen(watches, first.stream) or first.value > second.value + STANDS_ABOVE:
        return second.value
    return first.value


def tide(seen: Situation, most_min: float) -> float | None:
    """The sea's level: measured if fresh, else from the tide table, else unknown."""
    for stream in seen.city.streams:
        latest = fresh(seen, stream.id, most_min) if stream.measures is Measures.TIDE else None
        if latest is not None:
            return latest.value
    return seen.rain.tide(seen.now) if seen.rain is not None else None


def _frozen(watches: Mapping[str, Watch], stream: StreamId) -> bool:
    return stream in watches and watches[stream].frozen
