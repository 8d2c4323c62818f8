"""What a number needs and the text doesn't give: a subject, a year, a base, a source. Never a contradiction."""

from collections.abc import Callable, Iterator

from banyan.measure.figures.answer import Answer, Told, joined
from banyan.measure.figures.check import Check
from banyan.measure.figures.claims import Claims
from banyan.model.figure import Dimension, Quantity, Relation, Result, Role
from banyan.model.text import Name

_DATED = (Dimension.COUNT, Dimension.MONEY, Dimension.PERCENT, Dimension.POINTS, Dimension.TIMES, Dimension.MEASURE)
_GROWN = (Role.GROWTH, Role.CHANGE)
_SOURCED = (Role.SHARE, Role.GROWTH, Role.AVERAGE_GROWTH, Role.RATE, Role.RANKING)
_BASES = (Relation.SHARE, Relation.BREAKDOWN, Relation.GROWTH, Relation.CHANGE, Relation.COMPOUND, Relation.GAP)
MOST = 12          # numbers that a finding names
Lacks = Callable[[Claims, int, frozenset[int]], bool]


def _no_subject(claims: Claims, index: int, _: frozenset[int]) -> bool:
    quantity = claims.quantity(index)
    told = bool(quantity.subject) or index in claims.reading.covered.subject
    return not told and quantity.unit.dimension in (*_DATED, Dimension.RANK)


def _no_year(claims: Claims, index: int, _: frozenset[int]) -> bool:
    quantity = claims.quantity(index)
    told = quantity.period is not None or index in claims.reading.covered.year
    return not told and quantity.unit.dimension in (*_DATED, Dimension.RANK) and not _is_bound(quantity)


def _no_base(claims: Claims, index: int, based: frozenset[int]) -> bool:
    """A share without its whole, a growth without what it is against."""
    quantity = claims.quantity(index)
    if index in based:
        return False
    if quantity.role in (Role.SHARE, Role.RATE):
        return not quantity.unit.of and quantity.unit.dimension is Dimension.PERCENT
    return quantity.role in _GROWN and quantity.base is None and quantity.period is None


def _no_source(claims: Claims, index: int, _: frozenset[int]) -> bool:
    quantity = claims.quantity(index)
    told = bool(quantity.source) or index in claims.reading.covered.source
    stated = quantity.role is Role.LEVEL and quantity.unit.dimension is Dimension.PERCENT
    return not told and (quantity.role in _SOURCED or stated)


def _is_bound(quantity: Quantity) -> bool:
    return quantity.role in (Role.FLOOR, Role.THRESHOLD)


def _asks(check: str, lacks: Lacks) -> Callable[[Claims], Iterator[Answer]]:
    """One finding a text, over all its numbers that lack the thing."""
    def run(claims: Claims) -> Iterator[Answer]:
        based = claims.tied(*_BASES)
        indices = [index for index in claims.indices() if lacks(claims, index, based)]
        if indices:
            told = Told(f"missing.{check}", {"numbers": _listed(claims, indices)})
            yield Answer(check, Result.CANNOT_TELL, (told,), tuple(indices))

    return run


def _listed(claims: Claims, indices: list[int]) -> Name:
    """The first of them, and how many more there are: all are marked anyway."""
    said = [claims.words(i) for i in indices[:MOST]]
    listed = joined([Name(f"“{words.zh}”", f"“{words.en}”") for words in said], "、", ", ")
    more = len(indices) - MOST
    return Name(f"{listed} 等 {len(indices)} 个数据", f"{listed} and {more} more") if more > 0 else listed


TEXTS: dict[str, Name] = {
    "missing.no-subject": Name("{numbers}：未说明是谁的、什么的数据。",
                               "{numbers}: the text doesn't say of whom or what."),
    "missing.no-year": Name("{numbers}：未说明是哪一年或哪一时期的。",
                            "{numbers}: the text doesn't say of which year or period."),
    "missing.no-base": Name("{numbers}：未说明占什么的比重，或与何时相比。",
                            "{numbers}: the text doesn't say of what, or against when."),
    "missing.no-source": Name("{numbers}：未注明出处。", "{numbers}: no source is given."),
}  # fmt: skip
CHECKS = (
    Check("no-subject", Name("说明了是谁的数据吗？", "Is it said of whom or what?"), _asks("no-subject", _no_subject)),
    Check("no-year", Name("说明了时期吗？", "Is it said of which year or period?"), _asks("no-year", _no_year)),
    Check("no-base", Name("比率说明了基数或基期吗？", "Has a rate its base?"), _asks("no-base", _no_base)),
    Check("no-source", Name("注明了出处吗？", "Is a source given?"), _asks("no-source", _no_source)),
)
NAMES = frozenset(check.id for check in CHECKS)
