"""The import desk of a served city: tables sent, looked at, taken once, undone; over the office and over its routes."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from banyan.model.authority import Principal, Refused, Role
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.text import Name
from banyan.runtime.casework.tables.desk import CaseImports, CaseImportView
from banyan.runtime.imports import drafts
from banyan.runtime.scenario import UsageError
from banyan.server.app import create_app
from tests.command.casework.town import DESK
from tests.runtime.casework.test_office import AUTHORITY
from tests.runtime.casework.test_tables import HEADS, LATE, NEW, OLD, Desk, csv
from tests.server.fake_desk import FakeDesk

BAD = ("A-9", "no such type", "2026-03-02 08:50", *[None] * 13)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def tables(desk: Desk) -> CaseImports:
    return CaseImports(desk.office, desk.contacts)


def settled(tables: CaseImports, iid: str) -> CaseImportView:
    until = time.monotonic() + 120
    while (view := tables.looked_at(iid)).state in ("reading", "taking"):
        assert time.monotonic() < until
        time.sleep(0.01)
    return view


def looked(tables: CaseImports, *files: tuple[str, bytes], mapping: str = "hotline") -> CaseImportView:
    begun = tables.begin(mapping, DESK.principal)
    for name, data in files:
        tables.add(begun.id, name, data)
    tables.read(begun.id, DESK.principal)
    return settled(tables, begun.id)


def taken(tables: CaseImports, iid: str) -> CaseImportView:
    tables.take(iid, DESK.principal)
    return settled(tables, iid)


def test_tables_that_nobody_works_on_make_room_for_others(
        tables: CaseImports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_HELD", 1_000)
    first, second = (tables.begin("hotline", DESK.principal).id for _ in range(2))
    tables.add(first, "a.csv", bytes(600))
    tables.add(first, "a.csv", bytes(900))        # once more: it takes the place of its own
    tables.add(second, "b.csv", bytes(101))
    with pytest.raises(KeyError):
        tables.looked_at(first)
    with pytest.raises(UsageError, match="find no room"):
        tables.add(second, "c.csv", bytes(900))
    assert [file.file for file in tables.looked_at(second).files] == ["b.csv"]


def test_a_table_is_looked_at_taken_once_found_again_and_undone(tables: CaseImports, desk: Desk) -> None:
    ahead = looked(tables, ("2026.csv", csv(OLD, LATE, NEW, BAD)))
    assert (ahead.state, ahead.new, ahead.open, ahead.closed, ahead.rejected_count) == ("ready", 3, 2, 1, 1)
    assert [(r.cell, r.number, r.whole) for r in ahead.rejected] == [("B5", "A-9", True)]
    assert (ahead.files[0].rows, ahead.files[0].accepted, ahead.files[0].columns[0].field) == (4, 3, "number")
    assert desk.bodies() == []
    done = taken(tables, ahead.id)
    assert (done.state, done.imported, len(desk.bodies())) == ("done", "CI-0001", 3)
    with pytest.raises(UsageError, match="is done now"):
        tables.take(ahead.id, DESK.principal)
    again = looked(tables, ("2026.csv", csv(OLD, LATE, NEW, BAD)))
    assert (again.nothing, again.unchanged) == (True, 3)
    shown = tables.desk()
    assert [(line.id, line.state, line.new) for line in shown.imports if line.state != "ready"] == [
        ("CI-0001", "done", 3)]
    assert [one.cell for one in shown.waiting] == ["B5"]
    assert tables.undo("CI-0001", DESK.principal).state == "undone"
    assert (desk.bodies(), tables.desk().waiting_count) == ([], 0)


def test_what_a_person_says_of_a_column_is_read_anew_and_remembered_once_taken(tables: CaseImports, desk: Desk) -> None:
    heads = ("Nr. at the hotline", *HEADS[1:])
    first = looked(tables, ("t.csv", csv(OLD, heads=heads)))
    assert (first.new, [c.field for c in first.files[0].columns][:1]) != (1, ["number"])
    tables.say(first.id, {heads[0]: "number"}, DESK.principal)
    assert settled(tables, first.id).new == 1
    taken(tables, first.id)
    assert looked(tables, ("t.csv", csv(OLD, heads=heads))).unchanged == 1
    with pytest.raises(UsageError, match="a field of a case were expected"):
        tables.say(first.id, {heads[0]: "colour"}, DESK.principal)


def test_of_two_officers_with_one_table_the_second_is_told_and_nothing_is_doubled(
    tables: CaseImports, desk: Desk
) -> None:
    one, two = (looked(tables, ("t.csv", csv(OLD, LATE)), mapping="hotline") for _ in range(2))
    other = looked(tables, ("u.csv", csv(NEW)), mapping="elsewhere")
    assert taken(tables, one.id).state == "done"
    late = taken(tables, two.id)
    assert (late.state, "what this import changes is not what was shown" in late.error) == ("failed", True)
    assert taken(tables, other.id).imported == "CI-0002"       # looked at anew: it is the same import as before
    assert len(desk.bodies()) == 3


def test_what_isn_t_a_table_or_isn_t_theirs_is_said(tables: CaseImports) -> None:
    begun = tables.begin("", DESK.principal)
    with pytest.raises(UsageError, match=r"photo\.png is no table"):
        tables.add(begun.id, "photo.png", b"...")
    with pytest.raises(Refused):
        tables.begin("", PrincipalId("nobody"))
    tables.add(begun.id, "t.csv", b"\x89PNG\r\n")
    tables.read(begun.id, DESK.principal)
    assert "a document or a picture" in settled(tables, begun.id).error
    tables.drop(begun.id)
    with pytest.raises(KeyError):
        tables.looked_at(begun.id)


@pytest.fixture
def client(tables: CaseImports) -> Iterator[TestClient[Any]]:
    looks = Role(RoleId("looker"), Name("看", "looks"), ("case.read",))
    authority = replace(AUTHORITY, roles=(*AUTHORITY.roles, looks), principals=(
        *AUTHORITY.principals, Principal(PrincipalId("looker-1"), Name("看", "looks"), (looks.id,))))
    app = create_app(FakeDesk(290), {"desk": DESK.principal, "looker": PrincipalId("looker-1")}, authority, None,
                     case_tables=tables)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as made:
        yield made


def test_over_http_tables_go_in_whole_and_only_for_whom_it_is_theirs(
    client: TestClient[Any], tables: CaseImports, desk: Desk
) -> None:
    path = "/api/case-imports"
    client.post("/api/session", json={"token": "looker"})
    assert client.post(path, json={}).status_code == 403
    client.post("/api/session", json={"token": "desk"})
    begun = client.post(path, json={"mapping": "hotline"}).json()
    at = f"{path}/{begun['id']}"
    assert client.post(f"{at}/files", params={"name": "t.csv"}, content=b"").status_code == 400
    assert client.post(f"{at}/files", params={"name": "C:\\t.csv"}, content=csv(OLD)).json()["files"][0]["file"] == (
        "t.csv")
    assert client.post(f"{at}/read").status_code == 202
    settled(tables, begun["id"])
    assert client.get(at).json()["new"] == 1
    assert client.post(f"{at}/columns", json={"columns": {"x": "colour"}}).status_code == 400
    assert client.post(f"{at}/take").status_code == 202
    settled(tables, begun["id"])
    assert len(desk.bodies()) == 1
    assert client.get(path).json()["imports"][0]["id"] == "CI-0001"
    assert client.post(f"{path}/CI-0001/undo").json()["state"] == "undone"
    assert client.delete(f"{path}/nothing").status_code == 404
    assert client.get(f"{path}/nothing").status_code == 404
