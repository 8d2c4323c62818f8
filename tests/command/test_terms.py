"""Warning, due and breach of every clock of a case; pauses move what is promised, and the law only with a ground."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.command.calendar import due_at
from banyan.command.terms import changed, clocks, due_with, next_change
from banyan.model.clock import Changed, Clock, Line, Move, Owed, Pause, Term, Terms, Whose
from banyan.model.ids import CaseId, RoleId
from banyan.model.time import Instant
from tests.command import slow_time
from tests.command.small_city import CALENDAR
from tests.command.test_clocks import ZONE, at, move, told

SHANGHAI = ZoneInfo(ZONE)
TERMS = Terms(
    promised=Term("2 working days", warn="1 working day"),
    statutory=Term("5 working days"),
    steps={"handle": Term("4 working hours")},
    holders={RoleId("water"): Term("90 minutes")},
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def of(line: Line, now: Instant, whose: Whose, terms: Terms = TERMS) -> Clock:
    return next(clock for clock in clocks(line, terms, now, CALENDAR, ZONE) if clock.whose is whose)


def line(*moves: Move) -> Line:
    return told(*moves)[CaseId("C/a")]


def test_warning_due_and_breach_of_what_is_promised() -> None:
    mine = line(move("intake", 0, "hotline"))                         # Friday 24 July 2026, 09:00
    clock = of(mine, local("2026-07-28 09:00"), Whose.PROMISED)
    assert (clock.warn_at, clock.due) == (local("2026-07-27 09:00"), local("2026-07-28 09:00"))
    assert clock.breached_at is None                                  # at the due moment is in time
    assert of(mine, local("2026-07-28 09:01"), Whose.PROMISED).breached_at == clock.due


def test_a_pause_without_legal_ground_moves_the_promise_and_not_the_law() -> None:
    pause = move("pause", 60, reason="awaits the owner", cap="9 working days")
    mine = line(move("intake", 0, "hotline"), pause, move("resume", 3 * 1440 + 60))    # Friday to Monday, 10:00
    now = local("2026-07-27 11:00")
    assert of(mine, now, Whose.PROMISED).due == local("2026-07-29 09:00")              # a working day later
    assert of(mine, now, Whose.STATUTORY).due == local("2026-07-31 09:00")
    grounded = line(move("intake", 0, "hotline"), replace(pause, ground="regulation 12"),
                    move("resume", 3 * 1440 + 60))
    assert of(grounded, now, Whose.STATUTORY).due == local("2026-08-03 09:00")


def test_a_pause_within_a_day_moves_no_working_days_but_its_working_hours() -> None:
    pause = Pause("rain", local("2026-07-24 11:00"), local("2026-08-24 11:00"), end=local("2026-07-24 15:00"))
    begin = local("2026-07-24 09:00")
    assert due_with(begin, "2 working days", [pause], begin, CALENDAR, ZONE)[0] == local("2026-07-28 09:00")
    # 2 h before it, 3 h after it on Friday, 3 h until Monday's lunch, 2 h after it
    assert due_with(begin, "10 working hours", [pause], begin, CALENDAR, ZONE)[0] == local("2026-07-27 16:00")
    assert due_with(begin, "3 urgent hours", [pause], begin, CALENDAR, ZONE)[0] == local("2026-07-24 16:00")


def test_a_pause_that_comes_when_it_is_due_comes_too_late() -> None:
    pause = Pause("rain", local("2026-07-28 09:00"), local("2026-08-24 11:00"))
    now = local("2026-08-03 09:00")
    assert due_with(local("2026-07-24 09:00"), "2 working days", [pause], now, CALENDAR, ZONE)[0] == pause.begin


def test_while_it_is_paused_the_clock_says_so_and_only_the_cap_is_awaited() -> None:
    mine = line(move("intake", 0, "hotline"), move("pause", 60, reason="rain", cap="3 urgent hours"))
    now = at(100)
    promised, statutory = of(mine, now, Whose.PROMISED), of(mine, now, Whose.STATUTORY)
    assert (promised.paused, statutory.paused) == (True, False)
    assert next_change(mine, [promised], now) == at(240)
    assert next_change(mine, [statutory], at(240)) == statutory.due


def test_a_step_and_a_holder_have_clocks_of_their_own_each_time() -> None:
    mine = line(
        move("intake", 0, "hotline"), move("hand-over", 30, "water", step="handle"),
        move("return", 150, "hotline", step="dispatch"), move("hand-over", 180, "water", step="handle"),
    )
    found = clocks(mine, TERMS, at(200), CALENDAR, ZONE)
    holders = [(c.begin, c.due, c.ended_at, c.breached_at) for c in found if c.whose is Whose.HOLDER]
    assert holders == [(at(30), at(120), at(150), at(120)), (at(180), at(270), None, None)]
    steps = [(c.begin, c.due) for c in found if c.whose is Whose.STEP]
    # 09:30 + 2.5 h until lunch + 1.5 h = 15:30; from 12:00 on: 18:00
    assert steps == [(at(30), at(390)), (at(180), at(540))]


def test_a_case_re_opened_after_its_time_is_late_from_then_on() -> None:
    mine = line(move("intake", 0, "hotline"), move("close", 60), move("re-open", 20_000), move("close", 20_060))
    clock = of(mine, at(30_000), Whose.PROMISED)
    assert (clock.begin, clock.due, clock.breached_at) == (at(0), local("2026-07-28 09:00"), at(20_000))
    assert of(line(move("intake", 0, "x"), move("close", 60)), at(30_000), Whose.PROMISED).breached_at is None


def test_nothing_that_happens_to_a_case_moves_its_statutory_limit() -> None:
    mine = told(
        move("intake", 0, "hotline"), move("hand-over", 5, "water"), move("return", 9, "hotline"),
        move("split", 12, into=((CaseId("C/b"), RoleId("roads")),)), move("close", 20), move("re-open", 90),
    )
    dues = [of(one, at(100), Whose.STATUTORY).due for one in mine.values()]
    assert dues == [local("2026-07-31 09:00")] * 2


def test_a_published_year_changes_what_was_provisional() -> None:
    """New Year's Day of 2027 made a holiday: what ran over it is a day later, what didn't is certain now."""
    owed = []
    for name, begin, limit in (
        ("over", "2026-12-31 10:00", "2 working days"), ("before", "2026-12-30 10:00", "1 working day"),
        ("far", "2027-03-01 10:00", "1 working day"), ("clock", "2026-12-31 10:00", "40 urgent hours"),
    ):
        due, provisional = due_at(local(begin), limit, CALENDAR, ZONE)
        owed.append(Owed(name, local(begin), limit, "office", due, provisional))
    off = local("2027-01-01 00:00").date()
    comes = {"office": replace(CALENDAR, published=(2026, 2027), holidays=frozenset({off}))}
    assert changed(owed, at(0), comes, ZONE) == (
        Changed("over", local("2027-01-04 10:00"), local("2027-01-05 10:00"), True, False),
        Changed("far", local("2027-03-02 10:00"), local("2027-03-02 10:00"), True, False),
    )
    assert changed(owed, at(0), {"office": CALENDAR}, ZONE) == ()
    assert changed(owed, at(0), {}, ZONE) == ()


def test_a_pause_over_an_unpublished_year_makes_it_provisional() -> None:
    begin, pause = local("2026-12-28 10:00"), Pause("rain", local("2026-12-29 10:00"), local("2027-06-01 10:00"))
    assert not due_with(begin, "2 working hours", [pause], local("2026-12-31 10:00"), CALENDAR, ZONE)[1]
    assert due_with(begin, "20 working hours", [pause], local("2027-01-04 10:00"), CALENDAR, ZONE)[1]
    assert due_with(begin, "3 working days", [pause], local("2027-01-04 10:00"), CALENDAR, ZONE)[1]


def test_a_limit_with_pauses_past_the_last_year_is_refused() -> None:
    begin = datetime(9990, 1, 1, tzinfo=UTC)
    pause = Pause("rain", begin + timedelta(days=1), datetime(9998, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="leads past 9999"):
        due_with(begin, "1200 working days", [pause], datetime(9998, 1, 1, tzinfo=UTC), CALENDAR, ZONE)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    edges = sorted(draw(st.lists(st.integers(0, 6000), max_size=6, unique=True)))
    return [
        Pause("rain", at(first), at(60_000), end=at(last))
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    ]


@settings(max_examples=80, deadline=None)
@given(pauses(), st.integers(0, 3000), st.integers(1, 900), st.booleans())
def test_time_with_pauses_agrees_with_counting_every_minute(
    halts: list[Pause], begin: int, count: int, office: bool
) -> None:
    """A minute counts if the office is open, or day and night, and no pause holds; the last one ends the limit."""
    moment, left = at(begin), count
    while left:
        halted = any(pause.begin <= moment < (pause.end or moment) for pause in halts)
        counts = not office or slow_time.office_day(CALENDAR, SHANGHAI, moment) is not None
        left -= counts and not halted
        moment += timedelta(minutes=1)
    limit = f"{count} {'working minutes' if office else 'minutes'}"
    assert due_with(at(begin), limit, halts, at(60_000), CALENDAR, ZONE)[0] == moment


@settings(max_examples=25, deadline=None)
@given(pauses(), st.integers(0, 3000), st.integers(1, 12))
def test_days_with_pauses_agree_with_counting_days(halts: list[Pause], begin: int, count: int) -> None:
    """Due as many working days later as begin within its pauses, one pause after another."""
    n = count
    due = slow_time.nth_working_day(CALENDAR, SHANGHAI, at(begin), n)
    for pause in halts:
        first, last = max(pause.begin, at(begin)), pause.end or at(0)
        if first < last and first < due:
            day, until = first.astimezone(SHANGHAI).date(), last.astimezone(SHANGHAI).date()
            while day < until:
                day += timedelta(days=1)
                n += slow_time.works(CALENDAR, day)
            due = slow_time.nth_working_day(CALENDAR, SHANGHAI, at(begin), n)
    assert due_with(at(begin), f"{count} working days", halts, at(60_000), CALENDAR, ZONE)[0] == due
