"""Rows that are kept from one question to the next are those that would be reckoned anew."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from banyan.model.casework import Status, Verb
from banyan.model.record import record
from banyan.model.time import Instant
from banyan.runtime.casework.office import Declined
from banyan.runtime.indicators.casework import KIND, of_casework
from banyan.runtime.indicators.kept import KeptRows
from tests.server.fake_cases import Town


class Stop(Struct, frozen=True):
    id: str


def test_kept_rows_are_those_of_the_whole_journal_whatever_happened_in_between(tmp_path: Path) -> None:
    town = Town(tmp_path, seeded=False)
    kept = KeptRows(town.desk.store, town.office.book.calendar, town.office.book.timezone)

    def anew(now: Instant) -> tuple[object, ...]:
        bodies = town.desk.store.current(KIND).values()
        return of_casework(bodies, town.office.book.calendar, town.office.book.timezone, now)

    closed, deferred, returned = set[str](), set[str](), set[str]()
    seen = (0, 0)
    for minute in range(0, 60 * 24 * 30, 997):
        town.advance(float(minute))
        if minute % 5 == 0:
            town.report("pothole", lon=119.56 + minute * 1e-6)
        for n, case in enumerate(list(town.office.register.open())):
            with suppress(Declined):      # as an engine of cases may: what was done before it stays
                step(town, case.id, case.status, minute + n)
        changes, rows = kept.rows(town.now)
        assert rows == anew(town.now)
        assert (changes > seen[0]) is (len(town.store.all) > seen[1]), "here every record is of a case"
        seen = changes, len(town.store.all)
        later = town.now + timedelta(days=3)          # nothing happens, and a pause, or a step entered twice, goes on
        assert kept.rows(later)[1] == anew(later)
        closed |= {row.id for row in rows if row.closed_at}
        deferred |= {row.id for row in rows if row.deferred}
        returned |= {row.id for row in rows if row.returns}
    assert closed
    assert len(returned) > 3
    assert len(deferred) > 3


def test_what_is_written_about_anything_else_leaves_the_number_of_changes_as_it_was(tmp_path: Path) -> None:
    town = Town(tmp_path, seeded=False)
    kept = KeptRows(town.desk.store, town.office.book.calendar, town.office.book.timezone)
    town.report("pothole")
    changes, _ = kept.rows(town.now)
    town.store.note([record("stop", "stop/1", town.now, "system", Stop("1"))])
    assert kept.rows(town.now)[0] == changes
    town.report("pothole", alone=True)
    assert kept.rows(town.now)[0] == changes + 1


def step(town: Town, cid: str, status: Status, turn: int) -> None:
    """Whatever can be done next, so that cases are returned, paused and closed, some of them after both."""
    if status is Status.REPORTED and turn % 2 == 0:
        town.move(cid, Verb.CLOSE, outcome="not-our-duty", reason="of the county")
    elif status is Status.REPORTED:
        town.move(cid, Verb.FILE)
    elif status is Status.FILED:
        town.move(cid, Verb.DISPATCH)
    elif status is Status.DISPATCHED and turn % 3 == 0:
        unit = f"{town.office.case(cid).holder}-1"
        town.move(cid, Verb.RETURN, unit, ground="wrong-class", reason="not ours")
        town.move(cid, Verb.RULE, yes=turn % 2 == 0, reason="looked at")
    elif status is Status.DISPATCHED and turn % 5 == 0 and town.office.case(cid).suspensions == 0:
        town.move(cid, Verb.SUSPEND, ground="weather", reason="rain")
