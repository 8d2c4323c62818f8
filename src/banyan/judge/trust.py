"""Which level gauges are believed: a gauge that departs from the model while its neighbours don't is lying.

The model that measures gauges follows rain, tide, inflow and gates only: no level gauge corrects it, so none can drag
it along. It is wrong by itself, in a storm by decimetres, but wrong alike for gauges on one body of water. So what
counts is a gauge's error against those of its neighbours, not the error itself.

* *Neighbours* are the level gauges of places on one body of water (`Place.below`), and a lake's second gauge.
* Of three and more, the one furthest from the others' middle departs. Of two, the one whose error has moved more since
  they last agreed; where neither has clearly, the one that is further from the model.
* A gauge without neighbours is never blamed for departing: nobody can tell it from a wrong model.
* The gauge of a pump station has its pumps' floats for witnesses: a sump doesn't stand over two floats whose pumps
  rest. One such pump may be broken; two at once are not.
* A *frozen* gauge says one and the same value while the model moves.
* A gauge that isn't believed is again once it has agreed for half an hour.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from msgspec import Struct

from banyan.model.city import City
from banyan.model.decision import Estimate
from banyan.model.device import Kind
from banyan.model.ids import StreamId
from banyan.model.stream import Measures
from banyan.model.text import Said

Course = Sequence[tuple[float, float]]      # (minute, value), minutes rising, on one clock for all

DEPARTS = 0.20        # m by which a gauge's error may differ from its neighbours' ...
SLOPE = 0.5           # ... and so much more of what the model says lies between them: it may be wrong about a slope;
                      # and of what the water moves within SILENT_MIN: while a bore or a gate's wave passes, it may be
                      # some minutes early or late
AGREES = 0.6          # share of that: closer it agrees again ...
AGAIN_MIN = 30.0      # ... and is believed once it has for so long
STEADY = 0.10         # m within SILENT_MIN up to which water stands as good as still
NOW_MIN = 6.0         # what counts as now: a median over a few readings, since one may be absurd
LATELY_MIN = 30.0     # the error that is shown is the median of so long
SILENT_MIN = 10.0     # a gauge that has said nothing for so long isn't judged: silence has an alarm of its own
FROZEN_MIN = 20.0     # unmoved for so long ...
MOVES = 0.05          # ... while the model moved by so many m: the last digit of a living gauge trembles
SAME = 1e-9           # m: a float's noise
CLEARLY = 2.0         # times more that one of two errors has moved than the other, to be the one that is wrong
RESTS = 0.05          # share of its rated flow up to which a pump rests


class Weighed(Struct, frozen=True):
    """As in `Estimate`. `errors` in m, measured - modelled; `instead` in m above datum; `beside` in m."""

    errors: dict[StreamId, float]
    distrusted: dict[StreamId, Said]
    instead: dict[StreamId, float]
    beside: dict[StreamId, dict[StreamId, float]]


def weigh(
    city: City,
    measured: Mapping[StreamId, Course],
    modelled: Mapping[StreamId, Course],
    before: Estimate | None = None,
) -> Weighed:
    """Judge every level gauge of the city.

    `measured`: accepted readings of the last 60 minutes, of levels (m) and of pumps' flows (m³/s); `modelled`: the
    free model's levels for the same time, at least every 10 minutes and up to the newest reading. A stream that is
    missing in either isn't judged and stays as it was `before`. Pure; the order of streams changes nothing.
    """
    levels = [s.id for s in city.streams if s.measures is Measures.LEVEL]
    now = max((course[-1][0] for s in levels if (course := measured.get(s))), default=0.0)
    errors = {s: _errors(measured[s], modelled[s]) for s in levels if measured.get(s) and modelled.get(s)}
    errors = {s: e for s, e in errors.items() if e and now - e[-1][0] <= SILENT_MIN}
    work = _Work(city, measured, modelled, errors, now, {} if before is None else before.distrusted)
    for group in groups(city):
        work.judge([s for s in group if s in errors])
    return Weighed(
        errors={s: round(median(_since(e, now - LATELY_MIN)), 4) for s, e in errors.items()},
        distrusted={s: work.distrusted[s] for s in levels if s in work.distrusted},
        instead={s: round(v, 4) for s in levels if s in work.distrusted and (v := work.instead(s)) is not None},
        beside={s: work.beside(s) for s in levels if s in work.distrusted},
    )


def groups(city: City) -> tuple[tuple[StreamId, ...], ...]:
    """The level gauges of each body of water, in the city's order; a gauge without neighbours is one alone."""
    roots: dict[StreamId, str] = {}
    for place in city.places:
        if place.stream is not None:
            roots.setdefault(place.stream, str(place.below or place.id))
    for lake in city.lakes:
        second = city.controller.get(f"second.{lake.id}")
        roots[lake.level] = str(lake.id)
        if isinstance(second, str):
            roots[StreamId(second)] = str(lake.id)
    found: dict[str, list[StreamId]] = {}
    for stream in city.streams:
        if stream.measures is Measures.LEVEL:
            found.setdefault(roots.get(stream.id, str(stream.id)), []).append(stream.id)
    return tuple(tuple(group) for group in found.values())


class _Work:
    """One weighing. `errors` are courses of measured - modelled in m."""

    def __init__(
        self, city: City, measured: Mapping[StreamId, Course], modelled: Mapping[StreamId, Course],
        errors: Mapping[StreamId, Course], now: float, before: Mapping[StreamId, Said],
    ) -> None:  # fmt: skip
        self.city, self.measured, self.modelled, self.errors = city, measured, modelled, errors
        self.now, self.before = now, before
        self.distrusted = dict(before)
        self.groups = groups(city)

    def judge(self, group: list[StreamId]) -> None:
        """The gauges of one body of water that speak, against one another; those already blamed bear no witness."""
        believed = []
        for stream in group:
            why = self._frozen(stream) or self._against_floats(stream)
            if why is not None:
                self.distrusted[stream] = why
            elif stream not in self.before:
                believed.append(stream)
        while (liar := self._departing(believed)) is not None:
            believed.remove(liar)
            self.distrusted[liar] = self._said(liar, believed)
        for stream in group:
            if stream in self.before and stream in self.distrusted and self._again(stream, believed):
                del self.distrusted[stream]

    def instead(self, stream: StreamId) -> float | None:
        """What steers now: its believed neighbours' readings with the slope the model sees, else the model alone."""
        model = self.modelled.get(stream)
        if not model:
            return None
        witnesses = self._witnesses(stream)
        return model[-1][1] + (median([self._lately(s, NOW_MIN) for s in witnesses]) if witnesses else 0.0)

    def beside(self, stream: StreamId) -> dict[StreamId, float]:
        """By how many m the model has it stand over each believed neighbour."""
        model = self.modelled.get(stream)
        return {s: round(model[-1][1] - self.modelled[s][-1][1], 4) for s in self._witnesses(stream)} if model else {}

    def _witnesses(self, stream: StreamId) -> list[StreamId]:
        group = next(g for g in self.groups if stream in g)
        return [s for s in group if s != stream and s in self.errors and s not in self.distrusted]

    def _departing(self, believed: list[StreamId]) -> StreamId | None:
        if len(believed) < 2:
            return None
        over = {s: self._gap(s, believed) - self._allowed(s, believed) for s in believed}
        worst = max(over.values())
        if worst <= 0:
            return None
        suspects = [s for s in believed if over[s] >= worst - SAME]
        return suspects[0] if len(suspects) == 1 else self._moved_more(suspects[:2])

    def _gap(self, stream: StreamId, believed: Iterable[StreamId]) -> float:
        others = [self._lately(s, NOW_MIN) for s in believed if s != stream]
        return abs(self._lately(stream, NOW_MIN) - median(others))

    def _allowed(self, stream: StreamId, believed: Iterable[StreamId]) -> float:
        own = self.modelled[stream][-1][1]
        slopes = [abs(own - self.modelled[s][-1][1]) for s in believed if s != stream]
        swings = [_swing(self.modelled[s], self.now - SILENT_MIN) for s in (stream, *believed)]
        return DEPARTS + SLOPE * (max(slopes, default=0.0) + max(0.0, max(swings) - STEADY))

    def _moved_more(self, pair: list[StreamId]) -> StreamId:
        """Of two that disagree: whose error has moved since they last agreed, else who is further from the model."""
        first, second = pair[0], pair[1]
        begin = self._agreed_until(first, second)
        moved = {s: abs(self._lately(s, NOW_MIN) - median(_since(self.errors[s], begin, NOW_MIN))) for s in pair}
        for one, other in ((first, second), (second, first)):
            if moved[one] >= CLEARLY * moved[other] and moved[one] > SAME:
                return one
        return max(pair, key=lambda s: (abs(self._lately(s, NOW_MIN)), s))

    def _agreed_until(self, first: StreamId, second: StreamId) -> float:
        """The last minute at which the two errors were a quarter of the limit apart or less; else the first of all."""
        course, other = self.errors[first], self.errors[second]
        close = [m for m, e in course if abs(e - _at(other, m)) <= DEPARTS / 4 and m <= self.now - NOW_MIN]
        return close[-1] - NOW_MIN / 2 if close else course[0][0]

    def _frozen(self, stream: StreamId) -> Said | None:
        """It has said one value for long, and over all that time the model moved."""
        course = self.measured[stream]
        since = course[-1][0]
        for minute, value in reversed(course):
            if abs(value - course[-1][1]) > SAME:
                break
            since = minute
        still = self.now - since
        model = [v for m, v in self.modelled[stream] if m > since - NOW_MIN]
        if still < FROZEN_MIN - 1.0 or not model or max(model) - min(model) < MOVES:
            return None
        return Said("judge.trust.frozen", {"stream": str(stream), "says": _m(course[-1][1]),
                                           "minutes": f"{still:.0f}"})

    def _against_floats(self, stream: StreamId) -> Said | None:
        """It says that the sump stands over two pumps' floats, and both pumps rest."""
        level = self._last(stream)
        resting = [
            d for d in self.city.devices
            if d.kind is Kind.PUMP and d.level == stream and d.start_level is not None and level is not None
            and level > d.start_level + DEPARTS and self._rests(d.read_back, d.rated_m3s)
        ]  # fmt: skip
        if len(resting) < 2:
            return None
        return Said("judge.trust.floats", {"stream": str(stream), "says": _m(level or 0.0),
                                           "pump": str(resting[0].id), "other": str(resting[1].id)})

    def _rests(self, flow: StreamId, rated: float) -> bool:
        lately = [v for m, v in self.measured.get(flow, ()) if m > self.now - SILENT_MIN]
        return len(lately) >= NOW_MIN and max(lately) <= RESTS * max(rated, 0.01)

    def _again(self, stream: StreamId, believed: list[StreamId]) -> bool:
        """It has agreed for half an hour: with its believed neighbours, or where none is believed with the model.

        One that has no neighbours was blamed for standing still or by floats: it moves again.
        """
        course = [(m, e) for m, e in self.errors[stream] if m > self.now - AGAIN_MIN]
        others = [self.errors[s] for s in believed]
        alone = len(next(g for g in self.groups if stream in g)) == 1
        if self.errors[stream][0][0] > self.now - AGAIN_MIN + NOW_MIN or len(course) < NOW_MIN:
            return False
        if self._frozen(stream) is not None or self._against_floats(stream) is not None:
            return False
        if alone:
            return not _still([(m, v) for m, v in self.measured[stream] if m > self.now - AGAIN_MIN])
        limit = AGREES * self._allowed(stream, believed)
        apart = sorted(abs(e - (median([_at(o, m) for o in others]) if others else 0.0)) for m, e in course)
        return apart[round(0.95 * (len(apart) - 1))] <= limit      # one absurd reading in twenty is no disagreement

    def _said(self, liar: StreamId, witnesses: list[StreamId]) -> Said:
        others = [self._lately(s, NOW_MIN) for s in witnesses]
        believed = self.modelled[liar][-1][1] + median(others)
        return Said("judge.trust.departs", {"stream": str(liar), "says": _m(self._last(liar) or 0.0),
                                            "believed": _m(believed), "by": ", ".join(sorted(witnesses))})

    def _lately(self, stream: StreamId, span: float) -> float:
        return median(_since(self.errors[stream], self.now - span))

    def _last(self, stream: StreamId) -> float | None:
        lately = [v for m, v in self.measured[stream] if m > self.now - SILENT_MIN]
        return median(lately[-int(NOW_MIN):]) if lately else None


def _errors(measured: Course, modelled: Course) -> Course:
    first, last = modelled[0][0], modelled[-1][0]
    return [(m, v - _at(modelled, m)) for m, v in measured if first <= m <= last]


def _swing(course: Course, begin: float) -> float:
    values = _since(course, begin - 1.0)
    return max(values) - min(values)


def _still(course: Course) -> bool:
    """Whether it says one value twice and more in a row for most of the time that makes a gauge frozen."""
    since = course[0] if course else (0.0, 0.0)
    for minute, value in course:
        if abs(value - since[1]) > SAME:
            since = (minute, value)
        elif minute - since[0] >= FROZEN_MIN / 2:
            return True
    return False


def _since(course: Course, begin: float, span: float | None = None) -> list[float]:
    """Values after `begin`, for `span` minutes; never none: else the newest."""
    return [v for m, v in course if m > begin and (span is None or m <= begin + span)] or [course[-1][1]]


def _at(course: Course, minute: float) -> float:
    """Linear between the points, level beyond them."""
    i = bisect_left(course, (minute, float("-inf")))
    if i == 0 or i == len(course):
        return course[min(i, len(course) - 1)][1]
    (m0, v0), (m1, v1) = course[i - 1], course[i]
    return v1 if m1 == m0 else v0 + (v1 - v0) * (minute - m0) / (m1 - m0)


def _m(level: float) -> str:
    return f"{level:.2f}"
