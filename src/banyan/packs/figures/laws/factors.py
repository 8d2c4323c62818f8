"""How many of one unit another one is: metric units, and the customary ones of mile, acre, pound and barrel.

A pair of the two systems that stands side by side is one amount told twice; two metric units may be of two things.
"""

from decimal import Decimal

_METRIC: tuple[dict[str, str], ...] = (
    {"m²": "1", "ha": "10000", "km²": "1000000"},
    {"mg": "0.001", "g": "1", "kg": "1000", "t": "1000000"},
    {"mm": "0.001", "cm": "0.01", "m": "1", "km": "1000"},
    {"kWh": "1", "MWh": "1000", "GWh": "1000000", "TWh": "1000000000"},
    {"W": "1", "kW": "1000", "MW": "1000000", "GW": "1000000000"},
    {"mL": "0.001", "L": "1", "m³": "1000"},
    {"GB": "1", "TB": "1000", "PB": "1000000"},
    {"second": "1", "minute": "60", "hour": "3600", "day": "86400", "week": "604800"},
    {"month": "1", "year": "12"},
    {"km/h": "1", "m/s": "3.6"},
)
_CUSTOMARY: tuple[dict[str, str], ...] = (
    {"mu": "666.6667", "acre": "4046.856", "ft²": "0.09290304", "mi²": "2589988"},
    {"lb": "453.59237", "oz": "28.349523", "ozt": "31.1034768"},
    {"in": "0.0254", "ft": "0.3048", "yd": "0.9144", "mi": "1609.344", "nmi": "1852"},
    {},
    {"hp": "745.7"},
    {"gal": "3.785412", "impgal": "4.54609", "bbl": "158.9873"},
    {},
    {},
    {},
    {"mph": "1.609344", "kn": "1.852"},
)
_FAMILIES = tuple({**metric, **customary} for metric, customary in zip(_METRIC, _CUSTOMARY, strict=True))
_CALLED_CUSTOMARY = frozenset(symbol for family in _CUSTOMARY for symbol in family)


def factor_of(of: str, into: str) -> Decimal | None:
    """How many of `into` are one of `of`; None where they are one unit or of two kinds."""
    for family in _FAMILIES:
        if of != into and of in family and into in family:
            return Decimal(family[of]) / Decimal(family[into])
    return None


def crosses(of: str, into: str) -> bool:
    """Is one of the two metric, and the other not?"""
    return (of in _CALLED_CUSTOMARY) != (into in _CALLED_CUSTOMARY)
