"""The whole city brain on one page: what one tick does, in which order, and what it gives.

Pure: the same state, messages and tick give the same step, today and in a replay.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from banyan.allocate.nearest import nearest
from banyan.command.assign import assign
from banyan.command.memory import Memory as CommandMemory
from banyan.command.memory import Refusal
from banyan.command.run import run as command
from banyan.command.texts import TEXTS as COMMAND_TEXTS
from banyan.control.memory import Memory as ControlMemory
from banyan.control.run import run as control
from banyan.judge import alarms as alarm_life
from banyan.judge import run as judging
from banyan.measure import rainfall
from banyan.model.authority import Refused, authorize
from banyan.model.forecast import Forecast
from banyan.model.ids import AlertId, CaseId, StreamId
from banyan.model.intent import Action, Intent
from banyan.model.observation import Batch, Latest
from banyan.model.ports import Notice
from banyan.model.record import Record, record
from banyan.model.situation import Situation
from banyan.model.text import render
from banyan.model.time import Instant
from banyan.perceive import accept as perceive
from banyan.runtime.prepared import Item, Prepared


class Counts(Struct, frozen=True):
    """Messages so far: what came, what was accepted, what was rejected and why."""

    received: int = 0
    accepted: int = 0
    rejected: dict[str, int] = field(default_factory=dict)


class State(Struct, frozen=True):
    """Everything the rooms remember. Snapshots are this, encoded."""

    perceive: perceive.Memory
    judge: judging.Memory
    alarms: alarm_life.Memory
    command: CommandMemory
    control: ControlMemory
    latest: dict[StreamId, Latest] = field(default_factory=dict)
    forecast: Forecast | None = None
    rain: rainfall.Fallen = field(default_factory=lambda: rainfall.Fallen({}))
    counts: Counts = field(default_factory=Counts)
    out_of_service: dict[str, str] = field(default_factory=dict)   # controller or rule → why
    heard: dict[str, str] = field(default_factory=dict)            # intent id → its record


class Step(Struct, frozen=True):
    """What a tick gave. `answers` and `refused` go back to whoever asked, after the commit."""

    state: State
    batch: Batch
    kept: tuple[bytes, ...]              # what is not in the batch, as it came (perceive.journal)
    verdicts: tuple[bool, ...]           # of each item: was it taken?
    records: tuple[Record, ...]
    notices: tuple[Notice, ...]
    refused: Mapping[str, str]           # intent id → why not


def step(city: Prepared, state: State, items: Sequence[Item], now: Instant) -> Step:
    """One tick: readings in, judged, acted on."""
    seen = perceive.accept(city.streams, state.perceive, items, now)
    latest = {**state.latest, **seen.latest} if seen.latest else state.latest
    forecast = seen.forecasts[-1] if seen.forecasts else state.forecast
    rain = _rain(city, state.rain, seen.batch) if items else state.rain
    intents, unheard = _authorized(city, state, seen.intents)

    judged = judging.run(city.rules, state.judge, seen.fresh, forecast, now)

    devices, fallen = state.control.devices, rainfall.fallen(rain, now)
    situation = Situation(city.city, now, latest, devices, _valid(forecast, now), fallen)
    controller = None if str(city.controller_id) in state.out_of_service else city.controller
    controlled = control(situation, state.control, seen.latest, intents, controller)

    alarms = alarm_life.update(city.rules, state.alarms, (*judged.transitions, *controlled.transitions), intents, now)

    commanded = command(
        city.city, state.command, alarms.changed, seen.crews, intents, now, state.out_of_service
    )
    plan = nearest(commanded.demands, city.city.crews, commanded.memory.crews, now)
    assigned = assign(city.city, commanded.memory, plan, now)

    faults = {str(f.rule): f.error for f in judged.faults}
    if controlled.controller_fault is not None:
        faults[str(city.controller_id)] = controlled.controller_fault
    refused = unheard | controlled.refused | {i.id: why for i, why in alarms.refused} | _in_words(commanded.refused)
    heard = [_intent_record(i, refused.get(i.id), now) for i in seen.intents if i.id not in state.heard]
    records = (
        *heard, *(record("forecast", f.id, now, "perceive", f) for f in seen.forecasts),
        *(record("reject", r.id, now, "perceive", r) for r in seen.rejects),
        *(_fault_record(what, why, now) for what, why in faults.items()),
        *controlled.records, *alarms.records, *commanded.records, *assigned.records,
    )  # fmt: skip
    after = State(
        perceive=seen.memory, judge=judged.memory, alarms=alarms.memory, command=assigned.memory,
        control=controlled.memory, latest=latest, forecast=forecast, rain=rain,
        counts=_counted(state.counts, seen),
        out_of_service=state.out_of_service | faults if faults else state.out_of_service,
        heard=state.heard | {i.id: f"intent/{i.id}" for i in seen.intents} if seen.intents else state.heard,
    )  # fmt: skip
    notices = (*controlled.notices, *commanded.notices, *assigned.notices)
    return Step(after, seen.batch, seen.kept, _verdicts(items, seen), records, notices, refused)


def _verdicts(items: Sequence[Item], seen: perceive.Seen) -> tuple[bool, ...]:
    refused = frozenset(seen.refused)
    return tuple(i not in refused for i in range(len(items)))


def _valid(forecast: Forecast | None, now: Instant) -> Forecast | None:
    return forecast if forecast is not None and now <= forecast.valid_until else None


def _rain(city: Prepared, memory: rainfall.Fallen, batch: Batch) -> rainfall.Fallen:
    rows = zip(batch.stream.tolist(), batch.time.tolist(), batch.value.tolist(), strict=True)
    rains = [(city.order[s].id, t, v, city.order[s].period_s) for s, t, v in rows if s in city.rain_gauges]
    return rainfall.add(memory, rains) if rains else memory


def _authorized(
    city: Prepared, state: State, intents: Sequence[Intent]
) -> tuple[tuple[Intent, ...], dict[str, str]]:
    """Those that may be done; the others with why not. Deny by default, and the same intent twice is done once.

    Deciding on a proposal is authorized by control, device by device.
    """
    allowed, refused = [], {}
    for intent in intents:
        if intent.id in state.heard:
            continue
        try:
            if intent.action not in (Action.APPROVE, Action.REFUSE):
                authorize(city.city.authority, intent.by, intent.action, _scope(state, intent))
        except Refused as e:
            refused[intent.id] = str(e)
        else:
            allowed.append(intent)
    return tuple(allowed), refused


def _scope(state: State, intent: Intent) -> str:
    """The place that an alert or a case is about; everything else concerns the whole city."""
    if intent.action in (Action.ACKNOWLEDGE, Action.SHELVE):
        standing = state.alarms.open.get(AlertId(intent.target))
        return standing.alert.place if standing else "*"
    if intent.action is Action.CLOSE:
        case = state.command.cases.get(CaseId(intent.target))
        return case.place if case else "*"
    return "*"


def _in_words(refusals: Sequence[Refusal]) -> dict[str, str]:
    return {r.intent: render(r.why, COMMAND_TEXTS, "en") for r in refusals}


class _Heard(Struct, frozen=True):
    id: str
    by: str
    action: str
    target: str
    args: dict[str, str]
    result: str
    why: str | None


def _intent_record(i: Intent, refused: str | None, now: Instant) -> Record:
    body = _Heard(i.id, i.by, i.action, i.target, i.args, "done" if refused is None else "refused", refused)
    return record("intent", f"intent/{i.id}", now, i.by, body)


class _Service(Struct, frozen=True):
    id: str
    in_service: bool
    error: str


def _fault_record(what: str, why: str, now: Instant) -> Record:
    return record("rule-status", f"rule-status/{what}", now, "judge", _Service(what, False, why))


def _counted(counts: Counts, seen: perceive.Seen) -> Counts:
    readings = len(seen.batch)
    if not readings and not seen.rejects:
        return counts
    rejected = dict(counts.rejected)
    for reject in seen.rejects:
        rejected[reject.reason] = rejected.get(reject.reason, 0) + 1
    return Counts(counts.received + readings + len(seen.rejects), counts.accepted + readings, rejected)
