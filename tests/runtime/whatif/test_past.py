"""Where crews stand at a moment, and what the model follows the city by."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from banyan.command.memory import Memory
from banyan.model.case import CrewState, CrewStatus, Task, TaskStatus
from banyan.model.ids import CaseId, CrewId, PlaceId, TaskId
from banyan.runtime.data_folder import open_reader
from banyan.runtime.whatif.past import crews, past
from banyan.twin.swmm.onward import Stands
from tests.runtime.conftest import T0, at
from tests.runtime.whatif.conftest import Lived, state_of

TASK = Task(TaskId("T-1"), CaseId("C-1"), PlaceId("lane"), "mobile-pump", TaskStatus.TRAVELLING, at(0),
            CrewId("crew-1"))


def told(lived: Lived, crew: CrewState, task: Task = TASK) -> tuple[list[Stands], list[str]]:
    command = Memory(crews={crew.id: crew}, tasks={task.id: task})
    stands, sent = crews(replace(state_of(lived.memory), command=command), T0 + timedelta(minutes=10))
    return list(stands), [str(body["dispatch"]) for body in sent]


def state(status: CrewStatus, task: str | None = "T-1", second: float = 0, expected: float | None = None) -> CrewState:
    place = None if status is CrewStatus.HOME else PlaceId("lane")
    return CrewState(CrewId("crew-1"), status, at(second), place, TaskId(task) if task else None,
                     at(expected) if expected is not None else None)


@pytest.mark.parametrize(("crew", "arrive_s"), [
    (state(CrewStatus.TRAVELLING, expected=900), 300), (state(CrewStatus.ON_SITE, second=540, expected=500), -60),
    (state(CrewStatus.WORKING, second=0), -600),
])  # fmt: skip
def test_a_crew_stands_where_it_said_it_was(lived: Lived, crew: CrewState, arrive_s: int) -> None:
    assert told(lived, crew) == ([Stands("crew-1", crew.status, "T-1", "lane", "mobile-pump", arrive_s)], [])


def test_who_was_sent_and_has_not_answered_has_the_dispatch(lived: Lived) -> None:
    assert told(lived, state(CrewStatus.HOME)) == ([], ["T-1"])
    stands, sent = told(lived, state(CrewStatus.RETURNING, expected=660))
    assert ([s.status for s in stands], sent) == ([CrewStatus.RETURNING], ["T-1"])


def test_who_kept_silent_and_lost_its_task_stays_at_home(lived: Lived) -> None:
    lost = replace(TASK, crew=None, status=TaskStatus.WAITING)
    assert told(lived, state(CrewStatus.HOME), lost) == ([], [])
    assert told(lived, state(CrewStatus.HOME, task=None)) == ([], [])


def test_the_model_follows_what_was_measured_from_the_first_tick_on(lived: Lived) -> None:
    with open_reader(lived.data) as store:
        found = past(lived.scenario.known, store, lived.now, state_of(lived.memory))
    begin = lived.scenario.spec.start
    assert (found.start, found.follow.begin, found.follow.now) == (begin - timedelta(minutes=1), begin, lived.now)
    heavy = [mm for minute, mm in found.follow.rain if 13 <= minute <= 45]      # 160 mm/h from minute 10 to 45
    assert len(heavy) >= 30
    assert sum(heavy) / len(heavy) == pytest.approx(160, rel=0.02)
    assert set(found.follow.levels) == {"east-lake.level", "west-lake.level"}
    assert {device for _, device, _ in found.follow.settings} <= {"gate-east", "gate-west", "pump-1", "pump-2"}
    assert found.measured["east-lake.level"] == state_of(lived.memory).latest["east-lake.level"].value  # type: ignore[index]
