"""A person proposes: filed like a controller's plan, decided by another, executed within every interlock."""

import pytest
from msgspec.structs import replace

from banyan.model.authority import Principal, Role
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.intent import Action, Intent, right
from tests.control.town import GATE, NAME, OFFICER, PUMP, Works, intent, town

ENGINEER = PrincipalId("engineer")


def works() -> Works:
    """A town without standing authority, whose engineer may propose and approve on every device."""
    city = town(standing=False)
    role = Role(RoleId("engineer"), NAME, ("proposal.make", "proposal.approve"))
    given = city.authority
    authority = replace(given, roles=(*given.roles, role),
                        principals=(*given.principals, Principal(ENGINEER, NAME, (role.id,))))
    return Works(replace(city, authority=authority), None)


def wish(args: dict[str, str], by: PrincipalId = ENGINEER, key: str = "w1") -> Intent:
    return Intent(key, by, Action.PROPOSE, "0123456789abcdef", args)


def test_it_is_filed_under_the_asking_person_with_the_wish_as_its_cause() -> None:
    the = works()
    the.until(1)
    done = the.tick(wish({"gate": "45", "pump": "100"}))
    (body,) = the.bodies("proposal")
    assert (body["by"], body["status"], body["id"]) == ("engineer", "open", "P-0001")
    assert body["plan"]["targets"] == [{"device": GATE, "setting": 45.0}, {"device": PUMP, "setting": 100.0}]
    assert body["plan"]["reason"] == {"key": "control.tried", "args": {"whatif": "0123456789ab"}}
    (record,) = [r for r in done.records if r.kind == "proposal"]
    assert ("asked-by", "intent/w1") in [(c.role, c.id) for c in record.causes]
    assert done.answers == {"w1": record.id}
    assert right(Action.PROPOSE) == "proposal.make"


def test_who_proposes_does_not_approve_and_another_one_may() -> None:
    the = works()
    the.until(1)
    the.tick(wish({"gate": "45"}))
    refused = the.tick(intent(Action.APPROVE, "P-0001", ENGINEER, "a1"))
    assert refused.refused == {"a1": "engineer proposed P-0001: who proposes doesn't approve"}
    the.until(4)
    assert the.moves() == []
    the.tick(intent(Action.APPROVE, "P-0001", OFFICER, "a2"))
    the.until(10)
    assert [setting for _, setting in the.moves()] == [20.0, 30.0, 40.0, 45.0]


def test_nobody_decides_within_a_quarter_of_an_hour_and_it_is_over() -> None:
    the = works()
    the.until(1)
    the.tick(wish({"gate": "45"}))
    the.until(17)
    assert [p["status"] for p in the.bodies("proposal")] == ["open", "expired"]


@pytest.mark.parametrize(("args", "says"), [
    ({}, "no device and setting is given"), ({"moat": "5"}, "moat is not one of the city's devices; it has gate, pump"),
    ({"gate": "nan"}, "gate: nan % asked, 0 to 100 % allowed"), ({"gate": "half"}, "gate: half % asked"),
    ({"gate": "101"}, "gate: 101 % asked"), ({"pump": "50"}, "pump: 50 % asked; a pump takes 0 (its float decides)"),
    ({"gate": "10"}, "nothing to propose: the devices go there anyway"),
    ({"gate": "45", "moat": "5"}, "moat is not one of the city's devices"),
])  # fmt: skip
def test_what_cannot_be_proposed_is_refused_whole(args: dict[str, str], says: str) -> None:
    the = works()
    the.until(1)
    told = the.tick(wish(args))
    assert says in told.refused["w1"]
    assert the.bodies("proposal") == []


def test_the_officer_may_not_propose_and_no_one_while_the_stop_is_pulled() -> None:
    the = works()
    the.until(1)
    told = the.tick(wish({"gate": "45"}, OFFICER))
    assert told.refused == {"w1": f"{OFFICER} may not proposal.make on gate: no role of theirs allows it"}
    the.tick(intent(Action.STOP, key="s"))
    told = the.tick(wish({"gate": "45"}, key="w2"))
    assert told.refused["w2"] == "the emergency stop is pulled: nothing is proposed until it is released"


def test_the_same_again_is_on_the_table_and_another_one_takes_its_place() -> None:
    the = works()
    the.until(1)
    the.tick(wish({"gate": "45"}))
    assert "the same is on the table" in the.tick(wish({"gate": "45"}, key="w2")).refused["w2"]
    the.tick(wish({"gate": "60"}, key="w3"))
    assert [(p["id"], p["status"]) for p in the.bodies("proposal")] == [
        ("P-0001", "open"), ("P-0001", "superseded"), ("P-0002", "open")]
