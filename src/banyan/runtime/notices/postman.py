"""The round: what the outbox has for people is planned, sent when it is due, and every step is in the journal first.

Before a try the record says "sending", after it how it ended; the outbox line is marked last. Killed anywhere, the next
start finds what was under way and sends it again with the same id; what was delivered is only marked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from banyan.command.notices.addressing import Letter, letter, words
from banyan.command.notices.delivery import (
    OPEN,
    Delivery,
    Phase,
    again,
    begun,
    due,
    failed,
    interrupted,
    planned,
    taken,
)
from banyan.command.notices.policy import Audience, Policy
from banyan.command.privacy import Contact, given_to_channel, masked
from banyan.model.ids import CaseId
from banyan.model.ports import Notice, Store
from banyan.model.record import Record, record
from banyan.model.time import Instant
from banyan.runtime import mode
from banyan.runtime.contacts import REVEALED, Contacts
from banyan.runtime.notices.door import Door, Envelope, NotTaken, ReporterDoor

KIND = "delivery"
PEOPLE = ("people", "plant")      # crews are sent and called home among what is for the plant
AT_ONCE = 50         # tries of one round: a morning after quiet hours doesn't hold the next round up
Note = Callable[[Sequence[Record]], None]


class Postman:
    """One at a time on a journal and a kind of receivers. `note` makes records durable before it returns.

    `contacts`: where reporters can be reached, for doors that need it. `receivers`: whose lines of the outbox it takes
    care of. `gentle`: a channel that failed is left alone for the rest of a round, so that one that doesn't answer
    holds the others up once.
    """

    def __init__(
        self, store: Store, note: Note, policy: Policy, doors: Mapping[str, Door], contacts: Contacts | None = None,
        receivers: Sequence[str] = PEOPLE, gentle: bool = False,
    ) -> None:  # fmt: skip
        self._store, self._note, self._policy, self._doors = store, note, policy, doors
        self._contacts, self._receivers, self._gentle = contacts, receivers, gentle
        self._open: dict[str, Delivery] = {}
        self._known: dict[str, None] = {}        # ids of notices that have a way; in order
        self._looked_at = -1

    def begin(self, now: Instant) -> None:
        """Take up what an earlier run left. Raises StoreFull."""
        waiting = mode.waiting(self._store, self._receivers)
        had = deliveries(self._store, [notice.id for _, notice in waiting])
        self._store.sent([d.letter.id for d in had.values() if d.phase is Phase.DELIVERED])
        left = [interrupted(d, now) for d in had.values() if d.phase is Phase.SENDING]
        self._keep(left, now)
        for one in had.values():
            self._known[one.letter.id] = None
            if one.phase is Phase.WAITING:
                self._open[one.id] = one
        self._plan(waiting, now)
        self._looked_at = self._store.sequence()

    def step(self, now: Instant) -> int:
        """One round at `now`; the number of tries made. Raises StoreFull: what wasn't recorded wasn't sent."""
        self._look(now)
        ready = [d for d in self._open.values() if due(d, now)]
        ready.sort(key=lambda d: (-d.letter.urgency, d.next_at, d.id))
        tried, silent = 0, set[str]()
        for delivery in ready:      # what a silent channel has waiting takes no place of the others
            if tried >= AT_ONCE:
                break
            channel = delivery.channels[delivery.channel]
            if channel not in silent:
                tried += 1
                if not self._try(delivery, now) and self._gentle:
                    silent.add(channel)
        return tried

    def again(self, notice: str, by: str, now: Instant) -> Delivery:
        """Somebody wants it tried anew. Raises KeyError, Refused, StoreFull."""
        found = deliveries(self._store, [notice]).get(f"{KIND}/{notice}")
        if found is None:
            raise KeyError(f"notice {notice[:80]}")
        anew = again(found, by, self._policy)
        self._keep([anew], now)
        return anew

    def _look(self, now: Instant) -> None:
        """A notice never comes without a record, so a journal that hasn't grown has none."""
        sequence = self._store.sequence()
        if sequence == self._looked_at:
            return
        fresh = [n for n in self._store.pending() if n.to in self._receivers and n.id not in self._known]
        self._plan([(now, notice) for notice in fresh], now)
        self._looked_at = self._store.sequence()

    def _plan(self, waiting: Iterable[tuple[Instant, Notice]], now: Instant) -> None:
        made = []
        for at, notice in waiting:
            one = letter(notice, at, self._policy) if notice.id not in self._known else None
            self._known[notice.id] = None
            if one is not None:
                made.append(planned(one, self._policy, now))
        self._keep(made, now)

    def _try(self, delivery: Delivery, now: Instant) -> bool:
        """Whether it was taken."""
        door = self._doors.get(delivery.channels[delivery.channel])
        needs = door.needs if isinstance(door, ReporterDoor) else ""
        address = self._address(delivery.letter, needs)
        sending = begun(delivery, now, _masked(needs, address))
        self._keep([sending], now, *([_given(sending, needs, now)] if address else []))
        try:
            if needs and not address:
                raise NotTaken(f"no {needs} of theirs is known here", hopeless=True)
            receipt = self._send(sending, door, address)
        except NotTaken as why:
            self._keep([failed(sending, now, str(why), self._policy, why.hopeless)], now)
            return False
        self._keep([taken(sending, now, receipt)], now)
        self._store.sent([sending.letter.id])
        return True

    def _address(self, one: Letter, needs: str) -> str:
        """Of a reporter, as the door needs it; "" where it needs none, or none is known (any longer)."""
        if not needs or one.audience is not Audience.REPORTER or self._contacts is None:
            return ""
        contact = self._contacts.of(one.to)
        return (getattr(contact, needs) or "") if contact is not None else ""

    def _send(self, delivery: Delivery, door: Door | None, address: str) -> str:
        if door is None:
            raise NotTaken(f"channel {delivery.channels[delivery.channel]} has no door on this machine")
        one = delivery.letter
        title, text = words(one, self._policy, delivery.language)
        args = one.said.args if one.audience is Audience.HOOK else {}
        return door.send(Envelope(one.id, one.to, one.urgency.name.lower(), delivery.language, title, text, address,
                                  args))

    def _keep(self, changed: Sequence[Delivery], now: Instant, *beside: Record) -> None:
        """Recorded, and remembered as long as it is under way."""
        if changed:
            self._note([*beside, *(as_record(delivery, now) for delivery in changed)])
        for delivery in changed:
            if delivery.phase in OPEN:
                self._open[delivery.id] = delivery
            else:
                self._open.pop(delivery.id, None)


def _given(sending: Delivery, needs: str, now: Instant) -> Record:
    """A contact that a channel is given is recorded before it leaves, like any look at one."""
    one = sending.letter
    seen = given_to_channel(one.to, CaseId(one.said.args.get("case", "")), one.id, len(sending.tries), needs, now)
    return record(REVEALED, f"{REVEALED}/{seen.id}", now, seen.by, seen, ("about", seen.case))


def _masked(needs: str, address: str) -> str:
    return (getattr(masked(Contact(**{needs: address})), needs) or "") if address else ""


def as_record(delivery: Delivery, now: Instant) -> Record:
    """Numbered by its steps, so the same step written twice is one record's id, and refused."""
    causes = (("tells", delivery.letter.cause),) if delivery.letter.cause else ()
    return record(KIND, f"{delivery.id}#{delivery.steps}", now, delivery.by or "notices", delivery, *causes)


def deliveries(store: Store, notices: Iterable[str] | None = None) -> dict[str, Delivery]:
    """Ways by their ids, as last recorded; of all notices where none are named."""
    ids = None if notices is None else [f"{KIND}/{nid}" for nid in notices]
    found = store.current(KIND) if ids is None else store.bodies(KIND, ids)
    return {did: msgspec.convert(body, Delivery) for did, body in found.items()}
