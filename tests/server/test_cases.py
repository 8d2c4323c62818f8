"""Cases over HTTP: reported, moved, listed, shown; refused with a sentence."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, Unit
from banyan.model.record import Record
from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.folder import find_city, load
from banyan.server.app import create_app
from banyan.stores.embedded import EmbeddedStore
from tests.command.casework.town import START
from tests.server.fake_desk import FakeDesk

SignIn = Callable[[str], TestClient[Any]]
HOLE = {"type": "pothole", "text": "a deep hole", "position": [119.601, 25.991], "source": "t:1"}


@pytest.fixture(scope="module")
def bay() -> City:
    return load(find_city("banyan-bay"))


@pytest.fixture
def enter(bay: City, tmp_path: Path) -> Iterator[SignIn]:
    """A client signed in as somebody of Banyan Bay; all of them meet one office."""
    store = EmbeddedStore(tmp_path, "banyan-bay")

    def note(records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:
        store.append(Unit(START, START, EMPTY, (), records, tuple(notices)))

    book = load_casebook(find_city("banyan-bay"), bay)
    assert book is not None
    desk = CaseDesk(CaseOffice(book, store, note, bay.authority, lambda: START), store, bay)
    app = create_app(FakeDesk(), {}, bay.authority, None, cases=desk, allowed_hosts=("testserver.local",))

    def signed_in(who: str) -> TestClient[Any]:
        client = TestClient(app, base_url="http://testserver.local")
        client.post("/api/session", json={"token": app.state.access.invite(PrincipalId(who))})
        return client

    yield signed_in
    store.close()


def test_a_report_is_filed_dispatched_by_its_route_handled_and_closed(enter: SignIn) -> None:
    officer, roads = enter("duty-officer-1"), enter("roads-1")
    case = officer.post("/api/cases", json=HOLE).json()["case"]["id"]
    for client, ask in (
        (officer, {"verb": "file", "state": "deep"}), (officer, {"verb": "dispatch"}),
        (roads, {"verb": "feed-back", "evidence": [{"kind": "photo-after", "ref": "blob:1"}]}),
        (officer, {"verb": "verify", "yes": True}),
        (officer, {"verb": "close", "outcome": "solved", "reason": "mended"}),
    ):
        answer = client.post("/api/cases/move", json={"case": case, **ask})
        assert answer.status_code == 200, answer.json()
    shown = enter("auditor-1").get(f"/api/cases/one/{case}").json()
    assert (shown["line"]["status"], shown["line"]["outcome"], shown["line"]["verdict"]) == ("closed", "solved", None)
    assert [e["verb"] for e in shown["log"]] == ["report", "file", "dispatch", "feed-back", "verify", "close"]
    assert shown["case"]["route"]["route"] == "roads"
    assert [r["text"] for r in shown["answers_due"]] == ["a deep hole"]


def test_the_same_report_again_is_the_same_case_and_near_ones_are_shown_before(enter: SignIn) -> None:
    officer = enter("duty-officer-1")
    first = officer.post("/api/cases", json=HOLE).json()["case"]["id"]
    assert officer.post("/api/cases", json=HOLE).json()["case"]["id"] == first
    assert [one["id"] for one in officer.post("/api/cases/near", json=HOLE).json()] == [first]
    page = officer.get("/api/cases", params={"open": True, "type": "pothole"}).json()
    assert (page["count"], page["rows"][0]["reports"]) == (1, 1)


def test_what_a_case_does_not_allow_is_a_sentence(enter: SignIn) -> None:
    officer = enter("duty-officer-1")
    case = officer.post("/api/cases", json=HOLE).json()["case"]["id"]
    answer = officer.post("/api/cases/move", json={"case": case, "verb": "verify", "yes": True})
    assert (answer.status_code, answer.json()["error"]) == (
        400, f"case {case} is reported, so nobody can verify it; expected one that is fed back")
    assert officer.post("/api/cases/move", json={"case": "K1", "verb": "file"}).status_code == 404
    assert officer.get("/api/cases/one/K1").status_code == 404
    assert officer.post("/api/cases", json={"type": "hoel"}).json()["error"] == "there is no case type hoel today"


@pytest.mark.parametrize("body", [
    {"type": 3}, {"type": "pothole", "position": [1]}, {"type": "pothole", "at": "2026-03-02T09:00:00"}, [], "x",
    {"type": "pothole", "position": [500.0, 0.0]}, {"type": "pothole", "attributes": {"lane": "sky"}},
    {"type": "pothole", "text": "x" * 20_000}, {"type": "pothole", "at": "2999-01-01T00:00:00Z"},
    {"type": "pothole", "surprise": 1},
])  # fmt: skip
def test_what_cannot_be_a_report_is_refused_and_writes_nothing(enter: SignIn, body: Any) -> None:
    officer = enter("duty-officer-1")
    answer = officer.post("/api/cases", json=body)
    assert answer.status_code == 400, answer.json()
    assert answer.json()["error"]
    assert officer.get("/api/cases").json()["count"] == 0


def test_who_may_not_is_refused_by_right_and_by_power(enter: SignIn) -> None:
    case = enter("duty-officer-1").post("/api/cases", json=HOLE).json()["case"]["id"]
    move = {"case": case, "verb": "file"}
    assert enter("gateway-1").get("/api/cases").status_code == 403
    assert enter("roads-1").post("/api/cases/move", json=move).status_code == 403
    assert enter("owner").post("/api/cases/move", json=move).status_code == 400      # the right, and not the power


def test_a_city_without_casework_says_so(bay: City) -> None:
    app = create_app(FakeDesk(), {}, bay.authority, None, allowed_hosts=("testserver.local",))
    client = TestClient(app, base_url="http://testserver.local")
    client.post("/api/session", json={"token": app.state.access.invite(PrincipalId("duty-officer-1"))})
    assert client.get("/api/cases").status_code == 404


def test_a_wrong_class_is_put_right_by_the_desk_and_refused_to_the_unit_in_both_languages(enter: SignIn) -> None:
    officer, roads = enter("duty-officer-1"), enter("roads-1")
    case = officer.post("/api/cases", json=HOLE).json()["case"]["id"]
    for ask in ({"verb": "file"}, {"verb": "dispatch"}):
        assert officer.post("/api/cases/move", json={"case": case, **ask}).status_code == 200
    wish = {"case": case, "verb": "re-class", "type": "lamp-out", "reason": "a lamp"}
    assert roads.post("/api/cases/move", json=wish).status_code == 403
    told = officer.post("/api/cases/move", json=wish).json()
    assert (told["case"]["type"], told["line"]["holder"], told["line"]["handler"]) == (
        "lamp-out", "lighting", "lighting")
    assert [row["id"] for row in officer.get("/api/cases?handler=lighting").json()["rows"]] == [case]
    again = officer.post("/api/cases/move", json=wish)
    assert (again.status_code, again.json()["zh"]) == (400, f"案件 {case} 的类别已是路灯不亮；须指定另一类别")
