"""A ladder of named roles with deputies: somebody is called, in time, and never an empty chair alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.command.escalation import calls
from banyan.model.clock import Absence, Call, Rung
from banyan.model.ids import RoleId
from banyan.model.time import Instant
from tests.command.small_city import CALENDAR

ZONE = "Asia/Shanghai"
BREACH = datetime(2026, 7, 24, 17, 30, tzinfo=ZoneInfo(ZONE))    # a Friday; the office closes at 18:00
LEAD, HEAD, DEPUTY, MAYOR = (RoleId(name) for name in ("lead", "head", "deputy", "mayor"))
LADDER = (Rung(LEAD), Rung(HEAD, "2 working hours", (DEPUTY,)), Rung(MAYOR, "1 urgent working day"))


def called(*absences: Absence, until: Instant = BREACH + timedelta(days=9)) -> tuple[Call, ...]:
    return calls(LADDER, BREACH, until, absences, CALENDAR, ZONE)


def away(role: RoleId, first_h: float, last_h: float) -> Absence:
    return Absence(role, BREACH + timedelta(hours=first_h), BREACH + timedelta(hours=last_h))


def test_each_rung_is_called_in_its_time() -> None:
    monday = datetime(2026, 7, 27, 10, 30, tzinfo=ZoneInfo(ZONE))
    assert called() == (Call(0, BREACH, LEAD), Call(2, BREACH + timedelta(days=1), MAYOR), Call(1, monday, HEAD))


def test_only_what_is_due_is_called() -> None:
    assert called(until=BREACH) == (Call(0, BREACH, LEAD),)
    assert called(until=BREACH - timedelta(seconds=1)) == ()


def test_a_deputy_stands_in_while_the_role_is_away() -> None:
    assert called(away(HEAD, 0, 999))[-1] == Call(1, datetime(2026, 7, 27, 10, 30, tzinfo=ZoneInfo(ZONE)), DEPUTY, HEAD)
    assert called(away(HEAD, 0, 10))[-1].to == HEAD      # back before Monday


def test_where_nobody_is_there_the_next_rung_is_called_at_once() -> None:
    found = called(away(LEAD, -1, 1))
    assert found[:2] == (Call(0, BREACH, LEAD, unattended=True), Call(1, BREACH, HEAD))


def test_where_nobody_at_all_is_there_every_role_is_told() -> None:
    found = called(*(away(role, -1, 999) for role in (LEAD, HEAD, DEPUTY, MAYOR)))
    assert [(call.at, call.to, call.unattended) for call in found] == [
        (BREACH, LEAD, True), (BREACH, HEAD, True), (BREACH, MAYOR, True),
    ]


absences = st.lists(
    st.builds(away, st.sampled_from((LEAD, HEAD, DEPUTY, MAYOR)), st.floats(-5, 100), st.floats(-5, 100)), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(absences, st.integers(0, 200))
def test_calls_are_made_once_in_order_and_a_later_look_adds_to_them(given_: list[Absence], hours: int) -> None:
    until = BREACH + timedelta(hours=hours)
    found, later = called(*given_, until=until), called(*given_, until=until + timedelta(hours=50))
    assert list(found) == [call for call in later if call.at <= until]
    assert [call.at for call in later] == sorted(call.at for call in later)
    assert len({call.rung for call in later}) == len(later)
    for call in later:
        gone = [a.role for a in given_ if a.begin <= call.at < a.end]
        assert call.unattended or call.to not in gone
