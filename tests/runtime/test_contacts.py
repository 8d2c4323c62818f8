"""Contacts beside the journal: kept for whoever may call back, and forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from banyan.command.privacy import Contact
from banyan.runtime.contacts import FOLDER, Contacts

AT = datetime(2026, 7, 24, tzinfo=UTC)
PHONE = Contact(phone="13800138000")


def test_a_contact_is_found_by_its_pseudonym_and_by_nothing_else(tmp_path):
    contacts = Contacts(tmp_path)
    who = contacts.keep(PHONE, AT)
    assert contacts.of(who) == PHONE
    assert Contacts(tmp_path).of(who) == PHONE
    assert contacts.of("P-" + "A" * 20) is None
    assert contacts.of("../reporters.key") is None
    assert contacts.keep(Contact(name="Lin"), AT) is None


def test_what_they_said_before_stays_where_they_say_nothing_now(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.keep(Contact(phone="13800138000", name="Lin", email="a@b.cn"), AT)
    who = contacts.keep(Contact(phone="+8613800138000", email="c@d.cn"), AT)
    assert contacts.of(who) == Contact(phone="+8613800138000", name="Lin", email="c@d.cn")


def test_everybody_is_told_with_their_last_report_and_who_is_dropped_is_gone(tmp_path):
    contacts = Contacts(tmp_path)
    old = contacts.keep(PHONE, AT - timedelta(days=400))
    new = contacts.keep(Contact(phone="13800138001"), AT)
    assert contacts.everybody() == {old: AT - timedelta(days=400), new: AT}
    contacts.drop(old)
    assert (contacts.of(old), contacts.everybody()) == (None, {new: AT})
    assert contacts.keep(PHONE, AT) == old


def test_many_reports_of_one_person_at_once_leave_one_whole_contact_for_its_owner_alone(tmp_path):
    contacts = Contacts(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        [who] = set(pool.map(lambda _: contacts.keep(PHONE, AT), range(40)))
    assert [(p.name, p.stat().st_mode & 0o777) for p in (tmp_path / FOLDER).iterdir()] == [(f"{who}.json", 0o600)]
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
