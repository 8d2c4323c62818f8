"""Every interlock alone: the last value that passes and the first that doesn't, in the numbers an operator knows."""

import math
from datetime import timedelta
from typing import Any

import pytest

from banyan.control.interlocks import LIST, Case, check
from banyan.model.device import Device
from banyan.model.ids import DeviceId, StreamId
from banyan.model.observation import Latest
from banyan.model.situation import DeviceState
from banyan.model.time import minutes
from tests.control.town import GATE, T0, gate, pump

NOW = T0 + timedelta(hours=1)


def case(device: Device, setting: float, ordered: float, **fields: Any) -> Case:
    state = fields.pop("state", DeviceState(device.id, ordered, NOW - minutes(1), setting))
    level = Latest(device.level, NOW, fields.pop("level", 1.2), 1)
    river = Latest(StreamId("river.level"), NOW, fields.pop("river", 0.2), 1)
    seen = Latest(device.read_back, NOW, ordered, 1)
    given = {"device": device, "state": state, "setting": setting, "now": NOW, "level": level, "downstream": river,
             "others": {device.id: state}, "read_back": seen}
    return Case(**(given | fields))


def state(device: Device, ordered: float, **fields: Any) -> DeviceState:
    return DeviceState(device.id, ordered, NOW - minutes(1), ordered, **fields)


def old(stream: str, age_min: float, value: float = 1.2) -> Latest:
    return Latest(StreamId(stream), NOW - minutes(age_min), value, 1)


def started(first_min_ago: float) -> DeviceState:
    """A pump at rest with three starts behind it, two of them just now: three an hour are allowed."""
    return state(pump(), 0, starts=(NOW - minutes(first_min_ago), NOW - minutes(9), NOW - minutes(9)))


def at_gate(percent: float) -> Latest:
    """A gate's read-back, one minute old: it may lag by two steps of 10 % and 3 % of its gauge's noise."""
    return Latest(StreamId("gate.position"), NOW - minutes(1), percent, 1)


def beside(other: float) -> Case:
    """A gate that may not be open together with another, which stands at `other` %."""
    shut_out = gate(excludes=(OTHER,))
    return case(shut_out, 20, 10, others={GATE: state(gate(), 10), OTHER: state(gate(), other)})


OTHER = DeviceId("other")
PASSES_AND_REFUSES = [
    ("finite", case(gate(), 20, 10), case(gate(), math.nan, 10)),
    ("finite", case(gate(), 20, 10), case(gate(), math.inf, 10)),
    ("range", case(gate(high=20), 20, 10), case(gate(high=19.9), 20, 10)),
    ("range", case(gate(low=5), 5, 10), case(gate(low=5.1), 5, 10)),
    ("ramp", case(gate(), 20, 10), case(gate(), 20.1, 10)),
    ("ramp", case(gate(), 0, 10), case(gate(), 0, 10.1)),
    ("position", case(gate(), 20, 10, read_back=at_gate(43.0)), case(gate(), 20, 10, read_back=at_gate(43.1))),
    ("emergency-stop", case(gate(), 20, 10), case(gate(), 20, 10, stopped=True)),
    ("allowed-device", case(gate(), 20, 10), case(gate(), 20, 10, others={})),
    ("minimum-on", case(pump(), 0, 100, state=state(pump(), 100, running_since=NOW - minutes(5))),
     case(pump(), 0, 100, state=state(pump(), 100, running_since=NOW - minutes(4.9)))),
    ("minimum-off", case(pump(), 100, 0, state=state(pump(), 0, stopped_since=NOW - minutes(5))),
     case(pump(), 100, 0, state=state(pump(), 0, stopped_since=NOW - minutes(4.9)))),
    ("starts-per-hour", case(pump(), 100, 0, state=started(60)), case(pump(), 100, 0, state=started(59))),
    ("staleness", case(gate(), 20, 10, downstream=Latest(StreamId("river.level"), NOW - minutes(10), 0.2, 1)),
     case(gate(), 20, 10, downstream=Latest(StreamId("river.level"), NOW - minutes(10.1), 0.2, 1))),
    ("level-band", case(gate(), 20, 10, level=0.5), case(gate(), 20, 10, level=0.499)),
    ("head-difference", case(gate(), 20, 10, level=1.2, river=1.1499), case(gate(), 20, 10, level=1.2, river=1.16)),
    ("expiry", case(gate(), 20, 10, expires_at=NOW), case(gate(), 20, 10, expires_at=NOW - timedelta(seconds=1))),
    ("mutual-exclusion", beside(0.0), beside(1.0)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good", "bad"), PASSES_AND_REFUSES)
def test_each_interlock_passes_up_to_its_limit_and_refuses_beyond(name: str, good: Case, bad: Case) -> None:
    assert check(good) is None
    refusal = check(bad)
    assert refusal is not None
    assert refusal.interlock == name
    assert refusal.why


def test_every_interlock_of_the_list_is_tried_here() -> None:
    assert {name for name, _ in LIST} == {name for name, _, _ in PASSES_AND_REFUSES}


def test_a_reading_steers_until_it_is_stale() -> None:
    assert check(case(gate(), 20, 10, downstream=old("river.level", 10, 0.2))) is None
    refusal = check(case(gate(), 20, 10, downstream=old("river.level", 10.1, 0.2)))
    assert refusal is not None
    assert (refusal.interlock, refusal.why) == ("staleness", "gate: river.level is 10 min old, at most 10 min allowed")


def test_closing_needs_the_lake_but_not_the_river() -> None:
    assert check(case(gate(), 5, 10, downstream=None)) is None
    blind = Case(gate(), state(gate(), 10), 5, NOW, None, None, {GATE: state(gate(), 10)}, read_back=at_gate(10))
    refusal = check(blind)
    assert refusal is not None
    assert refusal.interlock == "staleness"


def test_closing_is_allowed_below_the_band_and_against_the_river() -> None:
    assert check(case(gate(), 5, 10, level=0.1, river=2.0)) is None


def test_a_pump_has_no_ramp() -> None:
    assert check(case(pump(), 100, 0)) is None


def test_the_safe_state_needs_no_signal_but_keeps_ramp_and_range() -> None:
    blind: dict[str, Any] = {"safe_state": True, "downstream": None}
    assert check(case(gate(), 20, 10, **blind)) is None
    for setting, name in ((21, "ramp"), (math.nan, "finite")):
        refusal = check(case(gate(), setting, 10, **blind))
        assert refusal is not None
        assert refusal.interlock == name


def test_a_refusal_says_the_numbers() -> None:
    refusal = check(case(gate(), 35, 10))
    assert refusal is not None
    assert refusal.why == "gate: 25.0 % in 1.0 min asked, at most 10 %/min allowed"
