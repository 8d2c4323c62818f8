"""Look-ahead as ask and tell: which plans to try, and which of those tried to follow.

A plan is the rule with other parameters ("knobs"), so that it still reacts to what is measured between two looks.
The rule as it is and doing nothing are always tried. The rule is left only for a plan that spares water clearly.
Search: cross-entropy method (Rubinstein 1999) about the best plan so far; the draws are an argument.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from msgspec import Struct

from banyan.control.cost import harm, harm_score, score
from banyan.model.city import City
from banyan.model.decision import Member, Tried
from banyan.model.situation import Controller
from banyan.model.text import Said

HOLD, RULE = "hold", "rule"
MARGIN_SHARE, MARGIN = 0.02, 5.0     # share and m³ by which a plan must be better than the rule, in score and in water
SPREAD = 0.25                        # of a knob's range, one standard deviation of the first draws
NARROW = 0.6                         # the next round's spread, as a share of this one's
NOTHING = 1.0                        # m³: less than this is no harm


class Knob(Struct, frozen=True):
    """One parameter of a rule: its range, and where the rule itself has it."""

    id: str
    low: float
    high: float
    usual: float


@runtime_checkable
class Steerable(Protocol):
    """A controller that a look ahead can try with other parameters."""

    def knobs(self, city: City) -> tuple[Knob, ...]: ...
    def tuned(self, parameters: Mapping[str, float]) -> Controller: ...


class Choice(Struct, frozen=True):
    """`chosen` and `runner_up` are ids of plans tried; `would_change` says what would turn the choice."""

    chosen: str
    runner_up: str | None
    would_change: list[Said]


def candidates(
    knobs: Sequence[Knob], centre: Mapping[str, float], spread: float, draws: Sequence[Sequence[float]]
) -> list[dict[str, float]]:
    """One plan a row of `draws` (standard normal, one column a knob), within the knobs' ranges.

    A knob that stays where the rule has it is left out. Every other plan moves only a third of the knobs: a change in a
    few is easier to explain, and most matter little at a time.
    """
    plans: list[dict[str, float]] = []
    for n, row in enumerate(draws):
        plan: dict[str, float] = {}
        for i, (knob, draw) in enumerate(zip(knobs, row, strict=True)):
            middle = centre.get(knob.id, knob.usual)
            still = n % 2 == 1 and (i + n // 2) % 3 != 0
            wanted = middle if still else middle + spread * (knob.high - knob.low) * draw
            value = round(min(knob.high, max(knob.low, wanted)), 4)
            if value != knob.usual:
                plan[knob.id] = value
        plans.append(plan)
    return plans


def single(knobs: Sequence[Knob]) -> list[dict[str, float]]:
    """Each knob alone at its two ends."""
    return [{k.id: end} for k in knobs for end in (k.low, k.high) if end != k.usual]


def harmless(tried: Sequence[Tried]) -> bool:
    """Whether the rule, left alone, floods nothing in any member: then there is nothing to search for."""
    rule = next(t for t in tried if t.id == RULE)
    return all(harm(c) < NOTHING for c in rule.costs)


def best(tried: Sequence[Tried], members: Sequence[Member], count: int) -> list[Tried]:
    """The `count` best plans (hold and rule apart), by what was simulated of each."""
    plans = [t for t in tried if t.id not in (HOLD, RULE)]
    return sorted(plans, key=lambda t: (score(t.costs, members), t.id))[:count]


def choose(tried: Sequence[Tried], members: Sequence[Member]) -> Choice:
    """Among the plans simulated with every member the one that spares most water; the rule unless one clearly does.

    Never one that is predicted to cost more than the rule, nor to flood more than doing nothing would (but for the
    margin within which plans count as equal).
    """
    whole = [t for t in tried if len(t.costs) == len(members)]
    ranked = sorted(whole, key=lambda t: (t.score, t.id != RULE, t.id != HOLD, t.id))
    safe = next((t for t in whole if t.id == RULE), next(t for t in whole if t.id == HOLD))
    better = [t for t in ranked if t.id != safe.id and _spares(t, safe, members)]
    chosen = min(better, key=lambda t: harm_score(t.costs, members)) if better else safe
    rest = [t for t in ranked if t.id != chosen.id]
    return Choice(chosen.id, rest[0].id if rest else None, _would_change(chosen, rest, members))


def _spares(plan: Tried, safe: Tried, members: Sequence[Member]) -> bool:
    """Whether it is clearly better and spares water. In the likeliest member it may not flood more.

    What is saved in wear alone is not worth leaving the rule, whose margins a model that is wrong doesn't see.
    """
    wet = harm_score(safe.costs, members)
    first = harm(safe.costs[0])
    return (
        plan.score < safe.score - max(MARGIN, MARGIN_SHARE * safe.score)
        and harm_score(plan.costs, members) < wet - max(MARGIN, MARGIN_SHARE * wet)
        and (plan.id == HOLD or harm(plan.costs[0]) <= first + NOTHING)
    )


def _would_change(chosen: Tried, rest: Sequence[Tried], members: Sequence[Member]) -> list[Said]:
    """For each member in which another plan does better: which, and by how much; the gravest first, at most three."""
    found: list[tuple[float, Said]] = []
    for i, member in enumerate(members):
        other = min(rest, key=lambda t: (t.costs[i].total, t.id), default=None)
        if other is None or chosen.costs[i].total - other.costs[i].total <= MARGIN:
            continue
        gain = chosen.costs[i].total - other.costs[i].total
        found.append((gain, Said("control.changes_mind", {
            "percent": f"{100 * member.factor:.0f}", "late": f"{member.late_min:.0f}", "plan": other.id,
            "m3": f"{gain:.0f}",
        })))  # fmt: skip
    if not found and rest:
        more = rest[0].score - chosen.score
        found = [(0.0, Said("control.stays_in_mind", {"plan": rest[0].id, "m3": f"{max(0.0, more):.0f}"}))]
    return [said for _, said in sorted(found, key=lambda f: -f[0])[:3]]
