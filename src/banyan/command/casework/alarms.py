"""How a case that the city's own rules opened goes its way: behind its incident's crews, or behind its alerts.

An incident's crews are sent and called home by the loop (command/cases.py); the case says so in the steps that every
case has. People may move it, too: what they did stands, and only what is still missing is done.
"""

from collections.abc import Iterable, Sequence

from banyan.command.clocks import line_at
from banyan.model.alert import Alert
from banyan.model.case import Case as Response
from banyan.model.case import CaseStatus, Task, TaskStatus
from banyan.model.casetype import Definition
from banyan.model.casework import Actor, Case, Evidence, Move, Status, Told, Verb
from banyan.model.clock import State
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.level import Level
from banyan.model.time import Instant

CLEARED, RECEDED, RECOVERED = "cleared", "receded", "recovered"
"""Outcomes: crews were there and the water is gone; it was gone before anybody came; the signal came back by itself."""
OF_INCIDENTS, OF_ALERTS, EARLY = (CLEARED, RECEDED), (RECOVERED,), (RECEDED, RECOVERED)

CREWS = "crews"              # whose time limit it is that an incident's call up the ladder is about
ON_SITE, DONE, CLEAR = "crew-on-site", "crew-done", "all-clear"      # evidence that the loop shows
MOST_MOVES = 10              # more than a case has steps: what isn't there by then is looked at again later
_URGENT = Level.II           # from here on its case comes before the others
_BEFORE_WORK = (Status.REPORTED, Status.FILED, Status.DISPATCHED)
_GONE = "告警已全部解除 / every alert has cleared"
_AGAIN = "再次派出队伍 / a crew was sent again"
_RETURNED = "告警再次发生 / it was raised again"


def acting(definition: Definition, case: Case) -> Actor:
    """The loop, in whatever role a verb of this type asks for: nobody has to stand beside it."""
    named = (RoleId(word) for words in definition.powers.values() for word in words)
    return Actor(PrincipalId("command"), tuple(dict.fromkeys((case.desk, case.holder, *named))))


def gravest(responses: Sequence[Response]) -> Response:
    """The one that speaks for a case of several incidents: the gravest that is open, else the one that closed last."""
    return max(responses, key=lambda one: (one.closed_at is None, one.level.rank if one.closed_at is None else 0,
                                           one.closed_at or one.opened_at, one.id))


def next_of_incident(
    definition: Definition, case: Case, response: Response, tasks: Sequence[Task], now: Instant
) -> Move | None:
    """What the case still has to say of its incident; None where it says it all, or where people have the word."""
    if not _free(case, now):
        return None
    by = acting(definition, case)
    urgent = f"urgent/{response.id}"
    if case.status is Status.REPORTED:
        return Move(Verb.FILE, by)
    if response.level.rank >= _URGENT.rank and not case.priority and urgent not in case.keys:
        return Move(Verb.PRIORITISE, by, key=urgent, yes=True)
    return _on(definition, case, response, tasks, by)


def _on(
    definition: Definition, case: Case, response: Response, tasks: Sequence[Task], by: Actor
) -> Move | None:
    over = response.status is CaseStatus.CLOSED
    there = [task for task in tasks if task.arrived_at is not None]
    match case.status:
        case Status.FILED if there or (not over and any(task.sent_at for task in tasks)):
            return Move(Verb.DISPATCH, by)
        case Status.DISPATCHED if there:
            return Move(Verb.HANDLE, by, evidence=_shown(ON_SITE, [(t.id, t.arrived_at) for t in there]))
        case Status.HANDLING if over or response.status is CaseStatus.FED_BACK:
            done = [(t.id, t.done_at) for t in tasks if t.status is TaskStatus.DONE]
            return Move(Verb.FEED_BACK, by, evidence=_shown(DONE, done))
        case Status.FED_BACK if over:
            return Move(Verb.VERIFY, by, evidence=_clear(response), yes=True)
        case Status.FED_BACK if any(t.sent_at is not None and t.sent_at > case.line.stints[-1].begin for t in tasks):
            return Move(Verb.VERIFY, by, reason=_AGAIN, yes=False)
        case Status.VERIFIED if over:
            return Move(Verb.CLOSE, by, reason=_GONE, outcome=_outcome(definition, response, CLEARED))
        case Status.FILED | Status.DISPATCHED if over:
            outcome = _outcome(definition, response, RECEDED)
            return Move(Verb.CLOSE, by, reason=_GONE, evidence=_clear(response), outcome=outcome)
    return None


def _outcome(definition: Definition, response: Response, otherwise: str) -> str:
    """What a person who closed the incident said, where the type knows it."""
    named = definition.outcome(response.outcome)
    return named.id if named is not None and (named.early or otherwise == CLEARED) else otherwise


def calls_of_incident(
    case: Case, response: Response, escalations: Iterable[tuple[str, Told]]
) -> list[tuple[str, Told]]:
    """The calls up the ladder that the case hasn't told yet, each with the escalation that it tells of."""
    said = {(told.begin, told.rung) for told in case.told if told.whose == CREWS}
    return [(eid, told) for eid, told in escalations if (response.opened_at, told.rung) not in said]


def next_of_alerts(definition: Definition, case: Case, alerts: Sequence[Alert], now: Instant) -> Move | None:
    """A fault of a gauge or a device is filed at once; the desk sends somebody. Where it is gone before anybody has
    begun, the case ends; afterwards it is for those who work on it to say.
    """
    if not _free(case, now):
        return None
    if case.status is Status.REPORTED:
        return Move(Verb.FILE, acting(definition, case))
    ended = [alert for alert in alerts if alert.cleared_at is not None and alert.cleared_at >= opened_last(case)]
    if case.status in _BEFORE_WORK and ended and not any(alert.present for alert in alerts):
        last = max(ended, key=lambda alert: (alert.changed_at, alert.id))
        shown = Evidence(CLEAR, last.id, last.cleared_at)
        return Move(Verb.CLOSE, acting(definition, case), reason=_GONE, evidence=(shown,), outcome=RECOVERED)
    return None


def opened_last(case: Case) -> Instant:
    """When it was opened, or opened again: what people open after its alerts had ended is theirs to end."""
    return max((c.reopened_at for c in case.closings if c.reopened_at is not None), default=case.intake)


def reopening(definition: Definition, case: Case) -> Move:
    """It was raised again: the clock goes on from first intake. The engine says whether it is too late for that."""
    return Move(Verb.REOPEN, acting(definition, case), reason=_RETURNED)


def raised_since(history: Iterable[tuple[Instant, bool, Level]], closed_at: Instant) -> bool:
    """Whether there is news since a case was closed: (when, present, level) of an alert or incident, oldest first.

    A person may have closed it while it stood, as a false alarm: then only its coming back, or its getting graver than
    it was, is news.
    """
    then: Level | None = None
    for at, present, level in history:
        if at <= closed_at:
            then = level if present else None
        elif present and (then is None or level.rank > then.rank):
            return True
        elif not present:
            then = None
    return False


def _free(case: Case, now: Instant) -> bool:
    """Open, and nobody has stopped it."""
    if case.status is Status.CLOSED or case.pending is not None:
        return False
    return line_at(case.line, now).stints[-1].state is not State.PAUSED


def _clear(response: Response) -> tuple[Evidence, ...]:
    return (Evidence(CLEAR, response.incident, response.closed_at),)


def _shown(kind: str, what: Iterable[tuple[str, Instant | None]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind, ref, at) for ref, at in what)
