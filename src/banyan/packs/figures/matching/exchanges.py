"""Rows of a ledger that give a rate of exchange, in whatever words: 美元兑人民币 7.18 元, "Dollar 0.86 EUR per USD"."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from banyan.model.figure import Dimension, Figure, Unit
from banyan.packs.figures.further.exchange import CURRENCIES, MOST

_IS_RATE = re.compile(r"(?:汇率|牌价|中间价)$|\b(?:exchange|conversion) rate$", re.IGNORECASE)
_PER = re.compile(r"^\s*(.+?)\s*(?:per|/|to the)\s*(.+?)\s*$", re.IGNORECASE)
_FOR = re.compile(r"(.+?)(?:兑换?|对|/)(.+)")
_PLAINLY = re.compile(r"^(?:the |us |u\.s\. |american )+", re.IGNORECASE)
_DEARER = frozenset({"USD", "EUR", "GBP"})      # than a yuan, whichever of the two is said first
_HUNDREDS = frozenset({"JPY"})                  # quoted for a hundred of them, or for one: nobody can tell


def with_rates(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures; the rates of exchange among them have the unit CNY/USD, so many of the one for one of the
    other. A row of which that can't be told for sure stays what it is.
    """
    return [_rate(figure) if _is_rate(figure) else figure for figure in figures]


def _is_rate(figure: Figure) -> bool:
    return any(_IS_RATE.search(name.strip()) for name in (figure.indicator, figure.subject))


def _rate(figure: Figure) -> Figure:
    unit = figure.unit
    if unit.dimension not in (Dimension.MONEY, Dimension.COUNT) or not 0 < figure.amount.value <= MOST:
        return figure
    top, bottom = _two(figure)
    if not top or not bottom or top == bottom or {top, bottom} & _HUNDREDS:
        return figure
    if bottom == "CNY" and top in _DEARER and figure.amount.value > 1 and not _PER.match(unit.noun):
        top, bottom = bottom, top       # 人民币兑美元 7.19: so many yuan for a dollar all the same
    return replace(figure, unit=Unit(Dimension.EXCHANGE, f"{top}/{bottom}"))


def _two(figure: Figure) -> tuple[str, str]:
    """So many of the first for one of the second."""
    unit, pair = figure.unit, _FOR.match(figure.subject) or _FOR.match(figure.indicator.strip().removeprefix("1"))
    per = _PER.match(unit.noun)
    if per:
        return _currency(per[1]), _currency(per[2])
    said = [_currency(pair[1]), _currency(pair[2])] if pair else [_currency(figure.subject)]
    if unit.dimension is Dimension.MONEY:
        others = [one for one in said if one != unit.symbol]
        return (unit.symbol, others[0]) if len(others) == 1 else ("", "")
    return (said[1], said[0]) if len(said) > 1 else ("", "")


def _currency(said: str) -> str:
    word = _PLAINLY.sub("", said.strip().casefold())
    return CURRENCIES.get(word) or CURRENCIES.get(word.removesuffix("s"), "")
