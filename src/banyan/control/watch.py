"""When to look ahead, and with which question: by the clock, or because something came otherwise than expected."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from banyan.control.ensemble import Errors, Foretold, members, remember
from banyan.model.decision import Band, Decision, Estimate, Member
from banyan.model.forecast import Forecast
from banyan.model.ids import DeviceId
from banyan.model.observation import Latest
from banyan.model.situation import DeviceState, Situation
from banyan.model.stream import Measures
from banyan.model.time import Instant, minutes, stamp

ESTIMATE_EVERY = minutes(15) # a gauge that drifts by a metre an hour is found in time
EVERY = minutes(30)
SOONEST = minutes(10)        # between two looks, whatever surprises there are
LOST = minutes(10)           # a question that nobody has answered by then is not waited for
FIRST = minutes(5)           # after the start: the gauges must have spoken
HORIZON_H = 15.0             # a tide and a half: the next low water lies in it, and the storm after it
LEVEL_OFF = 0.15             # m beyond the members' band that a lake or river may be before that is a surprise
STREET_OFF = 0.10            # m of water on a street that no member had
RAIN_OFF_MM = 8.0            # a forecast that differs by so much (and by a third) over the next hours is news
MEMBERS = 4
SURPRISE = "surprise"
ERRORS = ("forecast.height", "forecast.late_min")     # parameters of the controller: one standard deviation each
_CLOSE_H = 6


class Question(Struct, frozen=True, kw_only=True):
    """All that a look ahead may know, but for the measured tables. `fallen` is mm by quarter hour (from 1970).

    `work` are mobile pump positions and from when on they run. `before` is what was held of the gauges then.
    """

    at: Instant
    because: str
    devices: dict[DeviceId, DeviceState]
    memory: Any
    forecast: Forecast | None
    members: list[Member]
    fallen: dict[int, float]
    work: list[tuple[str, Instant]]
    centre: dict[str, float]
    read: list[Latest]                     # the newest reading of each lake
    before: Estimate | None = None
    search: bool = True                    # False: only the estimate is wanted
    horizon_h: float = HORIZON_H

    @property
    def id(self) -> str:
        return f"decision/{stamp(self.at)}"


class Look(Struct, frozen=True):
    """What is carried on: the open question, when the last one was asked, and what had been forecast."""

    asked_at: Instant | None = None        # with a search
    because: str = ""                      # ... and why
    estimated_at: Instant | None = None    # with or without one
    question: Question | None = None
    foretold: Foretold = field(default_factory=Foretold)
    forecast: Forecast | None = None       # of the last question


def watch(
    look: Look, seen: Situation, started_at: Instant, controller: Any, rain: Callable[[], Mapping[int, float]],
    working: Callable[[], list[tuple[str, Instant]]], answered: bool,
) -> Look:  # fmt: skip
    """After a tick. `controller` is the controller's memory; `rain` tells mm by quarter hour and `working` from when on
    which mobile pumps run, if there is a question; `answered`: an answer came now.
    """
    look = replace(look, foretold=remember(look.foretold, seen.rain, seen.now))
    if answered or (look.question is not None and seen.now - look.question.at > LOST):
        look = replace(look, question=None)
    if look.question is not None:
        return look
    because = _because(look, seen, started_at)
    if because is None and not _estimate_due(look, seen.now):
        return look
    usual, fallen = errors(seen.city.controller), rain()
    known = members(seen.rain, look.foretold, fallen, seen.now, usual, MEMBERS) if seen.rain is not None else []
    decision = seen.decision
    centre = decision.plan(decision.chosen).parameters if decision is not None else {}
    question = Question(
        at=seen.now, because=because or "estimate", devices=dict(seen.devices), memory=controller, forecast=seen.rain,
        members=known, fallen=dict(fallen), work=working(), centre=centre, before=_before(seen),
        search=because is not None,
        read=[seen.latest[lake.level] for lake in seen.city.lakes if lake.level in seen.latest],
    )  # fmt: skip
    if because is None:
        return replace(look, estimated_at=seen.now, question=question)
    return replace(look, asked_at=seen.now, because=because, estimated_at=seen.now, question=question,
                   forecast=seen.rain)


def _before(seen: Situation) -> Estimate | None:
    """What is held of the gauges now. Doubts outlast the estimate that raised them."""
    if seen.estimate is not None or not seen.doubts:
        return seen.estimate
    return Estimate(id="doubts", at=seen.now, levels={}, distrusted={s: doubt.why for s, doubt in seen.doubts.items()})


def _estimate_due(look: Look, now: Instant) -> bool:
    return look.estimated_at is not None and now - look.estimated_at >= ESTIMATE_EVERY


def errors(controller: Mapping[str, float | str]) -> Errors:
    """How wrong this city's forecasts are, by what it declares (ERRORS), else the usual."""
    usual = Errors()
    height, late = (controller.get(name) for name in ERRORS)
    return replace(
        usual,
        height=float(height) if isinstance(height, int | float) and height > 0 else usual.height,
        late_min=float(late) if isinstance(late, int | float) and late > 0 else usual.late_min,
    )


def _because(look: Look, seen: Situation, started_at: Instant) -> str | None:
    if look.asked_at is None:
        return "time" if seen.now - started_at >= FIRST else None
    since = seen.now - look.asked_at
    if since < SOONEST:
        return None
    if since >= EVERY:
        return "time"
    if look.because == SURPRISE:
        return None          # what still surprises after a second look is the model
    return SURPRISE if _surprised(look, seen) else None


def _surprised(look: Look, seen: Situation) -> bool:
    if (look.forecast is None) != (seen.rain is None):
        return True
    if look.forecast is not None and seen.rain is not None and _forecast_changed(look.forecast, seen.rain, seen.now):
        return True
    if seen.decision is not None and seen.decision.rain is not None and _rains_more(seen, seen.decision.rain):
        return True
    return seen.decision is not None and any(_off(seen.decision, seen, i) for i in range(len(seen.city.streams)))


def _rains_more(seen: Situation, expected: Band) -> bool:
    """Whether more falls than any member had for the next hours."""
    return seen.rain_fallen_mm.get(1, 0.0) > max(expected.high, default=0.0) + RAIN_OFF_MM


def _forecast_changed(before: Forecast, after: Forecast, now: Instant) -> bool:
    if before.id == after.id:
        return False
    then = now + timedelta(hours=_CLOSE_H)
    old, new = before.rain_between(now, then), after.rain_between(now, then)
    return abs(new - old) > max(RAIN_OFF_MM, max(old, new) / 3)


def _off(decision: Decision, seen: Situation, index: int) -> bool:
    """Whether a gauge stands where no member had it."""
    stream = seen.city.streams[index]
    band, latest = decision.with_plan.get(stream.id), seen.latest.get(stream.id)
    if band is None or latest is None or seen.now - latest.time > minutes(5):
        return False
    if seen.estimate is not None and stream.id in seen.estimate.distrusted:
        return False
    step = decision.times[1] - decision.times[0] if len(decision.times) > 1 else timedelta(minutes=1)
    i = min(max(0, (latest.time - decision.times[0]) // step), len(decision.times) - 1)
    near = [n for n in (i, i + 1) if n < len(decision.times)]
    known = abs(seen.estimate.errors.get(stream.id, 0.0)) if seen.estimate is not None else 0.0
    off = STREET_OFF if stream.measures is Measures.DEPTH else LEVEL_OFF + known
    low, high = min(band.low[n] for n in near), max(band.high[n] for n in near)
    return latest.value > high + off or (stream.measures is Measures.LEVEL and latest.value < low - off)
