"""The storm rule, moment by moment, on a pond of 0.1 km² that takes 1,500 m³ a mm of rain."""

from datetime import timedelta

import msgspec
import pytest

from banyan.model.city import City
from banyan.model.forecast import Forecast
from banyan.model.order import Plan
from banyan.model.situation import Situation
from banyan.packs.water import PACK
from banyan.packs.water.storm_rule import StormRule
from tests.packs.water.situations import NOON, city, gate, lake, moment, pump, rain, street, targets

RULE = StormRule()
TOWN = city()
STORM = rain(0, 0, 0, 40, 40, 0)        # 80 mm: 120,000 m³, with the margin of 1.25 150,000; 80,000 have room


def asked(seen: Situation, memory: object = None) -> dict[str, float]:
    return targets(RULE.propose(seen, memory)[1])


def said(seen: Situation, memory: object = None) -> str:
    plan = RULE.propose(seen, memory)[1]
    assert plan is not None
    return plan.reason.key


def test_a_lake_is_lowered_before_a_storm_that_does_not_fit() -> None:
    seen = moment(TOWN, {"pond.level": 1.2, "river.level": 0.1}, STORM)
    assert asked(seen) == {"gate": 100.0}
    assert said(seen) == "water.pre_drain"


def test_a_rain_that_fits_changes_nothing() -> None:
    # 40 mm × 1.25 × 1,500 m³ = 75,000 m³, and 80,000 m³ have room
    assert asked(moment(TOWN, {"pond.level": 1.2, "river.level": 0.1}, rain(0, 20, 20))) == {}


def test_a_storm_beyond_the_lead_is_not_prepared_for_yet() -> None:
    late = rain(*[0.0] * 12, 40, 40)
    seen = moment(TOWN, {"pond.level": 1.2, "river.level": 0.1}, late)
    assert asked(seen) == {}
    nearer = moment(TOWN, {"pond.level": 1.2, "river.level": 0.1}, late, now=NOON + timedelta(hours=2))
    assert asked(nearer) == {"gate": 100.0}


def test_the_greater_the_storm_the_deeper_the_lake_is_lowered_down_to_its_foot() -> None:
    def floor(*mm: float) -> float:
        plan = RULE.propose(moment(TOWN, {"pond.level": 1.2, "river.level": -0.5}, rain(*mm)), None)[1]
        assert plan is not None
        return float(plan.reason.args["floor"])

    # 50 mm: 93,750 m³, 1.17 times the room, so 109,863 m³ are made: 1.10 m under the warning level
    assert floor(50) == pytest.approx(0.90, abs=0.005)
    # 80 mm: 150,000 m³ × 1.875 = 281,250 m³ would be 2.81 m: the gate's interlock keeps it at its foot
    assert floor(80) == 0.0


def test_a_lake_at_its_foot_is_not_drained_further() -> None:
    empty = {"pond.level": 0.0, "river.level": -1.0}
    assert asked(moment(TOWN, empty, STORM, settings={"gate": 100.0})) == {"gate": 0.0}


def test_a_declared_foot_outranks_the_interlock_of_the_gate() -> None:
    town = city(controller={"foot.pond": 0.8})
    plan = RULE.propose(moment(town, {"pond.level": 1.2, "river.level": -0.5}, STORM), None)[1]
    assert plan is not None
    assert plan.reason.args["floor"] == "0.80"


def test_gates_shut_before_the_river_comes_in() -> None:
    seen = moment(TOWN, {"pond.level": 1.2, "river.level": 1.19}, STORM, settings={"gate": 100.0})
    assert asked(seen) == {"gate": 0.0}
    assert said(seen) == "water.backflow"


def test_a_gate_never_opens_towards_a_higher_river() -> None:
    assert asked(moment(TOWN, {"pond.level": 2.4, "river.level": 2.41}, STORM)) == {}


def test_a_shut_gate_rests_half_an_hour_and_waits_for_a_clear_head() -> None:
    high = moment(TOWN, {"pond.level": 1.2, "river.level": 1.2}, STORM, settings={"gate": 100.0})
    memory, _ = RULE.propose(high, None)

    def later(minutes: float, river: float) -> dict[str, float]:
        now = NOON + timedelta(minutes=minutes)
        return asked(moment(TOWN, {"pond.level": 1.2, "river.level": river}, STORM, now=now), memory)

    assert later(29, 0.5) == {}
    assert later(30, 1.16) == {}                      # 0.04 m of head: margin 0.02 + 0.04 are needed
    assert later(30, 1.13) == {"gate": 100.0}


def test_a_gate_is_shut_to_its_passive_opening_but_no_further_than_a_crack() -> None:
    def shut(initial: float) -> dict[str, float]:
        town = city((gate(initial=initial),))
        return asked(moment(town, {"pond.level": 1.2, "river.level": 1.3}, STORM, settings={"gate": 100.0}))

    assert (shut(0.0), shut(5.0), shut(40.0)) == ({"gate": 0.0}, {"gate": 5.0}, {"gate": 10.0})


def test_in_the_rain_a_gate_is_shut_wholly() -> None:
    town = city((gate(initial=10.0),))
    high = {"pond.level": 1.2, "river.level": 1.3}
    assert asked(moment(town, high, STORM, fell_mm=2.0, settings={"gate": 10.0})) == {"gate": 0.0}
    assert asked(moment(town, high, STORM, fell_mm=1.9, settings={"gate": 10.0})) == {}


def test_on_a_calm_day_a_crack_is_closed_where_it_would_take_the_lake_out_of_its_band() -> None:
    town = city((gate(initial=10.0),))

    def calm(level: float, river: float) -> dict[str, float]:
        return asked(moment(town, {"pond.level": level, "river.level": river}, rain(0)))

    assert calm(1.15, 0.2) == {}                       # falls slowly, within the band: left as it is
    assert calm(1.09, 0.2) == {"gate": 0.0}            # falls, in the band's lowest quarter
    assert calm(1.25, 1.4) == {}                       # the river comes in slowly: left
    assert calm(1.31, 1.4) == {"gate": 0.0}            # ... in the highest quarter


def test_a_crack_that_was_closed_opens_again_only_near_the_middle_of_the_band() -> None:
    town = city((gate(initial=10.0),))

    def closed(level: float) -> dict[str, float]:
        return asked(moment(town, {"pond.level": level, "river.level": 0.2}, rain(0), settings={"gate": 0.0}))

    assert closed(1.17) == {}
    assert closed(1.19) == {"gate": 10.0}


def test_the_band_is_kept_through_the_standing_opening() -> None:
    seen = moment(TOWN, {"pond.level": 1.37, "river.level": 0.5}, rain(0))
    assert asked(seen) == {"gate": 30.0}
    assert said(seen) == "water.band"
    memory, _ = RULE.propose(seen, None)
    again = {"settings": {"gate": 30.0}, "forecast": rain(0)}
    assert asked(moment(TOWN, {"pond.level": 1.25, "river.level": 0.5}, **again), memory) == {}      # type: ignore[arg-type]
    assert asked(moment(TOWN, {"pond.level": 1.2, "river.level": 0.5}, **again), memory) == {"gate": 0.0}  # type: ignore[arg-type]


def test_a_lake_above_its_warning_level_is_released_with_all_gates() -> None:
    seen = moment(TOWN, {"pond.level": 2.1, "river.level": 0.5}, rain(0))
    assert asked(seen) == {"gate": 100.0}
    assert said(seen) == "water.high"


def test_release_waits_while_streets_on_the_river_are_wet_and_the_lake_has_room() -> None:
    town = city(places=(street(below="river"),))
    levels = {"pond.level": 1.2, "river.level": 0.5, "low-road.depth": 0.2}
    memory, _ = RULE.propose(moment(town, levels, STORM), None)        # a storm since an hour ago
    fits = rain(20, 0)                                                 # 37,500 m³ to come, 80,000 have room
    seen = moment(town, levels, fits, settings={"gate": 100.0})
    assert asked(seen, memory) == {"gate": 0.0}
    much = moment(town, levels, STORM, settings={"gate": 100.0})
    assert asked(much, memory) == {}                                   # 150,000 don't fit: go on


def test_streets_on_a_lake_do_not_stop_its_release() -> None:
    town = city(places=(street(below="pond"),))
    levels = {"pond.level": 1.2, "river.level": 0.5, "low-road.depth": 0.2}
    assert asked(moment(town, levels, STORM)) == {"gate": 100.0}


def test_without_a_forecast_nothing_is_drained_beforehand_and_the_reason_says_so() -> None:
    assert asked(moment(TOWN, {"pond.level": 1.2, "river.level": 0.1})) == {}
    seen = moment(TOWN, {"pond.level": 1.5, "river.level": 0.1})
    assert asked(seen) == {"gate": 100.0}
    assert said(seen) == "water.band_blind"


def test_without_a_forecast_heavy_rain_lowers_a_lake_only_to_its_band_foot() -> None:
    seen = moment(TOWN, {"pond.level": 1.35, "river.level": 0.1}, fell_mm=40.0)   # × (1.5 + 0.5) h × 1,500 = 120,000
    plan = RULE.propose(seen, None)[1]
    assert plan is not None
    assert targets(plan) == {"gate": 100.0}
    assert (plan.reason.key, plan.reason.args["floor"]) == ("water.level_only_blind", "1.00")


@pytest.mark.parametrize("stream", ["pond.level", "river.level"])
def test_no_gate_is_opened_on_a_stale_level(stream: str) -> None:
    levels = {"pond.level": 1.2, "river.level": 0.1}
    assert asked(moment(TOWN, levels, STORM, age_min={stream: 11.0})) == {}


def test_with_the_river_gauge_silent_a_gate_shuts_by_the_sea() -> None:
    levels = {"pond.level": 1.2, "sea.tide": 1.3}
    assert asked(moment(TOWN, levels, STORM, settings={"gate": 100.0})) == {"gate": 0.0}
    assert asked(moment(TOWN, {"pond.level": 1.2, "sea.tide": 0.3}, STORM, settings={"gate": 100.0})) == {}


def test_a_device_in_its_safe_state_is_left_to_the_core() -> None:
    assert asked(moment(TOWN, {"pond.level": 1.2, "river.level": 0.1}, STORM, safe=("gate",))) == {}


def test_each_gate_of_a_lake_looks_at_its_own_river() -> None:
    town = city((gate("left"), gate("right", downstream="brook.level")))
    levels = {"pond.level": 1.2, "river.level": 0.1, "brook.level": 1.3}
    assert asked(moment(town, levels, STORM)) == {"left": 100.0}


def test_three_lakes_without_tide_or_pumps_are_each_kept_by_their_own_numbers() -> None:
    names = ("a", "b", "c")
    town = city(tuple(gate(f"gate-{n}", n) for n in names), tuple(lake(n) for n in names))
    levels = {"a.level": 1.2, "b.level": 2.1, "c.level": 0.0, "river.level": -0.5}
    plan = RULE.propose(moment(town, levels, STORM, settings={"gate-c": 50.0}), None)[1]
    assert targets(plan) == {"gate-a": 100.0, "gate-b": 100.0, "gate-c": 0.0}
    assert plan is not None
    assert (plan.reason.key, plan.reason.args["lake"]) == ("water.high", "b")          # the gravest


def test_a_city_without_lakes_or_with_a_lake_without_gates_is_no_mistake() -> None:
    assert asked(moment(city((), ()), {}, STORM)) == {}
    assert asked(moment(city(()), {"pond.level": 1.2}, STORM)) == {}


def test_pumps_start_before_their_floats_in_heavy_rain_and_are_given_back_when_the_sump_is_low() -> None:
    town = city((pump(),), ())
    wet = rain(30)
    memory, plan = RULE.propose(moment(town, {"sump.level": -0.3}, wet), None)
    assert targets(plan) == {"pump": 100.0}                      # 0.6 of the way from -1.0 to 0.0 is -0.4
    assert asked(moment(town, {"sump.level": -0.5}, wet)) == {}
    runs = {"pump": 100.0}
    assert asked(moment(town, {"sump.level": -0.5}, wet, settings=runs), memory) == {}
    assert asked(moment(town, {"sump.level": -0.96}, wet, settings=runs), memory) == {"pump": 0.0}
    assert asked(moment(town, {"sump.level": -0.5}, rain(0), settings=runs), memory) == {}       # not half full
    assert asked(moment(town, {"sump.level": -0.7}, rain(0), settings=runs), memory) == {"pump": 0.0}


def test_a_pump_is_started_early_at_most_twice_an_hour() -> None:
    town = city((pump(),), ())
    assert asked(moment(town, {"sump.level": -0.3}, rain(30), starts=1)) == {"pump": 100.0}
    assert asked(moment(town, {"sump.level": -0.3}, rain(30), starts=2)) == {}


def test_a_pump_with_a_stale_sump_or_unknown_floats_is_left_alone() -> None:
    town = city((pump(), pump("bare", start_level=None)), ())
    assert asked(moment(town, {"sump.level": -0.3}, rain(30), age_min={"sump.level": 11.0})) == {}
    assert asked(moment(town, {"sump.level": -0.3}, rain(30))) == {"pump": 100.0}


def test_a_plan_predicts_a_range_and_expires() -> None:
    town = city(controller={"opening_m2.gate": 2.0})
    plan = RULE.propose(moment(town, {"pond.level": 1.2, "river.level": 0.2}, STORM), None)[1]
    assert plan is not None
    assert plan.expires_at == NOON + timedelta(minutes=15)
    (told,) = plan.predicted
    # dry for the next hour; 0.6 × 2 m² × sqrt(2 g × 1 m) × 3,600 s = 19,135 m³ = 0.191 m, all of it or half
    assert (told.subject, told.at) == ("pond", NOON + timedelta(hours=1))
    assert (told.low, told.high) == (pytest.approx(1.009, abs=0.001), pytest.approx(1.104, abs=0.001))


def test_memory_is_plain_data_and_survives_the_store() -> None:
    town = city((gate(), pump()), controller={"second.pond": "canal.level"})
    levels = {"pond.level": 1.2, "river.level": 1.2, "canal.level": 1.2, "sump.level": -0.3}
    memory, _ = RULE.propose(moment(town, levels, STORM, settings={"gate": 100.0}, fell_mm=20.0), None)
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(memory))
    assert stored == memory
    seen = moment(town, levels, STORM, now=NOON + timedelta(minutes=5))
    assert RULE.propose(seen, stored) == RULE.propose(seen, memory)


@pytest.mark.parametrize(
    ("key", "value"), [("margin", "much"), ("runoff", float("nan")), ("lead_h", 0.0), ("foot.pond", "low")]
)
def test_a_parameter_that_is_no_use_is_named(key: str, value: float | str) -> None:
    town = city(controller={key: value})
    with pytest.raises(ValueError, match=rf"controller\.{key}: "):
        RULE.propose(moment(town, {"pond.level": 1.2, "river.level": 0.1}, STORM), None)


def test_the_pack_offers_the_rule() -> None:
    (ready,) = PACK.controllers
    controller = ready(TOWN)
    assert (controller.id, controller.every_s) == ("controller:storm-rule", 300)


def cycle(town: City, level: float, river: float, forecast: Forecast | None, steps: int = 12) -> list[Plan]:
    """Steady water, every five minutes; gates go where they are told at once."""
    memory: object = None
    settings: dict[str, float] = {}
    plans = []
    for i in range(steps):
        seen = moment(town, {"pond.level": level, "river.level": river}, forecast, settings=settings,
                      now=NOON + timedelta(minutes=5 * i))
        memory, plan = RULE.propose(seen, memory)
        if plan is not None:
            plans.append(plan)
            settings |= targets(plan)
    return plans


@pytest.mark.parametrize("level", [0.5, 1.0, 1.2, 1.39, 1.41, 2.0, 2.4])
@pytest.mark.parametrize("river", [-1.0, 1.2, 1.38, 3.0])
@pytest.mark.parametrize("forecast", [None, STORM])
def test_steady_water_moves_a_gate_at_most_once(level: float, river: float, forecast: Forecast | None) -> None:
    assert len(cycle(TOWN, level, river, forecast)) <= 1
