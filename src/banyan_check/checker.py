"""One pass over the records: the envelope of each, then the rules of its kind. Independent of what wrote them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from banyan_check.authority import Authority
from banyan_check.city import City
from banyan_check.decisions import Decisions
from banyan_check.handover import Handovers
from banyan_check.interlocks import TOLERANCE, exclusion, limits, previous, rested, safe_state, waters
from banyan_check.ledger import Ledger
from banyan_check.machine import Machine
from banyan_check.report import BadInput, Fault, Finding, Report, fault
from banyan_check.shapes import (
    Actuation,
    Allocation,
    Approval,
    Confirmation,
    Decision,
    Declaration,
    DeviceState,
    Entity,
    Envelope,
    Estimate,
    Forecast,
    Handover,
    Malformed,
    Proposal,
    Stop,
    clock,
    minutes,
    read,
    real,
)

KEYS = ("id", "kind", "schema", "at", "by", "causes", "body")
JUDGED = ("declaration", "proposal", "approval", "actuation", "confirmation", "stop", "estimate", "handover",
          "forecast", "decision", "allocation")
IN_ORDER = ("proposal", "approval", "actuation", "stop")
SAFE_STATE = "standing/safe-state"       # the authority of a safe-state order: declared with the device itself
SERVED = "run/serve"                     # the declaration that says whether orders leave
READING = "reading/"                     # readings are kept in batches, not as records: reading/STREAM/SEQ
FORESEEN = {"expected/": "decision", "trust/": "estimate"}     # rules of alerts, and the records that raise them
WARNINGS = ("read-back", "ramp-rest")
LINKS = {("approval", "decides"): "proposal", ("actuation", "approved-by"): "approval",
         ("actuation", "ordered-by"): "proposal"}    # causes that repeat the body: proven against it


class Checker:
    """Feed it records in the journal's order; it yields findings as they are found. Memory stays flat."""

    def __init__(self) -> None:
        self.records = 0
        self.actuations = 0
        self._ledger = Ledger()
        self._city = City()
        self._machines: dict[str, Machine] = {}
        self._authority = Authority(self._city, self._ledger, self._machines)
        self._handovers = Handovers(self._city, self._ledger)
        self._decisions = Decisions(self._ledger)
        self._stop: str | None = None
        self._advisory = False
        self._estimate: Estimate | None = None       # the newest that came about
        self._began: datetime | None = None
        self._ordered_at: datetime | None = None
        self._newest: datetime | None = None

    def see(self, line: Mapping[str, Any]) -> Iterator[Finding]:
        """The findings of one record. Raises BadInput when it is no record at all: not an object, a key missing."""
        self.records += 1
        if not isinstance(line, Mapping):
            raise BadInput(f"record {self.records} is not a JSON object: expected {', '.join(KEYS)}")
        missing = [key for key in KEYS if key not in line]
        if missing:
            raise BadInput(f"record {self.records} has no {', '.join(missing)}: expected {', '.join(KEYS)}")
        name = line["id"] if isinstance(line["id"], str) else f"(record {self.records})"
        try:
            for found in self._judge(line):
                yield Finding(self.records, name, found.rule, found.text, found.numbers)
        except Malformed as error:
            yield Finding(self.records, name, "well-formed", str(error))
        except UnicodeEncodeError:
            yield Finding(self.records, name, "well-formed", "it holds text with half a surrogate pair")
        except OverflowError:
            yield Finding(self.records, name, "well-formed", "it holds a time outside the years 1 to 9999 in UTC")

    def finish(self) -> Iterator[Finding]:
        """What only the end can show."""
        for machine in self._machines.values():
            order = machine.unconfirmed
            if order is not None and self._newest is not None:
                for found in self._unconfirmed(machine, self._newest):
                    yield Finding(self.records, order.id, found.rule, found.text, found.numbers)
        self._ledger.close()

    def _judge(self, line: Mapping[str, Any]) -> Iterator[Fault]:
        record = read(line, Envelope)
        yield from self._envelope(record)
        self._began = self._began or record.at
        self._newest = max(self._newest or record.at, record.at)
        match record.kind:
            case "declaration":
                self._declare(record)
            case "proposal":
                proposal = read(record.body, Proposal)
                yield from self._authority.propose(proposal, record.at)
                yield from self._decisions.followed(proposal, record)
            case "approval":
                yield from self._approve(record)
            case "actuation":
                yield from self._actuate(record)
            case "confirmation":
                yield from self._confirm(read(record.body, Confirmation))
            case "stop":
                yield from self._pull(record)
            case "handover":
                yield from self._handovers.see(read(record.body, Handover), record.at)
            case "alert":
                yield from self._foreseen(record)
            case "estimate":
                estimate = read(record.body, Estimate)
                yield from self._decisions.estimate(estimate, record)
                self._estimate = self._estimate if estimate.error is not None else estimate
            case "forecast":
                self._decisions.forecast(read(record.body, Forecast))
            case "decision":
                yield from self._decisions.decide(read(record.body, Decision), record)
            case "allocation":
                yield from self._decisions.allocate(read(record.body, Allocation), record)
            case "clock":
                self._decisions.sleep(record)
            case "device" if any(cause.role == "re-based-on" for cause in record.causes):
                yield from self._rebase(record)

    def _foreseen(self, record: Envelope) -> Iterator[Fault]:
        """An alert that no reading raised leads to the look ahead or the estimate that did."""
        rule = str(record.body.get("rule", ""))
        source = next((kind for prefix, kind in FORESEEN.items() if rule.startswith(prefix)), None)
        raised = [cause.id for cause in record.causes if cause.role in ("raised-by", "amended-by")]
        begins = not any(cause.role == "follows" for cause in record.causes)
        if source is None or not (raised or begins):
            return
        if not raised or any(self._ledger.noted(f"named/{source}", name) is None for name in raised):
            yield fault("foreseen", f"the alert of {rule} was raised by {', '.join(raised) or 'nothing'}, a {source} "
                        "was expected", alert_of=rule)

    def _envelope(self, record: Envelope) -> Iterator[Fault]:
        family, _, version = record.schema.rpartition("/")
        if family != f"banyan.{record.kind}" or not version.isdecimal():
            yield fault("schema", f"its schema is {record.schema}, banyan.{record.kind}/N was expected")
        elif record.kind in JUDGED and version != "1":
            yield fault("schema", f"{record.schema} is a version this checker can't judge, it knows version 1")
        if self._ledger.noted("record", record.id) is not None:
            yield fault("unique-id", f"an earlier record has the id {record.id} already")
        for cause in record.causes:
            if (record.kind, cause.role) not in LINKS and not self._known(cause.id):
                yield fault("cause", f"it was {cause.role} {cause.id}, which no earlier record is", cause=cause.id)
        entity = read(record.body, Entity).id
        for name in (record.id, entity, f"{record.kind}/{entity}"):
            self._ledger.note("known", name)
            if record.kind in ("proposal", "approval", "forecast", *FORESEEN.values()):
                self._ledger.note(f"named/{record.kind}", name, entity.encode())
        self._ledger.note("record", record.id)
        if record.kind in IN_ORDER:
            if self._ordered_at is not None and record.at < self._ordered_at:
                yield fault("time-order", f"it is of {clock(record.at)}, an earlier record that decides or moves "
                            f"something is of {clock(self._ordered_at)}",
                            at=clock(record.at), newest=clock(self._ordered_at))
            self._ordered_at = max(self._ordered_at or record.at, record.at)

    def _known(self, cause: str) -> bool:
        return cause.startswith(READING) or cause == SAFE_STATE or self._ledger.noted("known", cause) is not None

    def _declare(self, record: Envelope) -> None:
        declaration = read(record.body, Declaration)
        name = self._city.declare(declaration)
        self._decisions.declare(declaration)
        self._ledger.note("known", name)
        if declaration.id == SERVED:
            self._advisory = (declaration.value or {}).get("control") == "advisory"
        if declaration.of == "device" and declaration.ends:      # declared again, it begins at its initial setting
            self._machines.pop(name, None)
            return
        device = self._city.devices.get(name)
        if device is not None and name not in self._machines:
            self._machines[name] = Machine(device.initial)

    def _approve(self, record: Envelope) -> Iterator[Fault]:
        approval = read(record.body, Approval)
        former = self._ledger.noted("approves", approval.id)
        if former is not None and former != approval.proposal.encode():
            yield fault("unique-id", f"an earlier approval of another proposal has the id {approval.id} already")
        self._ledger.note("approves", approval.id, approval.proposal.encode())
        yield from self._linked(record, "decides", approval.proposal)
        yield from self._authority.decide(approval, record.at)

    def _actuate(self, record: Envelope) -> Iterator[Fault]:
        order = read(record.body, Actuation)
        if order.at != record.at:
            yield fault("record-time", f"{order.id} says it left at {clock(order.at)}, its record is of "
                        f"{clock(record.at)}", claimed=clock(order.at), recorded=clock(record.at))
        if self._ledger.noted("order", order.id) is not None:
            yield fault("unique-id", f"an earlier actuation has the id {order.id} already")
        self._ledger.note("order", order.id, order.device.encode())
        if order.outcome == "refuse":
            if not order.interlock:
                yield fault("refusal", f"{order.device} was refused and no interlock is named")
            return
        if order.interlock is not None:
            yield fault("refusal", f"{order.device} was moved although the interlock {order.interlock} is named")
        self.actuations += 1
        yield from self._moved(order, record)

    def _moved(self, order: Actuation, record: Envelope) -> Iterator[Fault]:
        """Every rule about an order that moved something."""
        if self._advisory:
            yield fault("advisory", f"{order.device} was moved while control was declared to be advisory")
        if self._stop is not None:
            yield fault("emergency-stop", f"{order.device} was moved while the emergency stop {self._stop} held")
        device, machine = self._city.devices.get(order.device), self._machines.get(order.device)
        if device is None or machine is None:
            yield fault("device", f"{order.device} was moved, it is no declared device")
            return
        if order.setting is None or not real(order.setting):
            yield fault("finite", f"{device.id} was set to {order.setting}, a finite setting was expected")
            return
        setting = order.setting
        yield from previous(order, machine, minutes(order.at, self._began or order.at))
        yield from limits(order, setting, device, machine)
        yield from exclusion(order, setting, self._city, self._machines)
        if order.mode == "safe-state":
            if (order.approval, order.proposal) != (SAFE_STATE, ""):
                yield fault("safe-state-approval", f"{order.id} goes to the safe state on approval {order.approval} "
                            f"and proposal {order.proposal or '(none)'}, {SAFE_STATE} and none were expected")
            yield from safe_state(order, setting, device, machine, self._estimate)
        else:
            yield from waters(order, setting, device, machine, self._estimate)
            yield from self._linked(record, "approved-by", order.approval)
            yield from self._linked(record, "ordered-by", order.proposal)
            yield from self._authority.ordered(order, setting, machine)
        yield from rested(order, setting, device, machine)
        yield from self._unconfirmed(machine, order.at)
        machine.move(setting, order.at)
        machine.unconfirmed = order

    def _linked(self, record: Envelope, role: str, wanted: str) -> Iterator[Fault]:
        """The causes say the same as the body, because `banyan trace` goes by them. A cause may name the record or the
        entity in it; whether the entity exists is for the rules of the body."""
        shelf = f"named/{LINKS[record.kind, role]}"
        named = [c.id for c in record.causes if c.role == role]
        if not any((self._ledger.noted(shelf, name) or name.encode()) == wanted.encode() for name in named):
            yield fault("cause", f"its causes name {', '.join(named) or 'nobody'} as {role}, its body names "
                        f"{wanted or 'nobody'}", role=role, wanted=wanted)

    def _confirm(self, confirmation: Confirmation) -> Iterator[Fault]:
        device = self._ledger.noted("order", confirmation.order)
        if device is None or device != confirmation.device.encode():
            yield fault("confirmation", f"it confirms {confirmation.order} of {confirmation.device}, which no earlier "
                        "actuation is", order=confirmation.order)
        machine = self._machines.get(confirmation.device)
        if machine is not None and machine.unconfirmed is not None and machine.unconfirmed.id == confirmation.order:
            machine.unconfirmed = None

    def _rebase(self, record: Envelope) -> Iterator[Fault]:
        """The city goes on from a gate's read-back: nothing moves by it, and the next order is measured against it."""
        state = read(record.body, DeviceState)
        device, machine = self._city.devices.get(state.id), self._machines.get(state.id)
        if device is None or machine is None or device.pump:
            yield fault("re-base", f"{state.id} is no declared gate, only a gate has a position", device=state.id)
            return
        if state.seen is None or abs(state.ordered - state.seen) > TOLERANCE or state.ordered_at != record.at:
            yield fault("re-base", f"{state.id} is said to stand at {state.ordered:g} %, its read-back says "
                        f"{state.seen}", ordered=state.ordered, seen=state.seen)
        machine.rebase(state.ordered, record.at)

    def _unconfirmed(self, machine: Machine, at: datetime) -> Iterator[Fault]:
        """A warning: the read-back of the last order is overdue and nothing says so."""
        order = machine.unconfirmed
        device = self._city.devices.get(order.device) if order else None
        if order is None or device is None:
            return
        waited = minutes(at, order.at)
        if waited > device.confirm_min + 1.0:     # a minute more: the read-back comes once a minute
            yield fault("read-back", f"{order.id} of {order.device} has no confirmation after {waited:.1f} min, "
                        f"{device.confirm_min:g} min are allowed", waited_min=waited, confirm_min=device.confirm_min)

    def _pull(self, record: Envelope) -> Iterator[Fault]:
        stop = read(record.body, Stop)
        if stop.at != record.at:
            yield fault("record-time", f"{stop.id} says {clock(stop.at)}, its record is of {clock(record.at)}",
                        claimed=clock(stop.at), recorded=clock(record.at))
        if stop.pulled:
            self._stop = stop.id
            for name, machine in self._machines.items():
                if name in self._city.devices:
                    machine.halt(self._city.devices[name], stop.at)
            return
        if not self._city.may(stop.by, "stop.release"):
            yield fault("stop-release", f"{stop.id} was released by {stop.by}, whom no role grants stop.release",
                        by=stop.by)
        self._stop = None


def check(records: Iterable[Mapping[str, Any]]) -> Report:
    """Prove a journal. Records are the decoded lines in the journal's order; raises BadInput when one is none."""
    checker = Checker()
    findings = [found for record in records for found in checker.see(record)]
    findings += checker.finish()
    return report(checker, findings)


def report(checker: Checker, findings: Iterable[Finding]) -> Report:
    """The checker's counts with its findings, sorted into violations and warnings."""
    violations: list[Finding] = []
    warnings: list[Finding] = []
    for found in findings:
        (warnings if found.rule in WARNINGS else violations).append(found)
    return Report(checker.records, checker.actuations, tuple(violations), tuple(warnings))
