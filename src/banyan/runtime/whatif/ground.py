"""All that an answer depends on, gathered before anything is simulated."""

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.ports import Store
from banyan.model.text import Said
from banyan.model.time import Instant, iso
from banyan.runtime.data_folder import open_reader
from banyan.runtime.loop import State
from banyan.runtime.whatif.past import MARGIN, Past, past
from banyan.runtime.whatif.planfile import check_plan
from banyan.runtime.whatif.question import Question, faults_of, sane
from banyan.runtime.whatif.remember import Moment, moment_of, remember
from banyan.runtime.whatif.subject import Subject, subject
from banyan.runtime.whatif.version import key_of
from banyan.runtime.whatif.weather import Weather, storm_of, weather
from banyan.twin.swmm.spec import Fault, FaultKind
from banyan.twin.swmm.tables import Table

STEP_S = 10          # a what-if is a whole number of these long


class Ground(NamedTuple):
    """A question and whom it is about. `key` is the digest of both."""

    key: str
    question: Question
    subject: Subject
    at: Instant


class Begun(NamedTuple):
    """What every run of it begins with. `sent` are dispatches and recalls that left at the moment itself."""

    ground: Ground
    moment: Moment
    past: Past
    weather: Weather
    faults: tuple[Fault, ...]
    sent: list[dict[str, Any]]
    notes: list[Said]

    @property
    def end(self) -> Instant:
        return self.ground.at + timedelta(seconds=STEP_S * round(self.weather.hours * 3600 / STEP_S))


def ground(data: Path, folder: Path | None, question: Question, at: Instant | None = None) -> Ground:
    """`at`: the moment, where it was found before ("live" goes on while somebody waits).

    Raises what a user can cause, each a sentence: UsageError, StoreError, FolderErrors, NetworkError, FaultError.
    """
    with open_reader(data) as store:
        of = subject(data, store, folder)
        check_plan(question.plan, of.city)
        faults_of(question, of.city)
        storm_of(question.storm, of.storms)
        moment = at or moment_of(store, sane(question).moment)
        return Ground(key_of(question, of, moment), question, of, moment)


def begin(store: Store, asked: Ground) -> Begun:
    """The city's memory, its past and what comes. Raises UsageError, StoreError."""
    of, question = asked.subject, asked.question
    moment = remember(of.ready(), store, asked.at)
    before = past(of.known, store, asked.at, moment.state)
    zero = (asked.at - before.start) / timedelta(minutes=1)
    coming = weather(question, asked.at, moment.state.forecast, _back(before.follow.tide, zero),
                     _back(before.follow.inflow, zero), of.storms)
    broken = _broken(of.city, moment.state)
    now = [notice.body for tick, notice in store.notices("plant") if tick == asked.at]
    sent = [body for body in now if "order" not in body and "stop" not in body]
    notes = [*coming.notes, *(Said("whatif.broken", {"device": str(fault.target)}) for fault in broken)]
    if before.follow.begin > before.start + MARGIN:
        notes.append(Said("whatif.look_back", {"since": iso(before.follow.begin)}))
    return Begun(asked, moment, before, coming, (*faults_of(question, of.city), *broken), sent, notes)


def _back(table: Table, zero: float) -> Table:
    return tuple((minute - zero, value) for minute, value in table)


def _broken(city: City, state: State) -> tuple[Fault, ...]:
    """What didn't follow its orders at the moment goes on not following them."""
    kinds = {Kind.GATE: FaultKind.GATE_STUCK, Kind.PUMP: FaultKind.PUMP_FAILS}
    return tuple(Fault(kinds[d.kind], 0.0, None, str(d.id)) for d in city.devices if state.control.devices[d.id].fault)
