"""Shares with part and whole: "占地区生产总值的29%", "Of 80 villages, 60, or 75 percent", "共收到400件，办结率95%"."""

import re
from decimal import Decimal

from banyan.measure.figures.claims import close
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, behind, between, comparable, is_level, more, sentence, tied
from banyan.packs.figures.matching import names

_OF = re.compile(
    r"(?:占|相当于)(?P<name>[^，。；、（(\d]{2,16}?)(?:（[^）]*）)?的(?:比重|比例)?(?:为|达到?|约|近|超过?)?$")
_OF_EN = re.compile(
    r"^ of (?:the |its |their |all )?(?P<name>[A-Za-z' -]{3,40}?)(?:[,.;]| in | at | and |$)", re.IGNORECASE)
# a rate of two numbers that its sentence gives
_RATE_ZH = re.compile(
    r"(?:(?:办结|完成|合格|利润|录取|就业|落地|开工|竣工|通过|转化|上座|入住|中标|达产|投产|履约)率|存贷比|占比|占"
    r"|即)(?:为|达到?|约)?$")
_RATE_EN = re.compile(
    r"(?:\bor|\bmargin of|\bratio of|\brate of|\bor about|\baccounting for|\bmaking up|\bis|\bare|\bwas) $",
    re.IGNORECASE)
_OF_NUMBER = re.compile(r"^ of (?:the|its|their|all)? ?(?:[A-Za-z' -]{0,40}of )?(?:about |RMB ?|¥|US\$|\$)?$")
_THE_NUMBERS = re.compile(r"^[^，。；\d]{0,6}(?:）)?的(?:约|近|超过?)?$")
# rates that have a meaning of their own, and aren't one number of the text by another
_OWN_RATE = re.compile(r"(?:城镇化|失业|渗透|覆盖|普及|绿化|利|死亡|出生|增长|贡献|自给|空置|森林)率(?:为|达到?|约)?$")
_ROLES = (Role.SHARE, Role.RATE, Role.LEVEL)
_BUSY = (Relation.SHARE, Relation.GROWTH, Relation.CHANGE, Relation.BREAKDOWN, Relation.GAP, Relation.COMPOUND)
FACTOR = 2
REACH = 200         # numbers within which a text names a whole again


def read(reading: Reading) -> Reading:
    ties, busy = [], tied(reading, *_BUSY)
    for index, quantity in enumerate(reading.quantities):
        loose = quantity.unit.dimension is Dimension.PERCENT and quantity.role in _ROLES
        if loose and index not in busy:
            tie = _of_next(reading, index) or _named(reading, index) or _of_two(reading, index)
            if tie is not None:
                ties.append(tie)
    return more(Reading(reading.text, reading.language, reading.quantities, _kept(reading)), ties)


def _kept(reading: Reading) -> tuple[Tie, ...]:
    """Without ties of the reader that the text gives another whole for, or another share of the same two numbers."""
    shares = [tie for tie in reading.ties if tie.relation is Relation.SHARE]
    wrong = {tie for tie in shares if _has_own_whole(reading, dict(tie.members))}
    wrong |= {tie for tie in shares if _OWN_RATE.search(before(reading, dict(tie.members)["share"]))}
    by_numbers: dict[tuple[int | None, int | None], list[Tie]] = {}
    for tie in shares:
        members = dict(tie.members)
        if "part" in members and "whole" in members:
            by_numbers.setdefault((members["part"], members["whole"]), []).append(tie)
    for alike in by_numbers.values():
        nearest = min(alike, key=lambda tie: abs(dict(tie.members)["share"] - dict(tie.members)["part"]))
        wrong |= {tie for tie in alike if tie is not nearest}
    return tuple(tie for tie in reading.ties if tie not in wrong)


def _has_own_whole(reading: Reading, members: dict[str, int]) -> bool:
    """"9.5 percent of its 6.4 billion yuan revenue" is of no number before it."""
    share = members.get("share")
    if share is None or share + 1 >= len(reading.quantities) or members.get("whole") in (None, share + 1):
        return False
    following = reading.quantities[share + 1]
    same = following.sentence == reading.quantities[share].sentence and is_level(following)
    return same and bool(_OF_NUMBER.match(between(reading, share, share + 1)))


def _of_next(reading: Reading, index: int) -> Tie | None:
    """"65 percent of the GDP of" 500: the whole is the next number, the part the level before; 占120个的80% alike."""
    numbers = sentence(reading, index)
    at = numbers.index(index)
    if at > 1 and _THE_NUMBERS.match(between(reading, numbers[at - 1], index)):
        part, whole = numbers[at - 2], numbers[at - 1]
        told = "占" in between(reading, part, whole) and comparable(reading.quantities[part], reading.quantities[whole])
        return _tie(index, part, whole) if told else None
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
        i for i in range(max(0, part - REACH), min(len(reading.quantities), part + REACH))
        if i != part and comparable(q := reading.quantities[i], quantity)
        and q.amount.value > quantity.amount.value
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


_AGO = re.compile(r"年前[^，。；\d]{0,8}$")       # last year's share is none of this year's numbers


def _of_two(reading: Reading, index: int) -> Tie | None:
    """The two comparable numbers before it in the sentence, where the words before the share say that it is theirs."""
    lead = before(reading, index)
    if not (_RATE_ZH.search(lead) or _RATE_EN.search(lead)) or _AGO.search(lead):
        return None
    numbers = [i for i in sentence(reading, index) if is_level(reading.quantities[i])]
    if len(numbers) != 2 or max(numbers) > index or not comparable(*(reading.quantities[i] for i in numbers)):
        return None
    part, whole = sorted(numbers, key=lambda i: reading.quantities[i].amount.value)
    claimed, base = reading.quantities[index].amount.value, reading.quantities[whole].amount.value
    ratio = reading.quantities[part].amount.value / base * 100 if base else base
    near = claimed / FACTOR <= ratio <= claimed * FACTOR
    if _of_siblings(reading, index, numbers):
        return None
    likely = claimed > 0 and base > 0 and (near or close(round(ratio, 1), claimed))
    return _tie(index, part, whole) if likely else None


def _of_siblings(reading: Reading, index: int, numbers: list[int]) -> bool:
    """One of the two is its share of both together: then they are siblings, and their whole isn't told."""
    claimed = reading.quantities[index].amount
    values = [reading.quantities[i].amount.value for i in numbers]
    both = sum(values, Decimal(0))
    return bool(both) and any(abs(v / both * 100 - claimed.value) <= claimed.step for v in values)


def _tie(share: int, part: int, whole: int) -> Tie:
    return Tie(Relation.SHARE, (("share", share), ("part", part), ("whole", whole)))
