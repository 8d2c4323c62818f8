"""What the event log is asked and what it answers."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from msgspec import Struct

from banyan.model.level import Level
from banyan.model.record import Record
from banyan.model.text import Said
from banyan.model.time import Instant

# Which records each group of events is made of.
GROUPS: dict[str, tuple[str, ...]] = {
    "alert": ("alert",),
    "case": ("case",),
    "crew": ("task",),
    "proposal": ("proposal", "approval"),
    "order": ("actuation", "confirmation", "device"),
    "decision": ("decision",),
    "gauge": ("estimate",),
    "escalation": ("escalation",),
    "stop": ("stop",),
    "forecast": ("forecast",),
    "reject": ("reject", "intent"),
    "handover": ("handover",),
    "system": ("rule-status", "clock", "declaration"),
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}


class LogLine(Struct, frozen=True):
    """One line of the log. `sequence` is its record's; `record` opens the chain; `subject` is a place or device.

    Arguments of `said` and `detail` may be ids (said by name), keys of the catalogue (said in words) or instants
    (said as local time). `quote` is a program's own wording, in English. `count`: so many alike in a row, of which
    this is the newest.
    """

    sequence: int
    at: Instant
    group: str
    said: Said
    record: str
    level: Level | None = None
    detail: Said | None = None
    quote: str | None = None
    subject: str | None = None
    incident: str | None = None
    count: int = 1


class Asked(Struct, frozen=True):
    """Which events: older than record number `before`, of some groups, of `level` and graver, of one incident, holding
    all words of `text` in one of the languages. Empty or None: all.
    """

    before: int | None = None
    groups: tuple[str, ...] = ()
    level: Level | None = None
    incident: str | None = None
    text: str = ""
    limit: int = 100


class EventPage(Struct, frozen=True):
    """Newest first. `before` asks for the next page; None: there is nothing older."""

    events: list[LogLine]
    before: int | None = None


class Journal(Protocol):
    """What the log reads of a store."""

    def newest(self, before: int | None, kinds: Iterable[str]) -> Iterator[tuple[int, Record]]: ...
    def several(self, ids: Iterable[str]) -> dict[str, Record]: ...
    def of_entity(self, eid: str) -> list[Record]: ...
    def caused_by(self, rid: str) -> list[Record]: ...
    def latest(self, kind: str, upto: int, eid: str | None = None) -> Record | None: ...
    def current(self, kind: str, last: int | None = None) -> dict[str, dict[str, Any]]: ...
