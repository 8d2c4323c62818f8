"""The job beside the loop: asked when something has changed, answered a tick later, the same after a kill."""

import threading
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.model.case import TaskStatus
from banyan.model.city import City
from banyan.model.demand import Allocation, Question
from banyan.model.record import Record, canonical, plain
from banyan.runtime.allocation import job as jobs
from banyan.runtime.prepared import Prepared, prepare
from banyan.stores.embedded import EmbeddedStore
from banyan_check import check
from tests.runtime.allocation.streets import Run
from tests.runtime.conftest import at

TICK = timedelta(seconds=10)
END = at(45 * 60)


@pytest.fixture(scope="module")
def ready(bay: City) -> Prepared:
    return prepare(bay)._replace(plans=True)


def gone_through(city: Prepared, folder: Path, silent: tuple[str, ...] = ()) -> list[Record]:
    store = EmbeddedStore(folder, "banyan-bay")
    run = Run(city, store, silent).until(END)
    run.vanish()
    found = [rec for _, rec in store.records()]
    store.close()
    return found


@pytest.fixture(scope="module")
def undisturbed(ready: Prepared, tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    return gone_through(ready, tmp_path_factory.mktemp("undisturbed"))


def plans(records: list[Record]) -> list[Record]:
    return [rec for rec in records if rec.kind == "allocation"]


def test_every_place_is_asked_about_and_the_answer_stands_a_tick_later(undisturbed: list[Record]) -> None:
    found = plans(undisturbed)
    assert len(found) >= 8
    assert {rec.at - datetime.fromisoformat(rec.body["asked_at"]) for rec in found} == {TICK}
    assert {rec.body["error"] for rec in found} == {None}
    assert "task" in found[0].body["because"]


def test_no_plan_lacks_what_it_was_made_of(undisturbed: list[Record]) -> None:
    for rec in plans(undisturbed):
        body = rec.body
        tasks = [d["task"] for d in body["demands"]]
        assert tasks == sorted(tasks)
        assert set(body) == set(Allocation.__struct_fields__)
        assert [len(body["minutes"]), {len(row) for row in body["minutes"]}] == [len(tasks), {len(body["hands"])}]
        assert body["nearest"] - 1e-6 <= body["worth"] <= body["bound"] + 1e-6
        served = [a["task"] for a in body["plan"]["assignments"]]
        assert sorted(served + [u["task"] for u in body["plan"]["unserved"]]) == tasks
        assert [(cause.role, cause.id) for cause in rec.causes] == [("computed-from", task) for task in tasks]


def test_the_independent_checker_finds_the_same(undisturbed: list[Record]) -> None:
    found = [plain(rec) for rec in undisturbed]
    assert [v for v in check(found).violations if v.rule == "allocation-inputs"] == []
    last = next(rec for rec in reversed(found) if rec["kind"] == "allocation")
    last["body"]["plan"]["assignments"] = last["body"]["plan"]["assignments"][1:]
    assert [v.record for v in check(found).violations if v.rule == "allocation-inputs"] == [last["id"]]


def test_crews_travel_on_roads_and_their_tasks_say_which(undisturbed: list[Record], bay: City) -> None:
    under_way = [r.body for r in undisturbed if r.kind == "task" and r.body["status"] == TaskStatus.TRAVELLING]
    places = {str(p.id): p.at for p in bay.places}
    assert under_way
    assert {len(body["path"]) > 2 for body in under_way} == {True}
    assert all(tuple(body["path"][-1]) == pytest.approx(places[body["place"]], abs=1e-5) for body in under_way)


def test_who_waits_is_told_why(undisturbed: list[Record]) -> None:
    """Eight streets, five crews, four of them with a pump."""
    last = {r.body["id"]: r.body for r in undisturbed if r.kind == "task"}
    waiting = [body["why"]["key"] for body in last.values() if body["status"] == TaskStatus.WAITING]
    assert waiting
    assert set(waiting) <= {"allocate.elsewhere", "command.called_away"}


def test_no_crew_is_sent_back_and_forth(undisturbed: list[Record]) -> None:
    """A task has one crew, and a second one at most: the swap penalties hold over a whole storm."""
    sent = {(r.body["id"], r.body["crew"], r.body["sent_at"]) for r in undisturbed
            if r.kind == "task" and r.body["status"] == TaskStatus.TRAVELLING}
    assert max(Counter(task for task, _, _ in sent).values()) <= 2


def test_killed_with_a_question_open_or_just_answered_the_journal_is_the_same(
    ready: Prepared, undisturbed: list[Record], tmp_path: Path
) -> None:
    moments = {rec.at for rec in plans(undisturbed)}
    stops = sorted({m - TICK for m in moments} | moments | {at(600)})
    store = EmbeddedStore(tmp_path, "banyan-bay")
    for stop in stops:
        Run(ready, store).until(stop).vanish()
    Run(ready, store).until(END).vanish()
    assert [canonical(rec) for _, rec in store.records()] == [canonical(rec) for rec in undisturbed]
    store.close()


def test_a_crew_that_falls_silent_is_planned_around(ready: Prepared, tmp_path: Path) -> None:
    records = gone_through(ready, tmp_path, silent=("crew-1",))
    last = plans(records)[-1].body
    assert "crew-1" not in [hand["crew"] for hand in last["hands"]]
    assert "crew-1" not in [a["crew"] for a in last["plan"]["assignments"]]
    first = next(a for rec in plans(records) for a in rec.body["plan"]["assignments"] if a["crew"] == "crew-1")
    later = [a["crew"] for rec in plans(records) for a in rec.body["plan"]["assignments"] if a["task"] == first["task"]]
    assert set(later) > {"crew-1"}       # somebody else went there


def test_no_way_is_measured_on_the_loops_own_thread(
    ready: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(*given: object) -> Question:
        threads.append(threading.current_thread().name)
        return real(*given)      # type: ignore[arg-type]  # handed on as it came

    threads, real = list[str](), jobs.question
    monkeypatch.setattr(jobs, "question", measured)
    store = EmbeddedStore(tmp_path, "banyan-bay")
    Run(ready, store).until(at(900)).vanish()
    store.close()
    assert {name.split("_")[0] for name in threads} == {"allocation"}


def test_where_the_solver_fails_nearest_first_serves(
    ready: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> Allocation:
        body = real(*given)      # type: ignore[arg-type]  # handed on as it came
        return replace(body, plan=replace(body.plan, assignments=(), unserved=()), error="RuntimeError: no memory")

    real = jobs.answer
    monkeypatch.setattr(jobs, "answer", broken)
    records = gone_through(ready, tmp_path)
    sent = [r.body["crew"] for r in records if r.kind == "task" and r.body["status"] == TaskStatus.TRAVELLING]
    assert len(set(sent)) == 5


def test_without_a_planning_job_nearest_first_serves_at_once(bay: City, tmp_path: Path) -> None:
    records = gone_through(prepare(bay), tmp_path)
    waiting = [r for r in records if r.kind == "task" and r.body["status"] == TaskStatus.WAITING]
    first = next(r for r in records if r.kind == "task" and r.body["status"] == TaskStatus.TRAVELLING)
    assert first.at == waiting[0].at
    assert len(first.body["path"]) > 2
