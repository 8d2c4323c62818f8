"""Ties that what a passage comes to speaks against: ranges that are shared out, lists whose last word leaves them open.

They are given up. What the words beside a claim that doesn't hold speak against is in astray.py.
"""

import re
from decimal import Decimal

from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.laws.wholes import RANGE
from banyan.packs.figures.loose.segments import is_slip

_ALSO = re.compile(
    r"(?:另有|另外还?有?|此外还?有?|还有)[^，。；\d]{0,12}$|\b(?:also|in addition|as well)\b[^,;.\d]{0,30}$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"其次|次之|紧随其后|\b(?:followed by|ahead of|runner-up|second (?:largest|biggest|highest|came))\b", re.IGNORECASE
)
_LEADS = re.compile(r"(?:最[多高大旺忙强]|居首|第一|榜首)[^。；\d]{0,6}$")
_AVERAGE_THING = re.compile(
    r"\bthe average (?P<word>(?!number|of|is|was|age|cost|price|value|size|income|wage|rent|time|stay|length)[a-z]+)"
    r" (?:has|had|holds?|seats?|takes?|took|costs?|stays?|stayed|gets?|got|counts?|employs?|uses?) $",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?:全部|[均都各]|一律)[^，。；\d]{0,6}$|\b(?:all|each|every)\b[^,;.\d]{0,20}$", re.IGNORECASE)
_OVERLAP = re.compile(      # "five lacked both", 两类有重叠: what is counted under both adds up to more than there are
    r"重叠|交叉|重复计|兼有|同时(?:属于|具备|列入)|(?:不|无法|未)[^，。；\d]{0,10}(?:相加|加总|累加)"
    r"|\b(?:overlap\w*|double[- ]count\w*|(?:not|never|cannot|can't)(?: simply)? (?:be )?(?:added|summed)"
    r"|exceeds? the total|counted (?:twice|under both|in both|more than once)"
    r"|more than one (?:of|category|group|reason)|(?:had|have|has|lack|lacked|did|gave|named) both)\b", re.IGNORECASE)
_SOME_OF_THEM = re.compile(r"[，,]其中[\u4e00-\u9fff]{1,8}(?:占比?|约占|占了)(?:为|达|约|近)?$")
_THEN = re.compile(r"(?:去年|上年|上赛季|上届|上[月周季]|同期|年初|此前)[^，。；\d]{0,6}$"
                   r"|\b(?:last|previous|prior) (?:year|month|season|week)\W?s? [^,;.\d]{0,12}$", re.IGNORECASE)
_INTEREST = re.compile(r"利率[^，。；\d]{0,4}$|\binterest (?:rate )?(?:of|at|is|was) $", re.IGNORECASE)
_NOTE, _BEHIND = 70, 120        # characters behind the last part; behind the first where they make more than there are
_OPEN = Decimal("0.8")  # of the whole, below which parts that end with "also" leave some of it out
_NOW = re.compile(r"今年|本[年月周季赛届]|\b(?:this (?:year|month|season|week)|now|today)\b", re.IGNORECASE)


def refuted(reading: Reading) -> Reading:
    kept = tuple(tie for tie in reading.ties if not _is_unmeant(reading, tie))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _is_unmeant(reading: Reading, tie: Tie) -> bool:
    match tie.relation:
        case Relation.BREAKDOWN:
            return (_is_open(reading, tie) or _is_ranked(reading, tie) or _is_bound(reading, tie)
                    or _is_overlapping(reading, tie))
        case Relation.SHARE:
            return _is_nested(reading, tie) or _is_of_then(reading, tie)
        case Relation.CHANGE | Relation.GROWTH:
            return _is_of_one(reading, tie)
        case Relation.AVERAGE:
            return _is_of_range(reading, tie) or _is_of_others(reading, tie) or _is_of_degrees(reading, tie)
    return False


def _members(reading: Reading, tie: Tie, *names: str) -> list[Quantity]:
    return [reading.quantities[i] for name, i in tie.members if name in names]


def _is_open(reading: Reading, tie: Tie) -> bool:
    """其中甲28人，乙24人，另有丙41人: there may be others, where they don't nearly make the whole."""
    wholes, parts = _members(reading, tie, "whole"), _members(reading, tie, "part")
    if not wholes or not parts:
        return False
    made, said = sum(q.amount.value for q in parts), wholes[0].amount.value
    last = parts[-1]
    also = _ALSO.search(reading.text[max(0, last.start - 40) : last.start].split("\n")[-1])
    return bool(also) and made < said * _OPEN and not is_slip(float(made), float(said))


def _is_overlapping(reading: Reading, tie: Tie) -> bool:
    """"The two categories overlap", 不能与前者相加: what makes no sum by the text's own words right behind. And "31 had
    no photograph, 22 no signature; five lacked both", where they make more than there are.
    """
    last = max(reading.quantities[i].end for _, i in tie.members)
    own, _, following = reading.text[last : last + _NOTE].split("\n")[0].partition("。")
    if _OVERLAP.search(own) or (following[:1] in "这上以两二三各前" and _OVERLAP.search(following)):
        return True
    wholes, parts = _members(reading, tie, "whole"), _members(reading, tie, "part")
    if not wholes or len(parts) < 2 or sum(q.amount.value for q in parts) <= wholes[0].amount.value:
        return False
    return bool(_OVERLAP.search(reading.text[parts[0].end : parts[-1].end + _BEHIND].split("\n")[0]))


def _is_ranked(reading: Reading, tie: Tie) -> bool:
    """甲2.1亿，其次是乙1.4亿、丙1.1亿: who follows is no part of who leads."""
    wholes, parts = _members(reading, tie, "whole"), _members(reading, tie, "part")
    if not wholes or not parts or parts[0].start < wholes[0].end:
        return False
    made = sum(q.amount.value for q in parts)
    if made != wholes[0].amount.value and _LEADS.search(reading.text[max(0, wholes[0].start - 16) : wholes[0].start]):
        return True
    return made != wholes[0].amount.value and bool(_FOLLOWS.search(reading.text[wholes[0].end : parts[0].start]))


def _is_bound(reading: Reading, tie: Tie) -> bool:
    """三站全部低于5米，分别为4.2米、4.6米和4.8米: a bound of each is no whole of them."""
    wholes = _members(reading, tie, "whole")
    if not wholes or wholes[0].amount.comparison not in (Comparison.BELOW, Comparison.AT_MOST, Comparison.ABOVE,
                                                         Comparison.AT_LEAST):
        return False
    return bool(_EACH.search(reading.text[max(0, wholes[0].start - 24) : wholes[0].start].split("\n")[-1]))


def _is_nested(reading: Reading, tie: Tie) -> bool:
    """A share of a share: taken of the whole, both together make the part."""
    of = dict(tie.members)
    if not {"share", "part", "whole"} <= of.keys():
        return False
    share = reading.quantities[of["share"]].amount.value
    part, whole = sorted(reading.quantities[of[name]].amount.value for name in ("part", "whole"))
    near = reading.quantities[max(0, of["share"] - 3) : of["share"]]
    return whole > 0 and any(
        q.unit.dimension is Dimension.PERCENT
        and q.role is not Role.GROWTH
        and abs(whole * share * q.amount.value / 10000 - part) * 200 < part
        for q in near
    )


def _is_of_then(reading: Reading, tie: Tie) -> bool:
    """录取3350人，其中女性占六成: no number tells the women. And this season's goals are no part of last season's."""
    of = dict(tie.members)
    if not {"share", "part", "whole"} <= of.keys():
        return False
    share, part, whole = (reading.quantities[of[name]] for name in ("share", "part", "whole"))
    made = part.amount.value / whole.amount.value * 100 if whole.amount.value else share.amount.value
    if abs(made - share.amount.value) <= share.amount.step:
        return False
    own = _SOME_OF_THEM.search(reading.text[max(0, share.start - 16) : share.start])
    then = [bool(_THEN.search(reading.text[max(0, q.start - 24) : q.start])) for q in (part, whole)]
    if _INTEREST.search(reading.text[max(0, share.start - 24) : share.start]):
        return True         # it is paid on one of them, and makes no part of the other
    first, last = sorted((part, whole), key=lambda q: q.start)
    carried = then[whole is first] and not _NOW.search(reading.text[first.end : last.start])    # 去年出生…人，其中死亡…
    return (own is not None and of["part"] == of["share"] - 1) or (then[0] is not then[1] and not carried)


def _is_of_one(reading: Reading, tie: Tie) -> bool:
    """A headline's rounded number and the exact one are no two levels."""
    nows, befores = _members(reading, tie, "now"), _members(reading, tie, "before")
    if not nows or not befores:
        return False
    now, before = nows[-1], befores[-1]
    apart = "\n" in reading.text[min(now.end, before.end) : max(now.start, before.start)]
    step = max(now.amount.step, before.amount.step)
    return (
        apart
        and now.unit.dimension is not Dimension.PERCENT
        and abs(now.amount.value - before.amount.value) * 2 <= step
    )


def _is_of_others(reading: Reading, tie: Tie) -> bool:
    """ "The average class has 21 pupils": it is shared out among classes, and among nothing else."""
    averages, counts = _members(reading, tie, "average"), _members(reading, tie, "count")
    if not averages or not counts or not counts[0].text.isascii():
        return False
    hit = _AVERAGE_THING.search(reading.text[max(0, averages[0].start - 40) : averages[0].start])
    return hit is not None and not (counts[0].unit.noun or "?").startswith(hit["word"][:4].lower())


def _is_of_degrees(reading: Reading, tie: Tie) -> bool:
    """A temperature isn't shared out: 38.4 °C and four rains have no mean."""
    return any(q.unit.symbol.startswith("°") for q in _members(reading, tie, "amount"))


def _is_of_range(reading: Reading, tie: Tie) -> bool:
    """An average beside a range is the mean of what lies in it; a range is no average of anything."""
    if any(RANGE.search(q.text) for q in _members(reading, tie, "average")):
        return True
    return any(RANGE.search(q.text) and q.amount.step * 5 > q.amount.value
               for q in _members(reading, tie, "amount", "count"))
