"""Shift handover: an officer's note with what stands, written once, read and confirmed by somebody else."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from banyan.model.alert import Alert, Phase
from banyan.model.authority import Refused
from banyan.model.case import Case, CrewState, CrewStatus, Incident, Task, TaskStatus
from banyan.model.forecast import Forecast
from banyan.model.handover import (
    CrewOut,
    Facts,
    Handover,
    Impaired,
    KnownForecast,
    OpenCase,
    OpenIncident,
    OpenProposal,
    PulledStop,
    Shelved,
    WaitingTask,
)
from banyan.model.ids import AlertId, StreamId
from banyan.model.intent import Action, Intent
from banyan.model.order import Proposal
from banyan.model.record import Record, record
from banyan.model.situation import DeviceState
from banyan.model.text import Said
from banyan.model.time import Instant, iso

LONGEST_NOTE = 4_000       # characters: two printed pages; what is longer belongs into a document of its own
OURS = (Action.HANDOVER_WRITE, Action.HANDOVER_CONFIRM)


class Memory(Struct, frozen=True):
    """How many notes were written, and the one that waits to be confirmed."""

    count: int = 0
    open: Handover | None = None


class Handed(Struct, frozen=True):
    """What one tick gave. `refused`: intent id → why not."""

    memory: Memory
    records: tuple[Record, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)


class Known(Struct, frozen=True):
    """What the city knows after a tick, as far as a note tells it."""

    alerts: Mapping[AlertId, Alert]
    incidents: Iterable[Incident]
    cases: Iterable[Case]
    tasks: Iterable[Task]
    crews: Iterable[CrewState]
    proposals: Iterable[Proposal]
    devices: Iterable[DeviceState]
    distrusted: Mapping[StreamId, Said]
    silent: Sequence[StreamId]
    forecast: Forecast | None
    out_of_service: Mapping[str, str]
    control: str
    stopped: tuple[str, Instant] | None = None      # who pulled the emergency stop, and when


def update(memory: Memory, intents: Sequence[Intent], known: Callable[[], Known], now: Instant) -> Handed:
    """Hear this tick's intents about notes; others are passed over. `known` is asked where a note is written."""
    records: list[Record] = []
    refused: dict[str, str] = {}
    for intent in intents:
        if intent.action not in OURS:
            continue
        try:
            if intent.action is Action.HANDOVER_WRITE:
                memory = _write(memory, intent, known, now, records)
            else:
                memory = _confirm(memory, intent, now, records)
        except Refused as e:
            refused[intent.id] = str(e)
    return Handed(memory, tuple(records), refused)


def _write(
    memory: Memory, intent: Intent, known: Callable[[], Known], now: Instant, records: list[Record]
) -> Memory:
    text = intent.args.get("note", "").strip()
    if not 0 < len(text) <= LONGEST_NOTE:
        raise Refused(f"the note has {len(text)} characters: 1 to {LONGEST_NOTE} were expected, nothing was handed "
                      "over")
    asked = ("asked-by", f"intent/{intent.id}")
    note = Handover(f"H-{memory.count + 1:04d}", intent.by, now, text, facts(known()))
    causes = [asked]
    if memory.open is not None:
        old = replace(memory.open, replaced_by=note.id)
        records.append(record("handover", f"{old.id}#2", now, intent.by, old, asked))
        causes.append(("follows", old.id))
    records.append(record("handover", f"{note.id}#1", now, intent.by, note, *causes))
    return Memory(memory.count + 1, note)


def _confirm(memory: Memory, intent: Intent, now: Instant, records: list[Record]) -> Memory:
    note = memory.open
    if note is None or note.id != intent.target:
        waits = "no note waits" if note is None else f"{note.id} waits"
        raise Refused(f"{intent.target} doesn't wait to be confirmed (any more): {waits}; look at the newest note")
    if note.by == intent.by:
        raise Refused(f"{intent.by} wrote {note.id}: whoever takes over confirms it, not who hands over")
    read = replace(note, confirmed_by=intent.by, confirmed_at=now)
    causes = (("asked-by", f"intent/{intent.id}"), ("follows", f"{read.id}#1"))
    records.append(record("handover", f"{read.id}#2", now, intent.by, read, *causes))
    return Memory(memory.count)


def facts(known: Known) -> Facts:
    """Only what the next shift must know: worst first, then what is due first."""
    return Facts(
        incidents=_incidents(known),
        cases=_cases(known.cases),
        waiting=tuple(WaitingTask(t.id, t.place, t.why) for t in known.tasks if t.status is TaskStatus.WAITING),
        proposals=tuple(OpenProposal(p.id, p.by, p.plan.reason, p.plan.expires_at)
                        for p in sorted(known.proposals, key=lambda p: (p.plan.expires_at, p.id))),
        distrusted=dict(sorted(known.distrusted.items())),
        silent=tuple(known.silent),
        devices=tuple(Impaired(d.id, d.fault, d.local_override, d.safe)
                      for d in known.devices if d.fault or d.local_override or d.safe),
        crews=tuple(CrewOut(c.id, c.status, c.place, c.expected_at)
                    for c in known.crews if c.status is not CrewStatus.HOME or c.task is not None),
        shelved=tuple(Shelved(a.id, a.place, a.level, a.shelved_until)
                      for a in known.alerts.values() if a.shelved_until is not None),
        stop=None if known.stopped is None else PulledStop(*known.stopped),
        forecast=None if known.forecast is None else KnownForecast(
            known.forecast.id, known.forecast.issued_at, known.forecast.valid_until),
        out_of_service=dict(sorted(known.out_of_service.items())),
        control=known.control,
    )  # fmt: skip


def _incidents(known: Known) -> tuple[OpenIncident, ...]:
    def unseen(incident: Incident) -> int:
        there = (known.alerts.get(aid) for aid in incident.alerts)
        return sum(1 for a in there if a is not None and a.phase in (Phase.UNACKNOWLEDGED, Phase.RETURNED))

    worst = sorted(known.incidents, key=lambda i: (-i.level.rank, i.opened_at, i.id))
    return tuple(OpenIncident(i.id, i.place, i.level, i.opened_at, unseen(i)) for i in worst)


def _cases(cases: Iterable[Case]) -> tuple[OpenCase, ...]:
    found = []
    for case in cases:
        owed = sorted((d for d in case.deadlines if d.met_at is None), key=lambda d: d.due)
        what, due = (owed[0].what, owed[0].due) if owed else (None, None)
        found.append(OpenCase(case.id, case.type, case.place, case.level, case.status, case.late, what, due))
    return tuple(sorted(found, key=lambda c: (c.due_at is None, iso(c.due_at) if c.due_at else "", c.id)))
