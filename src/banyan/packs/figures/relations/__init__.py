"""Relations found by search: of all numbers that may belong together those that do, else those that should.

A number with a part to play (a share, a growth, an average, a total) is tried against every partner of the right kind
near it. One combination that fits is enough: the text agrees with itself. Where words or nearness point to a partner
and no combination fits, the text contradicts itself. Where nothing points anywhere, nothing is said.
"""

from collections.abc import Sequence

from banyan.model.figure import Reading, Tie
from banyan.packs.figures.relations import (
    averages,
    exchange,
    growth,
    limits,
    rates,
    ratios,
    settle,
    shares,
    subsets,
    sums,
    tables,
    thousands,
)
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import scene

SEARCHES = (
    tables.search,
    shares.search,
    thousands.search,
    growth.search,
    sums.search,
    rates.search,
    averages.search,
    limits.search,
    ratios.search,
    subsets.search,
)


def read(reading: Reading) -> Reading:
    """The same reading; ties that don't hold give way to ones that do, and what was untied is tied."""
    reading = exchange.read(reading)
    found = scene(reading)
    claims: list[Claim] = [claim for search in SEARCHES for claim in search(found)]
    ties: Sequence[Tie] = settle.settled(found, reading.ties, claims)
    return Reading(reading.text, reading.language, reading.quantities, tuple(ties), reading.covered)
