"""A case from report to verdict, and everything that can be refused on the way."""

from datetime import timedelta

from msgspec.structs import replace

from banyan.command.casework.ending import answers_due
from banyan.command.clocks import account
from banyan.model.casetype import FollowOn
from banyan.model.casework import Done, NewPart, Status, Verdict
from banyan.model.clock import Absence, Rung
from banyan.model.ids import CaseId, RoleId
from tests.command.casework.town import (
    BOOK,
    CALENDAR,
    DESK,
    DRAINS,
    HERE,
    HOLE,
    NOTE,
    PHOTO,
    ROADS,
    START,
    Town,
    citizen,
)

ZONE = "Asia/Shanghai"
K1 = CaseId("K1")


def test_status_outcome_and_verdict_are_three_things():
    town = Town()
    town.report()
    case = town.closed()
    assert (case.status, case.outcome, case.verdict) == (Status.CLOSED, "solved", None)
    case = town.must("K1", "judge", citizen(1), yes=False)
    assert (case.status, case.outcome, case.verdict) == (Status.CLOSED, "solved", Verdict.NOT_SOLVED)


def test_not_our_duty_closes_without_being_solved_and_stands_outside_the_solved_rate():
    town = Town()
    town.report()
    case = town.must("K1", "close", outcome="not-our-duty", reason="a private yard")
    outcome = BOOK.definitions[0].outcome(case.outcome)
    assert case.status is Status.CLOSED
    assert outcome is not None
    assert (outcome.solved, outcome.counts) == (False, False)


def test_a_unit_cannot_close_early_what_it_should_give_back():
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "dispatch")
    assert town.no("K1", "close", ROADS, outcome="not-our-duty", reason="not ours") == "early"


def test_closing_needs_the_evidence_that_its_type_asks_for_and_one_of_its_outcomes():
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "dispatch")
    town.must("K1", "feed-back", ROADS)
    town.must("K1", "verify", yes=True)
    assert town.no("K1", "close", outcome="solved", reason="mended") == "evidence"
    assert town.no("K1", "close", outcome="splendid", reason="mended") == "outcome"
    assert town.no("K1", "close", outcome="solved", evidence=(PHOTO,)) == "reason"
    assert town.must("K1", "close", outcome="solved", reason="mended", evidence=(PHOTO,)).outcome == "solved"


def test_returned_three_times_split_in_two_and_reopened_the_clock_shows_first_intake():
    town = Town()
    town.report()
    town.wait(minutes=10)
    town.must("K1", "file")
    town.must("K1", "dispatch", holder="roads")
    for unit in (ROADS, DRAINS):
        town.wait(hours=20)
        town.must("K1", "return", unit, ground="not-ours", reason="not on our map", evidence=(NOTE,))
        town.wait(hours=1)
        town.must("K1", "rule", yes=True, reason="the map agrees")
        town.must("K1", "dispatch", holder="drains" if unit is ROADS else "roads")
    town.wait(hours=6)
    refused = town.no("K1", "return", ROADS, ground="not-ours", reason="again", evidence=(NOTE,))
    assert refused == "final"
    town.must("K1", "split", reason="two trades", into=(NewPart("drains"),))
    town.wait(hours=5)
    for cid, unit in (("K1.1", DRAINS), ("K1", ROADS)):
        town.must(cid, "feed-back", unit, evidence=(PHOTO,))
        town.must(cid, "verify", yes=True)
        town.must(cid, "close", outcome="solved", reason="mended")
    town.wait(hours=3)
    case = town.must("K1", "re-open", citizen(1), reason="it sank again")
    town.wait(hours=2)
    told = account(case.line, town.now, CALENDAR, ZONE)
    assert case.intake == told.intake == town.cases[CaseId("K1.1")].intake == START
    # 10 min + 2 × (20 h + 1 h) + 6 h + 5 h + 3 h closed + 2 h
    assert told.total.minutes == 10 + 42 * 60 + 16 * 60
    assert {h: s.minutes for h, s in told.holders.items()} == {
        "desk": 10 + 2 * 60 + 5 * 60,      # filing, two rulings, closed and open again
        "roads": 20 * 60 + 11 * 60,
        "drains": 20 * 60,
    }
    assert sum(s.minutes for s in told.holders.values()) == told.total.minutes


def test_a_return_that_is_not_upheld_goes_back_to_its_unit():
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "dispatch")
    assert town.no("K1", "return", ROADS, ground="no-idea", reason="x") == "ground"
    assert town.no("K1", "return", ROADS, ground="not-ours", reason="x") == "evidence"
    pending = town.must("K1", "return", ROADS, ground="not-ours", reason="x", evidence=(NOTE,))
    assert (pending.holder, pending.step) == ("desk", "rule")
    assert town.no("K1", "dispatch", holder="drains") == "pending"
    back = town.must("K1", "rule", yes=False, reason="it is yours")
    assert (back.holder, back.step, back.status) == ("roads", "handle", Status.DISPATCHED)


def test_five_reports_of_one_hole_are_one_case_and_five_answers():
    town = Town()
    for n, (dx, hours) in enumerate([(0.0, 0), (0.0001, 1), (-0.0002, 2), (0.0002, 3), (0.0, 17)], 1):
        town.now = START + timedelta(hours=hours)
        town.report(n, position=(HERE[0] + dx, HERE[1]))      # 0.0002° of longitude are 20 m here
    assert list(town.cases) == ["K1"]
    case = town.closed()
    assert [r.id for r in answers_due(case)] == ["R1", "R2", "R3", "R4", "R5"]
    told = [n.body["to"] for n in town.notices if n.body["key"] == "case.told.ended"]
    assert told == [f"citizen-{n}" for n in range(1, 6)]
    case = town.must("K1", "answer", report="R3", reason="it is mended")
    assert [r.id for r in answers_due(case)] == ["R1", "R2", "R4", "R5"]


def test_what_is_far_late_or_another_thing_is_another_case():
    town = Town()
    town.report(1)
    town.report(2, position=(HERE[0] + 0.0004, HERE[1]))      # 40 m
    town.report(3, kind="paint")
    town.report(4, alone=True)
    town.wait(hours=24, seconds=1)
    town.report(5)
    assert list(town.cases) == ["K1", "K2", "K3", "K4", "K5"]


def test_a_duplicate_joined_by_hand_leaves_its_reporter_an_answer_in_the_first_case():
    town = Town()
    town.report(1)
    town.wait(hours=1)
    town.report(2, alone=True)
    assert town.no("K1", "join", other="K2") == "later"
    gone = town.must("K2", "join", other="K1", reason="the same hole")
    assert (gone.status, gone.outcome, answers_due(gone)) == (Status.CLOSED, "duplicate", ())
    assert [r.id for r in answers_due(town.closed("K1"))] == ["R1", "R2"]


def test_a_parent_ends_only_when_each_mandatory_part_has_an_outcome():
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "part", into=(NewPart("roads", "paint"),))
    town.must("K1", "dispatch")
    town.must("K1", "feed-back", ROADS, evidence=(PHOTO,))
    town.must("K1", "verify", yes=True)
    assert town.no("K1", "close", outcome="solved", reason="mended") == "parts"
    town.must("K1.1", "close", outcome="not-our-duty", reason="private")
    assert town.cases[K1].parts[0].outcome == "not-our-duty"
    assert town.must("K1", "close", outcome="solved", reason="mended").status is Status.CLOSED


def test_a_suspension_moves_the_promise_and_not_the_law_unless_a_clause_allows_it():
    plain, legal = Town(), Town()
    for town, ground in ((plain, "rain"), (legal, "court")):
        town.report()
        town.must("K1", "file")
        assert town.no("K1", "suspend", ground=ground, reason="wait", limit="4 working days") == "too-long"
        town.must("K1", "suspend", ground=ground, reason="wait")
        assert town.no("K1", "dispatch") == "suspended"
        town.wait(days=2)
        town.must("K1", "resume")
        assert town.no("K1", "suspend", ground=ground, reason="again") == "times"
    due = plain.cases[K1].due
    assert due == START + timedelta(days=9)      # Monday + 5 working days + the 2 that it stood still: Wednesday
    assert plain.cases[K1].line.pauses[0].ground is None
    assert legal.cases[K1].line.pauses[0].ground == "a clause"


def test_an_extension_is_longer_once_and_within_its_cap():
    town = Town()
    town.report()
    town.must("K1", "file")
    assert town.no("K1", "extend", limit="5 working days", reason="parts") == "not-longer"
    assert town.no("K1", "extend", limit="11 working days", reason="parts") == "too-long"
    assert town.no("K1", "extend", limit="soon", reason="parts") == "limit"
    case = town.must("K1", "extend", limit="8 working days", reason="parts")
    assert case.due == START + timedelta(days=10)
    assert case.terms.statutory == BOOK.definitions[0].statutory
    assert town.no("K1", "extend", limit="9 working days", reason="parts") == "times"


def test_what_was_verified_badly_is_work_again_for_its_unit():
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "dispatch")
    town.must("K1", "feed-back", ROADS, evidence=(PHOTO,))
    case = town.must("K1", "verify", yes=False, reason="still open")
    assert (case.status, case.holder, case.reworks) == (Status.HANDLING, "roads", 1)


def test_a_case_can_be_reopened_only_for_so_long():
    town = Town()
    town.report()
    town.closed()
    town.wait(days=15)
    assert town.no("K1", "re-open", citizen(1), reason="again") == "too-late"
    assert town.no("K1", "re-open", citizen(2), reason="again") == "power"


def test_who_finds_it_may_mend_it_on_the_spot_and_close_it():
    town = Town()
    town.report(by=ROADS, holder="roads")
    assert town.cases[K1].status is Status.HANDLING
    town.must("K1", "feed-back", ROADS, evidence=(PHOTO,))
    assert town.must("K1", "close", ROADS, outcome="solved", reason="mended").status is Status.CLOSED
    assert town.no("K1", "re-open", ROADS, reason="x") == "power"


def test_the_same_move_twice_is_done_once():
    town = Town()
    town.report()
    first = town.must("K1", "file", key="k-1")
    again = town.do("K1", "file", key="k-1")
    assert isinstance(again, Done)
    assert (again.case, again.entries, again.notices) == (first, (), ())


def test_the_state_of_the_site_decides_on_the_limit():
    town = Town()
    town.report()
    assert town.no("K1", "file", state="shallow") == "state"
    assert town.must("K1", "file", state="deep").due == START + timedelta(hours=8)


def test_warnings_breaches_and_calls_are_told_once_each_at_their_own_time():
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "dispatch")
    assert town.cases[K1].next_at == START + timedelta(days=3, microseconds=1)      # handle: 3 working days
    town.now = START + timedelta(days=3, minutes=61)
    town.tell("K1")
    told = [(t.what, t.whose, t.to, t.at - START - timedelta(days=3)) for t in town.cases[K1].told]
    assert told == [
        ("breach", "step", "roads", timedelta(0)),
        ("call", "step", "supervisor", timedelta(0)),
        ("call", "step", "director", timedelta(hours=1)),
    ]
    assert town.tell("K1") is None


def away(role: str, *days: int) -> Absence:
    return Absence(RoleId(role), *(START + timedelta(days=day) for day in days))


def overdue(town: Town) -> list[tuple[str, str, int, bool]]:
    """The calls of the step "file" (30 minutes, then at once the supervisor, after an hour the director)."""
    town.now = START + timedelta(hours=2)
    town.tell("K1")
    return [(t.to, t.instead_of or "", (t.at - START) // timedelta(minutes=1), t.unattended)
            for t in town.cases[K1].told if t.what == "call"]


def test_who_is_away_is_stood_in_for_or_the_next_above_is_called_at_once() -> None:
    ladder = (Rung(RoleId("supervisor"), deputies=(RoleId("deputy"),)), Rung(RoleId("director"), "60 minutes"))
    for absences, expected in (
        ((away("supervisor", 1, 2),), [("supervisor", "", 30, False), ("director", "", 90, False)]),
        ((away("supervisor", 0, 1),), [("deputy", "supervisor", 30, False), ("director", "", 90, False)]),
        ((away("supervisor", 0, 1), away("deputy", 0, 1)),
         [("supervisor", "", 30, True), ("director", "", 30, False)]),
    ):
        town = Town(replace(BOOK, definitions=(replace(HOLE, escalation=ladder),), absences=absences))
        town.report()
        assert sorted(overdue(town), key=lambda call: call[2]) == expected


def test_an_absence_that_is_taken_out_of_the_folder_calls_nobody_twice() -> None:
    town = Town(replace(BOOK, absences=(away("supervisor", 0, 1),)))
    town.report()
    assert [(to, at) for to, _, at, _ in overdue(town)] == [("supervisor", 30), ("director", 30)]
    town.book = BOOK
    town.wait(hours=1)
    town.tell("K1")
    assert [t.to for t in town.cases[K1].told if t.what == "call" and t.who == "file"] == ["supervisor", "director"]


def test_a_suspension_ends_by_itself_and_says_so():
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "suspend", ground="rain", reason="wait", limit="60 minutes")
    assert town.cases[K1].next_at == START + timedelta(minutes=60)
    town.wait(minutes=61)
    done = town.tell("K1")
    assert done is not None
    assert done.entries[0].verb == "resume"
    assert done.case.line.pauses[0].end == START + timedelta(minutes=60)


def test_only_the_desk_files_and_a_stranger_does_nothing():
    town = Town()
    town.report()
    assert town.no("K1", "file", ROADS) == "power"
    assert town.no("K1", "report", DESK) == "verb"


def test_a_unit_that_nobody_is_in_gets_no_case() -> None:
    town = Town()
    town.report()
    town.must("K1", "file")
    assert town.no("K1", "dispatch", holder="raods") == "unit"
    assert town.no("K1", "dispatch", holder="roads", helpers=("nobody",)) == "unit"
    assert town.no("K1", "split", reason="x", into=(NewPart("raods"),)) == "unit"
    assert town.no("K1", "dispatch", holder="r" * 501) == "long"
    assert town.must("K1", "dispatch", holder="roads", helpers=("drains", "roads")).helpers == ("drains",)
    guest = Town(replace(BOOK, roles=(RoleId("next-city"),)))
    guest.report()
    guest.must("K1", "file")
    assert guest.must("K1", "dispatch", holder="next-city").holder == "next-city"


def test_helpers_help_and_the_lead_alone_feeds_back() -> None:
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "dispatch", holder="roads")
    town.must("K1", "assist", helpers=("drains",))
    assert town.no("K1", "feed-back", DRAINS, evidence=(PHOTO,)) == "power"
    assert town.must("K1", "feed-back", ROADS, evidence=(PHOTO,)).status is Status.FED_BACK


def test_a_hand_over_between_units_needs_a_reason_and_another_unit() -> None:
    town = Town()
    town.report()
    town.must("K1", "file")
    town.must("K1", "dispatch", holder="roads")
    assert town.no("K1", "reassign", holder="drains") == "reason"
    assert town.no("K1", "reassign", holder="roads", reason="x") == "holder"
    assert town.must("K1", "reassign", holder="drains", reason="the pipe is theirs").handler == "drains"


def test_what_follows_on_begins_when_its_case_ends_so() -> None:
    follows = replace(BOOK.definitions[0], follow_on=(FollowOn("paint", "solved"),))
    town = Town(replace(BOOK, definitions=(follows, BOOK.definitions[1])))
    town.report()
    town.closed()
    begun = town.cases[CaseId("K1.1")]
    assert (begun.type, begun.status, begun.follows, begun.intake) == ("paint", Status.FILED, "K1", town.now)
    town.report(2, alone=True)
    town.must("K3", "close", outcome="not-our-duty", reason="private")
    assert CaseId("K3.1") not in town.cases
