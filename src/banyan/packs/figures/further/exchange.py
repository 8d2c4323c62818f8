"""Rates of exchange that a text gives ("7.15 yuan to the dollar", 1美元兑7.05元), and the amounts that it converts."""

import re
from decimal import Decimal
from itertools import pairwise

from msgspec.structs import replace

from banyan.model.figure import Amount, Dimension, Quantity, Reading, Relation, Role, Tie, Unit

_AND = re.compile(r"^[^.;。；\d]{0,40}(?:20\d\d[^.;。；\d]{0,12})?(?:,? and|、|和|及|，)[^.;。；\d]{0,6}$")
_AND_NEAR = 8           # characters between two rates of which only the second is told "to the euro"
_NEAR = Decimal("0.5")  # as far a rate moves from one day to another
MOST = Decimal(2000)       # a rate above that is an amount: so many units of one currency for one of another
_ROUND = (Decimal(1), Decimal(100), Decimal(10000))
CURRENCIES = {
    "dollar": "USD", "usd": "USD", "us$": "USD", "美元": "USD", "euro": "EUR", "eur": "EUR", "欧元": "EUR",
    "pound": "GBP", "yen": "JPY", "日元": "JPY", "hong kong dollar": "HKD", "hkd": "HKD", "港元": "HKD",
    "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "人民币元": "CNY", "元": "CNY", "gbp": "GBP",
    "英镑": "GBP", "jpy": "JPY", "港币": "HKD",
}  # fmt: skip
# 7.15 yuan «to the dollar»; 6.93 yuan «per US dollar»
_TO_ONE = re.compile(
    r"^\s*(?:per|to (?:the|one|1|a)|for (?:the|one|1|a|every)|against the|a|/|兑|每)\s*(?:US |U\.S\. |American )?"
    r"(hong kong dollar|dollar|usd|us\$|euro|eur|pound|yen|hkd|yuan|rmb|cny|美元|欧元|港元|日元)", re.IGNORECASE)
# at 24.0 «marks to the dollar»: a currency of which nothing but its name is known
_UNKNOWN = re.compile(
    r"^ (?P<word>[a-z]{3,12}?)s? (?P<by>to the|to one|per) (?:US |U\.S\. |American )?"
    r"(?P<of>dollar|euro|pound|yen|yuan)\b")
_AT_RATE = re.compile(r"\b(?:at|rate|average|exchange)\b[^,;.\d]{0,30}$", re.IGNORECASE)
_BARE = re.compile(r"[\d.,]+(?: (?:thousand|million|billion|trillion))?")
_NAMELESS = "XXX"
# 1美元«兑»7.05元, US$1 «to» 7.05 yuan
_BETWEEN = re.compile(
    r"^\s*(?:兑换?|对|合|折合|可兑|约合|等于|=|＝|≈|to|equals?|for|is|was|bought|buys?|costs?|fetched"
    r"|(?:is|was) worth|traded at|stood at)?\s*(?:人民币|RMB|CNY)?\s*$", re.IGNORECASE)
# RMB 6.9 «to US$»1
_ONE_BEHIND = re.compile(r"^\s*(?:yuan )?(?:to|per|for|against|=) ?(?:US\$|USD|\$|€|EUR)? ?1(?![\d.])", re.IGNORECASE)
_CONVERTED = re.compile(
    r"折合|约合|合(?:人民币|计)?|折(?:成|为|算)?(?:人民币|约)*$|相当于|等值|equal(?:s|ling)? to|equivalent"
    r"|or (?:about|some|nearly)?|worth about"
    r"|\(|（|，约|≈|=",
    re.IGNORECASE)
_REACH = 60                 # characters between an amount and its conversion


def read(reading: Reading) -> Reading:
    """The same reading, its rates being rates and its conversions tied."""
    reading = _in_currencies(reading)
    quantities = list(reading.quantities)
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension is Dimension.MONEY:
            _name(reading, quantities, index)
    _name_listed(reading, quantities)
    found = Reading(reading.text, reading.language, tuple(quantities), reading.ties)
    ties = [tie for tie in reading.ties if not _of_a_rate(found, tie)]
    known = {frozenset(i for _, i in tie.members) for tie in ties if tie.relation is Relation.CONVERSION}
    ties += [tie for tie in _conversions(found) if frozenset(i for _, i in tie.members) not in known]
    return Reading(reading.text, reading.language, tuple(quantities), tuple(ties))


def _name(reading: Reading, quantities: list[Quantity], index: int) -> None:
    quantity = reading.quantities[index]
    if quantity.amount.value > MOST:
        return
    told = _TO_ONE.match(reading.text[quantity.end:quantity.end + 40])
    other = CURRENCIES.get(told[1].lower()) if told else None
    if other is not None and other != quantity.unit.symbol:
        quantities[index] = _rate(quantity, other, Decimal(1))
        return
    if _ONE_BEHIND.match(reading.text[quantity.end:quantity.end + 24]) and index + 1 < len(reading.quantities):
        following = reading.quantities[index + 1]
        if following.unit.dimension is Dimension.MONEY and following.amount.value == 1 and _two_currencies(
            following, quantity
        ):
            quantities[index] = _rate(quantity, following.unit.symbol, Decimal(1))
            quantities[index + 1] = replace(following, unit=Unit(Dimension.EXCHANGE, following.unit.symbol))
            return
    if index == 0 or quantities[index].unit.dimension is Dimension.EXCHANGE:
        return
    before = reading.quantities[index - 1]
    one = before.unit.dimension is Dimension.MONEY and before.amount.value in _ROUND
    if one and before.unit.symbol != quantity.unit.symbol and _BETWEEN.match(reading.text[before.end:quantity.start]):
        quantities[index] = _rate(quantity, before.unit.symbol, before.amount.value)
        quantities[index - 1] = replace(before, unit=Unit(Dimension.EXCHANGE, before.unit.symbol), role=Role.LEVEL)


def _in_currencies(reading: Reading) -> Reading:
    """Counts told in the word that a rate is told in are amounts: "24.0 marks to the dollar", "64.8 billion marks"."""
    words: dict[str, str] = {}
    quantities = list(reading.quantities)
    for index, quantity in enumerate(reading.quantities):
        tail = reading.text[quantity.end:quantity.end + 40]
        lead = reading.text[max(0, quantity.start - 40):quantity.start]
        unknown = _UNKNOWN.match(tail) if quantity.unit.dimension is Dimension.COUNT else None
        if unknown and quantity.amount.value <= MOST and (unknown["by"] != "per" or _AT_RATE.search(lead)):
            words[unknown["word"]] = _NAMELESS
            quantities[index] = _rate(replace(quantity, unit=Unit(Dimension.MONEY, _NAMELESS)),
                                      CURRENCIES[unknown["of"]], Decimal(1))
        elif quantity.unit.dimension is Dimension.MONEY and _TO_ONE.match(tail):
            words[quantity.text.split()[-1].lower().removesuffix("s")] = quantity.unit.symbol
    words = {word: symbol for word, symbol in words.items() if word.isalpha() and word.isascii()}
    if not words:
        return reading
    _told_in(reading, quantities, words)
    return replace(reading, quantities=tuple(quantities))


def _told_in(reading: Reading, quantities: list[Quantity], words: dict[str, str]) -> None:
    """Bare numbers before one of these words, and those that go on behind them: "58.9 billion marks, 44.6 in 2022"."""
    told = re.compile(rf" (?:[a-z]+ )?(?P<word>{'|'.join(words)})s?\b")
    symbol = ""             # of the amount before, where it was such a one
    for index, quantity in enumerate(quantities):
        if quantity.unit.dimension not in (Dimension.COUNT, Dimension.MONEY):
            continue
        bare = _BARE.fullmatch(quantity.text)
        hit = told.match(reading.text, quantity.end) if bare else None
        money = quantity.unit.dimension is Dimension.MONEY
        symbol = words[hit["word"]] if hit else symbol if bare else ""
        if hit or (symbol and money):
            quantities[index] = replace(quantity, unit=Unit(Dimension.MONEY, symbol))


def _name_listed(reading: Reading, quantities: list[Quantity]) -> None:
    """"4.30 zlotys and 25.0 korunas to the euro", "one dollar was £0.80 in 2022 and £0.75 in 2023": two rates each."""
    for index in range(1, len(quantities)):
        one, other = quantities[index - 1], quantities[index]
        said = reading.text[one.end:other.start]
        if one.sentence != other.sentence or not _AND.search(said):
            continue
        rates = [q for q in (one, other) if q.unit.dimension is Dimension.EXCHANGE and "/" in q.unit.symbol]
        plain = [q for q in (one, other) if q.unit.dimension is Dimension.MONEY and q.amount.value <= MOST]
        if len(rates) != 1 or len(plain) != 1:
            continue
        top, bottom = rates[0].unit.symbol.split("/")
        before = plain[0] is one and len(said) < _AND_NEAR and one.unit.symbol not in (top, bottom)
        off = other.amount.value / one.amount.value if one.amount.value else 0
        again = plain[0] is other and other.unit.symbol == top and _NEAR < off < 1 / _NEAR
        if before or again:
            at = index - 1 if before else index
            quantities[at] = _rate(quantities[at], bottom, Decimal(1))


def _two_currencies(a: Quantity, b: Quantity) -> bool:
    return a.unit.symbol != b.unit.symbol


def _rate(quantity: Quantity, of: str, units: Decimal) -> Quantity:
    amount = quantity.amount
    return replace(
        quantity, unit=Unit(Dimension.EXCHANGE, f"{quantity.unit.symbol}/{of}"), indicator="exchange rate",
        amount=Amount(amount.text, amount.value / units, amount.step / units, amount.comparison),
    )


def _of_a_rate(reading: Reading, tie: Tie) -> bool:
    return any(reading.quantities[i].unit.dimension is Dimension.EXCHANGE for _, i in tie.members)


def _conversions(reading: Reading) -> list[Tie]:
    """Neighbours in two currencies with words between that say they are one amount; a rate may stand between."""
    money = [i for i, q in enumerate(reading.quantities) if q.unit.dimension is Dimension.MONEY]
    ties = []
    for a, b in pairwise(money):
        one, other = reading.quantities[a], reading.quantities[b]
        between = _without_rates(reading, a, b)
        told = one.sentence == other.sentence and one.unit.symbol != other.unit.symbol and len(between) <= _REACH
        if told and _CONVERTED.search(between) and not re.search(r"[；;。]|分别|依次|\brespectively\b", between):
            ties.append(Tie(Relation.CONVERSION, (("amount", a), ("converted", b))))
    return ties


def _without_rates(reading: Reading, a: int, b: int) -> str:
    text, start = "", reading.quantities[a].end
    for i in range(a + 1, b):
        text += reading.text[start:reading.quantities[i].start]
        start = reading.quantities[i].end
    return text + reading.text[start:reading.quantities[b].start]
