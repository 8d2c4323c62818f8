"""Who did what when, from the records: proposals and decisions, orders, crews, acknowledgements, escalations."""

from collections.abc import Collection, Iterator

from msgspec import Struct

from banyan.measure.history import History
from banyan.model.alert import Alert
from banyan.model.case import Case, CaseStatus, CrewState, CrewStatus, Task, TaskStatus
from banyan.model.order import Actuation, Approval, Outcome, Proposal, ProposalStatus
from banyan.model.record import Record
from banyan.model.text import Said
from banyan.model.time import Instant, minutes

WITHIN = minutes(3)      # orders on one device this close together are steps of one movement


class Deed(Struct, frozen=True):
    """One thing done by somebody. `why` is the doer's own reason where there is one; `records` are what says it."""

    at: Instant
    by: str
    said: Said
    records: tuple[str, ...]
    until: Instant | None = None
    why: Said | None = None
    grave: bool = False          # belongs into a time line of few lines


class _Doing(Struct, frozen=True):
    """What an intent's or a stop's record says; further keys are let be."""

    id: str
    by: str = ""
    action: str = ""
    target: str = ""
    args: dict[str, str] = {}
    result: str = ""
    why: str | None = None
    pulled: bool | None = None


class _Escalation(Struct, frozen=True):
    id: str
    case: str = ""
    what: str = ""
    to: str = ""


def deeds(history: History, pumps: Collection[str] = (), standing: Collection[str] = ()) -> list[Deed]:
    """In the order of their times; what happened at one moment in the order of proposal, decision, order, case, crew.

    `pumps`: ids of devices that are switched, not moved; `standing`: ids of standing authorities.
    """
    found = [*_decisions(history, standing), *_movements(history, pumps), *_cases(history), *_crews(history),
             *_people(history)]
    return sorted(found, key=lambda deed: deed.at)


def _decisions(history: History, standing: Collection[str]) -> Iterator[Deed]:
    proposals: dict[str, Proposal] = {}
    for rec, proposal in history.read("proposal", Proposal):
        known = proposals.get(proposal.id)
        proposals[proposal.id] = proposal
        if known is None:
            yield Deed(proposal.made_at, str(proposal.by), Said("deed.proposed", {"id": str(proposal.id)}),
                       (str(rec.id),), why=proposal.plan.reason)
        if proposal.status is ProposalStatus.EXPIRED and (known is None or known.status is ProposalStatus.OPEN):
            yield Deed(rec.at, str(rec.by), Said("deed.expired", {"id": str(proposal.id)}), (str(rec.id),))
    for rec, approval in history.read("approval", Approval):
        key = "deed.approved" if approval.approve else "deed.refused"
        key = "deed.standing" if approval.approve and approval.authority in standing else key
        args = {"id": str(approval.proposal), "authority": approval.authority}
        yield Deed(approval.at, approval.by, Said(key, args), (str(rec.id),), grave=not approval.approve)


def _movements(history: History, pumps: Collection[str]) -> Iterator[Deed]:
    """Orders that left, the steps of one movement as one deed."""
    steps: dict[str, list[tuple[Record, Actuation]]] = {}
    for rec, order in history.read("actuation", Actuation):
        if order.outcome is Outcome.REFUSE:
            continue
        mine = steps.setdefault(str(order.device), [])
        if mine and (order.at - mine[-1][1].at > WITHIN or order.proposal != mine[-1][1].proposal):
            yield _movement(mine, pumps)
            mine.clear()
        mine.append((rec, order))
    for mine in steps.values():
        yield _movement(mine, pumps)


def _movement(steps: list[tuple[Record, Actuation]], pumps: Collection[str]) -> Deed:
    first, last = steps[0][1], steps[-1][1]
    key = "deed.safe_state" if first.mode == "safe-state" else "deed.ordered"
    if first.device in pumps and first.mode != "safe-state":
        key = "deed.pump_on" if last.setting > 0 else "deed.pump_off"
    args = {"device": str(first.device), "from": f"{first.previous:.0f}", "to": f"{last.setting:.0f}",
            "proposal": str(first.proposal)}
    return Deed(first.at, "control", Said(key, args), tuple(str(rec.id) for rec, _ in steps), last.at,
                grave=abs(last.setting - first.previous) >= 50)


def _crews(history: History) -> Iterator[Deed]:
    before: dict[str, TaskStatus] = {}
    told: Said | None = None
    for rec, task in history.read("task", Task):
        if before.get(task.id) is not task.status and task.status in _OF_TASK:
            args = {"place": str(task.place), "action": f"action.{task.action}", "crew": str(task.crew or "")}
            key = _OF_TASK[task.status]
            by = str(task.crew or "command") if task.status in _BY_CREW else "command"
            at = task.arrived_at if task.status is TaskStatus.ON_SITE and task.arrived_at else rec.at
            why = task.why if task.status is TaskStatus.WAITING else task.report if task.report != told else None
            yield Deed(at, by, Said(key, args), (str(rec.id),), why=why,
                       grave=task.status not in (TaskStatus.DONE, TaskStatus.WAITING))
        before[task.id], told = task.status, task.report
    was: dict[str, CrewStatus] = {}
    for rec, crew in history.read("crew", CrewState):
        if crew.status is CrewStatus.HOME and was.get(crew.id, CrewStatus.HOME) is not CrewStatus.HOME:
            yield Deed(crew.at, str(crew.id), Said("deed.home", {"crew": str(crew.id)}), (str(rec.id),))
        was[crew.id] = crew.status


_OF_TASK = {
    TaskStatus.WAITING: "deed.waits", TaskStatus.TRAVELLING: "deed.sent", TaskStatus.ON_SITE: "deed.arrived",
    TaskStatus.WORKING: "deed.works", TaskStatus.DONE: "deed.done", TaskStatus.RECALLED: "deed.recalled",
}  # fmt: skip
_BY_CREW = (TaskStatus.ON_SITE, TaskStatus.WORKING, TaskStatus.DONE)


def _cases(history: History) -> Iterator[Deed]:
    known: dict[str, Case] = {}
    for rec, case in history.read("case", Case):
        args = {"case": history.number(case.id), "place": str(case.place), "owner": str(case.owner),
                "level": str(case.level)}
        if case.id not in known:
            yield Deed(case.opened_at, "command", Said("deed.filed", args), (str(rec.id),), grave=True)
        elif case.status is CaseStatus.CLOSED and known[case.id].status is not CaseStatus.CLOSED:
            yield Deed(case.closed_at or rec.at, str(rec.by), Said("deed.closed", args), (str(rec.id),), grave=True)
        known[case.id] = case
    for rec, told in history.read("escalation", _Escalation):
        args = {"case": history.number(told.case), "what": f"limit.{told.what}" if told.what else "", "to": told.to}
        yield Deed(rec.at, "command", Said("deed.escalated", args), (str(rec.id),), grave=True)


def _people(history: History) -> Iterator[Deed]:
    before: dict[str, str | None] = {}
    for rec, alert in history.read("alert", Alert):
        if alert.acknowledged_by and before.get(alert.id) != alert.acknowledged_by:
            args = {"place": str(alert.place), "level": str(alert.worst)}
            yield Deed(rec.at, alert.acknowledged_by, Said("deed.acknowledged", args), (str(rec.id),), why=alert.reason)
        before[alert.id] = alert.acknowledged_by
    for rec, stop in history.read("stop", _Doing):
        key = "deed.stopped" if stop.pulled else "deed.released"
        yield Deed(rec.at, stop.by, Said(key), (str(rec.id),), grave=True)
