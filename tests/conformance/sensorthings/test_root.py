"""18-088, 9.2.1: the root of the service, and the requirement classes that it claims."""

import pytest

from tests.conformance.sensorthings.service import Remote
from tests.conformance.sensorthings.world import KINDS

REQ = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
CLASSES = [
    f"datamodel/{what}/{part}"
    for what in (
        "thing",
        "location",
        "historical-location",
        "datastream",
        "sensor",
        "observed-property",
        "observation",
        "feature-of-interest",
    )
    for part in ("properties", "relations")
]
CLASSES += [
    "datamodel/entity-control-information/common-control-information",
    "resource-path/resource-path-to-entities",
    "batch-request/batch-request",
    "data-array/data-array",
]
CLASSES += [f"multi-datastream/{part}" for part in ("properties", "relations", "constraints")]
CLASSES += [
    f"request-data/{part}"
    for part in (
        "status-code",
        "query-status-code",
        "order",
        "expand",
        "select",
        "orderby",
        "top",
        "skip",
        "count",
        "filter",
        "built-in-filter-operations",
        "built-in-query-functions",
        "pagination",
    )
]
CLASSES += [
    f"create-update-delete/{part}"
    for part in (
        "create-entity",
        "link-to-existing-entities",
        "deep-insert",
        "deep-insert-status-code",
        "update-entity",
        "update-entity-put",
        "update-entity-jsonpatch",
        "delete-entity",
        "historical-location-auto-creation",
        "historical-location-manual-creation",
    )
]


@pytest.mark.parametrize("path", ["", "/"])
def test_the_root_lists_every_collection_with_its_address(service: Remote, path: str) -> None:
    listed = {one["name"]: one["url"] for one in service.get(path)["value"]}
    assert {kind: f"{service.root}/{kind}" for kind in (*KINDS, "MultiDatastreams")}.items() <= listed.items()
    assert all(service.status(url) == 200 for url in listed.values())


def test_every_class_that_needs_no_broker_is_claimed(service: Remote) -> None:
    claimed = service.get("")["serverSettings"]["conformance"]
    assert len(claimed) == len(set(claimed))
    assert [one for one in CLASSES if not any((REQ + one).startswith(said) for said in claimed)] == []


def test_what_a_broker_would_do_is_claimed_with_its_endpoints_or_not_at_all(service: Remote) -> None:
    settings = service.get("")["serverSettings"]
    for one in ("create-observations-via-mqtt/observations-creation", "receive-updates-via-mqtt/receive-updates"):
        if REQ + one in settings["conformance"]:
            assert settings[REQ + one]["endpoints"]
