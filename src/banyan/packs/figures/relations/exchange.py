"""Two amounts told as one in two currencies, and the rate that the text gives, in whatever words."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from banyan.measure.figures.conversion import AVERAGED
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Tie, Unit
from banyan.packs.figures.relations.cues import IN_TURN, PAST

_RATE_BEFORE = re.compile(
    r"(?:汇率|折算率|牌价|中间价)[^，。；\d]{0,12}$|(?:按照?|以)[^，。；\d]{0,4}$"
    r"|\b(?:rate|converted|conversion|parity)\b[^,;.\d]{0,30}$|\bat $",
    re.IGNORECASE,
)
_RATE_BEHIND = re.compile(
    r"^(?:元)?(?:的|人民币)?[^，。；\d]{0,8}(?:汇率|折算|兑)"
    r"|^ ?[A-Za-z.$€£¥]{0,12} ?(?:to|per|for|against|/) (?:the |one |a |1 )?(?:US |U\.S\. "
    r"|Hong Kong )?[A-Za-z€$£¥]{3,8}\b"
    r"|^[^,;.\d]{0,20}\bexchange rate\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"^[^。；;.\d]{0,30}(?:折合|约合|折算|合人民币|合|折(?:成|为)?(?:人民币|约)*(?=[^，。；\d]{0,2}$)|相当于|等值|，即"
    r"|兑换成?|计算?，约?为?(?=$))[^，。；\d]{0,12}$|^ ?[（(](?:约|about|some|or|RMB|US|HK|[$€£¥]| )*$"
    r"|^,? (?:or|i\.e\.|equal to|equivalent to|worth|that is|about|some|roughly|,| |RMB|US|HK|[$€£¥])*$"
    r"|^[^.;\d]{0,60}[;,] at (?:the same|this|that) (?:exchange |average )?rate,? (?:this|that|it|which) (?:will "
    r"|would )?(?:be|is|makes?|comes? to|amounts? to|puts?|brings?|gives?|yields?|adds?|leaves?)(?: in)?(?: about| some"
    r"| RMB)* ?$|^[^.;\d]{0,60}\b(?:equal(?:s|ling)?|equivalent|converts?|translates?|amounts?|comes?|corresponds?"
    r"|is worth|(?:that|which|this) is)(?: (?:to|into))?(?: about| some| RMB| [$€£¥])* ?$",
    re.IGNORECASE,
)
_AT_RATE = re.compile(  # "a loan of 45 million dollars. At the contractual rate of 7.10 yuan this amounts to"
    r"^[^.。;；\n]{0,60}[.。] ?(?:(?:Converted )?[Aa]t [^.。;；\n]{0,20}(?:rate|\d)|按)(?:[^.。;；\n]|\.\d){0,60}"
    r"(?:\b(?:this|that|it|which)\b[^.。;；\n]{0,24}|折合|约合)[^.。;；\d\n]{0,6}$"
)
_BEGINS = re.compile(
    r"(?:按照?|以)[^，。；\d]{0,14}(?:汇率|中间价|牌价)[^，。；\d]{0,6}，?(?:折合|约合|折算|换算|合)[^，。；\d]{0,8}"
    r"|(?:At|Converted at|Using) (?:the |an? |that |this )?[^,.;\d]{0,40}\b(?:rate|parity)\b[^,.;\d]{0,30},? "
    r"(?:this|that|it) [^,.;\d]{0,24}", re.IGNORECASE)
_AT_AVERAGE = re.compile(r"平均(?:汇率|中间价|牌价)|\baverage (?:exchange |market )?rate\b", re.IGNORECASE)
_BACK, _LEAD = 6, 30        # numbers and characters before
_MOST = 5000


def read(reading: Reading) -> Reading:
    """Rates that stand without a currency get one, and conversions beside them are tied."""
    pairs = list(_conversions(reading))
    if not pairs:
        return reading
    quantities = list(reading.quantities)
    symbols = {(quantities[a].unit.symbol, quantities[b].unit.symbol) for a, b in pairs}
    known = [q for q in quantities if q.unit.dimension is Dimension.EXCHANGE and "/" in q.unit.symbol]
    if not known and len({frozenset(pair) for pair in symbols}) == 1:
        _name_rate(reading, quantities, pairs)
    have = {frozenset(i for _, i in tie.members) for tie in reading.ties if tie.relation is Relation.CONVERSION}
    ties = [
        Tie(Relation.CONVERSION, (("amount", a), ("converted", b)), _label(reading, a, b))
        for a, b in pairs if frozenset((a, b)) not in have
    ]
    return Reading(reading.text, reading.language, tuple(quantities), (*reading.ties, *ties), reading.covered)


def _conversions(reading: Reading) -> Iterator[tuple[int, int]]:
    """Amounts of two currencies in one sentence, with words between that say that they are one."""
    for a, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension is not Dimension.MONEY:
            continue
        for b in range(a + 1, min(a + 3, len(reading.quantities))):
            other = reading.quantities[b]
            apart = other.sentence != quantity.sentence
            if apart and not (_AT_RATE.search(reading.text[quantity.end : other.start]) and _is_alone(reading, a)):
                continue
            if (
                other.unit.dimension is Dimension.MONEY
                and "" not in (other.unit.symbol, quantity.unit.symbol)
                and (other.unit.symbol != quantity.unit.symbol)
                and (apart or _again(reading, a, b))
            ):
                yield a, b
                break
        topic = _topic(reading, a)
        if topic is not None:
            yield topic, a


def _label(reading: Reading, a: int, b: int) -> str:
    between = reading.text[reading.quantities[a].end : reading.quantities[b].start]
    return AVERAGED if _AT_AVERAGE.search(between) else ""


def _topic(reading: Reading, index: int) -> int | None:
    """"Exports came to 612 million. At the year's rate this is 86 million dollars": the one amount of now before it."""
    converted = reading.quantities[index]
    start = reading.text.rfind(converted.sentence, 0, converted.start + len(converted.sentence))
    if not _BEGINS.fullmatch(reading.text[max(start, 0) : converted.start].lstrip()):
        return None
    back = [i for i in range(max(0, index - _BACK), index)
            if (q := reading.quantities[i]).unit.dimension is Dimension.MONEY
            and q.unit.symbol not in ("", converted.unit.symbol)]
    back = [i for i in back if reading.quantities[i].sentence == reading.quantities[back[-1]].sentence]
    now = [i for i in back if not PAST.search(reading.text[max(0, reading.quantities[i].start - _LEAD) :
                                                          reading.quantities[i].start].split("\n")[-1])]
    near = now and "\n" not in reading.text[reading.quantities[now[0]].end : converted.start]
    return now[0] if near and len(now) == 1 else None


def _is_alone(reading: Reading, index: int) -> bool:
    """The only amount of its currency in its sentence: no other can be meant by "this"."""
    asked = reading.quantities[index]
    near = reading.quantities[max(0, index - 8) : index + 8]
    return sum(q.sentence == asked.sentence and q.unit.symbol == asked.unit.symbol for q in near) == 1


def _again(reading: Reading, a: int, b: int) -> bool:
    """Only a rate, or words about one, may stand between."""
    quantities, text = reading.quantities, reading.text
    if IN_TURN.search(text[quantities[a].end : quantities[b].start]):
        return False
    if b == a + 1:
        return bool(_AGAIN.match(text[quantities[a].end : quantities[b].start]))
    middle = quantities[a + 1]
    rate = middle.unit.dimension is Dimension.EXCHANGE or _may_be_rate(reading, a + 1)
    return rate and bool(_AGAIN.match(text[middle.end : quantities[b].start]))


def _may_be_rate(reading: Reading, index: int) -> bool:
    quantity = reading.quantities[index]
    if quantity.unit.dimension not in (Dimension.COUNT, Dimension.MONEY) or not 0 < quantity.amount.value < _MOST:
        return False
    before = reading.text[max(0, quantity.start - 40) : quantity.start].split("\n")[-1]
    behind = reading.text[quantity.end : quantity.end + 40].split("\n")[0]
    lead = _RATE_BEFORE.search(before)
    return bool(_RATE_BEHIND.match(behind) or (lead and ("汇率" in lead[0] or "rate" in lead[0].lower())))


def _name_rate(reading: Reading, quantities: list[Quantity], pairs: Sequence[tuple[int, int]]) -> None:
    """The one rate of the text: so many of the currency that it is told in, or that makes the amounts fit, for one."""
    rates = [i for i in range(len(quantities)) if not any(i in pair for pair in pairs) and _may_be_rate(reading, i)]
    if len({quantities[i].amount.value for i in rates}) != 1:
        return
    a, b = pairs[0]
    one, other = quantities[a].unit.symbol, quantities[b].unit.symbol
    index = rates[0]
    stated, value = quantities[index].unit.symbol, quantities[index].amount.value
    upwards = quantities[b].amount.value >= quantities[a].amount.value
    top = stated if stated in (one, other) else (other if upwards == (value >= 1) else one)
    bottom = one if top == other else other
    quantities[index] = replace(
        quantities[index], unit=Unit(Dimension.EXCHANGE, f"{top}/{bottom}"), indicator="exchange rate"
    )
