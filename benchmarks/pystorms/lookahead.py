"""Look-ahead over a scenario: plans are asked for and judged by the same pure functions as in a city.

Each look tries, on branches of the model as it stands: nobody acting from now on, the published equal filling, every
link as the file has it, the plan followed so far, and the filling rule with parameters drawn about the best plan
(control/lookahead.py). All of the first four are always among them and a branch runs to the scenario's end, so the plan
followed is never predicted worse than any of them. The budget is a number of branches, never seconds.

control.lookahead.choose isn't used: its margins are in cubic metres of street water, these scores are shares of a
reference, and 2 % of a figure of which 99 % can't be avoided would never let a better plan through.
"""

import sys
from collections.abc import Sequence
from datetime import datetime

from benchmarks.pystorms import following, objective
from benchmarks.pystorms.branches import Model, Parameters, Trial
from benchmarks.pystorms.driving import Course, Orders
from benchmarks.pystorms.plant import Figures
from benchmarks.pystorms.references import equal_filling
from msgspec import Struct

from banyan.control.lookahead import HOLD, SPREAD, candidates
from banyan.model.city import City
from banyan.model.decision import Costs, Decision, Member, Tried
from banyan.twin.draws import generator

OPEN, KEPT, DRAWN = "open", "kept", "plan-"
MARGIN = 0.002                           # shares of a reference by which a drawn plan must be better
SURE = [Member(1.0, 0.0, 1.0)]           # the storm to come is known here: no ensemble
LADDER = (50.0, 25.0, 35.0, 12.0, 18.0, 6.0, 75.0, 3.0)     # % of release in all basins, tried at the first look
ROUND = 8                                # plans drawn at a time
ROUNDS_ABOUT = 6                         # rounds until the spread is a fifth
NARROW = 0.5                             # the first draws' spread, as a share of a city's: there is a ladder before
AGAIN = 0.5                              # the spread of later looks, as a share of the first one's


class Budget(Struct, frozen=True):
    """Plans tried at the first look and at each later one (the four always tried aside), and looks in all."""

    first: int
    again: int
    looks: int


class Search:
    """One scenario's looks, one after another."""

    def __init__(self, city: City, model: Model, budget: Budget, seed: int) -> None:
        self._city, self._model, self._budget, self._seed = city, model, budget, seed
        self._knobs = following.knobs(city)
        self._yardstick: objective.Yardstick | None = None
        self._followed: Trial | None = None
        self._told = 0
        self.branches = 0
        self.decisions: list[Decision] = []
        self.predicted: list[Figures] = []      # what each plan chosen is expected to come to

    @property
    def _looks(self) -> int:
        return len(self.decisions) + 1

    def look(self, now: datetime, orders: Orders) -> Decision:
        """Decide by what the model, after all `orders` so far, makes of each plan. RuntimeError where nothing runs."""
        self._model.advance(orders[self._told:], now)
        self._told = len(orders)
        tried: list[tuple[Trial, Figures | None]] = []
        self._try(self._always(), tried)
        self._yardstick = self._yardstick or self._references(tried)
        budget = self._budget.first if self._looks == 1 else self._budget.again
        if self._looks == 1:
            self._try(self._ladder(tried[0][1])[:budget // 2], tried)
        self._draw(budget, tried)
        chosen, figures = self._chosen(tried)
        second = next((trial.name for trial, _ in sorted(tried, key=self._rank) if trial is not chosen), None)
        self._followed = Trial(KEPT, chosen.parameters) if chosen.name not in (HOLD, following.REFERENCE) else chosen
        self.predicted.append(figures)
        self.decisions.append(self._decision(now, tried, chosen.name, second))
        return self.decisions[-1]

    def _chosen(self, tried: Sequence[tuple[Trial, Figures | None]]) -> tuple[Trial, Figures]:
        """The best of those always tried, unless a drawn one is clearly better: a model is never quite right.

        Of those always tried, what is followed already is left only for one with a better metric.
        """
        always = [one for one in tried if not one[0].name.startswith(DRAWN)]
        sure = min(always, key=lambda one: self._stick.told_by_metric(one[1]))
        ranked = sorted(tried, key=self._rank)
        best = ranked[0] if self._rank(ranked[0]) < self._rank(sure) - MARGIN else sure
        if best[1] is None:
            raise RuntimeError("no plan could be simulated to its end")
        return best[0], best[1]

    def _always(self) -> list[Trial]:
        fixed = [Trial(HOLD, {}), Trial(OPEN, following.open_all(self._city))]
        if equal_filling(self._city) is not None:
            fixed.append(Trial(following.REFERENCE, {}))
        followed = [self._followed] if self._followed is not None else []
        return [*followed, *(trial for trial in fixed if trial not in followed)]

    def _ladder(self, passive: Figures | None) -> list[Trial]:
        """All basins at one release, evened or not; one that spills even with nobody acting keeps its gate open."""
        spilled = {f"release.{asset}" for asset in (passive.spilled if passive is not None else ())}
        seen = {lake.level for lake in self._city.lakes}
        basins = {f"release.{gate.id}" for gate in self._city.devices if gate.level in seen} - spilled
        still = following.open_all(self._city)
        releases = [(share, even) for share in LADDER for even in (0.0, 1.0)]
        return [
            Trial(f"{DRAWN}{i}", still | dict.fromkeys(basins, share) | {"even": even})
            for i, (share, even) in enumerate(releases, 1)
        ]

    def _draw(self, budget: int, tried: list[tuple[Trial, Figures | None]]) -> None:
        """Rounds about the best so far, ever closer, until the budget is used up."""
        draws = generator(self._seed, f"look {self._looks}")
        begun = len(tried)
        used = sum(trial.name.startswith(DRAWN) for trial, _ in tried)
        spread = SPREAD * NARROW * (1.0 if self._looks == 1 else AGAIN)
        while used < budget:
            count = min(ROUND, budget - used)
            rows = draws.standard_normal((count, len(self._knobs))).tolist()
            plans = candidates(self._knobs, self._best(tried), spread, rows)
            number = begun + used
            self._try([Trial(f"{DRAWN}{number + i}", plan) for i, plan in enumerate(plans, 1)], tried)
            used, spread = used + count, spread * 0.2 ** (1 / ROUNDS_ABOUT)

    def _best(self, tried: Sequence[tuple[Trial, Figures | None]]) -> Parameters:
        """The best plan's parameters; of nobody acting, those that leave everything as it is in the file."""
        plans = [one for one in tried if one[0].name not in (HOLD, following.REFERENCE)]
        return min(plans, key=self._rank)[0].parameters

    def _try(self, trials: list[Trial], tried: list[tuple[Trial, Figures | None]]) -> None:
        tried += zip(trials, self._model.tried(trials), strict=True)
        self.branches += len(trials)

    def _references(self, tried: Sequence[tuple[Trial, Figures | None]]) -> objective.Yardstick:
        found = [f for t, f in tried if t.name in (HOLD, following.REFERENCE) and f is not None]
        if not found:
            raise RuntimeError("the model runs neither with nobody acting nor with equal filling")
        return objective.yardstick(found)

    def _rank(self, one: tuple[Trial, Figures | None]) -> float:
        return self._stick.score(one[1])

    @property
    def _stick(self) -> objective.Yardstick:
        assert self._yardstick is not None
        return self._yardstick

    def _decision(
        self, now: datetime, tried: Sequence[tuple[Trial, Figures | None]], chosen: str, second: str | None
    ) -> Decision:
        judged = [(trial, figures, self._rank((trial, figures))) for trial, figures in tried]
        plans = [
            Tried(t.name, t.parameters, [Costs(street_m3=f.flooding_m3, total=score)] if f is not None else [], score)
            for t, f, score in judged
        ]
        return Decision(
            id=f"look-{self._looks}", asked_at=now, estimate="", forecast=None,
            horizon_h=self.predicted[-1].hours, members=SURE, tried=plans, chosen=chosen, fallback=HOLD,
            runner_up=second, weights={"metric": 1.0}, branches=len(tried),
        )  # fmt: skip


def drive(course: Course, search: Search, looks: Sequence[datetime]) -> None:
    """Run the plant to its end, looking ahead at these times and following what was chosen."""
    waiting = list(looks)
    while not course.plant.done:
        if waiting and course.plant.now >= waiting[0]:
            waiting.pop(0)
            course.decision = search.look(course.plant.now, course.orders)
            course.steer(following.Following(course.city, course.decision.chosen))
            told = f"{course.plant.name}, {course.decision.id} of {len(looks)}: {course.decision.chosen}"
            print(f"{told}, {search.predicted[-1].metric:,.2f} expected", file=sys.stderr, flush=True)
        course.step()
