"""The round: what the outbox has for people is planned, sent when it is due, and every step is in the journal first.

Before a try the record says "sending", after it how it ended; the outbox line is marked last. Killed anywhere, the next
start finds what was under way and sends it again with the same id; what was delivered is only marked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from banyan.command.notices.addressing import letter, words
from banyan.command.notices.delivery import OPEN, Delivery, Phase, begun, due, failed, interrupted, planned, taken
from banyan.command.notices.policy import Policy
from banyan.model.ports import Notice, Store
from banyan.model.record import Record, record
from banyan.model.time import Instant
from banyan.runtime.mode import waiting_for_people
from banyan.runtime.notices.door import Door, Envelope, NotTaken

KIND = "delivery"
AT_ONCE = 50         # tries of one round: a morning after quiet hours doesn't hold the next round up
Note = Callable[[Sequence[Record]], None]


class Postman:
    """One at a time on a journal. `note` makes records durable before it returns."""

    def __init__(self, store: Store, note: Note, policy: Policy, doors: Mapping[str, Door]) -> None:
        self._store, self._note, self._policy, self._doors = store, note, policy, doors
        self._open: dict[str, Delivery] = {}
        self._known: dict[str, None] = {}        # ids of notices that have a way; in order
        self._looked_at = -1

    def begin(self, now: Instant) -> None:
        """Take up what an earlier run left. Raises StoreFull."""
        waiting = waiting_for_people(self._store)
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
        for delivery in ready[:AT_ONCE]:
            self._try(delivery, now)
        return min(len(ready), AT_ONCE)

    def take_up(self, delivery: Delivery, now: Instant) -> None:
        """A way that somebody began anew."""
        self._keep([delivery], now)

    def _look(self, now: Instant) -> None:
        """A notice never comes without a record, so a journal that hasn't grown has none."""
        sequence = self._store.sequence()
        if sequence == self._looked_at:
            return
        fresh = [n for n in self._store.pending() if n.id not in self._known]
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

    def _try(self, delivery: Delivery, now: Instant) -> None:
        sending = begun(delivery, now)
        self._keep([sending], now)
        try:
            receipt = self._send(sending)
        except NotTaken as why:
            self._keep([failed(sending, now, str(why), self._policy)], now)
            return
        self._keep([taken(sending, now, receipt)], now)
        self._store.sent([sending.letter.id])

    def _send(self, delivery: Delivery) -> str:
        channel = delivery.channels[delivery.channel]
        door = self._doors.get(channel)
        if door is None:
            raise NotTaken(f"channel {channel} has no door on this machine")
        one = delivery.letter
        title, text = words(one, self._policy, delivery.language)
        return door.send(Envelope(one.id, one.to, one.urgency.name.lower(), delivery.language, title, text))

    def _keep(self, changed: Sequence[Delivery], now: Instant) -> None:
        """Recorded, and remembered as long as it is under way."""
        if changed:
            self._note([as_record(delivery, now) for delivery in changed])
        for delivery in changed:
            if delivery.phase in OPEN:
                self._open[delivery.id] = delivery
            else:
                self._open.pop(delivery.id, None)


def as_record(delivery: Delivery, now: Instant) -> Record:
    """Numbered by its steps, so the same step written twice is one record's id, and refused."""
    causes = (("tells", delivery.letter.cause),) if delivery.letter.cause else ()
    return record(KIND, f"{delivery.id}#{delivery.steps}", now, delivery.by or "notices", delivery, *causes)


def deliveries(store: Store, notices: Iterable[str] | None = None) -> dict[str, Delivery]:
    """Ways by their ids, as last recorded; of all notices where none are named."""
    ids = None if notices is None else [f"{KIND}/{nid}" for nid in notices]
    found = store.current(KIND) if ids is None else store.bodies(KIND, ids)
    return {did: msgspec.convert(body, Delivery) for did, body in found.items()}
