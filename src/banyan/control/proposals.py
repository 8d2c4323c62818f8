"""Proposals: made by a controller, decided by a person or a standing authority, or expired."""

import math
from datetime import timedelta

from msgspec.structs import replace

from banyan.control.memory import Desk
from banyan.model.authority import Authority, Refused, StandingAuthority, authorize
from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.ids import PrincipalId, ProposalId
from banyan.model.intent import Action, Intent
from banyan.model.observation import Latest
from banyan.model.order import Approval, Plan, Proposal, ProposalStatus, Target
from banyan.model.situation import Controller, DeviceState, Situation
from banyan.model.text import Said
from banyan.model.time import iso

DECLINED = timedelta(minutes=30)     # how long a refusal of the same targets stands
VALID = timedelta(minutes=15)        # how long a question that a person asks stands
_SAME = 0.5      # % of setting: closer than this is the same target


def ask(desk: Desk, controller: Controller, seen: Situation) -> None:
    """Ask the controller if it is time, and file what it proposes."""
    if desk.asked_at is not None and seen.now - desk.asked_at < timedelta(seconds=controller.every_s):
        return
    desk.asked_at = seen.now
    desk.controller, plan = controller.propose(seen, desk.controller)
    if plan is not None:
        authorize(seen.city.authority, controller.id, "proposal.make")
        _file(desk, controller.id, plan, seen)


def propose(desk: Desk, seen: Situation, intent: Intent) -> str:
    """A person asks for settings, as a what-if tried them; another one has to approve. Returns the record's id.

    Raises Refused: nothing of it is filed then.
    """
    if desk.stop is not None and desk.stop.pulled:
        raise Refused("the emergency stop is pulled: nothing is proposed until it is released")
    targets = tuple(_target(seen, device, text) for device, text in sorted(intent.args.items()))
    if not targets:
        raise Refused("no device and setting is given: nothing to propose")
    for target in targets:
        authorize(seen.city.authority, intent.by, "proposal.make", target.device)
    authorize(seen.city.authority, intent.by, "proposal.make")
    reason = Said("control.tried", {"whatif": intent.target[:12]})
    plan = Plan(targets, reason, (), desk.now + VALID)
    made = _file(desk, intent.by, plan, seen, ("asked-by", f"intent/{intent.id}"))
    if made is None:
        raise Refused("nothing to propose: the devices go there anyway, are driven to their safe state, or the same is "
                      "on the table or was refused within half an hour")
    return made


def _target(seen: Situation, name: str, text: str) -> Target:
    device = next((d for d in seen.city.devices if d.id == name), None)
    if device is None:
        raise Refused(f"{name} is not one of the city's devices; it has {', '.join(d.id for d in seen.city.devices)}")
    try:
        setting = float(text)
    except ValueError:
        setting = math.nan
    if device.kind is Kind.PUMP and setting not in (0.0, 100.0):
        raise Refused(f"{name}: {text[:40]} % asked; a pump takes 0 (its float decides) or 100")
    if not device.low <= setting <= device.high:
        raise Refused(f"{name}: {text[:40]} % asked, {device.low:g} to {device.high:g} % allowed")
    return Target(device.id, setting)


def _file(
    desk: Desk, by: PrincipalId, plan: Plan, seen: Situation, *causes: tuple[str, str]
) -> str | None:
    """Put it on the table; returns the record's id, or None where it asks nothing new."""
    for t in plan.targets:
        if t.device not in desk.devices or not math.isfinite(t.setting):
            raise ValueError(f"the plan asks {t.device} for {t.setting}: a known device and a number were expected")
    targets = tuple(t for t in plan.targets if _asks_something(desk.devices[t.device], t))
    if not targets:
        return None
    if any(_alike(refused, targets) for refused, until in desk.declined if desk.now < until):
        return None      # somebody said no to just this; it isn't asked again at once
    for waiting in list(desk.open.values()):
        if waiting.by == by and _alike(waiting.plan.targets, targets):
            return None  # the same question is already on the table
        if waiting.by == by:
            _end(desk, waiting, ProposalStatus.SUPERSEDED, str(by))
    number = desk.number("proposal")
    forecast = seen.rain.id if seen.rain is not None else None
    proposal = Proposal(ProposalId(f"P-{number:04d}"), by, replace(plan, targets=targets), ProposalStatus.OPEN,
                        desk.now, "normal", forecast)
    evidence = [("computed-from", f"reading/{latest.stream}/{latest.seq}") for latest in _inputs(seen, targets)]
    evidence += [("computed-from", source) for source in (forecast, plan.decision) if source]
    desk.open[proposal.id] = proposal
    return desk.write("proposal", str(by), proposal, *causes, *evidence).id


def _inputs(seen: Situation, targets: tuple[Target, ...]) -> list[Latest]:
    streams = [d.level for t in targets for d in seen.city.devices if d.id == t.device]
    return [seen.latest[s] for s in dict.fromkeys(streams) if s in seen.latest]


def _asks_something(state: DeviceState, target: Target) -> bool:
    """Not where it goes anyway; and a device in its safe state is not for controllers."""
    return not state.safe and abs(state.target - target.setting) >= _SAME


def _alike(a: tuple[Target, ...], b: tuple[Target, ...]) -> bool:
    return [t.device for t in a] == [t.device for t in b] and all(
        abs(x.setting - y.setting) < _SAME for x, y in zip(a, b, strict=True)
    )


def _end(desk: Desk, proposal: Proposal, status: ProposalStatus, by: str, *causes: tuple[str, str]) -> None:
    ended = replace(proposal, status=status, decided_at=desk.now, decided_by=by)
    desk.open.pop(proposal.id, None)
    if status is ProposalStatus.APPROVED:
        desk.approved[proposal.id] = ended
    desk.write("proposal", by, ended, *causes, n=2)


def expire(desk: Desk) -> None:
    for proposal in list(desk.open.values()):
        if desk.now > proposal.plan.expires_at:
            _end(desk, proposal, ProposalStatus.EXPIRED, "control")


def expire_all(desk: Desk, why: str) -> None:
    """The emergency stop: every open question is off the table."""
    for proposal in list(desk.open.values()):
        _end(desk, proposal, ProposalStatus.EXPIRED, "control", ("ended-by", why))


def approve_standing(desk: Desk, city: City) -> None:
    """Approve what a standing authority covers: holder, devices, size of the change, time."""
    for proposal in list(desk.open.values()):
        for authority in city.authority.standing:
            if _covers(authority, proposal, desk, city):
                _approve(desk, proposal, True, authority.granted_by, authority.id)
                break


def _covers(a: StandingAuthority, proposal: Proposal, desk: Desk, city: City) -> bool:
    if a.holder != proposal.by or a.granted_by == proposal.by or not a.starts_at <= desk.now <= a.ends_at:
        return False
    try:
        authorize(city.authority, a.granted_by, "standing.grant")
    except Refused:
        return False
    return all(
        t.device in a.devices
        and abs(t.setting - desk.devices[t.device].ordered) <= a.max_change + 1e-6
        for t in proposal.plan.targets
    )  # fmt: skip


def decide(desk: Desk, authority: Authority, intent: Intent) -> str:
    """A person approves or refuses. Returns the approval's record id; raises Refused with what would be needed."""
    proposal = desk.open.get(intent.target)
    if proposal is None:
        raise Refused(f"{intent.target} is not open (any more): nothing to decide")
    if desk.now > proposal.plan.expires_at:
        raise Refused(f"{proposal.id} expired at {iso(proposal.plan.expires_at)}: nothing to decide")
    if intent.by == proposal.by:
        raise Refused(f"{intent.by} proposed {proposal.id}: who proposes doesn't approve")
    for target in proposal.plan.targets:
        role = authorize(authority, intent.by, intent.action, target.device)
    yes = intent.action is Action.APPROVE
    return _approve(desk, proposal, yes, intent.by, role, ("asked-by", f"intent/{intent.id}"))


def _approve(
    desk: Desk, proposal: Proposal, yes: bool, by: PrincipalId, authority: str, *asked: tuple[str, str]
) -> str:
    approval = Approval(f"{proposal.id}/decision", proposal.id, yes, by, authority, desk.now)
    rec = desk.write("approval", str(by), approval, ("decides", str(proposal.id)), *asked)
    status = ProposalStatus.APPROVED if yes else ProposalStatus.REFUSED
    _end(desk, proposal, status, str(by), ("decided-by", approval.id))
    if not yes:
        kept = [(targets, until) for targets, until in desk.declined if desk.now < until]
        desk.declined = [*kept, (proposal.plan.targets, desk.now + DECLINED)]
    if yes:
        for t in proposal.plan.targets:
            if not desk.devices[t.device].safe:
                desk.declare(t.device, ("approved-by", approval.id), target=t.setting, proposal=proposal.id,
                             approval=approval.id)
    return rec.id
