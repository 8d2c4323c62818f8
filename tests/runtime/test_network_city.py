"""Somebody's own network becomes a city that can be judged and steered."""

from pathlib import Path

import pytest

from banyan.model.device import Kind
from banyan.model.rule import RuleKind
from banyan.model.stream import Measures
from banyan.runtime.network_city import city_of_network
from banyan.runtime.prepared import prepare
from banyan.runtime.scenario import Options, build
from banyan.twin.swmm.network import NetworkError

TINY = Path(__file__).parents[1] / "twin" / "tiny.inp"


def test_every_gauge_is_watched_and_every_device_may_be_steered() -> None:
    city, _, network = city_of_network(TINY, None)
    silent = {rule.of for rule in city.rules if rule.kind is RuleKind.SILENCE}
    assert silent == {str(stream.id) for stream in city.streams}
    ponding = {rule.of for rule in city.rules if rule.cause == "ponding"}
    assert ponding == {str(stream.id) for stream in city.streams if stream.measures is Measures.DEPTH}
    assert {str(rule.subject) for rule in city.rules if rule.cause == "high-water"} == {str(x.id) for x in city.lakes}
    (standing,) = city.authority.standing
    assert standing.devices == tuple(d.id for d in city.devices) != ()
    assert {d.kind for d in city.devices} <= {Kind.GATE, Kind.PUMP}
    assert city.crews == ()
    assert network.text() != ""


def test_its_rules_can_be_judged_and_its_ids_are_its_own() -> None:
    city, _, _ = city_of_network(TINY, None)
    assert city.id == "network-tiny"
    made = [str(ready.rule.id).split("/")[0] for ready in prepare(city).rules.rules][len(city.rules):]
    levels = sum(stream.measures is Measures.LEVEL for stream in city.streams)
    assert made.count("read-back") == len(city.devices)
    assert made.count("trust") == levels
    assert set(made) <= {"read-back", "trust", "expected"}
    types = {case.id for case in city.case_types}
    assert {rule.case_type for rule in city.rules if rule.case_type} <= types


def test_the_brain_never_sees_the_network() -> None:
    scenario = build(Options(network=TINY, hours=1))
    assert (scenario.known.hydraulics, scenario.known.storms) == (None, ())
    assert scenario.city.hydraulics is not None


def test_a_map_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text("not = [toml", encoding="utf-8")
    for wrong in (tmp_path / "map.toml", tmp_path / "none.toml", tmp_path):
        with pytest.raises(NetworkError) as told:
            city_of_network(TINY, wrong)
        assert str(wrong) in str(told.value)
        assert "\n" not in str(told.value)
