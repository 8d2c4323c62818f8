"""Alerts open ordinary cases, once, with the alert as their cause."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.observation import EMPTY
from banyan.model.ports import Unit
from banyan.model.record import Record
from banyan.model.time import iso
from banyan.runtime.casework.alerts import AlertCases
from tests.command.casework.town import BOOK, HOLE, START
from tests.runtime.casework.test_office import Office

TYPES = replace(BOOK, definitions=(replace(HOLE, alerts=("stuck/gauge",)),))


def alert(n: int, rule: str = "stuck/gauge", present: bool = True) -> Record:
    aid = f"{rule}/s{n}@x"
    body: dict[str, Any] = {"id": aid, "rule": rule, "subject": f"s{n}", "place": "tower-road", "present": present,
                            "raised_at": iso(START - timedelta(minutes=n))}
    return Record(f"alert/{aid}#{present}", "alert", "banyan.alert/1", START, "judge", (), body)  # type: ignore[arg-type]  # text


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, TYPES)
    yield made
    made.store.close()


def raise_(town: Office, *records: Record) -> None:
    town.store.append(Unit(START, START, EMPTY, (), records))


def test_a_standing_alert_opens_one_case_whose_clock_began_when_it_was_raised(town: Office, bay: City) -> None:
    raise_(town, alert(1), alert(2, present=False), alert(3, rule="depth/other"))
    alerts = AlertCases(town.office, town.store, bay)
    assert (alerts.look(), alerts.look()) == (1, 0)
    case, = town.office.register.open()
    assert (case.intake, case.place.thing, case.reports[0].channel) == (START - timedelta(minutes=1), "s1", "alert")
    move = town.store.of_entity(f"{case.id}/1")[0]
    assert [(c.role, c.id) for c in move.causes] == [("raised-by", "stuck/gauge/s1@x")]


def test_looking_again_after_a_restart_opens_nothing_twice(town: Office, bay: City) -> None:
    raise_(town, alert(1))
    AlertCases(town.office, town.store, bay).look()
    again = AlertCases(town.office, town.store, bay)
    again.look()
    raise_(town, alert(1, present=False))
    assert again.look() == 0
    assert len(list(town.office.register.open())) == 1


def test_a_city_whose_types_name_no_rule_opens_nothing(tmp_path: Path, bay: City) -> None:
    plain = Office(tmp_path)
    raise_(plain, alert(1))
    assert AlertCases(plain.office, plain.store, bay).look() == 0
    plain.store.close()
