"""What a text leaves out is left out of the reading: a bare "50 million items", a "from 22 percent" without a year."""

import re

from msgspec.structs import replace

from banyan.model.figure import Dimension, Quantity, Reading, Role

# Things that are counted, but say nothing of what they are.
_BARE = re.compile(r"^\s*(?:items?|pieces?|units?|cases?|件|项|个|条|人次)?\s*$", re.IGNORECASE)
_ENDS = re.compile(r"[,;:.，；：。\n]")
_FROM = re.compile(r"(?:\bfrom (?:about |some |nearly |over )?|(?:由|从)(?:此前的?)?)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:last|previous) year|去年|上年|上届")


def read(reading: Reading) -> Reading:
    quantities = tuple(_read(reading, index) for index in range(len(reading.quantities)))
    return Reading(reading.text, reading.language, quantities, reading.ties)


def _read(reading: Reading, index: int) -> Quantity:
    quantity = reading.quantities[index]
    if quantity.subject and bare(reading, quantity):
        return replace(quantity, subject="", indicator="")
    if quantity.period is not None and quantity.role in (Role.LEVEL, Role.SHARE) and from_no_year(reading, index):
        return replace(quantity, period=None)
    return quantity


def bare(reading: Reading, quantity: Quantity) -> bool:
    """A count in a clause of nothing but the number and an empty noun."""
    if quantity.unit.dimension is not Dimension.COUNT:
        return False
    lead = _ENDS.split(reading.text[max(0, quantity.start - 40):quantity.start])[-1]
    tail = _ENDS.split(reading.text[quantity.end:quantity.end + 40])[0]
    return not lead.strip() and bool(_BARE.match(tail)) and quantity.amount.value >= 10000


def from_no_year(reading: Reading, index: int) -> bool:
    """"from 22 percent" has the year of neither the level that it rose to nor of another."""
    quantity = reading.quantities[index]
    if not _FROM.search(reading.text[max(0, quantity.start - 12):quantity.start]):
        return False
    tail = re.split(r"[,;.，；。\n]|到|至|\bto\b", reading.text[quantity.end:quantity.end + 40])[0]
    return not _YEAR.search(tail)
