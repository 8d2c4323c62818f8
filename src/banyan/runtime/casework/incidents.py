"""Incidents as ordinary cases: filed in the city's one list, and moved as their crews and the water move."""

from collections.abc import Sequence

import msgspec

from banyan.command.casework.alarms import (
    CREWS,
    MOST_MOVES,
    calls_of_incident,
    gravest,
    next_of_incident,
    opened_last,
    raised_since,
)
from banyan.command.memory import Escalation
from banyan.model.case import Case as Response
from banyan.model.case import CaseStatus, Incident, Task
from banyan.model.casework import Case, Status, Told
from banyan.model.city import City
from banyan.model.ids import RoleId
from banyan.model.level import Level
from banyan.model.ports import Store
from banyan.model.time import Instant
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.raised import OF_INCIDENT, Cause, Raised

RESPONSE = "case"      # the kind of record that tells what the loop does about an incident


class IncidentCases:
    """What a response of the loop (command/cases.py) comes to in the city's list; looking twice does nothing twice."""

    def __init__(self, office: CaseOffice, store: Store, city: City, raised: Raised) -> None:
        self._office, self._store, self._raised = office, store, raised
        self._filed_as = {kind.id: (kind.filed_as, kind.name) for kind in city.case_types if kind.filed_as is not None}

    def standing(self) -> list[str]:
        """Responses that are open, or whose case still is: what a city that begins again has to look at."""
        found = []
        for rid, body in self._store.current(RESPONSE).items():
            case = self._raised.of(f"{OF_INCIDENT}{body['incident']}")
            if body["status"] != CaseStatus.CLOSED or (case is not None and case.status is not Status.CLOSED):
                found.append(rid)
        return found

    def case(self, rid: str) -> Case | None:
        """The case of a response as it stands; None where it has none."""
        body = self._store.bodies(RESPONSE, [rid]).get(rid)
        return self._raised.of(f"{OF_INCIDENT}{body['incident']}") if body is not None else None

    def look(self, rid: str) -> Case | None:
        """The case of a response, as far as it goes now; None where it is none. Raises Declined, StoreFull."""
        body = self._store.bodies(RESPONSE, [rid]).get(rid)
        response = msgspec.convert(body, Response) if body is not None else None
        if response is None or response.type not in self._filed_as:
            return None
        history = [rec for rec in self._store.of_entity(rid) if rec.kind == RESPONSE]
        because = ("raised-by", str(history[-1].id))
        case = self._raised.of(f"{OF_INCIDENT}{response.incident}")
        if response.status is not CaseStatus.CLOSED:
            told = [(rec.at, rec.body["status"] != CaseStatus.CLOSED, Level(rec.body["level"])) for rec in history]
            if case is None or (case.status is Status.CLOSED and raised_since(told, case.closings[-1].at)):
                case = self._take(response, because)
        return case if case is None else self._go_on(case, response, because)

    def _take(self, response: Response, because: Cause) -> Case:
        kind, name = self._filed_as[response.type]
        body = self._store.bodies("incident", [response.incident])[response.incident]
        root = msgspec.convert(body, Incident).root
        text = f"{name.zh}，{response.level} 级 / {name.en}, level {response.level}"
        return self._raised.take(str(kind), str(root), str(response.place), response.opened_at,
                                 f"{OF_INCIDENT}{response.incident}", text, because)

    def _go_on(self, case: Case, response: Response, because: Cause) -> Case:
        definition = self._office.definition(case)
        if definition is None or case.status is Status.CLOSED:
            return case
        for eid, told in calls_of_incident(case, response, self._calls(response)):
            case = self._office.called(case.id, told, ("raised-by", eid))
        together = self._together(case)
        if not together:      # people opened it again after its water had gone: it is theirs
            return case
        lead = gravest(together)
        found = self._store.bodies("task", [tid for one in together for tid in one.tasks]).values()
        tasks = sorted(msgspec.convert(list(found), list[Task]), key=lambda task: task.id)
        for _ in range(MOST_MOVES):
            move = next_of_incident(definition, case, lead, tasks, self._office.now())
            if move is None:
                break
            case = self._office.followed(case.id, move, because)
        return case

    def _together(self, case: Case) -> list[Response]:
        """Every incident that the case is about since it was opened last: it ends with the last of them."""
        since = opened_last(case)
        sources = [r.source for r in case.reports if r.source is not None and r.source.startswith(OF_INCIDENT)]
        bodies = self._store.bodies(RESPONSE, [f"C{source.removeprefix(OF_INCIDENT)[1:]}" for source in sources])
        made = msgspec.convert(list(bodies.values()), list[Response])
        return [one for one in made if one.closed_at is None or one.closed_at >= since]

    def _calls(self, response: Response) -> Sequence[tuple[str, Told]]:
        """Each escalation with what the case says of it."""
        ids = [f"E{response.id[1:]}/{n}" for n in range(1, response.escalations + 1)]
        found = self._store.bodies("escalation", ids)
        made = [msgspec.convert(found[eid], Escalation) for eid in ids if eid in found]
        return [(e.id, _told(e, n, response.opened_at)) for n, e in enumerate(made)]


def _told(one: Escalation, n: int, begin: Instant) -> Told:
    return Told("call", CREWS, one.what, begin, one.due, RoleId(one.to), n)
