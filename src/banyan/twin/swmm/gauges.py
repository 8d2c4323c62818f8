"""Gauges of the simulated world: a reading a minute, with noise and with the ways real gauges misbehave.

Everything is drawn once per stream from (seed, stream id), as columns over the run's minutes; so readings don't
depend on how the run is cut into calls, nor on which other streams there are.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import numpy as np

from banyan.model.stream import Measures, Stream
from banyan.model.time import Instant, iso
from banyan.twin import draws
from banyan.twin.swmm.faults import Faults
from banyan.twin.swmm.spec import FaultKind

LOST, LATE, TWICE, ABSURD = 0.005, 0.005, 0.005, 0.001   # share of readings
STUCK_A_MINUTE = 1 / (4 * 24 * 60)                       # about once in four days a gauge sticks ...
STUCK_MIN = (15, 60)                                     # ... for so many minutes
LATE_MIN = (1, 8)
LEVEL_NOISE_M = 0.005
RELATIVE_NOISE = 0.01                                    # rain, inflow, pump flow
POSITION_NOISE = 0.2                                     # %
_OTHER_UNIT = {"m": ("ft", 3.28084), "mm/h": ("in/h", 1 / 25.4), "m3/s": ("L/s", 1000.0), "%": ("1", 0.01)}
_FINE, _LOST, _LATE, _TWICE, _ABSURD = range(5)
_encode = msgspec.json.Encoder().encode


class _Gauge:
    """One stream's fate, minute by minute."""

    def __init__(self, stream: Stream, seed: int, minutes: int) -> None:
        def draw(what: str) -> np.random.Generator:  # noqa: TID251  only a type
            # One generator a purpose: the first hours are the same whatever the length of the run.
            return draws.generator(seed, f"{stream.id}/{what}")

        count = minutes + 1
        self.stream = stream
        self.noise = draw("noise").standard_normal(count)
        shares = np.cumsum([LOST, LATE, TWICE, ABSURD])
        fate = np.searchsorted(shares, draw("fate").random(count), side="right")  # 0..3 misbehave, 4 is fine
        self.fate = np.where(fate == 4, _FINE, fate + 1)
        self.delay = draw("delay").integers(LATE_MIN[0], LATE_MIN[1] + 1, count)
        self.folly = draw("folly").integers(0, 5, count)
        self.stuck = np.zeros(count, dtype=bool)
        lengths = draw("stuck-for").integers(STUCK_MIN[0], STUCK_MIN[1] + 1, count)
        for begin in np.flatnonzero(draw("stuck").random(count) < STUCK_A_MINUTE):
            self.stuck[begin : begin + lengths[begin]] = True
        self.last: float | None = None

    def value(self, true: float, minute: int, drift: float, stuck: bool) -> float:
        """What the gauge shows. A stuck one repeats itself; a dry one shows nothing but 0."""
        if (stuck or self.stuck[minute]) and self.last is not None:
            return self.last
        self.last = round(self._noisy(true + drift, float(self.noise[minute])), self.stream.decimals) + 0.0
        return self.last

    def _noisy(self, true: float, noise: float) -> float:
        match self.stream.measures:
            case Measures.LEVEL | Measures.TIDE:
                return true + LEVEL_NOISE_M * noise
            case Measures.DEPTH:
                return max(0.0, true + LEVEL_NOISE_M * noise) if true > 0 else 0.0
            case Measures.POSITION:
                return min(100.0, max(0.0, true + POSITION_NOISE * noise))
            case _:
                return max(0.0, true * (1 + RELATIVE_NOISE * noise))

    def absurd(self, value: float, minute: int) -> tuple[Any, str]:
        """(result, unit) of a reading gone wrong."""
        unit = self.stream.unit
        other, factor = _OTHER_UNIT.get(unit, ("?", 1.0))
        results = ((999.0, unit), (-99.0, unit), ("NaN", unit), (None, unit), (round(value * factor, 3), other))
        return results[int(self.folly[minute])]


class Gauges:
    """All streams. `lines` must be called for every minute from 0 on, once."""

    def __init__(self, streams: tuple[Stream, ...], seed: int, start: Instant, minutes: int, faults: Faults) -> None:
        self._gauges = [_Gauge(stream, seed, minutes) for stream in streams]
        self._start = start
        self._faults = faults
        self._underway: dict[int, list[str]] = {}    # late lines by the minute in which they arrive

    def lines(self, minute: int, truth: Mapping[str, float]) -> list[str]:
        """What arrives in this minute: late lines first, then this minute's, in the city's order of streams."""
        arriving = self._underway.pop(minute, [])
        cut = self._faults.on(FaultKind.ALL_GAUGES_CUT, minute)
        at = iso(self._start + timedelta(minutes=minute))
        for gauge in self._gauges:
            if gauge.stream.id in truth:
                arriving += self._of(gauge, minute, at, truth[gauge.stream.id], cut)
        return [] if cut else arriving

    def _of(self, gauge: _Gauge, minute: int, at: str, true: float, cut: bool) -> list[str]:
        sid = gauge.stream.id
        stuck = self._faults.on(FaultKind.GAUGE_STUCK, minute, sid)
        value = gauge.value(true, minute, self._faults.drift(sid, minute), stuck)
        fate = int(gauge.fate[minute])
        if cut or fate == _LOST or self._faults.on(FaultKind.GAUGE_SILENT, minute, sid):
            return []
        result, unit = gauge.absurd(value, minute) if fate == _ABSURD else (value, gauge.stream.unit)
        line = _encode({"stream": sid, "seq": minute + 1, "time": at, "result": result, "unit": unit}).decode()
        if fate == _LATE:
            self._underway.setdefault(minute + int(gauge.delay[minute]), []).append(line)
            return []
        return [line, line] if fate == _TWICE else [line]
