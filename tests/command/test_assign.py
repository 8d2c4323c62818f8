"""A plan may take crews from their tasks: all such changes of it, or none."""

from msgspec.structs import replace

from banyan.allocate.nearest import nearest
from banyan.command.assign import assign, every_demand
from banyan.command.memory import Commanded, Memory
from banyan.command.run import run
from banyan.model.case import CrewState, CrewStatus, TaskStatus
from banyan.model.demand import Assignment, Demand, Plan, Unserved
from banyan.model.ids import CrewId, PlaceId, TaskId
from banyan.model.messages import CrewReport
from banyan.model.text import Said
from tests.command.small_city import CITY, alert, at, says

A, B, C = (TaskId(f"T/high-water/{root}@20260724T010000Z/{place}/1")
           for root, place in (("lake", "a"), ("lake", "b"), ("c", "c")))
VIA = ((119.29, 26.0), (119.295, 26.001), (119.40, 26.0))


def flooded(*rules: str) -> Memory:
    """One after another: crew one is on its way to a, crew two to b, and nobody is left for c."""
    memory = Memory()
    for name in rules:
        began = run(CITY, memory, (alert(name, 0),), (), (), at(0))
        plan = nearest(began.demands, CITY.crews, began.memory.crews, at(0))
        memory = assign(CITY, began.memory, plan, at(0)).memory
    return memory


def heard(memory: Memory, *reports: CrewReport, n: float = 3) -> Memory:
    return run(CITY, memory, (), reports, (), at(n)).memory


def goes(task: TaskId, crew: str, path: tuple[tuple[float, float], ...] = ()) -> Assignment:
    return Assignment(task, PlaceId(task.split("/")[-2]), CrewId(crew), at(20), 5.0, 10.0, path)


def follow(memory: Memory, asked: tuple[Demand, ...], *assignments: Assignment, n: float = 4) -> Commanded:
    served = [a.task for a in assignments]
    left = tuple(Unserved(d.task, Said("allocate.elsewhere", {"crews": "2"})) for d in asked if d.task not in served)
    return assign(CITY, memory, Plan(assignments, left), at(n), asked)


def bodies(done: Commanded) -> list[dict[str, object]]:
    return [n.body for n in done.notices]


def test_all_that_has_not_ended_is_asked_about_with_who_has_it() -> None:
    memory = flooded("depth-a", "depth-b", "depth-c")
    assert [(d.task, d.crew, d.status) for d in every_demand(CITY, memory, at(1))] == [
        (A, "crew-1", TaskStatus.TRAVELLING), (B, "crew-2", TaskStatus.TRAVELLING), (C, None, TaskStatus.WAITING)]


def test_a_crew_under_way_is_sent_to_a_worse_place_and_its_task_waits_and_says_why() -> None:
    memory = flooded("depth-a", "depth-b", "depth-c")
    done = follow(memory, every_demand(CITY, memory, at(3)), goes(B, "crew-2"), goes(C, "crew-1", VIA))
    a, c = done.memory.tasks[A], done.memory.tasks[C]
    assert (a.status, a.crew, a.path, a.why) == (
        TaskStatus.WAITING, None, (), Said("command.called_away", {"crew": "crew-1", "place": "c"}))
    assert (c.status, c.crew, c.path, c.expected_at) == (TaskStatus.TRAVELLING, "crew-1", VIA, at(20))
    assert done.memory.crews[CrewId("crew-1")].task == C
    assert bodies(done) == [{"dispatch": C, "n": 1, "crew": "crew-1", "place": "c", "action": "mobile-pump",
                             "via": [[119.295, 26.001]]}]
    assert A in [d.task for d in done.demands]


def test_two_crews_change_places() -> None:
    memory = flooded("depth-a", "depth-b")
    done = follow(memory, every_demand(CITY, memory, at(3)), goes(A, "crew-2"), goes(B, "crew-1"))
    assert {t: task.crew for t, task in done.memory.tasks.items()} == {A: "crew-2", B: "crew-1"}
    assert [(b["dispatch"], b["crew"], b["n"]) for b in bodies(done)] == [(A, "crew-2", 2), (B, "crew-1", 2)]


def test_a_crew_that_is_relieved_comes_home() -> None:
    memory = flooded("depth-a")
    done = follow(memory, every_demand(CITY, memory, at(3)), goes(A, "crew-2"))
    assert [b.get("recall") or b.get("dispatch") for b in bodies(done)] == [A, A]
    assert [b["crew"] for b in bodies(done)] == ["crew-1", "crew-2"]
    assert done.memory.crews[CrewId("crew-1")].task is None
    assert done.memory.tasks[A].crew == "crew-2"


def test_a_plan_that_found_things_otherwise_moves_nobody_but_sends_who_is_free() -> None:
    """Crew one has arrived since: whoever planned took it to be on its way."""
    before = flooded("depth-a")
    memory = heard(before, says("crew-1", 1, 3, CrewStatus.ON_SITE, "a", A))
    done = follow(memory, every_demand(CITY, before, at(2)), goes(A, "crew-2"))
    assert done.notices == ()
    assert done.memory.tasks[A].crew == "crew-1"


def test_without_the_demands_that_a_plan_answers_nobody_is_moved() -> None:
    memory = flooded("depth-a")
    assert assign(CITY, memory, Plan((goes(A, "crew-2"),)), at(4)).notices == ()


def test_a_task_that_only_loses_its_crew_keeps_it() -> None:
    memory = flooded("depth-a")
    asked = every_demand(CITY, memory, at(3))
    done = assign(CITY, memory, Plan((), (Unserved(A, Said("allocate.elsewhere")),)), at(4), asked)
    assert (done.records, done.memory.tasks[A].crew) == ((), "crew-1")


def test_a_crew_that_has_looked_has_done_its_task() -> None:
    memory = flooded("depth-a", "depth-b", "depth-c")
    task = replace(memory.tasks[A], action="inspect", status=TaskStatus.ON_SITE, arrived_at=at(5))
    memory = replace(memory, tasks={**memory.tasks, A: task})
    assert not next(d for d in every_demand(CITY, memory, at(14)) if d.task == A).looked
    asked = every_demand(CITY, memory, at(15))
    assert next(d for d in asked if d.task == A).looked
    done = follow(memory, asked, goes(B, "crew-2"), goes(C, "crew-1"), n=15)
    assert (done.memory.tasks[A].status, done.memory.tasks[A].done_at) == (TaskStatus.DONE, at(15))
    assert done.memory.tasks[C].crew == "crew-1"
    assert [b.get("recall") or b.get("dispatch") for b in bodies(done)] == [A, C]


def test_what_a_redirected_crew_still_says_of_its_old_task_moves_neither() -> None:
    memory = flooded("depth-a", "depth-b", "depth-c")
    moved = follow(memory, every_demand(CITY, memory, at(3)), goes(B, "crew-2"), goes(C, "crew-1")).memory
    late = heard(moved, says("crew-1", 1, 3, CrewStatus.ON_SITE, "a", A), n=5)
    assert (late.tasks[A].status, late.tasks[C].status) == (TaskStatus.WAITING, TaskStatus.TRAVELLING)
    there = heard(late, says("crew-1", 2, 19, CrewStatus.ON_SITE, "c", C), n=20)
    assert there.tasks[C].status is TaskStatus.ON_SITE


def test_a_crew_that_nobody_knew_of_yet_is_sent_from_home() -> None:
    began = run(CITY, Memory(), (alert("depth-a", 0),), (), (), at(0))
    done = follow(began.memory, every_demand(CITY, began.memory, at(0)), goes(A, "crew-1"), n=0)
    assert done.memory.crews[CrewId("crew-1")] == CrewState(
        CrewId("crew-1"), CrewStatus.HOME, at(0), task=A, expected_at=at(20))
