"""The best rounds by CP-SAT: one worker, a fixed seed, a limit in deterministic time, so the same question is answered
the same everywhere (DESIGN 5.4). Started from first-come-nearest, judged by allocate/visits/judge.py, never worse.
"""

from itertools import combinations, pairwise
from typing import Any, NamedTuple

from banyan.allocate.visits.judge import tally, walked
from banyan.allocate.visits.nearest import first_come, why_unmade
from banyan.allocate.visits.question import able
from banyan.model.ids import CaseId, CrewId
from banyan.model.time import Instant
from banyan.model.visit import Rounds, Unmade, Visit, VisitQuestion
from banyan.runtime.allocation.solver import deterministic

LIMIT = 4.0          # of the solver's deterministic time, about seconds of one core
WHOLE = 9            # visits that are solved at once, with proof; more are solved two walkers at a time
SHARE = 0.25         # of deterministic time for two walkers, at most
LEAST = 0.01         # what two walkers are reckoned to take at least, so that the search ends
FIRST = 9            # stops of each of the two that are looked at together; the later ones stay as they are
LEFT = 5             # visits nobody makes that each two may take up, the most pressing first
NEAR = 8             # of each point the so many nearest are looked at as the next
_NEVER = 2**40       # seconds: the due time of what isn't owed
_LATEST = 2**32      # seconds of lateness: more than a hundred years
Order = dict[CrewId, list[CaseId]]


class _Found(NamedTuple):
    """`bound`: nothing costs less. `spent`: deterministic time."""

    order: Order
    bound: int = 0
    status: str = "feasible"
    spent: float = 0.0


class _Arc(NamedTuple):
    walker: int
    begin: int           # a visit, or -1: where the walker stands
    end: int             # a visit, or -1: the round is over
    seconds: int
    metres: int


def rounds(question: VisitQuestion, limit: float = LIMIT) -> Rounds:
    """The rounds to take. Raises what the solver raises: then first-come-nearest goes on alone."""
    simple = first_come(question)
    theirs = tally(question, walked(question, simple))
    if len(question.visits) <= WHOLE:
        best, bound, status, _ = _solve(question, simple, limit)
    else:
        best, bound, status = _by_twos(question, simple, limit), 0, "feasible"
    ours = tally(question, walked(question, best))
    if ours.cost > theirs.cost:
        best, ours = simple, theirs
    if best == simple and status != "optimal":
        status = "first-come-nearest"
    walks = walked(question, best)
    made = {stop.case for walk in walks for stop in walk.stops}
    unmade = tuple(Unmade(v.case, why_unmade(question, v)) for v in question.visits if v.case not in made)
    return Rounds(walks=walks, unmade=unmade, tally=ours, nearest=theirs, bound=min(bound, ours.cost), status=status)


def _by_twos(question: VisitQuestion, order: Order, limit: float) -> Order:
    """Each two walkers share their next stops out anew, again and again, until no two gain or the limit is reached."""
    best, cost = order, tally(question, walked(question, order)).cost
    crews = [walker.crew for walker in question.walkers]
    groups: list[tuple[CrewId, ...]] = [*combinations(crews, 2)] or [(crew,) for crew in crews]
    left, gained = limit, True
    while gained and left > 0:
        gained = False
        for group in groups:
            part, begun, rest = _part(question, best, group)
            if not part.visits or left <= 0:
                continue
            found = _solve(part, begun, min(SHARE, left))
            left -= max(LEAST, found.spent)
            tried = best | {crew: found.order.get(crew, []) + rest[crew] for crew in group}
            new = _cost_of(question, tried)
            if new is not None and new < cost:
                best, cost, gained = tried, new, True
    return best


def _part(question: VisitQuestion, order: Order, group: tuple[CrewId, ...]) -> tuple[VisitQuestion, Order, Order]:
    """The question of a group alone, its next stops as they are, and the later ones."""
    begun = {crew: order[crew][:FIRST] for crew in group}
    made = {case for cases in order.values() for case in cases}
    waiting = sorted((v for v in question.visits if v.case not in made), key=_pressing)[:LEFT]
    cases = {case for stops in begun.values() for case in stops} | {v.case for v in waiting}
    walkers = [n for n, walker in enumerate(question.walkers) if walker.crew in group]
    visits = [n for n, visit in enumerate(question.visits) if visit.case in cases]
    points = [*walkers, *(len(question.walkers) + n for n in visits)]
    part = VisitQuestion(
        question.at, tuple(question.visits[n] for n in visits), tuple(question.walkers[n] for n in walkers),
        tuple(tuple(question.metres[a][b] for b in points) for a in points), question.weights,
    )  # fmt: skip
    return part, begun, {crew: order[crew][FIRST:] for crew in group}


def _pressing(visit: Visit) -> tuple[int, Instant, str]:
    return (_NEVER if visit.due_s is None else visit.due_s, visit.since, visit.case)


def _cost_of(question: VisitQuestion, order: Order) -> int | None:
    """None where later stops would no longer end within their shift."""
    try:
        return tally(question, walked(question, order)).cost
    except ValueError:
        return None


def _solve(question: VisitQuestion, begun: Order, limit: float) -> _Found:
    """The best rounds that are found, started from rounds that can be walked."""
    from ortools.sat.python import cp_model  # half a second: only where rounds are asked for

    if not question.visits or not question.walkers:
        return _Found(begun, tally(question, walked(question, begun)).cost, "optimal")
    every = list(range(len(question.visits)))
    arcs = _arcs(question, every, begun)
    model = cp_model.CpModel()
    lits = {arc: model.new_bool_var("") for arc in arcs}
    made = _circuits(model, question, every, arcs, lits)
    ends = _times(model, question, every, arcs, lits)
    model.minimize(_cost(model, question, every, made, ends, lits))
    _hint(model, question, begun, lits)
    solver = deterministic(limit)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _Found(begun, spent=limit)
    order = _walks(question, [arc for arc, lit in lits.items() if solver.value(lit)])
    # The model counts thousandths of a second: metres stay whole. Where every way was looked at its bound holds.
    whole = len(every) <= NEAR + 1
    bound = int(solver.best_objective_bound // 1000) if whole else 0
    spent = float(solver.response_proto.deterministic_time)
    return _Found(order, bound, "optimal" if status == cp_model.OPTIMAL and whole else "feasible", spent)


def _arcs(question: VisitQuestion, every: list[int], begun: Order) -> list[_Arc]:
    """The ways that are looked at: to the nearest, and those that first-come-nearest takes."""
    taken = set()
    spots = {question.visits[n].case: n for n in every}
    for w, walker in enumerate(question.walkers):
        chain = [-1, *(spots[case] for case in begun.get(walker.crew, ()))]
        taken |= {(w, a, b) for a, b in pairwise(chain)}
    found = []
    for w, walker in enumerate(question.walkers):
        can = [n for n in every if able(walker, question.visits[n])]
        for begin in (-1, *can):
            point = w if begin < 0 else len(question.walkers) + begin
            row = question.metres[point]
            ways = [(m, n) for n in can if n != begin and (m := row[len(question.walkers) + n]) is not None]
            near = sorted(ways)[:NEAR] if begin >= 0 else sorted(ways)
            found += [_Arc(w, begin, n, -(-m * 3600 // walker.speed_mh), m)
                      for m, n in sorted(ways) if (m, n) in near or (w, begin, n) in taken]
        found += [_Arc(w, n, -1, 0, 0) for n in can]
    return found


def _circuits(
    model: Any, question: VisitQuestion, every: list[int], arcs: list[_Arc], lits: dict[_Arc, Any]
) -> dict[int, Any]:
    """Each walker's round is a circuit through where they stand; a visit is on one of them at most."""
    made: dict[int, Any] = {n: [] for n in every}
    for w in range(len(question.walkers)):
        mine = [arc for arc in arcs if arc.walker == w]
        if not mine:
            continue
        node = {n: i for i, n in enumerate([-1, *dict.fromkeys(a.end for a in mine if a.end >= 0)])}
        circuit = [(node[arc.begin], node[arc.end], lits[arc]) for arc in mine]
        circuit.append((0, 0, model.new_bool_var("")))
        for n, i in node.items():
            if n >= 0:
                out = model.new_bool_var("")
                circuit.append((i, i, out))
                made[n].append(out.negated())
        model.add_circuit(circuit)
    on = {}
    for n, found in made.items():
        on[n] = model.new_bool_var("")
        model.add(sum(found) == on[n])
    return on


def _times(
    model: Any, question: VisitQuestion, every: list[int], arcs: list[_Arc], lits: dict[_Arc, Any]
) -> dict[int, Any]:
    """When each visit ends: after who makes it has come from where they were, and within their shift."""
    longest = max((arc.seconds for arc in arcs), default=0)
    total = max(w.free_s for w in question.walkers) + sum(question.visits[n].service_s + longest for n in every)
    ends = {n: model.new_int_var(0, total, "") for n in every}
    for arc in arcs:
        walker = question.walkers[arc.walker]
        if arc.end >= 0:
            needed = arc.seconds + question.visits[arc.end].service_s
            before = walker.free_s if arc.begin < 0 else ends[arc.begin]
            model.add(ends[arc.end] >= before + needed).only_enforce_if(lits[arc])
        elif walker.left_s is not None:      # the last stop ends within the shift, and so do those before it
            model.add(ends[arc.begin] <= walker.left_s).only_enforce_if(lits[arc])
    return ends


def _cost(
    model: Any, question: VisitQuestion, every: list[int], made: dict[int, Any], ends: dict[int, Any],
    lits: dict[_Arc, Any],
) -> Any:  # fmt: skip
    """In thousandths of a second of lateness."""
    weights, terms = question.weights, []
    for n in every:
        visit = question.visits[n]
        unmade = weights.unmade_s
        if visit.due_s is not None:
            missed = max(0, weights.horizon_s - visit.due_s)
            unmade += missed * visit.weight + (weights.late_s if missed else 0)
            behind, is_late = model.new_int_var(0, _LATEST, ""), model.new_bool_var("")
            model.add(behind >= ends[n] - visit.due_s).only_enforce_if(made[n])
            model.add(behind == 0).only_enforce_if(is_late.negated())
            terms += [behind * visit.weight * 1000, is_late * weights.late_s * 1000]
        terms.append((1 - made[n]) * unmade * 1000)
    terms += [lit * arc.metres * weights.per_km_s for arc, lit in lits.items()]
    return sum(terms)


def _hint(model: Any, question: VisitQuestion, begun: Order, lits: dict[_Arc, Any]) -> None:
    chains: dict[tuple[int, int, int], bool] = {}
    spots = {visit.case: n for n, visit in enumerate(question.visits)}
    for w, walker in enumerate(question.walkers):
        chain = [-1, *(spots[case] for case in begun.get(walker.crew, ())), -1]
        chains |= dict.fromkeys(((w, a, b) for a, b in pairwise(chain) if a != b), True)
    for arc, lit in lits.items():
        model.add_hint(lit, (arc.walker, arc.begin, arc.end) in chains)


def _walks(question: VisitQuestion, chosen: list[_Arc]) -> Order:
    order: Order = {}
    for w, walker in enumerate(question.walkers):
        follow = {arc.begin: arc.end for arc in chosen if arc.walker == w}
        at, cases = follow.get(-1, -1), []
        while at >= 0:
            cases.append(question.visits[at].case)
            at = follow[at]
        order[walker.crew] = cases
    return order

