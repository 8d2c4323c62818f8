"""What a course costs: water in streets and over banks first, then what control itself wears and disturbs.

The unit of `total` is a cubic metre of water in a street; the other weights say how much of it one is worth.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from banyan.model.decision import Costs, Member

WEIGHTS: dict[str, float] = {
    "street_m3": 1.0,
    "bank_m3": 1.0,        # a bank that overtops floods what lies behind it
    "band_h": 2.0,         # an hour outside a lake's band: boats, reeds, and what people see
    "travel": 0.01,        # % of gate travel
    "starts": 0.5,         # a pump start wears as much as some hours of running
    "pump_h": 0.2,         # energy
    "stored_m3": 0.02,     # water above the bands when the look ahead ends: it must still leave
}
WORST = 0.25               # share of the worst member in the score: a plan is not for the average storm alone
TOLD = WEIGHTS | {"worst": WORST}      # what a decision's record says, so that its scores can be reckoned again


def weighed(costs: Costs) -> Costs:
    """The same with its total."""
    return replace(costs, total=sum(weight * getattr(costs, part) for part, weight in WEIGHTS.items()))


def score(costs: Sequence[Costs], members: Sequence[Member]) -> float:
    """What plans are compared by, over the members simulated so far: their mean by weight, and a share of the worst."""
    pairs = list(zip(costs, members, strict=False))
    weight = sum(m.weight for _, m in pairs)
    mean = sum(c.total * m.weight for c, m in pairs) / weight if weight > 0 else sum(c.total for c, _ in pairs)
    return (1 - WORST) * mean + WORST * max((c.total for c, _ in pairs), default=0.0)


def harm_score(costs: Sequence[Costs], members: Sequence[Member]) -> float:
    """As `score`, of the water alone."""
    return score([Costs(total=harm(c)) for c in costs], members)


def harm(costs: Costs) -> float:
    """m³ of water where it does not belong."""
    return costs.street_m3 + costs.bank_m3
