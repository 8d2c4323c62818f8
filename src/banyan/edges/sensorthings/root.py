"""The service's root document (18-088, 9.2.1) with the requirement classes that this service keeps."""

from typing import Any

from banyan.model.things import KINDS

SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req"
# Whole classes first, as clients look for them, then their requirements.
CLASSES = (
    "datamodel", "datamodel/thing", "datamodel/location", "datamodel/historical-location", "datamodel/datastream",
    "datamodel/sensor", "datamodel/observed-property", "datamodel/observation", "datamodel/feature-of-interest",
    "datamodel/entity-control-information", "resource-path", "request-data", "create-update-delete", "batch-request",
    "multi-datastream", "data-array",
)  # fmt: skip
DATAMODEL = (
    "thing/properties", "thing/relations", "location/properties", "location/relations",
    "historical-location/properties", "historical-location/relations", "datastream/properties", "datastream/relations",
    "sensor/properties", "sensor/relations", "observed-property/properties", "observed-property/relations",
    "observation/properties", "observation/relations", "feature-of-interest/properties",
    "feature-of-interest/relations", "entity-control-information/common-control-information",
)  # fmt: skip
REQUESTS = ("order", "expand", "select", "status-code", "query-status-code", "orderby", "top", "skip", "count",
            "filter", "built-in-filter-operations", "built-in-query-functions", "pagination")
CHANGES = ("create-entity", "link-to-existing-entities", "deep-insert", "deep-insert-status-code", "update-entity",
           "update-entity-put", "update-entity-jsonpatch", "delete-entity", "historical-location-auto-creation",
           "historical-location-manual-creation")
CONFORMANCE = (
    *(f"{SPEC}/{name}" for name in CLASSES),
    *(f"{SPEC}/datamodel/{name}" for name in DATAMODEL), f"{SPEC}/resource-path/resource-path-to-entities",
    *(f"{SPEC}/request-data/{name}" for name in REQUESTS), *(f"{SPEC}/create-update-delete/{name}" for name in CHANGES),
    f"{SPEC}/batch-request/batch-request", f"{SPEC}/multi-datastream/properties",
    f"{SPEC}/multi-datastream/relations", f"{SPEC}/multi-datastream/constraints", f"{SPEC}/data-array/data-array",
)  # fmt: skip


def write_root(base: str) -> dict[str, Any]:
    """Without a broker the two MQTT classes are left out."""
    return {
        "value": [{"name": kind.plural, "url": f"{base}/{kind.plural}"} for kind in KINDS],
        "serverSettings": {"conformance": list(CONFORMANCE)},
    }
