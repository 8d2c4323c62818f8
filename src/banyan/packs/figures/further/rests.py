"""The rest of a larger whole: of 92, 66 were live (50 and 16 of them ...), "while the remaining 26" were not."""

import re
from decimal import Decimal

from banyan.model.figure import Reading, Relation, Tie
from banyan.packs.figures.further.near import before, comparable, is_level, more, sentence, tied

_REST = re.compile(
    r"\b(?:the )?(?:remaining|remainder|rest|other)\b[^.;\d]{0,12}$|(?:其余|剩余|余下)[^，。；\d]{0,8}$", re.IGNORECASE)
NEAREST, FARTHEST = Decimal("0.85"), Decimal("1.25")
REACH = 40


def read(reading: Reading) -> Reading:
    ties: list[Tie] = []
    for index, quantity in enumerate(reading.quantities):
        if is_level(quantity) and _REST.search(before(reading, index)):
            ties += [tie for member in _with_amount(reading, index) if (tie := _tie(reading, member)) is not None]
    return more(reading, ties)


def _with_amount(reading: Reading, rest: int) -> list[int]:
    """The rest, and the amount that is said of it."""
    return [rest, *(i for tie in reading.ties if tie.relation is Relation.PAIR and ("count", rest) in tie.members
                    for name, i in tie.members if name == "amount")]


def _tie(reading: Reading, rest: int) -> Tie | None:
    """What has just been broken down and the rest make the larger whole before them."""
    if tied(reading, rest, Relation.BREAKDOWN, Relation.SUBSET):
        return None
    part = _broken_down(reading, rest)
    if part is None:
        return None
    both = reading.quantities[part].amount.value + reading.quantities[rest].amount.value
    wholes = [
        i for i in range(max(0, part - REACH), part)
        if comparable(reading.quantities[i], reading.quantities[part])
        and reading.quantities[i].amount.value > reading.quantities[part].amount.value
    ]  # fmt: skip
    fitting = [i for i in wholes if reading.quantities[i].amount.value == both] or [
        i for i in wholes if NEAREST <= both / reading.quantities[i].amount.value <= FARTHEST]
    return Tie(Relation.BREAKDOWN, (("whole", fitting[-1]), ("part", part), ("part", rest))) if fitting else None


def _broken_down(reading: Reading, rest: int) -> int | None:
    """The whole of the parts that stand before the rest in its sentence."""
    here = set(sentence(reading, rest))
    for tie in reading.ties:
        members = dict(tie.members)
        parts = [i for name, i in tie.members if name == "part"]
        if tie.relation is Relation.BREAKDOWN and "whole" in members and any(i in here and i < rest for i in parts):
            whole = members["whole"]
            if comparable(reading.quantities[whole], reading.quantities[rest]):
                return whole
    return None
