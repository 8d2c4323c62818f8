"""What no relation holds yet, at the end of the reading: loose numbers, and what they most likely belong to."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from banyan.model.figure import Dimension, Reading, Relation
from banyan.packs.figures.loose import again, bounds, lists, orders, products, rests, triads
from banyan.packs.figures.loose.held import Held, held
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Scene, scene

Search = Callable[[Scene, Held], Iterator[Claim]]
_RELATIONS = (Relation.SHARE, Relation.GROWTH, Relation.CHANGE, Relation.BREAKDOWN, Relation.SUBSET, Relation.LIMIT)
_LEVELS = ("part", "whole", "now", "before", "change", "limit", "actual")
SEARCHES: tuple[Search, ...] = (
    triads.search, lists.search, rests.search, bounds.search, orders.search, products.search, again.search,
)  # fmt: skip


def read(reading: Reading) -> Reading:
    """The same reading, with a tie more for each loose number that contradicts what it stands beside."""
    found = scene(reading)
    for search in SEARCHES:
        ties = tuple(claim.tie for claim in search(found, held(found, reading)))
        reading = Reading(reading.text, reading.language, reading.quantities, (*reading.ties, *ties), reading.covered)
    return adopted(reading)


def adopted(reading: Reading) -> Reading:
    """"7.2 million of the 24 million tonnes": a bare number that is tied to a measured one has its unit."""
    quantities = list(reading.quantities)
    for tie in reading.ties:
        levels = [i for name, i in tie.members if name in _LEVELS and not quantities[i].unit.noun]
        units = {quantities[i].unit.symbol: quantities[i].unit for i in levels if quantities[i].unit.symbol}
        if tie.relation in _RELATIONS and len(units) == 1:
            for i in levels:
                if quantities[i].unit.dimension is Dimension.COUNT:
                    quantities[i] = replace(quantities[i], unit=next(iter(units.values())))
    return Reading(reading.text, reading.language, tuple(quantities), reading.ties, reading.covered)
