from datetime import UTC, datetime
from typing import Any

from banyan.measure.deeds import Deed, deeds
from banyan.measure.history import History
from banyan.measure.refusals import barred, dropped, out_of_service
from banyan.model.ids import RecordId
from banyan.model.record import Record
from banyan.model.time import Instant, minutes

START = datetime(2026, 7, 24, 3, 0, tzinfo=UTC)


def at(minute: float) -> Instant:
    return START + minutes(minute)


def rec(kind: str, rid: str, minute: float, body: dict[str, Any], by: str = "control") -> Record:
    return Record(RecordId(rid), kind, f"banyan.{kind}/1", at(minute), by, (), body)


def order(n: int, minute: float, setting: float, previous: float, **more: Any) -> Record:
    body = {"id": f"O-{n}", "device": "gate-east", "proposal": "P-1", "approval": "P-1/decision", "setting": setting,
            "previous": previous, "previous_at": at(minute - 1), "at": at(minute), "outcome": "pass", "inputs": []}
    return rec("actuation", f"O-{n}#1", minute, body | more)


def told(*records: Record, **known: Any) -> list[Deed]:
    return deeds(History(records), **known)


def test_the_steps_of_one_movement_are_one_deed_with_all_their_records() -> None:
    (deed,) = told(order(1, 1, 20, 10), order(2, 2, 30, 20), order(3, 3, 35, 30))
    assert (deed.at, deed.until, deed.said.args["from"], deed.said.args["to"]) == (at(1), at(3), "10", "35")
    assert deed.records == ("O-1#1", "O-2#1", "O-3#1")


def test_a_pause_or_another_proposal_begins_another_movement() -> None:
    found = told(order(1, 1, 20, 10), order(2, 10, 30, 20), order(3, 11, 40, 30, proposal="P-2"))
    assert [deed.records for deed in found] == [("O-1#1",), ("O-2#1",), ("O-3#1",)]


def test_a_refused_order_moved_nothing() -> None:
    assert told(order(1, 1, 20, 10, outcome="refuse", interlock="ramp", why="too quick")) == []


def test_a_pump_is_switched_and_not_moved() -> None:
    found = told(order(1, 1, 100, 0, device="pump-1"), order(2, 20, 0, 100, device="pump-1"), pumps=["pump-1"])
    assert [deed.said.key for deed in found] == ["deed.pump_on", "deed.pump_off"]


def test_an_approval_by_standing_authority_is_told_as_such() -> None:
    body = {"id": "P-1/decision", "proposal": "P-1", "approve": True, "by": "director-1", "authority": "standing-1",
            "at": at(1)}
    record = rec("approval", "P-1/decision#1", 1, body, "director-1")
    assert [d.said.key for d in told(record, standing=["standing-1"])] == ["deed.standing"]
    assert [d.said.key for d in told(record)] == ["deed.approved"]


def test_the_same_refusal_is_counted_and_its_first_numbers_are_kept() -> None:
    refuse = {"outcome": "refuse", "interlock": "ramp"}
    found = barred(History([order(1, 1, 80, 10, why="first", **refuse), order(2, 5, 90, 10, why="second", **refuse),
                            order(3, 6, 90, 10, outcome="refuse", interlock="range", why="third")]))
    assert [(b.interlock, b.times, b.setting, b.why) for b in found] == [("ramp", 2, 80, "first"),
                                                                         ("range", 1, 90, "third")]
    assert found[0].records == ("O-1#1", "O-2#1")


def test_messages_not_taken_are_counted_by_reason_the_most_frequent_first() -> None:
    def reject(n: int, reason: str) -> Record:
        return rec("reject", f"reject/{n}", n, {"id": f"reject/{n}", "reason": reason, "raw": "", "where": f"line {n}",
                                                "expected": ""})

    found = dropped(History([reject(1, "range"), reject(2, "too-late"), reject(3, "too-late")]))
    assert [(d.reason, d.times, d.example) for d in found] == [("too-late", 2, "line 2"), ("range", 1, "line 1")]


def test_what_never_came_back_is_out_of_service_to_the_end() -> None:
    def status(n: int, what: str, works: bool) -> Record:
        return rec("rule-status", f"rule-status/{what}#{n}", n, {"id": what, "in_service": works, "error": "no such"})

    found = out_of_service(History([status(1, "rule-a", False), status(2, "rule-b", False), status(3, "rule-a", True)]))
    assert [(o.what, o.since, o.until) for o in found] == [("rule-a", at(1), at(3)), ("rule-b", at(2), None)]


def escalated(case: str) -> Record:
    body = {"id": "E/1", "case": case, "what": "on-site", "to": "supervisor"}
    return rec("escalation", "E/1", 50, body)


def test_a_case_is_called_by_its_number_in_the_citys_list_where_there_is_one() -> None:
    filed = rec("casework", "casework/K20260724-0001@1", 5, {
        "id": "K20260724-0001", "reports": [{"source": None}, {"source": "incident/I/ponding/river@1"}]})
    assert [d.said.args["case"] for d in told(filed, escalated("C/ponding/river@1"))] == ["K20260724-0001"]
    assert [d.said.args["case"] for d in told(filed, escalated("C/ponding/sea@1"))] == ["C/ponding/sea@1"]
    assert [d.said.args["case"] for d in told(escalated("C/ponding/river@1"))] == ["C/ponding/river@1"]
