"""A gauge that isn't believed: what the interlocks reckon with, what is recorded, and when a device is made safe."""

import pytest

from banyan.control.interlocks import Case, check
from banyan.model.decision import Doubt
from banyan.model.ids import StreamId
from banyan.model.observation import Latest
from banyan.model.situation import Substitute, substitute
from banyan.model.text import Said
from banyan.model.time import minutes
from tests.control.test_interlocks import case
from tests.control.town import GATE, PUMP, T0, Asks, Works, gate, pump, town

LAKE, RIVER, CANAL = StreamId("lake.level"), StreamId("river.level"), StreamId("canal.level")
WHY = Said("judge.trust.departs")


def doubt(instead: float | None = None, beside: dict[StreamId, float] | None = None, age_min: float = 0) -> Doubt:
    return Doubt(WHY, T0 - minutes(age_min), "estimate/1", instead, beside or {})


def opening(lake: float, river: float, doubted: dict[StreamId, Substitute | None]) -> Case:
    return case(gate(), 20, 10, level=lake, river=river, doubted=doubted)


@pytest.mark.parametrize(("lake", "instead", "opens"), [(1.2, 0.6, True), (1.2, 0.2, False), (0.2, 1.2, False)])
def test_a_gate_opens_only_if_its_lake_is_high_enough_by_the_reading_and_without_it(
    lake: float, instead: float, opens: bool
) -> None:
    refusal = check(opening(lake, 0.1, {LAKE: Substitute(instead)}))
    assert (refusal is None) is opens


@pytest.mark.parametrize(("river", "instead", "opens"), [(0.2, 0.3, True), (0.2, 1.3, False), (1.3, 0.2, False)])
def test_a_gate_opens_only_if_water_would_leave_by_the_reading_and_without_it(
    river: float, instead: float, opens: bool
) -> None:
    refusal = check(opening(1.2, river, {RIVER: Substitute(instead)}))
    assert (refusal is None) is opens
    assert opens or (refusal is not None and refusal.interlock == "head-difference" and "-0.10 m above" in refusal.why)


def test_without_anything_in_its_place_an_order_is_refused_as_without_a_reading() -> None:
    refusal = check(opening(1.2, 0.2, {RIVER: None}))
    assert refusal is not None
    assert (refusal.interlock, refusal.why) == (
        "staleness", "gate: river.level isn't believed and nothing stands in for it")
    assert check(case(gate(), 0, 10, doubted={RIVER: None})) is None       # closing never needed the river


def test_what_stands_in_is_the_middle_of_the_neighbours_with_the_slope_between_them() -> None:
    known = doubt(9.0, {CANAL: 0.1, RIVER: -0.3, StreamId("far"): 0.0})
    latest = {s: Latest(s, T0, v, 1) for s, v in ((CANAL, 1.0), (RIVER, 2.0), (LAKE, 5.0))}
    found = substitute({LAKE: known}, latest, LAKE, T0, 10)
    assert found is not None
    assert (found.level, [w.stream for w in found.witnesses]) == (pytest.approx(1.4), [CANAL, RIVER])


def test_a_neighbour_that_is_silent_or_not_believed_either_stands_in_for_nobody() -> None:
    known = doubt(0.7, {CANAL: 0.1, RIVER: 0.0}, age_min=59)
    latest = {s: Latest(s, T0 - minutes(age), 1.0, 1) for s, age in ((CANAL, 11), (RIVER, 0))}
    found = substitute({LAKE: known, RIVER: doubt()}, latest, LAKE, T0, 10)
    assert found == Substitute(0.7)       # the model's level


def test_the_models_level_stands_in_for_an_hour() -> None:
    assert substitute({LAKE: doubt(0.7, age_min=60)}, {}, LAKE, T0, 10) == Substitute(0.7)
    assert substitute({LAKE: doubt(0.7, age_min=60.1)}, {}, LAKE, T0, 10) is None
    assert substitute({LAKE: doubt(None)}, {}, LAKE, T0, 10) is None
    assert substitute({}, {}, LAKE, T0, 10) is None


def works(doubts: dict[StreamId, Doubt]) -> Works:
    at_work = Works(town(gate(), pump()), Asks((GATE, 40.0)))
    at_work.doubts = doubts
    return at_work


def test_a_device_whose_gauge_has_nothing_in_its_place_goes_to_its_safe_state_and_comes_back() -> None:
    at_work = works({RIVER: doubt(None)})
    at_work.until(3)
    assert at_work.memory.devices[GATE].safe
    assert at_work.moves() == [(1.0, 20.0)]         # its declared safe setting, by its ramp
    assert not at_work.memory.devices[PUMP].safe
    at_work.doubts = {}
    at_work.until(8)
    assert not at_work.memory.devices[GATE].safe
    assert at_work.moves()[-1][1] == 40.0


def test_an_order_keeps_the_readings_it_was_reckoned_with_and_names_the_estimate() -> None:
    at_work = works({RIVER: doubt(0.5, {LAKE: -0.9})})
    at_work.until(2)
    records = [r for told in at_work.told for r in told.records if r.kind == "actuation"]
    assert [i["stream"] for i in records[0].body["inputs"]] == ["lake.level", "river.level", "gate.position"]
    assert ("computed-from", "estimate/1") in [(c.role, c.id) for c in records[0].causes]
    assert at_work.moves() != []


def test_a_lying_river_gauge_alone_does_not_open_a_gate_against_the_river() -> None:
    """It says 0.2 m; its neighbours stand at 1.3 m, over the lake's 1.2 m."""
    at_work = works({RIVER: doubt(1.3)})
    at_work.until(5)
    assert at_work.moves() == []
    assert at_work.refusals() == ["head-difference"]
