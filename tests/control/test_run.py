"""Control over time: proposals, authority, ramps, read-back, safe state, emergency stop."""

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.control.memory import Memory
from banyan.model.ids import DeviceId
from banyan.model.intent import Action
from banyan.model.order import Plan, Target
from banyan.model.situation import Situation
from banyan.model.text import Said
from banyan.model.time import minutes
from tests.control.town import GATE, GRANTOR, PUMP, RULE, Asks, Works, gate, intent, pump, town


def test_an_approved_target_is_reached_by_ramp_one_step_a_minute() -> None:
    works = Works(town(), Asks((GATE, 45.0)))
    works.until(6)
    assert [setting for _, setting in works.moves()] == [20.0, 30.0, 40.0, 45.0]
    assert [b - a for (a, _), (b, _) in pairwise(works.moves())] == pytest.approx([1.0, 1.0, 1.0])


def test_a_gate_is_ordered_from_where_it_is_and_not_from_where_it_was_declared() -> None:
    works = Works(town(), Asks((GATE, 45.0)))
    works.stands = {GATE: 80.0}
    works.until(2.5)
    works.stands = {}
    works.until(8)
    assert works.refusals() == ["position"]
    assert [s for _, s in works.moves()] == [70.0, 60.0, 50.0, 45.0]
    (rebased,) = [r for told in works.told for r in told.records if any(c.role == "re-based-on" for c in r.causes)]
    assert rebased.body["ordered"] == 80.0


def test_a_stuck_gate_is_tried_again_every_five_minutes_from_where_it_stuck() -> None:
    works = Works(town(), Asks((GATE, 90.0)))
    works.until(3)
    works.stands = {GATE: 20.0}
    works.until(30)
    assert all(setting <= 20.0 + 10.0 * 2 + 3.0 + 10.0 for _, setting in works.moves())
    assert [t.condition for told in works.told for t in told.transitions] == ["raise"]
    tries = [at for at, _ in works.moves() if at > 8]
    assert all(b - a >= 5 - 1e-6 for a, b in pairwise(tries))


def test_what_a_person_refused_is_not_asked_again_at_once() -> None:
    works = Works(town(standing=False), Asks((GATE, 20.0)))
    works.until(1)
    works.tick(intent(Action.REFUSE, "P-0001"))
    works.until(25)
    assert [p["id"] for p in works.bodies("proposal")] == ["P-0001", "P-0001"]
    works.until(40)
    assert works.bodies("proposal")[-1]["id"] == "P-0002"


def test_a_pump_that_its_float_just_stopped_rests_before_it_is_started() -> None:
    works = Works(town(), None)
    works.stands = {PUMP: 100.0}
    works.until(5)
    works.stands = {PUMP: 0.0}
    works.until(6)
    works.stands = {}
    works.controller = Asks((PUMP, 100.0))
    works.until(20)
    assert works.refusals() == ["minimum-off"]
    assert [at for at, _ in works.moves(PUMP)] == pytest.approx([11.0])


def test_nothing_moves_without_an_approval() -> None:
    works = Works(town(standing=False), Asks((GATE, 45.0)))
    works.until(14)
    assert works.moves() == []
    assert [p["status"] for p in works.bodies("proposal")] == ["open"]


def test_the_same_question_is_not_put_twice() -> None:
    works = Works(town(standing=False), Asks((GATE, 45.0), valid_min=60))
    works.until(30)
    assert len(works.bodies("proposal")) == 1


def test_a_person_approves_and_the_record_names_role_and_person() -> None:
    works = Works(town(standing=False), Asks((GATE, 20.0)))
    works.until(1)
    works.tick(intent(Action.APPROVE, "P-0001"))
    works.until(3)
    (approval,) = works.bodies("approval")
    assert (approval["by"], approval["authority"], approval["approve"]) == ("officer", "officer", True)
    assert [s for _, s in works.moves()] == [20.0]


def test_a_refused_proposal_moves_nothing_and_stays_refused() -> None:
    works = Works(town(standing=False), Asks((GATE, 20.0), valid_min=60))
    works.until(1)
    works.tick(intent(Action.REFUSE, "P-0001"))
    again = works.tick(intent(Action.APPROVE, "P-0001", key="i2"))
    assert "not open" in again.refused["i2"]
    works.controller = None
    works.until(20)
    assert works.moves() == []


def test_who_proposes_does_not_approve() -> None:
    works = Works(town(standing=False), Asks((GATE, 20.0)))
    works.until(1)
    told = works.tick(intent(Action.APPROVE, "P-0001", by=RULE))
    assert told.refused["i1"] == "controller:r proposed P-0001: who proposes doesn't approve"


def test_a_role_without_the_power_is_refused() -> None:
    works = Works(town(standing=False), Asks((GATE, 20.0)))
    works.until(1)
    told = works.tick(intent(Action.APPROVE, "P-0001", by=GRANTOR))
    assert "may not proposal.approve on gate" in told.refused["i1"]


def test_an_open_proposal_expires_and_can_not_be_approved_then() -> None:
    works = Works(town(standing=False), Asks((GATE, 20.0), valid_min=3))
    works.until(4)
    told = works.tick(intent(Action.APPROVE, "P-0001"))
    assert "not open" in told.refused["i1"]
    assert works.bodies("proposal")[-1]["status"] == "expired"


@pytest.mark.parametrize(
    ("change", "moves"), [({"max_change": 10.0}, True), ({"max_change": 9.9}, False), ({"devices": ()}, False),
                          ({"holder": "somebody"}, False), ({"granted_by": str(RULE)}, False)])  # fmt: skip
def test_standing_authority_covers_what_it_says_and_nothing_more(change: dict[str, Any], moves: bool) -> None:
    city = town()
    leave = msgspec.structs.replace(city.authority.standing[0], **change)
    city = msgspec.structs.replace(city, authority=msgspec.structs.replace(city.authority, standing=(leave,)))
    works = Works(city, Asks((GATE, 20.0)))
    works.until(3)
    assert bool(works.moves()) is moves


def test_standing_authority_ends_at_its_end() -> None:
    city = town()
    leave = msgspec.structs.replace(city.authority.standing[0], ends_at=Works(city).now + minutes(1))
    city = msgspec.structs.replace(city, authority=msgspec.structs.replace(city.authority, standing=(leave,)))
    late = Works(city, None)
    late.until(2)
    late.controller = Asks((GATE, 20.0))
    late.until(5)
    assert late.moves() == []


def test_an_interlock_refusal_is_recorded_once_and_the_order_leaves_when_it_may() -> None:
    works = Works(town(), Asks((GATE, 20.0)))
    works.values["river.level"] = 1.5
    works.until(8)
    assert (works.refusals(), works.moves()) == (["head-difference"], [])
    works.values["river.level"] = 0.2
    works.until(10)
    assert [s for _, s in works.moves()] == [20.0]


def test_lost_signals_lead_to_the_declared_safe_state_and_back() -> None:
    works = Works(town())
    works.until(5)
    works.silent = ["lake.level"]
    works.until(20)
    assert [s for _, s in works.moves()] == [20.0]
    assert {o["mode"] for o in works.bodies("actuation")} == {"safe-state"}
    assert [d["safe"] for d in works.bodies("device") if d["id"] == "gate"] == [True]
    works.silent = []
    works.until(22)
    assert [d["safe"] for d in works.bodies("device") if d["id"] == "gate"] == [True, False]


def test_a_device_that_did_not_follow_goes_to_its_safe_state_without_pauses() -> None:
    works = Works(town(gate(safe=0.0)), Asks((GATE, 60.0)))
    works.until(8)
    works.silent = ["lake.level", "gate.position"]
    works.until(40)
    safe = [at for at, o in zip(works.moves(), works.bodies("actuation"), strict=True) if o["mode"] == "safe-state"]
    assert [s for _, s in safe] == [50.0, 40.0, 30.0, 20.0, 10.0, 0.0]
    assert [b[0] - a[0] for a, b in pairwise(safe)] == pytest.approx([1.0] * 5)


def test_a_device_without_a_safe_setting_holds() -> None:
    works = Works(town(gate(safe=None)))
    works.silent = ["gate.position"]
    works.until(20)
    assert works.moves() == []
    assert works.bodies("device")[0]["safe"] is True


def test_controllers_can_not_move_a_device_in_its_safe_state() -> None:
    works = Works(town(), None)
    works.silent = ["lake.level"]
    works.until(15)
    works.controller = Asks((GATE, 90.0))
    works.until(40)
    assert [s for _, s in works.moves()] == [20.0]
    assert works.bodies("proposal") == []


def test_a_machine_that_does_not_follow_raises_an_alarm_and_clears_it_when_it_does() -> None:
    works = Works(town(), Asks((GATE, 20.0)))
    works.until(1)
    works.obey = False
    works.until(12)
    (failed,) = works.bodies("confirmation")
    assert (failed["agreed"], failed["wanted"], failed["seen"]) == (False, 20.0, 10.0)
    works.obey = True
    works.until(14)
    told = [t.condition for result in works.told for t in result.transitions]
    assert told == ["raise", "clear"]
    assert works.bodies("confirmation")[-1]["agreed"] is True


def test_a_pump_that_its_float_runs_shows_local_override() -> None:
    works = Works(town(), None)
    works.until(2)
    works.values["sump.level"] = 1.4
    works.obey = False
    works.city = town(gate(), pump(rated_m3s=2.0))
    flows = msgspec.structs.replace(works.city.devices[1], initial=100.0)
    works.city = msgspec.structs.replace(works.city, devices=(works.city.devices[0], flows))
    works.until(4)
    assert works.memory.devices[PUMP].ordered == 0.0
    assert works.memory.devices[PUMP].local_override is True


def test_the_stop_holds_gates_returns_pumps_expires_proposals_and_sends_no_order() -> None:
    works = Works(town(standing=False), Asks((GATE, 90.0), (PUMP, 100.0), valid_min=60))
    works.until(1)
    works.tick(intent(Action.APPROVE, "P-0001"))
    works.until(4)
    before = len(works.moves())
    pulled = works.tick(intent(Action.STOP, key="i2"))
    assert [n.body for n in pulled.notices] == [{"stop": "S-0001"}]
    works.until(30)
    assert len(works.moves()) == before
    states = works.memory.devices
    assert (states[GATE].target, states[PUMP].ordered) == (states[GATE].ordered, 0.0)
    assert works.memory.open == {}


def test_only_a_named_role_releases_the_stop() -> None:
    works = Works(town(), Asks((GATE, 40.0)))
    works.tick(intent(Action.STOP))
    assert "may not stop.release" in works.tick(intent(Action.RELEASE, key="i2")).refused["i2"]
    assert "i3" in works.tick(intent(Action.RELEASE, by=GRANTOR, key="i3")).answers
    works.until(10)
    assert [s for _, s in works.moves()] == [20.0, 30.0, 40.0]


def test_pulling_twice_and_releasing_what_is_not_pulled_are_refused() -> None:
    works = Works(town())
    works.tick(intent(Action.STOP))
    assert "already" in works.tick(intent(Action.STOP, key="i2")).refused["i2"]
    works.tick(intent(Action.RELEASE, by=GRANTOR, key="i3"))
    assert "not pulled" in works.tick(intent(Action.RELEASE, by=GRANTOR, key="i4")).refused["i4"]


class Raises(Asks):
    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        raise ZeroDivisionError("division by zero")


class AsksNonsense(Asks):
    def __init__(self, device: str, setting: float) -> None:
        super().__init__()
        self.targets = (Target(DeviceId(device), setting),)

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        return memory, Plan(self.targets, Said("test"), (), seen.now + minutes(5))


@pytest.mark.parametrize("bad", [Raises(), AsksNonsense("gate", float("nan")), AsksNonsense("nuclear-plant", 50.0)])
def test_a_controller_that_raises_or_asks_nonsense_is_a_fault_and_moves_nothing(bad: Asks) -> None:
    works = Works(town(), bad)
    told = works.tick()
    assert told.controller_fault is not None
    works.controller = None
    works.until(5)
    assert works.moves() == []


steps = st.lists(
    st.tuples(st.floats(-1, 3), st.floats(-1, 3), st.booleans(), st.floats(-20, 120), st.booleans()), max_size=15
)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_whatever_happens_no_order_leaves_its_limits_and_memory_survives_a_snapshot(
    story: list[tuple[float, float, bool, float, bool]]
) -> None:
    works = Works(town(gate(max_starts_per_h=2), pump()), None)
    for lake, river, cut, wish, pump_on in story:
        works.values |= {"lake.level": lake, "river.level": river}
        works.silent = ["lake.level", "river.level"] if cut else []
        works.controller = Asks((GATE, wish), (PUMP, 100.0 if pump_on else 0.0))
        works.until((works.now - works.memory.started_at) / minutes(1) + 4)
        works.memory = msgspec.msgpack.decode(msgspec.msgpack.encode(works.memory), type=Memory)
    last = (0.0, 10.0)
    for at, setting in works.moves():
        assert 0 <= setting <= 100
        assert abs(setting - last[1]) <= 10.0 * (at - last[0]) + 1e-6
        last = (at, setting)
    pumping = works.moves(PUMP)
    assert all(b[0] - a[0] >= 5 - 1e-6 for a, b in pairwise(pumping))
    starts = [at for at, setting in pumping if setting > 0]
    assert all(len([s for s in starts if at - 60 < s <= at]) <= 3 for at in starts)
