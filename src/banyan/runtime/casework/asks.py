"""What people send: a report or a move, as the API and the command line take it. Who acts comes from the sign-in."""

import hashlib
from typing import Any

from msgspec import Struct

from banyan.model.casework import Actor, Evidence, Intake, Move, NewPart, Place, Report, Verb
from banyan.model.ids import CaseId, RoleId
from banyan.model.time import Instant, micros


class ReportAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`at`: when it was first heard of, if not now. `source`: the sender's own key, so that a retry is no second case.

    `reporter` is a pseudonym. `unit`: who reports handles it on the spot, as a member of that unit. `alone`: what is
    near has been seen, and this is another. `answers`: to the type's form (docs/forms.md).
    """

    type: str
    text: str = ""
    position: tuple[float, float] | None = None    # longitude, latitude
    address: str = ""
    thing: str | None = None
    attributes: dict[str, str | tuple[str, ...]] = {}
    media: tuple[str, ...] = ()
    state: str | None = None
    at: Instant | None = None
    source: str | None = None
    channel: str = "desk"
    reporter: str | None = None
    unit: str | None = None
    alone: bool = False
    answers: dict[str, Any] = {}


class EvidenceAsk(Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    ref: str
    at: Instant | None = None
    position: tuple[float, float] | None = None


class PartAsk(Struct, frozen=True, forbid_unknown_fields=True):
    holder: str
    type: str | None = None
    mandatory: bool = True
    reason: str = ""


class MoveAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """A verb and what it needs (docs/cases.md). `key`: the asker's own, so that a retry is done once."""

    case: str
    verb: Verb
    key: str | None = None
    reason: str = ""
    ground: str | None = None
    holder: str | None = None
    helpers: tuple[str, ...] = ()
    evidence: tuple[EvidenceAsk, ...] = ()
    outcome: str | None = None
    state: str | None = None
    yes: bool | None = None
    limit: str | None = None
    other: str | None = None
    report: str | None = None
    into: tuple[PartAsk, ...] = ()
    score: int | None = None
    type: str | None = None


def intake(ask: ReportAsk, by: Actor, now: Instant) -> Intake:
    """The id of the report is derived from its source, or from who told it when."""
    at = ask.at or now
    seed = ask.source or f"{by.principal}/{by.reporter}/{micros(now)}/{ask.text}"
    rid = "R" + hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:12]
    place = Place(ask.position, ask.address, thing=ask.thing)
    told = Report(rid, at, place, ask.channel, ask.reporter, ask.text, ask.attributes, ask.media, ask.source,
                  answers=ask.answers)
    return Intake(ask.type, told, by, ask.state, RoleId(ask.unit) if ask.unit else None, ask.alone)


def move(ask: MoveAsk, by: Actor) -> Move:
    return Move(
        verb=ask.verb, by=by, key=ask.key, reason=ask.reason, ground=ask.ground,
        holder=RoleId(ask.holder) if ask.holder else None, helpers=tuple(RoleId(h) for h in ask.helpers),
        evidence=tuple(Evidence(e.kind, e.ref, e.at, e.position) for e in ask.evidence), outcome=ask.outcome,
        state=ask.state, yes=ask.yes, limit=ask.limit, other=CaseId(ask.other) if ask.other else None,
        report=ask.report, into=tuple(NewPart(RoleId(p.holder), p.type, p.mandatory, p.reason) for p in ask.into),
        score=ask.score, type=ask.type,
    )  # fmt: skip
