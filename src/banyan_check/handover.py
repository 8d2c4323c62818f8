"""Shift handover: written and confirmed by who may, never by one and the same, and unchanged in between."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from banyan_check.city import City
from banyan_check.ledger import Ledger
from banyan_check.report import Fault, fault
from banyan_check.shapes import Handover, clock

WRITE, CONFIRM = "handover.write", "handover.confirm"


class Handovers:
    """The notes so far."""

    def __init__(self, city: City, ledger: Ledger) -> None:
        self._city = city
        self._ledger = ledger

    def see(self, note: Handover, at: datetime) -> Iterator[Fault]:
        """A note's first record, or what became of it. `at` is the record's own time."""
        before = self._ledger.kept("handover", note.id, Handover)
        self._ledger.keep("handover", note.id, note)
        if before is None:
            yield from self._written(note, at)
            return
        if (before.by, before.at, before.note, _bytes(before.facts)) != (
            note.by, note.at, note.note, _bytes(note.facts),
        ):
            yield fault("handover-changed", f"{note.id} is not what was written first: its writer, time, words or "
                        "facts differ", note=note.id)
        if before.confirmed_by is not None or before.replaced_by is not None:
            ended = "confirmed" if before.confirmed_by is not None else "written anew"
            yield fault("handover-once", f"{note.id} was {ended} already", note=note.id)
        if note.confirmed_by is not None:
            yield from self._confirmed(note, note.confirmed_by, at)

    def _written(self, note: Handover, at: datetime) -> Iterator[Fault]:
        if note.at != at:
            yield fault("record-time", f"{note.id} says it was written at {clock(note.at)}, its record is of "
                        f"{clock(at)}", claimed=clock(note.at), recorded=clock(at))
        if not self._city.may(note.by, WRITE):
            yield fault("handover-right", f"{note.id} is by {note.by}, whom no role grants {WRITE}", by=note.by)
        if note.confirmed_by is not None or note.replaced_by is not None:
            yield fault("handover-once", f"{note.id} is over in the record that begins it", note=note.id)
            if note.confirmed_by is not None:
                yield from self._confirmed(note, note.confirmed_by, at)

    def _confirmed(self, note: Handover, by: str, at: datetime) -> Iterator[Fault]:
        if by == note.by:
            yield fault("handover-self", f"{by} wrote {note.id} and confirmed it", by=by)
        if not self._city.may(by, CONFIRM):
            yield fault("handover-right", f"{note.id} was confirmed by {by}, whom no role grants {CONFIRM}", by=by)
        if note.confirmed_at != at:
            said = "no time" if note.confirmed_at is None else clock(note.confirmed_at)
            yield fault("record-time", f"{note.id} says it was confirmed at {said}, its record is of {clock(at)}",
                        claimed=said, recorded=clock(at))


def _bytes(facts: object) -> bytes:
    return msgspec.msgpack.encode(facts, order="deterministic")
