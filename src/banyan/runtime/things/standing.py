"""What is wrong with a stream: silent, stuck, noisy, undocumented; and why, in both languages."""

from enum import StrEnum
from typing import Any

import numpy as np
from msgspec import Struct

from banyan.model.columns import NO_TIME
from banyan.model.text import Name
from banyan.runtime.things.catalogue import Shelf
from banyan.runtime.things.regularity import Hour, Seen

SECOND = 1_000_000              # µs
SILENT_PERIODS = 5              # readings that are missing in a row
SILENT_LEAST_S = 600.0          # however short the period is
SILENT_UNKNOWN_S = 86_400.0     # where no period is known
LEARNT = 3                      # readings from which a period is learnt
STUCK_COUNT = 12                # equal readings
STUCK_S = 6 * 3_600.0           # for so long; where the stream says `stuck_s` itself, acceptance flags it
JUMPS = 3                       # that are too many when they are
JUMP_SHARE = 0.05               # more than that of the readings
TOO_OFTEN = 2.0                 # readings for each one that its period foresees
OFTEN_COUNT = 20                # from which that is judged


class State(StrEnum):
    SILENT = "silent"
    STUCK = "stuck"
    NOISY = "noisy"
    UNDOCUMENTED = "undocumented"


class StateView(Struct, frozen=True):
    state: State
    reason: Name


class Standing(Struct, frozen=True):
    """Parallel to a shelf's lines: newest reading in µs (NO_TIME: none), its value, its age in s (NaN: none), the
    period that is reckoned with in s (0: none is known), the hours that were looked at, and which lines are in
    which state.
    """

    time: Any
    value: Any
    age: Any
    period: Any
    hours: Hour
    since: int
    states: dict[State, Any]


def standing(shelf: Shelf, time: Any, value: Any, now: Any, seen: Seen) -> Standing:
    """`time`, `value`: of the newest readings; `now` of each line's clock, in µs."""
    hours = seen.of(shelf.numbers)
    there = time != NO_TIME
    age = np.where(there, np.maximum(now - np.where(there, time, now), 0) / SECOND, np.nan)
    span = (hours.last - hours.first) / SECOND
    learnt = np.where(hours.count >= LEARNT, span / np.maximum(hours.count - 1, 1), 0.0)
    period = np.where(shelf.period > 0, shelf.period, learnt)
    allowed = np.where(period > 0, np.maximum(SILENT_PERIODS * period, SILENT_LEAST_S), SILENT_UNKNOWN_S)
    silent = ~there | (age > allowed)
    still = (hours.count >= STUCK_COUNT) & (span >= STUCK_S) & (hours.low == hours.high)
    # Nothing falls and nothing is open for hours on end: zero and the ends of the range are no sign of a defect.
    still &= (hours.low != 0) & (hours.low != shelf.low) & (hours.low != shelf.high)
    jumpy = (hours.jumps >= JUMPS) & (hours.jumps > JUMP_SHARE * hours.count)
    states = {
        State.SILENT: silent,
        State.STUCK: ~silent & (still | hours.stuck),
        State.NOISY: jumpy | _too_often(shelf, hours, span),
        State.UNDOCUMENTED: ~((shelf.has_unit | ~shelf.numeric) & shelf.has_description & shelf.has_position),
    }
    return Standing(time, value, age, period, hours, seen.since, states)


def _too_often(shelf: Shelf, hours: Hour, span: Any) -> Any:
    """Only against a period that somebody said: a learnt one is what the readings themselves are."""
    foreseen = np.where(shelf.period > 0, span / np.where(shelf.period > 0, shelf.period, 1.0) + 1, np.inf)
    return (hours.count >= OFTEN_COUNT) & (hours.count > TOO_OFTEN * foreseen)


def said(shelf: Shelf, found: Standing, n: int) -> list[StateView]:
    """The states of the n-th line with their reasons."""
    words = {State.SILENT: _silent, State.STUCK: _stuck, State.NOISY: _noisy, State.UNDOCUMENTED: _undocumented}
    return [StateView(state, words[state](shelf, found, n)) for state, lines in found.states.items() if lines[n]]


def _silent(shelf: Shelf, found: Standing, n: int) -> Name:
    if found.time[n] == NO_TIME:
        return Name("还没有任何读数", "no reading has ever come")
    age, period = duration(float(found.age[n])), float(found.period[n])
    if not period:
        return Name(f"已{age.zh}没有读数", f"no reading for {age.en}")
    often = duration(period)
    if shelf.period[n] > 0:
        return Name(f"已{age.zh}没有读数，应每{often.zh}一次",
                    f"no reading for {age.en}; one every {often.en} is expected")
    return Name(f"已{age.zh}没有读数，此前平均每{often.zh}一次",
                f"no reading for {age.en}; one came every {often.en} before")


def _stuck(shelf: Shelf, found: Standing, n: int) -> Name:
    hours, unit = found.hours, shelf.lines[n].unit
    value = f"{found.value[n]:g} {unit}".strip()
    if hours.low[n] == hours.high[n]:
        span, count = duration((int(hours.last[n]) - int(hours.first[n])) / SECOND), int(hours.count[n])
        return Name(f"{span.zh}内的{count}个读数都是{value}", f"all {count} readings of {span.en} are {value}")
    return Name(f"停在{value}的时间超过了可信时长", f"it has stood at {value} for longer than is credible")


def _noisy(shelf: Shelf, found: Standing, n: int) -> Name:
    hours = found.hours
    count, jumps = int(hours.count[n]), int(hours.jumps[n])
    span = duration((int(hours.last[n]) - int(hours.first[n])) / SECOND)
    if jumps >= JUMPS and jumps > JUMP_SHARE * count:
        return Name(f"{span.zh}内的{count}个读数中有{jumps}个跳变超出可信范围",
                    f"{jumps} of {count} readings in {span.en} jumped by more than is credible")
    foreseen = int((hours.last[n] - hours.first[n]) / SECOND / shelf.period[n]) + 1
    return Name(f"{span.zh}内有{count}个读数，按周期应为{foreseen}个",
                f"{count} readings in {span.en}, where its period foresees {foreseen}")


def _undocumented(shelf: Shelf, found: Standing, n: int) -> Name:  # noqa: ARG001  as the others are called
    lacks = []
    if not shelf.has_unit[n] and shelf.numeric[n]:
        lacks.append(Name("计量单位", "unit"))
    if not shelf.has_description[n]:
        lacks.append(Name("说明", "description of its own"))
    if not shelf.has_position[n]:
        lacks.append(Name("位置", "position"))
    return Name("缺少" + "、".join(lack.zh for lack in lacks), "without " + ", ".join(lack.en for lack in lacks))


def duration(seconds: float) -> Name:
    """In its two largest units, none below a second: 3 d 4 h, 12 min, 30 s."""
    left, parts = max(int(seconds + 0.5), 0), []
    for size, zh, en in ((86_400, "天", "d"), (3_600, "小时", "h"), (60, "分钟", "min"), (1, "秒", "s")):
        n, left = divmod(left, size)
        if n:
            parts.append((f"{n}{zh}", f"{n} {en}"))
    parts = parts[:2] or [("0秒", "0 s")]
    return Name("".join(zh for zh, _ in parts), " ".join(en for _, en in parts))
