"""Four courses from one moment: nobody acts any more, standing settings, the city brain, and a plan if there is one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.control.memory import Memory as ControlMemory
from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.observation import EMPTY, Message
from banyan.model.ports import Store
from banyan.model.record import Record, plain
from banyan.model.situation import Controller
from banyan.model.text import Said
from banyan.model.time import Instant, iso
from banyan.runtime.brain import Job
from banyan.runtime.data_folder import open_reader
from banyan.runtime.loop import State, step
from banyan.runtime.prepared import Prepared, items, prepare
from banyan.runtime.whatif import past as pasts
from banyan.runtime.whatif import remember, result
from banyan.runtime.whatif.follower import FOLLOWER, Follower, approving
from banyan.runtime.whatif.planfile import check_plan
from banyan.runtime.whatif.question import Question, faults_of, sane
from banyan.runtime.whatif.subject import Subject, subject
from banyan.runtime.whatif.version import key_of, version
from banyan.runtime.whatif.weather import Weather, weather
from banyan.twin.swmm.follow import Followed
from banyan.twin.swmm.onward import Lived, Onward
from banyan.twin.swmm.pipe import Child
from banyan.twin.swmm.spec import Fault, FaultKind
from banyan.twin.swmm.tables import Table

MODULE = "banyan.twin.swmm.onward"
WORLD_SEED = 20_260_724          # of noise and ways in these worlds: another than any run's, whose draws are its truth
TICK = timedelta(seconds=10)     # the shortest tick of a what-if
UNDERWAY = timedelta(minutes=3)  # so long after its order a gate may still be moving
NOTABLE_M = 0.05                 # a model that far from a gauge is told of
SOURCE = "whatif"

Progress = Callable[[float], None]


class Ground(Struct, frozen=True):
    """A question with all that its answer depends on. `key` is its digest."""

    key: str
    question: Question
    subject: Subject
    at: Instant


class _Begun(Struct, frozen=True):
    """What every run of it begins with. `sent` are dispatches under way to their crews."""

    ground: Ground
    moment: Any                      # remember.Moment: a tuple with structs of the loop
    past: Any                        # past.Past
    weather: Weather
    faults: tuple[Fault, ...]
    sent: list[dict[str, Any]]
    notes: list[Said]

    @property
    def end(self) -> Instant:
        return self.ground.at + timedelta(seconds=10 * round(self.weather.hours * 360))


def ground(data: Path, folder: Path | None, question: Question) -> Ground:
    """Raises what a user can cause, each a sentence: UsageError, StoreError, FolderErrors, NetworkError, FaultError."""
    with open_reader(data) as store:
        of = subject(data, store, folder)
        check_plan(question.plan, of.city)
        faults_of(question, of.city)
        at = remember.moment_of(store, sane(question).moment)
        return Ground(key_of(question, of, at), question, of, at)


def answer(data: Path, asked: Ground, progress: Progress = lambda _: None) -> result.Result:
    """Simulate. Raises as `ground`, and ChildDied, ChildRefused where a simulation fails."""
    with open_reader(data) as store:
        begun = _begin(store, asked)
    progress(0.02)
    with _Worlds(asked.subject) as worlds:
        followed = worlds.follow(begun)
        progress(0.1)
        return _told(begun, followed, worlds.all(begun, followed, progress))


def _begin(store: Store, asked: Ground) -> _Begun:
    of, question = asked.subject, asked.question
    moment = remember.remember(prepare(of.known, of.control), store, asked.at)
    estimate = moment.state.estimate
    distrusted = estimate.distrusted if estimate is not None else {}
    before = pasts.past(of.known, store, asked.at, distrusted)
    zero = (asked.at - before.start) / timedelta(minutes=1)
    coming = weather(question, asked.at, moment.state.forecast, _back(before.follow.tide, zero),
                     _back(before.follow.inflow, zero), of.storms)
    broken = _broken(of.city, moment.state)
    faults = (*faults_of(question, of.city), *broken)
    now = [notice.body for tick, notice in store.notices("plant") if tick == asked.at]
    sent = [body for body in now if "order" not in body and "stop" not in body]
    notes = [*coming.notes, *(Said("whatif.broken", {"device": str(f.target)}) for f in broken)]
    if before.since > _first_tick(store):
        notes.append(Said("whatif.look_back", {"since": iso(before.since)}))
    return _Begun(asked, moment, before, coming, faults, sent, notes)


def _first_tick(store: Store) -> Instant:
    return next(iter(store.units(0))).first_tick + timedelta(hours=1)


def _back(table: Table, zero: float) -> Table:
    return tuple((minute - zero, value) for minute, value in table)


def _broken(city: City, state: State) -> tuple[Fault, ...]:
    """What didn't follow its orders at the moment goes on not following them."""
    kinds = {Kind.GATE: FaultKind.GATE_STUCK, Kind.PUMP: FaultKind.PUMP_FAILS}
    return tuple(Fault(kinds[d.kind], 0.0, None, str(d.id)) for d in city.devices if state.control.devices[d.id].fault)


class _Worlds:
    """Two processes with the model: one is talked to, in the other the fixed courses run beside it."""

    def __init__(self, of: Subject) -> None:
        self._children = [Child(MODULE), Child(MODULE)]
        self._opening = {"model": of.spec, "perturb": of.seed}

    def __enter__(self) -> "_Worlds":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()

    def follow(self, begun: _Begun) -> Followed:
        """The city's water at the moment, as the model gives it on what was measured."""
        opening = dict(self._opening)
        opening["model"] = replace(begun.ground.subject.spec, start=begun.past.start)
        for child in self._children:
            child.send(opening)
        for child in self._children:
            child.answer()
        return msgspec.json.decode(self._children[0].ask({"follow": begun.past.follow}), type=Followed)

    def all(self, begun: _Begun, followed: Followed, progress: Progress) -> dict[str, tuple[Lived, list[Record]]]:
        """Every run: what its world lived, and the records that its brain made."""
        talking, beside = self._children
        stands, waiting = pasts.crews(begun.moment.state, begun.ground.at)
        world = _world(begun, followed, stands)
        sent = [*begun.sent, *waiting]
        fixed = {"passive": (_held(begun, world), sent), "standing": (world, [*sent, *_standing(begun)])}
        found: dict[str, tuple[Lived, list[Record]]] = {}
        brains = ["banyan", *(["plan"] if begun.ground.question.plan else [])]
        queue = list(fixed.items())
        running = _send(beside, queue)
        for n, name in enumerate(brains):
            share = 0.9 / len(brains)
            found[name] = _brain(begun, name, talking, world, sent,
                                 _part(progress, 0.1 + share * n, share))
            if running is not None:
                found[running] = _lived(beside.answer()), []
                running = _send(beside, queue)
        while running is not None:
            found[running] = _lived(beside.answer()), []
            running = _send(beside, queue)
        return {name: found[name] for name in result.RUNS if name in found}


def _part(progress: Progress, begin: float, share: float) -> Progress:
    return lambda part: progress(begin + share * part)


def _send(child: Child, queue: list[tuple[str, tuple[Onward, list[dict[str, Any]]]]]) -> str | None:
    if not queue:
        return None
    name, (world, orders) = queue.pop(0)
    child.send({"live": world, "orders": orders})
    return name


def _lived(line: bytes) -> Lived:
    return msgspec.json.decode(line, type=Lived)


def _world(begun: _Begun, followed: Followed, stands: Sequence[Any]) -> Onward:
    """As every run finds it: gates on their way to where they were sent last, pumps as they were told."""
    state, at = begun.moment.state, begun.ground.at
    ordered = {
        str(d.id): state.control.devices[d.id].ordered
        for d in begun.ground.subject.city.devices
        if not begun.moment.city.advisory
        and (d.kind is Kind.PUMP or at - state.control.devices[d.id].ordered_at <= UNDERWAY)
    }
    coming = begun.weather
    return Onward(
        start=at, hours=(begun.end - at) / timedelta(hours=1), state=followed.state, rain=coming.rain, tide=coming.tide,
        inflow=coming.inflow, told=coming.told, faults=begun.faults, ordered=ordered, crews=tuple(stands),
        seed=WORLD_SEED,
    )  # fmt: skip


def _held(begun: _Begun, world: Onward) -> Onward:
    """Everything stays as it stands: gates where they are, pumps as they were told."""
    pumps = [str(d.id) for d in begun.ground.subject.city.devices if d.kind is Kind.PUMP]
    return replace(world, ordered={name: setting for name, setting in world.ordered.items() if name in pumps})


def _standing(begun: _Begun) -> list[dict[str, Any]]:
    return [
        {"order": f"standing/{d.id}", "device": str(d.id), "setting": d.standing if d.kind is Kind.GATE else 0.0}
        for d in begun.ground.subject.city.devices
    ]


def _brain(
    begun: _Begun, name: str, child: Child, world: Onward, sent: list[dict[str, Any]], progress: Progress
) -> tuple[Lived, list[Record]]:
    city, state = _mind(begun, name)
    child.ask({"open": world})
    made = _go_on(city, state, child, (begun.ground.at, begun.end), sent, (), progress)
    return _lived(child.ask({"close": True})), made


def _mind(begun: _Begun, name: str) -> tuple[Prepared, State]:
    """The city and its memory at the moment, with the rule (as its authority allows), or with the plan in its place."""
    of, moment = begun.ground.subject, begun.moment
    known = replace(of.known, tick=max(TICK, of.known.tick))
    state: State = moment.state
    if name == "plan":
        follower: Controller = Follower(begun.ground.question.plan, begun.ground.at)
        city = prepare(approving(known, FOLLOWER, begun.ground.at, begun.end), of.control)
        mine: ControlMemory = replace(state.control, controller=None, asked_at=None, open={})
        return city._replace(controller=follower, controller_id=FOLLOWER), replace(state, control=mine)
    if begun.ground.question.approve:
        holder = prepare(known).controller_id
        return prepare(approving(known, holder, begun.ground.at, begun.end), of.control), state
    return prepare(known, of.control)._replace(advisory=moment.city.advisory), state


def _go_on(
    city: Prepared, state: State, child: Child, span: tuple[Instant, Instant], sent: Iterable[dict[str, Any]],
    jobs: Sequence[Job], progress: Progress,
) -> list[Record]:  # fmt: skip
    """The loop in that world. `jobs` beside it are due and see as in brain.Brain.tick."""
    made: list[Record] = []
    begin, end = span
    now, orders = begin, list(sent)
    while now < end:
        now += city.city.tick
        child.send({"advance": iso(now), "orders": orders})
        lines = msgspec.json.decode(child.answer(), type=_Advanced).messages
        found = tuple(rec for job in jobs for rec in job.due(now))
        told = step(city, state, items([Message(SOURCE, line.encode()) for line in lines]), now, found)
        for job in jobs:
            job.see(now, told.batch if lines else EMPTY, told.state)
        state = told.state
        made += (*found, *told.records)
        orders = [notice.body for notice in told.notices if notice.to == "plant"]
        if now.second == 0:
            progress((now - begin) / (end - begin))
    return made


class _Advanced(Struct):
    messages: list[str]


def _told(
    begun: _Begun, followed: Followed, found: dict[str, tuple[Lived, list[Record]]]
) -> result.Result:
    question, at = begun.ground.question, begun.ground.at
    runs = {name: lived.run for name, (lived, _) in found.items()}
    minutes = next(iter(found.values()))[0].minutes
    tables = [name for name in ("rain", "tide", "inflow", "forecast") if getattr(question, name) is not None]
    shown = next(iter(found.values()))[0].curves
    told = result.Result(
        id=begun.ground.key, city=begun.ground.subject.city.id, moment=question.moment, at=at,
        hours=round((begun.end - at) / timedelta(hours=1), 4),
        asked=result.Asked(storm=question.storm, storm_at=question.storm_at, tables=tables,
                           faults=list(question.faults), plan=list(question.plan), approve=question.approve),
        runs=runs, times=[at + timedelta(minutes=m) for m in minutes],
        curves={name: lived.curves for name, (lived, _) in found.items()},
        measured={stream: value for stream, value in begun.past.measured.items() if stream in shown},
        differences=result.differences(runs),
        events=[e for name, (_, made) in found.items() for e in result.events(name, made)],
        refusals=[d for name, (_, made) in found.items() for d in result.denied(name, made)],
        notes=[*begun.notes, *_assumed(begun, followed)], version=version(),
    )  # fmt: skip
    return msgspec.convert(plain(told), result.Result)


def _assumed(begun: _Begun, followed: Followed) -> list[Said]:
    notes = [Said("whatif.crews"), Said("whatif.model")]
    control = begun.moment.state.control
    if control.stop is not None and control.stop.pulled:
        notes.append(Said("whatif.stop_pulled"))
    if begun.ground.question.approve:
        notes.append(Said("whatif.approved"))
    elif begun.moment.city.advisory:
        notes.append(Said("whatif.advisory"))
    elif not begun.ground.subject.known.authority.standing:
        notes.append(Said("whatif.nobody_approves"))
    sumps = [d.level for d in begun.ground.subject.city.devices if d.kind is Kind.PUMP]      # they rise and fall anyway
    away = {s: m - followed.levels[s] for s, m in begun.past.measured.items()
            if s in followed.levels and s not in sumps}
    worst = max(away, key=lambda s: abs(away[s]), default=None)
    if worst is not None and abs(away[worst]) >= NOTABLE_M:
        notes.append(Said("whatif.model_away", {"stream": worst, "metres": f"{away[worst]:+.2f}"}))
    return notes
