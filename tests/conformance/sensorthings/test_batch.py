"""18-088, 11: batches, as multipart/mixed and as JSON."""

import json
from typing import Any

import pytest

from tests.conformance.sensorthings.service import Remote, datastream, ref, sensor, thing


def batch(service: Remote, *parts: str, boundary: str = "batch_7") -> list[str]:
    """The parts of the answer, in order; a change set's are told apart by their own boundary."""
    text = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--"
    answer = service.ask("POST", "/$batch", text, f"multipart/mixed;boundary={boundary}")
    assert answer.status == 200, answer
    said = answer.headers["content-type"].partition("boundary=")[2].strip('"')
    assert answer.headers["content-type"].startswith("multipart/mixed")
    return answer.text.replace("\r\n", "\n").split(f"--{said}")[1:-1]


def part(method: str, url: str, body: Any = None, headers: str = "") -> str:
    data = "" if body is None else json.dumps(body)
    inside = "" if body is None else f"Content-Type: application/json\r\nContent-Length: {len(data.encode())}\r\n"
    request = f"{method} {url} HTTP/1.1\r\nHost: localhost\r\n{inside}\r\n{data}"
    return f"Content-Type: application/http\r\n{headers}\r\n{request}"


def change_set(*parts: str, boundary: str = "changes_9") -> str:
    inside = "".join(f"--{boundary}\r\n{one}\r\n" for one in parts)
    return f"Content-Type: multipart/mixed;boundary={boundary}\r\n\r\n{inside}--{boundary}--\r\n"


def status(answered: str) -> list[int]:
    return [int(line.split()[1]) for line in answered.splitlines() if line.lower().startswith("http/1.1 ")]


def test_a_batch_answers_part_by_part(service: Remote, station: dict[str, int]) -> None:
    tag = f"{service.tag} batch"
    read, changed, missing = batch(
        service,
        part("GET", f"{service.base}/Things({station['house']})?$select=name"),
        change_set(
            part("POST", f"{service.base}/Things", thing(tag), "Content-ID: 1\r\n"),
            part(
                "PATCH", f"{service.base}/Things({station['house']})", {"description": "patched"}, "Content-ID: 2\r\n"
            ),
        ),
        part("GET", f"{service.base}/Things({2**50})"),
    )
    assert (status(read), status(changed), status(missing)) == ([200], [201, 200], [404])
    assert '{"name":"station"}' in read.replace(" ", "")
    (made,) = service.get(f"/Things?$filter=name eq '{tag}'")["value"]
    assert f"location: {made['@iot.selfLink']}".lower() in changed.lower()
    assert "content-id: 1" in changed.lower()
    assert service.get(f"/Things({station['house']})")["description"] == "patched"
    service.delete(f"/Things({made['@iot.id']})")


@pytest.mark.parametrize("start", ["", "{base}/", "{root}/"])
def test_addresses_of_a_batch_may_be_relative_or_absolute(service: Remote, station: dict[str, int], start: str) -> None:
    url = (
        start.format(base=service.base, root=service.root) + f"Things?$filter=id%20eq%20{station['house']}&$select=name"
    )
    (found,) = batch(service, part("GET", url))
    assert status(found) == [200]
    assert '{"name":"station"}' in found.replace(" ", "")


def test_a_change_set_may_name_what_it_makes(service: Remote, station: dict[str, int]) -> None:
    stream = datastream("of the batch", ObservedProperty=ref(station["speed"]), Sensor={"@iot.id": "$sensor1"})
    (changed,) = batch(
        service,
        change_set(
            part("POST", f"{service.base}/Sensors", sensor("of the batch"), "Content-ID: sensor1\r\n"),
            part("POST", f"{service.base}/Things({station['house']})/Datastreams", stream, "Content-ID: any\r\n"),
            part("POST", "$any/Observations", {"result": 3}, "Content-ID: last\r\n"),
        ),
    )
    assert status(changed) == [201, 201, 201]
    (made,) = service.get(
        f"/Things({station['house']})/Datastreams?$filter=name eq 'of the batch'&$expand=Sensor,Observations"
    )["value"]
    assert (made["Sensor"]["name"], made["Observations"][0]["result"]) == ("of the batch", 3)
    service.delete(f"/Datastreams({made['@iot.id']})")


def test_a_change_set_is_done_as_a_whole_or_not_at_all(service: Remote) -> None:
    tag = f"{service.tag} undone"
    failed, after = batch(
        service,
        change_set(
            part("POST", "Things", thing(tag), "Content-ID: 1\r\n"),
            part("POST", "Things", {"name": tag}, "Content-ID: 2\r\n"),
        ),
        part("GET", "Things?$top=1"),
    )
    assert (status(failed), status(after)) == ([400], [200])
    assert service.get(f"/Things?$filter=name eq '{tag}'")["value"] == []


def test_a_batch_in_json(service: Remote, station: dict[str, int]) -> None:
    tag = f"{service.tag} json"
    answer = service.ask(
        "POST",
        "/$batch",
        {
            "requests": [
                {"id": "0", "method": "get", "url": f"Things({station['house']})?$select=name"},
                {"id": "1", "atomicityGroup": "group1", "method": "post", "url": "Things", "body": thing(tag)},
                {"id": "s", "atomicityGroup": "group1", "method": "post", "url": "Sensors", "body": sensor(tag)},
                {
                    "id": "d",
                    "atomicityGroup": "group1",
                    "method": "post",
                    "url": "$1/Datastreams",
                    "body": datastream(tag, Sensor={"@iot.id": "$s"}, ObservedProperty=ref(station["speed"])),
                },
                {
                    "id": "2",
                    "atomicityGroup": "group1",
                    "method": "patch",
                    "url": f"Things({station['house']})",
                    "body": {"description": "json"},
                },
                {"id": "3", "method": "get", "url": "Things(null)"},
                {"id": "4", "method": "delete", "url": f"Things({2**50})"},
            ]
        },
    )
    assert answer.status == 200, answer
    said = {one["id"]: one for one in answer.body["responses"]}
    assert {eid: one["status"] for eid, one in said.items()} == {
        "0": 200,
        "1": 201,
        "s": 201,
        "d": 201,
        "2": 200,
        "3": said["3"]["status"],
        "4": 404,
    }
    assert said["3"]["status"] in (400, 404)
    assert said["0"]["body"] == {"name": "station"}
    (made,) = service.get(f"/Things?$filter=name eq '{tag}'&$expand=Datastreams/Sensor")["value"]
    where = said["1"].get("location") or {k.lower(): v for k, v in said["1"]["headers"].items()}["location"]
    assert where == made["@iot.selfLink"]
    assert made["Datastreams"][0]["Sensor"]["name"] == tag
    service.delete(f"/Things({made['@iot.id']})")


@pytest.mark.parametrize(
    ("body", "media"),
    [
        ("nonsense", "multipart/mixed;boundary=b"),
        ("--b--", "multipart/mixed"),
        ("{}", "application/json"),
        ('{"requests": 5}', "application/json"),
        ('{"requests": [{"id": "1"}]}', "application/json"),
        ("x", "text/plain"),
        (
            '{"requests": [{"id": "1", "method": "get", "url": "Things"}, {"id": "1", "method":"get","url":"Sensor"}]}',
            "application/json",
        ),
    ],
)
def test_batches_that_are_none(service: Remote, body: str, media: str) -> None:
    service.refused("POST", "/$batch", body, media, (400, 415))


def test_a_large_batch_keeps_its_order(service: Remote, station: dict[str, int]) -> None:
    answered = batch(
        service,
        *(
            part(
                "POST",
                f"Datastreams({station['second']})/Observations",
                {"result": 1000 + n, "phenomenonTime": f"2019-01-01T00:{n:02d}:00Z"},
            )
            for n in range(40)
        ),
        part("GET", f"Datastreams({station['second']})/Observations?$filter=result%20ge%201000&$count=true&$top=0"),
    )
    assert [status(one) for one in answered] == [[201]] * 40 + [[200]]
    assert '"@iot.count":40' in answered[-1].replace(" ", "")
