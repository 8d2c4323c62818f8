"""Who proposed, who approved, by what right: proven at the decision, and carried to every order made on it."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from banyan_check.city import City, covers, grants
from banyan_check.interlocks import TOLERANCE
from banyan_check.ledger import Ledger
from banyan_check.machine import Machine
from banyan_check.report import Fault, fault
from banyan_check.shapes import Actuation, Approval, Proposal, clock, real

ENDED = ("refused", "expired", "superseded")


class Asked(Struct, frozen=True):
    """A proposal as first recorded, its newest status, and the settings in force when it was made, by device."""

    proposal: Proposal
    in_force: dict[str, list[float]]
    faults: list[Fault]
    decided_by: str | None = None


class Decided(Struct, frozen=True):
    """An approval with what its authority covers (None: there is none). `max_change` in % is a standing authority's."""

    approval: Approval
    scope: tuple[str, ...] | None
    faults: list[Fault]
    max_change: float | None = None


class Authority:
    """The proposals and approvals so far."""

    def __init__(self, city: City, ledger: Ledger, machines: dict[str, Machine]) -> None:
        self._city = city
        self._ledger = ledger
        self._machines = machines

    def propose(self, proposal: Proposal, at: datetime) -> Iterator[Fault]:
        """A proposal's first record, or its next status. `at` is the record's own time."""
        known = self._ledger.kept("proposal", proposal.id, Asked)
        if known is None:
            if proposal.made_at != at:
                yield fault("record-time", f"{proposal.id} says it was made at {clock(proposal.made_at)}, its record "
                            f"is of {clock(at)}", claimed=clock(proposal.made_at), recorded=clock(at))
            faults = list(self._proposer(proposal))
            yield from faults
            devices = sorted({t.device for t in proposal.plan.targets} & self._machines.keys())
            in_force = {d: self._machines[d].in_force(proposal.made_at) for d in devices}
            self._ledger.keep("proposal", proposal.id, Asked(proposal, in_force, faults))
            return
        before = known.proposal
        if (before.by, before.made_at) != (proposal.by, proposal.made_at) or not _same(before, proposal):
            yield fault("proposal-changed", f"{proposal.id} is not what was proposed first: its proposer, time or plan "
                        "differs", proposal=proposal.id)
        if (before.status in ENDED and proposal.status == "approved") or (before.status, proposal.status) == (
            "approved", "refused",
        ):
            yield fault("decided-once", f"{proposal.id} was {before.status} and is now {proposal.status}",
                        before=before.status, after=proposal.status)
        renewed = Proposal(before.id, before.by, before.plan, proposal.status, before.made_at)
        self._ledger.keep("proposal", proposal.id, Asked(renewed, known.in_force, known.faults, known.decided_by))

    def decide(self, approval: Approval, at: datetime) -> Iterator[Fault]:
        """A yes or no. A no moves nothing, so only that it was the first decision is proven of it."""
        asked = self._ledger.kept("proposal", approval.proposal, Asked)
        if asked is None:
            yield fault("proposal-exists", f"{approval.id} decides {approval.proposal or 'nothing'}, which no earlier "
                        "record proposes", proposal=approval.proposal)
            self._ledger.keep("approval", approval.id, Decided(approval, None, []))
            return
        faults = list(self._decision(approval, asked, at))
        scope: tuple[str, ...] | None = None
        max_change = None
        if approval.approve:
            faults += self._right(approval, asked.proposal)
            role, standing = self._by_role(approval), self._city.standing.get(approval.authority)
            if role is not None:
                scope = role
            elif standing is not None:
                scope, max_change = standing.devices, standing.max_change
        yield from faults
        self._ledger.keep("approval", approval.id, Decided(approval, scope, faults, max_change))
        decided = Asked(asked.proposal, asked.in_force, asked.faults, asked.decided_by or approval.id)
        self._ledger.keep("proposal", approval.proposal, decided)

    def ordered(self, order: Actuation, setting: float, machine: Machine) -> Iterator[Fault]:
        """A normal order: proposed, approved, for this device, in time, and not past the plan's target."""
        asked = self._ledger.kept("proposal", order.proposal, Asked)
        decided = self._ledger.kept("approval", order.approval, Decided)
        if asked is None:
            yield fault("proposal-exists", f"{order.device} moved on proposal {order.proposal or '(none)'}, which no "
                        "earlier record proposes", proposal=order.proposal)
        if decided is None:
            yield fault("approval-exists", f"{order.device} moved on approval {order.approval or '(none)'}, which no "
                        "earlier record gives", approval=order.approval)
        if asked is not None:
            yield from asked.faults
            yield from self._in_plan(order, setting, asked.proposal, machine)
            yield from self._in_time(order, asked.proposal)
        if asked is not None and decided is not None:
            yield from _approved(order, asked, decided)

    def _proposer(self, proposal: Proposal) -> Iterator[Fault]:
        devices = sorted({t.device for t in proposal.plan.targets})
        lacking = [d for d in devices if not self._city.may(proposal.by, "proposal.make", d)]
        if lacking or not self._city.may(proposal.by, "proposal.make"):
            where = f" for {', '.join(lacking)}" if lacking else ""
            yield fault("proposer", f"{proposal.id} is by {proposal.by}, whom no role grants proposal.make{where}",
                        proposer=proposal.by)

    def _decision(self, approval: Approval, asked: Asked, at: datetime) -> Iterator[Fault]:
        proposal, expires = asked.proposal, asked.proposal.plan.expires_at
        if asked.decided_by is not None:
            yield fault("decided-once", f"{approval.id} decides {proposal.id}, decided by {asked.decided_by} already",
                        proposal=proposal.id, decided_by=asked.decided_by)
        if approval.at != at:
            yield fault("approval-time", f"{approval.id} says it was given at {clock(approval.at)}, its record is of "
                        f"{clock(at)}", claimed=clock(approval.at), recorded=clock(at))
        if not approval.approve:
            return
        if proposal.status in ENDED and asked.decided_by is None:
            yield fault("late-approval", f"{approval.id} approves {proposal.id}, which is {proposal.status} already",
                        status=proposal.status)
        elif at > expires:
            yield fault("late-approval", f"{approval.id} approves {proposal.id} at {clock(at)}, it expired at "
                        f"{clock(expires)}", at=clock(at), expires_at=clock(expires))

    def _right(self, approval: Approval, proposal: Proposal) -> Iterator[Fault]:
        if approval.by == proposal.by:
            yield fault("self-approval", f"{approval.by} proposed {proposal.id} and approved it",
                        proposer=proposal.by, approver=approval.by)
        if approval.authority in self._city.standing and self._by_role(approval) is None:
            yield from self._standing(approval, proposal)
            return
        if self._by_role(approval) is None:
            yield fault("approver-role", f"{approval.id} is by {approval.by} as {approval.authority}, which is no "
                        "standing authority and no role of theirs", approver=approval.by, authority=approval.authority)
        elif not grants(self._city.roles[approval.authority].may, "proposal.approve"):
            yield fault("approver-role", f"{approval.id} is by {approval.by} as {approval.authority}, a role that does "
                        "not grant proposal.approve", approver=approval.by, authority=approval.authority)

    def _standing(self, approval: Approval, proposal: Proposal) -> Iterator[Fault]:
        leave = self._city.standing[approval.authority]
        if leave.holder != proposal.by:
            yield fault("standing-holder", f"{leave.id} is leave for {leave.holder}, {proposal.id} is by {proposal.by}",
                        holder=leave.holder, proposer=proposal.by)
        if leave.granted_by == leave.holder or not self._city.may(leave.granted_by, "standing.grant"):
            yield fault("standing-grantor", f"{leave.id} was granted by {leave.granted_by} to {leave.holder}; another "
                        "than the holder must grant it, by a role with standing.grant",
                        granted_by=leave.granted_by, holder=leave.holder)
        if not leave.starts_at <= approval.at <= leave.ends_at:
            yield fault("standing-window", f"{leave.id} holds from {clock(leave.starts_at)} to {clock(leave.ends_at)}, "
                        f"{approval.id} used it at {clock(approval.at)}", at=clock(approval.at),
                        starts_at=clock(leave.starts_at), ends_at=clock(leave.ends_at))

    def _by_role(self, approval: Approval) -> tuple[str, ...] | None:
        """The scope of the role named, when it is declared and the approver holds it."""
        who, role = self._city.principals.get(approval.by), self._city.roles.get(approval.authority)
        return role.scope if who and role and role.id in who.roles else None

    def _in_plan(self, order: Actuation, setting: float, proposal: Proposal, machine: Machine) -> Iterator[Fault]:
        targets = [t.setting for t in proposal.plan.targets if t.device == order.device]
        if len(targets) != 1 or not real(targets[0]):
            yield fault("target", f"{proposal.id} has {len(targets)} targets for {order.device}, one finite target is "
                        "needed", targets=len(targets))
            return
        target = float(targets[0] or 0.0)
        low, high = sorted((machine.setting, target))
        if not low - TOLERANCE <= setting <= high + TOLERANCE:
            yield fault("overshoot", f"{order.device} set to {setting:g} %, which is not between {machine.setting:g} % "
                        f"before and the approved {target:g} %",
                        setting=setting, previous=machine.setting, target=target)

    def _in_time(self, order: Actuation, proposal: Proposal) -> Iterator[Fault]:
        """Execution starts before the expiry; later set-points of the same ramp may follow after it."""
        if proposal.status in ENDED:
            yield fault("proposal-ended", f"{order.device} moved on {proposal.id}, which is {proposal.status}",
                        status=proposal.status)
        key = f"{proposal.id}\0{order.device}"
        begun = self._ledger.noted("begun", key)
        began = order.at if begun is None else datetime.fromisoformat(begun.decode())
        if begun is None:
            self._ledger.note("begun", key, order.at.isoformat().encode())
        if began > proposal.plan.expires_at:
            yield fault("expiry", f"{order.device} began to move on {proposal.id} at {clock(began)}, it expired at "
                        f"{clock(proposal.plan.expires_at)}", began=clock(began),
                        expires_at=clock(proposal.plan.expires_at))


def _approved(order: Actuation, asked: Asked, decided: Decided) -> Iterator[Fault]:
    approval = decided.approval
    if approval.proposal != asked.proposal.id:
        yield fault("approval-proposal", f"{order.device} moved on {asked.proposal.id}, {approval.id} decided "
                    f"{approval.proposal}", proposal=asked.proposal.id, approved=approval.proposal)
        return
    if not approval.approve:
        yield fault("approval-yes", f"{order.device} moved on {approval.id}, which said no", approval=approval.id)
        return
    yield from decided.faults
    if approval.at > order.at:
        yield fault("approval-time", f"{order.device} moved at {clock(order.at)}, {approval.id} came at "
                    f"{clock(approval.at)}", moved=clock(order.at), approved=clock(approval.at))
    if decided.scope is not None and not covers(decided.scope, order.device):
        rule = "approver-scope" if decided.max_change is None else "standing-devices"
        yield fault(rule, f"{order.device} moved on {approval.id}, whose authority {approval.authority} covers "
                    f"{', '.join(decided.scope) or 'nothing'}", device=order.device, authority=approval.authority)
    if decided.max_change is not None:
        yield from _change(order, asked, decided.max_change, approval)


def _change(order: Actuation, asked: Asked, max_change: float, approval: Approval) -> Iterator[Fault]:
    """The whole change that the proposal asked of this device, from the setting in force when it was made."""
    targets = [t.setting for t in asked.proposal.plan.targets if t.device == order.device]
    known = asked.in_force.get(order.device, [])
    changes = [abs(target - setting) for target in targets if target is not None for setting in known]
    if changes and min(changes) > max_change + TOLERANCE:
        yield fault("standing-max-change", f"{asked.proposal.id} changes {order.device} by {min(changes):g} %, "
                    f"{approval.authority} allows {max_change:g} % at once", change=min(changes), max_change=max_change)


def _same(a: Proposal, b: Proposal) -> bool:
    """The same plan, to the byte: a NaN differs from itself, its bytes don't."""
    return msgspec.msgpack.encode(a.plan) == msgspec.msgpack.encode(b.plan)
