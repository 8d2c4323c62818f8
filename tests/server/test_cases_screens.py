"""What the case screens ask: only what authority and state allow, with what it lacks; routes told; photos kept once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from banyan.command.forms.attachments import Metadata
from banyan.command.forms.photo import Doubt
from banyan.model.casework import Verb
from banyan.model.ids import PrincipalId
from banyan.model.record import record
from banyan.model.text import Said
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.photo_round import Attachment
from banyan.runtime.casework.photos import Photos
from banyan.runtime.casework.screens import CaseScreens
from banyan.runtime.casework.views import CaseAsked
from banyan.server.app import create_app
from tests.server.fake_cases import DRAINAGE, OFFICER, BayDesk, Town, dispatched, photo


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, seeded=False)


@pytest.fixture
def client(town: Town) -> Iterator[Any]:
    app = create_app(BayDesk(0), {"officer": PrincipalId(OFFICER)}, town.city.authority, None, cases=town.desk,
                     photos=town.photos)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as made:
        assert made.post("/api/session", json={"token": "officer"}).status_code == 200
        yield made


def can(town: Town, cid: str, who: str = OFFICER) -> dict[str, list[str]]:
    return {one.verb: one.lacks for one in CaseScreens(town.desk).aside(cid, PrincipalId(who)).can}


def test_each_moment_of_a_case_offers_what_may_be_done_then_and_no_more(town):
    cid = town.report("drain-blocked", "full of leaves")
    assert list(can(town, cid)) == ["file", "prioritise", "re-class", "close", "join"]
    assert can(town, cid, DRAINAGE) == {}
    town.move(cid, Verb.FILE)
    assert "dispatch" in can(town, cid)
    town.move(cid, Verb.DISPATCH)
    lacks = ["photo-site"]
    assert can(town, cid, DRAINAGE) == {"handle": [], "feed-back": [], "return": lacks, "dispute": lacks}
    assert can(town, cid, "auditor-1") == {}
    town.move(cid, Verb.RETURN, DRAINAGE, ground="wrong-class", reason="a burst pipe")
    assert list(can(town, cid)) == ["prioritise", "rule"]


def test_whatever_is_offered_is_done_when_its_fields_are_given(town):
    cid = town.report("lamp-out")
    rain = {"ground": "weather", "reason": "rain"}
    for verb, more in (("file", {}), ("dispatch", {}), ("suspend", rain), ("resume", {})):
        assert verb in can(town, cid), verb
        town.move(cid, Verb(verb), **more)
    assert "suspend" not in can(town, cid), "its type lets it be suspended once"
    with pytest.raises(Declined, match="again"):
        town.move(cid, Verb.SUSPEND, **rain)


def test_an_outcome_is_offered_with_the_evidence_that_it_still_lacks(town):
    cid = town.report("bin-full")
    aside = CaseScreens(town.desk).aside(cid, PrincipalId(OFFICER))
    close = next(one for one in aside.can if one.verb == "close")
    assert close.outcomes == {"not-our-duty": [], "not-found": ["photo-site"], "duplicate": [], "withdrawn": []}
    assert aside.grounds["not-our-thing"] == ["ownership"]


def test_a_case_that_waits_shows_where_it_would_go_and_what_every_other_row_lacked(town):
    cid = town.report("drain-blocked", lon=119.5871, lat=26.0052)
    routed = CaseScreens(town.desk).aside(cid, PrincipalId(OFFICER)).route
    assert routed is not None
    assert (routed.to, routed.route, routed.area) == ("drainage", "drains", "mill-district")
    assert {row.route: row.failed for row in routed.tried}["lamps"] == ("class",)


def test_look_alikes_are_open_ones_of_the_type_within_a_hundred_metres_the_nearest_first(town):
    first = town.report("pothole", "deep", 119.6, 26.0)
    town.report("pothole", "too far", 119.602, 26.0)
    town.report("pavement", "another type", 119.6, 26.0)
    town.advance(5)
    mine = town.report("pothole", "mine", 119.6005, 26.0)
    alike = CaseScreens(town.desk).aside(mine, PrincipalId(OFFICER)).alike
    assert [(a.line.id, a.metres, a.texts, a.joins) for a in alike] == [(first, 50, ["deep"], True)]
    other = CaseScreens(town.desk).aside(first, PrincipalId(OFFICER)).alike
    assert [(a.line.id, a.joins) for a in other] == [(mine, False)], "the later one is joined to the first"


def test_the_board_counts_every_case_and_shows_the_first_of_each_status(tmp_path):
    town = Town(tmp_path)
    board = CaseScreens(town.desk).board(CaseAsked(open=True), 2)
    page = town.desk.page(CaseAsked(open=True))
    assert sum(c.count for c in board.columns) == page.count
    assert sum(c.late for c in board.columns) == page.late
    assert max(len(c.rows) for c in board.columns) == 2
    points = CaseScreens(town.desk).points(CaseAsked(open=True))
    assert len(points.id) + points.nowhere == page.count


def test_news_names_what_changed_and_begins_anew_for_a_number_of_another_journal(client, town):
    begun = client.get("/api/cases/news").json()
    assert begun["changed"] == []
    cid = town.report("lamp-out")
    news = client.get("/api/cases/news", params={"after": begun["sequence"] or 1}).json()
    town.move(cid, Verb.FILE)
    after = client.get("/api/cases/news", params={"after": news["sequence"]}).json()
    assert (after["changed"], after["more"]) == ([cid], False)
    assert client.get("/api/cases/news", params={"after": after["sequence"]}).json()["changed"] == []
    assert client.get("/api/cases/news", params={"after": 10**6}).json()["more"] is True


def test_the_directory_says_whose_cases_are_mine(client, town):
    assert client.get("/api/cases/directory").json()["mine"] == ["duty-officer"]
    assert CaseScreens(town.desk).directory(PrincipalId(DRAINAGE)).mine == ["drainage"]


def test_a_move_that_isnt_possible_is_said_in_both_languages(client, town):
    cid = town.report("lamp-out")
    no = client.post("/api/cases/move", json={"case": cid, "verb": "dispatch"}).json()
    assert no["error"] == f"case {cid} is reported, so nobody can dispatch it; expected one that is filed"
    assert no["zh"].startswith(f"案件 {cid} 的状态是“已受理”")


def test_an_unknown_case_is_404_and_nothing_is_offered_to_nobody(client):
    assert client.get("/api/cases/aside/K1").status_code == 404
    client.cookies.clear()
    for path in ("board", "points", "news", "directory", "aside/K1", "photos/x"):
        assert client.get(f"/api/cases/{path}").status_code == 401


def test_a_photo_is_kept_once_under_its_content_and_nothing_else_is_taken(tmp_path):
    photos = Photos(tmp_path)
    ref = photos.keep(photo(1, 2, 3))
    assert photos.keep(photo(1, 2, 3)) == ref
    assert photos.read(ref) == (photo(1, 2, 3), "image/png")
    files = sorted(p.name for p in tmp_path.rglob("*") if p.is_file())
    assert files == [ref, f"{ref}.json"], "no half-written file stays"
    for bad in (b"", b"GIF89a", b"%PDF-", b"<svg/>", b"\xff\xd8\xff" + bytes(11 * 1024 * 1024)):
        with pytest.raises(Exception, match="photo"):
            photos.keep(bad)
    for bad_ref in ("", "..", f"{ref}/../x", ref.upper(), "a" * 64 + ".png"):
        with pytest.raises(KeyError):
            photos.read(bad_ref)


def test_a_unit_feeds_back_with_a_photo_sent_over_http(client, town):
    cid = town.report("drain-blocked")
    dispatched(town, cid)
    ref = client.post("/api/cases/photos", content=photo(9, 9, 9)).json()["ref"]
    town.move(cid, Verb.FEED_BACK, DRAINAGE, evidence=(town.shown(),))
    shown = client.get(f"/api/cases/photos/{ref}")
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "private, max-age=31536000, immutable")


def test_rounds_are_proposed_for_a_unit_and_an_unknown_one_is_said(client, town):
    cid = town.report("drain-blocked")
    dispatched(town, cid)
    told = client.get("/api/cases/rounds", params={"unit": "drainage"}).json()
    assert [stop["case"] for one in told["rounds"] for stop in one["stops"]] == [cid]
    assert told["planned"]["late"] - told["first_come_nearest"]["late"] == -told["late_avoided"]
    no = client.get("/api/cases/rounds", params={"unit": "moon"})
    assert (no.status_code, 'no unit "moon"' in no.json()["error"]) == (400, True)
    client.cookies.clear()
    assert client.get("/api/cases/rounds", params={"unit": "drainage"}).status_code == 401


def test_a_photo_of_an_unknown_type_is_not_taken(client):
    sent = client.post("/api/cases/photos", params={"type": "moon"}, content=photo(1, 1, 1))
    assert sent.status_code == 400


def test_what_a_photo_says_against_its_case_stands_beside_it(town, client):
    """The photo was kept with a time and a place of its own: 1.1 km away, two days before."""
    ref = town.photos.keep(photo(9, 9, 9))
    cid = town.report("pothole", media=(ref,))
    asked = client.get(f"/api/cases/aside/{cid}").json()
    assert asked["photos"] == [{"ref": ref, "checked": False, "doubts": []}]
    far = Doubt(Said("forms.photo_far", {"metres": "1113", "most": "200"}), sure=True)
    silent = Doubt(Said("forms.photo_no_time"), sure=False)
    about = Attachment(ref, "image/png", 99, Metadata.STRIP, (far, silent))
    town.store.note([record("attachment", f"attachment/{ref}", town.now, "system", about)])
    [told] = client.get(f"/api/cases/aside/{cid}").json()["photos"]
    assert (told["checked"], [(d["en"], d["sure"]) for d in told["doubts"]]) == (True, [
        ("the photo was taken 1113 m from the case; 200 m are allowed", True),
        ("the photo doesn't say when it was taken", False)])


def test_who_may_not_evaluate_sees_no_second_looks_and_who_may_not_dispatch_decides_no_rounds(town):
    app = create_app(BayDesk(0), {"drain": PrincipalId(DRAINAGE), "chief": PrincipalId("supervisor-1")},
                     town.city.authority, None, cases=town.desk)
    for token, looks in (("drain", 403), ("chief", 200)):
        with TestClient(app, base_url="http://127.0.0.1:8000") as made:
            made.post("/api/session", json={"token": token})
            assert made.get("/api/cases/checks").status_code == looks
            body = {"unit": "drainage", "accept": False, "reason": "no"}
            assert made.post("/api/cases/rounds", json=body).status_code == 403
            assert made.get("/api/cases/rounds/taken?unit=drainage").json() == []


def test_another_program_that_may_report_is_told_neither_earlier_answers_nor_cases(town):
    town.report("lamp-out", answers={"lamps": "one", "number": "E-1"}, alone=True)
    app = create_app(BayDesk(0), {"apps": PrincipalId("apps-1"), "officer": PrincipalId(OFFICER)},
                     town.city.authority, None, cases=town.desk)
    asked = {"type": "lamp-out", "position": [119.6, 26.0]}
    for token, told in (("apps", []), ("officer", [("number", "E-1")])):
        with TestClient(app, base_url="http://127.0.0.1:8000") as made:
            made.post("/api/session", json={"token": token})
            answer = made.post("/api/cases/known", json=asked)
            assert (answer.status_code, [(k["field"], k["value"]) for k in answer.json()]) == (200, told)


def test_rounds_are_accepted_and_read_by_the_unit(town, client):
    cid = town.report("drain-blocked")
    dispatched(town, cid)
    found = client.get("/api/cases/rounds?unit=drainage").json()
    rounds = [{"crew": one["crew"], "cases": [s["case"] for s in one["stops"]]} for one in found["rounds"]]
    taken = client.post("/api/cases/rounds", json={"unit": "drainage", "accept": True, "rounds": rounds}).json()
    assert (taken["accepted"], taken["by"], taken["rounds"][0]["stops"][0]["case"]) == (True, OFFICER, cid)
    assert client.get("/api/cases/rounds/taken?unit=drainage").json() == [taken]
    gone = client.post("/api/cases/rounds", json={"unit": "drainage", "accept": True,
                                                  "rounds": [{"crew": rounds[0]["crew"], "cases": ["K1"]}]})
    assert (gone.status_code, gone.json()["error"]) == (400, "K1 can't be visited any more; propose the rounds again")
