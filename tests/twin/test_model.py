"""The model twin: wrong by seed, fed by readings, and the same for the same question."""

import re
from datetime import timedelta

import msgspec
import pytest

from banyan.model.forecast import Forecast
from banyan.model.time import minutes
from banyan.twin.swmm.model import ModelTwin, blind
from banyan.twin.swmm.network import load, parse
from banyan.twin.swmm.outlook import Model, Outlook
from banyan.twin.swmm.perturb import perturbed
from banyan.twin.swmm.pipe import ChildDied, ChildRefused
from tests.twin.towns import TINY, tiny_spec

SPEC = tiny_spec(6)
RAIN = ((0.0, 0.0), (60.0, 30.0), (90.0, 0.0))


def question(now=90, **more):
    tide = ((0.0, 0.2), (60.0, 0.4), (90.0, 0.7))
    return Outlook(now=SPEC.start + minutes(now), horizon_h=3, rain=RAIN, tide=tide, inflow=((0.0, 3.0),),
                   settings=((0.0, "GATE", 10.0),), **more)


def forecast(rain, tide=()):
    return Forecast("F-1", SPEC.start, SPEC.start + timedelta(hours=6), SPEC.start, 10, rain, tide)


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


def test_an_outlook_depends_on_its_question_alone():
    with ModelTwin(SPEC, 7) as twin:
        first = twin.outlook(question())
        twin.outlook(question(200))
        assert twin.outlook(question()) == first
        twin.close()
        with pytest.raises(ChildDied):
            twin.outlook(question())
        twin.restart()
        assert twin.outlook(question()) == first
    assert first.minutes == list(range(90, 271, 10))
    assert set(first.levels) == {"LAKE.level", "R1.level", "SUMP.level", "A1.depth", "B1.depth"}
    assert all(len(curve) == 19 for curve in first.levels.values())


def test_expected_rain_raises_the_lake_and_measured_rain_before_it_too():
    model = Model(blind(SPEC), 7)
    dry = model.curves(question()).levels["LAKE.level"]
    wet = model.curves(question(forecast=forecast((0.0,) * 12 + (60.0,) * 6))).levels["LAKE.level"]
    assert wet[0] == dry[0]
    assert wet[3] == pytest.approx(dry[3], abs=1e-3)      # the rain begins at minute 120
    assert wet[-1] > dry[-1] + 0.1
    never = model.curves(msgspec.structs.replace(question(), rain=()))
    assert never.levels["LAKE.level"][0] < dry[0]


def test_a_forecast_for_the_past_changes_nothing():
    model = Model(blind(SPEC), 7)
    heavy, none = forecast((80.0,) * 9), forecast((0.0,) * 9)
    assert model.curves(question(forecast=heavy)) == model.curves(question(forecast=none))


def test_the_expected_tide_is_joined_at_the_measured_level():
    model = Model(blind(SPEC), 7)
    calm = forecast((), tuple(0.2 + 0.005 * 10 * i for i in range(40)))          # says 0.65 m at minute 90
    high = model.curves(question(forecast=calm)).levels["R1.level"]
    still = model.curves(question()).levels["R1.level"]
    assert high[0] == still[0]
    assert high[-1] - still[-1] == pytest.approx(0.9, abs=0.15)                 # rises 0.9 m in 3 h


def test_a_plan_is_ramped_from_now_on():
    model = Model(blind(SPEC), 7)
    low = msgspec.structs.replace(question(), tide=((0.0, 0.2), (90.0, -0.8)))
    held = model.curves(low).levels["LAKE.level"]
    opened = model.curves(msgspec.structs.replace(low, plan=((90.0, "GATE", 100.0),))).levels["LAKE.level"]
    assert opened[0] == held[0]
    assert held[-1] - opened[-1] > 0.3                     # three hours of open gate into a low sea


def test_an_outlook_out_of_range_is_refused():
    with ModelTwin(SPEC, 7) as twin:
        with pytest.raises(ChildRefused, match="up to 14 days ahead"):
            twin.outlook(msgspec.structs.replace(question(), horizon_h=0.0))
        with pytest.raises(ChildRefused, match="rain, row 1"):
            twin.outlook(msgspec.structs.replace(question(), rain=((0.0, -5.0),)))
