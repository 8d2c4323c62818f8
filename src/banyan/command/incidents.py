"""Alerts of one cause at one place are one incident: the operator sees what is wrong once."""

from collections.abc import Container

from msgspec.structs import replace

from banyan.command.ledger import Ledger
from banyan.model.alert import Alert
from banyan.model.case import Incident
from banyan.model.ids import AlertId, CaseId, IncidentId, PlaceId
from banyan.model.level import Level, worst
from banyan.model.time import fine, stamp

Touched = dict[IncidentId, dict[AlertId, str]]     # which alerts changed an incident, and how


def gather(ledger: Ledger, alerts: tuple[Alert, ...], out_of_service: Container[str]) -> Touched:
    """Take the changed alerts into their incidents, in the order given; the records are written afterwards.

    An alert that no incident holds is news only while its rule is in service.
    """
    touched: Touched = {}
    for alert in alerts:
        incident = _member(ledger, alert)
        if incident is None:
            if not alert.present or alert.rule in out_of_service:
                continue
            incident = _same_cause_and_place(ledger, alert) or _open(ledger, alert)
        stood = alert.id in incident.standing
        if alert.present:
            ledger.alerts[alert.id] = alert
            if not stood:
                ledger.since[alert.id] = ledger.now
                incident = replace(incident, standing=(*incident.standing, alert.id))
            if alert.id not in incident.alerts:
                incident = replace(incident, alerts=(*incident.alerts, alert.id))
        else:
            del ledger.alerts[alert.id], ledger.since[alert.id]
            incident = replace(incident, standing=tuple(aid for aid in incident.standing if aid != alert.id))
        ledger.incidents[incident.id] = incident
        touched.setdefault(incident.id, {})[alert.id] = "raised-by" if alert.present else "cleared-by"
    return touched


def settle(ledger: Ledger, before: dict[IncidentId, Incident], touched: Touched) -> None:
    """Write down every open incident that differs from before, and name its case where it now asks for one."""
    for drafted in tuple(ledger.incidents.values()):
        if not drafted.standing:
            continue
        level = _level(ledger, drafted)
        gravest, place = worst((level, drafted.worst)), _worst_place(ledger, drafted)
        incident = replace(drafted, level=level, worst=gravest, place=place)
        if incident.case is None and ledger.asking(incident):
            incident = replace(incident, case=CaseId(f"C{incident.id[1:]}"))
        if incident == before.get(incident.id):
            continue
        causes = touched.get(incident.id) or dict.fromkeys(incident.standing, "computed-from")
        rid = ledger.put_incident(incident, *((role, aid) for aid, role in causes.items()))
        if incident.case is not None:
            ledger.note(incident.case, "raised-by", rid)


def let_go(ledger: Ledger, incident: Incident) -> None:
    """Nothing of it counts as standing any more."""
    for aid in incident.standing:
        del ledger.alerts[aid], ledger.since[aid]
    ledger.incidents[incident.id] = replace(incident, standing=())


def root_of(ledger: Ledger, alert: Alert) -> PlaceId:
    """Where the incident is: at the body of water that the alert's place depends on, if the city declares one."""
    place = ledger.place(alert.place)
    return PlaceId(place.below) if place and place.below else alert.place


def _member(ledger: Ledger, alert: Alert) -> Incident | None:
    return next((i for i in ledger.incidents.values() if alert.id in i.standing), None)


def _same_cause_and_place(ledger: Ledger, alert: Alert) -> Incident | None:
    root = root_of(ledger, alert)
    return next((i for i in ledger.incidents.values() if i.cause == alert.cause and i.root == root), None)


def _open(ledger: Ledger, alert: Alert) -> Incident:
    """A new incident, named after its first raise.

    An alert that returns before it was acknowledged keeps its first raise time: the next incident is then named after
    the tick in which it came back, so that two incidents never share an id.
    """
    root = root_of(ledger, alert)
    closed = ledger.last_closed.get(f"{alert.cause}/{root}")
    fresh = closed is None or stamp(alert.raised_at) > stamp(closed)
    opened, name = (alert.raised_at, stamp(alert.raised_at)) if fresh else (ledger.now, fine(ledger.now))
    return Incident(
        id=IncidentId(f"I/{alert.cause}/{root}@{name}"),
        cause=alert.cause,
        root=root,
        place=alert.place,
        level=alert.level,
        worst=alert.level,
        opened_at=opened,
        alerts=(alert.id,),
        standing=(),
    )


def _worst_place(ledger: Ledger, incident: Incident) -> PlaceId:
    """Where its gravest alert stands; of equal ones the first that rose."""
    standing = ledger.standing(incident)
    open_eyed = [alert for alert in standing if not ledger.shelved(alert)] or standing
    return max(open_eyed, key=lambda alert: alert.level.rank).place if open_eyed else incident.place


def _level(ledger: Ledger, incident: Incident) -> Level:
    """The gravest standing alert's level; a shelved alert doesn't hold it up. IV where all are shelved."""
    levels = [alert.level for alert in ledger.standing(incident) if not ledger.shelved(alert)]
    return worst(levels) if levels else Level.IV
