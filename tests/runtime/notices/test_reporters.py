"""What reporters are told: at the address that the channel alone is given, recorded, masked everywhere else."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from banyan.command.notices.delivery import Phase
from banyan.command.notices.policy import Policy, Quiet, Receiver, Retry, Urgency
from banyan.command.privacy import Contact
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, Unit
from banyan.model.record import Record, canonical
from banyan.model.time import minutes
from banyan.runtime.contacts import REVEALED, Contacts
from banyan.runtime.notices.door import Door, Envelope, FileDoor
from banyan.runtime.notices.doors import open_doors
from banyan.runtime.notices.postman import Postman, deliveries
from banyan.runtime.scenario import UsageError
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at
from tests.runtime.notices.post import unit
from tests.runtime.notices.test_doors import doors
from tests.runtime.notices.test_postman import Memory

PHONE, EMAIL = "13900001234", "someone@example.org"
POLICY = Policy(receivers=(Receiver("reporter", ("sms", "mail", "paper")),), retry=Retry(2, minutes(1)))


class Reaching(Memory):
    """A door that reaches reporters."""

    def __init__(self, needs: str, refusals: int = 0) -> None:
        super().__init__(refusals)
        self.needs = needs


def ended(to: str, n: int = 1) -> Notice:
    return Notice(f"case/K-{n}/9/answer/R1", "people", {"to": to, "key": "case.told.ended", "args": {"case": f"K-{n}"}})


def postman(store: EmbeddedStore, contacts: Contacts | None, policy: Policy = POLICY, **channels: Door) -> Postman:
    def note(records: Sequence[Record]) -> None:
        store.append(Unit(T0, T0, EMPTY, (), records))

    made = Postman(store, note, policy, channels, contacts)
    made.begin(at(0))
    return made


def known(folder: Path, contact: Contact) -> tuple[Contacts, str]:
    contacts = Contacts(folder)
    who = contacts.keep(contact, T0)
    assert who is not None
    return contacts, who


def test_the_channel_alone_is_given_the_number_and_the_journal_says_so_first(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    contacts, who = known(tmp_path, Contact(phone=PHONE))
    sms = Reaching("phone")
    man = postman(store, contacts, sms=sms)
    store.append(unit([ended(who)]))
    man.step(at(0))
    [letter] = sms.came
    assert (letter.to, letter.address) == (who, PHONE)
    [way] = deliveries(store).values()
    assert (way.phase, way.letter.to, way.tries[0].reached) == (Phase.DELIVERED, who, "139****34")
    [seen] = [rec for _, rec in store.records(kind=REVEALED)]
    assert (seen.by, seen.body["reporter"], seen.body["case"], seen.body["reason"], seen.body["fields"]) == (
        "notices", who, "K-1", "to send notice case/K-1/9/answer/R1, try 1", ["phone"])
    order = [rec.kind if rec.kind != "delivery" else rec.body["phase"] for _, rec in store.records()][-3:]
    assert order == [REVEALED, "sending", "delivered"]
    assert PHONE.encode() not in b"".join(canonical(rec) for _, rec in store.records())


def test_a_channel_that_needs_what_nobody_told_is_passed_over_at_once(store: EmbeddedStore, tmp_path: Path) -> None:
    contacts, who = known(tmp_path, Contact(email=EMAIL))
    sms, mail = Reaching("phone"), Reaching("email")
    man = postman(store, contacts, sms=sms, mail=mail)
    store.append(unit([ended(who)]))
    assert [man.step(at(0)), man.step(at(10))] == [1, 1]
    assert ([e.address for e in mail.came], sms.came) == ([EMAIL], [])
    [way] = deliveries(store).values()
    assert [(t.channel, t.result, t.why, t.reached) for t in way.tries] == [
        ("sms", "failed", "no phone of theirs is known here", ""), ("mail", "taken", "", "s***@example.org")]


def test_each_try_that_is_given_an_address_is_recorded(store: EmbeddedStore, tmp_path: Path) -> None:
    contacts, who = known(tmp_path, Contact(phone=PHONE))
    man = postman(store, contacts, sms=Reaching("phone", refusals=1))
    store.append(unit([ended(who)]))
    man.step(at(0))
    man.step(at(60))
    assert [rec.body["reason"][-5:] for _, rec in store.records(kind=REVEALED)] == ["try 1", "try 2"]


def test_who_was_forgotten_is_not_reached_and_it_is_said_so(store: EmbeddedStore, tmp_path: Path) -> None:
    contacts, who = known(tmp_path, Contact(phone=PHONE))
    contacts.drop(who)
    sms, paper = Reaching("phone"), Memory()
    man = postman(store, contacts, sms=sms, mail=Reaching("email"), paper=paper)
    store.append(unit([ended(who), ended("resident-0123456789abcdef0123", 2)]))
    for n in range(3):
        man.step(at(10 * n))
    assert (sms.came, [e.address for e in paper.came]) == ([], ["", ""])
    assert [rec for _, rec in store.records(kind=REVEALED)] == []


def test_a_door_for_reporters_reaches_nobody_else(store: EmbeddedStore, tmp_path: Path) -> None:
    contacts, who = known(tmp_path, Contact(phone=PHONE))
    policy = Policy(receivers=(Receiver("roads", ("sms",)),))
    sms = Reaching("phone")
    man = postman(store, contacts, policy, sms=sms)
    store.append(unit([Notice("case/K-1/3/holder", "people", {
        "to": "roads", "key": "case.told.holder", "args": {"case": "K-1"}})]))
    man.step(at(0))
    [way] = deliveries(store).values()
    assert (sms.came, way.phase) == ([], Phase.UNREACHED)
    assert who is not None


def test_quiet_hours_hold_a_reporters_letter_back_and_its_number_with_it(store: EmbeddedStore, tmp_path: Path) -> None:
    contacts, who = known(tmp_path, Contact(phone=PHONE))
    night = Quiet((T0 + timedelta(hours=8)).time(), (T0 + timedelta(hours=10)).time(), Urgency.IMMEDIATE)   # local
    sms = Reaching("phone")
    man = postman(store, contacts, Policy(receivers=(Receiver("reporter", ("sms",), quiet=(night,)),)), sms=sms)
    store.append(unit([ended(who)]))
    man.step(at(0))
    assert (sms.came, [rec for _, rec in store.records(kind=REVEALED)]) == ([], [])
    man.step(T0 + timedelta(hours=2))
    assert len(sms.came) == 1


def test_a_file_for_reporters_has_the_number_in_its_line(tmp_path: Path) -> None:
    opened = open_doors(doors(tmp_path, '[doors.sms]\nfile = "sms.ndjson"\ncontact = "phone"\n'))
    assert isinstance(opened["sms"], FileDoor)
    opened["sms"].send(Envelope("N-1", "P-X", "routine", "zh", "title", "text", PHONE))
    opened["sms"].close()
    assert json.loads((tmp_path / "sms.ndjson").read_text(encoding="utf-8")) == {
        "id": "N-1", "to": "P-X", "urgency": "routine", "language": "zh", "title": "title", "text": "text",
        "phone": PHONE}


@pytest.mark.parametrize(("text", "said"), [
    ('[doors.sms]\nfile = "x"\ncontact = "fax"\n', "contact goes with a file and is one of phone, email"),
    ('[doors.sms]\nurls = ["json://h"]\ncontact = "phone"\n', "contact goes with a file"),
    ('[doors.sms]\nurls = ["json://h/{phone}", "json://h/{email}"]\n', "name both {phone} and {email}"),
])  # fmt: skip
def test_a_wrong_door_for_reporters_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        open_doors(doors(tmp_path, text))
    assert said in str(refused.value)
