"""So much for one of them, how many, and what they come to; so much of all for each of so many.

What the rate is for is told by the word behind it ("a kilowatt-hour", 每小时, "to a house"): the number of these that
stands beside it is its count, and the number of its own unit what they make.
"""

import re
from collections.abc import Iterator

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.factors import factor_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_PER_EN = re.compile(
    r"^(?: [a-z]+){0,2}? (?:an?|per|each|every|for (?:each|every)|to (?:an?|each|every"
    r"|the)) (?P<word>[a-z]+(?:-[a-z]+)?(?: met(?:er|re))?)\b"
    r"(?! (?:year|month|week) (?:ago|earlier))",
    re.IGNORECASE,
)
_PER_ZH = re.compile(
    r"(?:每|平均每?)(?:个|名|位|家|台|辆|间|所|座|户|只|亩|公顷)?(?P<word>[\u4e00-\u9fff]{1,6})[^，。；\d]{0,12}$"
)
_LEADS = re.compile(
    r"\b(?:an?|each|every|one|per) (?P<word>[a-z]{3,})(?: (?:therefore|thus|then|now|on average|so))?"
    r" (?:looks? after|has|serves?|teaches|gets?|receives?|covers?|handles?|treats?|carries|is responsible for"
    r"|averag\w+|cares for|takes?|holds?)[^,;.\d]{0,24}$",
    re.IGNORECASE,
)
_UNITS = {
    "分钟": "minute",
    "小时": "hour",
    "时": "hour",
    "天": "day",
    "日": "day",
    "周": "week",
    "月": "month",
    "个月": "month",
    "年": "year",
    "公斤": "kg",
    "千克": "kg",
    "吨": "t",
    "亩": "mu",
    "公顷": "ha",
    "公里": "km",
    "千瓦时": "kWh",
    "度": "kWh",
    "平方米": "m²",
    "立方米": "m³",
    "升": "L",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "kilogram": "kg",
    "kilo": "kg",
    "kg": "kg",
    "tonne": "t",
    "ton": "t",
    "hectare": "ha",
    "kilometre": "km",
    "kilometer": "km",
    "kilowatt-hour": "kWh",
    "kwh": "kWh",
    "litre": "L",
    "liter": "L",
    "night": "day",
    "square metre": "m²",
    "cubic metre": "m³",
    "metre": "m",
}
_MAKES = re.compile(
    r"[，,;；。]?[^，。；\d]{0,14}(?:收费?|收入|费用|共|合计|总计|需|要|得|卖|花|支出|产量?|发|可|即|就是|为|付|供"
    r"|达)[^，。；\d]{0,8}$"
    r"|\b(?:comes? to|came to|costs?|pays?|paid|earn(?:s|ed)?|is|are|makes?|or|total\w*|adds? up to|amounts? to"
    r"|brings? in|takes?|=)(?: about| some)? (?:RMB |US)?[$¥€£]?$"
    r"|^, $",
    re.IGNORECASE,
)
_PERSONS = frozenset(
    {"person", "people", "inhabitant", "resident", "citizen", "patient", "man", "woman", "guest", "child"}
)
_COMES_TO = re.compile(
    r"(?:合|折合|平均|即|相当于)[^，。；\d]{0,8}$|\b(?:or|that is|which is|making|i\.e\.)(?: about| some)? ?[$¥€£]?$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"以[上下]|起步|首|超出|另|减|免|优惠|上年|去年|\b(?:first|extra|surcharge|up to|at least|at most|from|discount"
    r"|last year|before)\b",
    re.IGNORECASE,
)
_FAR = 12.0
_PARAGRAPH = 12  # numbers before, among which a paragraph's first of a noun is looked for
_EACH_OF = re.compile(r"\b(?:each|every(?: one)?|all) of [^,;.\d]{0,24}$|\beach of [a-z' ]{0,24}$", re.IGNORECASE)
_TO_ONE = re.compile(r"^ to one\b", re.IGNORECASE)
_MANY = re.compile(
    r"每(?P<n>千|万|百|十万)(?:名|个|位|户|人)?|\bper (?P<en>100,000|10,000|1,000|100|thousand|hundred)\b",
    re.IGNORECASE,
)
_MANIES = {
    "百": 100,
    "千": 1000,
    "万": 10000,
    "十万": 100000,
    "100,000": 100000,
    "10,000": 10000,
    "1,000": 1000,
    "100": 100,
    "thousand": 1000,
    "hundred": 100,
}


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for each in scene.frames:
        if (
            (each.at in held.fast and each.key[0] != Dimension.MONEY)
            or not is_plain(each)
            or each.comparison is not Comparison.EQUAL
            or cues.is_past(each)
        ):
            continue
        claim = (
            _product(scene, each)
            or _each_of(scene, each)
            or _to_one(scene, each)
            or (_apportioned(scene, each) if each.at not in held.fast else None)
        )
        if claim is not None:
            yield claim


def per_word(each: Frame) -> str:
    hit = _PER_EN.match(each.tail) or _PER_ZH.search(each.lead) or _LEADS.search(each.lead)
    return hit["word"].lower() if hit else ""


def per_unit(each: Frame) -> str:
    """The unit for one of which it is so much; "" where its words name none."""
    told = next(
        (
            unit
            for word, unit in _UNITS.items()
            if per_word(each) in (word, word + "s")
            or (each.chinese and per_word(each).startswith(word) and len(word) > 1)
        ),
        "",
    )
    return told or (_UNITS.get(per_word(each)[:1], "") if each.chinese else "")


def _product(scene: Scene, each: Frame) -> Claim | None:
    """0.42 crowns a kilowatt-hour, 50 kWh: 21 crowns. All three in one sentence, nothing else of their kinds."""
    symbol = per_unit(each)
    if not symbol:
        return None
    here = [f for f in scene.sentences[each.sentence] if f.at != each.at and is_plain(f)]
    counts = [f for f in here if f.key[1] == symbol and f.key != each.key]
    amounts = [
        f
        for f in here
        if f.key == each.key
        and f.at > each.at
        and _MAKES.search(f.lead)
        and (not f.word or not each.word or f.word == each.word)
    ]
    before = [f for f in here if f.key == each.key and f.at < each.at]
    if not amounts and len(before) == 1 and _COMES_TO.search(each.lead):
        amounts = before  # "43,200 yuan for 1,800 kg, or 24 a kilo"
    others = [f for f in here if f.key == each.key and f not in amounts]
    if (
        len(counts) != 1
        or len(amounts) != 1
        or (others and each.key[0] != Dimension.COUNT)
        or abs(amounts[0].at - each.at) > 3
    ):
        return None
    count, amount = counts[0], amounts[0]
    said = scene.text[each.start - 12 if each.start > 12 else 0 : amount.end + 8]
    if _NO.search(said) or count.at > amount.at + 1:
        return None
    half = (
        0.5 * each.step
        if each.low == each.high and each.key[0] == Dimension.COUNT and "." in scene.text[each.start : each.end]
        else 0.0
    )
    exact = each.value * count.value
    made = ((each.low - half) * count.low, (each.high + half) * count.high)
    if each.key[0] == Dimension.MONEY and _is_price(each):
        made = exact - amount.step / 2, exact + amount.step / 2
    if fits.meets(made, fits.span(amount)) or not 1 / _FAR < exact / amount.value < _FAR:
        return None
    members = (("each", each.at), ("count", count.at), ("amount", amount.at))
    return Claim(amount.at, Tie(Relation.PRODUCT, members, RESTATED), False)


def _each_of(scene: Scene, each: Frame) -> Claim | None:
    """ "Each of the 24,500 households threw away 312 kg; the trucks collected 7,644 tonnes"."""
    here = scene.sentences[each.sentence]
    count = next(
        (
            f
            for f in here
            if f.at == each.at - 1 and f.key[0] == Dimension.COUNT and _EACH_OF.search(scene.before(f, 40))
        ),
        None,
    )
    amounts = [
        (f, factor)
        for f in scene.around(each.sentence, 0, 1)
        if 0 < f.at - each.at < 3 and is_plain(f) and (factor := _factor(f, each)) and f.value * factor > each.value
    ]
    if count is None or len(amounts) != 1 or not each.key[1]:
        return None
    amount, factor = amounts[0]
    low, high = fits.quotient(fits.span(amount), fits.span(count))
    off = each.value * count.value / (amount.value * factor)
    if fits.meets((low * factor, high * factor), fits.span(each)) or not 1 / 3 < off < 3:
        return None
    members = (("average", each.at), ("amount", amount.at), ("count", count.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=round(factor)), False)


def _to_one(scene: Scene, ratio: Frame) -> Claim | None:
    """ "Sheep outnumber people by four to one: 5,280 animals, 1,320 residents"."""
    behind = [f for f in scene.sentences[ratio.sentence] if 0 < f.at - ratio.at < 4 and is_plain(f) and f.value > 1]
    if (
        ratio.key[0] != Dimension.COUNT
        or not _TO_ONE.match(ratio.tail)
        or len(behind) != 2
        or behind[0].key != behind[1].key
    ):
        return None
    small, large = sorted(behind, key=lambda f: f.value)
    low, high = fits.quotient(fits.span(large), fits.span(small))
    if (
        fits.meets((low, high), (ratio.value - 0.5, ratio.value + 0.5))
        or not 0.2 < large.value / small.value / ratio.value < 5
    ):
        return None
    members = (("average", ratio.at), ("amount", large.at), ("count", small.at))
    return Claim(ratio.at, Tie(Relation.AVERAGE, members, "named"), False)


def _is_price(each: Frame) -> bool:
    """A price is exact: 6 yuan an hour are not five and a half."""
    return each.value < 1000


def _apportioned(scene: Scene, each: Frame) -> Claim | None:
    """1,786 people in 38 shelters, 47 to a house; 2,760 hectares for 2.3 million people, 12 m² a head."""
    many = _many(scene, each)
    word = "" if many > 1 else per_word(each)
    head = re.search(r"人均[^，。；\d]{0,12}$", each.lead)
    if not word and not head and many == 1:
        return None
    near = [
        f
        for f in scene.around(each.sentence, 1)
        if f.at < each.at
        and f.paragraph == each.paragraph
        and is_plain(f)
        and not cues.is_past(f)
        and not cues.is_each(f)
    ]
    counts = [
        f for f in near if f.key[0] == Dimension.COUNT and f.value > 1 and _is_called(f, word, bool(head), many)
    ]
    amounts = [(f, factor) for f in near if (factor := _factor(f, each)) and f not in counts]
    if not amounts and each.word:  # the number of its noun that its paragraph tells first
        told = [
            f
            for f in scene.earlier(each, _PARAGRAPH)
            if f.paragraph == each.paragraph
            and f.word == each.word
            and is_plain(f)
            and not cues.is_each(f)
            and not cues.is_past(f)
        ]
        amounts = [(f, 1.0) for f in told[:1]]
    pairs = [(a, c, factor) for a, factor in amounts for c in counts
             if a.at != c.at and a.value * factor * many > each.value]
    if len(pairs) != 1:
        return None
    amount, count, factor = pairs[0]
    half = each.step / 2 if each.low == each.high else 0.0
    low, high = fits.quotient(fits.span(amount), fits.span(count))
    made = low * factor * many, high * factor * many
    off = each.value / (amount.value / count.value * factor * many)
    if fits.meets(made, (each.low - half, each.high + half)) or not 1 / _FAR < off < _FAR:
        return None
    members = (("average", each.at), ("amount", amount.at), ("count", count.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=round(many * factor)), False)


def _many(scene: Scene, each: Frame) -> int:
    hit = _MANY.search(scene.before(each, 16)) if each.chinese else _MANY.search(each.tail[:40])
    return _MANIES[(hit["n"] or hit["en"]).lower()] if hit else 1


def _factor(amount: Frame, each: Frame) -> float:
    """How many of the rate's unit one of the amount's is; 0 where they are of two kinds."""
    if amount.key == each.key:
        counted = each.key[0] == Dimension.COUNT
        persons = {amount.word, each.word} <= _PERSONS
        same = amount.word == each.word if each.chinese else persons or not each.word or amount.word == each.word
        return 1.0 if same or not counted else 0.0
    if amount.key[0] != each.key[0]:
        return 0.0
    factor = factor_of(amount.key[1], each.key[1])
    return float(factor) if factor is not None and factor >= 1 else 0.0


def _is_called(count: Frame, word: str, head: bool, many: int) -> bool:
    """Is it of these that there is so much each?"""
    if head or (many > 1 and count.chinese):
        return bool(re.match(r"^[^，。；]{0,2}人", count.tail))
    if many > 1:
        return count.word.startswith(("person", "people", "inhabitant", "resident"))
    if count.chinese:
        return bool(word) and word[:2] in count.tail[:6] + count.lead[-8:]
    stem = word[:5].rstrip("s") if len(word) > 3 else word
    return len(stem) > 2 and (count.word.startswith(stem) or _synonym(stem, count.word))


_HOUSES = (
    frozenset({"house", "home", "shelt", "hostel", "build"}),
    frozenset({"head", "person", "peopl", "resid", "inhab"}),
)


def _synonym(stem: str, noun: str) -> bool:
    return any(any(stem.startswith(w) for w in group) and any(noun.startswith(w) for w in group) for group in _HOUSES)
