"""A case that was given the wrong class: the same case under the right type, with the citizen's clock as it was."""

from datetime import timedelta

from msgspec.structs import replace

from banyan.model.casetype import Casebook, Definition, SiteState, SubType
from banyan.model.casework import Case, Part, Status, Verb
from banyan.model.clock import Term
from banyan.model.ids import CaseId, RoleId
from banyan.model.route import Route
from tests.command.casework.town import BOOK, DRAINS, HOLE, NOTE, PHOTO, ROADS, ROUTES, START, Town, name

LEAK: Definition = replace(
    HOLE, id="leak", version=3, name=name("leak"), class_code="09", desk=RoleId("waterworks"),
    promised=Term("2 urgent hours"), statutory=None, states=(SiteState("burst", name("burst"), Term("60 minutes")),),
    parts=(SubType("paint", mandatory=True),), nearby=None, on_the_spot=False,
)  # fmt: skip
TOWN = replace(
    BOOK, definitions=(*BOOK.definitions, LEAK), roles=(RoleId("waterworks"),),
    routes=replace(ROUTES, routes=(*ROUTES.routes, Route("r9", RoleId("drains"), classes=("09",)))),
)  # fmt: skip
WRONG = {"reason": "it is a leak", "type": "leak"}


def begun(book: Casebook = TOWN) -> Town:
    town = Town(book)
    town.report()
    return town


def sent(book: Casebook = TOWN) -> Town:
    """Filed and with the roads unit, an hour after first intake."""
    town = begun(book)
    town.wait(minutes=20)
    town.must("K1", "file")
    town.must("K1", "dispatch")
    town.wait(minutes=40)
    return town


def told(town: Town) -> list[tuple[str, str]]:
    """Who was told what by the last move, without the calls of time."""
    last = [e for e in town.entries if e.verb is Verb.RECLASS][-1]
    return [(n.body["to"], n.body["key"]) for n in town.notices if n.id.startswith(f"case/{last.id}/")]


def test_a_case_that_is_with_a_unit_goes_to_the_right_one_with_limits_from_first_intake() -> None:
    town = sent()
    case = town.must("K1", "re-class", state="burst", **WRONG)
    assert (case.type, case.version, case.status, case.holder) == ("leak", 3, Status.DISPATCHED, "drains")
    assert (case.desk, case.state, case.intake) == ("waterworks", "burst", START)
    assert (case.due, case.terms.promised.limit) == (START + timedelta(minutes=60), "60 minutes")
    assert case.route is not None
    assert case.route.route == "r9"
    assert told(town) == [("drains", "case.told.holder"), ("roads", "case.told.reclassed")]


def test_the_minutes_of_both_units_add_up_to_the_citizens_clock() -> None:
    town = sent()
    case = town.must("K1", "re-class", **WRONG)
    assert [(s.holder, s.begin - START) for s in case.line.stints] == [
        ("desk", timedelta()), ("desk", timedelta(minutes=20)), ("roads", timedelta(minutes=20)),
        ("drains", timedelta(minutes=60))]  # fmt: skip


def test_what_the_right_type_demands_beside_it_begins_with_it_once() -> None:
    town = sent()
    case = town.must("K1", "re-class", **WRONG)
    assert case.parts == (Part(CaseId("K1.1"), "paint", True),)
    assert [(p.type, p.status, p.parent) for p in town.cases.values() if p.id != "K1"] == [
        ("paint", Status.FILED, "K1")]


def test_where_the_routes_lead_to_who_has_it_the_work_goes_on() -> None:
    town = sent()
    town.must("K1", "handle", ROADS)
    case = town.must("K1", "re-class", holder=RoleId("roads"), **WRONG)
    assert (case.type, case.status, case.holder, told(town)) == ("leak", Status.HANDLING, "roads", [])


def test_before_it_is_dispatched_it_waits_at_the_right_desk() -> None:
    town = begun()
    case = town.must("K1", "re-class", **WRONG)
    assert (case.status, case.holder, case.step, case.parts) == (Status.REPORTED, "waterworks", "file", ())
    assert told(town) == [("waterworks", "case.told.reported")]


def test_it_needs_a_reason_another_type_that_holds_and_a_state_that_the_type_has() -> None:
    town = sent()
    assert town.no("K1", "re-class", type="leak") == "reason"
    assert town.no("K1", "re-class", reason="why") == "same-type"
    assert town.no("K1", "re-class", reason="why", type="hole") == "same-type"
    assert town.no("K1", "re-class", reason="why", type="volcano") == "type"
    assert town.no("K1", "re-class", state="deep", **WRONG) == "state"
    assert town.no("K1", "re-class", holder=RoleId("nobody"), **WRONG) == "unit"
    assert town.cases[CaseId("K1")].type == "hole"


def test_only_the_desk_does_it_and_only_until_the_work_is_fed_back() -> None:
    town = sent()
    assert town.no("K1", "re-class", ROADS, **WRONG) == "power"
    town.must("K1", "feed-back", ROADS, evidence=(PHOTO,))
    assert town.no("K1", "re-class", **WRONG) == "status"


def test_a_return_is_ruled_on_first() -> None:
    town = sent()
    town.must("K1", "return", ROADS, ground="not-ours", reason="a leak", evidence=(NOTE,))
    assert town.no("K1", "re-class", **WRONG) == "pending"
    town.must("K1", "rule", yes=True, reason="true")
    assert town.must("K1", "re-class", **WRONG).status is Status.FILED


def test_a_part_with_another_class_is_called_so_in_its_parent() -> None:
    town = sent()
    town.must("K1", "re-class", **WRONG)
    part: Case = town.must("K1.1", "re-class", reason="a hole", type="hole")
    assert (part.type, town.cases[CaseId("K1")].parts[0].type) == ("hole", "hole")


def test_the_limit_that_moved_up_is_told_as_overdue_at_its_own_time() -> None:
    town = sent()
    town.wait(hours=3)
    town.must("K1", "re-class", **WRONG)
    town.wait(seconds=1)
    definition = LEAK
    assert definition.promised.limit == "2 urgent hours"
    done = town.tell("K1")
    assert done is not None
    breaches = [t for t in done.entries[0].told if t.what == "breach" and t.whose == "promised"]
    assert [t.at for t in breaches] == [START + timedelta(hours=2)]
    assert town.no("K1", "re-class", DRAINS, reason="why", type="hole") == "power"
