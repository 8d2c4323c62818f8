"""A client of the service without a socket: the same requests and answers as over HTTP."""

import json
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any
from urllib.parse import quote

import msgspec

from banyan.model.things import Wrong
from banyan.runtime.things.asked import PATCH, Asked
from banyan.runtime.things.service import Service

BASE = "http://127.0.0.1:8420/v1.1"
NOW = 1_785_000_000_000_000       # 2026-07-25T17:20:00Z
POINT = {"type": "Point", "coordinates": [119.6, 25.99]}


class NoDoor:
    """A city without streams."""

    def told(self, source: str, lines: Sequence[bytes]) -> "Future[list[str]]":
        raise AssertionError("no stream is declared here")


class Client:
    def __init__(self, service: Service) -> None:
        self.service = service

    def ask(self, method: str, path: str, body: Any = None, media: str = "application/json") -> tuple[int, Any]:
        """(status, body); a path with its options as people write them."""
        path, _, query = path.partition("?")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        asked = Asked(method, quote(path, safe="/()$@[]%"), quote(query, safe="$&=/(),:;'@%+"), BASE, data, media)
        try:
            found = self.service.answer(asked, "tester")
        except Wrong as wrong:
            return wrong.status, {"error": str(wrong), "expected": wrong.expected}
        return found.status, json.loads(bytes(found.body)) if isinstance(found.body, msgspec.Raw) else found.body

    def get(self, path: str) -> Any:
        status, body = self.ask("GET", path)
        assert status == 200, (path, status, body)
        return body

    def status(self, path: str) -> int:
        return self.ask("GET", path)[0]

    def post(self, path: str, body: Any) -> Any:
        """The id of what was created."""
        status, found = self.ask("POST", path, body)
        assert status == 201, (path, status, found)
        return found["@iot.id"]

    def patch(self, path: str, body: Any, media: str = "application/json") -> Any:
        status, found = self.ask("PATCH", path, body, media)
        assert status == 200, (path, status, found)
        return found

    def json_patch(self, path: str, operations: Any) -> Any:
        return self.patch(path, operations, PATCH)

    def delete(self, path: str) -> None:
        assert self.ask("DELETE", path)[0] == 200

    def values(self, path: str, name: str = "name") -> list[Any]:
        """One property of each item, in order."""
        return [item[name] for item in self.get(path)["value"]]


def location(name: str = "Bridge", at: tuple[float, float] = (119.6, 25.99)) -> dict[str, Any]:
    return {"name": name, "description": f"where {name} is", "encodingType": "application/geo+json",
            "location": {"type": "Point", "coordinates": list(at)}}


def thing(name: str = "Gauge house", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": f"the {name}", **more}


def sensor(name: str = "Radar") -> dict[str, Any]:
    return {"name": name, "description": "looks down", "encodingType": "text/plain", "metadata": "see the manual"}


def observed(name: str = "Water level") -> dict[str, Any]:
    return {"name": name, "definition": f"urn:test:{name}", "description": "above datum"}


def datastream(name: str = "Level", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "of the water", "unitOfMeasurement": {
        "name": "metre", "symbol": "m", "definition": "ucum:m"}, "observationType": "OM_Measurement",
        "Sensor": sensor(), "ObservedProperty": observed(), **more}


def observation(result: Any, at: str = "2026-07-24T14:00:00Z", **more: Any) -> dict[str, Any]:
    return {"phenomenonTime": at, "result": result, **more}


def station(client: Client, *results: Any) -> int:
    """A Thing with a Location and a Datastream, with an Observation a minute; the Datastream's id."""
    whole = thing(Locations=[location()], Datastreams=[datastream(Observations=[
        observation(result, f"2026-07-24T14:{n:02d}:00Z") for n, result in enumerate(results)])])
    eid = client.post("Things", whole)
    return int(client.get(f"Things({eid})/Datastreams")["value"][0]["@iot.id"])
