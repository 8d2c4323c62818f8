"""Bands, floors and counts: so many at so much each can't come to more than all of them together."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from banyan.measure.figures.answer import Answer, Told, joined, same
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, every, folded, one
from banyan.measure.figures.interval import add, exactly, may_reach, meet, multiply, total
from banyan.measure.figures.nearby import beside
from banyan.measure.figures.weighing import Numbers, weigh
from banyan.measure.figures.writing import shown, span
from banyan.model.figure import Comparison, Dimension, Interval, Relation, Result, Tie
from banyan.model.text import Name

FAR = 12           # times the whole: beyond a slip of ten, a tie is likelier wrong than the text
_DOWNWARDS = frozenset({Comparison.BELOW, Comparison.AT_MOST})


class Band(Struct, frozen=True):
    """`count` things of at least `threshold` each. All are indices."""

    threshold: int
    count: int


def floors(claims: Claims) -> Iterator[Answer]:
    """count × floor ≤ amount; amount ≤ count × ceiling. In a "range" these are its ends."""
    for tie in claims.ties(Relation.FLOOR):
        count, amount, floor, ceiling = (one(tie, name) for name in ("count", "amount", "floor", "ceiling"))
        if count is None or amount is None:
            continue
        if floor is not None and _same_unit(claims, amount, floor):
            yield _at_most("floor", claims, count, floor, amount, _end(claims, floor, tie, upper=False))
        if ceiling is not None and _same_unit(claims, amount, ceiling):
            yield _at_least(claims, count, ceiling, amount, _end(claims, ceiling, tie, upper=True))


def _end(claims: Claims, each: int, tie: Tie, upper: bool) -> Decimal:
    ends = claims.strict(each)
    end = ends.high if upper else ends.low
    return end if tie.label == "range" and end is not None else _bound(claims, each)


def bands(claims: Claims) -> Iterator[Answer]:
    """Those above a threshold are no more than all, and come to no more than the amount of all."""
    for tie in claims.ties(Relation.BAND):
        threshold, count = one(tie, "threshold"), one(tie, "count")
        whole, amount = one(tie, "whole"), one(tie, "amount")
        if count is not None and whole is not None:
            yield _among(claims, count, whole)
        if _upwards(claims, threshold) and count is not None and amount is not None:
            assert threshold is not None  # noqa: S101  _upwards has seen it
            if _same_money(claims, amount, threshold):
                yield _at_most("band", claims, count, threshold, amount, _bound(claims, threshold))


def nested(claims: Claims) -> Iterator[Answer]:
    """Of bands of the same things the higher has no more, and all together leave room within the amount."""
    for whole, amount, found in _stacks(claims):
        ordered = sorted(found, key=lambda band: claims.quantity(band.threshold).amount.value, reverse=True)
        for higher, lower in pairwise(ordered):
            yield _among(claims, higher.count, lower.count, "nested-bands")
        if amount is not None and all(_same_money(claims, amount, band.threshold) for band in ordered):
            floor = _floor(claims, whole)
            yield _least(claims, ordered, amount, whole if floor is not None else None, floor)


def _stacks(claims: Claims) -> Iterator[tuple[int | None, int | None, list[Band]]]:
    """(whole count, amount, bands) of things that the text bands at several thresholds."""
    groups: dict[tuple[int | None, int | None], list[Band]] = {}
    for tie in claims.ties(Relation.BAND):
        threshold, count = one(tie, "threshold"), one(tie, "count")
        if threshold is not None and count is not None and _upwards(claims, threshold):
            key = one(tie, "whole"), one(tie, "amount")
            groups.setdefault(key, []).append(Band(threshold, count))
    for (whole, amount), found in groups.items():
        known = (whole, amount) != (None, None) or _same_things(claims, found)
        values = {claims.quantity(band.threshold).amount.value for band in found}
        if known and len(values) == len(found) > 1:
            yield whole, amount, found


def _same_things(claims: Claims, found: Sequence[Band]) -> bool:
    named = {
        (folded(q.subject), folded(q.unit.noun), q.period) for q in (claims.quantity(b.count) for b in found)
    }
    return len(named) == 1 and all(subject for subject, _, _ in named)


def _floor(claims: Claims, whole: int | None) -> int | None:
    for tie in claims.ties(Relation.FLOOR):
        if whole is not None and one(tie, "count") == whole:
            return one(tie, "floor")
    return None


def _at_most(check: str, claims: Claims, count: int, each: int, amount: int, bound: Decimal) -> Answer:
    def holds(number: Numbers) -> bool:
        return may_reach(multiply(number(count), _each(number, each, bound)), number(amount))

    members = [count, each, amount]
    weighed = weigh(claims, members, holds)
    least = multiply(claims.strict(count), exactly(bound))
    told = Told("floor.product", {
        "count": claims.words(count), "each": claims.words(each), "amount": claims.words(amount),
        "product": shown(least.low if least.low is not None else bound, claims.quantity(amount).unit),
    })
    return answered(check, claims, weighed, told, members)


def _at_least(claims: Claims, count: int, each: int, amount: int, bound: Decimal) -> Answer:
    """So many of at most so much each come to no more than that."""
    def holds(number: Numbers) -> bool:
        return may_reach(number(amount), multiply(number(count), _each(number, each, bound)))

    members = [count, each, amount]
    most = multiply(claims.strict(count), exactly(bound))
    told = Told("floor.ceiling", {
        "count": claims.words(count), "each": claims.words(each), "amount": claims.words(amount),
        "product": shown(most.high if most.high is not None else bound, claims.quantity(amount).unit),
    })
    return answered("floor", claims, weigh(claims, members, holds), told, members)


def _each(number: Numbers, each: int, bound: Decimal) -> Interval:
    """A threshold is the number itself, not what rounds to it; a slip moves it all the same."""
    value = number(each)
    low, high = value.low, value.high
    if low is None or high is None or low <= bound <= high:
        return exactly(bound)
    return exactly((low + high) / 2)


def _bound(claims: Claims, each: int) -> Decimal:
    return claims.quantity(each).amount.value


def _among(claims: Claims, count: int, whole: int, check: str = "band") -> Answer:
    weighed = weigh(claims, [count, whole], lambda number: may_reach(number(count), number(whole)), of_sum=True)
    told = Told("band.count", {"count": claims.words(count), "whole": claims.words(whole)})
    return answered(check, claims, weighed, told, [count, whole])


def _least(
    claims: Claims, ordered: Sequence[Band], amount: int, whole: int | None, floor: int | None
) -> Answer:
    """The least that all bands together can come to: each thing counts once, at the highest threshold it is over."""
    steps = [(band.count, band.threshold) for band in ordered]
    if whole is not None and floor is not None:
        steps.append((whole, floor))

    def least(number: Numbers) -> Interval:
        parts, before = [], exactly(0)
        for count, threshold in steps:
            more = _difference(number(count), before)
            parts.append(multiply(more, _each(number, threshold, _bound(claims, threshold))))
            before = number(count)
        return total(parts)

    members = [*(i for step in steps for i in step), amount]
    weighed = weigh(claims, members, lambda number: may_reach(least(number), number(amount)))
    lines = joined([_step(claims, steps, i) for i in range(len(steps))], " + ", " + ")
    told = Told("band.least", {
        "sum": lines, "least": span(exactly(least(claims.strict).low or Decimal(0)), claims.quantity(amount).unit),
        "amount": claims.words(amount),
    })
    return answered("nested-bands", claims, weighed, told, members)


def _difference(now: Interval, before: Interval) -> Interval:
    low = None if now.low is None or before.high is None else max(Decimal(0), now.low - before.high)
    high = None if now.high is None or before.low is None else max(Decimal(0), now.high - before.low)
    return Interval(low if low is not None else Decimal(0), high, True, True)


def _step(claims: Claims, steps: Sequence[tuple[int, int]], at: int) -> Name:
    count, threshold = steps[at]
    each = claims.words(threshold).zh
    return same(f"{claims.words(count).zh} × {each}" if at == 0
                else f"({claims.words(count).zh} − {claims.words(steps[at - 1][0]).zh}) × {each}")


def _upwards(claims: Claims, threshold: int | None) -> bool:
    return threshold is not None and claims.quantity(threshold).amount.comparison not in _DOWNWARDS


def _same_money(claims: Claims, a: int, b: int) -> bool:
    one_, other = claims.quantity(a).unit, claims.quantity(b).unit
    return one_.dimension is other.dimension is Dimension.MONEY and one_.symbol == other.symbol


def _same_unit(claims: Claims, a: int, b: int) -> bool:
    """Money, or seats: what each has at least is what is added up."""
    one_, other = claims.quantity(a).unit, claims.quantity(b).unit
    return one_.dimension is other.dimension and one_.symbol == other.symbol


def subset(claims: Claims) -> Iterator[Answer]:
    """No part is more than its whole."""
    for tie in claims.ties(Relation.SUBSET):
        whole = one(tie, "whole")
        for part in every(tie, "part"):
            named = tie.label == "named"      # "of these" stands between the two
            if whole is not None and _like(claims, part, whole) and (named or not _siblings(claims, part, whole)):
                answer = _among(claims, part, whole, "subset")
                unsure = not tie.label and _of_the_larger(claims, part, whole)      # a label names the whole
                phase = tie.label == "phase"        # of this very project: however far off, the text is wrong
                doubt = unsure or (not phase and _far_over(claims, part, whole))
                yield _doubted(answer) if doubt and answer.result is Result.FAIL else answer


def _far_over(claims: Claims, part: int, whole: int) -> bool:
    return claims.quantity(part).amount.value > claims.quantity(whole).amount.value * FAR


def _of_the_larger(claims: Claims, part: int, whole: int) -> bool:
    """"Of 500 firms 320 hire, 120 stay and 60 cut; 85 of them": the 85 may be of the 500, of which the 60 are part.

    A label says that the text names the whole again: "of these registered residents".
    """
    ties = claims.ties(Relation.SUBSET)
    if any(tie.label and ("whole", whole) in tie.members and ("part", part) in tie.members for tie in ties):
        return False
    larger = [
        one(tie, "whole") for tie in claims.ties(Relation.BREAKDOWN, Relation.SUBSET) if ("part", whole) in tie.members
    ]
    return any(
        w is not None and claims.quantity(w).sentence == claims.quantity(part).sentence
        and claims.quantity(w).amount.value >= claims.quantity(part).amount.value for w in larger
    )  # fmt: skip


def _doubted(answer: Answer) -> Answer:
    """The tie is likelier wrong than the text."""
    return Answer(answer.check, Result.CANNOT_TELL, answer.told[:1], answer.quantities, answer.against)


def _siblings(claims: Claims, a: int, b: int) -> bool:
    """The two, or they and a third, make another number beside them: then neither is part of the other."""
    both, others = add(claims.strict(a), claims.strict(b)), beside(claims, [a, b])
    sums = [(both, -1), *((add(both, claims.strict(i)), i) for i in others)]
    return any(meet(made, claims.strict(i)) for made, with_ in sums for i in others if i != with_)


def _like(claims: Claims, a: int, b: int) -> bool:
    one_, other = claims.quantity(a).unit, claims.quantity(b).unit
    return one_.dimension is other.dimension and (one_.symbol == other.symbol or one_.dimension is Dimension.COUNT)


TEXTS: dict[str, Name] = {
    "floor.product": Name("{count} × {each} = {product}，不应超过“{amount}”。",
                          "{count} × {each} = {product}, which can't be more than “{amount}”."),
    "floor.ceiling": Name("{count} × {each} = {product}，“{amount}”不应更多。",
                          "{count} × {each} = {product}; “{amount}” can't be more."),
    "band.count": Name("“{count}”属于“{whole}”的一部分，不应更多。",
                       "“{count}” are among “{whole}” and can't be more."),
    "band.least": Name("{sum} = 至少 {least}，不应超过“{amount}”。",
                       "{sum} = at least {least}, which can't be more than “{amount}”."),
}  # fmt: skip
CHECKS = (
    Check("floor", Name("个数乘以最低值不超过总额吗？", "Is count × floor at most the amount?"), floors),
    Check("band", Name("达到门槛的个数及其最低金额与总数相容吗？",
                       "Do those above a threshold fit into the count and amount of all?"), bands),
    Check("nested-bands", Name("较高档的个数不多于较低档，且各档合计放得进总额吗？",
                               "Has the higher band no more than the lower, and do all fit into the amount?"), nested),
    Check("subset", Name("部分不超过整体吗？", "Is a part at most its whole?"), subset),
)  # fmt: skip
