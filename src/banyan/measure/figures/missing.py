"""What a number needs and the text doesn't give: a subject, a year, a base, a source. Never a contradiction."""

import re
from collections.abc import Callable, Iterator

from banyan.measure.figures.answer import Answer, Told, joined
from banyan.measure.figures.check import Check
from banyan.measure.figures.claims import Claims
from banyan.model.figure import Dimension, Quantity, Relation, Result, Role
from banyan.model.text import Name

_DATED = (Dimension.COUNT, Dimension.MONEY, Dimension.PERCENT, Dimension.POINTS, Dimension.TIMES, Dimension.MEASURE)
_GROWN = (Role.GROWTH, Role.CHANGE)
_SOURCED = (Role.SHARE, Role.GROWTH, Role.AVERAGE_GROWTH, Role.RATE, Role.RANKING)
_BASES = (Relation.SHARE, Relation.BREAKDOWN, Relation.GROWTH, Relation.CHANGE, Relation.COMPOUND, Relation.GAP)
_RELATIVE = (Dimension.PERCENT, Dimension.TIMES, Dimension.POINTS)
_SINCE = re.compile(
    r"同比|环比|[比较]|上年|去年|前年|上届|上月|上季|同期|以来|年均|[由从自]|按|\d{4}年|[一二两三四五六七八九十]年"
    r"|\b(?:than|from|since|against|compar\w+|earlier|previous\w*|last|over|year|annual\w*|yearly|ago|before|after|between"
    r"|in (?:19|20)\d\d|by (?:19|20)\d\d)\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"(?:^|[.!?;,] )(?:some |recent |many )?(?:studies|surveys|research|experts|observers|analysts"
    r"|estimates) (?:show|say"
    r"|suggest|indicate|believe|find)s?\b|有(?:关|些|的|业内)?(?:机构|专家|研究|调查|分析|人士|学者|媒体)[^，。；]{0,8}"
    r"(?:认为|显示|表示|指出|表明|预计|估计|评估|称)|业内(?:人士|专家)?[^，。；]{0,4}(?:认为|预计|估计)"
    r"|\b(?:experts?|analysts?"
    r"|observers|economists|specialists|researchers|surveys?|studies|polls?|commentators|insiders)"
    r" (?:all )?(?:agree|say|believe|think|reckon|estimate|suggest|show|expect|put|found|find|indicate|predict)s?\b"
    r"|\bit is (?:widely )?(?:said|estimated|believed|reported) that\b", re.IGNORECASE)
_RATE = re.compile(
    r"(?<![汇效功倍])率(?:分别)?(?:为|是|约|达到?|仅|降[至到]|升[至到]|控制在)*$"
    r"|\b(?:rates?|incidence|frequency|prevalence)\b(?! (?:of exchange|to the))[^.;,\d]{0,30}$"
    r"|\b(?:ran|runs|running|occurred|occurs|stood|stands) at (?:a rate of )?(?:about |only |just )?$", re.IGNORECASE)
_OF_MANY = re.compile(
    r"[‰%％]|[每千万](?=[^，。；]{0,6}[人次户个件例辆台名床师])|倍|指数|[比之]1|：1|:1|生师比|容积率|汇率"
    r"|\b(?:per|for (?:each|every)|in every|(?:a|in a) (?:hundred|thousand|million)|percent\w*|index|scale|points?"
    r"|to one|times|degrees?|out of)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"[比较]|与|同|于|\b(?:than|from|since|against|compar\w+|earlier|previous\w*|over|above|below|under|between|before|after"
    r"|average|ahead|behind)\b", re.IGNORECASE)
_NEAR = 40
MOST = 12          # numbers that a finding names
Lacks = Callable[[Claims, int, frozenset[int]], bool]


def _no_subject(claims: Claims, index: int, _: frozenset[int]) -> bool:
    quantity = claims.quantity(index)
    told = bool(quantity.subject) or index in claims.reading.covered.subject
    return not told and quantity.unit.dimension in (*_DATED, Dimension.RANK)


def _no_year(claims: Claims, index: int, _: frozenset[int]) -> bool:
    quantity = claims.quantity(index)
    told = quantity.period is not None or index in claims.reading.covered.year
    return not told and quantity.unit.dimension in (*_DATED, Dimension.RANK) and not _is_bound(quantity)


def _no_base(claims: Claims, index: int, based: frozenset[int]) -> bool:
    """A share without its whole, a growth without what it is against, a rate that doesn't say of how many."""
    quantity = claims.quantity(index)
    if index in based:
        return False
    if quantity.unit.dimension is Dimension.COUNT:
        return _is_bare_rate(claims, index)
    if quantity.role is Role.GAP and quantity.unit.dimension in _RELATIVE:
        return not _COMPARED.search(quantity.sentence)
    if quantity.role in (Role.SHARE, Role.RATE):
        return not quantity.unit.of and quantity.unit.dimension is Dimension.PERCENT
    return quantity.role in _GROWN and quantity.base is None and (
        quantity.period is None or not _against(claims, index))


def _is_bare_rate(claims: Claims, index: int) -> bool:
    """投诉率为0.8, "a rate of 57.3": of a thousand, or of a million?"""
    quantity, text = claims.quantity(index), claims.reading.text
    lead = text[max(0, quantity.start - _NEAR):quantity.start]
    if quantity.role is not Role.LEVEL or not _RATE.search(lead):
        return False
    whole = quantity.amount.value == int(quantity.amount.value)
    return not whole and not _OF_MANY.search(quantity.sentence + text[quantity.end:quantity.end + _NEAR])


def _against(claims: Claims, index: int) -> bool:
    """Do the words of its sentence say since when, or against what?"""
    quantity = claims.quantity(index)
    return bool(_SINCE.search(quantity.sentence)) or quantity.unit.dimension not in _RELATIVE


def _no_source(claims: Claims, index: int, _: frozenset[int]) -> bool:
    quantity = claims.quantity(index)
    told = bool(quantity.source) or index in claims.reading.covered.source
    stated = quantity.role is Role.LEVEL and quantity.unit.dimension is Dimension.PERCENT
    if _SOMEBODY.search(quantity.sentence) and quantity.unit.dimension is not Dimension.DATE:
        return True
    return not told and (quantity.role in _SOURCED or stated)


def _is_bound(quantity: Quantity) -> bool:
    return quantity.role in (Role.FLOOR, Role.THRESHOLD)


def _asks(check: str, lacks: Lacks) -> Callable[[Claims], Iterator[Answer]]:
    """One finding a text, over all its numbers that lack the thing."""
    def run(claims: Claims) -> Iterator[Answer]:
        based = claims.tied(*_BASES)
        indices = [index for index in claims.indices() if lacks(claims, index, based)]
        if indices:
            told = Told(f"missing.{check}", {"numbers": _listed(claims, indices)})
            yield Answer(check, Result.CANNOT_TELL, (told,), tuple(indices))

    return run


def _listed(claims: Claims, indices: list[int]) -> Name:
    """The first of them, and how many more there are: all are marked anyway."""
    said = [claims.words(i) for i in indices[:MOST]]
    listed = joined([Name(f"“{words.zh}”", f"“{words.en}”") for words in said], "、", ", ")
    more = len(indices) - MOST
    return Name(f"{listed} 等 {len(indices)} 个数据", f"{listed} and {more} more") if more > 0 else listed


TEXTS: dict[str, Name] = {
    "missing.no-subject": Name("{numbers}：未说明是谁的、什么的数据。",
                               "{numbers}: the text doesn't say of whom or what."),
    "missing.no-year": Name("{numbers}：未说明是哪一年或哪一时期的。",
                            "{numbers}: the text doesn't say of which year or period."),
    "missing.no-base": Name("{numbers}：未说明占什么的比重，或与何时相比。",
                            "{numbers}: the text doesn't say of what, or against when."),
    "missing.no-source": Name("{numbers}：未注明出处。", "{numbers}: no source is given."),
}  # fmt: skip
CHECKS = (
    Check("no-subject", Name("说明了是谁的数据吗？", "Is it said of whom or what?"), _asks("no-subject", _no_subject)),
    Check("no-year", Name("说明了时期吗？", "Is it said of which year or period?"), _asks("no-year", _no_year)),
    Check("no-base", Name("比率说明了基数或基期吗？", "Has a rate its base?"), _asks("no-base", _no_base)),
    Check("no-source", Name("注明了出处吗？", "Is a source given?"), _asks("no-source", _no_source)),
)
NAMES = frozenset(check.id for check in CHECKS)
