"""Amounts as each language writes them: 亿元 and 万元, bn and million."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

HUNDRED_MILLION, TEN_THOUSAND = Decimal(10**8), Decimal(10**4)
BILLION, MILLION = Decimal(10**9), Decimal(10**6)
_LADDERS = {
    "zh": ((HUNDRED_MILLION, "亿元"), (TEN_THOUSAND, "万元"), (Decimal(1), "元")),
    "en": ((BILLION, " bn"), (MILLION, " million"), (Decimal(1), "")),
}
EXACT = 12
MINUS = "\u2212"
DECIMALS = 2      # of a printed amount: 1 million CNY in 亿元, 10 million in bn
COLUMN = {"zh": (HUNDRED_MILLION, "亿元"), "en": (BILLION, "bn CNY")}


def words(amount: Decimal, language: str, places: int = DECIMALS) -> str:
    """One amount in a sentence, in the largest unit that leaves a digit before the point, to so many decimals."""
    ladder = _LADDERS[language]
    unit, name = next(((unit, name) for unit, name in ladder if abs(amount) >= unit), ladder[-1])
    rounded = _rounded(amount / unit, places)
    return f"{_grouped(_rounded(rounded, _needed(rounded)), language)}{name}"


def exactly(amount: Decimal, language: str) -> str:
    """As `words`, with all its decimals: for what decides, as a band's end."""
    return words(amount, language, EXACT)


def column(amounts: Iterable[Decimal], language: str) -> list[str]:
    """Amounts under one another: one unit (`COLUMN`), as many decimals as the finest of them needs, 2 at most."""
    unit, _ = COLUMN[language]
    scaled = [amount / unit for amount in amounts]
    places = max((min(DECIMALS, _needed(value)) for value in scaled), default=0)
    return [_grouped(_rounded(value, places), language) for value in scaled]


def percent(share: Decimal | None, signed: bool = False) -> str:
    """A share to one decimal; "–" where there is no whole."""
    if share is None:
        return "–"
    value = _rounded(share * 100, 1)
    return f"{value:+.1f}\u00a0%".replace("-", MINUS) if signed else f"{value:.1f}\u00a0%"


def plain(amount: Decimal) -> str:
    """A decimal string without an exponent or needless zeros: 252400000000."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(value: Decimal, language: str) -> str:
    """Chinese papers write 2524, English ones 2,524."""
    text = f"{value:f}" if language == "zh" else f"{value:,f}"
    return text.replace("-", MINUS)


def _needed(value: Decimal) -> int:
    """Decimals of the value, at most EXACT."""
    text = plain(_rounded(value, EXACT))
    return len(text.partition(".")[2])


def _rounded(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded
