"""A served city with rule templates: a reading that a client posts becomes an alert that can be traced, also across a
SIGKILL.
"""

import time
from pathlib import Path
from typing import Any

import pytest

from banyan.cli.main import main
from banyan.model.time import instant, iso
from banyan.runtime.data_folder import open_reader
from banyan.runtime.views import trace
from tests.runtime.things.served import Served, empty_city

TEMPLATES = """
[[templates]]
id = "pressure-high"
kind = "threshold"
observed_property = "pressure"
cause = "pressure"
limits = [{ level = "III", raise_at = 5.0, clear_at = 4.0 }]
"""
STREAM = {
    "name": "East main", "description": "d", "observationType": "o",
    "unitOfMeasurement": {"name": "bar", "symbol": "bar", "definition": "ucum:bar"},
    "properties": {"acceptance": {"low": 0, "high": 20}},
    "Sensor": {"name": "s", "description": "d", "encodingType": "t", "metadata": "m"},
    "ObservedProperty": {"name": "pressure", "definition": "urn:pressure", "description": "d"},
    "Thing": {"name": "t", "description": "d", "Locations": [{
        "name": "l", "description": "d", "encodingType": "application/geo+json",
        "location": {"type": "Point", "coordinates": [119.6, 25.99]}}]},
}  # fmt: skip


def watched_city(folder: Path) -> Path:
    city = empty_city(folder)
    rules = city / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + TEMPLATES, encoding="utf-8")
    return city


def send(town: Served, stream: int, *values: float) -> Any:
    """A second apart, the last one now."""
    now = time.time_ns() // 1000 // 1_000_000 * 1_000_000
    rows = [[iso(instant(now - (len(values) - 1 - n) * 1_000_000)), value] for n, value in enumerate(values)]
    status, said = town.ask("POST", "/CreateObservations", [{
        "Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": rows}])
    assert status == 201, said
    return said


def alerts(data: Path, count: int) -> list[Any]:
    """The alert records, once there are so many; read beside the running city."""
    until = time.monotonic() + 60
    while True:
        with open_reader(data) as store:
            found = [rec for _, rec in store.records(kind="alert")]
        if len(found) >= count or time.monotonic() > until:
            return found
        time.sleep(0.2)


def test_a_posted_reading_becomes_an_alert_with_its_evidence_and_a_kill_doubles_nothing(tmp_path: Path) -> None:
    city, data = watched_city(tmp_path), tmp_path / "data"
    data.mkdir()
    town = Served(city, data, "--open")
    try:
        status, made = town.ask("POST", "/Datastreams", STREAM)
        assert status == 201, made
        stream = made["@iot.id"]
        said = send(town, stream, 3.0, 30.0, 6.5)
        assert said[1] == "error"                      # out of range, and judged by nobody
        [alert] = alerts(data, 1)
        assert alert.body["rule"] == f"pressure-high:{stream}"
        assert [(e["value"], e["seq"]) for e in alert.body["evidence"]] == [(6.5, 2)]
        assert alert.body["reason"]["args"]["subject"] == "East main"
        with open_reader(data) as store:
            chain = trace(store, str(alert.id))
        assert [link.record["id"] for link in chain if link.depth < 0] == [f"reading/datastream/{stream}/2"]
        town.kill()
        town = Served(city, data, "--open")
        send(town, stream, 1.0)
        found = alerts(data, 2)
        assert [rec.body["phase"] for rec in found] == ["unacknowledged", "returned-unacknowledged"]
        assert [rec.body["id"] for rec in found] == [alert.body["id"]] * 2
    finally:
        town.stop()
    with open_reader(data) as store:
        assert len([rec for _, rec in store.records(kind="alert")]) == 2
    for command in ("checkjournal", "events"):
        with pytest.raises(SystemExit) as left:
            main([command, "--data", str(data)])
        assert left.value.code in (0, None), command


def test_a_datastream_whose_acceptance_cannot_be_kept_to_is_refused_with_a_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    town = Served(empty_city(tmp_path), data, "--open")
    try:
        status, said = town.ask("POST", "/Datastreams", {**STREAM, "properties": {"acceptance": {"low": 9, "high": 1}}})
        assert status == 400
        assert "low 9 is above high 1" in said["error"]
    finally:
        town.stop()
