"""The city's own cases through the door: filed, found, photographed, handed over and back."""

import json
from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image

from banyan.model.casework import ALERT, Intake, Place, Report, Status, Verb
from banyan.model.text import Said
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.photo_round import PhotoRound
from tests.command.casework.town import DESK, HOLE
from tests.runtime.open311.towns import DoorTown, Wire


@pytest.fixture
def towns(tmp_path):
    wires = {"a.gov": Wire(), "b.gov": Wire()}
    made = {here: DoorTown(here, tmp_path / here[0], wires[here]) for here in wires}
    wires["a.gov"].client, wires["b.gov"].client = made["b.gov"].client, made["a.gov"].client
    yield made["a.gov"], made["b.gov"]
    for town in made.values():
        town.store.close()


def photo():
    made = BytesIO()
    exif = Image.Exif()
    exif[272] = "SecretPhone"
    Image.new("RGB", (8, 8)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_a_report_becomes_a_case_of_its_type_with_its_limit(towns):
    a, _ = towns
    [filed] = a.post(phone="13800138000", first_name="晓").json()
    [found] = a.get(f"requests/{filed['service_request_id']}.json?locale=en&extensions=true")
    case = a.office.case(filed["service_request_id"])
    assert (case.reports[0].channel, case.place.position, case.status) == ("open311", (119.6, 25.99), Status.REPORTED)
    assert (found["status"], found["status_notes"], found["service_name"]) == ("open", "reported", "hole")
    assert found["requested_datetime"] == "2026-03-02T01:00:00Z"
    assert found["expected_datetime"] == "2026-03-09T01:00:00Z"      # 5 working days after Monday 09:00
    assert filed["service_notice"] == "承诺于 2026-03-09T01:00:00Z 前办结。"
    assert [n["type"] for n in found["notes"]] == ["report"]
    assert found["extended_attributes"]["origin_request_id"] == case.id


def test_what_the_public_sees_names_nobody(towns):
    a, _ = towns
    a.post(phone="13800138000", email="lin@example.org", last_name="林晓", address_string="x@example.org 旁",
           description="井盖没了，打 138-0013-8000 找我")
    shown = json.dumps(a.get("requests.json?extensions=true"), ensure_ascii=False)
    assert "井盖没了" in shown
    journal = json.dumps([rec.body for _, rec in a.store.records()], ensure_ascii=False)
    for secret in ("13800138000", "lin@example.org", "林晓"):
        assert secret not in shown
        assert secret not in journal
    assert "138-0013-8000" not in shown
    assert "x@example.org" not in shown
    [case] = a.office.register.open()
    assert case.reports[0].reporter.startswith("P-")


def test_a_private_kind_may_be_reported_and_is_seen_by_nobody(towns):
    a, _ = towns
    [filed] = a.post(service_code="paint").json()
    assert a.get("requests.json") == []
    assert a.client.get(f"/open311/v2/requests/{filed['service_request_id']}.json").status_code == 404
    assert "paint" in [s["service_code"] for s in a.get("services.json")]


def test_what_an_alert_opened_is_seen_by_everyone_and_reported_by_nobody(towns):
    a, _ = towns
    flood = replace(HOLE, id="flood", subclass="09", nearby=None, reported=False)
    a.office.book = replace(a.office.book, definitions=(*a.office.book.definitions, flood))
    told = Report("R/alert/a@1", a.now, Place((119.6, 25.99)), ALERT, text="water, level III", source="alert/a@1")
    case = a.office.raised(Intake("flood", told, DESK), ("raised-by", "a@1#1"))
    [found] = a.get("requests.json?service_code=flood&locale=en")
    assert (found["service_request_id"], found["status"], found["description"]) == (
        case.id, "open", "water, level III")
    assert "flood" not in [s["service_code"] for s in a.get("services.json")]
    assert a.client.get("/open311/v2/services/flood.json").status_code == 404
    refused = a.post(service_code="flood", phone="13800138000")
    assert (refused.status_code, refused.json()[0]["code"]) == (404, 404)
    assert len(list(a.office.register.open())) == 1


def test_closed_says_how_it_ended_and_is_not_called_solved(towns):
    a, _ = towns
    [filed] = a.post().json()
    case = filed["service_request_id"]
    a.do(case, Verb.FILE)
    a.do(case, Verb.CLOSE, outcome="not-our-duty", reason="private road, owner Lin Xiao")
    [found] = a.get("requests.json?status=closed&locale=en&extensions=true")
    assert (found["status"], found["status_notes"]) == ("closed", "not our duty")
    assert found["extended_attributes"]["outcome"] == "not-our-duty"
    assert "Lin Xiao" not in json.dumps(found)
    assert found["updated_datetime"] == "2026-03-02T01:02:00Z"
    assert a.get("requests.json?status=open") == []


def test_five_reports_of_one_hole_are_one_case(towns):
    a, _ = towns
    ids = {a.post(phone=f"1380013800{n}", long=f"119.6000{n}").json()[0]["service_request_id"] for n in range(5)}
    assert len(ids) == 1
    assert len(a.office.case(ids.pop()).reports) == 5


def test_who_reports_in_vain_is_forgotten_unless_they_were_known(towns, monkeypatch):
    a, _ = towns
    a.post(phone="13800138000")

    def decline(_intake):
        raise Declined(Said("case.no.type", {"type": "hole"}))

    monkeypatch.setattr(a.office, "report", decline)
    for phone in ("13800138000", "13800138001"):
        assert a.post(phone=phone).json()[0]["code"] == 400
    assert len(list(a.folder.glob("contacts/*"))) == 1


def test_a_photo_is_kept_clean_with_what_speaks_against_it(towns):
    a, _ = towns
    [filed] = a.post(files={"media": ("x.jpg", photo())}).json()
    [ref] = a.office.case(filed["service_request_id"]).reports[0].media
    PhotoRound(a.door.photos, a.desk).look()
    [about] = a.records("attachment")
    assert about.body["id"] == ref
    assert [d["said"]["key"] for d in about.body["doubts"]] == ["forms.photo_no_time", "forms.photo_no_place"]
    kept, _ = a.door.photos.read(ref)
    assert b"SecretPhone" in photo()
    assert b"SecretPhone" not in kept
    with a.client as client:                     # the desk sees it beside the case, as it sees its own
        client.post("/api/session", json={"token": "in"})
        assert client.get(f"/api/cases/photos/{ref}").content == kept
    broken = a.post(files={"media": ("x.jpg", photo()[:40])})
    assert broken.json() == [{"code": 400, "description": "'x.jpg': the photo is damaged."}]


def test_a_case_goes_to_the_other_city_and_comes_back_through_both_engines(towns):
    a, b = towns
    case = a.post(phone="13800138000").json()[0]["service_request_id"]
    with a.client as client:
        client.post("/api/session", json={"token": "in"})
        early = client.post(f"/api/cases/{case}/hand-over", json={"to": "b.gov", "reason": "their road"})
        assert early.status_code == 400                                    # it is not filed yet
        a.do(case, Verb.FILE)
        assert client.post(f"/api/cases/{case}/hand-over", json={"to": "b.gov"}).json()["leaving"] == "b.gov"
    a.wire.lose = 2
    for _ in range(3):
        a.door.send()
    assert a.office.case(case).holder == "city"
    [theirs] = list(b.office.register.open())
    assert (theirs.reports[0].text, theirs.reports[0].reporter) == ("坑", None)
    [seen] = a.get(f"requests/{case}.json?extensions=true")
    assert seen["extended_attributes"]["holder"] == "b.gov"

    b.do(theirs.id, Verb.FILE)
    b.exchange.hand_over(theirs.id, "a.gov", b.office.authority.principals[0].id, "not ours")
    b.wire.lose = 1
    b.door.send()
    b.door.send()
    assert (a.office.case(case).holder, len(list(a.office.register.open()))) == ("desk", 1)
    assert b.office.case(theirs.id).holder == "city"
    assert [len(list(t.office.register.open())) for t in (a, b)] == [1, 1]
    assert [r.body["shared"]["hand"] for r in a.records("case-shared")] == [1, 1, 2, 2, 3]      # 1 was refused


def test_closed_there_is_fed_back_here_once(towns):
    a, b = towns
    case = a.post().json()[0]["service_request_id"]
    a.do(case, Verb.FILE)
    a.exchange.hand_over(case, "b.gov", a.office.authority.principals[0].id)
    a.door.send()
    [theirs] = list(b.office.register.open())
    a.exchange.look()
    b.wait(30)
    a.wait(30)
    b.do(theirs.id, Verb.FILE)
    b.do(theirs.id, Verb.CLOSE, outcome="not-our-duty", reason="x")
    assert a.exchange.look() == 1
    assert a.office.case(case).status is Status.FED_BACK
    assert a.exchange.look() == 0
    assert a.office.case(case).status is Status.FED_BACK


def test_after_a_stop_a_case_on_its_way_is_still_on_its_way(towns):
    a, b = towns
    case = a.post().json()[0]["service_request_id"]
    a.do(case, Verb.FILE)
    a.exchange.hand_over(case, "b.gov", a.office.authority.principals[0].id)
    a.wire.lose = 1
    a.door.send()
    a.open()
    a.door.send()
    assert [s.body["shared"]["holder"] for s in a.records("case-shared")] == ["a.gov", "b.gov"]
    assert len(list(b.office.register.open())) == 1


def test_a_contact_is_masked_until_somebody_says_why(towns):
    a, _ = towns
    case = a.post(phone="13800138000", last_name="林").json()[0]["service_request_id"]
    with a.client as client:
        client.post("/api/session", json={"token": "in"})
        [shown] = client.get(f"/api/cases/{case}/contacts").json()
        assert shown["contact"] == {"phone": "138****00", "email": None, "name": "林**", "account": None}
        asked = {"reporter": shown["reporter"], "reason": ""}
        assert client.post(f"/api/cases/{case}/contacts", json=asked).status_code == 403
        assert a.records("contact-revealed") == []
        full = client.post(f"/api/cases/{case}/contacts", json=asked | {"reason": "回访核实"}).json()
    assert full["phone"] == "13800138000"
    [record] = a.records("contact-revealed")
    assert (record.by, record.body["reason"], record.body["fields"]) == ("desk-1", "回访核实", ["phone", "name"])
    assert "13800138000" not in json.dumps(record.body)


def test_who_may_not_see_cases_sees_no_contact_even_masked(towns):
    a, _ = towns
    case = a.post(phone="13800138000").json()[0]["service_request_id"]
    with a.client as client:
        client.post("/api/session", json={"token": "app"})
        assert client.get(f"/api/cases/{case}/contacts").status_code == 403
        asked = {"reporter": "P", "reason": "because"}
        assert client.post(f"/api/cases/{case}/contacts", json=asked).status_code == 403
