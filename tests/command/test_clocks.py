"""The citizen's clock starts once; whatever happens, holders and steps share its time out without a rest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.command.clocks import Lines, account, line_at, moved, wrong
from banyan.command.texts import TEXTS
from banyan.model.clock import Line, Move, MoveKind, State
from banyan.model.ids import CaseId, RoleId
from banyan.model.text import render
from banyan.model.time import Instant
from tests.command.small_city import CALENDAR

ZONE = "Asia/Shanghai"
A, B = CaseId("C/a"), CaseId("C/b")
START = datetime(2026, 7, 24, 1, 0, tzinfo=UTC)    # Friday 09:00 in Shanghai; offices 09 to 12 and 14 to 18


def at(minute: float) -> Instant:
    return START + timedelta(minutes=minute)


def move(kind: str, minute: float, holder: str | None = None, case: CaseId = A, **more: object) -> Move:
    who = RoleId(holder) if holder else None
    return Move(case, MoveKind(kind), at(minute), who, **more)  # type: ignore[arg-type]


def told(*moves: Move) -> Lines:
    lines: Lines = {}
    for one in moves:
        assert wrong(lines, one) is None, wrong(lines, one)
        lines = moved(lines, one, CALENDAR, ZONE)
    return lines


def held(line: Line, minute: float) -> dict[str, int]:
    return {holder: spent.minutes for holder, spent in account(line, at(minute), CALENDAR, ZONE).holders.items()}


RETURNED = (
    move("intake", 0, "hotline"), move("hand-over", 10, "water", step="handle"), move("return", 70, "hotline"),
    move("hand-over", 75, "roads"), move("return", 1500, "hotline"), move("hand-over", 1520, "water"),
    move("return", 2000, "hotline"),
)


def test_returned_three_times_split_in_two_and_re_opened_the_clock_shows_first_intake_and_every_minute() -> None:
    lines = told(
        *RETURNED,
        move("split", 2100, into=((B, RoleId("roads")),)),
        move("hand-over", 2200, "water"),
        move("close", 2400, case=A), move("close", 2300, case=B),
        move("re-open", 2900, case=B),
        move("close", 3000, case=B),
    )
    whole, part = (account(lines[case], at(3100), CALENDAR, ZONE) for case in (A, B))
    assert whole.intake == part.intake == START
    # Worked out by hand: hotline 10 + 5 + 20 + 200, water 60 + 480 + 200, roads 1425; the part adds 900 to roads.
    assert held(lines[A], 3100) == {"hotline": 235, "water": 740, "roads": 1425}
    assert held(lines[B], 3100) == {"hotline": 135, "water": 540, "roads": 2325}
    assert (whole.total.elapsed, part.total.elapsed) == (timedelta(minutes=2400), timedelta(minutes=3000))
    assert part.holders[RoleId("roads")].closed == timedelta(minutes=600)     # closed too early, and still its time
    assert lines[B].split_from == A


def test_a_case_that_is_closed_for_good_stops_the_clock() -> None:
    lines = told(move("intake", 0, "hotline"), move("close", 30))
    assert account(lines[A], at(9999), CALENDAR, ZONE).until == at(30)


def test_working_time_is_shared_out_as_well() -> None:
    lines = told(move("intake", 0, "hotline"), move("hand-over", 120, "water"))    # handed over at 11:00
    spent = account(lines[A], at(360), CALENDAR, ZONE).holders                     # now 15:00, lunch 12:00 to 14:00
    assert [one.working for one in spent.values()] == [timedelta(hours=2), timedelta(hours=2)]


def test_a_pause_ends_at_its_cap_by_itself() -> None:
    lines = told(move("intake", 0, "hotline"), move("pause", 60, reason="awaits the owner's key", cap="2 urgent hours"))
    assert line_at(lines[A], at(179)).stints[-1].state is State.PAUSED
    after = line_at(lines[A], at(500)).stints
    assert [(stint.state, stint.begin) for stint in after[1:]] == [(State.PAUSED, at(60)), (State.RUNNING, at(180))]
    spent = account(lines[A], at(500), CALENDAR, ZONE).total
    assert (spent.elapsed, spent.paused) == (timedelta(minutes=500), timedelta(minutes=120))
    assert wrong(lines, move("resume", 200)) is not None    # nothing is paused any more


@pytest.mark.parametrize(
    ("before", "bad", "key"),
    [
        ((), move("hand-over", 0, "water"), "clock.unknown"),
        ((), move("intake", 0), "clock.nobody"),
        ((move("intake", 0, "x"),), move("intake", 1, "x"), "clock.known"),
        ((move("intake", 5, "x"),), move("hand-over", 4, "y"), "clock.out_of_order"),
        ((move("intake", 0, "x"),), move("hand-over", 1), "clock.nobody"),
        ((move("intake", 0, "x"),), move("return", 1), "clock.nobody"),
        ((move("intake", 0, "x"),), move("step", 1), "clock.no_step"),
        ((move("intake", 0, "x"),), move("re-open", 1), "clock.open"),
        ((move("intake", 0, "x"),), move("resume", 1), "clock.running"),
        ((move("intake", 0, "x"),), move("pause", 1, cap="1 working day"), "clock.no_reason"),
        ((move("intake", 0, "x"),), move("pause", 1, reason="rain"), "clock.no_reason"),
        ((move("intake", 0, "x"),), move("pause", 1, reason="rain", cap="a while"), "clock.no_reason"),
        ((move("intake", 0, "x"),), move("split", 1), "clock.no_parts"),
        ((move("intake", 0, "x"),), move("split", 1, into=((A, RoleId("y")),)), "clock.no_parts"),
        ((move("intake", 0, "x"),), move("split", 1, into=((B, RoleId("y")), (B, RoleId("z")))), "clock.no_parts"),
        ((move("intake", 0, "x"), move("close", 1)), move("hand-over", 2, "y"), "clock.closed"),
        (
            (move("intake", 0, "x"), move("pause", 1, reason="rain", cap="9 urgent hours")),
            move("pause", 2, reason="rain", cap="1 urgent hour"), "clock.paused",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_says_why_in_both_languages(before: tuple[Move, ...], bad: Move, key: str) -> None:
    lines = told(*before)
    said = wrong(lines, bad)
    assert said is not None
    assert said.key == key
    assert render(said, TEXTS, "zh") != render(said, TEXTS, "en")
    with pytest.raises(ValueError, match=key):
        moved(lines, bad, CALENDAR, ZONE)


def test_an_account_before_the_last_transition_is_refused() -> None:
    lines = told(move("intake", 5, "x"))
    with pytest.raises(ValueError, match="is before the last transition of C/a"):
        account(lines[A], at(4), CALENDAR, ZONE)


# Any order of transitions, and a reference that asks of each minute who held the case.

CASES = tuple(CaseId(f"C/{name}") for name in "abcd")
HOLDERS = tuple(RoleId(name) for name in ("hotline", "water", "roads"))


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Move], int]:
    """Transitions that were accepted, in whole minutes, and the minute at which we look."""
    moves = [Move(CASES[0], MoveKind.INTAKE, at(0), HOLDERS[0])]
    lines: Lines = moved({}, moves[0], CALENDAR, ZONE)
    minute = 0
    for _ in range(draw(st.integers(0, 25))):
        minute += draw(st.sampled_from((0, 1, 7, 45, 300, 1441)))
        kind = draw(st.sampled_from(MoveKind))
        one = Move(
            draw(st.sampled_from(CASES)), kind, at(minute),
            holder=draw(st.sampled_from(HOLDERS)) if kind is not MoveKind.PAUSE else None,
            step=draw(st.sampled_from(("file", "dispatch", "handle", None))),
            reason="awaits parts", cap=draw(st.sampled_from(("1 urgent hour", "30 working minutes", "1 working day"))),
            ground=draw(st.sampled_from((None, "regulation 12"))),
            into=((draw(st.sampled_from(CASES)), draw(st.sampled_from(HOLDERS))),),
        )
        if wrong(lines, one) is None:
            before = lines
            lines = moved(lines, one, CALENDAR, ZONE)
            assert set(before) <= set(lines)
            moves.append(one)
    return moves, minute + draw(st.integers(0, 3000))


def slow_holders(moves: list[Move], case: CaseId, until: Instant) -> dict[str, int]:
    """Who held the case in each minute, going back to the parent it was split from."""
    history: dict[CaseId, list[tuple[Instant, str]]] = {}
    for one in moves:
        if one.kind is MoveKind.INTAKE and one.case not in history:
            history[one.case] = [(one.at, str(one.holder))]
        elif one.kind is MoveKind.SPLIT:
            for name, holder in one.into:
                history[name] = [*history[one.case], (one.at, str(holder))]
        elif one.holder is not None:
            history[one.case].append((one.at, str(one.holder)))
    counted: dict[str, int] = {}
    moment = history[case][0][0]
    while moment < until:
        holder = [who for when, who in history[case] if when <= moment][-1]
        counted[holder] = counted.get(holder, 0) + 1
        moment += timedelta(minutes=1)
    return counted


@settings(max_examples=80, deadline=None)
@given(stories())
def test_any_order_of_transitions_leaves_every_sum_exact(story: tuple[list[Move], int]) -> None:
    moves, now = story
    lines = told(*moves)
    for case, line in lines.items():
        mine = account(line, at(now), CALENDAR, ZONE)
        intakes = [one.at for one in moves if one.kind is MoveKind.INTAKE and one.case == case]
        assert mine.intake == (intakes[0] if intakes else lines[line.split_from or case].intake)
        assert mine.total.elapsed == mine.until - mine.intake
        for shares in (mine.holders.values(), mine.steps.values()):
            for part in ("elapsed", "working", "paused", "closed"):
                assert sum((getattr(s, part) for s in shares), timedelta(0)) == getattr(mine.total, part)
            assert sum(s.minutes for s in shares) == mine.total.minutes == mine.total.elapsed // timedelta(minutes=1)
        counted = slow_holders(moves, case, mine.until)
        assert {holder: spent.minutes for holder, spent in mine.holders.items() if spent.minutes} == counted


@settings(max_examples=80, deadline=None)
@given(stories(), st.integers(0, 2000))
def test_looking_in_between_changes_nothing(story: tuple[list[Move], int], later: int) -> None:
    """Times follow from the transitions alone: a restart at any moment, or a look, leaves them as they were."""
    moves, now = story
    lines = told(*moves)
    for line in lines.values():
        seen = line_at(line, at(now))
        assert line_at(seen, at(now + later)) == line_at(line, at(now + later))
        assert account(seen, at(now + later), CALENDAR, ZONE) == account(line, at(now + later), CALENDAR, ZONE)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200_000_000), st.sampled_from(HOLDERS)), max_size=12))
def test_whole_minutes_add_up_where_hand_overs_come_at_any_microsecond(overs: list[tuple[int, RoleId]]) -> None:
    moment = START
    lines = told(Move(A, MoveKind.INTAKE, moment, HOLDERS[0]))
    for gap, holder in overs:
        moment += timedelta(microseconds=gap)
        lines = moved(lines, Move(A, MoveKind.HAND_OVER, moment, holder), CALENDAR, ZONE)
    mine = account(lines[A], moment + timedelta(seconds=59), CALENDAR, ZONE)
    assert sum(spent.minutes for spent in mine.holders.values()) == mine.total.elapsed // timedelta(minutes=1)
