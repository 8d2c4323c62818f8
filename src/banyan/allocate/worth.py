"""What a plan is worth, in person-minutes: written for judging any plan, and used by nobody to find one."""

from banyan.model.case import TaskStatus
from banyan.model.demand import Demand, Hand, Plan, Question, Weights
from banyan.model.level import Level

# The depths at which the ready city's rules raise their four levels: unmeasured water is taken to stand there.
STANDS_FOR_M = {Level.IV: 0.10, Level.III: 0.15, Level.II: 0.27, Level.I: 0.50}

LEAST = 1.0      # person-minutes: better late than never, so a free crew is never kept from a place that waits


def worth(question: Question, plan: Plan) -> float:
    """Person-minutes that the plan spares, less its kilometres and what it costs to take crews from their tasks.

    Raises KeyError for a plan that names a task or crew the question doesn't have, ValueError for one that can't be
    done: a task or a crew twice, or a crew that can't get there.
    """
    demands = {d.task: n for n, d in enumerate(question.demands)}
    hands = {h.crew: n for n, h in enumerate(question.hands)}
    given = {a.task: a.crew for a in plan.assignments}
    if len(given) != len(plan.assignments) or len(set(given.values())) != len(given):
        raise ValueError("a plan that gives a task or a crew twice")
    total = 0.0
    for task, crew in given.items():
        row, column = demands[task], hands[crew]
        minutes, km = question.minutes[row][column], question.km[row][column]
        if minutes is None or km is None:
            raise ValueError(f"a plan that sends {crew} to {task}, where it can't go")
        spared = _spared(question.demands[row], question.hands[column], minutes, question.weights)
        least = LEAST / 2 if question.demands[row].looked else LEAST     # whom nobody else needs may stay
        total += max(least, spared - question.weights.per_km * km)
    return total - sum(_taken(d, question.weights) for d in question.demands if d.crew and given.get(d.task) != d.crew)


def harm(demand: Demand, weights: Weights) -> float:
    """Person-minutes that one minute of this water costs: people, times depth over the depth of reference.

    Nothing where a crew that was to look has looked.
    """
    if demand.looked:
        return 0.0
    depth = max(demand.depth_m or 0.0, demand.expected_m or 0.0, STANDS_FOR_M[demand.level])
    return (demand.people or weights.people_unsaid) * depth / weights.reference_m


def _spared(demand: Demand, hand: Hand, arrives_min: float, weights: Weights) -> float:
    until = weights.horizon_min if hand.left_min is None else min(weights.horizon_min, hand.left_min)
    share = 1.0 if demand.action == "mobile-pump" else weights.look_share
    return harm(demand, weights) * share * max(0.0, until - arrives_min)


def _taken(demand: Demand, weights: Weights) -> float:
    """What is lost by taking a task from the crew that has it."""
    there = demand.status in (TaskStatus.ON_SITE, TaskStatus.WORKING)
    share = 1.0 if demand.action == "mobile-pump" else weights.look_share
    return harm(demand, weights) * share * (weights.leave_min if there else weights.turn_min)
