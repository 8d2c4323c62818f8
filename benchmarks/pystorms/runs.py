"""One scenario under one control, each in a process of its own: the engine lives in global memory."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.pystorms import following, lookahead
from benchmarks.pystorms.branches import Model, quiet
from benchmarks.pystorms.driving import Course
from benchmarks.pystorms.lookahead import Budget
from benchmarks.pystorms.plant import Figures, Plant, Unusable
from benchmarks.pystorms.references import Uncontrolled, equal_filling
from msgspec import Struct

from banyan.model.decision import Tried

STEPS = 1_600_000       # routing steps that the first look may simulate, in all
FEWEST, MOST = 12, 96   # ... but so many plans at least, and at most
LATER = 8               # each later look tries this share of them: one in so many


class Run(Struct, frozen=True):
    """What became of one control. `predicted` is what each look expected of the plan it chose."""

    figures: Figures
    wall_s: float
    moves: int
    branches: int = 0
    chosen: list[Tried] = []
    predicted: list[Figures] = []
    clock: list[datetime] = []      # of an uncontrolled run: the time at even shares of its steps


class Task(Struct, frozen=True):
    """`control`: uncontrolled, equal-filling or look-ahead. `clock`: when to look, from an uncontrolled run."""

    scenario: str
    control: str
    seed: int = 1
    perturb: int | None = None
    budget: Budget | None = None
    clock: list[datetime] = []


def run(task: Task) -> Run | None:
    """In a new process. None where this control isn't there for this scenario. Raises Unusable."""
    context = get_context("spawn")
    pipe, other = context.Pipe()
    process = context.Process(target=_work, args=(other, task))
    process.start()
    other.close()
    try:
        answer = pipe.recv()
    except EOFError:
        raise Unusable(f"{task.scenario}, {task.control}: the simulation's process broke down") from None
    finally:
        process.join()
    if isinstance(answer, Exception):
        raise answer
    found: Run | None = answer
    return found


def budget(steps: int, first: int | None, again: int | None, looks: int) -> Budget:
    """As asked, else by how long one run is: the costlier, the fewer."""
    usual = min(MOST, max(FEWEST, STEPS // max(1, steps)))
    first = usual if first is None else first
    return Budget(first, max(2, first // LATER) if again is None else again, looks)


def _work(pipe: Connection, task: Task) -> None:
    quiet()
    try:
        pipe.send({"uncontrolled": _uncontrolled, "equal-filling": _equal, "look-ahead": _ahead}[task.control](task))
    except Unusable as error:
        pipe.send(error)
    except Exception as error:  # noqa: BLE001  told to the one who asked, who goes on with the next scenario
        pipe.send(Unusable(f"{task.scenario}, {task.control}: {type(error).__name__}: {error}"))


def _uncontrolled(task: Task) -> Run:
    course, clock = Course(Plant(task.scenario), Uncontrolled()), list[datetime]()

    def drive() -> None:
        while not course.plant.done:
            clock.append(course.plant.now)
            course.step()

    told = _timed(course, drive)
    return Run(told.figures, told.wall_s, told.moves, clock=clock[:: max(1, len(clock) // 240)])


def _equal(task: Task) -> Run | None:
    course = Course(Plant(task.scenario), Uncontrolled())
    rule = equal_filling(course.city)
    if rule is None:
        course.plant.close()
        return None
    course.steer(rule)
    return _timed(course, course.to_end)


def _ahead(task: Task) -> Run:
    assert task.budget is not None
    course = Course(Plant(task.scenario), Uncontrolled())
    looks = _looks(task.clock, task.budget.looks)
    model = Model(task.scenario, task.perturb, os.cpu_count() or 1)
    try:
        search = lookahead.Search(course.city, model, task.budget, task.seed)
        told = _timed(course, lambda: lookahead.drive(course, search, looks))
    finally:
        model.close()
    chosen = [decision.plan(decision.chosen) for decision in search.decisions]
    return Run(told.figures, told.wall_s, told.moves, search.branches, chosen, search.predicted)


def _looks(clock: list[datetime], count: int) -> list[datetime]:
    """Even shares of the engine's steps, which are short where much happens; on whole minutes of control."""
    pace = following.EVERY_S
    start = clock[0]
    times = [clock[i * len(clock) // count] for i in range(count)]
    return sorted({start + timedelta(seconds=(t - start).total_seconds() // pace * pace) for t in times})


def _timed(course: Course, drive: Callable[[], Any]) -> Run:
    begun = time.perf_counter()
    try:
        drive()
        return Run(course.plant.figures(), time.perf_counter() - begun, len(course.orders))
    finally:
        course.plant.close()
