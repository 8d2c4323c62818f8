"""The best plan by CP-SAT: one worker, a fixed seed, a limit in deterministic time, so the same question is answered
the same everywhere (DESIGN 5.4). Started from nearest-first, and never worth less.
"""

from typing import NamedTuple

from banyan.allocate.plan import Given, by_id, nearest_first, taken, values
from banyan.model.demand import Question
from banyan.runtime.allocation.solver import deterministic

LIMIT = 5.0          # of the solver's deterministic time, about seconds of one core
FINEST = 0.01        # person-minutes
LARGEST = 2.0**50    # of the integer objective: sums stay exact


class Solved(NamedTuple):
    """Who goes where; `bound`: no plan is worth more. `status`: optimal | feasible | nearest-first."""

    given: Given
    bound: float
    status: str


def solve(question: Question, limit: float = LIMIT) -> Solved:
    """Each demand gets at most one hand, each hand at most one demand, so that the sum of `values` is largest."""
    from ortools.sat.python import cp_model  # half a second: only where a plan is asked for

    table, start = values(question), nearest_first(question)
    cells = _worth_a_look(question, table, start)
    if not cells:
        return Solved({}, -taken(question), "optimal")
    unit = max(FINEST, sum(v for _, _, v in cells) / LARGEST)     # person-minutes that the solver counts as one
    model = cp_model.CpModel()
    chosen = {(i, j): model.new_bool_var(f"{i}/{j}") for i, j, _ in cells}
    for i in range(len(table)):
        model.add_at_most_one(chosen[i, j] for j in range(len(table[i])) if (i, j) in chosen)
    for j in range(len(question.hands)):
        model.add_at_most_one(chosen[i, j] for i in range(len(table)) if (i, j) in chosen)
    model.maximize(sum(round(v / unit) * chosen[i, j] for i, j, v in cells))
    for (i, j), var in chosen.items():
        model.add_hint(var, start.get(question.demands[i].task) == question.hands[j].crew)
    solver = deterministic(limit)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved(start, _loosest(question, table), "nearest-first")
    hidden = min(len(table), len(question.hands)) * unit / 2      # what rounding may have hidden
    bound = solver.best_objective_bound * unit + hidden - taken(question)
    given = {question.demands[i].task: question.hands[j].crew for (i, j), var in chosen.items() if solver.value(var)}
    return Solved(by_id(question, given), bound, "optimal" if status == cp_model.OPTIMAL else "feasible")


def _worth_a_look(
    question: Question, table: list[list[float | None]], start: Given
) -> list[tuple[int, int, float]]:
    """Of each hand its best demands, as many as there are hands, and the same the other way round; and what
    nearest-first does.

    Nothing is lost: a hand on a worse demand than these could take one of them that nobody has, and do better.
    """
    wide, high = len(question.hands), len(question.demands)
    cells = {(i, j): v for i, row in enumerate(table) for j, v in enumerate(row) if v is not None}
    of_hand: dict[int, list[tuple[float, int]]] = {}
    of_demand: dict[int, list[tuple[float, int]]] = {}
    for (i, j), v in cells.items():
        of_hand.setdefault(j, []).append((-v, i))
        of_demand.setdefault(i, []).append((-v, j))
    best = {(i, j) for j, found in of_hand.items() for _, i in sorted(found)[:wide]}
    best &= {(i, j) for i, found in of_demand.items() for _, j in sorted(found)[:high]}
    column = {hand.crew: j for j, hand in enumerate(question.hands)}
    best |= {(i, column[start[d.task]]) for i, d in enumerate(question.demands) if d.task in start}
    return [(i, j, v) for (i, j), v in cells.items() if (i, j) in best]


def _loosest(question: Question, table: list[list[float | None]]) -> float:
    """A bound without a solver: every demand gets the hand that does best there."""
    return sum(max((v for v in row if v is not None), default=0.0) for row in table) - taken(question)
