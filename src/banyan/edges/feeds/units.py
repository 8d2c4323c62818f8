"""A source's unit to a Datastream's, by pint's definitions, exact where the factor is a ratio of whole numbers."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

Conversion = Callable[[float], float]
LONGEST = 40
# Spellings of UCUM and of devices that pint has under another name.
_SPELLINGS = {
    "": "dimensionless", "1": "dimensionless", "%": "percent", "Cel": "degC", "°C": "degC", "℃": "degC", "C": "degC",
    "[degF]": "degF", "°F": "degF", "℉": "degF", "F": "degF", "K": "kelvin", "°": "degree", "deg": "degree",
    "[ppm]": "ppm", "[ppb]": "ppb", "l": "liter", "kn": "knot", "kt": "knot",
}  # fmt: skip
_PLAIN = re.compile(r"[^\W\d_]+(?:_[^\W\d_]+)*(?:\*\*-?\d)?(?:[*/ ][^\W\d_]+(?:_[^\W\d_]+)*(?:\*\*-?\d)?){0,5}")
_POWER = re.compile(r"([^\W\d_])\^?(-?[1-9])(?!\d)")
_SUPER = str.maketrans("²³⁴", "234")


@cache
def _registry() -> Any:
    import pint  # a second to load: only those who convert wait for it

    registry: Any = pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)
    registry.define("ppb = ppm / 1000")
    return registry


def conversion(said: str, wanted: str) -> Conversion | None:
    """How to bring a value in `said` to `wanted`; None where they don't measure the same, or one isn't known."""
    if said == wanted:
        return float
    return _between(said, wanted) if max(len(said), len(wanted)) <= LONGEST else None


def known(text: str) -> bool:
    """Whether it is a unit at all."""
    return 0 < len(text) <= LONGEST and _unit(text) is not None


@lru_cache(maxsize=1024)
def _between(said: str, wanted: str) -> Conversion | None:
    first, second = _unit(said), _unit(wanted)
    if first is None or second is None or first.dimensionality != second.dimensionality:
        return None
    try:
        quantity = _registry().Quantity
        zero, one = (Fraction(quantity(Fraction(n), first).to(second).magnitude) for n in (0, 1))
    except Exception:  # noqa: BLE001  logarithmic and other units of their own kind: pint says so in many ways
        return None
    factor = one - zero
    if zero == 0 and max(factor.numerator, factor.denominator) < 2**53:
        up, down = factor.numerator, factor.denominator
        return lambda value: value * up / down
    return lambda value: float(Fraction(value) * factor + zero)


def _unit(text: str) -> Any:
    """Nothing but names, small powers, * and / reaches pint, whose parser would work out 9**9**9."""
    text = text.strip().translate(_SUPER)
    known = _SPELLINGS.get(text)
    if known is None:
        spelled = [_SPELLINGS.get(part, part) if re.fullmatch(r"[^*/· .]+", part) else part
                   for part in re.split(r"([*/·. ])", text)]
        known = _POWER.sub(r"\1**\2", "".join("*" if part in "·." and part else part for part in spelled))
        known = known.replace("µ", "u").replace("μ", "u")
    if not _PLAIN.fullmatch(known):
        return None
    try:
        return _registry().parse_units(known)
    except Exception:  # noqa: BLE001  what isn't a unit fails in many ways, and each means the same here
        return None
