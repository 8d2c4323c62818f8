"""Old ties and new claims about the same number: what holds stays, what doesn't gives way to what does."""

from collections.abc import Sequence

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_HEADS = {
    Relation.SHARE: "share", Relation.GROWTH: "growth", Relation.CHANGE: "change", Relation.AVERAGE: "average",
    Relation.GAP: "gap", Relation.RISE: "growth", Relation.PRODUCT: "each",
}  # fmt: skip


def settled(scene: Scene, ties: Sequence[Tie], claims: Sequence[Claim]) -> list[Tie]:
    frames = {f.at: f for f in scene.frames}
    fitting = {claim.head for claim in claims if claim.fits and claim.tie.relation is not Relation.BREAKDOWN}
    kept = [tie for tie in ties if not (_head(tie) in fitting and _complete(tie) and not _holds(frames, tie))]
    kept = _without_refuted(frames, kept, [c for c in claims if c.fits and c.tie.relation is Relation.BREAKDOWN])
    known = {_head(tie) for tie in kept if _complete(tie) and _holds(frames, tie)} - {None}
    sums = [_members(tie) for tie in kept if tie.relation is Relation.BREAKDOWN]
    new = [claim.tie for claim in claims if _is_new(claim, known, sums)]
    return [*kept, *new]


def _members(tie: Tie) -> set[int]:
    return {i for _, i in tie.members}


def _is_new(claim: Claim, known: set[int | None], sums: Sequence[set[int]]) -> bool:
    if claim.tie.relation in (Relation.SUBSET, Relation.LIMIT):
        return True
    if claim.tie.relation is Relation.BREAKDOWN:
        return not any(len(_members(claim.tie) & members) > 1 for members in sums)
    return claim.head not in known      # where both fail, each is told: either may be what the text means


def _without_refuted(frames: dict[int, Frame], ties: Sequence[Tie], claims: Sequence[Claim]) -> list[Tie]:
    """Without sums that don't hold, where two of their numbers are in one that does, or a part is so much each."""
    holding = [_members(claim.tie) for claim in claims]
    return [tie for tie in ties if tie.relation is not Relation.BREAKDOWN or _adds_up(frames, tie) or not (
        any(len(_members(tie) & members) > 1 for members in holding)
        or any(name == "part" and i in frames and cues.is_each(frames[i]) for name, i in tie.members))]


def _adds_up(frames: dict[int, Frame], tie: Tie) -> bool:
    whole = next((frames.get(i) for name, i in tie.members if name == "whole"), None)
    parts = [frames[i] for name, i in tie.members if name == "part" and i in frames]
    if whole is None:
        return fits.meets(fits.total(parts), (100.0, 100.0))
    return fits.sums(whole, parts)


def _head(tie: Tie) -> int | None:
    name = _HEADS.get(tie.relation)
    return next((i for called, i in tie.members if called == name), None)


def _complete(tie: Tie) -> bool:
    names = {name for name, _ in tie.members}
    wanted = {Relation.SHARE: {"part", "whole"}, Relation.GROWTH: {"now", "before"}, Relation.CHANGE: {"now", "before"},
              Relation.GAP: {"rate", "other"}}
    return wanted.get(tie.relation, set()) <= names


def _holds(frames: dict[int, Frame], tie: Tie) -> bool:
    """Of the relations that have a head; any other tie stays."""
    of = {name: frames[i] for name, i in tie.members if i in frames}
    match tie.relation:
        case Relation.SHARE:
            parts = [frames[i] for name, i in tie.members if name == "part" and i in frames]
            return "whole" in of and fits.share(of["share"], fits.total(parts), fits.span(of["whole"]))
        case Relation.GROWTH if of["growth"].is_percent:
            return fits.growth(of["growth"], of["now"], of["before"])
        case Relation.CHANGE:
            return fits.difference(of["change"], of["now"], of["before"])
        case Relation.AVERAGE:
            count = fits.span(of["count"]) if "count" in of else (float(tie.years or 1),) * 2
            return fits.product(fits.span(of["average"]), (count[0] / tie.per, count[1] / tie.per), fits.span(of["amount"]))
    return True
