"""A warm pool of model twins: they follow the city, and try plans in branches, each process one at a time."""

import os
import selectors
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import msgspec

from banyan.runtime.lookahead.branch import Base, Outcome, Trial
from banyan.twin.swmm.follow import Follow, Followed
from banyan.twin.swmm.model import blind
from banyan.twin.swmm.pipe import Child, ChildDied
from banyan.twin.swmm.spec import PlantSpec

MODULE = "banyan.runtime.lookahead.worker"
_followed = msgspec.json.Decoder(Followed).decode
_outcome = msgspec.json.Decoder(Outcome).decode
T = TypeVar("T")


class Branches(Protocol):
    """What the search needs: a state to go on from, and outcomes in the trials' order."""

    def follow(self, asked: Follow) -> Followed: ...
    def base(self, base: Base) -> None: ...
    def outcomes(self, trials: Sequence[Trial]) -> list[Outcome]: ...
    def end(self) -> None: ...
    def close(self) -> None: ...


class Pool:
    """Implements Branches. A process that dies is started again and its question asked again, once.

    The answers depend on the questions alone: nothing is lost with a process.
    """

    def __init__(self, spec: PlantSpec, seed: int | None, processes: int = 2) -> None:
        """`seed` None: the network as declared.

        Raises SpecError for a city without hydraulics, ChildRefused for a network that can't be simulated."""
        self._open = {"model": blind(spec), "perturb": seed}
        self._base: Base | None = None
        self._ending = False
        self._children = [Child(MODULE) for _ in range(processes)]
        try:
            for child in self._children:
                child.send(self._open)
            for child in self._children:
                child.answer()
        except BaseException:
            self.close()
            raise

    def follow(self, asked: Follow) -> Followed:
        return _followed(self._ask(0, {"follow": asked}))

    def base(self, base: Base) -> None:
        self._base = base
        for i in range(len(self._children)):
            self._ask(i, {"base": base})

    def outcomes(self, trials: Sequence[Trial]) -> list[Outcome]:
        """All outcomes, in the trials' order. Raises ChildRefused with the first sentence that refuses one."""
        results: list[Outcome | None] = [None] * len(trials)
        waiting = iter(range(len(trials)))
        with selectors.DefaultSelector() as ready:
            busy: dict[int, int] = {}
            for i in range(len(self._children)):
                self._give(i, trials, next(waiting, None), busy, ready)
            while busy:
                for key, _ in ready.select():
                    number = busy.pop(key.data)
                    ready.unregister(key.fileobj)
                    results[number] = _outcome(self._answer(key.data, {"trial": trials[number]}))
                    self._give(key.data, trials, next(waiting, None), busy, ready)
        return [result for result in results if result is not None]

    def _give(
        self, i: int, trials: Sequence[Trial], number: int | None, busy: dict[int, int], ready: selectors.BaseSelector
    ) -> None:
        if number is None:
            return
        try:
            self._children[i].send({"trial": trials[number]})
        except ChildDied:
            self._again(i)
            self._children[i].send({"trial": trials[number]})
        busy[i] = number
        ready.register(self._children[i], selectors.EVENT_READ, i)

    def _ask(self, i: int, request: dict[str, Any]) -> bytes:
        try:
            return self._children[i].ask(request)
        except ChildDied:
            self._again(i)
            return self._children[i].ask(request)

    def _answer(self, i: int, request: dict[str, Any]) -> bytes:
        try:
            return self._children[i].answer()
        except ChildDied:
            self._again(i)
            return self._children[i].ask(request)

    def _again(self, i: int) -> None:
        if self._ending:
            raise ChildDied("the look ahead was ended")
        self._children[i].kill()
        self._children[i] = Child(MODULE)
        self._children[i].ask(self._open)
        if self._base is not None:
            self._children[i].ask({"base": self._base})

    def end(self) -> None:
        """What is being asked in another thread ends with ChildDied; `close` when that thread has ended."""
        self._ending = True
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)

    def close(self) -> None:
        self.end()
        for child in self._children:
            child.kill()
