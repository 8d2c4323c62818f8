"""The shapes of casework's records as JSON Schema (python -m banyan.runtime.casework.schema FILE)."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from banyan.model.casework import Case, Entry
from banyan.runtime.casework.records import CASE, MOVE, TYPE, TypeVersion

BODIES = {CASE: Case, MOVE: Entry, TYPE: TypeVersion}


def schema() -> bytes:
    """Made from the nouns themselves: one definition for each, and which kind has which body."""
    shapes, defined = msgspec.json.schema_components(BODIES.values(), ref_template="#/$defs/{name}")
    told: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "banyan.casework/1",
        "title": "Bodies of the records of casework",
        "description": "Fields that say the usual are left out. Further fields may be added; none is renamed.",
        "properties": dict(zip(BODIES, shapes, strict=True)),
        "$defs": defined,
    }
    return msgspec.json.format(msgspec.json.encode(told, order="sorted"), indent=1) + b"\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(schema())
