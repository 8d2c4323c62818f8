"""Parts and their wholes by the grammar of the sentence, where the searches before have tied nothing that holds.

Each file knows the ways in which one relation is said: a part in its whole, parts that make it, a share with its two
numbers, a count with the names that are counted, the least, the mean and the most. It claims what doesn't fit; of sums
what fits as well, which speaks against those that leave some of its parts out.
"""

from collections.abc import Callable, Iterator, Mapping

from banyan.model.figure import Reading, Relation, Tie
from banyan.packs.figures.loose import adopted
from banyan.packs.figures.loose.held import Held, held, sum_held
from banyan.packs.figures.parted import extremes, inside, names, nets, shares, sums
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene, scene

_CLOSE = (0.8, 1.25)    # times its whole, what parts make that are meant to make it
Search = Callable[[Scene, Held], Iterator[Claim]]
SEARCHES: tuple[Search, ...] = (inside.search, extremes.search, sums.search, shares.search, nets.search, names.search)


def read(reading: Reading) -> Reading:
    found = scene(reading)
    holding = held(found, reading)
    for search in SEARCHES:
        new = [claim.tie for claim in search(found, holding)]
        if not new:
            continue
        known = {(tie.relation, frozenset(tie.members)) for tie in reading.ties}
        new = [tie for tie in new if (tie.relation, frozenset(tie.members)) not in known]
        reading = Reading(reading.text, reading.language, reading.quantities, (*reading.ties, *new), reading.covered)
        holding = held(found, reading)
    return adopted(_without_torn(found, reading))


def _without_torn(scene_: Scene, reading: Reading) -> Reading:
    """Without the sums that don't hold and are a piece of one that does, or add what went out to what came in."""
    frames: dict[int, Frame] = {f.at: f for f in scene_.frames}
    holding = [found for tie in reading.ties if tie.relation is Relation.BREAKDOWN
               and (found := sum_held(frames, tie)) is not None]

    def is_torn(tie: Tie) -> bool:
        names = {name for name, _ in tie.members}
        if tie.relation is not Relation.BREAKDOWN or "less" in names or sum_held(frames, tie) is not None:
            return False
        if nets.mixes(frames, tie):
            return True
        members = {i for _, i in tie.members}
        near = _near_whole(frames, tie)
        return any(len(members & (parts | {whole})) > 1 and members <= parts | {whole}
                   for whole, parts in holding if near not in parts)     # what adds up a whole and its parts

    kept = tuple(tie for tie in reading.ties if not is_torn(tie))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _near_whole(frames: Mapping[int, Frame], tie: Tie) -> int:
    """The number of the whole, if its parts make about as much; else -1."""
    of = dict(tie.members)
    made = sum(frames[i].value for name, i in tie.members if name == "part" and i in frames)
    whole = frames.get(of.get("whole", -1))
    return whole.at if whole is not None and _CLOSE[0] < made / whole.value < _CLOSE[1] else -1
