"""Places in a ranking: in the order of what they rank, no further back than there are things, each given once."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from banyan.measure.figures.answer import Answer, Told, joined, same
from banyan.measure.figures.check import Check
from banyan.measure.figures.claims import Claims, every, one
from banyan.measure.figures.interval import may_reach, meet
from banyan.model.figure import Relation, Result, Tie
from banyan.model.text import Name


def places(claims: Claims) -> Iterator[Answer]:
    for tie in claims.ties(Relation.PLACES):
        if tie.label == "once":
            yield _once(claims, every(tie, "place"))
        elif tie.label == "nth":
            yield from _nth(claims, tie)
        elif tie.label == "behind":
            yield from _behind(claims, tie)
        elif tie.label in ("falling", "rising"):
            yield _rowed(claims, tie)
        else:
            yield _ordered(claims, tie)


def _rowed(claims: Claims, tie: Tie) -> Answer:
    """Values in the order in which the words place them: who follows has no more, or no less where the least leads."""
    values = every(tie, "value")
    steps = [(a, b) if tie.label == "falling" else (b, a) for a, b in pairwise(values)]
    wrong = [step for step in steps if not may_reach(claims.strict(step[1]), claims.strict(step[0]))]
    shown = tuple(dict.fromkeys(i for step in wrong for i in step)) or tuple(values)
    told = Told("places.unrowed" if wrong else "places.rowed", {
        "values": joined([claims.words(i) for i in values], "、", ", ")})
    return Answer("places", Result.FAIL if wrong else Result.PASS, (told,), shown)


def _ordered(claims: Claims, tie: Tie) -> Answer:
    """Who is placed before another has no smaller value (or no larger one, where the smallest leads)."""
    pairs = list(zip(every(tie, "place"), every(tie, "value"), strict=True))
    ranked = [(claims.quantity(place).amount.value, value, place) for place, value in pairs]
    if (top := one(tie, "top")) is not None and min(rank for rank, _, _ in ranked) > 1:
        ranked.append((Decimal(1), top, top))
    ranked.sort()
    wrong = _against(claims, ranked, tie.label == "lowest")
    if wrong and len(ranked) > 2 and not _against(claims, ranked, tie.label != "lowest"):
        wrong = []
    shown = wrong or [(place, value) for _, value, place in ranked]
    members = tuple(dict.fromkeys(i for pair in shown for i in pair))
    told = Told("places.backwards" if wrong else "places.order", {
        "pairs": joined([_pair(claims, place, value) for place, value in shown], "、", ", ")})
    return Answer("places", Result.FAIL if wrong else Result.PASS, (told,), members)


def _against(claims: Claims, ranked: Sequence[tuple[Decimal, int, int]], lowest: bool) -> list[tuple[int, int]]:
    """(place, value) of those that stand in the wrong order."""
    found: list[tuple[int, int]] = []
    for n, (rank, value, place) in enumerate(ranked):
        for further, other, behind in ranked[n + 1:]:
            a, b = claims.strict(value), claims.strict(other)
            ahead = claims.quantity(value).amount.value - claims.quantity(other).amount.value
            if rank < further and not meet(a, b) and (ahead > 0) is lowest:
                found += [(place, value), (behind, other)]
    return found


def _once(claims: Claims, indices: Sequence[int]) -> Answer:
    told = Told("places.twice", {"places": joined([claims.words(i) for i in indices], "、", ", ")})
    return Answer("places", Result.FAIL, (told,), tuple(indices))


def _nth(claims: Claims, tie: Tie) -> Iterator[Answer]:
    """The place that the text's own order gives it: `years` says which."""
    place, value = one(tie, "place"), one(tie, "value")
    if place is None or value is None or tie.years is None:
        return
    fits = claims.quantity(place).amount.value == tie.years
    told = Told("places.order" if fits else "places.nth", {
        "pairs": _pair(claims, place, value), "n": same(str(tie.years))})
    yield Answer("places", Result.PASS if fits else Result.FAIL, (told,), (place, value))


def _behind(claims: Claims, tie: Tie) -> Iterator[Answer]:
    place, own, above = one(tie, "place"), one(tie, "own"), every(tie, "above")
    if place is None or own is None:
        return
    value = claims.quantity(own).amount.value
    wrong = [i for i in above
             if claims.quantity(i).amount.value < value and not meet(claims.strict(i), claims.strict(own))]
    told = Told("places.not_behind" if wrong else "places.behind", {
        "own": claims.words(own), "place": claims.words(place),
        "above": joined([claims.words(i) for i in wrong or above], "、", ", ")})
    yield Answer("places", Result.FAIL if wrong else Result.PASS, (told,), (place, own, *(wrong or above)))


def among(claims: Claims) -> Iterator[Answer]:
    """No place is further back than there are things to rank."""
    for tie in claims.ties(Relation.AMONG):
        place, count = one(tie, "place"), one(tie, "count")
        if place is None or count is None:
            continue
        fits = claims.quantity(place).amount.value <= claims.quantity(count).amount.value
        told = Told("places.among" if fits else "places.beyond", {
            "place": claims.words(place), "count": claims.words(count)})
        yield Answer("among", Result.PASS if fits else Result.FAIL, (told,), (place, count))


def moved(claims: Claims) -> Iterator[Answer]:
    """From one place to another by as many as lie between them, and in the direction that is told."""
    for tie in claims.ties(Relation.MOVED):
        before, place, by = one(tie, "before"), one(tie, "place"), one(tie, "by")
        if before is None or place is None:
            continue
        gained = claims.quantity(before).amount.value - claims.quantity(place).amount.value
        told_by = claims.quantity(by).amount.value if by is not None else abs(gained)
        fits = gained == (told_by if tie.label == "up" else -told_by)
        if fits and by is None and not gained:
            fits = False
        told = Told("places.moved" if fits else "places.other_move", {
            "before": claims.words(before), "place": claims.words(place),
            "by": claims.words(by) if by is not None else Name("名次变化", "the move")})
        members = (before, place, *([by] if by is not None else []))
        yield Answer("moved", Result.PASS if fits else Result.FAIL, (told,), members)


def _pair(claims: Claims, place: int, value: int) -> Name:
    where, said = claims.words(place), claims.words(value)
    if place == value:
        return Name(f"居首者“{said.zh}”", f"the first “{said.en}”")
    return Name(f"“{where.zh}”为“{said.zh}”", f"“{where.en}” with “{said.en}”")


TEXTS: dict[str, Name] = {
    "places.order": Name("{pairs}：名次与数值一致。", "{pairs}: places and values are in one order."),
    "places.backwards": Name("{pairs}：名次与数值的大小不一致。",
                             "{pairs}: the places are not in the order of the values."),
    "places.rowed": Name("{values}：与文中的先后一致。", "{values}: they are in the order that the words give them."),
    "places.unrowed": Name("{values}：文中按先后列出，数值却不依次变化。",
                           "{values}: the words put them in this order, their values don't."),
    "places.nth": Name("{pairs}，但按文中的顺序应为第{n}。",
                       "{pairs}, but in the order that the text gives it is number {n}."),
    "places.twice": Name("{places}：同一排名中同一名次出现两次。",
                         "{places}: one place is given twice in one ranking."),
    "places.behind": Name("“{own}”列“{place}”，在前的为{above}，相符。",
                          "“{own}” is “{place}”, behind {above}: it fits."),
    "places.not_behind": Name("“{own}”列“{place}”，但排在其前的{above}反而更小。",
                              "“{own}” is “{place}”, but {above}, said to be ahead of it, is less."),
    "places.among": Name("“{count}”中列“{place}”，可以成立。", "“{place}” of “{count}” can be."),
    "places.beyond": Name("只有“{count}”，排不出“{place}”。", "there are only “{count}”: nothing can be “{place}”."),
    "places.moved": Name("由“{before}”到“{place}”，{by}，相符。", "from “{before}” to “{place}”, {by}: it fits."),
    "places.other_move": Name("由“{before}”到“{place}”，与“{by}”不符。", "from “{before}” to “{place}” is not “{by}”."),
}  # fmt: skip
CHECKS = (
    Check("places", Name("名次与数值一致吗？", "Are places in the order of what they rank?"), places),
    Check("among", Name("名次没有超出参评数量吗？", "Is no place beyond the number of those ranked?"), among),
    Check("moved", Name("名次变化与前后名次一致吗？", "Do places change by as many as is said?"), moved),
)
