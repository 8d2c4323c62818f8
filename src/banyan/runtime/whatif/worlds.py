"""The runs in their worlds: two processes with the model, and the loop that goes on in one of them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.control.memory import Memory as ControlMemory
from banyan.model.device import Kind
from banyan.model.observation import Message
from banyan.model.ports import Store
from banyan.model.record import Record
from banyan.model.situation import Controller
from banyan.model.time import Instant, iso
from banyan.runtime.allocation.job import AllocationJob
from banyan.runtime.brain import Job
from banyan.runtime.lookahead.job import LookAheadJob
from banyan.runtime.lookahead.pool import Pool
from banyan.runtime.loop import State, step
from banyan.runtime.prepared import Prepared, items
from banyan.runtime.whatif.follower import FOLLOWER, Follower, approving
from banyan.runtime.whatif.ground import Begun
from banyan.runtime.whatif.past import crews
from banyan.runtime.whatif.result import RUNS
from banyan.twin.swmm.follow import Followed
from banyan.twin.swmm.onward import Lived, Onward, Stands
from banyan.twin.swmm.pipe import Child

MODULE = "banyan.twin.swmm.onward"
WORLD_SEED = 20_260_724          # of noise and ways in these worlds: another than any run's, whose draws are its truth
SERVED_SEED = 1                  # of the look-ahead's draws where no run has a seed
TICK = timedelta(seconds=10)     # the shortest tick of a what-if
UNDERWAY = timedelta(minutes=3)  # so long after its order a gate may still be moving
SOURCE = "whatif"

Progress = Callable[[float], None]
Orders = list[dict[str, Any]]


class Gone(NamedTuple):
    """One run: what its world lived, and the records that its brain made (none where nobody acts)."""

    lived: Lived
    records: list[Record]


class Worlds:
    """Two processes: one is talked to, in the other the fixed courses run beside it. Use as a context manager."""

    def __init__(self, store: Store, begun: Begun) -> None:
        self._store, self._begun = store, begun
        self._spec = replace(begun.ground.subject.spec, start=begun.past.start)
        self._children = [Child(MODULE), Child(MODULE)]

    def __enter__(self) -> "Worlds":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()

    def follow(self) -> Followed:
        """The city's water at the moment, as the model gives it on what was measured. Raises ChildRefused."""
        opening = {"model": self._spec, "perturb": self._begun.ground.subject.seed}
        for child in self._children:
            child.send(opening)
        for child in self._children:
            child.answer()
        return msgspec.json.decode(self._children[0].ask({"follow": self._begun.past.follow}), type=Followed)

    def all(self, followed: Followed, progress: Progress) -> dict[str, Gone]:
        """Every run, in the order of RUNS. `progress` gets the share that is done."""
        begun, beside = self._begun, self._children[1]
        stands, waiting = crews(begun.moment.state, begun.ground.at)
        world, sent = _world(begun, followed, stands), [*begun.sent, *waiting]
        queue = [("passive", _held(begun, world), sent), ("standing", world, [*sent, *_standing(begun)])]
        brains = ["banyan", *(["plan"] if begun.ground.question.plan else [])]
        found: dict[str, Gone] = {}
        running = _send(beside, queue)
        for n, name in enumerate(brains):
            found[name] = self._brain(name, world, sent, _part(progress, n / len(brains), 1 / len(brains)))
            if running is not None:
                found[running] = Gone(_lived(beside.answer()), [])
                running = _send(beside, queue)
        while running is not None:
            found[running] = Gone(_lived(beside.answer()), [])
            running = _send(beside, queue)
        return {name: found[name] for name in RUNS if name in found}

    def _brain(self, name: str, world: Onward, sent: Orders, progress: Progress) -> Gone:
        begun, child = self._begun, self._children[0]
        city, state = mind(begun, name)
        child.ask({"open": world})
        with ExitStack() as closing:
            jobs = self._jobs(city, state, closing)
            made = _go_on(city, state, child, (begun.ground.at, begun.end), sent, jobs, progress)
        return Gone(_lived(child.ask({"close": True})), made)

    def _jobs(self, city: Prepared, state: State, closing: ExitStack) -> list[Job]:
        """What works beside the loop there, as in the city itself and with the same past."""
        at, seed, jobs = self._begun.ground.at, self._begun.ground.subject.seed, list[Job]()
        if city.looks:
            look = LookAheadJob(Pool(self._spec, seed), city.city, city.controller, self._spec.start,
                                seed if seed is not None else SERVED_SEED)
            closing.callback(look.close)
            look.relive(self._store, at, state)
            jobs.append(look)
        if city.plans:
            allocation = AllocationJob(city)
            closing.callback(allocation.close)
            allocation.relive(at, state)
            jobs.append(allocation)
        return jobs


def mind(begun: Begun, name: str) -> tuple[Prepared, State]:
    """The city and its memory at the moment: with its rule, as its authority allows, or with a plan in its place."""
    of, moment, question = begun.ground.subject, begun.moment, begun.ground.question
    known = replace(of.known, tick=max(TICK, of.known.tick))
    state, span = moment.state, (begun.ground.at, begun.end)
    if name == "plan":
        follower: Controller = Follower(question.plan, begun.ground.at)
        city = of.ready(approving(known, FOLLOWER, *span))
        mine: ControlMemory = replace(state.control, controller=None, asked_at=None, open={})
        return (city._replace(controller=follower, controller_id=FOLLOWER, looks=False),
                replace(state, control=mine, decision=None))
    looks = of.looks and question.look_ahead
    if question.approve:
        return of.ready(approving(known, moment.city.controller_id, *span))._replace(looks=looks), state
    return of.ready(known)._replace(looks=looks, advisory=moment.city.advisory), state


class _Advanced(Struct):
    messages: list[str]


def _go_on(
    city: Prepared, state: State, child: Child, span: tuple[Instant, Instant], sent: Iterable[dict[str, Any]],
    jobs: Sequence[Job], progress: Progress,
) -> list[Record]:  # fmt: skip
    """The loop in that world, tick by tick, as brain.Brain.tick has it; what it would have recorded."""
    made: list[Record] = []
    begin, end = span
    now, orders = begin, list(sent)
    while now < end:
        now += city.city.tick
        answer = child.ask({"advance": iso(now), "orders": orders})
        lines = msgspec.json.decode(answer, type=_Advanced).messages
        found = tuple(rec for job in jobs for rec in job.due(now))
        told = step(city, state, items([Message(SOURCE, line.encode()) for line in lines]), now, found)
        for job in jobs:
            job.see(now, told.batch, told.state)
        state = told.state
        made += (*found, *told.records)
        orders = [notice.body for notice in told.notices if notice.to == "plant"]
        if now.second == 0:
            progress((now - begin) / (end - begin))
    return made


def _part(progress: Progress, begin: float, share: float) -> Progress:
    return lambda part: progress(begin + share * part)


def _send(child: Child, queue: list[tuple[str, Onward, Orders]]) -> str | None:
    """Begin with the next fixed course, if there is one; returns its name."""
    if not queue:
        return None
    name, world, orders = queue.pop(0)
    child.send({"live": world, "orders": orders})
    return name


def _lived(line: bytes) -> Lived:
    return msgspec.json.decode(line, type=Lived)


def _world(begun: Begun, followed: Followed, stands: Sequence[Stands]) -> Onward:
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


def _held(begun: Begun, world: Onward) -> Onward:
    """Everything stays as it stands: gates where they are, pumps as they were told."""
    pumps = [str(d.id) for d in begun.ground.subject.city.devices if d.kind is Kind.PUMP]
    return replace(world, ordered={name: setting for name, setting in world.ordered.items() if name in pumps})


def _standing(begun: Begun) -> Orders:
    return [
        {"order": f"standing/{d.id}", "device": str(d.id), "setting": d.standing if d.kind is Kind.GATE else 0.0}
        for d in begun.ground.subject.city.devices
    ]
