"""What-ifs asked of a running city: one is simulated, one may wait, in a process of their own beside the loop."""

import threading
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.model.city import Storm
from banyan.runtime.data_folder import open_reader
from banyan.runtime.desk import Busy
from banyan.runtime.whatif import kept
from banyan.runtime.whatif.ground import Ground, ground
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.result import Result
from banyan.runtime.whatif.subject import subject
from banyan.runtime.whatif.worker import KNOWN, Request, Said
from banyan.twin.swmm.pipe import Child, ChildDied, ChildRefused

MODULE = "banyan.runtime.whatif.worker"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
REMEMBERED = 50      # questions whose end is remembered


class Standing(Struct, frozen=True):
    """How far a question is; `progress` from 0 to 1, `error` a sentence when it failed."""

    id: str
    state: str
    progress: float = 0.0
    error: str | None = None


class WhatIfs:
    """Thread-safe. Made once for a served city; `close` ends what is being simulated."""

    def __init__(self, data: Path, folder: Path | None = None) -> None:
        self.data = data
        self._folder = folder
        self._lock = threading.Lock()
        self._questions: dict[str, Ground] = {}      # those that wait or run
        self._standing: dict[str, Standing] = {}
        self._child: Child | None = None
        self._closed = False
        self._storms: tuple[Storm, ...] | None = None

    def storms(self) -> tuple[Storm, ...]:
        """Those that a question may name; none where the city's folder isn't known, or can't be read now."""
        if self._storms is None:
            try:
                with open_reader(self.data) as store:
                    self._storms = subject(self.data, store, self._folder).storms
            except KNOWN:
                return ()
        return self._storms

    def ask(self, question: Question) -> Standing:
        """Take it up, or say how far it is. Raises Busy, and what runtime.whatif.ground.ground raises."""
        asked = ground(self.data, self._folder, question)
        key = asked.key
        if kept.cached(self.data, key) is not None:
            return Standing(key, DONE, 1.0)
        with self._lock:
            if self._closed:
                raise Busy("the city has stopped: nothing is simulated any more")
            if key in self._questions:
                return self._standing[key]
            if len(self._questions) >= 2:
                raise Busy("one what-if is being simulated and another one waits: ask again in a moment")
            self._questions[key] = asked
            self._note(Standing(key, WAITING))
            if len(self._questions) == 1:
                threading.Thread(target=self._work, name="banyan-whatif", daemon=True).start()
            return self._standing[key]

    def standing(self, key: str) -> Standing:
        """Raises KeyError for a question that nobody asked."""
        with self._lock:
            known = self._standing.get(key)
            if known is not None and known.state in (WAITING, RUNNING, FAILED):
                return known
        if kept.by_id(self.data, key) is None:
            raise KeyError(f"what-if {key}")
        return Standing(key, DONE, 1.0)

    def result(self, key: str) -> Result:
        """Raises KeyError where there is none (yet)."""
        found = kept.by_id(self.data, key)
        if found is None:
            raise KeyError(f"what-if {key}")
        return found

    def unfinished(self) -> list[Standing]:
        with self._lock:
            return [self._standing[key] for key in self._questions]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            child = self._child
        if child is not None:
            child.kill()

    def _note(self, standing: Standing) -> None:
        self._standing.pop(standing.id, None)
        self._standing[standing.id] = standing
        for old in [key for key in self._standing if key not in self._questions][:-REMEMBERED]:
            del self._standing[old]

    def _work(self) -> None:
        """Until nothing waits."""
        while True:
            with self._lock:
                key = next(iter(self._questions), None)
                if key is None or self._closed:
                    return
                asked = self._questions[key]
                self._note(Standing(key, RUNNING))
            try:
                end = self._one(key, asked)
            except Exception as e:  # noqa: BLE001  whatever it was, this question ends with it and the next is taken up
                end = Standing(key, FAILED, 0.0, f"it ended with an error that nobody expected "
                               f"({type(e).__name__}: {e}): it has no answer, the next question is taken up")
            with self._lock:
                self._note(end)
                del self._questions[key]
                if not self._questions:
                    return

    def _one(self, key: str, asked: Ground) -> Standing:
        try:
            child = Child(MODULE)
        except OSError as e:
            return Standing(key, FAILED, 0.0, f"no process for it ({e.strerror}): ask again later")
        with self._lock:
            self._child = child
            if self._closed:             # while the process was being made: `close` has not seen it
                child.kill()
        try:
            folder = str(self._folder) if self._folder is not None else None
            child.send(Request(key, str(self.data), folder, asked.question, asked.at))
            while True:
                said = msgspec.json.decode(child.answer(), type=Said)
                if said.done is not None:
                    return Standing(key, DONE, 1.0)
                if said.error is not None:
                    return Standing(key, FAILED, 0.0, said.error)
                with self._lock:
                    self._note(Standing(key, RUNNING, said.progress or 0.0))
        except ChildRefused as e:
            return Standing(key, FAILED, 0.0, str(e))
        except ChildDied:
            return Standing(key, FAILED, 0.0, "its process was ended before it gave an answer: ask again")
        finally:
            with self._lock:
                self._child = None
            with suppress(OSError):
                child.kill()
