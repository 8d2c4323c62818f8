"""Averages with what they are of: "2 million parcels worth 90 million yuan, 45 yuan a parcel", 人均, 日均, 每千人口."""

import re
from collections.abc import Callable

from banyan.measure.figures.claims import same_period
from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import counted_apart, sentence

_BEFORE = re.compile(
    r"(?:人均|户均|日均|亩均|台均|平均每[^，。；\d]{1,6}?|每(?P<per>千|万|十万|百)?(?:人|户|件|亩|天|日|台|辆|套"
    r"|家|笔|单|架|艘|名|张)口?)"
    r"[^，。；\d]{0,14}$"
    r"|(?:per[- ]capita|average)(?: [a-z]+){0,4}(?: (?:of|was|is|reached|at|about|some|nearly|over))*"
    r" ?(?:about |RMB |US\$|¥|\$)?$",
    re.IGNORECASE)
_AFTER = re.compile(
    r"^\s*(?:(?:[a-z-]+ ){0,3}?per (?P<per>1,?000|10,?000|100,?000|thousand|hundred) |each\b|apiece\b|on average\b"
    r"|per (?:person|head|capita|household|parcel|unit|day|visitor|student|resident|employee|firm|company|project"
    r"|station|family|farmer|passenger)\b"
    r"|an? (?:person|head|household|parcel|day|visitor|student|unit|family|piece)\b)",
    re.IGNORECASE)
_DAILY = re.compile(r"日均|平均每[天日]|每[天日]|\bdaily\b|\b(?:a|per) day\b|every day", re.IGNORECASE)
_PEOPLE = re.compile(r"人均|每[千万]?人|capita|person|people|resident|inhabitant|head\b", re.IGNORECASE)
_POPULATION = re.compile(r"population|resident|inhabitant|(?<!每千)(?<!每万)人口|居民", re.IGNORECASE)
_RESIDENTS = re.compile(r"^ (?:permanent |registered )?(?:residents|inhabitants|people)\b", re.IGNORECASE)
_PER = {"千": 1000, "万": 10000, "十万": 100000, "百": 100, "1000": 1000, "10000": 10000, "100000": 100000,
        "thousand": 1000, "hundred": 100}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年(?!\d?\d月)|\bin (?:19|20)\d\d\b|全年|the year")
DAYS = 365
REACH = 200
_SUMMED = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE)
_BOUNDS = (Comparison.BELOW, Comparison.AT_MOST, Comparison.AT_LEAST)       # 10亿元以上的4个
Keep = Callable[[int], bool]


def read(reading: Reading) -> Reading:
    """The same reading, each average tied to the one amount and the one count that its sentence gives for it."""
    ties = []
    taken: set[int] = set()
    population = _population(reading)
    for index in range(len(reading.quantities)):
        tie = _tie(reading, index, population)
        if tie is not None:
            ties.append(tie)
            taken.add(index)
    kept = [tie for tie in reading.ties if not (taken & {i for name, i in tie.members if name == "part"})]
    return Reading(reading.text, reading.language, reading.quantities, (*kept, *ties))


def _tie(reading: Reading, index: int, population: int | None) -> Tie | None:
    quantity = reading.quantities[index]
    if quantity.unit.dimension not in _SUMMED or quantity.role is not Role.LEVEL:
        return None
    before = reading.text[max(0, quantity.start - 40):quantity.start]
    after = reading.text[quantity.end:quantity.end + 40]
    lead, tail = _BEFORE.search(before.split("\n")[-1]), _AFTER.match(after)
    if lead is None and tail is None:
        return None
    per = _PER.get(((lead and lead["per"]) or (tail and tail["per"]) or "").replace(",", "").lower(), 1)
    said = (lead[0] if lead else "") + (tail[0] if tail else "") + after[:24]
    behind = quantity.end + (tail.end() if tail else 0)
    amount = _amount(reading, index, before if lead else after, behind)
    if _DAILY.search((lead[0] if lead else "") + (tail[0] if tail else "")):
        return _daily(reading, index, amount)
    count = _count(reading, index, amount, population if _PEOPLE.search(said) else None)
    if amount is None or count is None or count == amount:
        return None
    return Tie(Relation.AVERAGE, (("average", index), ("amount", amount), ("count", count)), per=per)


def _daily(reading: Reading, index: int, amount: int | None) -> Tie | None:
    """Only of a whole year: its days are known."""
    if amount is None:
        return None
    period = reading.quantities[amount].period
    if period is None or period.start is None or period.end is None:
        year = _YEAR.search(reading.quantities[amount].sentence)
        return Tie(Relation.AVERAGE, (("average", index), ("amount", amount)), years=DAYS) if year else None
    days = (period.end - period.start).days + 1
    return Tie(Relation.AVERAGE, (("average", index), ("amount", amount)), years=days) if days >= DAYS else None


def _amount(reading: Reading, index: int, said: str, behind: int) -> int | None:
    """The one that the same words stand before, else the nearest of the same unit in the sentence that is larger.

    `behind`: where the words of the average end; "per 10,000" is no amount.
    """
    quantity = reading.quantities[index]

    def fits(i: int) -> bool:
        other = reading.quantities[i]
        same_noun = quantity.unit.dimension is not Dimension.COUNT or not quantity.unit.noun or (
            quantity.unit.noun == other.unit.noun or not other.unit.noun)
        return (
            _plain(other) and not counted_apart(reading, index, i)
            and other.unit.dimension is quantity.unit.dimension and same_noun
            and other.unit.symbol == quantity.unit.symbol and other.amount.value > quantity.amount.value
            and not quantity.end <= other.start < behind
        )

    named = _named(reading, index, said, fits)
    if named is not None:
        return named
    found = _nearest(reading, index, fits)
    return found if found is not None else _elsewhere(reading, index, fits)


def _elsewhere(reading: Reading, index: int, fits: Keep) -> int | None:
    """The one level of the same indicator and period in another sentence: GDP, and per capita GDP below it."""
    quantity = reading.quantities[index]
    found = [
        i for i in range(max(0, index - REACH), min(len(reading.quantities), index + REACH))
        if i != index and quantity.indicator and fits(i)
        and (q := reading.quantities[i]).indicator == quantity.indicator.removesuffix(" per capita")
        and same_period(q.period, quantity.period) and q.unit.dimension is not Dimension.COUNT
    ]  # fmt: skip
    return found[0] if len({reading.quantities[i].amount.value for i in found}) == 1 else None


def _named(reading: Reading, index: int, said: str, fits: Keep) -> int | None:
    """每千人口注册护士4.6人 belongs to 注册护士17.4万人: what is counted stands right before both."""
    word = re.search(r"[\u4e00-\u9fff（）]+$", said)
    name = re.sub(r"^.*(?:人口|每[千万]?人|人均|户均)", "", word[0]) if word else ""
    if len(name) < 3:
        return None
    found = [i for i in range(max(0, index - REACH), min(len(reading.quantities), index + REACH)) if i != index
             and fits(i) and reading.text.endswith(name, 0, reading.quantities[i].start)]
    return found[0] if len(found) == 1 else None


def _count(reading: Reading, index: int, amount: int | None, population: int | None) -> int | None:
    def counted(i: int) -> bool:
        other = reading.quantities[i]
        if reading.text.endswith(("per ", "每"), 0, other.start):
            return False        # "112 per 100,000 residents"
        return i != amount and _plain(other) and other.unit.dimension is Dimension.COUNT and other.amount.value > 1

    if population is not None and population != amount:
        return population
    return _nearest(reading, index, counted)


def _population(reading: Reading) -> int | None:
    """The one population of the text."""
    found = [
        i for i, q in enumerate(reading.quantities)
        if _plain(q) and q.unit.dimension is Dimension.COUNT and q.amount.value >= 10000 and (
            _POPULATION.search(f"{q.unit.noun} {q.indicator} {reading.text[max(0, q.start - 10):q.start]}")
            or _RESIDENTS.match(reading.text[q.end:q.end + 40])) and not reading.text.endswith("per ", 0, q.start)
    ]  # fmt: skip
    return found[0] if len({reading.quantities[i].amount.value for i in found}) == 1 else None


def _nearest(reading: Reading, index: int, fits: Keep) -> int | None:
    """In the same sentence; on the left before the right."""
    here = [i for i in sentence(reading, index) if i != index and fits(i)]
    return min(here, key=lambda i: (abs(i - index), i > index), default=None)


def _plain(quantity: Quantity) -> bool:
    return (
        quantity.role is Role.LEVEL and quantity.amount.comparison not in _BOUNDS and not quantity.unit.per
        and quantity.amount.value > 0
    )


