"""Alerts as ordinary cases: a type that names a rule in `alerts` is opened when the rule raises."""

import logging

import msgspec
from msgspec import Struct

from banyan.model.casework import Actor, Intake, Place, Report
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.ports import Store
from banyan.model.time import Instant, iso
from banyan.runtime.casework.office import CaseOffice, Declined

_BY = Actor(PrincipalId("command"), ())
_log = logging.getLogger("banyan.casework")


class _Alert(Struct, frozen=True):
    id: str
    rule: str
    subject: str
    place: str
    raised_at: Instant
    present: bool = True


class AlertCases:
    """Looks at the alerts since it looked last, at first at those that stand: an alert of last year opens nothing.

    The alert is the report's source, so looking twice, or starting again, opens no second case.
    """

    def __init__(self, office: CaseOffice, store: Store, city: City) -> None:
        self._office, self._store = office, store
        self._places = {str(place.id): place for place in city.places}
        self._seen: int | None = None

    def look(self) -> int:
        """How many reports were made. Raises StoreFull."""
        rules = {rule: d.id for d in self._office.types() for rule in d.alerts}
        if not rules:
            return 0
        if self._seen is None:
            upto = self._store.sequence()
            bodies = list(self._store.current("alert").values())
        else:
            found = list(self._store.records(self._seen, "alert"))
            upto = max((seq for seq, _ in found), default=self._seen)
            bodies = [rec.body for _, rec in found]
        told = [alert for alert in msgspec.convert(bodies, list[_Alert]) if alert.present and alert.rule in rules]
        for alert in told:
            self._open(alert, rules[alert.rule])
        self._seen = upto
        return len(told)

    def _open(self, alert: _Alert, tid: str) -> None:
        place = self._places.get(alert.place)
        where = Place(place.at, place.name.zh, thing=alert.subject) if place is not None else Place(thing=alert.subject)
        told = Report(f"R/{alert.id}", alert.raised_at, where, "alert", text=f"{alert.rule}, {iso(alert.raised_at)}",
                      source=f"alert/{alert.id}")
        try:
            self._office.raised(Intake(tid, told, _BY), alert.id)
        except Declined as no:      # its type asks for what no alert can tell: said, and the next one is looked at
            _log.warning("alert %s opens no case of type %s: %s", alert.id, tid, no)

