"""Sums and breakdowns: the parts make the whole, shares of one whole make 100 %."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from banyan.measure.figures.answer import Answer, Told, joined
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, alike, every, one
from banyan.measure.figures.interval import exactly, may_reach, meet, scaled, total
from banyan.measure.figures.nearby import beside
from banyan.measure.figures.weighing import Holds, Numbers, Weighed, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Dimension, Relation, Result, Tie
from banyan.model.text import Name

ALL = exactly(100)
CONTRIBUTIONS = "contributions"     # label of a growth in percent that points of its parts make up
FAR = Decimal(3)       # times the whole, or the whole that many times them


def breakdown(claims: Claims) -> Iterator[Answer]:
    """whole = part + part + ..., each of them any number that is published so. "less": what has been taken off."""
    for tie in claims.ties(Relation.BREAKDOWN):
        whole, parts, less = one(tie, "whole"), every(tie, "part"), every(tie, "less")
        if whole is None or len(parts) < 2 or not (
                tie.label == CONTRIBUTIONS or _comparable(claims, [whole, *parts])):
            continue
        yield _net(claims, whole, parts, less) if less else _breakdown(claims, whole, parts, tie.label == "stated")


def _net(claims: Claims, whole: int, parts: list[int], less: list[int]) -> Answer:
    """What is left and what has been taken off are what there was and what came in."""
    def holds(number: Numbers) -> bool:
        return meet(total(number(i) for i in parts), total(number(i) for i in (whole, *less)))

    unit = claims.quantity(whole).unit
    told = Told("breakdown.net", {
        "parts": _plus(claims, parts), "sum": span(total(claims.strict(i) for i in parts), unit),
        "less": _plus(claims, less), "whole": claims.words(whole),
    })
    members = [whole, *parts, *less]
    return answered("breakdown", claims, weigh(claims, members, holds, of_sum=True), told, members)


def _breakdown(claims: Claims, whole: int, parts: list[int], stated: bool) -> Answer:
    """`stated`: these parts and no others are meant, however far off they are."""
    parts = parts if stated else _meant(claims, whole, parts)
    weighed = weigh(claims, [whole, *parts], _adds_up(whole, parts), of_sum=True)
    if weighed.result is Result.FAIL and not (weighed.slips or stated) and _far_off(claims, whole, parts):
        weighed = Weighed(Result.CANNOT_TELL)
    unit = claims.quantity(whole).unit
    told = Told("breakdown.sum", {
        "parts": _plus(claims, parts), "sum": span(total(claims.strict(part) for part in parts), unit),
        "whole": claims.words(whole),
    })
    return answered("breakdown", claims, weighed, told, [whole, *parts])


def _adds_up(whole: int, parts: Sequence[int]) -> Holds:
    return lambda number: meet(total(number(part) for part in parts), number(whole))


def _meant(claims: Claims, whole: int, parts: list[int]) -> list[int]:
    """The parts that make the whole: as tied; else without other things that follow, or with one more that stands by.

    "4,260 athletes, 2,345 men and 1,915 women, in 26 sports": the sports are no athletes.
    """
    nouns = [claims.quantity(part).unit.noun for part in parts]
    shorter = [parts[:n] for n in range(len(parts) - 1, 1, -1) if nouns[n] not in ("", nouns[0])]
    longer = [[*parts, other] for other in beside(claims, [whole, *parts]) if other > whole
              and "\n" not in claims.reading.text[claims.quantity(parts[-1]).end:claims.quantity(other).start]]
    return next((found for found in (parts, *shorter, *longer) if _adds_up(whole, found)(claims.strict)), parts)


def _far_off(claims: Claims, whole: int, parts: Sequence[int]) -> bool:
    """So far from the whole that they are likely parts of something else."""
    said, made = claims.strict(whole), total(claims.strict(part) for part in parts)
    return not may_reach(made, scaled(said, FAR)) or not may_reach(said, scaled(made, FAR))


def shares_add(claims: Claims) -> Iterator[Answer]:
    """k shares of one whole, rounded to whole percent, add to 100 within k × 0.5 (standards: Projects and figures)."""
    for shares in _groups(claims):
        yield _shares(claims, shares)


def _groups(claims: Claims) -> Iterator[list[int]]:
    """Shares that are said to make up one whole: by a tie of their own, or as the shares of a breakdown's parts."""
    seen: set[tuple[int, ...]] = set()
    of_part: dict[int, list[Tie]] = {}
    for tie in claims.ties(Relation.SHARE):
        if (part := one(tie, "part")) is not None:
            of_part.setdefault(part, []).append(tie)
    for tie in claims.ties(Relation.BREAKDOWN):
        for shares in (_own(claims, tie), _of_parts(claims, tie, of_part)):
            if len(shares) > 1 and tuple(shares) not in seen:
                seen.add(tuple(shares))
                yield shares


def _own(claims: Claims, tie: Tie) -> list[int]:
    parts = every(tie, "part")
    shares = one(tie, "whole") is None and all(_is_share(claims, i) for i in parts)
    return parts if shares else []


def _of_parts(claims: Claims, tie: Tie, of_part: Mapping[int, Sequence[Tie]]) -> list[int]:
    parts = every(tie, "part")
    found = [_share_of(claims, of_part.get(part, ()), one(tie, "whole")) for part in parts]
    shares = [share for share in found if share is not None]
    return shares if len(set(shares)) == len(parts) else []


def _share_of(claims: Claims, ties: Sequence[Tie], whole: int | None) -> int | None:
    """The percentage that a part is said, in its ties, to be of the breakdown's whole: the one beside it."""
    found = [
        (abs(share - part), share)
        for tie in ties
        if (share := one(tie, "share")) is not None and len(every(tie, "part")) == 1
        and (part := one(tie, "part")) is not None
        and one(tie, "whole") in (None, whole) and _is_share(claims, share)
    ]  # fmt: skip
    return min(found)[1] if found else None


def _is_share(claims: Claims, index: int) -> bool:
    return claims.quantity(index).unit.dimension is Dimension.PERCENT


def _shares(claims: Claims, shares: list[int]) -> Answer:
    def holds(number: Numbers) -> bool:
        return meet(total(number(share) for share in shares), ALL)

    unit = claims.quantity(shares[0]).unit
    weighed = weigh(claims, shares, holds, of_sum=True)
    told = Told("shares.sum", {
        "parts": _plus(claims, shares), "sum": span(total(claims.strict(share) for share in shares), unit),
    })
    return answered("shares-add", claims, weighed, told, shares)


def _comparable(claims: Claims, indices: Sequence[int]) -> bool:
    first = claims.quantity(indices[0])
    return all(alike(first, claims.quantity(i)) for i in indices)


def _plus(claims: Claims, indices: Sequence[int]) -> Name:
    return joined([claims.words(i) for i in indices], " + ", " + ")


TEXTS: dict[str, Name] = {
    "breakdown.sum": Name("{parts} = {sum}；文中总数为“{whole}”。",
                          "{parts} = {sum}; the whole is given as “{whole}”."),
    "breakdown.net": Name("{parts} = {sum}；减去{less}，文中所余为“{whole}”。",
                          "{parts} = {sum}, less {less}; what is left is given as “{whole}”."),
    "shares.sum": Name(
        "{parts} = {sum}；同一总体的各项占比合计应为 100%。",
        "{parts} = {sum}; the shares of one whole add up to 100 %."),
}  # fmt: skip
CHECKS = (
    Check("breakdown", Name("各分项之和等于总数吗？", "Do the parts add up to the whole?"), breakdown),
    Check("shares-add", Name("各项占比合计为 100% 吗？", "Do the shares of one whole add up to 100 %?"), shares_add),
)
