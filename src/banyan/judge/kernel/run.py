"""One micro-batch through the compiled loop: `(memory, readings, ticks) -> (memory, changes)`."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from banyan.judge.kernel import steps
from banyan.judge.kernel.layout import CHANGE
from banyan.judge.kernel.memory import Memory
from banyan.model.compiled import frozen

ROOM = 128             # changes that one call has room for at first


class Readings(NamedTuple):
    """Accepted readings that steer, as columns in order of arrival: `stream` is the Datastream's number, `time` µs
    since 1970, `value` finite, `seq` its place in its stream. What isn't newer than its stream's last is passed over.
    """

    stream: Any        # i8
    time: Any          # i8
    value: Any         # f8
    seq: Any           # i8


class Tick(NamedTuple):
    """City time becomes `at` (µs) after so many of the readings."""

    after: int
    at: int


NOTHING = Readings(np.zeros(0, "i8"), np.zeros(0, "i8"), np.zeros(0, "f8"), np.zeros(0, "i8"))


def step(memory: Memory, readings: Readings, ticks: Sequence[Tick] = ()) -> tuple[Memory, Any]:
    """The changes (layout.CHANGE) in the order in which they became known. The memory that came in is used up.

    However readings and ticks are cut into calls, the changes are the same. `ticks` rise, in place and in time.
    """
    work = _Work(memory)
    done = 0
    for tick in ticks:
        work.judge(readings, done, tick.after)
        work.tick(tick.at)
        done = tick.after
    work.judge(readings, done, len(readings.stream))
    return memory, work.out[: work.written]


class _Work:
    """Calls the loop again where it stopped for want of room."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.out = np.zeros(ROOM, CHANGE)
        self.written = 0

    def judge(self, readings: Readings, begin: int, end: int) -> None:
        end = min(end, len(readings.stream)) if len(self.memory) else 0
        stream, time, value, seq = (frozen(np.asarray(column)[:end]) for column in readings)
        while begin < end:
            begin, self.written, why, row = steps.judge(
                self.memory.programs, self.memory.state, stream, time, value, seq, begin, self.out, self.written)
            self._make_room(why, row)

    def tick(self, at: int) -> None:
        if self.memory.state.soonest[0] > at:
            return
        begin, why = 0, steps.OUT_FULL
        while why != steps.DONE:
            begin, self.written, why, row = steps.tick(
                self.memory.programs, self.memory.state, at, begin, self.out, self.written)
            self._make_room(why, row)

    def _make_room(self, why: int, row: int) -> None:
        if why == steps.RING_FULL:
            self.memory.widen(row)
        elif why == steps.OUT_FULL:
            most = int(self.memory.programs.profiles["most"].max())
            self.out = np.concatenate([self.out, np.zeros(max(len(self.out), most), CHANGE)])


def soonest_tick(memory: Memory, ticked: int, grid: int, to: int) -> int | None:
    """The next tick of the grid after `ticked` and up to `to` (µs) at which anything may change; None: none will."""
    due = int(memory.state.soonest[0])
    at = max(ticked + grid, -(-due // grid) * grid)
    return at if at <= to else None
