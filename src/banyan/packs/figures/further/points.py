"""Percent and percentage points in each other's place: "8.1 percentage points growth", "higher by 6 percent"."""

import re

from msgspec.structs import replace

from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Role

# «GDP growth rate», right behind the number; not "higher than", "above", "faster"
_RATE_BEHIND = re.compile(r"^\s*(?:of\s+)?((?:[A-Za-z]+[ -]){0,4}?)(?:growth|increase)(?: rate)?\b", re.IGNORECASE)
_NO_RATE = re.compile(r"\b(?:than|above|below|over|from|in|to|of|on|by|and|the|year)\b", re.IGNORECASE)
# growth «of», 增速«为», 同比增长: right before it
_RATE_BEFORE = re.compile(
    r"(?:growth(?: rate)?|grew|growing|increased|rose|rising|expanded)"
    r"(?: (?:rate|year[- ]on[- ]year|annually|was|is|by|of|at|to|reached|about|some|nearly|over)){0,4}\s*$"
    r"|(?:增速|增长率|增幅|同比增长|增长了?|年均增长)(?:为|达到?|约|近|超)?\s*$", re.IGNORECASE)
_MORE = re.compile(
    r"(?:increase|rise|gain|jump|growth) of (?:about |some |nearly |over )?$|(?:增加|上升|提高)了?$", re.IGNORECASE)
_SHARE = re.compile(r"share|proportion|ratio|accounted|percentage of|rate of|占比|比重|比例|占|率", re.IGNORECASE)
_GDP = re.compile(r"\bGDP\b|生产总值", re.IGNORECASE)
# "higher than the GDP's by" 6.5 percent; 高于全国 2.1%; 6.5 percent «higher than»
_GAP_BEFORE = re.compile(
    r"(?:higher|faster|lower|slower|more|above|below|ahead|outpac\w+|exceed\w*)\b[^;。；]{0,60}\bby (?:about |some )?$"
    r"|(?:高于|快于|低于|慢于|高出|超出)[^，。；\d]{1,16}$|比[^，。；\d]{1,16}(?:高|快|低|慢)(?:出|了)?$",
    re.IGNORECASE)
_MOVED = re.compile(
    r"(?: in (?:19|20)\d\d)?: an? (?:plus|gain|rise|minus|loss|drop) of |[，,；; ]*(?:同比|环比|较上[年期]|比上[年期])?"
    r"(?:提高|上升|增加|扩大|下降|降低|回落|缩小|收窄|减少|提升|上涨|加快|放缓|提速)了?"
    r"|[,;]? (?:and )?(?:up|down|a (?:rise|gain|increase|drop|fall|improvement) of|an increase of"
    r"|(?:it )?(?:rose|fell|increased|improved|grew|dropped) by) ?", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|of|up|down) (?:about )?$|(?:提高|上升|增加|扩大|下降|降低|回落|缩小|收窄|减少|提升)了?$",
                 re.IGNORECASE)
_TO = re.compile(r",? to (?:reach )?|[,，]?(?:达到?|升至|增至|降至|提高到|至|为)", re.IGNORECASE)
# "took up" so many points of the whole: a share has none
_SHARED = re.compile(r"(?:占|占到)[^，。；\d]{0,20}的$")
_AMOUNTS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
_EXACT = (Comparison.EQUAL, Comparison.ABOUT)
_GAP_BEHIND = re.compile(r"^\s*(?:higher|faster|lower|slower|above|below|ahead)\b(?: than| of)?", re.IGNORECASE)


def read(reading: Reading) -> Reading:
    """The same reading; points where a growth stands are a growth, percent where a gap stands are a gap."""
    quantities = tuple(_read(reading, index) for index in range(len(reading.quantities)))
    return Reading(reading.text, reading.language, quantities, reading.ties)


def _read(reading: Reading, index: int) -> Quantity:
    quantity = reading.quantities[index]
    if quantity.unit.dimension is Dimension.POINTS and _is_rate(reading, index):
        return replace(quantity, role=Role.GROWTH, indicator=_indicator(reading, quantity))
    if quantity.unit.dimension is Dimension.PERCENT and (_is_gap(reading, quantity) or _is_difference(reading, index)):
        return replace(quantity, role=Role.GAP)
    return quantity


def _is_rate(reading: Reading, index: int) -> bool:
    quantity = reading.quantities[index]
    if _SHARED.search(reading.text[max(0, quantity.start - 40):quantity.start]):
        return True
    if quantity.role not in (Role.GAP, Role.CHANGE, Role.GROWTH):
        return False
    if _of_levels(reading, index):
        return True
    behind = _RATE_BEHIND.match(reading.text[quantity.end:quantity.end + 60])
    if behind and not _NO_RATE.search(behind[1]):
        return True
    before = re.split(r"[;；。]|\. ", reading.text[max(0, quantity.start - 120):quantity.start])[-1]
    clause = re.split(r"[,，:：(（]", before)[-1]
    if _RATE_BEFORE.search(clause):
        return not _SHARE.search(_RATE_BEFORE.sub("", before))
    return bool(_MORE.search(clause)) and not _SHARE.search(before) and _between_levels(reading, index)


def _between_levels(reading: Reading, index: int) -> bool:
    """The two numbers before it in its sentence are levels that are no percentages."""
    sentence = reading.quantities[index].sentence
    levels = [q for q in reading.quantities[max(0, index - 2):index] if q.sentence == sentence]
    kinds = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
    return len(levels) == 2 and all(q.unit.dimension in kinds and q.role is Role.LEVEL for q in levels)


def _of_levels(reading: Reading, index: int) -> bool:
    """117 complaints, down 17.0 points, against 141: what two levels beside it make, that are no percentages."""
    quantity = reading.quantities[index]
    shares = [n for n in (index - 2, index - 1) if n >= 0 and reading.quantities[n].role is Role.SHARE]
    near = (index - 3, index - 2, index - 1, index + 1) if len(shares) == 1 else (index - 2, index - 1, index + 1)
    beside = [q for n in near if 0 <= n < len(reading.quantities) and n not in shares
              and (q := reading.quantities[n]).sentence == quantity.sentence]
    levels = [q for q in beside if q.unit.dimension in _AMOUNTS and q.amount.comparison in _EXACT]
    if len(levels) == len(beside) > 2 and len({(q.unit.dimension, q.unit.symbol) for q in levels[:2]}) == 1:
        levels = beside = levels[:2]        # both stand before it
    if len(levels) != 2 or any(q.unit.dimension is Dimension.PERCENT for q in beside) or (
            levels[0].unit.dimension, levels[0].unit.symbol) != (levels[1].unit.dimension, levels[1].unit.symbol):
        return False
    a, b = (q.amount.value for q in levels)
    return min(a, b) > 0 and any(abs(abs(x / y - 1) * 100 - quantity.amount.value) <= quantity.amount.step / 2
                                 for x, y in ((a, b), (b, a)))


def _is_difference(reading: Reading, index: int) -> bool:
    """97.2 percent, 95.8 the year before: up 1.4 "percent", which is just what lies between the two."""
    quantity = reading.quantities[index]
    before = [q for q in reading.quantities[max(0, index - 4):index] if q.unit.dimension is Dimension.PERCENT][-2:]
    if _is_between(reading, index):
        return True
    if len(before) < 2 or not _MOVED.fullmatch(reading.text[before[1].end:quantity.start]) or any(
            q.unit.dimension is not Dimension.PERCENT or q.sentence != quantity.sentence
            or q.amount.comparison not in _EXACT or q.amount.value <= 0 for q in before):
        return False
    a, b = (q.amount.value for q in before)
    return abs(a - b) == quantity.amount.value


def _is_between(reading: Reading, index: int) -> bool:
    """"The share, previously 56.7 percent, has widened by 2.4 percent to 59.1 percent": what lies between the two."""
    around = [reading.quantities[n] for n in (index - 1, index, index + 1) if 0 <= n < len(reading.quantities)]
    if len(around) < 3 or any(q.unit.dimension is not Dimension.PERCENT or q.sentence != around[1].sentence
                               or q.amount.comparison not in _EXACT for q in around):
        return False
    before, change, after = around
    moved = _BY.search(reading.text[before.end:change.start]) and _TO.fullmatch(reading.text[change.end:after.start])
    return bool(moved) and abs(after.amount.value - before.amount.value) == change.amount.value


def _is_gap(reading: Reading, quantity: Quantity) -> bool:
    before = reading.text[max(0, quantity.start - 90):quantity.start]
    behind = reading.text[quantity.end:quantity.end + 30]
    return quantity.role is not Role.SHARE and bool(_GAP_BEFORE.search(before) or _GAP_BEHIND.match(behind))


def _indicator(reading: Reading, quantity: Quantity) -> str:
    behind = reading.text[quantity.end:quantity.end + 20]
    return "gross domestic product" if _GDP.search(behind) else quantity.indicator
