"""A request to SensorThings and its answer, without the transport that brings them."""

from typing import Any

from msgspec import Struct

JSON = "application/json"
PATCH = "application/json-patch+json"


class Asked(Struct, frozen=True):
    """`path`: after the service's root, percent-encoded. `base`: the root's address, without a slash at its end."""

    method: str
    path: str
    query: str
    base: str
    body: bytes = b""
    media: str = JSON


class Answer(Struct, frozen=True):
    """`body`: JSON as plain data, or a text with `text`; None with `empty`: no body at all."""

    status: int
    body: Any = None
    location: str | None = None
    text: bool = False
    empty: bool = False
