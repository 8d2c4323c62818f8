"""A limit, what was made of it, and what the text says of the two: 控制在限额以内, "within the ceiling"."""

import re

from banyan.measure.figures.claims import alike
from banyan.model.figure import Comparison, Dimension, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, behind, more, sentence

_ZH = (r"(?:限额|上限|限值|限量|预算|概算|控制数|控制线|控制目标"
       r"|(?:控制|总量)指标|红线|警戒线|额度|定额|核定[^，。；\d]{0,4}?)")
_EN = r"(?:limits?|ceilings?|caps?|budget(?:ed)?|quotas?|allowances?|allocations?|maximum|allotment)"
_WITHIN = re.compile(
    rf"(?:在|于)[^，。；]{{0,24}}{_ZH}[^，。；\d]{{0,4}}(?:以内|之内|内|以下|之下)"
    rf"|(?:未|没有|没|并未|不)(?:超过|突破|超出|超|高于|逾越|触及)[^，。；]{{0,20}}{_ZH}|低于[^，。；]{{0,20}}{_ZH}"
    rf"|\b(?:within|below|under|inside|short of|(?:not|never|without) (?:exceed\w*|breach\w*|break\w*|overr[au]n\w*"
    rf"|pass\w*))\b [^,.;]{{0,40}}?\b{_EN}\b",
    re.IGNORECASE)
_OVER = re.compile(
    rf"(?<![未不没有])(?:超过|突破|超出|高于|超)(?:了)?[^，。；]{{0,20}}{_ZH}"
    rf"|(?<!not )(?<!n't )(?<!never )(?<!without )(?:\b(?:exceed(?:ed|s|ing)|breach(?:ed|es|ing)|overr[au]n(?:ning)?"
    rf"|above|beyond|over|past)\b) (?:the |its |this |that |their )?[^,.;]{{0,30}}?\b{_EN}\b",
    re.IGNORECASE)
# What is only meant to be.
_MEANT = re.compile(
    r"(?:力争|确保|要求|不得|必须|须|应当?|将|计划|预计|目标)[^，。；]{0,8}$"
    r"|\b(?:must|should|shall|will|would|aims?|to|may|can|cannot|if)\b[^,.;]{0,14}$", re.IGNORECASE)
_LIMIT_BEFORE = re.compile(
    rf"{_ZH}(?:总?额|数|总量)?(?:核定)?(?:为|是|约|达|：|:)?$"
    rf"|\b{_EN}(?: (?:[a-z]+|20\d\d)){{0,4}}? (?:of|was|is|at|to|stood at|set at|were|reached)"
    r"(?: (?:about|some|RMB|set at|¥|US\$))* ?(?:¥|US\$|RMB ?)?$|\b(?:capped at|limited to) $",
    re.IGNORECASE)
_LIMIT_BEHIND = re.compile(rf"^的?(?:年度|全年|总)?{_ZH}|^[- ](?:[a-z]+ ){{0,2}}?{_EN}\b", re.IGNORECASE)
_ACTUAL_BEFORE = re.compile(
    r"(?:余额|实际|支出|决算|用水|用能|排放|消耗|花费|投资|结算|使用|完成|发生|产生)[^，。；\d]{0,8}$"
    r"|\b(?:actual|outstanding|spen[dt]\w*|cost|costs|used|stood|came (?:in )?(?:to|at)|reached|totall?ed|emitted"
    r"|emissions|consumed|drew|amounted)\b[^,.;]{0,30}$", re.IGNORECASE)
_KINDS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.DURATION)
_ROLES = (Role.LEVEL, Role.FLOOR, Role.THRESHOLD)


def read(reading: Reading) -> Reading:
    ties: list[Tie] = []
    done: set[str] = set()
    for index, quantity in enumerate(reading.quantities):
        if quantity.sentence not in done and (label := _claimed(quantity.sentence)):
            done.add(quantity.sentence)
            tie = _tie(reading, sentence(reading, index), label) or _tie(reading, _with_earlier(reading, index), label)
            ties += [tie] if tie else []
    return more(reading, ties)


def _claimed(said: str) -> str:
    """"within", "over", or "" where the sentence says neither, or both, or what is only meant to be."""
    within, over = _WITHIN.search(said), _OVER.search(said)
    hit = within or over
    if hit is None or (within and over and not _inside(over, within)) or _MEANT.search(said, 0, hit.start()):
        return ""
    return "within" if within else "over"


def _inside(a: re.Match[str], b: re.Match[str]) -> bool:
    return b.start() <= a.start() < b.end()


def _with_earlier(reading: Reading, index: int) -> list[int]:
    """The numbers of the sentence and of the one before it."""
    here = sentence(reading, index)
    return [*(sentence(reading, here[0] - 1) if here[0] else []), *here]


def _tie(reading: Reading, numbers: list[int], label: str) -> Tie | None:
    """One limit, and one other number of its unit, or one that is said to be what was spent, used or owed."""
    levels = [i for i in numbers if (q := reading.quantities[i]).role in _ROLES and q.unit.dimension in _KINDS]
    limits = [i for i in levels if _is_limit(reading, i)]
    if len(limits) != 1:
        return None
    bound = limits[0]
    others = [i for i in levels if i != bound and alike(reading.quantities[i], reading.quantities[bound])
              and reading.quantities[i].unit.noun in ("", reading.quantities[bound].unit.noun)]
    told = [i for i in others if _ACTUAL_BEFORE.search(before(reading, i))]
    actual = told if len(told) == 1 else others
    if len(actual) != 1:
        return None
    return Tie(Relation.LIMIT, (("limit", bound), ("actual", actual[0])), label=label)


def _is_limit(reading: Reading, index: int) -> bool:
    told = _LIMIT_BEFORE.search(before(reading, index, 60)) or _LIMIT_BEHIND.match(behind(reading, index))
    return bool(told) or reading.quantities[index].amount.comparison in (Comparison.AT_MOST, Comparison.BELOW)
