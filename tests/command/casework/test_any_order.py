"""Whatever people do to a case, in any order: status, holder and time are those of a slow, obvious reference."""

from collections import Counter
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from banyan.command.casework import apply, report, tell
from banyan.command.clocks import account
from banyan.model.casework import Case, Done, Entry, Verb
from banyan.model.ids import CaseId
from tests.command.casework.town import BOOK, DESK, DRAINS, HOLE, NOTE, PHOTO, ROADS, START, Town, citizen

PATIENT = replace(BOOK, definitions=(replace(HOLE, reopen_within="999999 minutes"),))
UNITS = {"roads": ROADS, "drains": DRAINS, "desk": DESK}
K1 = CaseId("K1")


class Slow:
    """Told as a clerk would: a table of what leads where, and a list of who took over when."""

    def __init__(self) -> None:
        self.status, self.holder, self.unit = "reported", "desk", ""
        self.minute = 0
        self.took_over = [(0, "desk")]
        self.waiting, self.back_to = "", ""       # return | dispute; whose it was
        self.returns = self.disputes = self.pauses = 0
        self.paused_until: int | None = None

    def give(self, status: str, holder: str) -> None:
        self.status = status
        if holder != self.holder:
            self.holder = holder
            self.took_over.append((self.minute, holder))

    @property
    def paused(self) -> bool:
        return self.paused_until is not None and self.minute < self.paused_until

    def minutes(self) -> dict[str, int]:
        """Minute by minute: whose was it?"""
        return Counter(
            [who for at, who in self.took_over if at <= m][-1] for m in range(self.minute)
        )

    def does(self, verb: str, yes: bool, to: str) -> bool:
        """Whether it is done; if so, it has been."""
        out = self.status in ("dispatched", "handling")
        if self.waiting == "return" and verb != "rule":
            return False
        if self.waiting == "dispute" and verb not in ("rule", "handle"):
            return False
        if self.paused and verb not in ("resume", "close-early"):
            return False
        match verb:
            case "file" if self.status == "reported":
                self.give("filed", "desk")
            case "dispatch" if self.status == "filed":
                self.give("dispatched", to)
                self.unit = to
            case "reassign" if out and to != self.holder:
                self.give("dispatched", to)
                self.unit = to
            case "handle" if self.status == "dispatched":
                self.status = "handling"
            case "feed-back" if out:
                self.give("fed-back", "desk")
            case "verify" if self.status == "fed-back":
                self.give("verified", "desk") if yes else self.give("handling", self.unit)
            case "close" if self.status == "verified":
                self.status = "closed"
            case "close-early" if self.status != "closed":
                self.status = "closed"
                self.paused_until = None
            case "return" if out and self.returns < 2:
                self.returns += 1
                self.waiting, self.back_to = "return", self.holder
                self.give(self.status, "desk")
            case "dispute" if out and self.disputes == 0:
                self.disputes, self.waiting, self.back_to = 1, "dispute", self.holder
            case "rule" if self.waiting:
                was, self.waiting = self.waiting, ""
                if yes:
                    self.give("filed", "desk")
                elif was == "return":
                    self.give("dispatched" if self.status == "dispatched" else "handling", self.back_to)
            case "suspend" if self.status in ("filed", "dispatched", "handling") and self.pauses == 0:
                self.pauses, self.paused_until = 1, self.minute + 90
            case "resume" if self.paused:
                self.paused_until = None
            case "re-open" if self.status == "closed":
                self.give("filed", "desk")
            case _:
                return False
        return True


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.town, self.slow = Town(PATIENT), Slow()

    @initialize()
    def reported(self) -> None:
        self.town.report()

    @rule(verb=st.sampled_from(["file", "dispatch", "reassign", "handle", "feed-back", "verify", "close", "close-early",
                                "return", "dispute", "rule", "suspend", "resume", "re-open"]),
          yes=st.booleans(), to=st.sampled_from(["roads", "drains"]), wait=st.integers(0, 200))
    def move(self, verb: str, yes: bool, to: str, wait: int) -> None:
        self.town.wait(minutes=wait)
        self.slow.minute += wait
        holder = UNITS[self.slow.holder]
        who = holder if verb in ("handle", "feed-back", "return", "dispute") else DESK
        given = {
            "dispatch": {"holder": to}, "reassign": {"holder": to}, "feed-back": {"evidence": (PHOTO,)},
            "verify": {"yes": yes}, "rule": {"yes": yes}, "close": {"outcome": "solved"},
            "close-early": {"outcome": "not-our-duty"}, "return": {"ground": "not-ours", "evidence": (NOTE,)},
            "dispute": {"ground": "not-ours", "evidence": (NOTE,)},
            "suspend": {"ground": "rain", "limit": "90 minutes"},
        }.get(verb, {})  # fmt: skip
        done = self.town.do("K1", verb.removesuffix("-early"), who, reason="because", **given)
        assert isinstance(done, Done) is self.slow.does(verb, yes, to), (verb, done)

    @rule()
    def time_speaks(self) -> None:
        """What was told changes neither status nor holder, and is told once."""
        self.town.tell("K1")
        case = self.town.cases[K1]
        assert len(set(case.told)) == len(case.told)

    @rule(verb=st.sampled_from(["file", "dispatch", "close", "rule", "verify"]))
    def a_stranger_tries(self, verb: str) -> None:
        self.town.no("K1", verb, citizen(99), reason="x", yes=True, outcome="solved")

    @invariant()
    def the_same(self) -> None:
        case = self.town.cases.get(K1)
        if case is None:
            return
        assert (case.status, case.holder) == (self.slow.status, self.slow.holder)
        assert case.returns == self.slow.returns <= 2
        assert (case.outcome is None) is (case.status != "closed")
        assert case.intake == START
        until = case.closings[-1].at if case.status == "closed" else self.town.now
        told = account(case.line, self.town.now, PATIENT.calendars[None], PATIENT.timezone)
        assert sum(s.minutes for s in told.holders.values()) == told.total.minutes
        if until == self.town.now:
            assert {h: s.minutes for h, s in told.holders.items() if s.minutes} == self.slow.minutes()

    def teardown(self) -> None:
        """The moves alone give the case again."""
        if K1 in self.town.cases:
            assert lived_again(self.town.entries) == self.town.cases[K1]


def lived_again(entries: list[Entry]) -> Case:
    case: Case | None = None
    for entry in entries:
        if case is None:
            assert entry.intake is not None
            done = report(PATIENT, entry.intake, entry.at, entry.case)
        elif entry.move is None:
            done = tell(PATIENT, HOLE, case, entry.at)
        else:
            done = apply(PATIENT, case, entry.move, entry.at)
        assert isinstance(done, Done)
        case = done.case
    assert case is not None
    return case


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=timedelta(seconds=5))
TestAnyOrder = AnyOrder.TestCase


def test_the_reference_knows_every_verb_that_it_is_asked_for() -> None:
    slow = Slow()
    assert [slow.does(v, True, "roads") for v in ("file", "dispatch", "handle", "feed-back", "verify", "close")] == [
        True] * 6
    assert {str(v) for v in Verb} >= {"file", "dispatch", "handle", "feed-back", "verify", "close"}
