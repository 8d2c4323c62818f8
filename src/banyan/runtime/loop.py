"""The whole city brain on one page: what one tick does, in which order, and what it gives.

Pure: the same state, messages and tick give the same step, today and in a replay.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from banyan.command import handover
from banyan.command.assign import assign
from banyan.command.memory import Memory as CommandMemory
from banyan.command.memory import Refusal
from banyan.command.run import run as command
from banyan.command.texts import TEXTS as COMMAND_TEXTS
from banyan.control.memory import Memory as ControlMemory
from banyan.control.run import run as control
from banyan.control.watch import Look
from banyan.judge import alarms as alarm_life
from banyan.judge import run as judging
from banyan.judge.doubts import doubts_after
from banyan.judge.doubts import told as told_of_gauges
from banyan.judge.expected import Memory as Expected
from banyan.judge.expected import look as look_for_water
from banyan.measure import rainfall
from banyan.model.decision import Decision, Doubt, Estimate
from banyan.model.forecast import Forecast
from banyan.model.ids import PlaceId, StreamId
from banyan.model.messages import CrewReport
from banyan.model.observation import Batch, Latest, Quality, Reason, Reject
from banyan.model.ports import Notice
from banyan.model.record import Record, record
from banyan.model.situation import Situation
from banyan.model.text import render
from banyan.model.time import Instant, stamp
from banyan.perceive import accept as perceive
from banyan.runtime.allocation import follow as allocating
from banyan.runtime.allocation.about import About, followed
from banyan.runtime.hearing import counted, hear, remember, told
from banyan.runtime.looking import look_on
from banyan.runtime.prepared import Item, Prepared
from banyan.runtime.results import current, news
from banyan.runtime.results import judged as of_datastreams
from banyan.runtime.service import service_record
from banyan.runtime.shift import known


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
    estimate: Estimate | None = None
    decision: Decision | None = None
    look: Look = field(default_factory=Look)
    allocated: About = field(default_factory=About)
    doubts: dict[StreamId, Doubt] = field(default_factory=dict)    # gauges that aren't believed
    expected: Expected = field(default_factory=Expected)
    rain: rainfall.Fallen = field(default_factory=lambda: rainfall.Fallen({}))
    counts: Counts = field(default_factory=Counts)
    out_of_service: dict[str, str] = field(default_factory=dict)   # controller or rule → why
    shift: handover.Memory = field(default_factory=handover.Memory)
    heard: dict[str, str] = field(default_factory=dict)            # intent id → why it was refused; "": done
    statuses: dict[str, int] = field(default_factory=dict)         # rule or controller → its rule-status records
    obeyed: bool = True                                            # whoever moves machines does what is decided


class Step(Struct, frozen=True):
    """What a tick gave. `answers` go back to whoever asked, after the commit."""

    state: State
    batch: Batch
    kept: tuple[bytes, ...]              # what is not in the batch, as it came (perceive.journal)
    verdicts: tuple[bool, ...]           # of each item: was it taken?
    records: tuple[Record, ...]
    notices: tuple[Notice, ...]
    answers: Mapping[str, str]           # intent id → why not; "": it was done, now or when it was first asked


def step(
    city: Prepared, state: State, items: Sequence[Item], now: Instant, results: Sequence[Record] = ()
) -> Step:
    """One tick: readings in, judged, acted on. `results` are what jobs have found: records that a replay reads."""
    seen = perceive.accept(city.streams, state.perceive, items, now)
    latest = {**state.latest, **seen.latest} if seen.latest else state.latest
    forecast = seen.forecasts[-1] if seen.forecasts else state.forecast
    rain = _rain(city, state.rain, seen.batch) if items else state.rain
    estimate, decision = news(results, "estimate", state.estimate), news(results, "decision", state.decision)
    asked = hear(city.city.authority, state.heard, seen.intents, state.alarms, state.command)

    judged = judging.run(city.rules, state.judge, seen.fresh, forecast, now)

    weighed = estimate if estimate is not state.estimate else None
    doubts = doubts_after(state.doubts, weighed)
    believing = told_of_gauges(city.city, state.doubts, doubts, weighed, now)
    devices, fallen = state.control.devices, rainfall.fallen(rain, now)
    situation = Situation(city.city, now, latest, devices, _valid(forecast, now), fallen,
                          current(estimate, now), current(decision, now), doubts)
    obeyed = _obeyed(city, state)
    water, coming = look_for_water(
        city.watched, state.expected, situation.decision, judged.memory, _served(state.command),
        bool(judged.transitions) or obeyed is not state.obeyed, obeyed, now,
    )  # fmt: skip
    controller = None if str(city.controller_id) in state.out_of_service else city.controller
    controlled = control(situation, state.control, seen.latest, asked.allowed, controller, city.advisory)

    rules, elsewhere = of_datastreams(city.rules, results)
    transitions = (*judged.transitions, *elsewhere, *coming, *believing, *controlled.transitions)
    alarms = alarm_life.update(rules, state.alarms, transitions, asked.allowed, now)

    commanded = command(
        city.asking, state.command, alarms.changed, seen.crews, asked.allowed, now, state.out_of_service
    )
    allocation = allocating.found(results)
    allocated = followed(allocation) if allocation is not None else state.allocated
    plan = allocating.plan_now(city, allocation, allocated, commanded, latest, now)
    assigned = assign(city.asking, commanded.memory, plan, now, allocation.demands if allocation is not None else ())

    look = state.look
    if city.looks:
        look = look_on(look, situation, controlled.memory, assigned.memory, rain, results)

    faults = {str(f.rule): f.error for f in judged.faults}
    if controlled.controller_fault is not None:
        faults[str(city.controller_id)] = controlled.controller_fault
    out_of_service = state.out_of_service | faults if faults else state.out_of_service
    handed = handover.update(state.shift, asked.allowed, lambda: known(
        city, now, alarms.memory, assigned.memory, controlled.memory, latest, situation.rain, situation.estimate,
        out_of_service), now)
    refused = asked.refused | controlled.refused | _in_words(commanded.refused) | handed.refused
    refused |= {intent.id: why for intent, why in alarms.refused}
    counts = counted(asked.allowed, alarms.records, alarms.memory, assigned.memory)
    records = (
        *(told(i, refused.get(i.id), now, counts.get(i.id)) for i in asked.news),
        *(record("forecast", f.id, now, "perceive", f) for f in seen.forecasts),
        *(record("reject", r.id, now, "perceive", r) for r in seen.rejects),
        *(record("reject", r.id, now, "command", r) for r in _strangers(commanded.refused, items, now)),
        *(service_record(what, why, now, state.statuses.get(what, 0) + 1) for what, why in faults.items()),
        *controlled.records, *alarms.records, *commanded.records, *assigned.records, *handed.records,
    )  # fmt: skip
    after = State(
        perceive=seen.memory, judge=judged.memory, alarms=alarms.memory, command=assigned.memory,
        control=controlled.memory, latest=latest, forecast=forecast, estimate=estimate,
        decision=decision, expected=water, doubts=doubts, look=look, allocated=allocated, rain=rain,
        counts=_counted(state.counts, seen),
        out_of_service=out_of_service, shift=handed.memory,
        heard=remember(state.heard, asked.news, refused),
        statuses=state.statuses | {w: state.statuses.get(w, 0) + 1 for w in faults} if faults else state.statuses,
        obeyed=obeyed,
    )  # fmt: skip
    notices = (*controlled.notices, *commanded.notices, *assigned.notices)
    answers = {i.id: after.heard[i.id] for i in seen.intents}
    return Step(after, seen.batch, seen.kept, _verdicts(items, seen), records, notices, answers)


def _obeyed(city: Prepared, state: State) -> bool:
    """As the last tick left it: a stop that is pulled now is heeded from the next tick on."""
    stop = state.control.stop
    return not city.advisory and not (stop is not None and stop.pulled)


def _served(memory: CommandMemory) -> frozenset[PlaceId]:
    """Places with a crew, there or on its way."""
    return frozenset(task.place for task in memory.tasks.values() if task.crew is not None and task.done_at is None)


def _verdicts(items: Sequence[Item], seen: perceive.Seen) -> tuple[bool, ...]:
    refused = frozenset(seen.refused)
    return tuple(i not in refused for i in range(len(items)))


def _valid(forecast: Forecast | None, now: Instant) -> Forecast | None:
    return forecast if forecast is not None and now <= forecast.valid_until else None


def _rain(city: Prepared, memory: rainfall.Fallen, batch: Batch) -> rainfall.Fallen:
    rows = zip(batch.stream.tolist(), batch.time.tolist(), batch.value.tolist(), batch.quality.tolist(), strict=True)
    rains = [
        (city.order[s].id, t, v, city.order[s].period_s)
        for s, t, v, quality in rows
        if s in city.rain_gauges and not quality & Quality.JUMP
    ]
    return rainfall.add(memory, rains) if rains else memory


def _strangers(refusals: Sequence[Refusal], items: Sequence[Item], now: Instant) -> list[Reject]:
    """Reports of crews that the city doesn't have: not lost, but rejected with what they said."""
    by = [r.by for r in refusals]
    came = [(message, said) for message, said in items if isinstance(said, CrewReport) and said.crew in by]
    return [
        Reject(f"reject/crew/{stamp(now)}.{now.microsecond:06d}/{n}", Reason.UNKNOWN_CREW,
               message.data.decode("utf-8", "backslashreplace"), f"{message.source}: crew {said.crew}",
               "a crew that the city declares")
        for n, (message, said) in enumerate(came, 1)
    ]  # fmt: skip


def _in_words(refusals: Sequence[Refusal]) -> dict[str, str]:
    return {r.intent: render(r.why, COMMAND_TEXTS, "en") for r in refusals}


def _counted(counts: Counts, seen: perceive.Seen) -> Counts:
    readings = len(seen.batch)
    if not readings and not seen.rejects:
        return counts
    rejected = dict(counts.rejected)
    for reject in seen.rejects:
        rejected[reject.reason] = rejected.get(reject.reason, 0) + 1
    return Counts(counts.received + readings + len(seen.rejects), counts.accepted + readings, rejected)
