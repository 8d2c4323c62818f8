"""What an event needs beside its own record: the entity's record before it, its incident, what was declared."""

from collections.abc import Iterable
from typing import Any

from banyan.model.record import Record
from banyan.model.text import Name
from banyan.runtime.events.shape import Journal

Body = dict[str, Any]
OF_INCIDENTS = ("alert", "case", "task", "escalation")      # kinds of records that an incident has
TOLD_OF = ("role", "principal", "standing-authority", "device", "stream", "lake", "place", "crew", "case-type")


class Context:
    """Lives for one question. Records that many events need are read together (`prefetch`)."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._declared: dict[str, Body] | None = None
        self._records: dict[str, Record | None] = {}
        self._incidents: dict[str, str | None] = {}
        self._first_steps: dict[str, set[str]] = {}
        self._alerts: set[str] = set()
        self._case: str | None = None

    @property
    def declared(self) -> dict[str, Body]:
        """What events are about, as the city declares it, by the thing's own id."""
        if self._declared is None:
            found = (b for b in self.journal.current("declaration").values() if b.get("value") and b["of"] in TOLD_OF)
            self._declared = {b["id"].removeprefix(f"{b['of']}/"): b["value"] for b in found}
        return self._declared

    def zone(self) -> str:
        """The city's time zone; UTC where the journal doesn't say."""
        cities = (b["value"] for b in self.journal.current("declaration").values() if b["of"] == "city")
        return next((str(value["timezone"]) for value in cities if value), "UTC")

    def names(self) -> dict[str, Name]:
        """Of everything declared with a name; a gauge without one is called by what it measures."""
        named = ((eid, value.get("name")) for eid, value in self.declared.items())
        found = {eid: Name(name["zh"], name["en"]) for eid, name in named if isinstance(name, dict)}
        gauges = ((eid, str(value.get("thing"))) for eid, value in self.declared.items())
        return {eid: found[thing] for eid, thing in gauges if thing in found} | found

    def prefetch(self, records: Iterable[Record]) -> None:
        wanted = {rid for rec in records for rid in _needed(rec)} - self._records.keys()
        found = self.journal.several(wanted)
        self._records |= {rid: found.get(rid) for rid in wanted}

    def record(self, rid: str) -> Record | None:
        if rid not in self._records:
            self._records[rid] = self.journal.several([rid]).get(rid)
        return self._records[rid]

    def before(self, rec: Record) -> Body:
        """The entity as its record before this one told it; {} for the first."""
        rid = previous(str(rec.id))
        found = self.record(rid) if rid is not None else None
        return found.body if found is not None else {}

    def first(self, entity: str) -> Body:
        """The entity as first recorded; {} where it isn't there."""
        found = self.record(f"{entity}#1")
        return found.body if found is not None else {}

    def incident(self, alert: str) -> str | None:
        """The incident that an alert belongs to."""
        if alert not in self._incidents:
            made = [r for r in self.journal.caused_by(alert) if r.kind == "incident"]
            self._incidents[alert] = str(made[0].body["id"]) if made else None
        return self._incidents[alert]

    def keep_to(self, incident: str) -> None:
        """From here on only this incident counts: its alerts and its case are looked up once."""
        found = [r for r in self.journal.of_entity(incident) if r.kind == "incident"]
        body: Body = found[-1].body if found else {}
        self._alerts = set(body.get("alerts", ()))
        self._case = body.get("case")
        self._incidents |= dict.fromkeys(self._alerts, incident)

    def concerns(self, rec: Record) -> bool:
        """Whether a record is of the incident that is kept to."""
        if rec.kind == "alert":
            return rec.body.get("id") in self._alerts
        case = rec.body.get("id" if rec.kind == "case" else "case")
        return case is not None and case == self._case

    def first_step(self, order: Record) -> bool:
        """Whether this order begins its movement: no earlier one of its proposal has moved its device."""
        proposal = str(order.body["proposal"])
        if proposal not in self._first_steps:
            begun: dict[str, str] = {}
            for rec in self.journal.caused_by(proposal):
                if rec.kind == "actuation" and rec.body["outcome"] == "pass":
                    begun.setdefault(rec.body["device"], str(rec.id))
            self._first_steps[proposal] = set(begun.values())
        return order.id in self._first_steps[proposal]


def previous(rid: str) -> str | None:
    """The id of the record before this one of the same entity; None for the first."""
    entity, _, n = rid.rpartition("#")
    return f"{entity}#{int(n) - 1}" if entity and n.isdecimal() and int(n) > 1 else None


def _needed(rec: Record) -> list[str]:
    needed = [previous(str(rec.id))]
    if rec.kind in ("approval", "actuation"):
        needed.append(f"{rec.body.get('proposal')}#1")
    if rec.kind in ("task", "escalation"):
        needed.append(f"{rec.body.get('case')}#1")
    return [rid for rid in needed if rid is not None]
