"""Execution: approved targets become ramped set-points, each past the interlocks; then what came back is read."""

from collections.abc import Mapping
from datetime import timedelta

from banyan.control import interlocks
from banyan.control.memory import Desk
from banyan.model.alert import Condition, Transition
from banyan.model.city import City
from banyan.model.device import Device, Kind, Reading
from banyan.model.ids import OrderId, ProposalId, RuleId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.observation import Evidence, Latest
from banyan.model.order import Actuation, Confirmation, Outcome
from banyan.model.ports import Notice
from banyan.model.situation import DeviceState, Situation, Substitute, substitute
from banyan.model.text import Said
from banyan.model.time import minutes

STEP = timedelta(minutes=1)      # set-points leave at most this often; between them the gate travels
RETRY = timedelta(minutes=5)     # a device that doesn't follow is tried again at most this often
RUNNING = 0.05                   # share of the rated flow above which a pump runs
SAFE_APPROVAL = "standing/safe-state"


def read_back_rule(device: str) -> RuleId:
    return RuleId(f"read-back/{device}")


def execute(desk: Desk, seen: Situation) -> None:
    for device in seen.city.devices:
        state = desk.devices[device.id]
        if desk.stop is not None and desk.stop.pulled:
            continue
        pause = RETRY if state.fault and not state.safe else STEP
        if state.ordered != state.target and desk.now - state.ordered_at >= pause:
            _step(desk, seen, device, state)


def _step(desk: Desk, seen: Situation, device: Device, state: DeviceState) -> None:
    setting = _next(device, state)
    proposal = desk.approved.get(state.proposal or "")
    first = desk.begun.get(device.id) != state.proposal
    case = interlocks.Case(
        device, state, setting, desk.now, seen.latest.get(device.level),
        seen.latest.get(device.downstream) if device.downstream else None, desk.devices,
        proposal.plan.expires_at if proposal and not state.safe else None, first, safe_state=state.safe,
        read_back=seen.latest.get(device.read_back) if device.kind is Kind.GATE else None,
        doubted=_doubted(device, seen),
    )  # fmt: skip
    refusal = interlocks.check(case)
    mode = "safe-state" if state.safe else "normal"
    asked = "" if state.safe else state.proposal or ""
    approval = SAFE_APPROVAL if state.safe else state.approval or ""
    if refusal is not None and desk.refused.get(device.id) == f"{asked}/{refusal.interlock}":
        return       # said already; it is tried again every tick until it may leave or is superseded
    order = Actuation(
        OrderId(f"O-{desk.number('order'):05d}"), device.id, ProposalId(asked), approval, setting, state.ordered,
        state.ordered_at, desk.now, Outcome.PASS if refusal is None else Outcome.REFUSE, _inputs(case), mode,
        refusal.interlock if refusal else None, refusal.why if refusal else None,
    )  # fmt: skip
    causes = [] if state.safe else [("approved-by", approval), ("ordered-by", asked)]
    causes += [("computed-from", f"reading/{r.stream}/{r.seq}") for r in _looked_at(case)]
    causes += [("computed-from", e) for e in dict.fromkeys(seen.doubts[s].estimate for s in case.doubted)]
    desk.write("actuation", "control", order, *causes)
    if refusal is not None:
        desk.refused[device.id] = f"{asked}/{refusal.interlock}"
        if refusal.interlock == "position" and case.read_back is not None:
            _rebase(desk, device, state, case.read_back)
        return
    desk.refused.pop(device.id, None)
    if not state.safe:
        desk.begun[device.id] = asked
    desk.unconfirmed[device.id] = order.id
    _moved(desk, device, state, setting)
    desk.notices.append(Notice(order.id, "plant", {"order": order.id, "device": device.id, "setting": setting}))


def _next(device: Device, state: DeviceState) -> float:
    """The next set-point on the way: a gate's ramp for one step, a pump at once."""
    if device.kind is Kind.PUMP:
        return state.target
    most = device.ramp * (STEP / timedelta(minutes=1))
    way = state.target - state.ordered
    return round(state.ordered + max(-most, min(most, way)), 6)


def _moved(desk: Desk, device: Device, state: DeviceState, setting: float) -> None:
    fields: dict[str, object] = {"ordered": setting, "ordered_at": desk.now}
    if device.kind is Kind.PUMP and (setting > 0) != (state.ordered > 0):
        if setting > 0:
            recent = tuple(s for s in state.starts if desk.now - s < timedelta(hours=1))
            fields |= {"running_since": desk.now, "stopped_since": None, "starts": (*recent, desk.now)}
        else:
            fields |= {"running_since": None, "stopped_since": desk.now}
    desk.change(device.id, **fields)


def _rebase(desk: Desk, device: Device, state: DeviceState, reading: Latest) -> None:
    """Go on from where the gate really is. If it had been ordered elsewhere, it did not follow."""
    order = desk.unconfirmed.get(device.id)
    if order is not None:
        _confirm(desk, device, state, order, False)
        desk.unconfirmed.pop(device.id, None)
    desk.declare(device.id, ("re-based-on", f"reading/{reading.stream}/{reading.seq}"), ordered=reading.value,
                 ordered_at=desk.now, seen=reading.value, seen_at=reading.time)
    desk.refused.pop(device.id, None)


def _looked_at(case: interlocks.Case) -> list[Latest]:
    """Each reading once: the device's own, and those of the neighbours that stand in for a gauge."""
    own = [r for r in (case.level, case.downstream, case.read_back) if r is not None]
    witnesses = [w for instead in case.doubted.values() if instead is not None for w in instead.witnesses]
    return list({r.stream: r for r in (*own, *witnesses)}.values())


def _doubted(device: Device, seen: Situation) -> dict[StreamId, Substitute | None]:
    """Of its level gauges those that aren't believed, with what stands in for them."""
    return {
        stream: substitute(seen.doubts, seen.latest, stream, seen.now, device.stale_min)
        for stream in (device.level, device.downstream) if stream is not None and stream in seen.doubts
    }  # fmt: skip


def _inputs(case: interlocks.Case) -> tuple[Reading, ...]:
    return tuple(Reading(r.stream, r.time, r.value) for r in _looked_at(case))


def keep_safe(desk: Desk, seen: Situation) -> None:
    """Loss of signal leads to the declared safe state; signals that return give the device back to its controller.

    A level gauge that isn't believed, with nothing to stand in for it, is a signal lost.
    """
    for device in seen.city.devices:
        state = desk.devices[device.id]
        since = desk.before.started_at
        signals = (seen.latest.get(device.level), seen.latest.get(device.read_back))
        lost = any(interlocks.stale(latest, device, desk.now, since) for latest in signals)
        lost = lost or None in _doubted(device, seen).values()
        if lost and not state.safe:
            target = state.ordered if device.safe is None else device.safe
            desk.declare(device.id, safe=True, target=target, proposal=None, approval=None)
        elif state.safe and not lost:
            desk.declare(device.id, safe=False, target=state.ordered)


def read_back(desk: Desk, city: City, advanced: Mapping[StreamId, Latest], seen: Situation) -> None:
    """What the machines say they did, against what they were told."""
    for device in city.devices:
        reading = advanced.get(device.read_back)
        if reading is not None:
            _seen(desk, device, reading, seen)
        order = desk.unconfirmed.get(device.id)
        state = desk.devices[device.id]
        if order is None or state.ordered != state.target:
            continue
        if state.seen_at is not None and state.seen_at > state.ordered_at and _agrees(device, state, seen):
            _confirm(desk, device, state, order, True)
        elif not state.fault and desk.now - state.ordered_at > minutes(device.confirm_min):
            _confirm(desk, device, state, order, False)


def _seen(desk: Desk, device: Device, reading: Latest, seen: Situation) -> None:
    override = False
    if device.kind is Kind.PUMP:
        override = _runs(device, reading.value) != (desk.devices[device.id].ordered > 0)
    desk.change(device.id, seen=reading.value, seen_at=reading.time)
    if device.kind is Kind.PUMP:
        _count_run(desk, device, reading)
    if override != desk.devices[device.id].local_override and (not override or _floats(device, reading.value, seen)):
        desk.declare(device.id, ("read-back", f"reading/{reading.stream}/{reading.seq}"), local_override=override)


def _count_run(desk: Desk, device: Device, reading: Latest) -> None:
    """A pump that its float starts or stops has run and rested like any other."""
    state = desk.devices[device.id]
    runs = _runs(device, reading.value)
    if reading.time <= state.ordered_at + STEP or runs == (state.running_since is not None):
        return
    if runs:
        recent = tuple(s for s in state.starts if reading.time - s < timedelta(hours=1))
        desk.change(device.id, running_since=reading.time, stopped_since=None, starts=(*recent, reading.time))
    else:
        desk.change(device.id, running_since=None, stopped_since=reading.time)


def _runs(device: Device, flow: float) -> bool:
    return flow > RUNNING * max(device.rated_m3s, 0.01)


def _floats(device: Device, flow: float, seen: Situation) -> bool:
    """Whether the pump's own float explains that it runs (or doesn't) against its order: local floats outrank us."""
    level = seen.latest.get(device.level)
    if level is None:
        return False
    if _runs(device, flow):
        return device.stop_level is None or level.value > device.stop_level - 0.1
    return device.start_level is None or level.value < device.start_level


def _agrees(device: Device, state: DeviceState, seen: Situation) -> bool:
    if state.seen is None:
        return False
    if device.kind is Kind.GATE:
        return abs(state.seen - state.ordered) <= interlocks.TOLERANCE
    return _runs(device, state.seen) == (state.ordered > 0) or _floats(device, state.seen, seen)


def _confirm(desk: Desk, device: Device, state: DeviceState, order: str, agreed: bool) -> None:
    n = desk.number(f"confirmation-of/{order}")
    told = Confirmation(f"{order}/read-back-{n}", OrderId(order), device.id, agreed, state.ordered, state.seen,
                        desk.now, state.local_override)
    desk.write("confirmation", "control", told, ("read-back-of", order))
    if agreed or state.safe:
        desk.unconfirmed.pop(device.id)
        desk.counts.pop(f"confirmation-of/{order}")
    if state.safe:
        return        # its signals are lost, which has alarms of its own
    if state.fault == agreed:
        desk.declare(device.id, ("read-back-of", order), fault=not agreed)
        _alarm(desk, device, state, raised=not agreed)


def _alarm(desk: Desk, device: Device, state: DeviceState, raised: bool) -> None:
    seen = "none" if state.seen is None else f"{state.seen:.0f}" if device.kind is Kind.GATE else f"{state.seen:.2f}"
    key = "control.not_followed" if raised else "control.follows_again"
    evidence = () if state.seen is None or state.seen_at is None else (
        Evidence(device.read_back, state.seen_at, state.seen, 0),)
    said = Said(key, {"device": str(device.id), "wanted": f"{state.ordered:.0f}", "seen": seen})
    condition = Condition.RAISE if raised else Condition.CLEAR
    desk.transitions.append(Transition(read_back_rule(device.id), SubjectId(str(device.id)), condition, Level.III,
                                       desk.now, evidence, said))
