"""Numbers as people write them: 2,962 bn and 29,620 亿, never 2.962E+12."""

from decimal import ROUND_HALF_UP, Decimal

from banyan.measure.figures.answer import same
from banyan.model.figure import Dimension, Interval, Unit
from banyan.model.text import Name

_ZH = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_EN = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
_MONEY = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑", "TWD": "新台币"}
_MARKS = {
    Dimension.PERCENT: Name("%", " %"), Dimension.POINTS: Name(" 个百分点", " percentage points"),
    Dimension.TIMES: Name(" 倍", " times"),
}
SIGNIFICANT = 4
FEWEST_FIRST = (3, 4, 5, 6)      # digits: as many as it takes to tell two bounds apart


def number(value: Decimal, significant: int = SIGNIFICANT) -> str:
    """Rounded to so many digits, never in whole digits, with commas: 1234.567 → 1,235; 0.01234."""
    if not value:
        return "0"
    places = max(0, significant - 1 - value.adjusted())
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{shown:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Decimal, unit: Unit, significant: int = SIGNIFICANT) -> Name:
    """The number with its unit, in each language's own scale."""
    return _united(_scaled(value, _ZH, significant), _scaled(value, _EN, significant), unit)


def span(interval: Interval, unit: Unit) -> Name:
    """One number where both bounds are written alike, else "from–to"; without a bound "at least", "at most"."""
    low, high = interval.low, interval.high
    if low is None:
        return Name("任意值", "anything") if high is None else _bounded("至多", "at most", high, unit)
    if high is None:
        return _bounded("至少", "at least", low, unit)
    for digits in FEWEST_FIRST:
        a, b = shown(low, unit, digits), shown(high, unit, digits)
        if a != b:
            return Name(f"{a.zh} 至 {b.zh}", f"{a.en} to {b.en}")
    return shown(low, unit)


def _bounded(zh: str, en: str, value: Decimal, unit: Unit) -> Name:
    said = shown(value, unit)
    return Name(f"{zh} {said.zh}", f"{en} {said.en}")


def _scaled(value: Decimal, scales: tuple[tuple[Decimal, str], ...], significant: int) -> str:
    for size, word in scales:
        if abs(value) >= size:
            return number(value / size, significant) + word
    return number(value, significant)


def _united(zh: str, en: str, unit: Unit) -> Name:
    if unit.dimension is Dimension.MONEY:
        return Name(f"{zh}{_MONEY.get(unit.symbol, unit.symbol)}", f"{unit.symbol} {en}".strip())
    mark = _MARKS.get(unit.dimension)
    if mark is not None:
        return Name(f"{zh}{mark.zh}", f"{en}{mark.en}")
    if unit.dimension in (Dimension.EXCHANGE, Dimension.MEASURE) and unit.symbol:
        return Name(f"{zh} {unit.symbol}", f"{en} {unit.symbol}")
    return Name(zh, en)


def plain(text: str) -> Name:
    """A text's own words, on one line."""
    return same(" ".join(text.split()))
