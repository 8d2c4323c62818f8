"""The published shapes of casework's records are those of the nouns, and a journal keeps them."""

import json
from pathlib import Path

import jsonschema

from banyan.runtime.casework.schema import BODIES, schema
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.casework.clerk import Clerk

DOCS = Path(__file__).parents[3] / "docs" / "schemas" / "casework.schema.json"


def test_the_schema_is_that_of_the_code() -> None:
    assert DOCS.read_bytes() == schema(), f"run: python -m banyan.runtime.casework.schema {DOCS.name}"


def test_every_record_of_a_day_keeps_it(tmp_path: Path) -> None:
    Clerk(tmp_path).work()
    published = json.loads(DOCS.read_text())
    store = EmbeddedStore(tmp_path, None)
    kinds = {kind: jsonschema.Draft202012Validator({"$defs": published["$defs"], **published["properties"][kind]})
             for kind in BODIES}
    written = [rec for _, rec in store.records()]
    store.close()
    assert {rec.kind for rec in written} == set(BODIES)
    for rec in written:
        kinds[rec.kind].validate(rec.body)
