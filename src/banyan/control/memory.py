"""What control remembers, and the desk it works on during one tick."""

from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from banyan.model.alert import Transition
from banyan.model.city import City
from banyan.model.ids import DeviceId
from banyan.model.order import Proposal, Target
from banyan.model.ports import Notice
from banyan.model.record import Record, record
from banyan.model.situation import DeviceState
from banyan.model.time import Instant


class Stop(Struct, frozen=True):
    """The emergency stop, pulled or released."""

    id: str
    pulled: bool
    by: str
    at: Instant


class Memory(Struct, frozen=True):
    """Everything that control carries from one tick to the next; round-trips through msgpack."""

    started_at: Instant
    devices: dict[DeviceId, DeviceState]
    open: dict[str, Proposal] = field(default_factory=dict)
    approved: dict[str, Proposal] = field(default_factory=dict)     # those that a device still follows
    begun: dict[str, str] = field(default_factory=dict)             # device -> proposal whose execution has begun
    refused: dict[str, str] = field(default_factory=dict)           # device -> proposal/interlock said already
    unconfirmed: dict[str, str] = field(default_factory=dict)       # device -> order not yet read back
    declined: list[tuple[tuple[Target, ...], Instant]] = field(default_factory=list)   # refused by a person, until when
    counts: dict[str, int] = field(default_factory=dict)
    stop: Stop | None = None
    controller: Any = None
    asked_at: Instant | None = None


def start(city: City, now: Instant) -> Memory:
    """At the start every device stands at its declared initial setting, pumps on their floats."""
    states = {d.id: DeviceState(d.id, ordered=d.initial, ordered_at=now, target=d.initial) for d in city.devices}
    return Memory(now, states)


COUNTED = ("device", "stop")      # what has many records; the others have one, or say which it is


class Desk:
    """One tick's work: memory being changed, records and notices being written. Lives no longer than the tick."""

    def __init__(self, memory: Memory, now: Instant) -> None:
        self.now = now
        self.before = memory
        self.devices = dict(memory.devices)
        self.open = dict(memory.open)
        self.approved = dict(memory.approved)
        self.begun = dict(memory.begun)
        self.refused = dict(memory.refused)
        self.unconfirmed = dict(memory.unconfirmed)
        self.declined = memory.declined
        self.counts = dict(memory.counts)
        self.stop = memory.stop
        self.controller = memory.controller
        self.asked_at = memory.asked_at
        self.records: list[Record] = []
        self.notices: list[Notice] = []
        self.transitions: list[Transition] = []

    def number(self, what: str) -> int:
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    def write(self, kind: str, by: str, body: Any, *causes: tuple[str, str], n: int | None = None) -> Record:
        """A record of an entity's new state; its id counts the entity's records (`n` where that is known)."""
        n = n or (self.number(f"{kind}/{body.id}") if kind in COUNTED else 1)
        entity = f"device/{body.id}" if kind == "device" else body.id
        rec = record(kind, f"{entity}#{n}", self.now, by, body, *causes)
        self.records.append(rec)
        return rec

    def change(self, device: DeviceId, **fields: Any) -> DeviceState:
        """Change a device's state without a record (read-backs)."""
        self.devices[device] = replace(self.devices[device], **fields)
        return self.devices[device]

    def declare(self, device: DeviceId, *causes: tuple[str, str], **fields: Any) -> None:
        """Change a device's state and say so in a record, if it is a change."""
        before = self.devices[device]
        after = self.change(device, **fields)
        if after != before:
            self.write("device", "control", after, *causes)

    def memory(self) -> Memory:
        return Memory(
            started_at=self.before.started_at, devices=self.devices, open=self.open, approved=self.approved,
            begun=self.begun, refused=self.refused, unconfirmed=self.unconfirmed, declined=self.declined,
            counts=self.counts, stop=self.stop,
            controller=self.controller, asked_at=self.asked_at,
        )  # fmt: skip
