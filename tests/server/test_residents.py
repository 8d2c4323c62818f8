"""The residents' page over HTTP: nothing personal comes out, numbers can't be guessed, and it isn't asked too often."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from banyan.model.authority import Refused
from banyan.model.casework import Verb
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.residents import PublicReport, number_of, plain_number, source
from banyan.server.app import create_app
from banyan.server.pace import Bucket
from banyan.server.residents import plain_ground
from tests.server.fake_cases import OFFICER, BayDesk, Town, dispatched, photo
from tests.server.fake_city import AUTHORITY

MINE, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
LAMP = {"type": "lamp-out", "position": [119.6, 26.0], "text": "The lamp is out", "address": "Ring Road 1"}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, seeded=False)


@pytest.fixture
def client(town: Town) -> Iterator[Any]:
    app = create_app(BayDesk(0), {"officer": PrincipalId(OFFICER)}, town.city.authority, None, cases=town.desk,
                     residents=town.residents, photos=town.photos)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as made:
        yield made


def report(client: Any, own: str = MINE, **more: Any) -> Any:
    return client.post("/api/public/reports", json={"id": own, **LAMP, **more})


@pytest.mark.parametrize(("more", "said"), [({"photos": {}}, "`$.photos`"), ({"position": []}, "position: ")])
def test_a_field_of_the_wrong_kind_is_told_as_such_whatever_it_is_called(client, more, said):
    answer = report(client, **more)
    assert (answer.status_code, said in answer.json()["expected"]) == (400, True)


def test_residents_report_nothing_that_only_alerts_open(client, town):
    assert {"ponding", "gauge-fault"} <= {d.id for d in town.office.types()}
    shown = [one["id"] for one in client.get("/api/public/city").json()["types"]]
    assert "ponding-report" in shown
    assert not {"ponding", "high-water", "gauge-fault", "device-fault"} & set(shown)
    assert report(client, type="ponding").status_code == 400
    assert list(town.office.register.open()) == []


def test_a_report_gives_a_number_that_follows_it_to_its_end_and_takes_the_verdict(client, town):
    told = report(client).json()
    assert (told["status"], told["holder"]["en"], told["judges"]) == ("reported", "Duty officer", False)
    cid = next(iter(town.office.register.open())).id
    unit = dispatched(town, cid)
    town.move(cid, Verb.FEED_BACK, unit, evidence=(town.shown(),))
    town.move(cid, Verb.VERIFY, yes=True)
    town.advance(30)
    case = town.move(cid, Verb.CLOSE, outcome="solved", reason="New bulb")
    town.move(cid, Verb.ANSWER, report=case.reports[0].id, reason="It is lit again.")
    found = client.post("/api/public/follow", json={"number": told["number"].lower().replace("-", " ")}).json()
    assert (found["status"], found["outcome"]["en"], found["answer"]) == ("closed", "Solved", "It is lit again.")
    assert [step["what"] for step in found["steps"]] == ["reported", "filed", "dispatched", "fed-back", "closed"]
    judged = client.post("/api/public/verdict", json={"number": told["number"], "solved": False}).json()
    assert (judged["verdict"], judged["status"]) == ("not-solved", "closed")
    again = {"number": told["number"], "solved": False, "reason": "It went out again"}
    assert client.post("/api/public/verdict", json=again).json()["status"] == "filed"


def test_the_same_report_sent_twice_is_one(client, town):
    first, second = report(client).json(), report(client).json()
    assert first["number"] == second["number"]
    assert [len(case.reports) for case in town.office.register.open()] == [1]


def test_five_people_see_one_case_and_each_follows_by_a_number_of_their_own(client, town):
    numbers = [report(client, f"{n}" * 32).json()["number"] for n in range(5)]
    assert len(set(numbers)) == 5
    assert [len(case.reports) for case in town.office.register.open()] == [5]
    assert client.post("/api/public/follow", json={"number": numbers[4]}).json()["others"] == 4


def test_a_reporter_of_a_duplicate_follows_the_case_that_theirs_was_joined_to(client, town):
    first = town.report("lamp-out", "Dark", 119.6, 26.0)
    town.advance(5)
    mine = report(client, alone=True).json()["number"]
    second = next(case.id for case in town.office.register.open() if case.id != first)
    town.move(second, Verb.JOIN, other=first)
    dispatched(town, first)
    assert client.post("/api/public/follow", json={"number": mine}).json()["status"] == "dispatched"


def test_look_alikes_are_shown_of_things_and_never_of_what_may_be_about_people(client, town):
    town.report("lamp-out", "Mrs Wang at number 3 told me", 119.6, 26.0, address="Ring Road 3, Mrs Wang")
    town.report("elder-silent", "Mrs Wang", 119.6, 26.0)
    lamps = client.get("/api/public/near", params={"type": "lamp-out", "lon": 119.6001, "lat": 26.0}).json()
    assert [sorted(one) for one in lamps] == [["metres", "reports", "since", "status"]]
    assert lamps[0]["metres"] == 10
    elders = client.get("/api/public/near", params={"type": "elder-silent", "lon": 119.6, "lat": 26.0})
    assert elders.json() == []
    told = report(client, type="elder-silent",
                  attributes={"contact_tried": ["door"], "last_heard": "today"}).json()
    assert told["others"] == 0


def test_forms_are_told_with_their_rules_and_nothing_that_would_be_filled_in(client, town):
    lon, lat = LAMP["position"]
    town.report("lamp-out", answers={"lamps": "one", "number": "SECRET-17"}, lon=lon, lat=lat)
    told = client.get("/api/public/city")
    lamp = told.json()["forms"]["lamp"]
    assert (lamp["prefill"], "SECRET-17" in told.text) == ({}, False)
    assert lamp["rules"][0]["show"] == "number"
    assert {t["id"] for t in told.json()["types"] if t["form"] == "lamp"} == {"lamp-out", "lamp-post"}
    assert client.post("/api/cases/known", json=LAMP).status_code == 401
    answers = {"lamps": "several"}
    refused = report(client, answers=answers)
    assert (refused.status_code, refused.json()["error"]) == (
        400, "the answers don't fit the form lamp@1: About how many: is needed, and no answer was given")
    assert report(client, answers=answers | {"count": 4}).json()["status"] == "reported"


def test_unknown_and_ill_formed_numbers_look_the_same_and_guessing_ends_soon(client):
    report(client)
    wrong = ("AAAA-BBBB-CCCC-DDDD", "", "x" * 500, "号")
    asked = [client.post("/api/public/follow", json={"number": n}) for n in wrong]
    assert {(a.status_code, a.content) for a in asked} == {(404, asked[0].content)}
    later = [client.post("/api/public/follow", json={"number": f"AAAA-BBBB-CCCC-DD{n:02}"}) for n in range(10)]
    assert [answer.status_code for answer in later] == [404] * 6 + [429] * 4


def test_whoever_guessed_too_often_is_told_to_wait_for_right_numbers_too(client):
    number = report(client).json()["number"]
    for n in range(10):
        client.post("/api/public/follow", json={"number": f"wrong {n}"})
    assert client.post("/api/public/follow", json={"number": number}).status_code == 429


@pytest.mark.parametrize(("change", "status", "said"), [
    ({"id": "short"}, 400, "32 hexadecimal digits"), ({"position": None, "address": " "}, 400, "says nowhere"),
    ({"text": "x" * 2001}, 400, "at most 2000"), ({"photos": ["../../etc/passwd"]}, 400, "isn't here"),
    ({"photos": ["a"] * 4}, 400, "at most 3"), ({"type": "nothing"}, 400, "no case type"),
    ({"position": [300, 0]}, 400, "no longitude"), ({"reporter": "me"}, 400, "can't be read"),
])  # fmt: skip
def test_what_is_wrong_with_a_report_is_one_sentence(client, change, status, said):
    answer = report(client, **change)
    assert answer.status_code == status
    assert said in json.dumps(answer.json())


def test_a_photo_is_judged_by_its_content_and_only_those_who_read_cases_see_it(client, town):
    sent = client.post("/api/public/photos", content=photo(1, 2, 3))
    ref = sent.json()["ref"]
    assert sent.status_code == 201
    assert client.post("/api/public/photos", content=b"<svg onload=alert(1)>").status_code == 400
    assert report(client, photos=[ref]).status_code == 200
    assert client.get(f"/api/cases/photos/{ref}").status_code == 401
    assert client.post("/api/session", json={"token": "officer"}).status_code == 200
    shown = client.get(f"/api/cases/photos/{ref}")
    assert (shown.content, shown.headers["content-type"]) == (photo(1, 2, 3), "image/png")
    assert client.get("/api/cases/photos/..%2F..%2Fbanyan.db").status_code == 404


def test_reports_from_one_address_are_slowed_down(client):
    statuses = [report(client, f"{n:032x}").status_code for n in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def test_a_city_without_the_principal_resident_has_no_residents_page(town):
    app = create_app(BayDesk(0), {}, AUTHORITY, None, cases=town.desk, residents=town.residents, photos=town.photos)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        assert client.get("/api/public/city").status_code == 403
        assert report(client).status_code == 403


def test_the_ground_carries_shapes_and_names_and_nothing_else(client):
    found = client.get("/api/public/ground").json()
    assert sorted(found) == ["districts", "lakes", "river", "roads", "sea"]
    carried = {key for layer in found.values() for f in layer["features"] for key in f["properties"]}
    assert carried == {"name_zh", "name_en"}
    secret = {"roads": {"features": [{"geometry": None, "properties": {"id": "x", "owner": "Mrs Wang"}}]}}
    assert plain_ground(secret)["roads"]["features"] == [{"type": "Feature", "geometry": None, "properties": {}}]


@given(own=st.text("0123456789abcdef", min_size=32, max_size=32))
def test_the_journals_key_leads_to_no_number_and_the_number_to_one_key(own):
    number = number_of(own)
    assert len(number) == 16
    assert plain_number(number) == number
    assert number not in source(number)
    assert own not in source(number)


TOLD = "told-7f3a"
DONE = [Verb.FILE, Verb.DISPATCH, Verb.HANDLE, Verb.FEED_BACK, Verb.VERIFY, Verb.CLOSE, Verb.RETURN, Verb.PRIORITISE,
        Verb.JOIN, Verb.SUSPEND, Verb.SPLIT]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_public_answer_repeats_what_anybody_told_or_who_they_are(tmp_path_factory, data):
    """Whatever is done to the cases, by whom and with what words: public answers hold none of them."""
    town = Town(tmp_path_factory.mktemp("town"), seeded=False)
    told = town.residents
    first = town.report("pothole", f"{TOLD} text", 119.6, 26.0, address=f"{TOLD} address", reporter=f"{TOLD} who")
    mine = told.report(PublicReport(MINE, "pothole", (119.60001, 26.0), alone=data.draw(st.booleans())))
    cids = [case.id for case in town.office.register.open()]
    for _ in range(data.draw(st.integers(0, 8))):
        verb = data.draw(st.sampled_from(DONE))
        cid = data.draw(st.sampled_from(cids))
        case = town.office.case(cid)
        who = data.draw(st.sampled_from([OFFICER, f"{case.holder}-1"]))
        with suppress(Declined, Refused):
            town.move(cid, verb, who, reason=f"{TOLD} reason", yes=True, outcome="solved", other=first,
                      ground="wrong-class", evidence=(town.shown(),))
    answers = [told.city(), told.near("pothole", (119.6, 26.0)), told.follow(mine.number)]
    said = msgspec.json.encode(answers).decode()
    ids = [*cids, "duty-officer-1", "resident-", "case-move"]
    assert TOLD not in said
    assert [one for one in ids if one in said] == []


def test_a_bucket_fills_again_and_holds_for_all_together():
    now = [0.0]
    bucket = Bucket("things", burst=2, every_s=10, together=3, clock=lambda: now[0])
    taken = [bucket.empty("a")]
    bucket.take("a")
    bucket.take("a")
    taken.append(bucket.empty("a"))
    now[0] = 10.1
    taken.append(bucket.empty("a"))
    assert taken == [False, True, False]
    for n in range(6):
        bucket.take(f"other-{n}")
    assert bucket.empty("fresh") is False
    with pytest.raises(Exception, match="too many things"):
        bucket.take("fresh")
