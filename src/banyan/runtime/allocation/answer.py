"""From a question to the body of an allocation record: solved, judged by worth, never worse than nearest-first."""

import hashlib
from collections.abc import Mapping

import msgspec

from banyan.allocate.plan import Given, in_words, nearest_first
from banyan.allocate.ways import Ways
from banyan.allocate.worth import worth
from banyan.model.case import Task
from banyan.model.city import City
from banyan.model.demand import Allocation, Assignment, Plan, Question
from banyan.model.ids import TaskId
from banyan.model.time import fine
from banyan.runtime.allocation.solve import solve

KEPT_CELLS = 2_500       # a larger table of minutes is told by its digest alone: 100 crews x 300 tasks are 300 kB


def answer(
    question: Question, city: City, tasks: Mapping[TaskId, Task], ways: Ways, because: tuple[str, ...]
) -> Allocation:
    """What the journal keeps. Whatever the solver raises becomes `error`: then nearest-first goes on alone."""
    try:
        found = solve(question)
        best, status = found.given, found.status
        simple = nearest_first(question)
        ours, theirs = _judged(question, best), _judged(question, simple)
        if theirs > ours:
            best, ours, status = simple, theirs, "nearest-first"
        plan = in_words(question, best, city, tasks, ways)
    except Exception as e:  # noqa: BLE001  a solver's failure is a result like any other: the city goes on without it
        return _body(question, Plan(), because, error=f"{type(e).__name__}: {e}"[:500])
    bound = max(found.bound, ours)
    gap = (bound - ours) / bound if bound > 0 else 0.0
    return _body(question, plan, because, worth=ours, nearest=theirs, bound=bound, gap=gap, status=status)


def _judged(question: Question, given: Given) -> float:
    places = {d.task: d.place for d in question.demands}
    pairs = (Assignment(task, places[task], crew, question.at, 0.0, 0.0) for task, crew in given.items())
    return worth(question, Plan(tuple(pairs)))


def _body(
    question: Question, plan: Plan, because: tuple[str, ...], *, worth: float = 0.0, nearest: float = 0.0,
    bound: float = 0.0, gap: float = 0.0, status: str = "none", error: str | None = None,
) -> Allocation:  # fmt: skip
    cells = len(question.demands) * len(question.hands)
    digest = hashlib.sha256(msgspec.json.encode((question.minutes, question.km))).hexdigest()
    return Allocation(
        id=f"allocation/{fine(question.at)}", asked_at=question.at, demands=question.demands, hands=question.hands,
        closed=question.closed, minutes=question.minutes if cells <= KEPT_CELLS else (), digest=digest,
        weights=question.weights, plan=plan, worth=worth, nearest=nearest, bound=bound, gap=gap, status=status,
        because=because, error=error,
    )  # fmt: skip
