"""What the run was worth in minutes and counts, from its records alone (contracts: after-action data)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from statistics import median
from typing import TypeVar

import msgspec
from msgspec import Struct, field

from banyan.model.alert import Alert
from banyan.model.case import Case, CaseStatus, Incident, Task
from banyan.model.ids import AlertId, CaseId, PlaceId
from banyan.model.order import Actuation, Outcome, Proposal, ProposalStatus
from banyan.model.record import Record
from banyan.model.rule import Rule, RuleKind
from banyan.model.time import ZERO, Instant

_Body = TypeVar("_Body")

LEGS = ("alert", "case", "on_site", "cleared")


class AlertFigures(Struct, frozen=True):
    """`raised` counts every time a condition began, so raised = cleared + standing."""

    raised: int = 0
    cleared: int = 0
    standing: int = 0


class Spread(Struct, frozen=True):
    """Minutes over all cases; None where there was nothing to measure: missing is not zero."""

    median: float | None = None
    worst: float | None = None


class CaseFigures(Struct, frozen=True):
    """`minutes` by leg, each from the first reading over the limit: alert, case, on_site, cleared."""

    opened: int = 0
    closed: int = 0
    late: int = 0
    minutes: dict[str, Spread] = field(default_factory=dict)


class ProposalFigures(Struct, frozen=True):
    """A proposal that was approved and superseded later counts as approved."""

    made: int = 0
    approved: int = 0
    refused: int = 0
    expired: int = 0


class InterlockFigures(Struct, frozen=True):
    """`violations` are found by the independent checker, never by those who are checked."""

    refusals: dict[str, int] = field(default_factory=dict)
    violations: int = 0


class ReadingFigures(Struct, frozen=True):
    received: int = 0
    accepted: int = 0
    rejected: dict[str, int] = field(default_factory=dict)


class AfterAction(Struct, frozen=True):
    """These parts of `banyan.after-action/1`; `msgspec.to_builtins` gives the promised shape."""

    alerts: AlertFigures
    cases: CaseFigures
    proposals: ProposalFigures
    interlocks: InterlockFigures
    readings: ReadingFigures


class Life(Struct, frozen=True):
    """One stretch during which an alert's condition was present. `over_at`: its first reading over the limit.

    `asked_at`: its first reading over the limit from which its rule asks for a case. `declared`: its rule is one of
    the city's own; water that is only expected has a rule that follows from those.
    """

    alert: AlertId
    over_at: Instant | None
    raised_at: Instant
    cleared_at: Instant | None = None
    asked_at: Instant | None = None
    place: PlaceId | None = None
    declared: bool = True


def after_action(
    records: Iterable[Record],
    rules: tuple[Rule, ...],
    readings: ReadingFigures,
    violations: int = 0,
) -> AfterAction:
    """`records` in the journal's order; `rules` tell which alerts come from a reading over a limit."""
    history: dict[str, list[Record]] = {}
    for rec in records:
        history.setdefault(rec.kind, []).append(rec)
    lives = alert_lives(history.get("alert", []), rules)
    cases = {case.id: case for case in _bodies(history, "case", Case)}
    cleared = sum(life.cleared_at is not None for life in lives)
    return AfterAction(
        alerts=AlertFigures(raised=len(lives), cleared=cleared, standing=len(lives) - cleared),
        cases=CaseFigures(
            opened=len(cases),
            closed=sum(case.status is CaseStatus.CLOSED for case in cases.values()),
            late=sum(case.late for case in cases.values()),
            minutes=_minutes(history, lives, cases),
        ),
        proposals=_proposals(_bodies(history, "proposal", Proposal)),
        interlocks=InterlockFigures(_refusals(_bodies(history, "actuation", Actuation)), violations),
        readings=readings,
    )


def alert_lives(records: list[Record], rules: tuple[Rule, ...]) -> list[Life]:
    """Every stretch of presence, in the order of their beginnings.

    An alert whose condition comes back before it was closed keeps its id and its first raise, so a second life begins
    when the record says that it changed.
    """
    declared = {rule.id for rule in rules}
    thresholds = {rule.id: rule for rule in rules if rule.kind is RuleKind.THRESHOLD}
    lives: list[Life] = []
    open_lives: dict[AlertId, int] = {}
    known: set[AlertId] = set()
    for rec in records:
        alert = msgspec.convert(rec.body, Alert)
        if alert.id not in open_lives and (alert.present or alert.id not in known):
            over = _newest(alert) if alert.rule in thresholds else None
            raised = alert.changed_at if alert.id in known else alert.raised_at
            open_lives[alert.id] = len(lives)
            lives.append(Life(alert.id, over, raised, place=alert.place, declared=alert.rule in declared))
        if alert.present and alert.rule in thresholds and alert.level.rank >= thresholds[alert.rule].case_from.rank:
            index = open_lives[alert.id]
            if lives[index].asked_at is None:
                lives[index] = msgspec.structs.replace(lives[index], asked_at=_newest(alert))
        if not alert.present and alert.id in open_lives:
            index = open_lives.pop(alert.id)
            lives[index] = msgspec.structs.replace(lives[index], cleared_at=alert.cleared_at or alert.changed_at)
        known.add(alert.id)
    return lives


def _newest(alert: Alert) -> Instant | None:
    """The evidence of a threshold ends with the readings of the first value over its limit: the newest completed it."""
    return max((e.time for e in alert.evidence), default=None)


def _minutes(history: dict[str, list[Record]], lives: list[Life], cases: dict[CaseId, Case]) -> dict[str, Spread]:
    incidents = {incident.id: incident for incident in _bodies(history, "incident", Incident)}
    arrivals: dict[CaseId, dict[PlaceId, Instant]] = {}
    for task in _bodies(history, "task", Task):
        if task.arrived_at is not None:
            there = arrivals.setdefault(task.case, {})
            there[task.place] = min(task.arrived_at, there.get(task.place, task.arrived_at))
    found: dict[str, list[float]] = {leg: [] for leg in LEGS}
    for case in cases.values():
        of_case = _lives_of(incidents[case.incident], lives)
        for leg, took in _legs(case, of_case, arrivals.get(case.id, {})).items():
            found[leg].append(took / timedelta(minutes=1))
    return {leg: _spread(values) for leg, values in found.items()}


def _lives_of(incident: Incident, lives: list[Life]) -> list[Life]:
    """Those of its alerts' lives that fall into the incident's own."""
    return [
        life
        for life in lives
        if life.alert in incident.alerts
        and (life.cleared_at is None or life.cleared_at >= incident.opened_at)
        and (incident.closed_at is None or life.raised_at <= incident.closed_at)
    ]


def _legs(case: Case, lives: list[Life], arrivals: Mapping[PlaceId, Instant]) -> dict[str, timedelta]:
    """Each leg from the first reading over the limit; a case that began otherwise (silence, forecast) has none.

    Water that was expected finds its case filed, and maybe its crew there: 0 minutes. A crew that waits where no water
    has come is on site nowhere.
    """
    lives = [life for life in lives if life.declared]
    over = [(life.over_at, life.raised_at) for life in lives if life.over_at is not None]
    if not over:
        return {}
    noticed = min(at for at, _ in over)
    asked = [life.asked_at for life in lives if life.asked_at is not None]
    first = min(asked, default=noticed)      # a case counts from the limit that asks for one, not from the first notice
    legs = {"alert": min(raised for _, raised in over) - noticed, "case": max(case.opened_at - first, ZERO)}
    wet = [life.place for life in lives if life.over_at is not None]
    arrived = [at for place, at in arrivals.items() if place in wet]
    if arrived:
        legs["on_site"] = max(min(arrived) - first, ZERO)
    cleared = [life.cleared_at for life in lives if life.cleared_at is not None]
    if case.closed_at is not None and len(cleared) == len(lives):
        legs["cleared"] = max(cleared) - first
    return legs


def _spread(values: list[float]) -> Spread:
    return Spread(round(median(values), 3), round(max(values), 3)) if values else Spread()


def _proposals(bodies: list[Proposal]) -> ProposalFigures:
    ever: dict[str, dict[ProposalStatus, None]] = {}
    for proposal in bodies:
        ever.setdefault(proposal.id, {})[proposal.status] = None
    return ProposalFigures(
        made=len(ever),
        approved=sum(ProposalStatus.APPROVED in states for states in ever.values()),
        refused=sum(ProposalStatus.REFUSED in states for states in ever.values()),
        expired=sum(ProposalStatus.EXPIRED in states for states in ever.values()),
    )


def _refusals(bodies: list[Actuation]) -> dict[str, int]:
    refused: dict[str, int] = {}
    for order in bodies:
        if order.outcome is Outcome.REFUSE:
            name = order.interlock or "unnamed"
            refused[name] = refused.get(name, 0) + 1
    return dict(sorted(refused.items()))


def _bodies(history: Mapping[str, list[Record]], kind: str, shape: type[_Body]) -> list[_Body]:
    return [msgspec.convert(rec.body, shape) for rec in history.get(kind, [])]
