"""Four courses from one moment: what they share, how they differ, and what none of them can see."""

import json
from pathlib import Path

import msgspec
import pytest

from banyan.model.time import minutes, seconds
from banyan.runtime.data_folder import open_reader
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.result import Result
from banyan.runtime.whatif.runs import answer
from banyan.twin.swmm.faults import FaultError
from tests.runtime.whatif.conftest import Lived, asked, told

jsonschema = pytest.importorskip("jsonschema", reason="pip install jsonschema: the published schema goes untested")
SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "whatif.schema.json"
PLAN = [{"minutes": 0, "device": "gate-east", "setting": 90}, {"minutes": 5, "device": "pump-1", "setting": 100},
        {"minutes": 30, "device": "gate-east", "setting": 20}]


@pytest.fixture(scope="module")
def four(lived: Lived) -> Result:
    """An hour of rain more, with a plan."""
    return told(lived.data, rain=[[0, 60], [40, 0]], plan=PLAN)


def gate(result: Result, run: str, name: str = "gate-east") -> list[float]:
    return result.curves[run][f"{name}.position"]


def test_the_result_keeps_its_published_schema_and_names_every_field(four: Result) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    line = msgspec.to_builtins(four)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(line)] == []
    assert set(schema["properties"]) == set(line) == set(schema["required"])
    assert list(line["runs"]) == ["passive", "standing", "banyan", "plan"]
    assert set(line["runs"]["plan"]) == {
        "flooding_m3", "ponding_hours", "band_hours_outside", "gate_travel", "pump_starts"}


def test_every_curve_has_a_value_at_every_time(lived: Lived, four: Result) -> None:
    assert four.times == [lived.now + minutes(10 * n) for n in range(7)]
    assert (four.at, four.hours) == (lived.now, 1.0)
    streams = set(four.curves["passive"])
    assert {"east-lake.level", "tower-road.depth", "gate-east.position"} <= streams
    for run in four.runs:
        assert {stream: len(curve) for stream, curve in four.curves[run].items()} == dict.fromkeys(streams, 7)
    assert set(four.measured) == streams


def test_all_runs_begin_with_the_same_water(four: Result) -> None:
    for stream in four.curves["passive"]:
        assert len({four.curves[run][stream][0] for run in four.runs}) == 1, stream
    model_lake, gauge = four.curves["passive"]["east-lake.level"][0], four.measured["east-lake.level"]
    assert model_lake == pytest.approx(gauge, abs=0.1)


def test_nobody_acts_in_the_passive_run_and_the_standing_run_goes_to_its_settings(lived: Lived, four: Result) -> None:
    assert four.runs["passive"].gate_travel == {"gate-east": 0.0, "gate-west": 0.0}
    assert len(set(gate(four, "passive"))) == 1
    standing = {d.id: d.standing for d in lived.scenario.city.devices}
    assert gate(four, "standing")[-1] == standing["gate-east"]
    assert gate(four, "standing", "gate-west")[-1] == standing["gate-west"]


def test_a_plan_is_followed_by_ramp_and_the_rest_stays(lived: Lived, four: Result) -> None:
    """90 % asked at minute 0 and 20 % at minute 30: 70 % at 10 % a minute are there by minute 40."""
    assert next(d.ramp for d in lived.scenario.city.devices if d.id == "gate-east") == 10.0
    assert gate(four, "plan")[1:] == [90.0, 90.0, 90.0, 20.0, 20.0, 20.0]
    assert gate(four, "plan", "gate-west") == gate(four, "passive", "gate-west")
    assert four.runs["plan"].gate_travel == {"gate-east": pytest.approx(80.0, abs=0.5), "gate-west": 0.0}
    assert [(r.minutes, r.device) for r in four.asked.plan] == [(0, "gate-east"), (5, "pump-1"), (30, "gate-east")]


def test_what_an_interlock_refuses_is_listed_with_its_reason(lived: Lived) -> None:
    """Both pumps run at the moment. Off with the first tick, on again a minute later: pumps rest for five minutes."""
    plan = [{"minutes": m, "device": "pump-2", "setting": s} for m, s in ((0, 0), (1, 100))]
    found = told(lived.data, plan=plan, hours=0.5)
    assert [(d.run, d.device, d.setting, d.interlock, d.at - found.at) for d in found.refusals] == [
        ("plan", "pump-2", 100.0, "minimum-off", seconds(70))]
    assert found.refusals[0].why == "pump-2: stopped for 1.0 min, at least 5 min required"


def test_differences_are_the_runs_own_figures(four: Result) -> None:
    assert [(d.run, d.against) for d in four.differences] == [
        ("standing", "passive"), ("banyan", "passive"), ("plan", "passive"), ("plan", "banyan")]
    runs = four.runs
    found = four.differences[1]
    assert found.flooding_m3 == pytest.approx(
        runs["banyan"].flooding_m3.total - runs["passive"].flooding_m3.total, abs=1e-5)
    assert found.pump_starts == sum(runs["banyan"].pump_starts.values()) - sum(runs["passive"].pump_starts.values())


def test_the_brain_goes_on_from_its_memory(lived: Lived, four: Result) -> None:
    """Ids go on where the journal's ended, and what is told happened after the moment."""
    assert all(event.at > four.at for event in four.events)
    counts = msgspec.msgpack.decode(lived.memory)["control"]["counts"]
    planned = [e.id for e in four.events if (e.run, e.kind) == ("plan", "proposal")]
    assert planned[0] == f"P-{counts['proposal'] + 1:04d}"
    task = next(e for e in four.events if (e.run, e.kind) == ("banyan", "task"))
    assert task.body["crew"] in ("crew-4", "crew-5")       # the crews that had been sent before


def test_the_same_question_has_the_same_answer_to_the_last_figure(lived: Lived, four: Result) -> None:
    ground = asked(lived.data, rain=[[0, 60], [40, 0]], plan=PLAN)
    assert ground.key == four.id
    assert msgspec.json.encode(answer(lived.data, ground)) == msgspec.json.encode(four)


def test_no_what_if_can_see_the_storm_to_come(copied: Path, lived: Lived) -> None:
    """The saved scenario holds the plant's truth. With another one in it nothing changes."""
    before = told(copied)
    saved = json.loads((copied / "demo.json").read_text(encoding="utf-8"))
    spec = saved["spec"]
    assert spec["rain"] is not None
    spec |= {"rain": [[0, 0], [91, 300], [120, 0]], "tide": [[0, 9.0]], "inflow": [[0, 900.0]], "forecast_height": 9.0,
             "forecast_late_min": 0.0, "hours": 9.0, "faults": [{"kind": "gate-stuck", "from_min": 91.0, "to_min": None,
                                                                 "target": "gate-east"}]}
    saved["city"]["storms"] = saved["city"]["storms"][:1]
    (copied / "demo.json").write_text(json.dumps(saved), encoding="utf-8")
    after = told(copied)
    assert msgspec.json.encode(after) == msgspec.json.encode(before)


def test_faults_count_from_the_moment_and_a_stuck_gate_stays(lived: Lived) -> None:
    found = told(lived.data, faults=["gate-stuck@0:gate-east"])
    assert found.runs["standing"].gate_travel["gate-east"] == 0.0
    assert found.runs["standing"].gate_travel["gate-west"] > 0.0
    with pytest.raises(FaultError, match="unknown kind 'volcano'; kinds: gauge-stuck"):
        asked(lived.data, faults=["volcano@3"])


def test_a_record_s_moment_is_gone_on_from_with_what_was_known_then(lived: Lived) -> None:
    """From the first minutes on, when the forecast alone spoke of the burst: the rain comes from it."""
    with open_reader(lived.data) as store:
        first = next(rec for _, rec in store.records(kind="alert"))
    found = told(lived.data, **{"from": str(first.id)}, hours=0.5)
    assert (found.moment, found.at) == (str(first.id), first.at)
    assert found.hours == 0.5
    with pytest.raises(UsageError, match="nothing had been measured by"):
        told(lived.data, **{"from": "declaration/city/banyan-bay"})


@pytest.mark.parametrize(("question", "says"), [
    ({"hours": 0.1}, "--hours 0.1: 10 minutes"), ({"hours": 73}, "--hours 73: 10 minutes"),
    ({"storm": "wild"}, "--storm wild: no such storm; the city's folder has dry-day"),
    ({"storm_at": 5.0}, "no --storm is given"), ({"storm": "dry-day", "storm_at": 2000.0}, "--storm-at 2000"),
    ({"rain": [[0, -1.0]]}, "rain, row 1: -1 is below 0"), ({"tide": [[5, 1.0], [5, 2.0]]}, "minutes must rise"),
    ({"from": ""}, "--from: live, or the id of a record"),
    ({"plan": [{"minutes": 0, "device": "gate-9", "setting": 1}]}, "the plan names gate-9, which is no device"),
])  # fmt: skip
def test_a_question_that_cannot_be_is_one_sentence(lived: Lived, question: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError) as refused:
        told(lived.data, **question)
    assert says in str(refused.value)
