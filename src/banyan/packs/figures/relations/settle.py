"""Old ties and new claims about the same number: what holds stays, what doesn't gives way to what does."""

import re
from collections.abc import Iterable, Sequence

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.relations import cues, fits, subsets, sums
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_HEADS = {
    Relation.SHARE: "share", Relation.GROWTH: "growth", Relation.CHANGE: "change", Relation.AVERAGE: "average",
    Relation.GAP: "gap", Relation.RISE: "growth", Relation.PRODUCT: "each",
}  # fmt: skip


Groups = dict[int, list[set[int]]]
_THE_MOST = re.compile(r"(?:最[高低多少大小长短]|居首|第一|之首|领先|垫底)[^。；\d]{0,6}$"
                       r"|\b(?:most|largest|highest|biggest|lowest|fewest|first|led)\b[^,;.\d]{0,20},? ?(?:with|at"
                       r"|on)? $",
                       re.IGNORECASE)
_BAND = re.compile(r"^(?:以上|及以上)?的[^，。；\d]{0,8}$")


def settled(scene: Scene, ties: Sequence[Tie], claims: Sequence[Claim]) -> list[Tie]:
    frames = {f.at: f for f in scene.frames}
    fitting = {claim.head for claim in claims if claim.fits and claim.tie.relation is not Relation.BREAKDOWN}
    kept = [tie for tie in ties if not (_head(tie) in fitting and _complete(tie) and not holds(frames, tie))]
    placed = _placed(frames, [*kept, *(claim.tie for claim in claims)])
    kept = _without_refuted(scene, kept, placed, [c for c in claims if c.fits and c.tie.relation is Relation.BREAKDOWN])
    known = {_head(tie) for tie in kept if _complete(tie) and holds(frames, tie)} - {None}
    listed = by_member(_members(tie) for tie in kept if tie.relation is Relation.BREAKDOWN)
    same = {(tie.relation, frozenset(tie.members)) for tie in kept}
    new = [
        claim.tie
        for claim in claims
        if _is_new(claim, known, listed) and not (claim.tie.relation is Relation.BREAKDOWN and _is_astray(
            scene, frames, claim.tie)) and (claim.fits or not _is_placed(frames, claim.tie, placed))
        and (claim.tie.relation, frozenset(claim.tie.members)) not in same
    ]
    named = {frozenset(c.tie.members): c.tie for c in claims
             if c.tie.relation is Relation.SUBSET and c.tie.label and not _is_placed(frames, c.tie, placed)}
    kept = [named.get(frozenset(tie.members), tie) if tie.relation is Relation.SUBSET else tie for tie in kept]
    return [*kept, *new]


def by_member(groups: Iterable[set[int]]) -> Groups:
    """The groups that each number is in: a long text has thousands."""
    found: Groups = {}
    for group in groups:
        for member in group:
            found.setdefault(member, []).append(group)
    return found


def _shares_two(members: set[int], groups: Groups) -> bool:
    return any(len(members & group) > 1 for member in members for group in groups.get(member, ()))


def _members(tie: Tie) -> set[int]:
    return {i for _, i in tie.members}


def _is_new(claim: Claim, known: set[int | None], listed: Groups) -> bool:
    if claim.tie.relation in (Relation.SUBSET, Relation.LIMIT):
        return True
    if claim.tie.relation is Relation.BREAKDOWN:
        return not _shares_two(_members(claim.tie), listed)
    return claim.head not in known  # where both fail, each is told: either may be what the text means


def _placed(frames: dict[int, Frame], ties: Iterable[Tie]) -> dict[int, set[int]]:
    """Of each part the wholes that it is a share of, as far as the shares hold."""
    found: dict[int, set[int]] = {}
    for tie in ties:
        of = dict(tie.members)
        if tie.relation is Relation.SHARE and len(tie.members) == 3 and {"part", "whole"} <= of.keys() and (
                holds(frames, tie) and all(i in frames for i in of.values())):
            found.setdefault(of["part"], set()).add(of["whole"])
    return found


def _is_placed(frames: dict[int, Frame], tie: Tie, placed: dict[int, set[int]]) -> bool:
    """A part beyond its whole that is a share of another; parts whose shares of their whole leave a rest."""
    whole = next((frames[i] for name, i in tie.members if name == "whole" and i in frames), None)
    parts = [frames[i] for name, i in tie.members if name == "part" and i in frames]
    if whole is None or not parts:
        return False
    if tie.relation is Relation.SUBSET:
        return any(p.value > whole.value and placed.get(p.at, {whole.at}) != {whole.at} for p in parts)
    return (tie.relation is Relation.BREAKDOWN and not fits.sums(whole, parts)
            and fits.total(parts)[1] < whole.low and all(whole.at in placed.get(p.at, ()) for p in parts))


def _without_refuted(
    scene: Scene, ties: Sequence[Tie], placed: dict[int, set[int]], claims: Sequence[Claim]
) -> list[Tie]:
    """Without sums that don't hold, where others that do hold speak against them, or their parts are told unlike."""
    frames = {f.at: f for f in scene.frames}
    holding = by_member(_members(claim.tie) for claim in claims)
    kept = []
    for tie in ties:
        if _is_astray(scene, frames, tie) or _is_placed(frames, tie, placed):
            continue
        if tie.relation is Relation.BREAKDOWN and not _adds_up(frames, tie):
            whole = _completed(scene, frames, tie)
            if whole is not None:
                kept.append(whole)
            elif not _shares_two(_members(tie), holding) and _is_list(scene, frames, tie):
                kept.append(tie)
        elif tie.relation is Relation.SAME and _shares_two(_members(tie), holding):
            continue  # 15 of 150: a part and its whole, not one figure with a slip of ten
        elif tie.relation is not Relation.FLOOR or tie.label or not _is_band(frames, tie):
            kept.append(tie)
    return kept


def _is_astray(scene: Scene, frames: dict[int, Frame], tie: Tie) -> bool:
    """Parts that don't fit a whole that is no whole of theirs: last year's, a rest, or not what their words name."""
    if tie.relation not in (Relation.BREAKDOWN, Relation.SUBSET):
        return False
    whole = next((frames[i] for name, i in tie.members if name == "whole" and i in frames), None)
    parts = [frames[i] for name, i in tie.members if name == "part" and i in frames]
    if whole is None or not parts:
        return False
    if tie.relation is Relation.BREAKDOWN:
        return not fits.sums(whole, parts) and (
            cues.is_past(whole) or sums.is_mixed(parts) or _leads(scene, whole, parts[0]))
    if all(part.value <= whole.value for part in parts):
        return False
    group = subsets.group_of(parts[0])
    return bool(group) and not subsets.is_called(scene, whole, group) and (
        sums.is_rest(whole) or scene.between(whole, parts[0]).strip()[:1] in (";", "；"))


def _leads(scene: Scene, whole: Frame, part: Frame) -> bool:
    """带鱼销量最大，达4.2万吨，鲳鱼、鱿鱼分别为3.6和2.9万吨: who is the most is no whole of the others."""
    said = scene.between(whole, part) if whole.at == part.at - 1 else "其中"
    return bool(_THE_MOST.search(whole.lead)) and not cues.AGAIN.search(said) and "占" not in said


def _is_list(scene: Scene, frames: dict[int, Frame], tie: Tie) -> bool:
    """No part is so much each; and two parts that make a whole are told alike."""
    parts = [frames[i] for name, i in tie.members if name == "part" and i in frames]
    if any(cues.is_each(part) for part in parts):
        return False
    whole = any(name == "whole" for name, _ in tie.members)
    return not whole or len(parts) != 2 or sums.is_rest(parts[1]) or sums.parallel(scene, *parts)


def _completed(scene: Scene, frames: dict[int, Frame], tie: Tie) -> Tie | None:
    """Shares that make no 100 by themselves, with those of their sentence that were left out."""
    parts = [frames[i] for name, i in tie.members if i in frames]
    if any(name == "whole" for name, _ in tie.members) or not parts or not all(p.is_percent for p in parts):
        return None
    shares = [f for f in scene.sentences[parts[0].sentence] if f.is_percent and not cues.moves(f)]
    if len(shares) > len(parts) and fits.meets(fits.total(shares), (100.0, 100.0)):
        return Tie(Relation.BREAKDOWN, tuple(("part", f.at) for f in shares), tie.label)
    return None


def _is_band(frames: dict[int, Frame], tie: Tie) -> bool:
    """单个投资超过10亿元的项目31个: so many above a bound, no bound of all."""
    floor = next((frames[i] for name, i in tie.members if name == "floor" and i in frames), None)
    return floor is not None and bool(_BAND.match(floor.tail)) and floor.at + 1 in frames


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
    wanted = {
        Relation.SHARE: {"part", "whole"},
        Relation.GROWTH: {"now", "before"},
        Relation.CHANGE: {"now", "before"},
        Relation.GAP: {"rate", "other"},
    }
    return wanted.get(tie.relation, set()) <= names


def holds(frames: dict[int, Frame], tie: Tie) -> bool:
    """Of the relations that have a head; any other tie stays."""
    of = {name: frames[i] for name, i in tie.members if i in frames}
    if any(i not in frames for _, i in tie.members):
        return True
    match tie.relation:
        case Relation.SHARE:
            parts = [frames[i] for name, i in tie.members if name == "part"]
            return "whole" in of and fits.share(of["share"], fits.total(parts), fits.span(of["whole"]))
        case Relation.GROWTH if of["growth"].is_percent:
            return fits.growth(of["growth"], of["now"], of["before"])
        case Relation.CHANGE:
            return fits.difference(of["change"], of["now"], of["before"])
        case Relation.PRODUCT:
            low, high = fits.span(of["each"])
            for factor in (frames[i] for name, i in tie.members if name == "count"):
                low, high = low * factor.low, high * factor.high
            return fits.meets((low * float(tie.factor), high * float(tie.factor)), fits.span(of["amount"]))
        case Relation.AVERAGE:
            low, high = fits.span(of["count"]) if "count" in of else (float(tie.years or 1), float(tie.years or 1))
            return fits.product(fits.span(of["average"]), (low / tie.per, high / tie.per), fits.span(of["amount"]))
    return True
