"""So many months, with the first and the last of them: "the nine months from April to December", 7月至9月的三个月."""

import re
from decimal import Decimal

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import more
from banyan.packs.figures.laws.calendar import MONTH_EN, NAMES

_YEAR = 12
_BEHIND = re.compile(
    rf"^ (?:from|between) (?P<a>{MONTH_EN}) (?:to|and|through|until|till) (?P<b>{MONTH_EN})\b", re.IGNORECASE)
_BEFORE = re.compile(
    rf"\bfrom (?P<a>{MONTH_EN}) (?:to|through|until|till) (?P<b>{MONTH_EN}),? (?:that is,? |i\.e\. |or |a period of "
    rf"|the )?$"
    rf"|\b(?P<c>{MONTH_EN})[-–—](?P<d>{MONTH_EN}),? ?[(]?$"
    r"|(?P<e>1[0-2]|[1-9])月?[至到—–-](?P<f>1[0-2]|[1-9])月(?:份)?[，（]?(?:的|这|共|共计|为期|历时|整整)?$",
    re.IGNORECASE)
_REACH = 48


def read(reading: Reading) -> Reading:
    """Claimed where the months are neither so many with both ends, nor from the one to the other."""
    ties = []
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension is not Dimension.DURATION or quantity.unit.symbol != "month":
            continue
        before = reading.text[max(0, quantity.start - _REACH):quantity.start]
        hit = _BEFORE.search(before) or _BEHIND.match(
            reading.text[quantity.end:quantity.end + _REACH])
        if hit is None:
            continue
        first, last = (_month(said) for said in hit.groups() if said)
        months = (last - first) % _YEAR + 1
        if quantity.amount.value not in (months, months - 1):
            said = hit[0].strip(" ,，的这共(")
            ties.append(Tie(Relation.ELAPSED, (("length", index),), said, factor=Decimal(months)))
    return more(reading, ties)


def _month(said: str) -> int:
    return int(said) if said.isdigit() else NAMES[said[:3].lower()]
