"""What was withdrawn grants nothing and exists no longer: one journal for each kind of declaration."""

from banyan_check import check
from tests.banyan_check.small_journal import Journal, Line, clock, declared


def withdraw(j: Journal, of: str, name: str, minute: float) -> None:
    body = {"id": f"{of}/{name}", "of": of, "value": None, "withdrawn": True}
    j.write("declaration", minute, "system", body)


def violations(lines: list[Line]) -> list[tuple[str, str]]:
    return [(found.rule, found.record) for found in check(lines).violations]


def asked() -> Journal:
    j = declared()
    j.propose("P-1", 1, expires=30, gate_east=40.0)
    return j


def test_a_withdrawn_principal_approves_nothing():
    j = asked()
    withdraw(j, "principal", "officer", 2)
    j.decide("P-1", 3, authority="duty-officer")
    assert violations(j.lines) == [("approver-role", "A-1#1")]


def test_a_withdrawn_role_grants_nothing():
    j = asked()
    withdraw(j, "role", "duty-officer", 2)
    j.decide("P-1", 3, authority="duty-officer")
    assert violations(j.lines) == [("approver-role", "A-1#1")]


def test_a_withdrawn_standing_authority_covers_nothing():
    j = asked()
    withdraw(j, "standing-authority", "storm-leave", 2)
    j.decide("P-1", 3, authority="storm-leave")
    assert violations(j.lines) == [("approver-role", "A-1#1")]


def test_a_withdrawn_grantor_takes_the_standing_authority_along():
    j = asked()
    withdraw(j, "principal", "officer", 2)
    j.decide("P-1", 3, authority="storm-leave", by="officer")
    assert violations(j.lines) == [("standing-grantor", "A-1#1")]


def test_a_withdrawn_controller_proposes_nothing():
    j = declared()
    withdraw(j, "principal", "rule", 0)
    j.propose("P-1", 1, expires=30, gate_east=40.0)
    assert violations(j.lines) == [("proposer", "P-1#1")]


def test_a_withdrawn_device_is_no_device():
    j = asked()
    j.decide("P-1", 2, authority="duty-officer")
    withdraw(j, "device", "gate-east", 2)
    j.order("O-1", 3, "gate-east", 20.0, "P-1")
    assert violations(j.lines) == [("device", "O-1#1")]


def test_a_device_declared_again_stands_at_its_initial_setting():
    j = asked()
    j.decide("P-1", 2, authority="duty-officer")
    j.order("O-1", 3, "gate-east", 20.0, "P-1")
    again = next(line["body"]["value"] for line in j.lines if line["body"]["id"] == "device/gate-east")
    withdraw(j, "device", "gate-east", 4)
    j.declare("device", again | {"initial": 35.0}, minute=5)
    j.propose("P-2", 6, expires=30, gate_east=40.0)
    j.decide("P-2", 6, authority="duty-officer")
    j.order("O-2", 6, "gate-east", 40.0, "P-2", previous=35.0, previous_at=clock(5), inputs=[
        {"stream": stream, "time": clock(6), "value": value}
        for stream, value in (("gate-east.level", 2.0), ("river.level", 1.0), ("gate-east.seen", 35.0))
    ])  # fmt: skip
    assert violations(j.lines) == []


def test_declared_and_withdrawn_at_once_is_neither():
    j = declared()
    value = {"id": "x", "may": ["*"], "scope": ["*"]}
    j.write("declaration", 1, "system", {"id": "role/x", "of": "role", "value": value, "withdrawn": True})
    assert violations(j.lines) == [("well-formed", "role/x#1")]


def test_a_withdrawal_names_what_it_withdraws():
    j = declared()
    j.write("declaration", 1, "system", {"id": "officer", "of": "principal", "value": None, "withdrawn": True})
    assert violations(j.lines) == [("well-formed", "officer#1")]
