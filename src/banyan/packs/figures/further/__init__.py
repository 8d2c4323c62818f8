"""What a reading leaves untied, tied by small passes over it: each takes a reading and gives the same with more said.

A pass ties what the words between two numbers claim; it looks at no other text, and a tie that the reader made stays.
"""

from collections.abc import Callable

from banyan.model.figure import Reading
from banyan.packs.figures.further import (
    apart,
    averages,
    bounds,
    definitions,
    exchange,
    growth,
    lacking,
    limits,
    lists,
    moments,
    named_days,
    opening,
    orders,
    placed_days,
    places,
    points,
    products,
    rests,
    retold,
    rises,
    scales,
    shares,
    standings,
    stretches,
    sums,
    thresholds,
    weekdays,
)
from banyan.packs.figures.laws import read as laws
from banyan.packs.figures.likely import read as likely
from banyan.packs.figures.loose import read as loose
from banyan.packs.figures.parted import read as parted
from banyan.packs.figures.relations import read as search

Pass = Callable[[Reading], Reading]
PASSES: tuple[Pass, ...] = (
    exchange.read, points.read, lacking.read, growth.read, shares.read, sums.read, rests.read, bounds.read,
    averages.read, products.read, limits.read, rises.read, moments.read, named_days.read, stretches.read,
    placed_days.read, weekdays.read, orders.read, places.read, standings.read, retold.read, lists.read,
    definitions.read, thresholds.read, scales.read, search, loose, likely, laws, parted, apart.read, opening.read,
)  # fmt: skip


def read(reading: Reading) -> Reading:
    for step in PASSES:
        reading = step(reading)
    return reading
