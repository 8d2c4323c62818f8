"""One amount in two currencies, against a rate that the text or the ledger gives.

A day's rate lies off its year's average; a published amount is converted at either. So an implied rate agrees within
`NEAR`, contradicts beyond `FAR`, and between the two nobody can tell.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from banyan.measure.figures.answer import Answer, Told, same
from banyan.measure.figures.check import Check, answered, implied
from banyan.measure.figures.claims import Claims, one
from banyan.measure.figures.interval import divide, exactly, hull, meet, multiply
from banyan.measure.figures.sides import Side, against, in_ledger, indices
from banyan.measure.figures.weighing import Numbers, Weighed, weigh
from banyan.measure.figures.widths import stands_for
from banyan.measure.figures.writing import span
from banyan.model.figure import Comparison, Dimension, Interval, Relation, Result, Unit
from banyan.model.text import Name

# CNY per USD stayed within 8 % of its year's average on every day from 2015 to 2023, and within 5 % on most.
NEAR, FAR = Decimal("0.05"), Decimal("0.08")
# The room for a rate of a single month, for the average of a period at which the text says that it converts, and for
# "about" so much at a rate that the text itself states: a choice, as a rate moves by less within a month than within a
# year.
MONTH, MONTH_NEAR, MONTH_FAR = timedelta(days=31), Decimal("0.02"), Decimal("0.03")
AVERAGED = "average"          # of a tie: converted at the average rate of the period
ALIKE = "alike"               # of a tie: told in one breath with another conversion, and so at the same rate
STATED = Decimal("0.01")      # by which an amount may miss the rate that the text itself states


def conversion(claims: Claims) -> Iterator[Answer]:
    """amount ÷ converted is the rate."""
    found = dict(_pairs(claims))
    pairs = list(found)
    for (amount, converted), label in found.items():
        rates = _in_text(claims, amount, converted)
        rate = rates[0] if rates else _in_ledger(claims, amount, converted)
        if len(rates) > 1:
            yield _of_several(claims, amount, converted, rates)
        elif rate is not None:
            yield _against(claims, amount, converted, rate, label == AVERAGED)
        else:
            yield _beside(claims, amount, converted, pairs, 1 if label == ALIKE else 2)


def _pairs(claims: Claims) -> Iterator[tuple[tuple[int, int], str]]:
    for tie in claims.ties(Relation.CONVERSION):
        amount, converted = one(tie, "amount"), one(tie, "converted")
        if amount is not None and converted is not None and _two_currencies(claims, amount, converted):
            yield (amount, converted), tie.label


def _two_currencies(claims: Claims, amount: int, converted: int) -> bool:
    a, b = claims.quantity(amount).unit, claims.quantity(converted).unit
    return a.dimension is b.dimension is Dimension.MONEY and "" not in (a.symbol, b.symbol) and a.symbol != b.symbol


def _symbol(claims: Claims, amount: int, converted: int) -> str:
    return f"{claims.quantity(amount).unit.symbol}/{claims.quantity(converted).unit.symbol}"


def _in_text(claims: Claims, amount: int, converted: int) -> list[Side]:
    """One of each rate that the text gives for the two currencies."""
    wanted = _symbol(claims, amount, converted)
    found = [i for i in claims.indices() if (u := claims.quantity(i).unit).dimension is Dimension.EXCHANGE
             and u.symbol in (wanted, _turned(wanted))]
    return [Side(index=i) for i in found]


def _of_several(claims: Claims, amount: int, converted: int, rates: list[Side]) -> Answer:
    """Rates of several days: the amount is converted at one of them. What lies between them may be of another day."""
    answers = [_against(claims, amount, converted, rate, False) for rate in rates]
    for result in (Result.PASS, Result.CANNOT_TELL):
        for answer in answers:
            if answer.result is result:
                return answer
    symbol, values = _symbol(claims, amount, converted), []
    for rate in rates:
        value = rate.value(claims.strict)
        values.append(value if rate.unit(claims).symbol == symbol else divide(exactly(1), value))
    around = values[0]
    for value in values[1:]:
        around = hull(around, value)
    if meet(_implied(claims, amount, converted), multiply(around, Interval(1 - MONTH_FAR, 1 + MONTH_FAR, True, True))):
        return replace(answers[0], result=Result.CANNOT_TELL)
    return answers[0]


def _in_ledger(claims: Claims, amount: int, converted: int) -> Side | None:
    day, symbol = _day(claims, amount, converted), _symbol(claims, amount, converted)
    return in_ledger(claims.evidence.exchange(symbol, day) or claims.evidence.exchange(_turned(symbol), day))


def _day(claims: Claims, amount: int, converted: int) -> date | None:
    period = claims.quantity(amount).period or claims.quantity(converted).period
    return period.start if period is not None else None


def _turned(symbol: str) -> str:
    return "/".join(reversed(symbol.split("/")))


def _against(claims: Claims, amount: int, converted: int, rate: Side, averaged: bool) -> Answer:
    symbol = _symbol(claims, amount, converted)

    def known(number: Numbers) -> Interval:
        value = rate.value(number)
        return value if rate.unit(claims).symbol == symbol else divide(exactly(1), value)

    near, far = _tolerance(claims, amount, converted, rate, averaged)

    def within(share: Decimal, number: Numbers) -> bool:
        around = multiply(known(number), Interval(1 - share, 1 + share, True, True))
        return meet(divide(_plainly(claims, number, amount), _plainly(claims, number, converted)), around)

    members = [amount, converted, *indices(rate)]
    weighed = weigh(claims, members, lambda number: within(near, number))
    unsure = _day(claims, amount, converted) is None and rate.figure is not None and not (
        claims.evidence.is_of_now(rate.figure))
    if weighed.result is Result.FAIL and (within(far, claims.strict) or unsure):
        weighed = Weighed(Result.CANNOT_TELL)      # a day's rate may lie so far off; or its year is not known
    told = Told("conversion.rate", {
        "amount": claims.words(amount), "converted": claims.words(converted), "known": rate.words(claims),
        "rate": span(_implied(claims, amount, converted), Unit(Dimension.EXCHANGE, symbol)),
        "tolerance": same(f"{near * 100:f} %"), "far": same(f"{far * 100:f} %"),
    })
    return answered("conversion", claims, weighed, told, members, against(rate))


def _tolerance(
    claims: Claims, amount: int, converted: int, rate: Side, averaged: bool
) -> tuple[Decimal, Decimal]:
    """What agrees, and what contradicts: tighter where the text says at which rate it has converted, or the ledger's
    rate is a month's. `averaged`: the text converts at the average of the period, which the ledger's rate is of.
    """
    if rate.index is None:
        period = rate.figure.period if rate.figure is not None else None
        own = claims.quantity(amount).period
        if averaged and period is not None and own is not None and None not in (period.start, period.end) and (
                (period.start, period.end) == (own.start, own.end)):
            return MONTH_NEAR, MONTH_FAR
        month = period is not None and period.start is not None and period.end is not None and (
            period.end - period.start < MONTH)
        return (MONTH_NEAR, MONTH_FAR) if month else (NEAR, FAR)
    about = any(claims.quantity(i).amount.comparison is not Comparison.EQUAL for i in (amount, converted))
    return (MONTH_NEAR, MONTH_FAR) if about else (STATED, STATED)


def _plainly(claims: Claims, number: Numbers, index: int) -> Interval:
    """"About 250" after a conversion is its rounding: how far it may be off, the tolerance says."""
    quantity = claims.quantity(index)
    read = number(index) in (claims.strict(index), claims.coarse(index))
    if quantity.amount.comparison is not Comparison.ABOUT or not read:
        return number(index)
    return stands_for(replace(quantity.amount, comparison=Comparison.EQUAL), quantity.unit)


def _beside(claims: Claims, amount: int, converted: int, pairs: list[tuple[int, int]], least: int) -> Answer:
    """Without a rate: the implied one, against what the text's other conversions of these currencies imply.

    `least`: how many of them tell a rate by which this one may be judged.
    """
    symbol, own = _symbol(claims, amount, converted), _implied(claims, amount, converted)
    others = [pair for pair in pairs if pair != (amount, converted) and _symbol(claims, *pair) == symbol]
    told = Told("conversion.implied", {
        "amount": claims.words(amount), "converted": claims.words(converted),
        "rate": span(own, Unit(Dimension.EXCHANGE, symbol)),
    })
    agreeing = [pair for pair in others if _near(own, _implied(claims, *pair))]
    if len(others) < least or agreeing or not _agree(claims, others):
        return implied("conversion", told, [amount, converted])
    around = _implied(claims, *others[0])
    for pair in others[1:]:
        around = hull(around, _implied(claims, *pair))

    def holds(number: Numbers) -> bool:
        return _near(divide(_plainly(claims, number, amount), _plainly(claims, number, converted)), around)

    weighed = weigh(claims, [amount, converted], holds)
    told = Told("conversion.others", told.args | {"others": span(around, Unit(Dimension.EXCHANGE, symbol))})
    return answered("conversion", claims, weighed, told, [amount, converted])


def _implied(claims: Claims, amount: int, converted: int) -> Interval:
    return divide(_plainly(claims, claims.strict, amount), _plainly(claims, claims.strict, converted))


def _near(a: Interval, b: Interval) -> bool:
    return meet(a, multiply(b, Interval(1 - FAR, 1 + FAR, True, True)))


def _agree(claims: Claims, pairs: list[tuple[int, int]]) -> bool:
    first = _implied(claims, *pairs[0])
    return all(_near(_implied(claims, *pair), first) for pair in pairs[1:])


TEXTS: dict[str, Name] = {
    "conversion.rate": Name(
        "{amount} ÷ {converted} = {rate}；已知汇率为 {known}（{tolerance} 以内相符，超过 {far} 不符）。",
        "{amount} ÷ {converted} = {rate}; the known rate is {known} (within {tolerance} it agrees, beyond {far} it "
        "contradicts)."),
    "conversion.implied": Name("{amount} ÷ {converted} = {rate}：隐含汇率；文中和台账均无可核对的汇率。",
                               "{amount} ÷ {converted} = {rate}: the implied rate; neither text nor ledger has one."),
    "conversion.others": Name("{amount} ÷ {converted} = {rate}；文中其他换算隐含 {others}。",
                              "{amount} ÷ {converted} = {rate}; the text's other conversions imply {others}."),
}  # fmt: skip
CHECKS = (
    Check("conversion", Name("两种货币的金额与汇率相符吗？", "Do the two amounts agree with the rate of exchange?"),
          conversion),
)  # fmt: skip
