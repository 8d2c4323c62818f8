"""The committed API description is the code's; the page's types are generated from it."""

import json
from pathlib import Path

from banyan.server.describe import description

DOCS = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_committed_description_is_what_the_routes_say():
    assert DOCS.read_bytes() == description(), "run: python -m banyan.server.describe docs/openapi.json; npm run types"


def test_a_frames_bodies_are_the_nouns():
    schemas = json.loads(description())["components"]["schemas"]
    kinds = schemas["Entities"]["properties"]
    assert kinds["alert"]["additionalProperties"] == {"$ref": "#/components/schemas/Alert"}
    assert "raised_at" in schemas["Alert"]["properties"]
