"""Numbers that lean on others: a budget by which another is measured, bare numbers that have the unit of the last."""

import re
from decimal import Decimal
from itertools import pairwise

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


def shared(plain: str, mentions: list[Mention]) -> None:
    """Bare numbers get the unit that another of their sentence has told for both."""
    for share in (share_units, points_of_rates, speeds, parts_of, by_place, of_before):
        share(plain, mentions)


_SCALED = Decimal(10) ** 5      # "3.2 billion, 1.4 billion and 0.6 billion yuan"
_LISTED = re.compile(r", |,? and |、|和|及|与|以及")
_LIST_ZH = re.compile(r"、|和|及|与|以及")
_SCALE = re.compile(r"(?:(?P<zh>万亿|亿|万)|(?P<en>trillion|billion|million))[^\d]{0,16}$", re.IGNORECASE)
_FACTORS = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "trillion": 10**12, "billion": 10**9, "million": 10**6}
_UNSCALED = 10000       # from here a bare number is hardly meant in millions
_FROM_TO = re.compile(r" to (?:about |some |nearly |over |only )?", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:about |some |nearly |over |only )?$", re.IGNORECASE)
_CONCENTRATED = ("µg", "mg")
_POINTS = re.compile(r"(?: full)? points?\b(?! (?:in|on|of) )", re.IGNORECASE)
_SPEED = re.compile(r"时速[^，。；\d]{0,6}$|\bspeeds? of (?:about |up to )?$", re.IGNORECASE)
_SHARED = (Dimension.MEASURE, Dimension.MONEY, Dimension.PERCENT)
_FROM_TO_UNITS = (*_SHARED, Dimension.DURATION)


_IN_PLACE = re.compile(r" (?:in|at|for) [A-Z][\w'-]{1,20}(?: [A-Z][\w'-]{1,20})?(?:, and |, | and )")
_BESIDE_PLACE = re.compile(r" (?:in|at|for) [A-Z]")


def by_place(plain: str, mentions: list[Mention]) -> None:
    """"13.4 percent in Anle, 14.1 in Baishi and 13.8 in Chuankou": all of them are percent."""
    for first, following in pairwise(mentions):
        bare = following.is_count and not following.noun and following.right == following.end
        if first.dimension in _FROM_TO_UNITS and bare and _IN_PLACE.fullmatch(plain, first.right, following.left) and (
                _BESIDE_PLACE.match(plain, following.end)):
            following.dimension, following.symbol = first.dimension, first.symbol


_WRITTEN = re.compile(r"\d[\d,]{0,12}(?:\.\d{1,6})?")
_THING = re.compile(      # "4 of the 10 kilometre races" are races
    r"-| (?!(?:of|in|at|on|for|from|to|and|or|were|was|is|are|have|had|has|now|so|that|which|by|with|a)\b)[a-z]")
_PART_OF = re.compile(r" (?:out )?of (?:the |its |their |all |these )?")


def parts_of(plain: str, mentions: list[Mention]) -> None:
    """"4.9 of the 7.2 kilometres": both are lengths."""
    for part, whole in pairwise(mentions):
        written = _WRITTEN.search(plain, whole.start, whole.end)
        if not part.is_count or whole.dimension not in (Dimension.MEASURE, Dimension.MONEY) or written is None or (
                not _PART_OF.fullmatch(plain, part.right, whole.left)):
            continue
        factor = whole.value / Decimal(written[0].replace(",", ""))
        factor = Decimal(1) if part.step >= factor else factor          # "2.1 million of the 4.2 million tonnes"
        thing = plain[whole.end - 12:whole.end].count("-") or _THING.match(plain, whole.end)
        if part.value * factor < whole.value and part.end == part.right and not thing:
            part.value, part.step = part.value * factor, part.step * factor
            part.dimension, part.symbol = whole.dimension, whole.symbol


_AGAINST = re.compile(
    r"(?: (?:more|less|fewer|longer|shorter|higher|lower)\b)?[^;.\d]{0,50}"
    r"\b(?:from(?: the)?|against(?: the)?|after(?: the)?|than(?: the)?|compared with(?: the)?|versus|on the) ",
    re.IGNORECASE)
_BASIS = re.compile(r"basis points?$|bps?$|基点$", re.IGNORECASE)
_BARE = re.compile(
    r"[,.;)]|$| (?:a|an|the|last|in|at|of|one|two|on|during|for|that|previously|earlier|before|when|and)\b")
_ADOPTED = (Dimension.DURATION, Dimension.POINTS)


def of_before(plain: str, mentions: list[Mention]) -> None:
    """"61 days, 12 days less than the 73 of the year before", "148 basis points from 131": of the unit before it."""
    for first, following in pairwise(mentions):
        bare = following.is_count and following.right == following.end and following.symbol == ""
        if bare and first.dimension in _ADOPTED and _AGAINST.fullmatch(plain, first.right, following.left) and (
                _BARE.match(plain, following.end)):
            following.dimension, following.symbol = first.dimension, first.symbol
            if first.dimension is Dimension.POINTS and (
                    _BASIS.search(plain, first.start, first.end)):
                following.value, following.step = following.value / 100, following.step / 100


def share_units(plain: str, mentions: list[Mention]) -> None:
    """"8.4, 42.1 and 52.5 percent": the unit of the last holds for bare numbers before it."""
    factors: dict[int, int] = {}
    for n in range(len(mentions) - 2, -1, -1):
        bare, following = mentions[n], mentions[n + 1]
        if _from_to(plain, bare, following):
            bare.dimension, bare.symbol = following.dimension, following.symbol
            _share_scale(plain, bare, following, factors, n)
            continue
        between = plain[bare.end:following.left]
        if not _LISTED.fullmatch(between) or bare.right != bare.end or not bare.is_count:
            continue
        last = n + 2 >= len(mentions) or not _LISTED.fullmatch(plain[following.end:mentions[n + 2].left])
        if last and between == ", ":
            continue
        before = mentions[n - 1] if n else None
        row = n + 1 in factors or (before is not None and before.is_count and before.right == before.end and (
            plain[before.end:bare.left] in (", ", "、")))
        _share_scale(plain, bare, following, factors, n, row)
        if _shares_unit(bare, following, between):
            bare.dimension, bare.symbol = following.dimension, following.symbol


def _shares_unit(bare: Mention, following: Mention, between: str) -> bool:
    if following.dimension in (Dimension.PERCENT, Dimension.POINTS):
        return bare.value <= 100
    scaled = bare.step >= _SCALED or bare.value >= _SCALED
    return following.dimension in _SHARED and (scaled or bool(_LIST_ZH.fullmatch(between)))


def _share_scale(
    plain: str, bare: Mention, following: Mention, factors: dict[int, int], n: int, row: bool = False
) -> None:
    """3.2、4.5和6.1亿元, "8.2, 5.7 and 3.1 million": the scale of the last as well, of whole numbers where three stand
    in a row ("27, 31 and 26 million").
    """
    said = _SCALE.search(plain[following.start:following.end])
    factor = _FACTORS[(said["zh"] or said["en"]).lower()] if said else factors.get(n + 1, 1)
    written = re.fullmatch(r"\d{1,4}\.\d{1,4}|\d{1,3}" if row else r"\d{1,4}\.\d{1,4}", plain[bare.start:bare.end])
    if written and factor > 1 and bare.value < _UNSCALED:
        factors[n] = factor
        bare.value, bare.step = bare.value * factor, bare.step * factor


def points_of_rates(plain: str, mentions: list[Mention]) -> None:
    """"from 6.2 to 5.5 percent, 0.7 points lower": beside percentages points are those of a percentage."""
    rates = any(m.is_percent for m in mentions)
    for mention in mentions:
        if rates and mention.is_count and _POINTS.match(plain, mention.end):
            mention.dimension, mention.noun = Dimension.POINTS, ""


def speeds(plain: str, mentions: list[Mention]) -> None:
    """时速72公里, "a speed of 72 kilometres": a way that is told as a speed is one."""
    for mention in mentions:
        if mention.symbol == "km" and _SPEED.search(plain, max(0, mention.start - 24), mention.start):
            mention.symbol = "km/h"


def share_rates(mentions: list[Mention]) -> None:
    """Micrograms of a text that measures micrograms per cubic metre are of these."""
    told = {m.symbol.partition("/")[0]: m.symbol for m in mentions if "/" in m.symbol}
    for mention in mentions:
        if mention.symbol in _CONCENTRATED and mention.symbol in told:
            mention.symbol = told[mention.symbol]


def _from_to(plain: str, bare: Mention, following: Mention) -> bool:
    """"from 0.8 million to 1.2 million tonnes": both are tonnes."""
    open_end = bare.is_count and not bare.noun and bare.right == bare.end and following.dimension in _FROM_TO_UNITS
    return open_end and bool(_FROM_TO.fullmatch(plain[bare.end:following.left])
                             and _FROM.search(plain, max(0, bare.left - 20), bare.left))
