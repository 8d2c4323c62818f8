"""The case office over a real store: what is remembered, kept, told in time, and refused."""

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.command.casework.ending import answers_due
from banyan.command.clocks import account
from banyan.model.authority import Refused
from banyan.model.casetype import Casebook, version_of
from banyan.model.casework import ALERT, Case, Intake, Move, Place, Report, Status, Verb
from banyan.model.city import City
from banyan.model.clock import Term
from banyan.model.ids import CaseId, PrincipalId
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, StoreFull, Unit
from banyan.model.record import Record, plain
from banyan.runtime.casework.begun import CaseTimer
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice, Declined
from banyan.runtime.casework.register import Register
from banyan.runtime.casework.views import CaseAsked, CaseView
from banyan.runtime.indicators.casework import of_casework
from banyan.runtime.scenario import UsageError
from banyan.stores.embedded import EmbeddedStore
from tests.command.casework.town import BOOK, DESK, HERE, HOLE, PHOTO, ROADS, START
from tests.runtime.casework.clerk import AUTHORITY


class Office:
    """An office whose hour is in the test's hand."""

    def __init__(self, folder: Path, book: Casebook = BOOK) -> None:
        self.store, self.now = EmbeddedStore(folder, "town"), START
        self.full = False
        self.office = CaseOffice(book, self.store, self.note, AUTHORITY, lambda: self.now)

    def note(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:
        if self.full:
            raise StoreFull("the disk takes no more")
        self.store.append(Unit(self.now, self.now, EMPTY, (), records, tuple(notices)))

    def report(self, n: int = 1, source: str | None = None) -> Case:
        told = Report(f"R{n}", self.now, Place((HERE[0] + n / 100, HERE[1])), text="a hole", source=source)
        return self.office.report(Intake("hole", told, DESK))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.store.close()


def test_every_case_is_in_memory_as_the_journal_has_it_and_as_it_is_rebuilt(town: Office) -> None:
    for n in range(3):
        town.report(n)
    town.office.move("K20260302-0001", Move(Verb.FILE, DESK))
    town.office.move("K20260302-0001", Move(Verb.DISPATCH, DESK))
    town.office.move("K20260302-0002", Move(Verb.CLOSE, DESK, outcome="not-our-duty", reason="private"))
    again = Register(town.store)
    held = town.office.register.open()
    assert {c.id: c for c in again.open()} == {c.id: c for c in held}
    assert again.get(CaseId("K20260302-0002")) == town.office.register.get(CaseId("K20260302-0002"))
    assert again.next_at() == town.office.register.next_at()
    assert town.store.rebuild() == 0


def test_a_case_with_another_class_is_found_under_that_one_alone(town: Office) -> None:
    case = town.report()
    after = town.office.move(case.id, Move(Verb.RECLASS, DESK, reason="no hole", type="paint"))
    assert after.type == "paint"
    assert [[c.id for c in town.office.register.of_type(t)] for t in ("hole", "paint")] == [[], [case.id]]
    again = Register(town.store)
    assert [[c.id for c in again.of_type(t)] for t in ("hole", "paint")] == [[], [case.id]]
    assert town.store.rebuild() == 0


def test_a_unit_finds_what_it_was_given_also_while_the_desk_verifies_it(town: Office, bay: City) -> None:
    for n in range(3):
        town.report(n)
    for n, verbs in (("1", ("file", "dispatch")), ("2", ("file", "dispatch", "feed-back"))):
        for verb in verbs:
            by = ROADS if verb == "feed-back" else DESK
            town.office.move(f"K20260302-000{n}", Move(Verb(verb), by, evidence=(PHOTO,) if by is ROADS else ()))
    page = CaseDesk(town.office, town.store, bay).page(CaseAsked(handler="roads"))
    assert {(line.id[-1], line.status, line.holder) for line in page.rows} == {
        ("1", "dispatched", "roads"), ("2", "fed-back", "desk")}


def test_the_same_report_twice_is_one_case(town: Office) -> None:
    first = town.report(1, source="app:17")
    assert town.report(1, source="app:17") == first
    assert len(list(town.office.register.open())) == 1


def test_what_could_not_be_written_has_not_happened(town: Office) -> None:
    case = town.report()
    town.full = True
    with pytest.raises(StoreFull):
        town.office.move(case.id, Move(Verb.FILE, DESK))
    assert town.office.case(case.id).status is Status.REPORTED
    town.full = False
    assert town.office.move(case.id, Move(Verb.FILE, DESK)).status is Status.FILED


def test_nobody_acts_without_the_citys_right_whatever_the_type_says(town: Office) -> None:
    case = town.report()
    stranger = replace(DESK, principal=PrincipalId("nobody"))
    with pytest.raises(Refused, match="nobody is not known here"):
        town.office.move(case.id, Move(Verb.FILE, stranger))


def test_a_refused_move_says_why_in_both_languages_and_writes_nothing(town: Office) -> None:
    case, before = town.report(), town.store.position()
    with pytest.raises(Declined) as no:
        town.office.move(case.id, Move(Verb.VERIFY, DESK, yes=True))
    assert no.value.text("en") == f"case {case.id} is reported, so nobody can verify it; expected one that is fed back"
    assert no.value.text("zh") == f"案件 {case.id} 的状态是“已受理”，不能核查；应为：已反馈"
    assert town.store.position() == before


def test_a_running_case_keeps_its_version_though_the_folder_has_another(town: Office, tmp_path: Path) -> None:
    case = town.report()
    town.store.close()
    newer = replace(HOLE, version=2, first=date(2026, 2, 1), promised=Term("1 working day"))
    later = Office(tmp_path, replace(BOOK, definitions=(newer,)))
    try:
        kept = later.office.definition(later.office.case(case.id))
        assert kept == HOLE
        assert later.report(2).version == 2
        assert later.office.move(case.id, Move(Verb.FILE, DESK)).terms.promised == HOLE.promised
    finally:
        later.store.close()


def test_a_version_that_cases_live_by_cannot_be_changed_in_place(town: Office, tmp_path: Path) -> None:
    town.report()
    town.store.close()
    with pytest.raises(UsageError, match=r"case type hole, version 1, differs .* give the new one version 2"):
        Office(tmp_path, replace(BOOK, definitions=(replace(HOLE, promised=Term("1 working day")),)))


def test_a_calendar_that_came_moves_open_due_times_by_a_record(town: Office, tmp_path: Path) -> None:
    case = town.report()
    town.store.close()
    monday = replace(BOOK.calendars[None], holidays=frozenset({date(2026, 3, 3)}))
    later = Office(tmp_path, replace(BOOK, calendars={None: monday}))
    try:
        assert later.office.reckon() == 1
        assert later.office.case(case.id).due == case.due + timedelta(days=1)     # from Monday to Tuesday
        moves = [rec.body["verb"] for _, rec in later.store.records(kind="case-move")]
        assert moves == ["report", "reckon"]
        assert later.office.reckon() == 0
    finally:
        later.store.close()


def test_a_breach_is_recorded_within_seconds_of_its_time_though_nobody_asks(tmp_path: Path) -> None:
    """A step of 30 minutes, looked at from its last second on; the timer looks once a second of the wall."""
    town, begun = Office(tmp_path), time.monotonic()
    try:
        case = town.report()
        near = START + timedelta(minutes=29, seconds=59)
        quick = CaseOffice(BOOK, town.store, town.note, AUTHORITY,
                           lambda: near + timedelta(seconds=time.monotonic() - begun))
        with CaseTimer(quick):
            while not quick.case(case.id).told and time.monotonic() - begun < 10:
                time.sleep(0.05)
        told = quick.case(case.id).told[0]
        assert (told.what, told.who, told.at) == ("breach", "file", START + timedelta(minutes=30))
        entry = next(rec for _, rec in town.store.records(kind="case-move") if rec.body["verb"] == "tell")
        assert entry.at - told.at < timedelta(seconds=5)
    finally:
        town.store.close()


def test_a_list_has_what_is_due_first_and_filters(town: Office, bay: City) -> None:
    town.report(1)
    town.now += timedelta(minutes=1)
    closed = town.report(2, source="app:2")
    town.office.move(closed.id, Move(Verb.CLOSE, DESK, outcome="not-our-duty", reason="private"))
    told = Report("R3", town.now, Place((HERE[0] + 1, HERE[1])), ALERT, source="alert/a@1")
    raised = town.office.raised(Intake("hole", told, DESK), ("raised-by", "a@1#1"))
    desk = CaseDesk(town.office, town.store, bay)
    assert [one.id for one in desk.page(CaseAsked()).rows] == ["K20260302-0001", raised.id, closed.id]
    assert [one.id for one in desk.page(CaseAsked(channel="alert")).rows] == [raised.id]
    assert [one.id for one in desk.page(CaseAsked(status="closed")).rows] == [closed.id]
    assert [one.id for one in desk.page(CaseAsked(source="app:2")).rows] == [closed.id]
    assert desk.page(CaseAsked(source="app:2", open=True)).count == 0
    assert desk.page(CaseAsked(text="K20260302-0002")).count == 1
    assert desk.page(CaseAsked(holder="desk", open=True)).count == 2


def test_one_case_in_full_has_clocks_holders_and_log(town: Office, bay: City) -> None:
    case = town.report()
    town.now += timedelta(minutes=10)
    town.office.move(case.id, Move(Verb.FILE, DESK))
    town.office.move(case.id, Move(Verb.DISPATCH, DESK))
    town.now += timedelta(minutes=25)
    shown = CaseDesk(town.office, town.store, bay).show(case.id, ROADS.principal)
    assert isinstance(shown, CaseView)
    assert {h: s.minutes for h, s in shown.account.holders.items()} == {"desk": 10, "roads": 25}
    assert [e.verb for e in shown.log] == ["report", "file", "dispatch"]
    assert shown.may == ["handle", "feed-back", "return", "dispute", "resume", "close"]
    assert shown.case.route is not None
    assert shown.case.route.route == "r1"


def test_a_row_says_what_was_in_time(town: Office) -> None:
    case = town.report()
    town.now += timedelta(minutes=31)
    town.office.move(case.id, Move(Verb.FILE, DESK))
    town.office.move(case.id, Move(Verb.DISPATCH, DESK))
    town.office.move(case.id, Move(Verb.FEED_BACK, ROADS, evidence=(PHOTO,)))
    town.office.move(case.id, Move(Verb.VERIFY, DESK, yes=True))
    town.now += timedelta(hours=1)
    done = town.office.move(case.id, Move(Verb.CLOSE, DESK, outcome="solved", reason="mended"))
    book = town.office.book
    (told,) = of_casework([plain(done)], book.calendar, book.timezone, town.now)
    in_time = [done_at <= due for done_at, due in (
        (told.filed_at, told.filing_due), (told.handled_at, told.handling_due), (told.closed_at, told.due))]
    assert in_time == [False, True, True]
    assert (told.filed_at, told.closed_at) == (START + timedelta(minutes=31), START + timedelta(minutes=91))
    kind = version_of(book, done.type, done.version).outcome(told.outcome)
    minutes = account(done.line, town.now, book.calendar(done.calendar), book.timezone).total.minutes
    assert (kind.solved, kind.counts, len(answers_due(done)), minutes) == (True, True, 1, 91)


def test_hundreds_of_words_of_time_are_told_once_and_then_cost_nothing(town: Office) -> None:
    for n in range(300):
        town.report(n)
    town.now += timedelta(minutes=31)
    assert town.office.tick() == 300
    begun = time.perf_counter()
    assert town.office.tick() == 0
    assert time.perf_counter() - begun < 0.01


def test_a_case_of_which_time_cannot_be_told_is_put_aside_and_keeps_no_other_from_its_word(
    town: Office,
) -> None:
    """The clock of the one stands in the future, as where the machine's clock was set back."""
    ahead, other = town.report(1), town.report(2)
    later = replace(ahead.line, stints=(replace(ahead.line.stints[0], begin=START + timedelta(days=1)),))
    town.office.register.put(replace(ahead, line=later))
    town.now += timedelta(minutes=31)
    assert town.office.tick() == 2
    assert [bool(town.office.case(c.id).told) for c in (ahead, other)] == [False, True]
    assert town.office.case(ahead.id).next_at == town.now + timedelta(minutes=1)
    town.office.register.put(replace(ahead, next_at=town.now))
    assert town.office.tick() == 1
    assert town.office.case(ahead.id).told, "it is told once it can be"


def test_one_round_of_the_timer_that_fails_stops_neither_the_others_nor_the_next_turn(
    town: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    turns = {"tick": 0, "broken": 0, "after": 0}

    def fails(name: str) -> None:
        turns[name] += 1
        raise ValueError(f"a defect of {name}")

    monkeypatch.setattr(town.office, "tick", lambda: fails("tick"))
    monkeypatch.setattr("banyan.runtime.casework.begun.LONGEST_NAP_S", 0.01)
    begun = time.monotonic()
    with CaseTimer(town.office, (lambda: fails("broken"), lambda: turns.update(after=turns["after"] + 1))):
        while turns["after"] < 3 and time.monotonic() - begun < 10:
            time.sleep(0.01)
    assert min(turns.values()) >= 3
    said = [r.message.rpartition(": ")[2] for r in caplog.records if "failed and is tried again" in r.message]
    assert said == ["a defect of tick", "a defect of broken"], "once each, however often it happens"
