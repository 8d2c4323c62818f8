"""What the relations hold already: the numbers that they explain, and the parts that make a whole with each other."""

from msgspec import Struct

from banyan.model.figure import Reading, Relation, Tie
from banyan.packs.figures.relations import fits, settle
from banyan.packs.figures.relations.frames import Frame, Scene

_HEADS = {
    Relation.SHARE: "share", Relation.GROWTH: "growth", Relation.CHANGE: "change", Relation.AVERAGE: "average",
    Relation.GAP: "gap", Relation.RISE: "growth", Relation.PRODUCT: "each", Relation.COMPOUND: "growth",
}  # fmt: skip


class Held(Struct, frozen=True):
    """`heads`: what heads a relation with all its members. `sums`: (whole, parts) of the sums that hold.

    `summed`: all numbers of a sum, whether it holds or not. `fast`: the numbers of any relation that holds.
    `shares`: (part, whole) of the shares that hold.
    `partners`: of each head the other numbers of its relations. `bases`: of each earlier level of a growth or change
    that holds the later ones.
    """

    heads: frozenset[int]
    sums: tuple[tuple[int, frozenset[int]], ...]
    summed: frozenset[int]
    fast: frozenset[int]
    shares: tuple[tuple[int, int], ...]
    partners: dict[int, frozenset[int]]
    bases: dict[int, frozenset[int]]

    def are_parts(self, a: int, b: int) -> bool:
        """Do both make a third number together?"""
        return any(a in parts and b in parts for _, parts in self.sums)


def held(scene: Scene, reading: Reading) -> Held:
    frames = {f.at: f for f in scene.frames}
    heads, sums, summed, fast, shares = set(), [], set(), set(), set()
    partners: dict[int, frozenset[int]] = {}
    bases: dict[int, frozenset[int]] = {}
    for tie in reading.ties:
        if len(tie.members) > 2 and tie.relation is not Relation.BREAKDOWN and settle.holds(frames, tie):
            fast |= {i for _, i in tie.members}
            of = dict(tie.members)
            if {"now", "before"} <= of.keys():
                bases[of["before"]] = bases.get(of["before"], frozenset()) | {of["now"]}
            if tie.relation is Relation.SHARE and len(tie.members) == 3 and {"part", "whole"} <= of.keys() and (
                    {of["part"], of["whole"]} <= frames.keys()):
                shares.add((of["part"], of["whole"]))
        name = _HEADS.get(tie.relation)
        loose = tie.relation is Relation.AVERAGE and tie.label != "named" and not settle.holds(frames, tie)
        if name and len(tie.members) > 2 and not loose:
            for head in (i for called, i in tie.members if called == name):
                heads.add(head)
                partners[head] = partners.get(head, frozenset()) | {i for _, i in tie.members if i != head}
        elif tie.relation is Relation.BREAKDOWN:
            summed |= {i for _, i in tie.members}
            if (found := sum_held(frames, tie)) is not None:
                sums.append(found)
                fast |= {found[0], *found[1]}
    return Held(frozenset(heads), tuple(sums), frozenset(summed), frozenset(fast), tuple(sorted(shares)), partners,
                bases)


def sum_held(frames: dict[int, Frame], tie: Tie) -> tuple[int, frozenset[int]] | None:
    """(whole, parts) of a breakdown that adds up; None of one that doesn't."""
    whole = next((i for name, i in tie.members if name == "whole"), None)
    parts = frozenset(i for name, i in tie.members if name == "part")
    if whole is None or not (parts | {whole}) <= frames.keys():
        return None
    return (whole, parts) if fits.sums(frames[whole], [frames[i] for i in parts]) else None
