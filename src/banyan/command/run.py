"""Command's turn of the loop: alerts, crews and people in; cases, tasks, escalations and demands out."""

from collections.abc import Container

from banyan.command import cases, crews, incidents
from banyan.command.ledger import Ledger
from banyan.command.memory import Commanded, Memory
from banyan.model.alert import Alert
from banyan.model.city import City
from banyan.model.ids import CaseId
from banyan.model.intent import Action, Intent
from banyan.model.messages import CrewReport
from banyan.model.time import Instant

__all__ = ["Commanded", "Memory", "run"]


def run(
    city: City,
    memory: Memory,
    alerts: tuple[Alert, ...],
    crew_reports: tuple[CrewReport, ...],
    intents: tuple[Intent, ...],
    now: Instant,
    out_of_service: Container[str] = (),
) -> Commanded:
    """One tick. `alerts` are those that changed, in the order in which they did; `intents` other than case.close are
    left alone. Events count before time does: what arrives with the tick of its deadline is in time.

    `out_of_service` are rules that raised an error: nobody hears any more whether their alerts still hold, so such an
    alert opens nothing, and a person may close a case in which only such alerts stand.

    Raises ValueError where a case type declares a limit that can't be reckoned; `banyan check` finds those first.
    """
    events = alerts or crew_reports or intents
    if not events and (memory.next_due is None or now < memory.next_due):
        return Commanded(memory, demands=memory.demands)
    ledger = Ledger(city, memory, now)
    touched = incidents.gather(ledger, alerts, out_of_service)
    incidents.settle(ledger, memory.incidents, touched)
    crews.hear(ledger, crew_reports)
    outcomes = _asked_to_close(ledger, intents, out_of_service)
    cases.close_resolved(ledger, outcomes, touched)
    crews.find_silent(ledger)
    crews.call_away(ledger)
    cases.settle(ledger)
    return ledger.commanded()


def _asked_to_close(
    ledger: Ledger, intents: tuple[Intent, ...], out_of_service: Container[str]
) -> dict[CaseId, Intent]:
    """The cases a person may close now, by whose wish: the water decides, not the person."""
    outcomes: dict[CaseId, Intent] = {}
    for intent in intents:
        if intent.action is not Action.CLOSE:
            continue
        case = ledger.cases.get(CaseId(intent.target))
        if case is None:
            ledger.refuse(intent.id, intent.by, "command.close_unknown", case=intent.target)
            continue
        incident = ledger.incidents[case.incident]
        standing = [alert for alert in ledger.standing(incident) if alert.rule not in out_of_service]
        if standing:
            ledger.refuse(
                intent.id, intent.by, "command.close_disagrees",
                case=case.id, place=case.place, alerts=str(len(standing)),
            )
        else:
            incidents.let_go(ledger, incident)
            outcomes[case.id] = intent
    return outcomes
