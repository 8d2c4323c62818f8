"""The service's root document (18-088, 9.2.1) with the requirement classes that this service keeps."""

from typing import Any

from msgspec import Struct

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

CREATE_BY_MQTT = f"{SPEC}/create-observations-via-mqtt/observations-creation"
UPDATES_BY_MQTT = f"{SPEC}/receive-updates-via-mqtt/receive-updates"
MQTT_ROOT = "v1.1"      # under which 18-088, 14 has its topics
CREATE_ELSEWHERE = "urn:banyan:observations-via-mqtt"      # under another root
SOME_UPDATES = "urn:banyan:some-updates-via-mqtt"      # not all that the class asks for, or elsewhere


class Updates(Struct, frozen=True):
    """Which are published: of `sets`, under `root`; `select`ed ones beside; `state`: the topic that says since when and
    what was left out. `whole`: all that 18-088, 14.2 asks for but selections that nobody declared.
    """

    root: str
    sets: tuple[str, ...]
    select: tuple[str, ...]
    state: str
    whole: bool


class ByMqtt(Struct, frozen=True):
    """`endpoints`: addresses of the broker. `root`: before the topics. `updates` None: none are published."""

    endpoints: tuple[str, ...]
    root: str = MQTT_ROOT
    updates: Updates | None = None


def _mqtt_classes(mqtt: ByMqtt | None) -> list[str]:
    requirements = [CREATE_BY_MQTT] if mqtt is not None and mqtt.root == MQTT_ROOT else []
    requirements += [UPDATES_BY_MQTT] if mqtt is not None and mqtt.updates is not None and mqtt.updates.whole else []
    return [*(one.rpartition("/")[0] for one in requirements), *requirements]


def write_root(base: str, mqtt: ByMqtt | None = None) -> dict[str, Any]:
    """`mqtt`: what is taken and published by it; without it, or under another root, its classes are left out, and
    that of updates too where not all of them are published.
    """
    settings: dict[str, Any] = {"conformance": [*CONFORMANCE, *_mqtt_classes(mqtt)]}
    if mqtt is not None:
        where = {"endpoints": mqtt.endpoints}
        settings |= ({CREATE_BY_MQTT: where} if mqtt.root == MQTT_ROOT else
                     {CREATE_ELSEWHERE: {**where, "root": mqtt.root}})
        if mqtt.updates is not None:
            one = mqtt.updates
            settings[UPDATES_BY_MQTT if one.whole else SOME_UPDATES] = {
                "endpoints": mqtt.endpoints, "root": one.root, "sets": one.sets, "select": one.select,
                "state": one.state}
    return {"value": [{"name": kind.plural, "url": f"{base}/{kind.plural}"} for kind in KINDS],
            "serverSettings": settings}
