"""Units of one kind, brought to each other: a ledger in GWh and a text in MWh speak of the same thing."""

from decimal import Decimal
from functools import lru_cache

from msgspec.structs import replace

from banyan.model.figure import Dimension, Figure, Unit
from banyan.packs.figures import amounts
from banyan.packs.figures.amounts import Scan
from banyan.packs.figures.split import Sentence

_FAMILIES: tuple[dict[str, str], ...] = (
    {"kWh": "1", "MWh": "1000", "GWh": "1000000", "TWh": "1000000000"},
    {"kW": "1", "MW": "1000", "GW": "1000000"}, {"kg": "1", "t": "1000"},
    {"mm": "1", "cm": "10", "m": "1000", "km": "1000000"}, {"m²": "1", "ha": "10000", "km²": "1000000"},
    {"L": "1", "m³": "1000"}, {"GB": "1", "TB": "1000", "PB": "1000000"},
    {"minute": "1", "hour": "60", "day": "1440"},
)
_OF = {symbol: (number, Decimal(factor))
       for number, family in enumerate(_FAMILIES) for symbol, factor in family.items()}
SYMBOLS = (Dimension.MONEY, Dimension.MEASURE, Dimension.EXCHANGE, Dimension.DURATION)


def named(figure: Figure) -> Figure:
    """The figure with its unit as a text would have it read, where the ledger's reader takes it for a thing counted."""
    one = _one(figure.unit.noun) if figure.unit.dimension is Dimension.COUNT else None
    if one is None:
        return figure
    dimension, symbol, times = one
    amount = replace(figure.amount, value=figure.amount.value * times, step=figure.amount.step * times)
    return replace(figure, amount=amount, unit=Unit(dimension, symbol, per=figure.unit.per))


@lru_cache(maxsize=1024)
def _one(noun: str) -> tuple[Dimension, str, Decimal] | None:
    """What one of it is read as; None where that is no measure."""
    if not noun or noun[0].isdigit():
        return None
    said = f"1 {noun}" if noun.isascii() else f"1{noun}"
    found = amounts.scan(Scan(said, Sentence(0, len(said), 0), 0, bytearray(b"\x01" * len(said))))
    one = found[0] if len(found) == 1 and found[0].end == len(said) else None
    if one is None or one.dimension not in (Dimension.MEASURE, Dimension.DURATION):
        return None
    return one.dimension, one.symbol, one.value


def kind(unit: Unit) -> tuple[Dimension, str]:
    """Units of the same kind can be compared."""
    if unit.dimension is Dimension.OTHER and not unit.symbol:
        return Dimension.COUNT, ""          # a row without a unit counts something
    if unit.dimension not in SYMBOLS:
        return unit.dimension, ""
    family = _OF.get(unit.symbol)
    return unit.dimension, str(family[0]) if family else unit.symbol


def factor(of: Unit, to: Unit) -> Decimal:
    """By what a number in `of` is multiplied to be one in `to`; both are of one kind."""
    if of.symbol == to.symbol or of.symbol not in _OF or to.symbol not in _OF:
        return Decimal(1)
    return _OF[of.symbol][1] / _OF[to.symbol][1]


def brought(figure: Figure, unit: Unit) -> Figure:
    """The figure in the text's unit."""
    times = factor(figure.unit, unit)
    if times == 1:
        return figure
    amount = replace(figure.amount, value=figure.amount.value * times, step=figure.amount.step * times)
    return replace(figure, amount=amount, unit=replace(figure.unit, symbol=unit.symbol))
