"""Contacts go when every case of their reporter has ended for as long as its type keeps them, and it is recorded."""

import time
from pathlib import Path

import pytest

from banyan.command.privacy import Contact
from banyan.model.casework import Verb
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.forgetting import KIND, Forgetting
from banyan.runtime.contacts import Contacts
from banyan.server.centre import CommandCentre
from tests.server.fake_cases import Town
from tests.server.fake_desk import FakeDesk

MINUTES = 24 * 60
YEAR = 365 * MINUTES


class Kept(Town):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, seeded=False)
        self.contacts = Contacts(folder)
        self.forgetting = Forgetting(self.contacts, self.office)

    def told(self, kind: str, phone: str) -> tuple[str, str]:
        """(case, pseudonym) of a report by telephone."""
        who = self.contacts.keep(Contact(phone=phone), self.now)
        assert who is not None
        return self.report(kind, reporter=who, alone=True), who

    def close(self, cid: str) -> None:
        self.move(cid, Verb.CLOSE, outcome="not-our-duty", reason="the bus company's")

    def later(self, minutes: float) -> None:
        self.minute += minutes
        self.forgetting.look()


@pytest.fixture
def town(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_contact_goes_three_years_after_the_end_and_the_journal_says_so_once(town):
    cid, who = town.told("bus-shelter", "13800138000")
    town.close(cid)
    town.later(3 * YEAR)
    assert town.contacts.of(who) is not None, "a leap day lies between"
    town.later(MINUTES + 1)
    assert town.contacts.of(who) is None
    town.later(MINUTES)
    [record] = town.store.current(KIND).values()
    assert (record["reporters"], record["because"]) == ([who], {who: cid})


def test_a_type_that_keeps_for_a_year_lets_go_after_a_year(town):
    cid, who = town.told("elder-silent", "13800138000")
    town.close(cid)
    town.later(YEAR - 1)
    assert town.contacts.of(who) is not None
    town.later(MINUTES)
    assert town.contacts.of(who) is None


def test_one_case_that_is_open_keeps_its_reporter(town):
    done, who = town.told("elder-silent", "13800138000")
    town.told("bus-shelter", "13800138000")
    town.close(done)
    town.later(20 * YEAR)
    assert town.contacts.of(who) is not None
    assert town.store.current(KIND) == {}


def test_a_contact_of_a_report_that_was_never_taken_goes_after_a_day(town):
    who = town.contacts.keep(Contact(phone="13800138000"), town.now)
    town.forgetting.look()
    assert town.contacts.of(who) is not None
    town.later(MINUTES + 1)
    assert town.contacts.of(who) is None


def test_where_the_journal_takes_no_more_nothing_is_deleted(town, monkeypatch):
    cid, who = town.told("bus-shelter", "13800138000")
    town.close(cid)
    town.minute += 4 * YEAR

    def full(*_):
        raise OSError("no space")

    monkeypatch.setattr(town.office, "note", full)
    with pytest.raises(OSError, match="no space"):
        town.forgetting.look()
    assert town.contacts.of(who) is not None


def test_a_served_city_without_a_door_for_other_programs_forgets_all_the_same(town, tmp_path):
    cid, who = town.told("elder-silent", "13800138000")
    town.close(cid)
    town.minute += 2 * YEAR
    with CommandCentre(FakeDesk(), town.city, 0, tmp_path, PrincipalId("owner"), cases=town.desk):
        until = time.monotonic() + 30
        while town.contacts.of(who) is not None and time.monotonic() < until:
            time.sleep(0.1)
    assert town.contacts.of(who) is None
