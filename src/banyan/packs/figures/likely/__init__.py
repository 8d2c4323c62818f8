"""What nothing explains yet, and what it most likely belongs to: combinations by price, rows that nearly add up."""

from collections.abc import Callable, Iterator, Sequence

from banyan.model.figure import Reading, Relation, Tie
from banyan.packs.figures.likely import (
    averages,
    bounded,
    changes,
    columns,
    compounds,
    exchanges,
    insides,
    limits,
    named,
    portions,
    products,
    quotients,
    rows,
)
from banyan.packs.figures.loose import adopted
from banyan.packs.figures.loose.held import Held, held, sum_held
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Scene, scene

Search = Callable[[Scene, Held], Iterator[Claim]]
SEARCHES: tuple[Search, ...] = (
    portions.search, changes.search, rows.search, averages.search, columns.search, compounds.search, exchanges.search,
    products.search, limits.search, insides.search, bounded.search, named.search, quotients.search,
)  # fmt: skip


def read(reading: Reading) -> Reading:
    """The same reading, with a tie more for each combination that should hold and doesn't."""
    found = scene(reading)
    for search in SEARCHES:
        new = [claim.tie for claim in search(found, held(found, reading))]
        again = {(tie.relation, frozenset(tie.members)) for tie in new}
        kept = [tie for tie in reading.ties if (tie.relation, frozenset(tie.members)) not in again
                and not _of_other_whole(found, tie, new)]
        reading = Reading(reading.text, reading.language, reading.quantities, (*kept, *new), reading.covered)
    return adopted(_without_shares(reading, held(found, reading)))


def _of_other_whole(found: Scene, tie: Tie, new: Sequence[Tie]) -> bool:
    """The same parts under another whole, which they don't make."""
    def parts(of: Tie) -> set[int]:
        return {i for name, i in of.members if name == "part"}

    frames = {f.at: f for f in found.frames}
    return tie.relation is Relation.BREAKDOWN and sum_held(frames, tie) is None and any(
        other.relation is Relation.BREAKDOWN and parts(other) == parts(tie) for other in new)


def _without_shares(reading: Reading, known: Held) -> Reading:
    """What is a share of another number isn't added to it."""
    pairs = [set(pair) for pair in known.shares]
    kept = tuple(tie for tie in reading.ties if tie.relation is not Relation.BREAKDOWN or not any(
        pair <= {i for name, i in tie.members if name == "part"} for pair in pairs))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)
