"""The plant's process: orders in, messages out, the same again after a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import banyan
from banyan.twin.swmm.client import PlantDied, PlantProcess, PlantRefused
from banyan.twin.swmm.engine import Engine, EngineError
from banyan.twin.swmm.network import load
from banyan.twin.swmm.scenario import prepare
from banyan.twin.swmm.spec import Fault, FaultKind
from banyan.twin.swmm.world import World
from tests.twin.towns import TINY, tiny_spec

SPEC = tiny_spec()


def at(minute):
    return SPEC.start + timedelta(minutes=minute)


def order(number, device, setting):
    return {"order": f"O-{number}", "device": device, "setting": setting}


def told(spec, orders=(), minutes=60, each=None):
    """All messages of a run: `orders` are (minute, body)."""
    world = World(spec)
    try:
        lines, now = [], 0
        marks = sorted({m for m, _ in orders if m} | {minutes} | set(range(0, minutes, each or minutes)) - {0})
        for mark in marks:
            lines += world.advance(at(mark), [body for m, body in orders if m == now])
            now = mark
        return lines
    finally:
        world.close()


def values(lines, stream):
    """minute -> reading, leaving out what isn't a number within reason."""
    found = {}
    for line in map(json.loads, lines):
        if line.get("stream") == stream and isinstance(line["result"], float) and -50 < line["result"] < 500:
            found[line["seq"] - 1] = line["result"]
    return found


def test_killed_in_the_middle_and_replayed_it_goes_on_with_the_same_messages():
    steps = [(at(10 * i), [order(i, "GATE", 10.0 * (i % 9))]) for i in range(1, 13)]
    steps[3][1].append({"dispatch": "T-1", "crew": "crew-1", "place": "B1", "action": "mobile-pump"})
    with PlantProcess() as plant:
        plant.start(SPEC)
        whole = [plant.advance(to, orders) for to, orders in steps]
        report = plant.close()
    with PlantProcess() as plant:
        plant.start(SPEC)
        for to, orders in steps[:6]:
            plant.advance(to, orders)
        os.kill(plant.pid, 9)
        with pytest.raises(PlantDied):
            plant.advance(*steps[6])
        plant.start(SPEC)
        plant.replay(steps[:6], steps[5][0])
        assert [plant.advance(to, orders) for to, orders in steps[6:]] == whole[6:]
        again = plant.close()
    assert again.run == report.run
    assert again.crew_work == report.crew_work != ()


def test_no_process_and_no_folder_is_left():
    plant = PlantProcess()
    plant.start(SPEC)
    pid = plant.pid
    plant.kill()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(PlantDied):
        plant.advance(at(1))
    with Engine(load(TINY)) as engine:       # the next start sweeps what the killed one left
        mine = engine._folder.path
        assert sorted(p for p in mine.parent.glob("run-*") if _owner_is_gone(p)) == []
    assert not mine.exists()


def _owner_is_gone(folder):
    import fcntl

    try:
        with (folder / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def test_it_ends_when_its_input_ends():
    child = subprocess.Popen(
        [sys.executable, "-m", "banyan.twin.swmm.plant"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(banyan.__file__).parents[1])},
    )
    child.stdin.write(msgspec.json.encode({"open": SPEC}) + b"\n" + b"{nonsense\n" + b'{"close": true}\n' + b"{}\n")
    out, _ = child.communicate(timeout=60)
    answers = [json.loads(line) for line in out.splitlines()]
    assert answers[0] == {"opened": True, "start": "2026-07-24T00:00:00Z"}
    assert "malformed" in answers[1]["error"]
    assert set(answers[2]) == {"run", "continuity_error_percent", "cpu_s", "crew_work"}
    assert "no plant is open" in answers[3]["error"]
    assert child.returncode == 0


def test_a_killed_parent_leaves_no_child():
    code = (
        "import sys, msgspec\n"
        "from banyan.twin.swmm.client import PlantProcess\n"
        "from banyan.twin.swmm.jobs import Job, Pool, Simulation\n"
        "from banyan.twin.swmm.spec import PlantSpec\n"
        "spec = msgspec.json.decode(sys.stdin.buffer.readline(), type=PlantSpec)\n"
        "plant, pool = PlantProcess(), Pool(2)\n"
        "plant.start(spec)\n"
        "other = Simulation(Job(spec))\n"
        "print(plant.pid, other._child.pid, *(c.pid for c in pool._children), flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              env={**os.environ, "PYTHONPATH": str(Path(banyan.__file__).parents[1])})
    parent.stdin.write(msgspec.json.encode(SPEC) + b"\n")
    parent.stdin.flush()
    children = [int(word) for word in parent.stdout.readline().split()]
    assert len(children) == 4
    parent.kill()
    parent.communicate()
    while any(_runs(child) for child in children):     # pytest's timeout is the limit
        time.sleep(0.05)


def test_a_crash_of_the_engine_is_no_reason_to_try_again():
    """A kill from outside is PlantDied, and a restart mends it; a crash of its own would come again each time."""
    for number, expected in ((signal.SIGSEGV, PlantRefused), (signal.SIGKILL, PlantDied)):
        with PlantProcess() as plant:
            plant.start(SPEC)
            os.kill(plant.pid, number)
            with pytest.raises(expected):
                plant.advance(at(1))


def _runs(pid):
    """Whether a process is there and no zombie that only waits to be counted."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@settings(max_examples=6, deadline=None)
@given(st.sets(st.integers(1, 239), max_size=8))
def test_however_it_is_cut_the_messages_are_the_same(cuts):
    """Cuts on the 10 s grid, two orders at fixed times."""
    spec = tiny_spec(2)
    orders = {0: [order(1, "GATE", 60.0)], 90: [order(2, "GATE", 0.0), order(3, "PU", 100.0)]}
    runs = []
    for marks in (sorted({90, 240}), sorted({90, 240, *cuts})):
        world = World(spec)
        lines, now = [], 0
        for mark in marks:
            lines += world.advance(spec.start + timedelta(seconds=10 * mark), orders.get(now, []))
            now = mark
        runs.append((lines, world.close().run))
    assert runs[0] == runs[1]


def test_a_gate_travels_at_its_ramp():
    positions = values(told(SPEC, [(0, order(1, "GATE", 40.0))], 10), "GATE.position")
    ramp = 100 / (0.1667 * 60)                 # the orifice's own opening time, %/min
    for minute in (1, 2):
        assert positions[minute] == pytest.approx(10 + ramp * minute, abs=1.0)
    assert positions[5] == pytest.approx(40, abs=1.0)


def test_orders_that_are_none_change_nothing():
    plain = told(SPEC)
    bad = [float("nan"), float("inf"), -1.0, 101.0, "50", None, True, [], {}]
    orders = [(0, order(i, "GATE", setting)) for i, setting in enumerate(bad)]
    orders += [(0, order(50, "NOWHERE", 50.0)), (0, {}), (0, {"order": 7}), (0, {"recall": "T-9", "crew": "crew-1"})]
    assert told(SPEC, orders) == plain


def test_an_order_is_known_by_its_id():
    once = told(SPEC, [(0, order(1, "GATE", 80.0)), (20, order(2, "GATE", 20.0))])
    again = told(SPEC, [(0, order(1, "GATE", 80.0)), (20, order(2, "GATE", 20.0)), (30, order(1, "GATE", 80.0))])
    assert values(again, "GATE.position")[59] == values(once, "GATE.position")[59] == pytest.approx(20, abs=1)


def test_the_engine_itself_refuses_nan():
    with Engine(prepare(SPEC).network) as engine:
        for setting in (float("nan"), float("inf"), -0.1, 1.1):
            with pytest.raises(EngineError, match="a setting from 0 to 1"):
                engine.put("GATE", setting)


def test_one_simulation_per_process():
    with Engine(prepare(SPEC).network), pytest.raises(EngineError, match="one simulation per process"):
        Engine(prepare(SPEC).network)


def test_emergency_stop_holds_gates_where_they_are_and_gives_pumps_back_to_their_floats():
    orders = [(0, order(1, "GATE", 100.0)), (0, order(2, "PU", 100.0)), (3, {"stop": "S-1"})]
    lines = told(SPEC, orders, 30)
    held = {value for minute, value in values(lines, "GATE.position").items() if minute >= 4}
    assert max(held) - min(held) < 1.5
    assert 38 < min(held) < max(held) < 42
    assert values(lines, "PU.flow")[2] == 0    # the sump starts below the shut-off depth: the float outranks


def test_pumping_early_stops_at_the_floats_shut_off_depth():
    """The sump starts at 0.8 m, its shut-off depth, and fills; it is never drawn below."""
    floats = told(SPEC, minutes=240)
    early = told(SPEC, [(60, order(1, "PU", 100.0))], 240)
    assert max(values(floats, "PU.flow").get(m, 0) for m in range(60, 120)) == 0
    assert min(values(early, "SUMP.level").values()) > -2.5 + 0.8 - 0.08
    highest = [max(v for m, v in values(lines, "SUMP.level").items() if m < 150) for lines in (early, floats)]
    assert highest[0] <= highest[1]


def test_a_failed_pump_stands_still_though_its_float_wants_it():
    whole = values(told(SPEC, minutes=240), "PU.flow")
    running = [m for m, flow in whole.items() if flow > 0]
    assert len(running) > 30
    begin, end = running[0] + 2, running[0] + 22
    spec = tiny_spec(faults=(Fault(FaultKind.PUMP_FAILS, begin, end),))
    failed = values(told(spec, [(begin, order(1, "PU", 100.0))], minutes=240), "PU.flow")
    assert {flow for m, flow in failed.items() if begin < m <= end} == {0.0}
    assert max(flow for m, flow in failed.items() if end < m < end + 15) > 0


def test_a_stuck_gate_goes_on_when_it_is_freed():
    spec = tiny_spec(faults=(Fault(FaultKind.GATE_STUCK, 2, 20),))
    positions = values(told(spec, [(0, order(1, "GATE", 100.0))], 40), "GATE.position")
    assert positions[15] == pytest.approx(30, abs=1)
    assert positions[35] == pytest.approx(100, abs=1)


def test_the_mobile_pump_runs_only_while_the_crew_works():
    orders = [(10, {"dispatch": "T-1", "crew": "crew-1", "place": "B1", "action": "mobile-pump"}),
              (160, {"recall": "T-1", "crew": "crew-1"})]
    world = World(tiny_spec(4))
    mobile, now, lines = [], 0, []
    for minute in range(1, 241):
        lines += world.advance(at(minute), [body for m, body in orders if m == now])
        now = minute
        mobile.append(world._course.engine.flow("MP"))
    report = world.close()
    status = [(m["status"], m["seq"]) for m in map(json.loads, lines) if "crew" in m]
    assert status == [("travelling", 1), ("on-site", 2), ("working", 3), ("returning", 4), ("home", 5)]
    [work] = report.crew_work
    assert work.position == "B1-pump"
    assert 10 * 60 + 180 < work.from_s < 25 * 60
    assert work.to_s == 160 * 60
    wet = [minute for minute, flow in enumerate(mobile, start=1) if flow > 0.01]
    assert len(wet) > 5
    assert work.from_s / 60 <= wet[0] <= wet[-1] <= 161


def test_crews_and_forecasts_still_arrive_when_all_gauges_are_cut():
    spec = tiny_spec(faults=(Fault(FaultKind.ALL_GAUGES_CUT, 0),))
    lines = [json.loads(line) for line in told(spec, [(0, {"dispatch": "T", "crew": "crew-1", "place": "B1"})], 120)]
    assert [m for m in lines if "stream" in m] == []
    assert [m["forecast"] for m in lines if "forecast" in m] == ["F-0001", "F-0002", "F-0003"]
    assert [m["status"] for m in lines if "crew" in m] == ["travelling", "on-site"]


def test_a_lost_forecast_is_not_sent():
    spec = tiny_spec(faults=(Fault(FaultKind.FORECAST_LOST, 60, 180),))
    lines = [json.loads(line) for line in told(spec, minutes=240)]
    assert [m["forecast"] for m in lines if "forecast" in m] == ["F-0001", "F-0004", "F-0005"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hours": 0.0}, "a run of 0 hours"),
        ({"rain": ((0.0, -1.0),)}, "rain, row 1: -1 is below 0"),
        ({"faults": (Fault(FaultKind.GATE_STUCK, 0, None, "GX"),)}, "unknown target 'GX'; town has GATE"),
        ({"network": ""}, "the file is empty"),
        ({"network": SPEC.network.replace("GATE LAKE R1", "DOOR LAKE R1")}, "no 'GATE' in .ORIFICES. of the network"),
        ({"network": SPEC.network.replace("C1 CIRCULAR 1.2", "C1 CIRCULAR -1.2")}, "SWMM: ERROR"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_sentence(change, says):
    with PlantProcess() as plant:
        with pytest.raises(PlantRefused, match=says) as refused:
            plant.start(msgspec.structs.replace(SPEC, **change))
        assert plant.pid is None
        assert "\n" not in str(refused.value)


def test_time_goes_forward_on_the_grid_only():
    with PlantProcess() as plant:
        plant.start(SPEC)
        plant.advance(at(5))
        for bad in (at(4), SPEC.start + timedelta(seconds=305), at(60 * 24)):
            with pytest.raises(PlantRefused, match="can't advance"):
                plant.advance(bad)
        assert plant.advance(at(6)) != []
