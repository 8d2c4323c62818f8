"""The forecast as an ensemble: how it may come true, given how it has come true so far.

Each hypothesis says that the rain is `factor` times as heavy and comes `late_min` later. Its weight is the usual error
of forecasts (a prior) times how well it explains the quarter hours measured since (Bayes' rule on a grid); the grid is
then told by a few members that stand for it.
"""

import math
from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from banyan.model.decision import Member
from banyan.model.forecast import Forecast
from banyan.model.time import EPOCH, Instant, micros

QUARTER = timedelta(minutes=15)
KEPT = 6 * 4             # quarters of forecasts that are remembered and compared
STEP_MIN = 10
LASTS_MIN = 90           # rain that falls now goes on for so long, in the gravest member
FEWEST, MOST = 3, 9
STRESS, STRESS_WEIGHT = 1.75, 0.05     # the last member: so much more rain than the likeliest, with so much weight
_FACTORS = (0.4, 0.55, 0.7, 0.85, 1.0, 1.2, 1.45, 1.75, 2.2)
_LATES = (-120.0, -90.0, -60.0, -30.0, 0.0, 30.0, 60.0, 90.0, 120.0)


class Foretold(Struct, frozen=True):
    """Quarter (counted from 1970) → mm that the forecast valid at its beginning expected in it."""

    mm: dict[int, float] = field(default_factory=dict)


class Errors(Struct, frozen=True):
    """How wrong forecasts usually are: one standard deviation of the height's logarithm, and of the lateness."""

    height: float = 0.2
    late_min: float = 45.0
    gauge_mm: float = 0.4      # what a quarter's measured rain may be off by, and the model of one factor and one delay
    gauge_share: float = 0.25


def remember(memory: Foretold, forecast: Forecast | None, now: Instant) -> Foretold:
    """Carry on: the quarter that begins is noted as it is expected now."""
    quarter = micros(now) // micros(EPOCH + QUARTER)
    if forecast is None or quarter in memory.mm:
        return memory
    begin = EPOCH + quarter * QUARTER
    kept = {q: mm for q, mm in memory.mm.items() if q > quarter - 2 * KEPT}
    return Foretold(kept | {quarter: forecast.rain_between(begin, begin + QUARTER)})


def members(
    forecast: Forecast, foretold: Foretold, measured: Mapping[int, float], now: Instant, usual: Errors, count: int = 5
) -> list[Member]:
    """`count` (3 to 9) members, the likeliest first and one with far more rain last; `measured` is mm by quarter, whole
    quarters before `now`."""
    quarter = micros(now) // micros(EPOCH + QUARTER)
    expected = foretold.mm | {
        q: forecast.rain_between(EPOCH + q * QUARTER, EPOCH + (q + 1) * QUARTER)
        for q in range(quarter, quarter + 1 + int(_LATES[-1] // 15))
    }
    compared = [q for q in range(quarter - KEPT, quarter) if q in measured]
    grid = [(f, late) for f in _FACTORS for late in _LATES]
    logs = [_prior(f, late, usual) + sum(_fit(f, late, q, expected, measured[q], usual) for q in compared)
            for f, late in grid]
    top = max(logs)
    weights = [math.exp(log - top) for log in logs]
    total = sum(weights)
    told = _told_by_few(grid, [w / total for w in weights], usual, max(FEWEST, min(MOST, count)) - 1)
    lately = max((4 * measured[q] for q in (quarter - 1, quarter) if q in measured), default=0.0)
    stress = _stress(told, round(lately, 3))
    return [*(replace(m, weight=round(m.weight * (1 - STRESS_WEIGHT), 6)) for m in told), stress]


def _stress(told: list[Member], lately: float) -> Member:
    """Far more rain than the likeliest member has, and what falls now goes on: forecasts that say half of what comes,
    or that it is over, are known."""
    factor, taken = round(STRESS * told[0].factor, 3), [(m.factor, m.late_min) for m in told]
    while (factor, told[0].late_min) in taken:
        factor = round(factor + 0.05, 3)
    return Member(factor, told[0].late_min, STRESS_WEIGHT, lately)


def rain_of(member: Member, forecast: Forecast, now: Instant, hours: float) -> tuple[tuple[float, float], ...]:
    """mm/h in steps of ten minutes from `now`, dry at the end."""
    late = timedelta(minutes=member.late_min)
    steps = range(0, int(hours * 60), STEP_MIN)
    rows = [(float(m), max(member.factor * forecast.rain(now + timedelta(minutes=m) - late),
                           member.lasting_mm_h if m < LASTS_MIN else 0.0)) for m in steps]
    return (*rows, (hours * 60.0, 0.0))


def _prior(factor: float, late: float, usual: Errors) -> float:
    return float(-((math.log(factor) / usual.height) ** 2 + (late / usual.late_min) ** 2) / 2)


def _fit(
    factor: float, late: float, quarter: int, expected: Mapping[int, float], measured: float, usual: Errors
) -> float:
    """Logarithm of a Gaussian likelihood; 0 where nothing is known of what was expected."""
    shift = late / 15
    low = math.floor(shift)
    share = shift - low
    a, b = expected.get(quarter - low), expected.get(quarter - low - 1)
    if a is None or b is None:
        return 0.0
    wanted = factor * (a * (1 - share) + b * share)
    sd = usual.gauge_mm + usual.gauge_share * max(wanted, measured)
    return -(((wanted - measured) / sd) ** 2) / 2 - math.log(sd)


def _told_by_few(
    grid: list[tuple[float, float]], weights: list[float], usual: Errors, count: int
) -> list[Member]:
    """The likeliest first, then each time the hypothesis that is worst told so far; each stands for those near it."""

    def far(i: int, j: int) -> float:
        height = (math.log(grid[i][0]) - math.log(grid[j][0])) / usual.height
        late = (grid[i][1] - grid[j][1]) / usual.late_min
        return height * height + late * late

    chosen = [max(range(len(grid)), key=lambda i: (weights[i], -i))]
    while len(chosen) < count:
        chosen.append(max(range(len(grid)), key=lambda i: (weights[i] * min(far(i, c) for c in chosen), -i)))
    sums = dict.fromkeys(chosen, 0.0)
    for i, weight in enumerate(weights):
        sums[min(chosen, key=lambda c: (far(i, c), chosen.index(c)))] += weight
    return [Member(grid[c][0], grid[c][1], round(sums[c], 6)) for c in chosen]
