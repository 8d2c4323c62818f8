"""Whatever is asked gets an answer: a code of the standard and a sentence, never a defect of ours."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from banyan.edges.sensorthings.batch import read_batch, write_json, write_multipart
from banyan.model.things import KINDS, Wrong
from tests.runtime.things.client import BASE, Client, datastream, location, observation, station, thing

CODES = {200, 201, 204, 400, 404, 405, 409, 413, 415, 501, 503}
NAMES = sorted({kind.plural for kind in KINDS} | {link.name for kind in KINDS for link in kind.links}
               | {p.name for kind in KINDS for p in kind.properties})
SEGMENTS = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(["$ref", "$value", "$count", "CreateObservations", "", "..", "id",
                                              "a[0]"]),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["1", "2", "4294967297", "-1", "'1'", "", "x", "1)(1"])).map(
        "{0[0]}({0[1]})".format),
    st.text(max_size=8))  # fmt: skip
ATOMS = st.sampled_from([
    *NAMES, "result", "1", "-1", "'x'", "null", "true", "2026-01-01T00:00:00Z", "id", "()", "(", ")", ",", "/", "eq",
    "gt", "not", "and", "add", "any(d:d/id eq 1)", "desc", "asc", "[0]", ";", "$top=1", "geography'POINT(1 1)'",
    "st_within", "length", "now()", "duration'PT1S'", "=", "%27", "%00", "+",
])  # fmt: skip
OPTIONS = st.sampled_from(["$filter", "$expand", "$select", "$orderby", "$top", "$skip", "$count", "$resultFormat",
                           "$skiptoken", "$search", "$x", "x"])
VALUES = st.lists(ATOMS, max_size=6).map(" ".join) | st.text(max_size=10)
QUERIES = st.lists(st.tuples(OPTIONS, VALUES), max_size=3).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
KEYS = [*NAMES, "@iot.id", "op", "path", "value", "components", "dataArray", "name"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=8)  # fmt: skip


PIECES = st.sampled_from([
    b"--b", b"--b--", b"\r\n", b"\n", b"GET Things HTTP/1.1", b"POST $1/Things", b": ", b"{", b"}", b"--c", b"--c--",
    b"Content-Type: multipart/mixed; boundary=c", b"Content-ID: 1", b'"', b"Content-Length: 5", b"requests", b"[", b"]",
    b",", b"\xff", b'"url"', b'"method":"get"',
])  # fmt: skip


@pytest.fixture(scope="module")
def filled(shared: Client) -> Client:
    station(shared, 1, "text", None)
    return shared


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SEGMENTS, max_size=4).map("/".join), QUERIES)
@example("Things", "$orderby=result/x desc,'x',null,1 add 1")
@example("Observations", "$orderby=geo.length(FeatureOfInterest/feature) desc&$top=1")
@example("Observations", "$filter=Datastream/Observations/any(d:d/Datastream/Observations/any(e:e/result eq d/result))")
def test_any_address_with_any_options(filled: Client, path: str, query: str) -> None:
    assert filled.ask("GET", f"{path}?{query}")[0] in CODES


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["POST", "PATCH", "PUT", "DELETE"]),
       st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join), JSON,
       st.sampled_from(["application/json", "application/json-patch+json", "text/plain"]))
@example("POST", "HistoricalLocations", {"time": "2026-01-01T00:00:00Z", "Thing": {"@iot.id": 1}, "Locations": []},
         "application/json")
@example("POST", "Observations(4294967297)/Datastream", {}, "application/json")
@example("PATCH", "Observations(4294967297)", {"MultiDatastream": {"@iot.id": 1}}, "application/json")
def test_any_body_at_any_address(filled: Client, method: str, path: str, body: Any, media: str) -> None:
    status, said = filled.ask(method, path, body, media)
    assert status in CODES
    assert status < 400 or said["error"]


BASES = [thing(Locations=[location()], Datastreams=[datastream(Observations=[observation(1)])])]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_good_body_with_one_part_replaced(filled: Client, data: st.DataObject) -> None:
    body = json.loads(json.dumps(BASES[0]))
    at: Any = body
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            at[key] = data.draw(JSON)
            break
        at = at[key]
    assert filled.ask("POST", "Things", body)[0] in (201, 400)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["multipart/mixed; boundary=b", "application/json"]),
       st.lists(PIECES, max_size=14).map(b"".join))
def test_any_batch(filled: Client, media: str, body: bytes) -> None:
    def allowed(method: str) -> None:
        """Everybody may."""

    try:
        parts = read_batch(media, body)
    except Wrong as wrong:
        parts, status = [], wrong.status
    else:
        status = 200
    replies = filled.service.batch(parts, BASE, "tester", allowed)
    assert write_json(replies)
    assert write_multipart(replies, "r")
    assert {status, *(reply.status for reply in replies)} <= CODES
