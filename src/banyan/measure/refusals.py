"""What was refused, and why: orders by interlocks, proposals by people, messages at the door, intents, and rules or
controllers that went out of service."""

from collections.abc import Iterator

from msgspec import Struct

from banyan.measure.history import History
from banyan.model.device import Reading
from banyan.model.ids import DeviceId
from banyan.model.observation import Reject
from banyan.model.order import Actuation, Outcome, Proposal, ProposalStatus
from banyan.model.text import Said
from banyan.model.time import Instant


class Barred(Struct, frozen=True):
    """An interlock's refusals of one device's orders; the numbers are those of the first."""

    interlock: str
    device: DeviceId
    times: int
    first: Instant
    last: Instant
    setting: float
    previous: float
    inputs: tuple[Reading, ...]
    why: str                     # as recorded
    records: tuple[str, ...]


class Turned(Struct, frozen=True):
    """A proposal that was refused or expired."""

    proposal: str
    status: ProposalStatus
    at: Instant
    by: str
    why: Said
    records: tuple[str, ...]


class Dropped(Struct, frozen=True):
    """Messages not taken, by reason. `example` says where the first one came from."""

    reason: str
    times: int
    first: Instant
    last: Instant
    example: str
    records: tuple[str, ...]


class Denied(Struct, frozen=True):
    """What a person asked for and didn't get."""

    at: Instant
    by: str
    action: str
    target: str
    why: str
    records: tuple[str, ...]


class Out(Struct, frozen=True):
    """A rule or controller out of service; `until` None: it never came back."""

    what: str
    since: Instant
    until: Instant | None
    why: str
    records: tuple[str, ...]


class _Asked(Struct, frozen=True):
    id: str
    by: str = ""
    action: str = ""
    target: str = ""
    result: str = ""
    why: str | None = None


class _Service(Struct, frozen=True):
    id: str
    in_service: bool = True
    error: str = ""


def barred(history: History) -> list[Barred]:
    """By interlock and device, the most frequent first."""
    groups: dict[tuple[str, str], list[tuple[str, Actuation]]] = {}
    for rec, order in history.read("actuation", Actuation):
        if order.outcome is Outcome.REFUSE:
            groups.setdefault((order.interlock or "unnamed", str(order.device)), []).append((str(rec.id), order))
    found = []
    for (interlock, _), members in groups.items():
        first, last = members[0][1], members[-1][1]
        found.append(Barred(interlock, first.device, len(members), first.at, last.at, first.setting, first.previous,
                            first.inputs, first.why or "", tuple(rid for rid, _ in members)))
    return sorted(found, key=lambda b: (-b.times, b.first))


def turned(history: History) -> list[Turned]:
    return [
        Turned(str(p.id), p.status, rec.at, str(rec.by), p.plan.reason, (str(rec.id),))
        for rec, p in history.read("proposal", Proposal)
        if p.status in (ProposalStatus.REFUSED, ProposalStatus.EXPIRED)
    ]


def dropped(history: History) -> list[Dropped]:
    """By reason, the most frequent first."""
    groups: dict[str, list[tuple[str, Instant, Reject]]] = {}
    for rec, reject in history.read("reject", Reject):
        groups.setdefault(str(reject.reason), []).append((str(rec.id), rec.at, reject))
    found = [
        Dropped(reason, len(members), members[0][1], members[-1][1], members[0][2].where,
                tuple(rid for rid, _, _ in members))
        for reason, members in groups.items()
    ]
    return sorted(found, key=lambda d: (-d.times, d.reason))


def denied(history: History) -> list[Denied]:
    return [
        Denied(rec.at, asked.by, asked.action, asked.target, asked.why or "", (str(rec.id),))
        for rec, asked in history.read("intent", _Asked) if asked.result == "refused"
    ]


def out_of_service(history: History) -> list[Out]:
    return list(_outs(history))


def _outs(history: History) -> Iterator[Out]:
    since: dict[str, tuple[str, Instant, str]] = {}
    for rec, status in history.read("rule-status", _Service):
        if not status.in_service:
            since.setdefault(status.id, (str(rec.id), rec.at, status.error))
        elif status.id in since:
            rid, at, error = since.pop(status.id)
            yield Out(status.id, at, rec.at, error, (rid, str(rec.id)))
    for what, (rid, at, error) in since.items():
        yield Out(what, at, None, error, (rid,))
