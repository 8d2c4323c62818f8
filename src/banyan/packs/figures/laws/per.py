"""So much for so many of them: "32 per 10,000 inhabitants", "three nurses for every ten beds", 百公里油耗7.5升.

What the rate is for is told right behind it or before it, with its number where it isn't one. The paragraph's number of
those, and the number of the rate's own kind, are what the rate is of: no other two of their kinds stand near.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.apiece import is_a_slip
from banyan.packs.figures.laws.factors import factor_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_UNITS_EN = {
    "sq km": "km²", "square kilomet": "km²", "km²": "km²", "square met": "m²", "sq m": "m²", "m²": "m²",
    "hectare": "ha", "ha": "ha", "acre": "acre", "kilomet": "km", "km": "km", "mile": "mi", "met": "m",
    "tonne": "t", "ton": "t", "kilogram": "kg", "kilo": "kg", "kg": "kg", "lit": "L",
    "cubic met": "m³", "kilowatt-hour": "kWh", "kwh": "kWh",
    "mwh": "MWh", "hour": "hour", "day": "day", "night": "day", "week": "week", "month": "month", "minute": "minute",
}  # fmt: skip
_UNITS_ZH = {
    "平方公里": "km²", "平方米": "m²", "公里": "km", "公顷": "ha", "亩": "mu", "吨": "t", "公斤": "kg", "千克": "kg",
    "升": "L", "立方米": "m³", "千瓦时": "kWh", "度电": "kWh", "小时": "hour", "天": "day", "日": "day", "周": "week",
    "个月": "month", "月": "month", "分钟": "minute",
}  # fmt: skip
_MANY = {"ten": 10, "hundred": 100, "thousand": 1000, "million": 10**6, "十": 10,
         "百": 100, "千": 1000, "万": 10**4, "十万": 10**5}
_PER = re.compile(
    r"^(?: [a-z-]+){0,3}?(?:/| (?:per|(?:for|to|on|in) (?:each|every)|an?|each|every) )"
    r"(?:(?P<n>ten|hundred|thousand|million) )?(?P<w>[a-z²-]{2,14}(?: [a-z]{2,14})?)(?! (?:ago|earlier|before|later))",
    re.IGNORECASE)
_PER_COUNTED = re.compile(r"^(?: [a-z-]+){0,3}? (?:per|for every|to every|on every|in every|for each|out of every) $",
                          re.IGNORECASE)
_LEADS = re.compile(
    r"\b(?:an?|each|every|one|the average) (?P<w>[a-z]{3,14})(?: (?:of the )?[a-z]+){0,3}? (?:looks? after|has"
    r"|serves?|teaches|gets?|receives?"
    r"|covers?|handles?|treats?|carries|cares for|takes?|holds?|seats?|yields?|produces?|needs?|uses?|burns?|costs?"
    r"|weighs?|employs?)[^,;.\d]{0,24}$",
    re.IGNORECASE)
_AVERAGE_OF = re.compile(r"\bper[- ](?P<w>[a-z]{3,14})\b[^,;.\d]{0,40}$", re.IGNORECASE)
_PER_ZH = re.compile(r"(?:平均)?每(?P<n>十万|[十百千万])?(?P<w>[\u4e00-\u9fff]{1,16})$"
                     r"|(?P<hundred>百)(?P<km>公里)[\u4e00-\u9fff]{0,6}$|(?P<each>[人户亩台])均[^，。；\d]{0,10}$")
_CLASSIFIERS = "名个位家台辆座只张所套条人户件株棵头间栋艘班"
_PERSONS = frozenset({"person", "people", "inhabitant", "resident", "citizen", "head", "population", "man", "passen"
    "ger", "capita"})
_ONE_FOR = re.compile(r"\b(?:one|a|1)(?: [a-z]+){0,2} (?:for|per|to) (?:each|every) $", re.IGNORECASE)
_NO = re.compile(r"上年|去年|同期|此前|以上|以下|起步|另有|[减免]|\b(?:last year|previous\w*|before|earlier|than"
                 r"|first|extra|up to|at least|at most|surcharge|fine)\b",
                 re.IGNORECASE)
_APART = re.compile(r"现有|已有|尚缺|缺口|新增|另|其中|\b(?:already|in post|missing|short|of (?:which|whom|them)"
                    r"|another)\b[^,;.\d]{0,12}$", re.IGNORECASE)
# "the mill can crush 1,500 tonnes a day": what it could, not what it did
_COULD = re.compile(r"\b(?:can|could|able to|capable of|capacity|designed|up to|room for|licensed|rated|will|would"
                    r"|to be)\b[^,;.\d]{0,40}$|可[^，。；\d]{0,6}$"
                    r"|能力[^，。；\d]{0,10}$|设计[^，。；\d]{0,12}$", re.IGNORECASE)
_NEAR = 2               # sentences to either side, in which the two are told
_FAR = 3.0              # times off, beyond which the three are of different things


class Rate(Struct, frozen=True):
    """`many`: of how many of them. `symbol`: their unit; `word`: their name, where they are counted."""

    many: float
    symbol: str
    word: str
    counted: int = -1       # the number that tells how many, where it is one


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for frame in scene.frames:
        if not _is_exact(frame) or frame.at in held.fast or cues.is_past(frame) or _COULD.search(frame.lead):
            continue
        rate = _rate(scene, frame)
        claim = _claim(scene, frame, rate) if rate is not None else None
        claim = claim or _one_for(scene, frame)
        if claim is not None and not held.partners.get(frame.at, frozenset()) >= {i for _, i in claim.tie.members[1:]}:
            yield claim


def _is_exact(frame: Frame) -> bool:
    return frame.is_level and frame.comparison is Comparison.EQUAL and frame.value > 0 and frame.high < INFINITE


def _rate(scene: Scene, each: Frame) -> Rate | None:
    """What there is so much each of; None where the number is no rate."""
    if each.chinese:
        clause = re.split(r"[，。；：]", each.lead)[-1]
        hit = _PER_ZH.search(clause)
        if hit is None or clause.count("每") > 1:
            return None         # 每人每月300元: for how many months isn't told
        word = hit["w"] or hit["km"] or hit["each"]
        symbol = next((unit for name, unit in _UNITS_ZH.items() if word.startswith(name)), "")
        return Rate(_MANY[hit["n"] or hit["hundred"]] if hit["n"] or hit["hundred"] else 1, symbol, word)
    counted = next((f for f in scene.sentences[each.sentence] if f.at == each.at + 1), None)
    if counted is not None and _PER_COUNTED.match(scene.between(each, counted)) and counted.value > 1:
        return Rate(counted.value, counted.key[1], counted.word or "", counted.at)
    told = _PER.match(each.tail) or _LEADS.search(scene.before(each, 60)) or _AVERAGE_OF.search(each.lead)
    if told is None:
        return None
    groups = told.groupdict()
    word = groups["w"].lower()
    symbol = next((unit for name, unit in _UNITS_EN.items() if re.match(rf"{name}(?:er|re)?s?\b", word)), "")
    return Rate(_MANY[groups["n"].lower()] if groups.get("n") else 1, symbol, word.split()[0])


def _claim(scene: Scene, each: Frame, rate: Rate) -> Claim | None:
    here = [f for n in range(each.sentence - _NEAR, each.sentence + _NEAR + 1) if 0 <= n < len(scene.sentences)
            for f in scene.sentences[n]]
    near = [f for f in here if f.at not in (each.at, rate.counted) and f.paragraph == each.paragraph and _is_exact(f)
            and (f.key[0] == Dimension.MEASURE or not cues.moves(f)) and not _NO.search(f.lead[-16:] + f.tail[:10])]
    counts = [(f, times) for f in near if (times := _times(f, rate))]
    alike = rate.symbol != "" and rate.symbol == each.key[1]         # so much of it is lost for every 100
    amounts = [(f, factor) for f in near if (factor := _factor(f, each)) and (
        alike or f.at not in {c.at for c, _ in counts})]
    amounts = [(f, k) for f, k in amounts if not (
        cues.is_past(f) or _APART.search(f.lead + f.tail[:12]) or cues.is_each(f))] or amounts
    counts = [(f, t) for f, t in counts if not cues.is_past(f)] or counts
    pairs = [(a, k, c, t) for a, k in amounts for c, t in counts if a.at != c.at
             and not (alike and a.value > c.value)]
    if not pairs or any(_fits(each, rate, *pair) for pair in pairs):
        return None
    chosen = pairs if len(pairs) == 1 else [pair for pair in pairs if is_a_slip(_made(rate, *pair), each, 2)]
    if len({(a.at, c.at) for a, _, c, _ in chosen}) != 1:
        return None
    amount, factor, count, times = chosen[0]
    off = _made(rate, *chosen[0]) / each.value
    per = rate.many * factor / times
    if not 1 / _FAR < off < _FAR or per < 1 or per != round(per):
        return None
    members = (("average", each.at), ("amount", amount.at), ("count", count.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=round(per)), False)


def _made(rate: Rate, amount: Frame, factor: float, count: Frame, times: float) -> float:
    return amount.value * factor / (count.value * times) * rate.many


def _fits(each: Frame, rate: Rate, amount: Frame, factor: float, count: Frame, times: float) -> bool:
    """Rates are rounded as well where they are written as whole numbers."""
    half = each.step / 2 if each.low == each.high else 0.0
    low, high = fits.quotient(fits.span(amount), fits.span(count))
    many = rate.many * factor / times
    if fits.meets((low * many, high * many), (each.low - half, each.high + half)):
        return True
    made = (each.low * count.low / many, each.high * count.high / many)
    return fits.meets(made, (amount.low - amount.step / 2, amount.high + amount.step / 2))


def _times(count: Frame, rate: Rate) -> float:
    """How many of what the rate is for one of the count is; 0 where it counts something else."""
    if rate.symbol:
        if count.key[1] == rate.symbol:
            return 1.0
        return float(factor_of(count.key[1], rate.symbol) or 0) if count.key[0] == Dimension.MEASURE else 0.0
    if count.key[0] != Dimension.COUNT or count.value <= 1:
        return 0.0
    return 1.0 if (_is_named_zh(count, rate.word) if count.chinese else _is_named(count, rate.word)) else 0.0


def _is_named(count: Frame, word: str) -> bool:
    if word == "head":
        return bool(count.word)
    if word in _PERSONS or not word:
        people = re.search(r"\b(?:population|residents|inhabitants|people)\b[^,;.\d]{0,24}$", count.lead, re.IGNORECASE)
        return count.word in _PERSONS or (not count.word and bool(people))
    stem = word[:5].rstrip("s") if len(word) > 3 else word
    named = count.word.startswith(stem) or re.match(rf" (?:[a-z]+ )?{re.escape(stem)}", count.tail)
    return len(stem) > 2 and bool(named)


def _is_named_zh(count: Frame, word: str) -> bool:
    """The classifier with its noun, or either: 每台设备 is of 15台设备, 每千名老人 of 12万老人."""
    if word[:1] in "人户" or word.startswith(("人口", "名老人")):
        return count.tail.startswith((word[:1], "人口", "老人", "名", "居民")) or (
            word.startswith("人") and count.lead.endswith(("人口", "总人口", "人数")))
    noun = word.lstrip(_CLASSIFIERS)[:2] if word[:1] in _CLASSIFIERS else word[:2]
    classifier = count.word == word[:1] and word[:1] in _CLASSIFIERS
    return (len(noun) > 1 and (count.tail.lstrip(_CLASSIFIERS).startswith(noun) or count.lead.endswith(noun))) or (
        classifier and (not noun or not count.noun or count.noun.startswith(noun)))


def _factor(amount: Frame, each: Frame) -> float:
    """How many of the rate's unit one of the amount's is; 0 where they are of two kinds."""
    if amount.key == each.key:
        if each.key != (Dimension.COUNT, ""):
            return 1.0
        alike = {amount.word, each.word} <= _PERSONS or amount.word == each.word or not each.word or (
            not amount.word and not amount.chinese)
        return 1.0 if alike and amount.value > each.value else 0.0
    measures = amount.key[0] == each.key[0] == Dimension.MEASURE
    return float(factor_of(amount.key[1], each.key[1]) or 0) if measures else 0.0


def _one_for(scene: Scene, each: Frame) -> Claim | None:
    """"84,000 people and 42 pharmacies, one for every 2,000 inhabitants"."""
    if not _ONE_FOR.search(each.lead) or each.value <= 1:
        return None
    before: Sequence[Frame] = [f for f in scene.sentences[each.sentence] if f.at < each.at and _is_exact(f)
                               and f.key[0] == Dimension.COUNT]
    amounts = [f for f in before if f.word == each.word or {f.word, each.word} <= _PERSONS]
    counts = [f for f in before if f not in amounts and f.word]
    if len(amounts) != 1 or len(counts) != 1:
        return None
    low, high = fits.quotient(fits.span(amounts[0]), fits.span(counts[0]))
    off = amounts[0].value / counts[0].value / each.value
    if fits.meets((low, high), (each.low - each.step / 2, each.high + each.step / 2)) or abs(off - 1) < _ROUGHLY or (
            not 1 / _FAR < off < _FAR):
        return None
    members = (("average", each.at), ("amount", amounts[0].at), ("count", counts[0].at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, "named"), False)


_ROUGHLY = 0.02         # "one for every 2,000" is a round number
