"""Cases that alerts and incidents opened, by what they are about: raised again, one goes on instead of a second."""

from banyan.command.casework.alarms import reopening
from banyan.model.casework import ALERT, Actor, Case, Intake, Place, Report, Status
from banyan.model.city import City
from banyan.model.ids import CaseId, PrincipalId
from banyan.model.time import Instant
from banyan.runtime.casework.office import CaseOffice, Declined

BY = Actor(PrincipalId("command"), ())
OF_ALERT, OF_INCIDENT = "alert/", "incident/"      # how the sources of their reports begin
Cause = tuple[str, str]


class Raised:
    """Filled from the journal at the start; afterwards it knows what it did."""

    def __init__(self, office: CaseOffice, city: City) -> None:
        self._office = office
        self._places = {str(place.id): place for place in city.places}
        self._about: dict[tuple[str, str], CaseId] = {}
        self._of: dict[str, CaseId] = {}
        ours = dict.fromkeys(cid for source, cid in office.register.sources()
                             if source.startswith((OF_ALERT, OF_INCIDENT)))
        for case in sorted(office.register.several(ours), key=lambda case: (case.intake, case.id)):
            self._remember(case)

    def of(self, source: str) -> Case | None:
        """The case that this alert or incident went into last; of one that was joined, the case that has it now."""
        cid = self._of.get(source)
        return self._standing(cid) if cid is not None else None

    def take(
        self, kind: str, thing: str, place: str, at: Instant, source: str, text: str, *causes: Cause
    ) -> Case:  # fmt: skip
        """A case of its own; or the one about the same thing: while it is open, and as long as it may be re-opened.

        Raises Declined, StoreFull.
        """
        intake = Intake(kind, self._report(thing, place, at, source, text), BY, alone=True)
        earlier = self._about.get((kind, thing))
        case = self._standing(earlier) if earlier is not None else None
        if case is not None and case.status is Status.CLOSED:
            case = self._reopened(case, *causes)
        if case is None:
            case = self._office.raised(intake, *causes)
        elif not any(report.source == source for report in case.reports):
            case = self._office.raised_again(case.id, intake, *causes)
        self._remember(case)
        return case

    def _report(self, thing: str, place: str, at: Instant, source: str, text: str) -> Report:
        there = self._places.get(place)
        where = Place(thing=thing) if there is None else Place(there.at, there.name.zh, thing=thing)
        return Report(f"R/{source}", min(at, self._office.now()), where, ALERT, text=text, source=source)

    def _reopened(self, case: Case, *causes: Cause) -> Case | None:
        definition = self._office.definition(case)
        if definition is None:
            return None
        try:
            return self._office.followed(case.id, reopening(definition, case), *causes)
        except Declined:      # it ended too long ago: this is another case
            return None

    def _standing(self, cid: CaseId) -> Case:
        case, seen = self._office.case(cid), [cid]
        while case.joined_to is not None and case.joined_to not in seen:
            seen.append(case.joined_to)
            case = self._office.case(case.joined_to)
        return case

    def _remember(self, case: Case) -> None:
        for report in case.reports:
            if report.channel == ALERT and report.source is not None:
                self._of[report.source] = case.id
                if case.place.thing is not None:
                    self._about[case.type, case.place.thing] = case.id
