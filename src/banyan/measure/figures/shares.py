"""Shares against totals, and a ratio times its base: 40 % of 250 bn is 100 bn.

The whole comes from the text, else from the ledger ("35 % of GDP" against the GDP that a statistical office published).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from banyan.measure.figures.answer import Answer, Told, joined
from banyan.measure.figures.check import Check, answered, implied
from banyan.measure.figures.claims import Claims, every, level_in_text, one
from banyan.measure.figures.interval import HUNDRED, divide, exactly, meet, multiply, percent, scaled, subtract, total
from banyan.measure.figures.nearby import beside
from banyan.measure.figures.sides import Side, against, in_ledger, in_text, indices
from banyan.measure.figures.weighing import Numbers, Weighed, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Comparison, Dimension, Interval, Period, Relation, Result, Role, Unit
from banyan.model.text import Name

PERCENT = Unit(Dimension.PERCENT)
_ROLES = (Role.SHARE, Role.RATE)
_ROUGH, _FEW = Decimal("0.5"), Decimal(10)      # percent
TELLING = 3        # digits of a share, from which a power of ten that mends it is no chance
FAR = 12           # times the whole: beyond a slip of ten


class Ratio(Struct, frozen=True):
    """share = part ÷ whole. `bound`: "over" or "under" where the text says that it is more or less than that;
    "stated": no other part and whole are meant.
    """

    share: int
    part: Side | None
    whole: Side | None
    bound: str = ""

    def comparable(self, claims: Claims) -> bool:
        if self.part is None or self.whole is None:
            return True
        a, b = self.part.unit(claims), self.whole.unit(claims)
        money = Dimension.MONEY in (a.dimension, b.dimension)
        return a.dimension is b.dimension and (not money or a.symbol == b.symbol)


def ratios(claims: Claims) -> Iterator[Ratio]:
    """Every share that the text gives, with what is known of its part and its whole."""
    tied: set[int] = set()
    for tie in claims.ties(Relation.SHARE):
        share = one(tie, "share")
        if share is not None and len(every(tie, "part")) > 1:
            tied.add(share)
        elif share is not None and _is_percent(claims, share):
            tied.add(share)
            yield _completed(claims, Ratio(share, in_text(one(tie, "part")), in_text(one(tie, "whole")), tie.label))
    for index in claims.indices():
        quantity = claims.quantity(index)
        if index not in tied and quantity.role in _ROLES and quantity.unit.of and _is_percent(claims, index):
            ratio = _completed(claims, Ratio(index, None, None))
            if ratio.part is not None:
                yield ratio


def _completed(claims: Claims, ratio: Ratio) -> Ratio:
    """What the tie leaves out, from elsewhere in the text or from the ledger."""
    share = claims.quantity(ratio.share)
    part = ratio.part or in_text(level_in_text(claims, ratio.share, share.indicator, share.period))
    period = share.period or _period(claims, part)
    whole = ratio.whole
    if whole is None and share.unit.of:
        whole = in_text(level_in_text(claims, ratio.share, share.unit.of, period))
        whole = whole or in_ledger(claims.evidence.levels(share, share.unit.of, period))
    if part is None and whole is not None and whole.figure is not None:
        part = in_ledger(claims.evidence.levels(share, "", period))
    return Ratio(ratio.share, part, whole, ratio.bound)


def _period(claims: Claims, side: Side | None) -> Period | None:
    return claims.quantity(side.index).period if side is not None and side.index is not None else None


def shares(claims: Claims) -> Iterator[Answer]:
    """The percentage is what its part is of its whole."""
    for ratio in ratios(claims):
        if not ratio.comparable(claims):
            continue
        if ratio.part is not None and ratio.whole is not None:
            meant = (ratio.part, ratio.whole) if ratio.bound else _meant(claims, ratio.share, ratio.part, ratio.whole)
            yield _compared(claims, ratio.share, *meant, ratio.bound)
        elif ratio.part is not None:
            yield _implied_whole(claims, ratio.share, ratio.part)
        elif ratio.whole is not None:
            yield _implied_part(claims, ratio.share, ratio.whole)
    yield from _together(claims)


def _together(claims: Claims) -> Iterator[Answer]:
    """Several parts that are a share of one whole: "460 doctors and 3,220 masters, together 42 % of the staff"."""
    for tie in claims.ties(Relation.SHARE):
        share, parts, whole = one(tie, "share"), every(tie, "part"), one(tie, "whole")
        if share is not None and whole is not None and len(parts) > 1:
            yield _several(claims, share, parts, whole)


def _several(claims: Claims, share: int, parts: Sequence[int], whole: int) -> Answer:
    def made(number: Numbers) -> Interval:
        return percent(total(number(part) for part in parts), number(whole))

    members = [share, *parts, whole]
    weighed = weigh(claims, members, lambda number: meet(made(number), number(share)))
    told = Told("share.together", {
        "parts": joined([claims.words(part) for part in parts], " + ", " + "), "whole": claims.words(whole),
        "share": claims.words(share), "ratio": span(made(claims.strict), PERCENT),
    })
    return answered("share", claims, weighed, told, members)


def _meant(claims: Claims, share: int, part: Side, whole: Side) -> tuple[Side, Side]:
    """Part and whole as tied; if they don't fit, with another part of the sentence or a nearer whole that does.

    "Taxes 908, other revenue 337; taxes' share 73 %" is easily tied to the 337; a whole of another sentence is a guess.
    """
    bounded = claims.quantity(share).amount.comparison not in (Comparison.EQUAL, Comparison.ABOUT)
    if whole.index is None or part.index is None or bounded or _fits(claims, share, part, whole):
        return part, whole      # "over half" fits many
    sentence, others = claims.quantity(share).sentence, beside(claims, [part.index, share, whole.index])
    others = [i for i in others if None not in (claims.strict(i).low, claims.strict(i).high)]     # "65 and over" is any
    pairs = [(Side(index=i), whole) for i in others if claims.quantity(i).sentence == sentence]
    if claims.quantity(whole.index).sentence != sentence:
        pairs += [(part, Side(index=i)) for i in others]
    return next(((a, b) for a, b in pairs if _fits(claims, share, a, b)), (part, whole))


def _fits(claims: Claims, share: int, part: Side, whole: Side) -> bool:
    return meet(percent(part.value(claims.strict), whole.value(claims.strict)), claims.strict(share))


def _bounded(share: Interval, bound: str) -> Interval:
    if bound not in ("over", "under"):
        return share
    if bound == "over":
        return Interval(_least(share), None)
    return Interval(None, share.high, high_closed=share.high_closed)


def _least(share: Interval) -> Decimal | None:
    """"Over eight tenths" is more than eight tenths, however roughly they are told: at most half a percent less."""
    if share.low is None or share.high is None:
        return share.low
    return max(share.low, (share.low + share.high) / 2 - _ROUGH)


def _compared(claims: Claims, share: int, part: Side, whole: Side, bound: str = "") -> Answer:
    def holds(number: Numbers) -> bool:
        return meet(percent(part.value(number), whole.value(number)), _bounded(number(share), bound))

    members = [share, *indices(part, whole)]
    weighed = weigh(claims, members, holds)
    digits = len(claims.quantity(share).amount.value.normalize().as_tuple().digits)
    mended = bool(weighed.slips) and digits >= TELLING
    doubtful = whole.index is not None and ((_far_off(claims, share, part, whole) and not mended) or _of_the_rest(
        claims, share, part, whole))
    if weighed.result is Result.FAIL and doubtful:
        weighed = Weighed(Result.CANNOT_TELL)
    name = "share" if whole.figure is None else "ratio-base"
    told = Told("share.ratio", {
        "part": part.words(claims), "whole": whole.words(claims), "share": claims.words(share),
        "ratio": span(percent(part.value(claims.strict), whole.value(claims.strict)), PERCENT),
    })
    answer = answered(name, claims, weighed, told, members, against(part, whole))
    if part.index is None:
        return answer
    expected = scaled(multiply(claims.strict(share), whole.value(claims.strict)), 1 / HUNDRED)
    line = Told("share.part", {
        "share": claims.words(share), "whole": whole.words(claims), "part": span(expected, part.unit(claims)),
    })
    return Answer(answer.check, answer.result, (answer.told[0], line, *answer.told[1:]), answer.quantities,
                  answer.against)


def _of_the_rest(claims: Claims, share: int, part: Side, whole: Side) -> bool:
    """"21 of 52,400 failed, a pass rate of 99.96 percent": the share is of what the part leaves over."""
    made = percent(part.value(claims.strict), whole.value(claims.strict))
    return made.high is not None and made.high < _FEW and meet(
        subtract(exactly(HUNDRED), made), claims.strict(share))


def _far_off(claims: Claims, share: int, part: Side, whole: Side) -> bool:
    """A part many times its whole is likely the part of something else."""
    ratio, claimed = percent(part.value(claims.strict), whole.value(claims.strict)), claims.quantity(share).amount.value
    return ratio.low is not None and ratio.low > max(HUNDRED, claimed) * FAR


def _implied_whole(claims: Claims, share: int, part: Side) -> Answer:
    quantity = claims.quantity(share)
    whole = scaled(divide(part.value(claims.strict), claims.strict(share)), HUNDRED)
    of = quantity.unit.of
    told = Told("share.whole_implied", {
        "part": part.words(claims), "share": claims.words(share), "whole": span(whole, part.unit(claims)),
        "of": Name(of or "总体", of or "the whole"),
    })
    return implied("ratio-base", told, [share, *indices(part)], against(part))


def _implied_part(claims: Claims, share: int, whole: Side) -> Answer:
    part = scaled(multiply(claims.strict(share), whole.value(claims.strict)), 1 / HUNDRED)
    told = Told("share.part_implied", {
        "share": claims.words(share), "whole": whole.words(claims), "part": span(part, whole.unit(claims)),
    })
    return implied("share", told, [share], against(whole))


def _is_percent(claims: Claims, index: int) -> bool:
    return claims.quantity(index).unit.dimension is Dimension.PERCENT


TEXTS: dict[str, Name] = {
    "share.ratio": Name("{part} ÷ {whole} = {ratio}；文中占比为“{share}”。",
                        "{part} ÷ {whole} = {ratio}; the share is given as “{share}”."),
    "share.together": Name("({parts}) ÷ {whole} = {ratio}；文中占比为“{share}”。",
                           "({parts}) ÷ {whole} = {ratio}; the share is given as “{share}”."),
    "share.part": Name("{share} × {whole} = {part}。", "{share} × {whole} = {part}."),
    "share.whole_implied": Name(
        "{part} ÷ {share} = {whole}：由此推算的{of}；没有可核对的基数。",
        "{part} ÷ {share} = {whole}: the implied {of}; there is no base to check it against."),
    "share.part_implied": Name(
        "{share} × {whole} = {part}：由此推算的分项；文中和台账均未给出。",
        "{share} × {whole} = {part}: the implied part; neither text nor ledger gives it."),
}  # fmt: skip
CHECKS = (
    Check("share", Name("占比等于分项除以总数吗？", "Is a share its part divided by its whole?"), shares),
    Check("ratio-base", Name(
        "比率乘以基数（如占 GDP 的比重乘以 GDP）等于所称数额吗？",
        "Does a ratio times its base (a share of GDP times GDP) give the amount?"), lambda _: ()),
)  # fmt: skip
