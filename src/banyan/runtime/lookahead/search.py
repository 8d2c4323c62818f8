"""The search: asks control which plans to try, has them simulated, tells control what came of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from banyan.control.cost import TOLD, harm, score
from banyan.control.ensemble import rain_of
from banyan.control.lookahead import (
    HOLD,
    NARROW,
    NOTHING,
    RULE,
    SPREAD,
    Knob,
    best,
    candidates,
    choose,
    harmless,
    single,
)
from banyan.control.watch import Question
from banyan.model.city import Place
from banyan.model.decision import Band, Costs, Decision, Estimate, Member, Tried
from banyan.model.forecast import Forecast
from banyan.model.ids import StreamId
from banyan.model.time import Instant, minutes
from banyan.runtime.lookahead.branch import EVERY_S, Base, Outcome, Trial
from banyan.runtime.lookahead.pool import Branches
from banyan.twin import draws
from banyan.twin.swmm.ahead import Weather
from banyan.twin.swmm.follow import Follow, Followed, moved
from banyan.twin.swmm.tables import Table, linear

ROUNDS = 2
LIKELY = 0.1         # a member with less weight is no reason to send a crew
WAY_MIN = 25.0       # from a decision to a running pump: a crew's way across town and its set-up


class Budget(Struct, frozen=True):
    """How much is simulated: a number of branches, never seconds, so that every machine decides the same."""

    branches: int = 28
    finalists: int = 2


class Searched(Struct, frozen=True):
    """What was found, before it is a record."""

    members: list[Member]
    tried: list[Tried]
    outcomes: dict[str, list[Outcome]]
    weathers: list[Weather]
    branches: int
    spares: dict[str, float]     # mobile pump position → m³ that a pump there, on its way now, spares


def search(
    pool: Branches, base: Base, members: list[Member], knobs: Sequence[Knob], steered: bool,
    centre: Mapping[str, float], seed: int, budget: Budget, positions: Sequence[str],
) -> Searched:  # fmt: skip
    """Hold and rule in every member; then, where the rule does harm, plans in two of them, and the best in all; last
    what a mobile pump at each of `positions` that has none would spare under the plan chosen.

    Raises ChildRefused when the model can't simulate it.
    """
    run = _Run(pool, base, members)
    run.whole({HOLD: None} | ({RULE: {}} if steered else {}))
    if steered and knobs and not harmless(run.tried()):
        run.gravest_second()
        left = budget.branches - run.branches - budget.finalists * (len(members) - 2)
        for n in range(ROUNDS):
            count = left // 2 // (ROUNDS - n)
            left -= 2 * count
            run.some(_plans(run, knobs, centre, seed, n, count))
        run.finish([t.id for t in best(run.tried(), run.members, budget.finalists)])
    run.pumps([p for p in positions if p not in {at for _, at in base.work}])
    return run.result()


def _plans(
    run: "_Run", knobs: Sequence[Knob], centre: Mapping[str, float], seed: int, n: int, count: int
) -> dict[str, dict[str, float] | None]:
    """First the plan so far, ends of single knobs (other ones at each look) and draws; then draws about the best."""
    first = len(run.costs)
    drawn = draws.generator(seed, f"look-ahead/{run.base.at}/{n}").standard_normal((max(count, 0), len(knobs)))
    leader = next(iter(best(run.tried(), run.members, 1)), None)
    plans = candidates(knobs, leader.parameters if n and leader else centre, SPREAD * NARROW**n, drawn.tolist())
    if n == 0:
        ends = single(knobs)
        turn = int(run.base.at.timestamp()) // 1800 * 3
        some = [ends[(turn + i) % len(ends)] for i in range(min(3, len(ends)))]
        plans = [*([dict(centre)] if centre else []), *some, *plans]
    fresh = [p for i, p in enumerate(plans) if p and p not in plans[:i]][:count]
    return {f"plan-{first + i - 1}": plan for i, plan in enumerate(fresh)}


class _Run:
    """What was simulated so far. Members are in one order; each plan has outcomes for the first so many of them."""

    def __init__(self, pool: Branches, base: Base, members: list[Member]) -> None:
        self._pool, self.base, self.members = pool, base, list(members)
        self._order = list(range(len(members)))
        self.costs: dict[str, list[Costs]] = {}
        self.parameters: dict[str, dict[str, float] | None] = {}
        self.outcomes: dict[str, list[Outcome]] = {}
        self.branches = 0
        self.spares: dict[str, float] = {}
        pool.base(base)

    def whole(self, plans: Mapping[str, dict[str, float] | None]) -> None:
        self._simulate(plans, 0, len(self.members))

    def some(self, plans: Mapping[str, dict[str, float] | None]) -> None:
        self._simulate(plans, 0, 2)

    def finish(self, names: Sequence[str]) -> None:
        self._simulate({name: self.parameters[name] for name in names}, 2, len(self.members))

    def _simulate(self, plans: Mapping[str, dict[str, float] | None], first: int, last: int) -> None:
        """Members whose weather is the same (no rain is no rain, however late) are simulated once."""
        first_alike = [self.base.weathers.index(self.base.weathers[self._order[m]]) for m in range(last)]
        trials = [Trial(name, plan, member) for name, plan in plans.items()
                  for member in dict.fromkeys(first_alike[first:])]
        known = {(trial.plan, trial.member): outcome
                 for trial, outcome in zip(trials, self._pool.outcomes(trials), strict=True)}
        self.branches += len(trials)
        for name, plan in plans.items():
            self.parameters[name] = plan
            new = [known[name, member] for member in first_alike[first:]]
            self.outcomes.setdefault(name, []).extend(new)
            self.costs.setdefault(name, []).extend(outcome.costs for outcome in new)

    def gravest_second(self) -> None:
        """The likeliest member stays first, the one in which the rule does worst comes second."""
        worst = max(range(1, len(self.members)), key=lambda m: (self.costs[RULE][m].total, -m))
        order = [0, worst, *(m for m in range(1, len(self.members)) if m != worst)]
        self.members = [self.members[m] for m in order]
        self._order = [self._order[m] for m in order]
        for name in self.outcomes:
            self.outcomes[name] = [self.outcomes[name][m] for m in order]
            self.costs[name] = [self.costs[name][m] for m in order]

    def pumps(self, positions: Sequence[str]) -> None:
        """The likeliest member that floods, with one pump more at a time; nothing where none does."""
        chosen = choose(self.tried(), self.members).chosen
        costs = self.costs[chosen]
        wet = [m for m, member in enumerate(self.members) if harm(costs[m]) >= NOTHING and member.weight >= LIKELY]
        if not wet:
            return
        member = max(wet, key=lambda m: (self.members[m].weight, -m))
        trials = [Trial(chosen, self.parameters[chosen], self._order[member], [(WAY_MIN, p)]) for p in positions]
        self.branches += len(trials)
        for position, outcome in zip(positions, self._pool.outcomes(trials), strict=True):
            self.spares[position] = round(harm(costs[member]) - harm(outcome.costs), 1)

    def tried(self) -> list[Tried]:
        return [Tried(name, self.parameters[name] or {}, costs, score(costs, self.members))
                for name, costs in self.costs.items()]

    def result(self) -> Searched:
        weathers = [self.base.weathers[m] for m in self._order]
        return Searched(self.members, self.tried(), self.outcomes, weathers, self.branches, self.spares)


def base_of(question: Question, followed: Followed, follow: Follow, start: Instant) -> Base:
    """The question with the state found: rain by member, tide and river as far as they are known."""
    at, hours = question.at, question.horizon_h
    now = (at - start) / timedelta(minutes=1)
    tide, inflow = _tide(follow.tide, question.forecast, start, now, hours), moved(follow.inflow, now, steps=False)
    known = question.forecast
    rains = [rain_of(m, known, at, hours) for m in question.members] if known is not None else [((0.0, 0.0),)]
    return Base(
        at=at, hours=hours, state=followed.state, weathers=[Weather(rain, tide, inflow) for rain in rains],
        forecast=known, devices=question.devices, memory=question.memory, fallen=question.fallen,
        work=[(max(0.0, (begin - at) / timedelta(minutes=1)), place) for place, begin in question.work],
    )  # fmt: skip


def _tide(measured: Table, forecast: Forecast | None, start: Instant, now: float, hours: float) -> Table:
    """The tide table raised or lowered by what the sea stands above it now (the surge); else the last level stays."""
    if forecast is None or not forecast.tide_m:
        return moved(measured, now, steps=False)
    begin = (forecast.start - start) / timedelta(minutes=1)
    table = tuple((begin + i * forecast.step_min, level) for i, level in enumerate(forecast.tide_m))
    ahead = [(minute, level) for minute, level in table if now < minute <= now + hours * 60 + 60]
    if measured and not table[0][0] <= measured[-1][0] <= table[-1][0]:      # nothing to compare: a line to the table
        return ((0.0, measured[-1][1]), *((minute - now, level) for minute, level in ahead))
    surge = measured[-1][1] - linear(table, measured[-1][0]) if measured else 0.0
    return ((0.0, linear(table, now) + surge), *((minute - now, level + surge) for minute, level in ahead))


def decision_of(question: Question, estimate: Estimate, found: Searched, places: Sequence[Place]) -> Decision:
    """The choice with all it was made of, curves included."""
    choice = choose(found.tried, found.members)
    chosen = found.outcomes[choice.chosen]
    count = min(len(next(iter(outcome.levels.values()), [])) for outcome in chosen)
    times = [question.at + minutes(i * EVERY_S / 60) for i in range(count)]
    return Decision(
        id=question.id, asked_at=question.at, estimate=estimate.id,
        forecast=question.forecast.id if question.forecast is not None else None, horizon_h=question.horizon_h,
        members=found.members, tried=found.tried, chosen=choice.chosen,
        fallback=RULE if RULE in found.outcomes else HOLD, runner_up=choice.runner_up, weights=TOLD,
        branches=found.branches, would_change=choice.would_change, times=times,
        with_plan=_bands(chosen, found.members), without=_bands(found.outcomes[HOLD], found.members),
        settings=chosen[0].settings, rain=_rain_band(found, times, question.at), because=question.because,
        spares={p.id: found.spares[p.pump_position] for p in places if p.pump_position in found.spares},
    )  # fmt: skip


def _bands(outcomes: Sequence[Outcome], members: Sequence[Member]) -> dict[StreamId, Band]:
    return {
        stream: _band([outcome.levels[stream] for outcome in outcomes], members) for stream in outcomes[0].levels
    }


def _band(rows: Sequence[Sequence[float]], members: Sequence[Member]) -> Band:
    weight = sum(m.weight for m in members)
    columns = list(zip(*rows, strict=True))
    mean = [round(sum(v * m.weight for v, m in zip(c, members, strict=True)) / weight, 3) for c in columns]
    return Band(mean, [min(c) for c in columns], [max(c) for c in columns])


def _rain_band(found: Searched, times: Sequence[Instant], at: Instant) -> Band:
    rows = [[_step(weather.rain, (t - at) / timedelta(minutes=1)) for t in times] for weather in found.weathers]
    return _band([[round(v, 2) for v in row] for row in rows], found.members)


def _step(rain: Table, minute: float) -> float:
    return next((value for begin, value in reversed(rain) if begin <= minute), 0.0)
