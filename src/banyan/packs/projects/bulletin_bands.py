"""Size bands of projects. Each end of a band is open or closed, as its words say: "above 1 bn" leaves out 1 bn itself.

Bands may lie over one another (above 1 bn, above 5 bn), as offices publish them. In Chinese 以上 includes the number
(Civil Code, article 1259), so an open end is said as 超过.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from banyan.model.text import Name
from banyan.packs.projects.bulletin_money import exactly

_ENDS = {
    "above": ("超过{}", "above {}"), "at_least": ("{}以上", "at least {}"),
    "below": ("不足{}", "below {}"), "at_most": ("{}以下", "at most {}"),
}  # fmt: skip


class BandError(ValueError):
    """A band that holds nothing, or that can't be read: one sentence."""


class Band(Struct, frozen=True):
    """Amounts in CNY; None: no end there. `label` is the field's value in `banyan.bulletin/1`, `name` its words."""

    label: str
    name: Name
    above: Decimal | None = None
    at_least: Decimal | None = None
    below: Decimal | None = None
    at_most: Decimal | None = None

    def holds(self, amount: Decimal) -> bool:
        return (
            (self.above is None or amount > self.above) and (self.at_least is None or amount >= self.at_least)
            and (self.below is None or amount < self.below) and (self.at_most is None or amount <= self.at_most)
        )  # fmt: skip


def band(label: str = "", name: Name | None = None, **ends: Decimal | None) -> Band:
    """A band with its words made from its ends. Raises BandError where it has no end, or nothing lies in it."""
    given = {end: value for end, value in ends.items() if value is not None}
    if not given:
        raise BandError("a band needs one of above, at_least, below, at_most")
    if {"above", "at_least"} <= given.keys() or {"below", "at_most"} <= given.keys():
        raise BandError(f"the band of {', '.join(given)} has two lower or two upper ends: one of each was expected")
    said = {spoken: [_ENDS[end][i].format(exactly(value, spoken)) for end, value in given.items()]
            for i, spoken in enumerate(("zh", "en"))}
    words_en = " and ".join(said["en"])
    made = Band(label or words_en, name or Name("、".join(said["zh"]), words_en), **given)
    low, high = given.get("above", given.get("at_least")), given.get("below", given.get("at_most"))
    if low is not None and high is not None and (low > high or (low == high and not made.holds(low))):
        raise BandError(f'no amount lies in the band "{made.label}": its lower end is not below its upper one')
    return made


def read_bands(rows: Sequence[Mapping[str, Any]]) -> tuple[Band, ...]:
    """The city's own list: rows with `above`, `at_least`, `below`, `at_most` in CNY; `label`, `zh` and `en` optional.

    Raises BandError, also for two bands of one label.
    """
    made = []
    for i, row in enumerate(rows, start=1):
        unknown = set(row) - {"label", "zh", "en", *_ENDS}
        if unknown:
            raise BandError(f"band {i}: {min(unknown)!r} is no key of a band; label, zh, en, {', '.join(_ENDS)} are")
        name = Name(str(row["zh"]), str(row["en"])) if "zh" in row and "en" in row else None
        try:
            made.append(band(str(row.get("label", "")), name, **{end: _amount(row.get(end)) for end in _ENDS}))
        except BandError as error:
            raise BandError(f"band {i}: {error}") from error
    labels = [one.label for one in made]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise BandError(f'two bands are called "{twice}": give one of them another label')
    return tuple(made)


def _amount(value: object) -> Decimal | None:
    if value is None:
        return None
    try:
        amount = Decimal(str(value).replace("_", "").replace(",", ""))
    except InvalidOperation:
        raise BandError(f"{value!r} is no amount: a number of CNY was expected") from None
    if not amount.is_finite() or amount < 0:
        raise BandError(f"{value} is no amount: a number of CNY from 0 was expected")
    return amount


BANDS = (band(at_least=Decimal(5 * 10**8)), band(above=Decimal(10**9)), band(above=Decimal(5 * 10**9)))
