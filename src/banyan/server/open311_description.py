"""GeoReport v2's part of the API description. Written, not derived: its addresses end in a format, and its structs are
the standard's wire shapes, in which every field may be null that "may not be returned".
"""

from typing import Any, Literal

import msgspec
from msgspec import Struct

Text = str | None


class ServiceWire(Struct, frozen=True):
    service_code: str
    service_name: Text
    description: Text
    metadata: bool
    type: Literal["realtime", "batch", "blackbox"]
    keywords: Text
    group: Text


class ValueWire(Struct, frozen=True):
    key: str
    name: Text


class AttributeWire(Struct, frozen=True, omit_defaults=True):
    variable: bool
    code: str
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    required: bool
    datatype_description: Text
    order: int
    description: Text
    values: list[ValueWire] = []


class ServiceDefinitionWire(Struct, frozen=True):
    service_code: str
    attributes: list[AttributeWire]


class EndpointWire(Struct, frozen=True):
    specification: str
    url: str
    changeset: str
    type: Literal["production", "test"]
    formats: list[str]


class DiscoveryWire(Struct, frozen=True):
    changeset: str
    contact: str
    key_service: str
    endpoints: list[EndpointWire]


class ExtendedWire(Struct, frozen=True):
    origin_jurisdiction: Text
    origin_request_id: Text
    hand: int
    holder: Text
    outcome: Text
    verdict: Text


class NoteWire(Struct, frozen=True):
    datetime: str
    description: Text
    type: Text


class ServiceRequestWire(Struct, frozen=True, omit_defaults=True):
    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: Text
    service_name: Text
    service_code: str
    description: Text
    agency_responsible: Text
    service_notice: Text
    requested_datetime: str
    updated_datetime: Text
    expected_datetime: Text
    address: Text
    address_id: Text
    zipcode: Text
    lat: float | None
    long: float | None
    media_url: Text
    extended_attributes: ExtendedWire | None = None
    notes: list[NoteWire] = []


class FiledWire(Struct, frozen=True, omit_defaults=True):
    service_notice: Text
    account_id: Text
    service_request_id: Text = None
    token: Text = None


class TokenWire(Struct, frozen=True):
    service_request_id: Text
    token: Text


class FaultWire(Struct, frozen=True):
    code: int
    description: Text


_KINDS = (list[ServiceWire], ServiceDefinitionWire, DiscoveryWire, list[ServiceRequestWire], list[FiledWire],
          list[TokenWire], list[FaultWire])
_REF = "#/components/schemas/{name}"
_FORMAT = {"name": "format", "in": "path", "required": True, "schema": {"enum": ["xml", "json"], "type": "string"}}
_FIELDS = {
    "api_key": "Required.",
    "service_code": "Required.",
    "jurisdiction_id": "This city's own, or left out.",
    "lat": "Degrees, WGS 84; with long.",
    "long": "Degrees, WGS 84; with lat.",
    "address_string": "Instead of lat, long.",
    "address_id": "Instead of lat, long.",
    "description": "At most 4000 characters.",
    "media_url": "http or https.",
    **dict.fromkeys(("email", "phone", "first_name", "last_name", "account_id", "device_id"), "Never told again."),
    "origin_jurisdiction": "Extension: where a case handed over began.",
    "origin_request_id": "Extension: its id there.",
    "origin_hand": "Extension: how often it has changed hands, from 1.",
}
_FILTERS = {
    "service_request_id": "Comma list of at most 1000; overrides all others.", "service_code": "Comma list.",
    "status": "open, closed or both, comma list.",
    "start_date": "W3C date and time. With end_date at most 90 days apart; without: 90 days before it.",
    "end_date": "W3C date and time.", "updated_after": "Extension.", "updated_before": "Extension.",
    "page": "Extension, from 1.", "page_size": "Extension, at most 1000.",
    "extensions": "Extension: true adds extended_attributes and notes.",
}  # fmt: skip


def describe(schema: dict[str, Any]) -> None:
    """Add the standard's paths and shapes to an OpenAPI description."""
    shapes, components = msgspec.json.schema_components(_KINDS, ref_template=_REF)
    schema["components"]["schemas"].update(components)
    services, definition, discovery, requests, filed, token, faults = shapes
    base = "/open311/v2"
    schema["paths"].update({
        "/open311/discovery.{format}": {"get": _get("Where the endpoints are.", discovery, faults)},
        f"{base}/services.{{format}}": {"get": _get("What may be reported.", services, faults)},
        f"{base}/services/{{service_code}}.{{format}}": {
            "get": _get("What a service asks.", definition, faults, path="service_code")},
        f"{base}/requests.{{format}}": {
            "get": _get("Requests; by default the last 90 days, at most 1000.", requests, faults, query=_FILTERS),
            "post": _post(filed, faults)},
        f"{base}/requests/{{service_request_id}}.{{format}}": {
            "get": _get("One request, or several by a comma list.", requests, faults, path="service_request_id",
                        query={"extensions": _FILTERS["extensions"]})},
        f"{base}/tokens/{{token}}.{{format}}": {"get": _get("The request of a token.", token, faults, path="token")},
    })  # fmt: skip


def _get(
    summary: str, shape: dict[str, Any], faults: dict[str, Any], path: str = "", query: dict[str, str] | None = None
) -> dict[str, Any]:
    asked = {"jurisdiction_id": "This city's own, or left out.", "locale": "Extension: zh or en."} | (query or {})
    named = [{"name": path, "in": "path", "required": True, "schema": {"type": "string"}}] if path else []
    return {
        "summary": summary, "tags": ["Open311 GeoReport v2"], "security": [],
        "parameters": [_FORMAT, *named, *(
            {"name": name, "in": "query", "required": False, "description": why, "schema": {"type": "string"}}
            for name, why in asked.items())],
        "responses": _responses(shape, faults),
    }  # fmt: skip


def _post(shape: dict[str, Any], faults: dict[str, Any]) -> dict[str, Any]:
    fields = {name: {"type": "string", "description": why} for name, why in _FIELDS.items()}
    form = {"type": "object", "properties": fields, "required": ["api_key", "service_code"],
            "patternProperties": {r"^attribute\[[^\[\]]{1,100}\](\[\])?$": {"type": ["string", "array"]}}}
    files = {**form, "properties": {**fields, "media": {"type": "array", "maxItems": 5,
                                                        "items": {"type": "string", "format": "binary"}}}}
    return {
        "summary": "File a request.", "tags": ["Open311 GeoReport v2"], "security": [], "parameters": [_FORMAT],
        "requestBody": {"required": True, "content": {
            "application/x-www-form-urlencoded": {"schema": form}, "multipart/form-data": {"schema": files}}},
        "responses": _responses(shape, faults),
    }  # fmt: skip


def _responses(shape: dict[str, Any], faults: dict[str, Any]) -> dict[str, Any]:
    def both(body: dict[str, Any]) -> dict[str, Any]:
        return {"application/json": {"schema": body}, "text/xml": {"schema": body}}

    answers = {"200": {"description": "Done", "content": both(shape)}}
    refusals = {"400": "Can't be answered", "403": "No valid key", "404": "No such id"}
    return answers | {code: {"description": why, "content": both(faults)} for code, why in refusals.items()}
