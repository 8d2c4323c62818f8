"""Detention basins: released by how full they are, the filling told by hand in each test."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.decision import Decision, Member, Tried
from banyan.model.order import Plan
from banyan.model.text import render
from banyan.packs.water.filling import MANY, SMALLEST_STEP, Filling
from banyan.packs.water.texts import TEXTS
from tests.packs.water.situations import NOON, city, gate, lake, moment, pump, targets

BOTTOM, BANK = -1.0, 2.5          # of the made-up lake: 3.5 m from bottom to bank
EVENLY = {"even": 0.0, "brim": 1.0}


def basins(*names: str, **fields: object) -> City:
    """A basin each with a gate of its own, free below: no river that would stand against it."""
    free: dict[str, object] = {"downstream": None, "band_foot": None} | fields
    return city(tuple(gate(f"{n}-gate", n, **free) for n in names), tuple(lake(n) for n in names))


def at(filling: float) -> float:
    return BOTTOM + filling * (BANK - BOTTOM)


def asked(town: City, fillings: Mapping[str, float], parameters: Mapping[str, float] | None = None,
          stands: float = 0.0) -> dict[str, float]:  # fmt: skip
    """What is asked for with basins so full; gates stand at `stands`."""
    settings = {str(d.id): stands for d in town.devices}
    seen = moment(town, {f"{n}.level": at(f) for n, f in fillings.items()}, settings=settings)
    return targets(Filling(parameters).propose(seen, None)[1])


def decided(chosen: str, parameters: dict[str, float]) -> Decision:
    return Decision(
        id="D-1", asked_at=NOON, estimate="", forecast=None, horizon_h=1.0, members=[Member(1.0, 0.0, 1.0)],
        tried=[Tried(chosen, parameters, [], 0.0)], chosen=chosen, fallback="hold", runner_up=None,
        weights={}, branches=1,
    )  # fmt: skip


def test_a_quarter_full_basin_opens_twice_as_far_for_the_same_flow_as_a_full_one() -> None:
    town = basins("upper")
    assert asked(town, {"upper": 1.0}, {"release.upper-gate": 30.0} | EVENLY) == {"upper-gate": pytest.approx(30.0)}
    assert asked(town, {"upper": 0.25}, {"release.upper-gate": 30.0} | EVENLY) == {"upper-gate": pytest.approx(60.0)}


@given(st.floats(0, 1), st.floats(0, 1))
def test_released_at_a_hundred_without_evening_every_gate_stands_open_whatever_the_level(a: float, b: float) -> None:
    wanted = asked(basins("a", "b"), {"a": a, "b": b}, {"release.a-gate": 100.0, "release.b-gate": 100.0, "even": 0.0})
    assert wanted == {"a-gate": 100.0, "b-gate": 100.0}


@given(st.floats(0.01, 1), st.floats(0, 100))
def test_below_the_brim_the_flow_is_the_release_unless_the_gate_is_open_already(filling: float, release: float) -> None:
    wanted = asked(basins("a"), {"a": filling}, {"release.a-gate": release} | EVENLY, stands=-1000.0)["a-gate"]
    flow = wanted * math.sqrt(filling)
    assert flow == pytest.approx(release, abs=1e-6) if wanted < 100 else flow <= release + 1e-6


def test_a_fuller_basin_releases_more_and_an_emptier_one_less_by_the_distance_from_their_mean() -> None:
    """Fillings 0.36 and 0.16, mean 0.26: shares 1.4 and 0.6 of a flow of 30 %, openings over 0.6 and 0.4."""
    wanted = asked(basins("a", "b"), {"a": 0.36, "b": 0.16}, {"even": 1.0, "brim": 1.0})
    assert wanted == {"a-gate": pytest.approx(30 * 1.4 / 0.6), "b-gate": pytest.approx(30 * 0.6 / 0.4)}


def test_equally_full_basins_release_alike_evened_or_not() -> None:
    full = {"a": 0.5, "b": 0.5}
    assert asked(basins("a", "b"), full, {"even": 1.0}) == asked(basins("a", "b"), full, {"even": 0.0})


def test_two_gates_of_one_basin_do_not_count_it_twice_in_the_mean() -> None:
    town = basins("a", "b")
    twin = replace(town, devices=(*town.devices, replace(town.devices[0], id="a-second")))
    one, two = (asked(t, {"a": 0.36, "b": 0.16}) for t in (town, twin))
    assert {name: two[name] for name in one} == one


def test_from_the_brim_on_a_gate_opens_to_the_whole_at_the_bank() -> None:
    given_ = {"release.a-gate": 0.0, "brim": 0.8, "even": 0.0}
    assert asked(basins("a"), {"a": 0.8}, given_) == {}
    assert asked(basins("a"), {"a": 0.9}, given_) == {"a-gate": pytest.approx(50.0)}
    assert asked(basins("a"), {"a": 1.0}, given_) == {"a-gate": pytest.approx(100.0)}


def test_a_basin_over_its_bank_counts_as_full_and_one_below_its_bottom_as_dry() -> None:
    assert asked(basins("a"), {"a": 1.7}, {"release.a-gate": 40.0} | EVENLY) == {"a-gate": pytest.approx(40.0)}
    assert asked(basins("a"), {"a": -0.5}, {"release.a-gate": 40.0} | EVENLY) == {"a-gate": 100.0}


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.floats(-2, 3), min_size=1),
       st.floats(-50, 200), st.floats(0, 1), st.floats(0.5, 1))  # fmt: skip
def test_no_target_leaves_the_limits_of_its_gate(
    fillings: dict[str, float], release: float, even: float, brim: float
) -> None:
    town = basins("a", "b", "c", low=5.0, high=80.0)
    wanted = asked(town, fillings, {"release": release, "even": even, "brim": brim}, stands=40.0)
    assert all(5.0 <= setting <= 80.0 for setting in wanted.values())
    assert set(wanted) <= {f"{name}-gate" for name in fillings}


def test_a_gate_without_a_basin_of_its_own_is_set_to_its_release() -> None:
    town = city((gate("weir", "nowhere", downstream=None),), ())
    assert asked(town, {}, {"release.weir": 70.0}) == {"weir": 70.0}


def test_pumps_keep_their_floats() -> None:
    town = city((gate("g", "pond", downstream=None, band_foot=None), pump()))
    assert set(asked(town, {"pond": 0.5})) == {"g"}


def test_a_basin_whose_gauge_is_silent_is_left_alone_and_out_of_the_mean() -> None:
    town = basins("a", "b")
    seen = moment(town, {"a.level": at(0.36), "b.level": at(1.0)}, age_min={"b.level": 11.0})
    assert targets(Filling(EVENLY).propose(seen, None)[1]) == {"a-gate": pytest.approx(50.0)}


def test_a_gate_in_its_safe_state_is_not_for_controllers() -> None:
    town = basins("a", "b")
    seen = moment(town, {"a.level": at(0.5), "b.level": at(0.5)}, safe=("a-gate",))
    assert set(targets(Filling().propose(seen, None)[1])) == {"b-gate"}


def test_a_gate_opens_only_with_a_clear_head_but_shuts_always() -> None:
    town = basins("a", downstream="river.level", head_margin=0.05)
    over, level = {"release.a-gate": 90.0} | EVENLY, at(1.0)
    for river, opens in ((level - 0.06, True), (level - 0.05, False), (level + 1, False)):
        seen = moment(town, {"a.level": level, "river.level": river})
        assert bool(targets(Filling(over).propose(seen, None)[1])) is opens
        shut = moment(town, {"a.level": level, "river.level": river}, settings={"a-gate": 95.0})
        assert targets(Filling({"release.a-gate": 20.0} | EVENLY).propose(shut, None)[1]) == {"a-gate": 20.0}
    unread = moment(town, {"a.level": level})
    assert Filling(over).propose(unread, None)[1] is None


def test_a_gate_does_not_open_below_its_foot() -> None:
    town = basins("a", band_foot=at(0.5))
    assert asked(town, {"a": 0.49}, EVENLY) == {}
    assert asked(town, {"a": 0.51}, EVENLY) != {}


def test_moves_smaller_than_a_gate_is_worn_for_are_not_made() -> None:
    town, plan = basins("a"), {"release.a-gate": 50.0} | EVENLY
    assert asked(town, {"a": 1.0}, plan, stands=50.0 - 0.9 * SMALLEST_STEP) == {}
    assert asked(town, {"a": 1.0}, plan, stands=50.0 - 1.1 * SMALLEST_STEP) == {"a-gate": pytest.approx(50.0)}


def test_without_any_gate_there_is_nothing_to_propose() -> None:
    assert asked(city((), ()), {}) == {}


def test_the_plan_decided_for_is_followed_and_named() -> None:
    town = basins("a")
    seen = moment(town, {"a.level": at(1.0)})
    following = replace(seen, decision=decided("plan-7", {"release.a-gate": 42.0} | EVENLY))
    plan = Filling({"release.a-gate": 10.0}).propose(following, None)[1]
    assert plan is not None
    assert (targets(plan), plan.decision) == ({"a-gate": pytest.approx(42.0)}, "D-1")
    assert Filling().propose(replace(seen, decision=decided("hold", {})), None)[1] is None


def test_the_same_moment_gives_the_same_plan_and_the_memory_comes_back_as_it_was() -> None:
    seen = moment(basins("a", "b"), {"a.level": at(0.7), "b.level": at(0.2)})
    assert Filling().propose(seen, {"any": 1}) == Filling().propose(seen, {"any": 1})
    assert Filling().propose(seen, {"any": 1})[0] == {"any": 1}


def test_each_gate_has_its_knob_where_the_rule_itself_stands_and_many_gates_share_one() -> None:
    few = {knob.id: knob.usual for knob in Filling().knobs(basins("a", "b"))}
    assert few == {"release.a-gate": 30.0, "release.b-gate": 30.0, "even": 1.0, "brim": 0.9}
    many = Filling().knobs(basins(*(f"b{i}" for i in range(MANY + 1))))
    assert [knob.id for knob in many] == ["release", "even", "brim"]
    assert Filling(every_s=60).tuned({"even": 0.0}).every_s == 60


def test_a_shared_release_is_every_gates_and_a_gates_own_goes_before_it() -> None:
    wanted = asked(basins("a", "b"), {"a": 1.0, "b": 1.0}, {"release": 20.0, "release.b-gate": 60.0} | EVENLY)
    assert wanted == {"a-gate": pytest.approx(20.0), "b-gate": pytest.approx(60.0)}


@pytest.mark.parametrize(("filling", "zh", "en"), [
    (0.5, "各调蓄池按充满程度均衡放水", "basins release by how full they are"),
    (0.96, "a将满（水位 2.36 米）：加大放水", "a is nearly full (at 2.36 m): released faster before it spills"),
])  # fmt: skip
def test_the_reason_is_said_in_both_languages(filling: float, zh: str, en: str) -> None:
    seen = moment(basins("a"), {"a.level": at(filling)})
    plan: Plan | None = Filling().propose(seen, None)[1]
    assert plan is not None
    assert (render(plan.reason, TEXTS, "zh"), render(plan.reason, TEXTS, "en")) == (zh, en)
