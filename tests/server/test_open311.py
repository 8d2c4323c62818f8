"""GeoReport v2 over the application: what its clients rely on, and that every mistake gets the standard's list."""

import json
import re
import xml.etree.ElementTree as ET

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from banyan.server.app import create_app
from banyan.server.describe import description
from tests.server.fake_311 import KEY, ONLY_DRAINS, REVOKED, STRANGERS, WITH_APPS, Fake311
from tests.server.fake_desk import FakeDesk

V2 = "/open311/v2/"
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
GOOD = {"api_key": KEY, "service_code": "cover", "lat": "26.06", "long": "119.3", "attribute[STATE]": "gone",
        "attribute[AROUND][]": ["school", "bus"], "description": "穴", "email": "an@example.org"}


@pytest.fixture(scope="module")
def fake():
    return Fake311()


@pytest.fixture(scope="module")
def c(fake):
    app = create_app(FakeDesk(), {}, WITH_APPS, None, requests311=fake)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as made:
        yield made


def faults(answer):
    """[(code, description)] of an error list in either format, which has to be one."""
    if answer.headers["content-type"] == "application/json; charset=utf-8":
        return [(e["code"], e["description"]) for e in answer.json()]
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314  our own bytes
    assert root.tag == "errors"
    return [(int(e.findtext("code")), e.findtext("description")) for e in root]


def test_the_discovery_leads_to_the_endpoint_in_both_formats(c):
    found = c.get("/open311/discovery.json").json()
    assert found["endpoints"] == [{
        "specification": "http://wiki.open311.org/GeoReport_v2", "url": "http://127.0.0.1:8000/open311/v2",
        "changeset": "2026-07-24T00:00:00Z", "type": "test", "formats": ["text/xml", "application/json"],
    }]  # fmt: skip
    root = ET.fromstring(c.get("/open311/discovery.xml").content)  # noqa: S314  our own bytes
    assert root.findtext("endpoints/endpoint/url") == "http://127.0.0.1:8000/open311/v2"


def test_services_are_named_in_the_language_asked_for(c):
    assert [s["service_name"] for s in c.get(V2 + "services.json").json()] == ["井盖", "雨水口", "噪声"]
    assert c.get(V2 + "services.json?locale=en").json()[0] == {
        "service_code": "cover", "service_name": "Manhole cover", "description": None, "metadata": True,
        "type": "realtime", "keywords": "road, shaft", "group": "roads",
    }  # fmt: skip


def test_a_definition_lists_its_questions_in_order(c):
    found = c.get(V2 + "services/cover.json").json()
    assert [a["code"] for a in found["attributes"]] == ["STATE", "AROUND", "DEPTH", "SINCE", "HINT"]
    assert found["attributes"][0]["values"] == [{"key": "gone", "name": "Gone"}, {"key": "loose", "name": "Loose"}]
    assert c.get(V2 + "services/drain.json").json() == {"service_code": "drain", "attributes": []}


def test_a_request_is_filed_with_its_answers_and_found_again(c, fake):
    answer = c.post(V2 + "requests.json", data=GOOD)
    [filed] = answer.json()
    assert (answer.status_code, set(filed)) == (200, {"service_request_id", "service_notice", "account_id"})
    report, by, key = fake.reports[-1]
    assert report.attributes == (("STATE", ("gone",)), ("AROUND", ("school", "bus")))
    assert (report.reporter.email, by, key) == ("an@example.org", "app-1", "app")
    [found] = c.get(V2 + f"requests/{filed['service_request_id']}.json").json()
    assert (found["status"], found["description"], found["lat"]) == ("open", "穴", 26.06)
    assert "an@example.org" not in c.get(V2 + "requests.json?extensions=true").text


def test_a_photo_comes_with_the_request(c, fake):
    answer = c.post(V2 + "requests.xml", data=GOOD, files={"media": ("note.txt", JPEG, "text/plain")})
    assert answer.status_code == 200, answer.text
    assert fake.reports[-1][0].media[0].content == JPEG
    refused = c.post(V2 + "requests.json", data=GOOD, files={"media": ("photo.jpg", b"MZ\x90", "image/jpeg")})
    assert faults(refused) == [(400, "'photo.jpg': the file's content is of no kind known here; expected image/jpeg, "
                                     "image/png, image/webp")]


def test_a_batch_service_gives_a_token_that_leads_to_the_request(c, fake):
    [filed] = c.post(V2 + "requests.json", data={**GOOD, "service_code": "noise", "attribute[STATE]": "",
                                                 "attribute[AROUND][]": ""}).json()
    assert "service_request_id" not in filed
    assert c.get(V2 + f"tokens/{filed['token']}.json").json() == [
        {"service_request_id": None, "token": filed["token"]}]
    assert faults(c.get(V2 + "tokens/never.xml")) == [(404, "token 'never' was not found.")]


def test_a_request_is_found_by_an_id_with_slashes_and_signs_and_by_a_comma_list(c):
    assert [r["service_request_id"] for r in c.get(V2 + "requests/C%2F1%23a.json").json()] == ["C/1#a"]
    both = c.get(V2 + "requests/C%2F1%23a,C%2F0%23a.json").json()
    assert [r["service_request_id"] for r in both] == ["C/1#a", "C/0#a"]
    listed = c.get(V2 + "requests.json?service_request_id=C/2%23a,never,C/0%23a&status=closed").json()
    assert [r["service_request_id"] for r in listed] == ["C/2#a", "C/0#a"]


def test_filters_choose_by_status_and_service(c):
    closed = c.get(V2 + "requests.json?status=closed").json()
    assert [r["service_request_id"] for r in closed] == ["C/1#a"]
    assert c.get(V2 + "requests.json?service_code=cover,noise&end_date=2026-01-01").json() == []


def test_extensions_are_told_only_when_asked_for(c):
    plain = c.get(V2 + "requests/C%2F1%23a.json").json()[0]
    told = c.get(V2 + "requests/C%2F1%23a.json?extensions=true").json()[0]
    assert "notes" not in plain
    assert "extended_attributes" not in plain
    assert told["extended_attributes"]["outcome"] == "solved"
    assert told["notes"] == [{"datetime": "2026-07-25T00:00:00Z", "description": "filed", "type": "filed"}]


@pytest.mark.parametrize(("path", "said"), [
    ("services/none.json", (404, "service_code 'none' was not found.")),
    ("services/cover.yaml", (404, "There is nothing at this address; expected service_code with .xml or .json after "
                                  "it.")),
    ("services.yaml", (404, "There is nothing at this address.")),
    ("requests/never.xml", (404, "service_request_id 'never' was not found.")),
    ("requests/.json", (400, "service_request_id was not provided.")),
    ("requests/,,.json", (400, "service_request_id was not provided.")),
    ("services.json?jurisdiction_id=other.gov", (404, "jurisdiction_id 'other.gov' was not found.")),
    ("requests.xml?status=ajar", (400, "status 'ajar' is unknown; expected open, closed or both.")),
    ("requests.xml?status=%ff", (400, "The address is not UTF-8 text; expected its arguments encoded as UTF-8.")),
])  # fmt: skip
def test_a_question_that_cannot_be_answered_gets_the_standards_list(c, path, said):
    answer = c.get(V2 + path)
    assert faults(answer) == [said]
    assert answer.status_code == said[0]


@pytest.mark.parametrize("jurisdiction", ["", "banyanbay.gov"])
def test_the_only_jurisdiction_may_be_named_or_left_out(c, jurisdiction):
    assert c.get(f"{V2}services.json?jurisdiction_id={jurisdiction}").status_code == 200


@pytest.mark.parametrize(("change", "status", "said"), [
    ({"api_key": ""}, 403, "api_key was not provided; this city's discovery says how to get one."),
    ({"api_key": "guess"}, 403, "api_key is invalid or was revoked; this city's discovery says how to get one."),
    ({"api_key": REVOKED}, 403, "api_key is invalid or was revoked; this city's discovery says how to get one."),
    ({"api_key": STRANGERS}, 403, "This api_key's holder may not file requests."),
    ({"api_key": ONLY_DRAINS}, 403, "This api_key does not cover service_code cover."),
    ({"origin_jurisdiction": "a.gov", "origin_request_id": "1", "origin_hand": "1"}, 403,
     "This api_key is no city's: it may file requests and hand over no cases."),
    ({"service_code": ""}, 400, "service_code was not provided."),
    ({"service_code": "none"}, 404, "service_code 'none' was not found."),
    ({"jurisdiction_id": "other.gov"}, 404, "jurisdiction_id 'other.gov' was not found."),
    ({"lat": ""}, 400, "lat and long have to be sent together."),
    ({"attribute[STATE]": ""}, 400, "attribute[STATE] was not provided; service cover asks for it."),
    ({"lat": "0", "long": "0"}, 400, "lat and long are outside the city."),
])  # fmt: skip
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_that_cannot_be_taken_gets_the_standards_list(c, fake, change, status, said, form):
    before = len(fake.reports)
    answer = c.post(f"{V2}requests.{form}", data=GOOD | change)
    assert (answer.status_code, faults(answer)[0]) == (status, (status, said))
    assert len(fake.reports) == before


def test_who_has_no_key_learns_nothing_of_what_else_is_wrong(c):
    assert [code for code, _ in faults(c.post(V2 + "requests.json", data={"lat": "x"}))] == [403]


def test_key_and_jurisdiction_may_stand_in_the_address(c):
    rest = {name: value for name, value in GOOD.items() if name != "api_key"}
    answer = c.post(f"{V2}requests.json?api_key={KEY}&jurisdiction_id=banyanbay.gov", data=rest)
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method_gets_the_standards_list(c, method):
    assert faults(c.request(method, V2 + "requests.json")) == [(400, "Method Not Allowed.")]


def test_a_body_without_end_gets_the_standards_list(c):
    answer = c.post(V2 + "requests.xml", content=b"a" * (33 * 1024 * 1024))
    assert (answer.status_code, faults(answer)) == (400, [(400, "The body is too large.")])


def test_a_defect_of_ours_is_the_standards_general_error(c, fake):
    fake.fail = True
    answer = c.post(V2 + "requests.json", data=GOOD)
    fake.fail = False
    ((code, said),) = faults(answer)
    assert (answer.status_code, code) == (400, 400)
    assert re.fullmatch(r"The city could not answer this; its log says why under [0-9a-f]{8}\.", said)


def test_a_city_without_a_desk_for_it_says_so():
    with TestClient(create_app(FakeDesk(), {}, WITH_APPS, None), base_url="http://127.0.0.1:8000") as client:
        answer = client.get(V2 + "services.json")
    assert faults(answer) == [(404, "This city takes no requests by Open311.")]


def test_other_routes_keep_their_own_words(c):
    assert c.get("/api/frame").json()["code"] == "signed-out"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*GOOD, "attribute[", "attribute[X][]", "origin_hand", "media_url"]),
                       st.text(max_size=30), max_size=8), st.binary(max_size=60), st.booleans())
def test_no_post_breaks_the_door(c, fields, raw, as_form):
    fields = {n: v.encode("utf-8", "replace").decode() for n, v in fields.items()}
    answer = c.post(V2 + "requests.xml", data={"api_key": KEY, **fields}) if as_form else c.post(
        V2 + "requests.xml", content=raw, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code in (200, 400, 403, 404)
    assert answer.status_code == 200 or faults(answer)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20), st.sampled_from(["services/", "requests/", "tokens/", ""]))
def test_no_address_breaks_the_door(c, name, resource):
    from urllib.parse import quote

    answer = c.get(V2 + resource + quote(name.encode("utf-8", "replace"), safe=""))
    assert answer.status_code in (200, 400, 404)
    assert answer.status_code == 200 or faults(answer)


SCHEMA = json.loads(description())
PLACES = {  # described path → an address of it
    "/open311/discovery.{format}": "/open311/discovery.json",
    "/open311/v2/services.{format}": "/open311/v2/services.json",
    "/open311/v2/services/{service_code}.{format}": "/open311/v2/services/cover.json",
    "/open311/v2/requests.{format}": "/open311/v2/requests.json?extensions=true",
    "/open311/v2/requests/{service_request_id}.{format}": "/open311/v2/requests/C%2F1%23a.json",
    "/open311/v2/tokens/{token}.{format}": "/open311/v2/tokens/never.json",
}  # fmt: skip


def test_every_address_of_the_standard_is_described():
    assert {p for p in SCHEMA["paths"] if p.startswith("/open311")} == set(PLACES)


@pytest.mark.parametrize("path", sorted(PLACES))
def test_the_published_description_validates_the_answers(c, path):
    answer = c.get(PLACES[path])
    described = SCHEMA["paths"][path]["get"]["responses"][str(answer.status_code)]
    validates(answer.json(), described["content"]["application/json"]["schema"])


def test_the_published_description_validates_answers_to_a_post(c):
    described = SCHEMA["paths"]["/open311/v2/requests.{format}"]["post"]["responses"]
    for change in ({}, {"service_code": "noise", "attribute[STATE]": "", "attribute[AROUND][]": ""}, {"lat": "x"}):
        answer = c.post(V2 + "requests.json", data=GOOD | change)
        validates(answer.json(), described[str(answer.status_code)]["content"]["application/json"]["schema"])


def validates(body, schema):
    jsonschema.Draft202012Validator({**schema, "components": SCHEMA["components"]}).validate(body)
