"""The API's description, from the routes themselves: python -m banyan.server.describe docs/openapi.json.

Both this file's output and the page's types made from it are committed; a test compares them with the code.
"""

import sys
from pathlib import Path
from typing import Any, cast

import msgspec
from litestar.openapi import OpenAPIConfig

from banyan.model.authority import Authority
from banyan.runtime.desk import Desk
from banyan.server.access import Access
from banyan.server.app import build
from banyan.server.open311_description import describe

_ABOUT = (
    "What the command centre's page and other programs may ask of a running city. Sign in with POST /api/session; "
    "every error is {error, code, expected}. Below /open311 the words and errors are those of GeoReport v2."
)


def description() -> bytes:
    """OpenAPI 3.1 as JSON with sorted keys, so that it differs only where the API does."""
    config = OpenAPIConfig(title="Banyan", version="1", description=_ABOUT, render_plugins=[])
    nobody = cast("Desk", None)  # nothing is asked while describing
    app = build(nobody, Access(Authority((), ()), {}), None, config)
    schema: dict[str, Any] = app.openapi_schema.to_schema()
    schema["servers"] = [{"url": "/"}]
    describe(schema)
    return msgspec.json.format(msgspec.json.encode(schema, order="deterministic"), indent=1) + b"\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(description())
