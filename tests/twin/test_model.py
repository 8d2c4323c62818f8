"""The model twin: wrong by seed, fed by readings, corrected through inflows, and the same for the same question."""

import re
from datetime import timedelta

import msgspec
import pytest

from banyan.model.ids import StreamId
from banyan.model.time import minutes
from banyan.twin.swmm.ahead import Weather, branch
from banyan.twin.swmm.engine import Engine
from banyan.twin.swmm.follow import Follow, ModelNetwork, moved
from banyan.twin.swmm.model import blind
from banyan.twin.swmm.network import load, parse
from banyan.twin.swmm.perturb import perturbed
from tests.twin.towns import TINY, tiny_spec

SPEC = tiny_spec(6)
RAIN = ((0.0, 0.0), (60.0, 30.0), (90.0, 0.0))
LAKE = StreamId("LAKE.level")


def model(seed=7):
    return ModelNetwork(blind(SPEC), seed)


def question(now=90, begin=0, **more):
    asked = {"rain": RAIN, "tide": ((0.0, 0.2), (60.0, 0.4), (90.0, 0.7)), "inflow": ((0.0, 3.0),),
             "settings": ((0.0, "GATE", 10.0),)} | more
    return Follow(begin=SPEC.start + minutes(begin), now=SPEC.start + minutes(now), **asked)


@pytest.mark.parametrize("seed", range(8))
def test_every_parameter_differs_by_as_much_as_promised(seed):
    """Roughness by 15 % or more, runoff parameters by 20 % or more: each conduit, each subcatchment."""
    plain = load(TINY)
    other, changes = perturbed(plain, seed)
    for section, columns, least in (("CONDUITS", (4,), 0.15), ("SUBCATCHMENTS", (5,), 0.20),
                                    ("SUBAREAS", (1, 2, 3, 4), 0.20), ("INFILTRATION", (1, 2), 0.20)):
        for before, after in zip(plain.rows(section), other.rows(section), strict=True):
            for column in columns:
                assert abs(float(after[column]) / float(before[column]) - 1) >= least - 1e-4
    assert len(changes) == 7
    assert other.nodes() == plain.nodes()


def test_the_same_seed_gives_the_same_model_and_another_another():
    assert perturbed(load(TINY), 3) == perturbed(load(TINY), 3)
    assert perturbed(load(TINY), 3)[0] != perturbed(load(TINY), 4)[0]


def test_a_city_without_a_plant_of_ours_is_modelled_as_declared():
    assert ModelNetwork(blind(SPEC), None).changes == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_curve_number_stays_one(seed):
    text = re.sub(r"(S[12]) 50 6 4 7 0", r"\1 92 0 7", TINY.read_text()).replace("HORTON", "CURVE_NUMBER")
    for row in perturbed(parse(text), seed)[0].rows("INFILTRATION"):
        retention = 25400 / float(row[1]) - 254
        assert 0.2 <= abs(retention / (25400 / 92 - 254) - 1) <= 0.301


def test_nothing_of_the_plant_reaches_the_models_process():
    sent = msgspec.json.encode(blind(msgspec.structs.replace(SPEC, rain=((0.0, 77.125),), forecast_height=0.5)))
    assert b"77.125" not in sent
    assert b"STORM" not in sent.replace(b"BANYAN_", b"")
    assert b"GATE LAKE R1" in sent


def test_what_is_followed_depends_on_its_question_alone():
    twin = model()
    first = twin.follow(question())
    twin.follow(question(200))
    again = twin.follow(question())
    assert again.levels == first.levels
    assert again.free == first.free
    assert set(first.levels) == {"LAKE.level", "R1.level", "SUMP.level", "A1.depth", "B1.depth"}
    assert [m for m, _ in first.free[LAKE]] == [35.0 + 5 * i for i in range(12)]      # the last hour of 90 minutes


def test_measured_rain_raises_the_lake():
    wet, dry = model().follow(question()), model().follow(question(rain=()))
    assert wet.levels[LAKE] > dry.levels[LAKE] + 0.005


def test_a_gauge_over_the_model_draws_the_lake_to_it_and_leaves_the_free_course_alone():
    twin = model()
    plain = twin.follow(question(240))
    stands = plain.levels[LAKE] + 0.10
    gauge = tuple((float(m), stands) for m in range(60, 241))
    corrected = twin.follow(question(240, levels={LAKE: gauge}))
    assert corrected.free == plain.free
    assert abs(corrected.levels[LAKE] - stands) < 0.02
    assert abs(plain.levels[LAKE] - stands) == pytest.approx(0.10)


def test_no_correction_is_greater_than_rain_on_the_catchment_could_explain():
    """20 mm/h on the lake's catchment is the most: a gauge that says a metre more isn't followed there at once."""
    twin = model()
    plain = twin.follow(question(90)).levels[LAKE]
    lake = next(lake for lake in SPEC.city.lakes if lake.level == LAKE)
    most = lake.catchment_m2 * 20 / 3.6e6 * 30 * 60            # m³ in the half hour that the gauge has spoken
    gauge = tuple((float(m), plain + 5.0) for m in range(61, 91))
    risen = twin.follow(question(90, levels={LAKE: gauge})).levels[LAKE] - plain
    assert 0 < risen <= most / min(area for _, area in lake.area_m2)


def test_a_silent_gauge_corrects_nothing():
    twin = model()
    plain = twin.follow(question(240))
    gauge = ((10.0, 9.0),)
    first_hours = twin.follow(question(240, levels={LAKE: ()}))
    assert first_hours.levels == plain.levels
    assert twin.follow(question(240, begin=60, levels={LAKE: gauge})).free[LAKE]


def test_a_branch_goes_on_from_where_the_model_stands():
    twin = model()
    half, whole = twin.follow(question(90)), twin.follow(question(180, rain=RAIN))
    tide, inflow = ((0.0, 0.7),), ((0.0, 3.0),)
    course = branch(twin, half.state, SPEC.start + minutes(90), 1.5, Weather(((0.0, 0.0),), tide, inflow))
    try:
        before = twin.read(course)
        while course.second < course.scenario.seconds:
            course.step()
        after = twin.read(course)
    finally:
        course.engine.close()
    assert before[LAKE] == pytest.approx(half.levels[LAKE], abs=1e-3)      # a hotstart is exact to a millimetre
    assert after[LAKE] == pytest.approx(whole.levels[LAKE], abs=3e-3)


def test_a_window_begins_with_the_lake_where_its_gauge_stood():
    gauge = tuple((float(m), 0.9) for m in range(241))
    followed = model().follow(question(240, begin=180, levels={LAKE: gauge}))
    assert followed.levels[LAKE] == pytest.approx(0.9, abs=0.03)


def test_tables_are_cut_at_the_windows_begin():
    assert moved(RAIN, 75.0, steps=True) == ((0.0, 30.0), (15.0, 0.0))
    assert moved(((0.0, 1.0), (100.0, 2.0)), 50.0, steps=False) == ((0.0, 1.5), (50.0, 2.0))
    assert moved((), 50.0, steps=True) == ()
    assert moved(((60.0, 1.0),), 50.0, steps=True) == ((10.0, 1.0),)


def test_minutes_count_from_the_measurements_origin_not_from_the_models_start():
    """A served city that was restarted: its model starts now, its measurements began long ago."""
    twin, hour = model(), 60.0
    plain = twin.follow(question(90))
    later = question(90)
    shifted = msgspec.structs.replace(
        later, origin=SPEC.start - minutes(hour), rain=tuple((m + hour, v) for m, v in later.rain),
        tide=tuple((m + hour, v) for m, v in later.tide), inflow=((hour, 3.0),), settings=((hour, "GATE", 10.0),))
    assert twin.follow(shifted).levels == plain.levels


def test_an_inflow_that_is_no_number_is_refused_and_the_engine_closed():
    with Engine(load(TINY)) as engine, pytest.raises(Exception, match="an inflow in m³/s was expected"):
        engine.add_inflow("LAKE", float("nan"))
    with Engine(load(TINY)):
        pass


def test_a_question_for_no_time_at_all_is_answered_with_the_beginning():
    assert model().follow(question(0)).levels[LAKE] == pytest.approx(
        load(TINY).nodes()["LAKE"].invert + load(TINY).nodes()["LAKE"].initial, abs=0.05)
    assert timedelta(0) == question(0).now - question(0).begin
