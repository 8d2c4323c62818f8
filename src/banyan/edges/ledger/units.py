"""Units as people write them in a ledger: "bn CNY", "亿元", "% of investment", "%/yr", "pp", "CNY/USD", "count"."""

import re
import unicodedata
from decimal import Decimal

from banyan.model.figure import Dimension, Unit

YEAR_ON_YEAR = "y/y"
_SCALES = (
    (r"trillion|trn|tn|万亿", 12), (r"billion|bln|bn|十亿", 9), (r"hundred million|亿", 8), (r"ten million|千万", 7),
    (r"million|mln|mn|百万", 6), (r"ten thousand|万", 4), (r"thousand|千(?!瓦|克|米|伏)", 3), (r"hundred|百", 2),
)  # fmt: skip
_CURRENCIES = {
    "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "renminbi": "CNY", "元": "CNY", "人民币": "CNY",
    "元人民币": "CNY", "¥": "CNY",
    "usd": "USD", "us$": "USD", "$": "USD", "dollar": "USD", "dollars": "USD", "us dollars": "USD", "美元": "USD",
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "€": "EUR", "欧元": "EUR", "hkd": "HKD", "hk$": "HKD", "港元": "HKD",
    "jpy": "JPY", "yen": "JPY", "日元": "JPY", "gbp": "GBP", "£": "GBP", "英镑": "GBP", "twd": "TWD", "新台币": "TWD",
}  # fmt: skip
_PERCENT = re.compile(r"^(?:%|percent|per cent|pct|百分之)\s*(.*)$", re.IGNORECASE)
_POINTS = re.compile(r"^(?:pp|ppt|pct points?|percentage points?|个?百分点)\s*(.*)$", re.IGNORECASE)
_A_YEAR = re.compile(
    r"^(?:/ ?(?:yr|year|a|年)|per year|a year|p\.?a\.?|per annum|annual(?:ly)?|每年|年均)$", re.IGNORECASE)
_ON_YEAR = re.compile(r"^(?:y/y|yoy|y-o-y|year[- ]on[- ]year|同比|growth|增长)$", re.IGNORECASE)
_RATE = re.compile(r"^([A-Z]{3}) ?/ ?([A-Z]{3})$")
_WORDS = {
    "count": (Dimension.COUNT, ""), "number": (Dimension.COUNT, ""), "个": (Dimension.COUNT, ""),
    "times": (Dimension.TIMES, ""), "fold": (Dimension.TIMES, ""), "倍": (Dimension.TIMES, ""),
    "rank": (Dimension.RANK, ""), "place": (Dimension.RANK, ""), "位": (Dimension.RANK, ""), "名": (Dimension.RANK, ""),
    "date": (Dimension.DATE, ""), "日期": (Dimension.DATE, ""),
    "years": (Dimension.DURATION, "year"), "year": (Dimension.DURATION, "year"), "年": (Dimension.DURATION, "year"),
    "consecutive years": (Dimension.DURATION, "year"), "months": (Dimension.DURATION, "month"),
    "days": (Dimension.DURATION, "day"), "working days": (Dimension.DURATION, "day"), "天": (Dimension.DURATION, "day"),
    "hours": (Dimension.DURATION, "hour"), "minutes": (Dimension.DURATION, "minute"),
}  # fmt: skip
_MEASURES = {
    "km": "km", "kilometres": "km", "kilometers": "km", "公里": "km", "千米": "km", "m": "m", "米": "m",
    "km2": "km²", "km²": "km²", "sq km": "km²", "square kilometres": "km²", "square kilometers": "km²",
    "平方公里": "km²",
    "m2": "m²", "m²": "m²", "square metres": "m²", "square meters": "m²", "平方米": "m²", "m3": "m³", "m³": "m³",
    "立方米": "m³", "ha": "ha", "hectares": "ha", "公顷": "ha", "mu": "mu", "亩": "mu",
    "t": "t", "tonnes": "t", "tons": "t",
    "吨": "t", "kg": "kg", "kw": "kW", "千瓦": "kW", "mw": "MW", "兆瓦": "MW", "gw": "GW", "kwh": "kWh",
    "千瓦时": "kWh", "mwh": "MWh", "gwh": "GWh", "twh": "TWh", "teu": "TEU",
    "标箱": "TEU", "pflops": "PFLOPS", "pb": "PB", "tb": "TB",
}  # fmt: skip


def parse(text: str) -> tuple[Unit, Decimal]:
    """(unit, what one of it is in base units): ("bn CNY") → (CNY, 10^9). An unknown word is what is counted."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    rate = _RATE.match(plain.upper())
    if rate:
        return Unit(Dimension.EXCHANGE, symbol=f"{rate[1]}/{rate[2]}"), Decimal(1)
    for pattern, dimension in ((_PERCENT, Dimension.PERCENT), (_POINTS, Dimension.POINTS)):
        found = pattern.match(plain)
        if found:
            return _ratio(dimension, found[1].strip()), Decimal(1)
    word, scale = _scaled(plain)
    return _named(word), scale


def _ratio(dimension: Dimension, rest: str) -> Unit:
    if _A_YEAR.match(rest):
        return Unit(dimension, per="year")
    if _ON_YEAR.match(rest):
        return Unit(dimension, symbol=YEAR_ON_YEAR)
    of = re.match(r"^(?:of|占)\s*(.+)$", rest, re.IGNORECASE)
    return Unit(dimension, of=of[1] if of else "")


def _scaled(text: str) -> tuple[str, Decimal]:
    """The unit without its scale words, and their product."""
    scale = Decimal(1)
    for pattern, power in _SCALES:
        latin = rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])"
        text, found = re.subn(latin, " ", text, count=1, flags=re.IGNORECASE)
        if found:
            scale *= Decimal(10) ** power
    return " ".join(text.split()), scale


def _named(word: str) -> Unit:
    plain = word.lower()
    if plain in _CURRENCIES:
        return Unit(Dimension.MONEY, symbol=_CURRENCIES[plain])
    if plain in _WORDS:
        dimension, symbol = _WORDS[plain]
        return Unit(dimension, symbol=symbol)
    if plain in _MEASURES:
        return Unit(Dimension.MEASURE, symbol=_MEASURES[plain])
    return Unit(Dimension.COUNT, noun=plain) if plain else Unit(Dimension.OTHER)
