"""What the commands write for programs is what their published schemas say."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec

from banyan.cli import readings_import, rejects
from banyan.model.ledger import Asked
from banyan.runtime.readings.shown import page
from tests.runtime.readings.conftest import AT, WIDE, Place

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def written(told: dict[str, Any]) -> Any:
    return json.loads(msgspec.json.encode(told))


def test_a_list_of_rejects_and_an_import_are_what_their_schemas_say(place: Place) -> None:
    answer = place.take(WIDE, json.dumps({"id": "w1", "t": AT, "temp": "hot", "level": 1}).encode())
    with place.things.look(place.now) as look:
        found = page(look.ledger, Asked())
    assert found.rejects
    assert found.counts
    jsonschema.validate(written({"schema": rejects.SCHEMA, **msgspec.to_builtins(found)}), schema("rejects"))
    told = {"schema": readings_import.SCHEMA, "files": [{"file": "a.csv", "sha256": "0" * 64,
                                                         **msgspec.to_builtins(answer)}]}
    jsonschema.validate(written(told), schema("readings-import"))
