"""Cities out of bare networks: the conventions of --network, on networks nobody has seen."""

import random
from pathlib import Path

import pytest

from banyan.model.device import Kind
from banyan.model.stream import Measures
from banyan.twin.swmm.declare import city_from_network
from banyan.twin.swmm.mapfile import MapFile, load_map
from banyan.twin.swmm.model import blind
from banyan.twin.swmm.network import NetworkError, load, parse
from banyan.twin.swmm.perturb import perturbed
from banyan.twin.swmm.scenario import prepare
from banyan.twin.swmm.simulation import run
from banyan.twin.swmm.spec import SpecError
from banyan.twin.swmm.tables import TableError
from tests.twin.towns import TINY, city_of, shared_city, spec_of

PLAIN = TINY.read_text(encoding="utf-8")
MAP = Path(__file__).parents[2] / "benchmarks" / "control" / "city-inp.map.toml"


def without(text, *sections):
    """The text with sections cut out."""
    for name in sections:
        head, _, rest = text.partition(f"[{name}]\n")
        _, mark, tail = rest.partition("[")
        text = head + mark + tail
    return text


def test_the_tiny_town():
    found = city_from_network(load(TINY))
    assert {d.id: (d.kind, d.thing) for d in found.devices} == {"GATE": (Kind.GATE, "LAKE"), "PU": (Kind.PUMP, "SUMP")}
    gate, pump = found.devices
    assert (gate.initial, gate.standing, gate.safe) == (10.0, 50.0, None)
    assert gate.ramp == pytest.approx(10, abs=0.01)          # travels 0.1667 h
    assert (gate.level, gate.downstream, gate.read_back) == ("LAKE.level", "R1.level", "GATE.position")
    assert (pump.start_level, pump.stop_level, pump.rated_m3s) == (-0.7, -1.7, 1.0)
    [lake] = found.lakes
    assert (lake.band, lake.bank) == ((0.3, 1.07), pytest.approx(1.7))   # normal 0.8 m, rim 1.7 m
    assert lake.warning_level == pytest.approx(0.8 + 0.6 * 0.9)
    assert lake.catchment_m2 == 200_000                      # S1 only: S2 drains to the sump
    assert lake.area_m2 == ((-1.5, 12000.0), (0.0, 20000.0), (pytest.approx(1.7), 26000.0))
    assert (found.hydraulics.sea, found.hydraulics.river) == ("SEA", "R1")
    assert (found.storm.hours, max(v for _, v in found.storm.rain)) == (12, 120.0)


def test_every_stream_of_a_declared_city_is_read():
    import json

    from banyan.twin.swmm.world import World

    network = load(TINY)
    city = city_of(network)
    spec = spec_of(network, city, 1)
    world = World(spec)
    heard = {json.loads(line).get("stream") for line in world.advance(spec.start.replace(minute=30), [])}
    world.close()
    assert heard - {None} == {stream.id for stream in city.streams}


RENAMED = PLAIN.replace("LAKE", "10").replace("GATE", "10").replace("SUMP", "s-2")
NO_PUMPS = without(PLAIN, "PUMPS").replace("B1 G1", "").replace("SUMP R1", "").replace(
    "C3 R1 SEA 100", "C9 SUMP R1 50 0.014 -1.0 -1.2 0 0\nC3 R1 SEA 100").replace(
    "C3 TRAPEZOIDAL", "C9 CIRCULAR 1.0 0 0 0 1\nC3 TRAPEZOIDAL")
FREE = PLAIN.replace("SEA -2.4 TIMESERIES TIDE NO", "SEA -2.4 FREE NO")
NO_RIVER = without(PLAIN, "INFLOWS")
DRY_INPUT = without(PLAIN, "SUBCATCHMENTS", "SUBAREAS", "INFILTRATION", "RAINGAGES")
LITRES = PLAIN.replace("FLOW_UNITS CMS", "FLOW_UNITS LPS").replace("RIVER 0:00 3", "RIVER 0:00 3000").replace(
    "RIVER 12:00 3", "RIVER 12:00 3000").replace("PC 0.8 0.5", "PC 0.8 500").replace("PC 4.0 1.0", "PC 4.0 1000"
    ).replace("MC 0.3 0.3", "MC 0.3 300").replace("MC 4.0 0.4", "MC 4.0 400")
THREE_LAKES = PLAIN.replace(
    "[CONDUITS]", "L2 -1.5 3.0 2.0 FUNCTIONAL 1000 1.0 8000 0 0\nL3 -1.5 3.0 2.0 CYLINDRICAL 100 80 0 0 0\n\n[CONDUITS]"
).replace("[XSECTIONS]", "G2 L2 R1 BOTTOM -1.5 0.65 NO 0\nG3 L3 L2 SIDE -1.0 0.65 NO\n\n[XSECTIONS]").replace(
    "GATE RECT_CLOSED 1.5 2.0 0 0", "GATE RECT_CLOSED 1.5 2.0 0 0\nG2 CIRCULAR 1.0 0 0 0\nG3 RECT_CLOSED 1 1 0 0")
NO_PONDING = PLAIN.replace("ALLOW_PONDING YES", "ALLOW_PONDING NO")
RULED = PLAIN + """
[CONTROLS]
; a local rule that would fight the platform
RULE R-1
IF NODE LAKE DEPTH > 2.0
THEN ORIFICE GATE SETTING = 1.0
AND PUMP PU STATUS = ON
ELSE ORIFICE GATE SETTING = 0.0
PRIORITY 1
"""
TWO_GAGES = PLAIN.replace("[SUBCATCHMENTS]", "G2 VOLUME 0:05 1.0 TIMESERIES OTHER\n\n[SUBCATCHMENTS]").replace(
    "S2 G1 B1", "S2 G2 B1") + "\n[TIMESERIES]\nOTHER 2:00 4\nOTHER 2:05 5\n"


@pytest.mark.parametrize(
    ("text", "gates", "pumps", "lakes"),
    [
        (RENAMED, ["gate-10"], ["PU"], ["10"]),
        (NO_PUMPS, ["GATE"], [], ["LAKE"]),
        (FREE, ["GATE"], ["PU"], ["LAKE"]),
        (NO_RIVER, ["GATE"], ["PU"], ["LAKE"]),
        (DRY_INPUT, ["GATE"], ["PU"], ["LAKE"]),
        (LITRES, ["GATE"], ["PU"], ["LAKE"]),
        (THREE_LAKES, ["G2", "G3", "GATE"], ["PU"], ["L2", "L3", "LAKE"]),
        (NO_PONDING, ["GATE"], ["PU"], ["LAKE"]),
        (RULED, ["GATE"], ["PU"], ["LAKE"]),
        (TWO_GAGES, ["GATE"], ["PU"], ["LAKE"]),
        (PLAIN.replace("ROUTING_STEP 10", "ROUTING_STEP 0:00:05"), ["GATE"], ["PU"], ["LAKE"]),
        (PLAIN.replace("VARIABLE_STEP 0.75", "THREADS 4\nSKIP_STEADY_STATE YES"), ["GATE"], ["PU"], ["LAKE"]),
    ],
    ids=["ids", "no pumps", "free outfall", "no river", "no rain", "litres", "three lakes", "no ponding", "rules",
         "two gages", "fine step", "threads"],
)
def test_a_network_nobody_has_seen_runs(text, gates, pumps, lakes):
    network = parse(text)
    city = city_of(network)
    assert sorted(d.id for d in city.devices if d.kind == Kind.GATE) == gates
    assert [d.id for d in city.devices if d.kind == Kind.PUMP] == pumps
    assert sorted(lake.id for lake in city.lakes) == lakes
    found = run(spec_of(network, city, 4), {gates[0]: 35.0})
    assert set(found.run.gate_travel) == set(gates)
    assert abs(found.continuity_error_percent) < 2
    assert len({place.at for place in city.places}) == len(city.places)


def test_without_rain_and_river_there_is_no_stream_for_them():
    assert {s.measures for s in city_of(parse(without(DRY_INPUT, "INFLOWS"))).streams}.isdisjoint(
        {Measures.RAIN, Measures.INFLOW})
    assert Measures.TIDE not in {s.measures for s in city_of(parse(FREE)).streams}


def test_litres_and_cubic_metres_give_the_same_water():
    litres, plain = (run(spec_of(parse(t), city_of(parse(t)), 4), {}).run for t in (LITRES, PLAIN))
    assert litres.flooding_m3.total == pytest.approx(plain.flooding_m3.total, rel=1e-3)
    assert litres.pump_starts == plain.pump_starts


def test_a_local_rule_moves_no_gate_but_keeps_its_pump():
    ruled = spec_of(parse(RULED), city_of(parse(RULED)), 2)
    text = prepare(ruled).network.text()
    assert "GATE SETTING" not in text
    assert "THEN PUMP PU STATUS = ON" in text
    assert run(ruled, {"GATE": 10.0}).run.pump_starts["PU"] >= 0


def test_a_place_that_cannot_pond_still_ponds_while_it_floods():
    network = parse(NO_PONDING)
    report = run(spec_of(network, city_of(network), 4), {"GATE": 10.0}).run
    assert report.flooding_m3.by_place["B1"] > 500
    assert 0 < report.ponding_hours["B1"] < 2


def declared_and_run(text):
    network = parse(text)
    return run(spec_of(network, city_of(network), 1), {})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (without(PLAIN, "ORIFICES").replace("GATE RECT_CLOSED", ";"), "at least one storage with an orifice"),
        (PLAIN.replace("TIMESERIES STORM", "TIMESERIES STROM"), "no series STROM"),
        (PLAIN.replace("TIMESERIES TIDE", "TIMESERIES TIED"), "no series TIED"),
    ],
)
def test_a_network_that_cannot_be_a_city_is_refused(text, says):
    with pytest.raises(NetworkError, match=says):
        declared_and_run(text)


def test_the_map_of_the_shared_city():
    found = city_from_network(shared_city(), load_map(MAP))
    gates = {d.id: d for d in found.devices if d.kind == Kind.GATE}
    assert {(g.initial, g.standing, round(g.ramp)) for g in gates.values()} == {(10.0, 50.0, 10)}
    assert gates["GE"].name.zh == "东湖闸"
    assert all(lake.band[0] < 1.0 < lake.band[1] < lake.warning_level < lake.guarantee_level < lake.bank
               for lake in found.lakes)
    assert [p.id for p in found.places if p.kind == "ponding-point"] == list(load_map(MAP).places)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[lakes.NOWHERE]\nband = [0, 1]", "network map: .lakes.NOWHERE.: .* has LAKE"),
        ("[gates.PU]\ninitial = 5", "network map: .gates.PU.: .* has GATE"),
        ("[places.SEA]\npeople = 5", "network map: .places.SEA.: .* has A1, B1, R1"),
        ("[gate]\nopening = 5", "unknown field `opening`"),
        ("[gate]\ninitial = 'wide'", "Expected `float"),
        ("[gate", "no TOML file"),
    ],
)
def test_a_bad_map_says_what_was_expected(tmp_path, text, says):
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(NetworkError, match=says):
        city_from_network(load(TINY), load_map(path))


def test_map_keys_ignore_case():
    found = city_from_network(load(TINY), MapFile(gates={"gate": load_map(MAP).gate}))
    assert found.devices[0].safe == 50.0


WORDS = ["", "x", "-1", "nan", "1e400", "inf", "99999", "GATE", "LAKE", "*", '"', "[", ";", "0:00", "7/24/2026", "FILE"]


def mutilated(chance):
    """The tiny town with one to three lines damaged."""
    lines = PLAIN.splitlines()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        row = lines[at].split()
        if row:
            word = chance.randrange(len(row))
            damage = chance.choice(["lose", "swap", "cut", "add", "twice"])
            row = {"lose": row[:word] + row[word + 1:], "swap": [*row[:word], chance.choice(WORDS), *row[word + 1:]],
                   "cut": row[:1], "add": [*row[:word], chance.choice(WORDS), *row[word:]], "twice": row}[damage]
            lines[at : at + 1] = [" ".join(row)] * (2 if damage == "twice" else 1)
    return "\n".join(lines)


def made_ready(text):
    network = parse(text)
    spec = spec_of(network, city_of(network), 2)
    return prepare(spec), perturbed(network, 1), blind(spec)


def test_a_damaged_file_is_run_or_refused_never_a_traceback():
    chance = random.Random(8)  # noqa: S311  noise, no secret
    refused: list[str] = []
    for _ in range(400):
        try:
            made_ready(mutilated(chance))
        except (NetworkError, SpecError, TableError) as error:
            refused.append(str(error))
    assert 100 < len(refused) < 300
    assert not [sentence for sentence in refused if "\n" in sentence]
