"""Measures that are the same but for a factor, and the words by which a text says "for one of them"."""

from decimal import Decimal

# how many of the smallest there are in one
_FAMILIES: tuple[dict[str, str], ...] = (
    {"g": "1", "kg": "1000", "t": "1000000"},
    {"mu": "1", "ha": "15"},
    {"kWh": "1", "MWh": "1000", "GWh": "1000000", "TWh": "1000000000"},
    {"m": "1", "km": "1000"},
    {"m²": "1", "km²": "1000000"},
    {"L": "1", "m³": "1000"},
)
SYMBOLS = {
    "亩": "mu", "公斤": "kg", "千克": "kg", "吨": "t", "平方米": "m²", "立方米": "m³", "公里": "km", "公顷": "ha",
    "千瓦时": "kWh", "度": "kWh", "米": "m", "mu": "mu", "kilo": "kg", "kilogram": "kg", "kg": "kg", "tonne": "t",
    "ton": "t", "hectare": "ha", "ha": "ha", "kilometer": "km", "kilometre": "km", "km": "km", "kwh": "kWh",
    "square meter": "m²", "square metre": "m²", "cubic meter": "m³", "cubic metre": "m³",
    "meter": "m", "metre": "m", "克": "g", "gram": "g",
}  # fmt: skip


def factor(of: str, into: str) -> Decimal | None:
    """How many of `into` are one of `of`; None where they aren't of one kind, or where it is no decimal number."""
    if of == into:
        return Decimal(1)
    for family in _FAMILIES:
        if of in family and into in family:
            a, b = Decimal(family[of]), Decimal(family[into])
            return a / b if a > b or b % 10 == 0 else None
    return None
