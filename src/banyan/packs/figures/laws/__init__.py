"""What holds of things in general, whatever their words: time that passes, units, rates, who is more than whom.

The last passes of a reading. Each knows one law, the few words in which it is invoked, and what may stand between; it
claims what doesn't fit, and leaves alone what the passes before it have tied.
"""

from collections.abc import Callable, Iterator

from banyan.model.figure import Reading, Relation, Tie
from banyan.packs.figures.laws import (
    again,
    anew,
    apart_told,
    apiece,
    astray,
    balances,
    based,
    between,
    bounds,
    by_definition,
    calendar,
    called,
    chained,
    classes,
    converted,
    copied,
    counted,
    days,
    delayed,
    directions,
    elapsed,
    entitled,
    followed,
    foremost,
    headlines,
    listed,
    lots,
    magnitudes,
    marks,
    multiples,
    opposites,
    outdone,
    parts_again,
    per,
    per_many,
    ranked,
    rates,
    ratios,
    rowed,
    runs,
    sized,
    slips,
    spans,
    stages,
    stocks,
    systems,
    throughout,
    timetables,
    todate,
    units,
    unmeant,
    ways,
    wholes,
    worded,
)
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.loose import adopted
from banyan.packs.figures.loose.held import Held, held
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Scene, scene

Search = Callable[[Scene, Held], Iterator[Claim]]
SEARCHES: tuple[Search, ...] = (
    units.search, systems.search, converted.search, ways.search, ways.differences, ways.backwards,
    anew.search, parts_again.search, per_many.search, by_definition.search, multiples.alone, runs.search,
    ways.growths, ways.on_change, balances.search, bounds.search, rates.search, ranked.search,
    stages.search, calendar.search, wholes.search, again.search, slips.search, slips.rests, apiece.search,
    magnitudes.search, apart_told.search, called.search,
    between.search, sized.search, ratios.search, listed.search, listed.goes_on,
    multiples.search, counted.search, counted.added, throughout.search, directions.search, chained.search,
    opposites.search, based.search, foremost.search, outdone.search, rowed.search, marks.search, worded.search,
    entitled.search, per.search, headlines.search,
    stocks.search, lots.search, classes.search, todate.search, copied.search,
)  # fmt: skip

_SURE = (by_definition.DEFINED, multiples.AS_MUCH)      # labels of ties that replace the same of a weaker search


def read(reading: Reading) -> Reading:
    reading = spans.read(timetables.read(days.read(delayed.read(elapsed.read(reading)))))
    found = scene(reading)
    reading = per_many.refuted(found, reading)
    holding = held(found, reading)
    for search in SEARCHES:
        new = [claim.tie for claim in search(found, holding)]
        if not new:
            continue
        known = {_key(tie) for tie in reading.ties}
        sure = {_key(tie) for tie in new if tie.label in _SURE}
        new = [tie for tie in new if (_key(tie) not in known or tie.label in _SURE) and not _is_within(tie, reading)]
        kept = (tie for tie in reading.ties if _key(tie) not in sure)
        reading = Reading(reading.text, reading.language, reading.quantities, (*kept, *new), reading.covered)
        holding = held(found, reading)
    reading = converted.alike(reading)
    reading = adopted(followed.read(multiples.plainly(reading)))
    reading = unmeant.refuted(based.refuted(found, chained.refuted(found, reading)))
    for refuted in (stages.refuted, astray.refuted, stocks.refuted, classes.refuted, copied.refuted, lots.refuted):
        reading = refuted(found, reading)
    return reading


def _is_within(tie: Tie, reading: Reading) -> bool:
    """A bound that another claim tells with more: "from 289 down to 276, a rise of 4.5 percent"."""
    members = set(tie.members)
    return tie.relation is Relation.LIMIT and any(
        other.relation is Relation.LIMIT and other.label == tie.label and members < set(other.members)
        for other in reading.ties)


def _key(tie: Tie) -> tuple[Relation, str, frozenset[tuple[str, int]]]:
    """What a tie claims: two numbers of which one is "more" may as well be a number and its limit, so much of one of
    so many."""
    said = tie.label if tie.label in (MORE, LESS) else str(tie.per) if tie.relation is Relation.AVERAGE else ""
    return tie.relation, said, frozenset(tie.members)
