"""What a plan is made of: the figures to be added up, nearest-first as the way to beat, and the plan in words."""

import math
from collections.abc import Mapping
from datetime import timedelta

from banyan.allocate.nearest import can, why
from banyan.allocate.ways import Ways
from banyan.model.case import Task, TaskStatus
from banyan.model.city import City
from banyan.model.demand import Assignment, Demand, Plan, Question, Unserved
from banyan.model.ids import CrewId, TaskId
from banyan.model.level import Level
from banyan.model.text import Said

LEVEL_M = {Level.IV: 0.10, Level.III: 0.15, Level.II: 0.27, Level.I: 0.50}    # as the ready city's rules have them
_LATE = 1.0          # person-minutes that a served place counts at least
_PUMPS = "mobile-pump"
_THERE = (TaskStatus.ON_SITE, TaskStatus.WORKING)
Given = dict[TaskId, CrewId]


def values(question: Question) -> list[list[float | None]]:
    """Person-minutes for each demand (row) served by each hand (column); None where it can't be.

    A crew that keeps its task also saves what taking it away would cost: so a plan's worth is the sum of its cells,
    less the same constant for all plans (`taken`).
    """
    table: list[list[float | None]] = []
    for d, minutes, km in zip(question.demands, question.minutes, question.km, strict=True):
        rate, kept = _rate(d, question), _taken(d, question)
        row: list[float | None] = []
        for hand, m, k in zip(question.hands, minutes, km, strict=True):
            if m is None or k is None:
                row.append(None)
                continue
            horizon = question.weights.horizon_min
            end = horizon if hand.left_min is None else min(horizon, hand.left_min)
            gain = max(_LATE / 2 if d.looked else _LATE, rate * max(0.0, end - m) - question.weights.per_km * k)
            row.append(gain + (kept if d.crew == hand.crew else 0.0))
        table.append(row)
    return table


def taken(question: Question) -> float:
    """What a plan would lose that took every crew from its task."""
    return sum(_taken(d, question) for d in question.demands if d.crew)


def nearest_first(question: Question) -> Given:
    """Everybody keeps its task; who is free goes to the gravest, oldest demand (as in nearest)."""
    given: Given = {d.task: d.crew for d in question.demands if d.crew}
    rows = {d.task: n for n, d in enumerate(question.demands)}
    for demand in sorted(question.demands, key=lambda d: (-d.level.rank, d.since, d.task)):
        if demand.crew:
            continue
        row = rows[demand.task]
        free = [(round(m * 600), round((question.km[row][n] or 0.0) * 1000), hand.crew)
                for n, hand in enumerate(question.hands)
                if (m := question.minutes[row][n]) is not None and hand.task is None
                and hand.crew not in given.values()]
        if free:
            given[demand.task] = min(free)[2]
    return given


def by_id(question: Question, given: Given) -> Given:
    """The same worth with the lower ids: where two crews do equally well on each other's new tasks, or an idle one
    equally well on another's, the lower id takes the lower task. So equal plans are one plan.
    """
    rows = {d.task: row for d, row in zip(question.demands, values(question), strict=True)}
    column = {hand.crew: n for n, hand in enumerate(question.hands)}

    def cell(task: TaskId | None, crew: CrewId) -> float:
        found = rows[task][column[crew]] if task is not None else 0.0
        return -math.inf if found is None else found

    given = dict(given)
    idle = [hand.crew for hand in question.hands if hand.task is None and hand.crew not in given.values()]
    fresh = sorted(d.task for d in question.demands if d.task in given and given[d.task] != d.crew)
    for n, task in enumerate(fresh):
        holders = {given[t]: t for t in fresh[n + 1 :]}
        for crew in sorted([*holders, *idle]):
            mine, other = given[task], holders.get(crew)
            if crew > mine:
                break
            if math.isclose(cell(task, mine) + cell(other, crew), cell(task, crew) + cell(other, mine), rel_tol=1e-9):
                given[task] = crew
                if other is not None:
                    given[other] = mine
                else:
                    idle = [c for c in idle if c != crew] + [mine]
                break
    return given


def in_words(
    question: Question, given: Mapping[TaskId, CrewId], city: City, tasks: Mapping[TaskId, Task], ways: Ways
) -> Plan:
    """The plan with arrival times, ways and reasons, in the order of tasks."""
    assignments, unserved = [], []
    crews = {crew.id: crew for crew in city.crews}
    columns = {hand.crew: n for n, hand in enumerate(question.hands)}
    for row, d in enumerate(question.demands):
        crew = given.get(d.task)
        if crew is None:
            unserved.append(Unserved(d.task, _why(question, row, city)))
            continue
        n = columns[crew]
        minutes, km = question.minutes[row][n] or 0.0, question.km[row][n] or 0.0
        way = ways.way(crews[crew], question.hands[n].at, d) if d.crew != crew else None
        at = question.at + timedelta(seconds=math.ceil(minutes * 60))
        if d.crew == crew:
            at = tasks[d.task].expected_at or at
        assignments.append(Assignment(d.task, d.place, crew, at, km, minutes, way.path if way is not None else ()))
    return Plan(tuple(assignments), tuple(unserved))


def _rate(demand: Demand, question: Question) -> float:
    """Person-minutes a minute; 0 where a crew was to look and has."""
    w = question.weights
    if demand.looked:
        return 0.0
    metres = max([m for m in (demand.depth_m, demand.expected_m) if m is not None] + [LEVEL_M[demand.level]])
    people = demand.people if demand.people > 0 else w.people_unsaid
    return people * metres / w.reference_m * (1.0 if demand.action == _PUMPS else w.look_share)


def _taken(demand: Demand, question: Question) -> float:
    w = question.weights
    return _rate(demand, question) * (w.leave_min if demand.status in _THERE else w.turn_min)


def _why(question: Question, row: int, city: City) -> Said:
    """Why nobody goes to a demand."""
    demand = question.demands[row]
    able = {crew.id for crew in city.crews if can(crew, demand)}
    if demand.position is None or not able:
        return why(demand, city.crews)
    there = [(hand, question.minutes[row][n]) for n, hand in enumerate(question.hands) if hand.crew in able]
    if demand.looked:
        return Said("allocate.looked", {"place": demand.place})
    if any(minutes is not None for _, minutes in there):
        return Said("allocate.elsewhere", {"crews": str(len(able))})
    if any(hand.left_min != 0 for hand, _ in there):
        return Said("allocate.cut_off", {"place": demand.place})
    return Said("allocate.off_shift", {"crews": str(len(able))})


