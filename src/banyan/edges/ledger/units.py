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
    "pounds": "GBP", "pounds sterling": "GBP", "sek": "SEK", "kronor": "SEK", "nok": "NOK", "kroner": "NOK",
    "dkk": "DKK",
    "chf": "CHF", "francs": "CHF", "swiss francs": "CHF", "krw": "KRW", "won": "KRW", "inr": "INR", "rupees": "INR",
    "pln": "PLN", "zlotys": "PLN", "czk": "CZK", "aud": "AUD", "cad": "CAD", "sgd": "SGD", "brl": "BRL", "zar": "ZAR",
    "crowns": "XXX", "crown": "XXX",
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
    "rank": (Dimension.RANK, ""), "place": (Dimension.RANK, ""), "位次": (Dimension.RANK, ""),
    "名次": (Dimension.RANK, ""), "位": (Dimension.RANK, ""), "名": (Dimension.COUNT, ""),
    "date": (Dimension.DATE, ""), "日期": (Dimension.DATE, ""),
    "years": (Dimension.DURATION, "year"), "year": (Dimension.DURATION, "year"), "年": (Dimension.DURATION, "year"),
    "consecutive years": (Dimension.DURATION, "year"), "months": (Dimension.DURATION, "month"),
    "days": (Dimension.DURATION, "day"), "working days": (Dimension.DURATION, "day"), "天": (Dimension.DURATION, "day"),
    "hours": (Dimension.DURATION, "hour"), "minutes": (Dimension.DURATION, "minute"),
    "weeks": (Dimension.DURATION, "week"), "周": (Dimension.DURATION, "week"), "个月": (Dimension.DURATION, "month"),
    "小时": (Dimension.DURATION, "hour"), "分钟": (Dimension.DURATION, "minute"), "岁": (Dimension.DURATION, "year"),
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
    "标箱": "TEU", "标准箱": "TEU", "pflops": "PFLOPS", "pb": "PB", "tb": "TB", "metre": "m", "metres": "m",
    "meters": "m", "cm": "cm", "厘米": "cm", "mm": "mm", "millimetres": "mm", "millimeters": "mm", "毫米": "mm",
    "miles": "mi", "mile": "mi", "acres": "acre", "cubic metres": "m³", "cubic meters": "m³", "l": "L", "litres": "L",
    "liters": "L", "litre": "L", "升": "L", "tonne": "t", "公斤": "kg", "千克": "kg", "kilograms": "kg", "°c": "°C",
    "℃": "°C", "摄氏度": "°C", "kv": "kV", "千伏": "kV", "km/h": "km/h", "公里/小时": "km/h", "μg/m3": "µg/m³",
    "ug/m3": "µg/m³", "μg/m³": "µg/m³", "微克/立方米": "µg/m³", "m3/s": "m³/s", "m³/s": "m³/s", "立方米/秒": "m³/s",
    "gb": "GB", "gbps": "Gbps", "w": "W", "watts": "W", "瓦": "W", "db": "dB", "decibels": "dB", "分贝": "dB",
    "µg": "µg",
    "micrograms": "µg", "微克": "µg", "mg": "mg", "milligrams": "mg", "毫克": "mg", "nautical miles": "nmi",
    "海里": "nmi",
    "kilometre": "km", "kilometer": "km", "hectare": "ha", "megawatts": "MW", "gigawatt hours": "GWh",
    "megawatt hours": "MWh", "kilowatt hours": "kWh", "micrograms per cubic metre": "µg/m³",
}
_SHORT = re.compile(r"^(?:(?P<first>m|mio|k|b)\.? (?P<after>[A-Za-z$€£¥ ]{1,12})"
                    r"|(?P<before>[A-Za-z$€£¥ ]{1,12}?) ?(?P<last>m|mio|k|b))$", re.IGNORECASE)
_SHORT_SCALES = {"m": 6, "mio": 6, "k": 3, "b": 9}
_PER = re.compile(r"^(.+?)\s*(?:/|\bper\b"
                  r"|每)\s*(.+)$", re.IGNORECASE)    # 公斤/亩, "litres per head and day"  # fmt: skip


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
    if not word and scale != 1:        # "million": of what the indicator counts
        return Unit(Dimension.COUNT), scale
    return _named(word), scale


def _ratio(dimension: Dimension, rest: str) -> Unit:
    if _A_YEAR.match(rest):
        return Unit(dimension, per="year")
    if _ON_YEAR.match(rest):
        return Unit(dimension, symbol=YEAR_ON_YEAR)
    of = re.match(r"^(?:of|占)\s*(.+)$", rest, re.IGNORECASE)
    return Unit(dimension, of=of[1] if of else "")


def _scaled(text: str) -> tuple[str, Decimal]:
    """The unit without its scale words, and their product. "m EUR" and "€k" are scales only beside a currency."""
    short = _SHORT.match(text)
    if short and (currency := short["after"] or short["before"]).lower().strip() in _CURRENCIES:
        return currency.strip(), Decimal(10) ** _SHORT_SCALES[(short["first"] or short["last"]).lower()]
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
    per = _PER.match(plain)
    if per and (of := _named(per[1].strip())).dimension is not Dimension.COUNT:
        return Unit(of.dimension, of.symbol, per=per[2].strip())
    return Unit(Dimension.COUNT, noun=plain) if plain else Unit(Dimension.OTHER)
