"""A service of SensorThings 1.1 seen from outside: HTTP, its root, nothing else."""

import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from uuid import uuid4

JSON = "application/json"
PATCH = "application/json-patch+json"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]  # names in small letters
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)


class Remote:
    """`root` ends with the version: http://host:port/v1.1. `tag` tells what this run made from what was there."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/")
        self.tag = uuid4().hex[:8]
        parts = urlsplit(self.root)
        assert parts.hostname is not None
        self.base = parts.path
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)

    def ask(self, method: str, path: str, body: Any = None, media: str = JSON) -> Answer:
        """A path under the root or an address of the service, with its options as people write them."""
        inside = path.removeprefix(self.root)
        target = inside if path.startswith(self.root) else quote(inside, safe="/?&=$(),;:'@*!~-._[]")
        data = body.encode() if isinstance(body, str) else None if body is None else json.dumps(body).encode()
        headers = {} if data is None else {"Content-Type": media}
        try:
            self.connection.request(method, self.base + target, data, headers)
            answer = self.connection.getresponse()
        except (ConnectionError, http.client.HTTPException):      # it lay idle too long, and was closed
            self.connection.close()
            self.connection.request(method, self.base + target, data, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer)
        return answer.body

    def status(self, path: str) -> int:
        return self.ask("GET", path).status

    def make(self, path: str, body: Any) -> int:
        """The id of what was created: the Location header leads to it."""
        answer = self.ask("POST", path, body)
        assert answer.status == 201, (path, body, answer)
        where = answer.headers["location"]
        assert where.startswith(self.root), where
        found = self.get(where)
        assert found["@iot.selfLink"] == where
        return int(found["@iot.id"])

    def change(self, path: str, body: Any, method: str = "PATCH", media: str = JSON) -> Any:
        """The entity as it is read afterwards."""
        answer = self.ask(method, path, body, media)
        assert answer.status == 200, (path, body, answer)
        return self.get(path)

    def delete(self, path: str) -> None:
        answer = self.ask("DELETE", path)
        assert answer.status == 200, (path, answer)
        assert self.status(path) == 404

    def all(self, path: str) -> list[Any]:
        """Every entity of a collection, page by page."""
        page = self.get(path)
        found = list(page["value"])
        while "@iot.nextLink" in page:
            page = self.get(page["@iot.nextLink"])
            found += page["value"]
        return found

    def refused(
        self, method: str, path: str, body: Any = None, media: str = JSON, status: tuple[int, ...] = (400,)
    ) -> None:
        """An error: its code, and a sentence in JSON."""
        answer = self.ask(method, path, body, media)
        assert answer.status in status, (method, path, answer)
        assert answer.headers["content-type"].startswith(JSON)
        assert any(isinstance(said, str) and len(said) > 10 for said in answer.body.values()), answer


def location(name: str, at: Any = (8, 51), encoding: str = "application/geo+json") -> dict[str, Any]:
    place = at if isinstance(at, dict | str) else {"type": "Point", "coordinates": list(at)}
    return {"name": name, "description": f"where {name} is", "encodingType": encoding, "location": place}


def feature(name: str, at: Any = (8, 51)) -> dict[str, Any]:
    whole = location(name, at)
    return {**{k: v for k, v in whole.items() if k != "location"}, "feature": whole["location"]}


def thing(name: str, /, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": f"the thing {name}", **more}


def sensor(name: str) -> dict[str, Any]:
    return {"name": name, "description": f"senses {name}", "encodingType": "application/pdf", "metadata": "a manual"}


def observed(name: str) -> dict[str, Any]:
    return {"name": name, "definition": f"http://example.org/{name}", "description": f"the property {name}"}


UNIT = {"name": "degree Celsius", "symbol": "°C", "definition": "ucum:Cel"}
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
COMPLEX = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation"


def datastream(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": f"the stream {name}",
        "unitOfMeasurement": UNIT,
        "observationType": MEASUREMENT,
        **more,
    }


def whole_datastream(name: str, **more: Any) -> dict[str, Any]:
    """With a Sensor and an ObservedProperty of its own, as a deep insert takes it."""
    return datastream(
        name, **{"Sensor": sensor(f"{name} sensor"), "ObservedProperty": observed(f"{name} property"), **more}
    )


def multi(name: str, units: int, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": f"the streams {name}",
        "observationType": COMPLEX,
        "multiObservationDataTypes": [MEASUREMENT] * units,
        "unitOfMeasurements": [{**UNIT, "name": f"unit {n}"} for n in range(units)],
        **more,
    }


def ref(eid: int) -> dict[str, int]:
    return {"@iot.id": eid}
