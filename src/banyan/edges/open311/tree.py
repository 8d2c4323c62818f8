"""One plain tree for each answer; XML and JSON are two ways to write the same tree, so they can't disagree.

The mapping is the Spark convention that GeoReport v2 names: a list is named by its plural, its members by the singular;
an empty element is null; nothing is an attribute.
"""

from typing import Any

from msgspec import Struct

from banyan.edges.open311 import times
from banyan.edges.open311.nouns import (
    Discovery,
    Extended,
    Fault,
    Filed,
    Service,
    ServiceDefinition,
    ServiceRequest,
)

MEMBER = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
    "values": "value", "endpoints": "endpoint", "formats": "format", "notes": "note",
}  # fmt: skip


class Document(Struct, frozen=True):
    """`root`: name of the outermost element; `tree`: dict, list, text, number, truth value or None."""

    root: str
    tree: Any


def services(found: tuple[Service, ...]) -> Document:
    return Document("services", [
        {"service_code": s.service_code, "service_name": s.service_name, "description": s.description or None,
         "metadata": s.metadata, "type": s.type.value, "keywords": ", ".join(s.keywords) or None, "group": s.group}
        for s in found
    ])  # fmt: skip


def definition(found: ServiceDefinition) -> Document:
    attributes = []
    for a in sorted(found.attributes, key=lambda a: a.order):
        told = {"variable": a.variable, "code": a.code, "datatype": a.datatype.value, "required": a.required,
                "datatype_description": a.datatype_description or None, "order": a.order,
                "description": a.description or None}
        if a.values:
            told["values"] = [{"key": v.key, "name": v.name} for v in a.values]
        attributes.append(told)
    return Document("service_definition", {"service_code": found.service_code, "attributes": attributes})


def discovery(found: Discovery) -> Document:
    return Document("discovery", {
        "changeset": times.write(found.changeset), "contact": found.contact, "key_service": found.key_service,
        "endpoints": [
            {"specification": e.specification, "url": e.url, "changeset": times.write(e.changeset), "type": e.type,
             "formats": list(e.formats)}
            for e in found.endpoints
        ],
    })  # fmt: skip


def requests(found: tuple[ServiceRequest, ...], extensions: bool = False) -> Document:
    return Document("service_requests", [_request(r, extensions) for r in found])


def _request(r: ServiceRequest, extensions: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "service_request_id": r.service_request_id, "status": r.status.value, "status_notes": r.status_notes or None,
        "service_name": r.service_name or None, "service_code": r.service_code, "description": r.description or None,
        "agency_responsible": r.agency_responsible or None, "service_notice": r.service_notice or None,
        "requested_datetime": times.write(r.requested_datetime),
        "updated_datetime": times.write(r.updated_datetime) if r.updated_datetime else None,
        "expected_datetime": times.write(r.expected_datetime) if r.expected_datetime else None,
        "address": r.address or None, "address_id": r.address_id or None, "zipcode": r.zipcode or None,
        "lat": r.lat, "long": r.long, "media_url": r.media_url or None,
    }  # fmt: skip
    if extensions:
        told["extended_attributes"] = _extended(r.extended) if r.extended else None
        told["notes"] = [{"datetime": times.write(n.datetime), "description": n.description or None, "type": n.type}
                         for n in r.notes]
    return told


def _extended(e: Extended) -> dict[str, Any]:
    return {"origin_jurisdiction": e.origin_jurisdiction, "origin_request_id": e.origin_request_id, "hand": e.hand,
            "holder": e.holder, "outcome": e.outcome, "verdict": e.verdict}


def filed(done: Filed) -> Document:
    """The answer to a POST: one of the two ids, never both; a blackbox service gives neither."""
    told: dict[str, Any] = {}
    if done.service_request_id is not None:
        told["service_request_id"] = done.service_request_id
    elif done.token is not None:
        told["token"] = done.token
    return Document("service_requests", [told | {"service_notice": done.service_notice, "account_id": done.account_id}])


def redeemed(done: Filed) -> Document:
    """The answer to a token: its request's id is empty as long as there is none."""
    return Document("service_requests", [{"service_request_id": done.service_request_id, "token": done.token}])


def errors(faults: tuple[Fault, ...]) -> Document:
    return Document("errors", [{"code": f.code, "description": f.description} for f in faults])
