"""Many futures of one model: a process that follows the plant by its orders alone, and forks once a plan is tried.

The fork is the model as it stands, to the last bit; a hotstart file would lose the clock of series that count from the
start, and the water quality. The process that is forked keeps no result worth having on disk (plant.py writes none), so
what its children leave in its files harms nothing. It holds one thread, so a fork is safe. Not for cities: their look
ahead uses hotstarts and spawned workers.
"""

import contextlib
import os
import pickle
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.pystorms.driving import Course, Orders
from benchmarks.pystorms.following import follower
from benchmarks.pystorms.plant import Figures, Plant
from benchmarks.pystorms.references import Uncontrolled
from msgspec import Struct

Parameters = dict[str, float]


class Trial(Struct, frozen=True):
    """A plan to be tried: its name (following.py knows "hold" and "reference") and its parameters."""

    name: str
    parameters: Parameters


class Model:
    """The model's process, asked from outside. `advance` and `tried` wait for it."""

    def __init__(self, scenario: str, perturb: int | None, at_once: int) -> None:
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, scenario, perturb, at_once), daemon=False)
        self._process.start()
        other.close()

    def advance(self, orders: Orders, until: datetime) -> None:
        """Follow the plant: `orders` are those since the last time."""
        self._asked(("advance", orders, until))

    def tried(self, trials: Sequence[Trial]) -> list[Figures | None]:
        """What each plan would come to at the end; None where the model broke down under it."""
        found: list[Figures | None] = self._asked(("try", list(trials)))
        return found

    def close(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            self._pipe.send(("end",))
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()

    def _asked(self, question: tuple[Any, ...]) -> Any:
        self._pipe.send(question)
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


def _serve(pipe: Connection, scenario: str, perturb: int | None, at_once: int) -> None:
    quiet()
    course = Course(Plant(scenario, perturb), Uncontrolled())
    try:
        while True:
            what, *rest = pipe.recv()
            if what == "end":
                return
            try:
                if what == "advance":
                    course.replay(*rest)
                pipe.send(_forked(course, rest[0], at_once) if what == "try" else None)
            except Exception as error:  # noqa: BLE001  whatever it was, it is for the one who asked
                pipe.send(RuntimeError(f"the model of {scenario}: {error}"))
    except EOFError:
        return      # the one who asked is gone
    finally:
        course.plant.close()


def _forked(course: Course, trials: Sequence[Trial], at_once: int) -> list[Figures | None]:
    """`at_once` children at a time; answers in the trials' order."""
    found: list[Figures | None] = [None] * len(trials)
    running: list[tuple[int, int, int]] = []      # (which trial, its process, where its answer is read)
    for i, trial in enumerate(trials):
        if len(running) >= at_once:
            _collect(running.pop(0), found)
        running.append((i, *_child(partial(_future, course, trial))))
    for one in running:
        _collect(one, found)
    return found


def _child(work: Callable[[], Figures]) -> tuple[int, int]:
    """Its process, and the end of the pipe where its pickled answer is read: nothing, where it broke down."""
    read, write = os.pipe()
    process = os.fork()
    if process:
        os.close(write)
        return process, read
    try:
        os.close(read)
        with os.fdopen(write, "wb") as answer:
            pickle.dump(work(), answer)
    finally:
        os._exit(0)      # never into the parent's loop, nor into anybody's exit handlers


def _collect(running: tuple[int, int, int], found: list[Figures | None]) -> None:
    which, process, read = running
    with os.fdopen(read, "rb") as answer:
        data = answer.read()
    os.waitpid(process, 0)
    if data:
        found[which] = pickle.loads(data)  # noqa: S301  from a child of our own


def _future(course: Course, trial: Trial) -> Figures:
    course.plant.branch()
    course.steer(follower(course.city, trial.name, trial.parameters))
    course.to_end()
    return course.plant.figures()


def quiet() -> None:
    """pyswmm tells what it does on stdout; a benchmark's table goes there."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)
