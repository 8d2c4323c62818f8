"""Numbers that lean on others: a budget by which another is measured, bare numbers that have the unit of the last."""

import re
from decimal import Decimal

from banyan.model.figure import Dimension
from banyan.packs.figures.mention import Mention

_PLANNABLE = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
# The number by which another is measured: "为年初预算308亿元的", "102 percent of the 82.5 billion yuan budgeted".
_PLAN_BEFORE = re.compile(
    r"(?:为|占|完成|相当于|达到?)(?:了)?[^，。；、\d]{0,8}(?:预算|计划|目标|任务|概算|指标)"
    r"(?:的|数|值|总额|总量|额|是|为|（|\()?$"
    r"|^ of (?:the |its |their )?[a-z' -]{0,24}\b(?:budget|target|plan|goal|quota)(?: figure| amount| total| level)?"
    r" ?(?:of )?$", re.IGNORECASE)
_PLAN_AFTER = re.compile(r"[ ,]{0,2}(?:that (?:was|had been) |which (?:was|had been) |originally |initially )?"
                         r"(?:budget(?:ed)?|target(?:ed)?|plan(?:ned)?|goal|forecast)\b", re.IGNORECASE)
_OF_THE = re.compile(r" of (?:the |its |their )?", re.IGNORECASE)


def is_planned(plain: str, mention: Mention, back: int, high: int) -> bool:
    """`back`: where the number before it ends; `high`: the end of the sentence."""
    if mention.dimension not in _PLANNABLE:
        return False
    before = plain[back:mention.left]
    return bool(_PLAN_BEFORE.search(before) or (
        _OF_THE.fullmatch(before) and _PLAN_AFTER.match(plain, mention.right, high)))


_SCALED = Decimal(10) ** 5      # "3.2 billion, 1.4 billion and 0.6 billion yuan"
_LISTED = re.compile(r", |,? and |、|和")
_FROM_TO = re.compile(r" to (?:about |some |nearly |over |only )?", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:about |some |nearly |over |only )?$", re.IGNORECASE)
_SHARED = (Dimension.MEASURE, Dimension.MONEY, Dimension.PERCENT)


def share_units(plain: str, mentions: list[Mention]) -> None:
    """"8.4, 42.1 and 52.5 percent": the unit of the last holds for bare numbers before it."""
    for n in range(len(mentions) - 2, -1, -1):
        bare, following = mentions[n], mentions[n + 1]
        percent = following.dimension in (Dimension.PERCENT, Dimension.POINTS) and bare.value <= 100
        if _from_to(plain, bare, following):
            bare.dimension, bare.symbol = following.dimension, following.symbol
            continue
        if not bare.is_count or not (percent or (following.is_money and bare.step >= _SCALED)):
            continue
        between = plain[bare.end:following.left]
        last = n + 2 >= len(mentions) or not _LISTED.fullmatch(plain[following.end:mentions[n + 2].left])
        if _LISTED.fullmatch(between) and bare.right == bare.end and (not last or between != ", "):
            bare.dimension, bare.symbol = following.dimension, following.symbol


def _from_to(plain: str, bare: Mention, following: Mention) -> bool:
    """"from 0.8 million to 1.2 million tonnes": both are tonnes."""
    open_end = bare.is_count and not bare.noun and bare.right == bare.end and following.dimension in _SHARED
    return open_end and bool(_FROM_TO.fullmatch(plain[bare.end:following.left])
                             and _FROM.search(plain, max(0, bare.left - 20), bare.left))
