"""A warm pool of model twins: they follow the city, and try plans in branches, each process one at a time."""

import os
import selectors
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from banyan.runtime.lookahead.branch import Base, Outcome, Trial
from banyan.twin.swmm.follow import Follow, Followed
from banyan.twin.swmm.model import blind
from banyan.twin.swmm.pipe import Child, ChildDied, ChildRefused
from banyan.twin.swmm.spec import PlantSpec

MODULE = "banyan.runtime.lookahead.worker"
_followed = msgspec.json.Decoder(Followed).decode
_outcome = msgspec.json.Decoder(Outcome).decode


class Branches(Protocol):
    """What the search needs: a state to go on from, and outcomes in the trials' order."""

    def follow(self, asked: Follow) -> Followed: ...
    def base(self, base: Base) -> None: ...
    def outcomes(self, trials: Sequence[Trial]) -> list[Outcome]: ...
    def give_up(self) -> None: ...
    def end(self) -> None: ...
    def close(self) -> None: ...


class Pool:
    """Implements Branches. A process that dies is started again and its question asked again, once.

    The answers depend on the questions alone: nothing is lost with a process.
    """

    def __init__(self, spec: PlantSpec, seed: int | None, processes: int = 2) -> None:
        """`seed` None: the network as declared.

        Raises SpecError for a city without hydraulics, ChildRefused for a network that can't be simulated.
        """
        self._open = {"model": blind(spec), "perturb": seed}
        self._base: Base | None = None
        self._ending = self._given_up = False
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
        self._given_up = False
        return _followed(self._ask(0, {"follow": asked}))

    def base(self, base: Base) -> None:
        self._base = base
        for i in range(len(self._children)):
            self._ask(i, {"base": base})

    def outcomes(self, trials: Sequence[Trial]) -> list[Outcome]:
        """All outcomes, in the trials' order. Raises ChildRefused with the first sentence that refuses one.

        Whatever happens, no answer stays unread: it would be taken for the next question's.
        """
        results: list[Outcome | None] = [None] * len(trials)
        waiting = iter(range(len(trials)))
        busy: dict[int, int] = {}
        refused: ChildRefused | None = None
        try:
            with selectors.DefaultSelector() as ready:
                for i in range(len(self._children)):
                    self._give(i, trials, next(waiting, None), busy, ready)
                while busy:
                    for key, _ in ready.select():
                        number = busy[key.data]
                        ready.unregister(key.fileobj)
                        try:
                            results[number] = _outcome(self._answer(key.data, {"trial": trials[number]}))
                        except ChildRefused as e:
                            refused = refused or e
                        del busy[key.data]
                        self._give(key.data, trials, None if refused else next(waiting, None), busy, ready)
        except BaseException:
            self._renew(busy)
            raise
        if refused is not None:
            raise refused
        return [result for result in results if result is not None]

    def _give(
        self, i: int, trials: Sequence[Trial], number: int | None, busy: dict[int, int], ready: selectors.BaseSelector
    ) -> None:
        if number is None:
            return
        busy[i] = number
        try:
            self._children[i].send({"trial": trials[number]})
        except (ChildDied, ChildRefused):      # gone since its last answer
            self._again(i)
            self._children[i].send({"trial": trials[number]})
        ready.register(self._children[i], selectors.EVENT_READ, i)

    def _ask(self, i: int, request: dict[str, Any]) -> bytes:
        try:
            self._children[i].send(request)
        except (ChildDied, ChildRefused):
            self._again(i)
            self._children[i].send(request)
        return self._answer(i, request)

    def _answer(self, i: int, request: dict[str, Any]) -> bytes:
        """A process that died is asked again, once; one that crashed on its question is replaced and not asked again.
        """
        try:
            return self._children[i].answer()
        except ChildDied:
            self._again(i)
            return self._children[i].ask(request)
        except ChildRefused:
            if not self._children[i].alive:
                self._again(i)
            raise

    def _again(self, i: int) -> None:
        if self._ending:
            raise ChildDied("the look ahead was ended")
        self._children[i].kill()
        self._children[i] = Child(MODULE)
        self._children[i].ask(self._open)
        if self._base is not None:
            self._children[i].ask({"base": self._base})
        if self._given_up:
            raise ChildDied("the look ahead took too long and was given up")

    def _renew(self, busy: dict[int, int]) -> None:
        """Processes that may still answer are replaced."""
        for i in busy:
            if not self._ending:
                with suppress(ChildDied, ChildRefused):
                    self._again(i)

    def give_up(self) -> None:
        """What is being asked in another thread ends with ChildDied; the next question is asked of new processes."""
        self._given_up = True
        self._kill()

    def _kill(self) -> None:
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)

    def end(self) -> None:
        """What is being asked in another thread ends with ChildDied; `close` when that thread has ended."""
        self._ending = True
        self._kill()

    def close(self) -> None:
        self.end()
        for child in self._children:
            child.kill()
