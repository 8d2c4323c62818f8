"""Rows of a ledger that give a rate of exchange, in whatever words: 美元兑人民币 7.18 元, "Dollar 0.86 EUR per USD"."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from banyan.model.figure import Dimension, Figure, Unit
from banyan.packs.figures.further.exchange import CURRENCIES

_IS_RATE = re.compile(r"汇率|牌价|中间价|\b(?:exchange|conversion) rate\b", re.IGNORECASE)
_PER = re.compile(r"^\s*(.+?)\s*(?:per|/|to the)\s*(.+?)\s*$", re.IGNORECASE)
_FOR = re.compile(r"(.+?)(?:兑换?|对|/)(.+)")


def with_rates(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures; the rates of exchange among them have the unit CNY/USD, so many of the one for one of the
    other.
    """
    return [_rate(figure) if _IS_RATE.search(figure.indicator) else figure for figure in figures]


def _rate(figure: Figure) -> Figure:
    unit = figure.unit
    if unit.dimension is Dimension.EXCHANGE:
        return figure
    per = _PER.match(unit.noun)
    for_ = _FOR.match(figure.subject)
    if per:
        top, bottom = _currency(per[1]), _currency(per[2])
    else:
        top = unit.symbol if unit.dimension is Dimension.MONEY else _currency(for_[2]) if for_ else ""
        bottom = _currency(for_[1] if for_ else figure.subject)
    if not top or not bottom or top == bottom:
        return figure
    return replace(figure, unit=Unit(Dimension.EXCHANGE, f"{top}/{bottom}"))


def _currency(said: str) -> str:
    word = said.strip().casefold()
    return CURRENCIES.get(word) or CURRENCIES.get(word.removesuffix("s")) or CURRENCIES.get(word.split(" ")[-1], "")
