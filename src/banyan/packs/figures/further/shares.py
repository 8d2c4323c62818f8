"""Shares with part and whole: "占地区生产总值的29%", "Of 80 villages, 60, or 75 percent", "共收到400件，办结率95%"."""

import re

from banyan.measure.figures.claims import close
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, behind, between, comparable, is_level, more, sentence, tied
from banyan.packs.figures.matching import names

_OF = re.compile(
    r"(?:占|相当于)(?P<name>[^，。；、（(\d]{2,16}?)(?:（[^）]*）)?的(?:比重|比例)?(?:为|达到?|约|近|超过?)?$")
_OF_EN = re.compile(
    r"^ of (?:the |its |their |all )?(?P<name>[A-Za-z' -]{3,40}?)(?:[,.;]| in | at | and |$)", re.IGNORECASE)
# a rate of two numbers that its sentence gives
_RATE_ZH = re.compile(r"(?:率|存贷比|占比|比重|比例|占|即|的)(?:为|达到?|约)?$")
_RATE_EN = re.compile(
    r"(?:\bor|\bmargin of|\bratio of|\brate of|\bor about|\baccounting for|\bmaking up|\bis|\bare|\bwas) $",
    re.IGNORECASE)
_OF_NUMBER = re.compile(r"^ of (?:the|its|their|all)? ?(?:[A-Za-z' -]{0,40}of )?(?:about |RMB ?|¥|US\$|\$)?$")
_ROLES = (Role.SHARE, Role.RATE, Role.LEVEL)
_BUSY = (Relation.SHARE, Relation.GROWTH, Relation.CHANGE, Relation.BREAKDOWN, Relation.GAP, Relation.COMPOUND)
FACTOR = 2


def read(reading: Reading) -> Reading:
    ties = []
    for index, quantity in enumerate(reading.quantities):
        loose = quantity.unit.dimension is Dimension.PERCENT and quantity.role in _ROLES
        if loose and not tied(reading, index, *_BUSY):
            tie = _of_next(reading, index) or _named(reading, index) or _of_two(reading, index)
            if tie is not None:
                ties.append(tie)
    return more(reading, ties)


def _of_next(reading: Reading, index: int) -> Tie | None:
    """"65 percent of the GDP of" 500: the whole is the next number, the part the level before."""
    numbers = sentence(reading, index)
    at = numbers.index(index)
    if not 0 < at < len(numbers) - 1 or not _OF_NUMBER.match(between(reading, index, numbers[at + 1])):
        return None
    part, whole = numbers[at - 1], numbers[at + 1]
    fits = comparable(reading.quantities[part], reading.quantities[whole])
    return _tie(index, part, whole) if fits else None


def _named(reading: Reading, index: int) -> Tie | None:
    """The whole by its name, elsewhere in the text; the part is the level right before the share."""
    told = _OF.search(before(reading, index)) or _OF_EN.match(behind(reading, index))
    numbers = sentence(reading, index)
    at = numbers.index(index)
    part = numbers[at - 1] if at else None
    if told is None or part is None or not is_level(reading.quantities[part]):
        return None
    quantity = reading.quantities[part]
    found = [
        i for i, q in enumerate(reading.quantities)
        if i != part and comparable(q, quantity) and q.amount.value > quantity.amount.value
        and _same_year(q, quantity) and _is_called(reading, i, told["name"])
    ]  # fmt: skip
    values = {reading.quantities[i].amount.value for i in found}
    return _tie(index, part, found[0]) if len(values) == 1 else None


def _same_year(a: Quantity, b: Quantity) -> bool:
    return a.period is None or b.period is None or a.period.start is None or b.period.start is None or (
        a.period.start.year, a.period.end) == (b.period.start.year, b.period.end)


def _is_called(reading: Reading, index: int, name: str) -> bool:
    """The name is the number's indicator, or stands right before it."""
    lead = re.split(r"[，。；,;]", before(reading, index, 30))[-1]
    return names.same(reading.quantities[index].indicator, name) or names.spoken_of(name, lead)


def _of_two(reading: Reading, index: int) -> Tie | None:
    """The two comparable numbers before it in the sentence, where the words before the share say that it is theirs."""
    lead = before(reading, index)
    if not (_RATE_ZH.search(lead) or _RATE_EN.search(lead)):
        return None
    numbers = [i for i in sentence(reading, index) if is_level(reading.quantities[i])]
    if len(numbers) != 2 or max(numbers) > index or not comparable(*(reading.quantities[i] for i in numbers)):
        return None
    part, whole = sorted(numbers, key=lambda i: reading.quantities[i].amount.value)
    ratio = reading.quantities[part].amount.value / reading.quantities[whole].amount.value * 100
    claimed = reading.quantities[index].amount.value
    near = claimed / FACTOR <= ratio <= claimed * FACTOR
    likely = claimed and (near or close(ratio.quantize(claimed), claimed))
    return _tie(index, part, whole) if likely else None


def _tie(share: int, part: int, whole: int) -> Tie:
    return Tie(Relation.SHARE, (("share", share), ("part", part), ("whole", whole)))
