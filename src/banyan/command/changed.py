"""What a changed declaration does to what command remembers."""

from collections.abc import Container

from msgspec.structs import replace

from banyan.command import cases, incidents
from banyan.command.ledger import ENDED, Ledger
from banyan.command.memory import Commanded, Memory
from banyan.model.alert import Alert
from banyan.model.case import TaskStatus
from banyan.model.city import City
from banyan.model.text import Said
from banyan.model.time import Instant


def reconcile(
    city: City, memory: Memory, alerts: tuple[Alert, ...], now: Instant, out_of_service: Container[str] = ()
) -> Commanded:
    """The city declares other things than before; `alerts` are those that changed by it.

    A crew that is gone gives its task back; incidents, cases and tasks follow their alerts.
    """
    ledger = Ledger(city, memory, now)
    _forget_crews(ledger)
    touched = incidents.gather(ledger, alerts, out_of_service)
    incidents.settle(ledger, memory.incidents, touched)
    cases.close_resolved(ledger, {}, touched)
    cases.settle(ledger)
    return ledger.commanded()


def _forget_crews(ledger: Ledger) -> None:
    declared = [crew.id for crew in ledger.city.crews]
    for task in tuple(ledger.tasks.values()):
        if task.crew is not None and task.crew not in declared and task.status not in ENDED:
            why = Said("command.crew_gone", {"crew": str(task.crew)})
            waiting = replace(task, status=TaskStatus.WAITING, crew=None, sent_at=None, expected_at=None,
                              arrived_at=None, why=why)
            ledger.note(task.case, "raised-by", ledger.put_task(waiting))
    ledger.crews = {crew: state for crew, state in ledger.crews.items() if crew in declared}
    ledger.heard = {crew: seq for crew, seq in ledger.heard.items() if crew in declared}
