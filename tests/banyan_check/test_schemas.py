"""The published JSON Schemas: valid themselves, true to the nouns, and kept by a journal."""

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

import banyan.model
from banyan.model.effect import Flooding, Run
from tests.banyan_check.decided_journal import decided
from tests.banyan_check.small_journal import of, storm

jsonschema = pytest.importorskip("jsonschema", reason="pip install jsonschema: the published schemas go untested")
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def errors(name: str, value: object) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema(name)).iter_errors(value)]


OF_CASEWORK = ("casework", "casetype", "route")      # published in casework.schema.json, in words of their own


def nouns() -> dict[str, tuple[str, ...]]:
    """Every struct of the model with its fields."""
    names = [m.name for m in pkgutil.iter_modules(banyan.model.__path__) if m.name not in OF_CASEWORK]
    modules = [importlib.import_module(f"banyan.model.{name}") for name in names]
    return {
        name: thing.__struct_fields__
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, msgspec.Struct)
    }


@pytest.mark.parametrize("name", ["record", "after-action"])
def test_a_schema_is_a_schema(name: str):
    jsonschema.Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("number", range(len(storm())))
def test_every_record_of_a_journal_keeps_the_schema(number: int):
    assert errors("record", storm()[number]) == []


@pytest.mark.parametrize("number", range(len(decided())))
def test_every_record_of_a_journal_with_decisions_keeps_the_schema(number: int):
    assert errors("record", decided()[number]) == []


@pytest.mark.parametrize(("rid", "field", "value"), [
    ("D-1", "members", [{"factor": 1.0, "late_min": 0.0}]), ("D-1", "tried", [{"id": "rule", "score": 1.0}]),
    ("D-1", "weights", {"worst": "a quarter"}), ("D-1", "because", "habit"), ("D-1", "rain", []),
    ("D-1", "with_plan", {"lake": [1.0, 2.0]}), ("D-1", "estimate", None), ("D-1", "branches", 4.5),
    ("E-1", "levels", {"lake": "high"}), ("E-1", "distrusted", {"lake": "it lies"}),
    ("AL-1", "plan", {"assignments": []}), ("AL-1", "bound", None), ("AL-1", "status", "perfect"),
])  # fmt: skip
def test_a_field_of_a_decision_of_another_shape_breaks_the_schema(rid: str, field: str, value: object):
    lines = decided()
    of(lines, rid)["body"][field] = value
    assert errors("record", of(lines, rid)) != []


@pytest.mark.parametrize(("rid", "field"), [
    *(("D-1", field) for field in ("members", "estimate", "forecast", "tried", "chosen", "weights", "branches")),
    ("E-1", "levels"), ("AL-1", "demands"), ("AL-1", "hands"), ("AL-1", "bound"),
])  # fmt: skip
def test_a_decision_without_an_input_breaks_the_schema(rid: str, field: str):
    lines = decided()
    del of(lines, rid)["body"][field]
    assert errors("record", of(lines, rid)) != []


@pytest.mark.parametrize(("rid", "field", "value"), [
    ("O-9", "setting", "open"), ("O-9", "outcome", "maybe"), ("O-9", "at", "2026-07-24 14:51"),
    ("A-5", "approve", "yes"),
    ("P-5", "plan", {}), ("stop", "pulled", 1), ("device/gate-east", "value", {"id": "gate-east"}),
])  # fmt: skip
def test_a_field_of_another_shape_breaks_the_schema(rid: str, field: str, value: object):
    lines = storm()
    of(lines, rid)["body"][field] = value
    assert errors("record", of(lines, rid)) != []


def test_a_missing_key_breaks_the_schema_and_a_further_one_does_not():
    line = storm()[0]
    assert errors("record", line | {"district": "harbour"}) == []
    assert errors("record", {k: v for k, v in line.items() if k != "causes"}) != []


def test_a_kind_of_a_pack_needs_an_id_and_no_more():
    line = storm()[0] | {"kind": "tree-census", "schema": "banyan.tree-census/1", "body": {"id": "T-1"}}
    assert errors("record", line) == []
    assert errors("record", line | {"body": {}}) != []


def test_the_record_schema_names_the_fields_that_the_nouns_have():
    known, defined = nouns(), schema("record")["$defs"]
    compared = sorted(name for name in defined if name in known and "properties" in defined[name])
    published = {name: set(defined[name]["properties"]) for name in compared}
    assert published == {name: set(known[name]) for name in compared}
    assert {"Actuation", "Approval", "Proposal", "Plan", "Device", "Role", "Alert", "Case"} <= set(compared)
    assert {"Decision", "Member", "Tried", "Costs", "Band", "Estimate", "Allocation", "Demand"} <= set(compared)


def after_action() -> dict[str, Any]:
    flooding = Flooding(12.5, 10.0, 2.5, {"tower-road": 10.0})
    run = msgspec.to_builtins(Run(flooding, {"tower-road": 0.5}, {"lake": 0.0}, {"gate-east": 80.0}, {"pump-1": 2}))
    span, none = {"median": 12.0, "worst": 30.5}, {"median": None, "worst": None}
    return {
        "schema": "banyan.after-action/1", "city": "banyan-bay", "storm": "typhoon", "seed": 1, "simulated_hours": 24,
        "wall_s": 20.5, "loop_cpu_s": 9.0, "twin_cpu_s": 8.5,
        "runs": {"passive": run, "standing": run, "banyan": run},
        "alerts": {"raised": 5, "cleared": 4, "standing": 1},
        "cases": {"opened": 2, "closed": 2, "late": 0,
                  "minutes": {"alert": span, "case": span, "on_site": span, "cleared": none}},
        "proposals": {"made": 9, "approved": 7, "refused": 1, "expired": 1},
        "interlocks": {"refusals": {"ramp": 1}, "violations": 0},
        "readings": {"received": 100, "accepted": 98, "rejected": {"range": 2}},
        "journal": {"records": 500, "sha256": "0" * 64},
    }  # fmt: skip


def test_after_action_data_of_the_promised_shape_keeps_the_schema():
    assert errors("after-action", after_action()) == []


@pytest.mark.parametrize("key", [*after_action()])
def test_after_action_data_lacking_a_promised_key_breaks_the_schema(key: str):
    assert errors("after-action", {k: v for k, v in after_action().items() if k != key}) != []
