"""Claims that don't hold and aren't meant: what the words beside their members speak against. They are given up.

A share of last year is none of this year's numbers, the rate of what is lost is one less the rest, and a row of a table
has its part and whole in its own line.
"""

import re
from collections.abc import Sequence
from itertools import permutations

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.laws.by_definition import DEFINED, is_of_others
from banyan.packs.figures.laws.multiples import AS_MUCH
from banyan.packs.figures.likely.named import FROM, PLANNED
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits, settle
from banyan.packs.figures.relations.frames import Frame, Scene

_LOST = re.compile(
    r"(?:差|损|漏|失|空置|剩余)[^，。；\d]{0,4}率[^，。；\d]{0,6}$"
    r"|\b(?:loss|losses|vacancy|unsold|leak\w+)\b[^,;.\d]{0,24}$", re.IGNORECASE)
_FROM = re.compile(r"^ from\b", re.IGNORECASE)
_OF_PAST = re.compile(r"^ of (?:that|the|last|its)\b|^的", re.IGNORECASE)
_CONTAINS = re.compile(r"[（(](?:含|其中|包括)[^）)]{0,24}$")
_RATIO = re.compile(r"比(?:例)?(?:为|是|约|达)*$")
_MORE_THAN = re.compile(
    r"^[)）]? ?(?:more|less|fewer|higher|lower|larger|smaller)(?: [a-z]+){0,3} than\b", re.IGNORECASE)
_TERM = re.compile(r"\d ?[∶:：] ?\d")
_BOTH = re.compile(r"合计|共计|两者|二者|\b(?:together|combined|both)\b", re.IGNORECASE)
_MANY = re.compile(r"每(?:十万|[十百千万])(?:名|个|位|户|人|辆)?[^，。；\d]{0,14}$")
_SMALL_UNIT = re.compile(r"每(?:公斤|千克)[^，。；\d]{0,8}$|\b(?:a|per|each|every) (?:kilo|kg)", re.IGNORECASE)
_SURVEYED = re.compile(r"人均(?:年|月)?(?:可支配|纯收入|生活消费)|\b(?:disposable|median) income\b", re.IGNORECASE)
_MEANT = (PLANNED, DEFINED, AS_MUCH)    # labels of shares whose words leave no other part and whole
_LEVELS, _ROUGH = ("now", "before"), 5     # percentage points: the width of a fraction in words
_RATE_ZH = re.compile(r"[，；](?:平均|综合)?[^，。；\d]{0,6}?(?P<of>[\u4e00-\u9fff]{2})率[^，。；\d]{0,4}$")
_SUBJECT_ZH = re.compile(     # whose share it is, in a clause of its own: 线上销售占三成; 电气原因居首位，占三成五
    r"[，；](?:其中)?(?P<of>[\u4e00-\u9fff]{2,10}?)(?:[居列排]第?[\u4e00-\u9fff]{1,2}[位首]?，)?(?:占比?|约占|仅占|占了)"
    r"(?:为|达到?|约|近|超过?|逾)*$")
_PRONOUN = re.compile(r"[这此该其两前后上以]|合计|共计|[一二三四五六七八九十]")
_COMMON = "人者的数量员"        # letters that names of unlike things share
_PRICE = re.compile(r"(?:均价|单价|价格|售价)[^，。；\d]{0,10}$|\bprices?\b[^,;.\d]{0,24}$", re.IGNORECASE)
_UP_TO_DAY = re.compile(    # until when, and no bound
    r"\b(?:up to|until|by|through) (?:the )?(?:end|middle|start|beginning|close) of\b[^\d;.]{0,20}$", re.IGNORECASE)
_FAR = 200.0    # times off, beyond which the three are of different things
_RATE = 5000.0  # of the one currency for one of the other, at most
_MARK_BEHIND = re.compile(r"^分?为[^，。；\d]{0,6}(?:线|标准|门槛|限)|^[^，。；\d]{0,3}(?:及格线|分数线|门槛|标准线"
                          r"|警戒线)")      # 以60分为及格线
_TENS, _CLOSE = (0.0001, 0.001, 1000.0, 10000.0), (0.004, 0.02)
_FLOWS = 4      # numbers before a level, among which stand what came in and what went out
_WHOLE = 90.0   # percent: a share that may be nearly all
_ROW = 5        # numbers: a sentence with fewer, alone in its line, is a row


def refuted(scene: Scene, reading: Reading) -> Reading:
    frames = {f.at: f for f in scene.frames}
    kept = tuple(tie for tie in reading.ties if not (
        _is_astray(scene, frames, tie) or _is_turned(reading, frames, tie) or _is_flow(scene, frames, tie)))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _is_flow(scene: Scene, frames: dict[int, Frame], tie: Tie) -> bool:
    """ "It had 52,300 members, gained 4,100 and lost 2,600, and now has 53,800": neither alone is the change."""
    of = {name: frames[i] for name, i in tie.members if i in frames}
    names = {Relation.CHANGE: ("before", "now"), Relation.SUBSET: ("whole", "part")}.get(tie.relation)
    if names is None or not set(names) <= of.keys() or len(of) != len(tie.members):
        return False
    first, last = of[names[0]], of[names[1]]
    if last.low <= first.high if tie.relation is Relation.SUBSET else settle.holds(frames, tie):
        return False
    flows = [f for f in scene.earlier(last, _FLOWS) if f.at > first.at and f.is_bounded and f.value < first.value]
    return first.at < last.at and any(
        fits.meets((first.low + a.low - b.high, first.high + a.high - b.low), fits.span(last))
        for a, b in permutations(flows, 2))


def _is_turned(reading: Reading, frames: dict[int, Frame], tie: Tie) -> bool:
    """ "Holds 2.6 million, half of its capacity of 5.2 million": the whole of a share is within no part of it."""
    if tie.relation is not Relation.LIMIT or tie.label not in ("over", "within"):
        return False
    of = dict(tie.members)
    return any(
        share.relation is Relation.SHARE and {"part", "whole"} <= (told := dict(share.members)).keys()
        and (told["part"], told["whole"]) == (of.get("limit"), of.get("actual")) and settle.holds(frames, share)
        for share in reading.ties)


def _is_astray(scene: Scene, frames: dict[int, Frame], tie: Tie) -> bool:
    of = {name: frames[i] for name, i in tie.members if i in frames}
    if len(of) != len(tie.members):
        return False
    match tie.relation:
        case Relation.SHARE if any(_is_term(scene, f) for f in of.values()):
            return not settle.holds(frames, tie)
        case Relation.SHARE if tie.label not in _MEANT and {"share", "part", "whole"} <= of.keys() and (
                not settle.holds(frames, tie)):
            members = of["share"], of["part"], of["whole"]
            return _is_no_share(scene, *members) or is_of_others(scene, *members)
        case Relation.AVERAGE if "count" in of and not settle.holds(frames, tie):
            if _MANY.search(of["average"].lead) and tie.per == 1:
                return True         # 每千名老人拥有38张 is no average of one
            surveyed = of["count"].key[0] == Dimension.COUNT and _SURVEYED.search(scene.before(of["average"], 30))
            return bool(surveyed or _RATIO.search(of["count"].lead)) or _is_of_kilos(
                of["average"], of["count"], of["amount"])
        case Relation.SUBSET if "whole" in of:
            return bool(_MARK_BEHIND.match(of["whole"].tail))
        case Relation.LIST if "count" in of:
            return of["count"].value % 1 > 0
        case Relation.GROWTH | Relation.CHANGE if any(
                name in _LEVELS and f.is_percent and f.step >= _ROUGH for name, f in of.items()):
            return not settle.holds(frames, tie)    # "nearly two thirds (65.8%)": the same once more, and no level
        case Relation.GROWTH if {"growth", "before"} <= of.keys():
            return _has_own_base(scene, of["growth"], of["before"]) or (
                "now" in of and _is_apiece(of["now"], of["before"])) or (
                not settle.holds(frames, tie) and _is_of_price(of["growth"], of["before"]))
        case Relation.LIMIT if tie.label in ("over", "within") and {"limit", "actual"} <= of.keys():
            return cues.is_each(of["actual"]) or of["actual"].is_percent != of["limit"].is_percent or bool(
                _UP_TO_DAY.search(of["limit"].lead))
        case Relation.CONVERSION if {"amount", "converted"} <= of.keys():
            small, large = sorted(of.values(), key=lambda f: f.value)
            return cues.is_each(small) and not cues.is_each(large) and large.value > _RATE * small.value
    return False


def _is_term(scene: Scene, frame: Frame) -> bool:
    """三次产业之比为12∶40∶48: a term of a ratio is no amount."""
    if frame.key != (Dimension.COUNT, ""):
        return False
    before, behind = scene.text[max(0, frame.start - 2):frame.start + 1], scene.text[frame.end - 1:frame.end + 2]
    return bool(_TERM.match(behind) or _TERM.search(before))


def _is_of_kilos(each: Frame, count: Frame, amount: Frame) -> bool:
    """2680吨、每公斤8美元: so much a kilo is shared out among a thousand times as many."""
    kilos = count.low * 1000, count.high * 1000
    told = _SMALL_UNIT.search(each.lead) or _SMALL_UNIT.search(each.tail[:12])
    return count.key[1] == "t" and bool(told) and fits.product(fits.span(each), kilos, fits.span(amount))


def _has_own_base(scene: Scene, growth: Frame, before: Frame) -> bool:
    """"Revenue rose by 4.9% from 58.9": what it grew from stands right behind it, and no other level is meant."""
    base = next((f for f in scene.sentences[growth.sentence] if f.at == growth.at + 1), None)
    return base is not None and base.at != before.at and is_plain(base) and bool(FROM.fullmatch(growth.tail))


def _is_apiece(now: Frame, before: Frame) -> bool:
    """So much a head is never the earlier level of what all of them have, nor the other way round."""
    small, large = sorted((now, before), key=lambda f: f.value)
    return cues.is_each(small) and not cues.is_each(large) and large.value > _FAR * small.value


def _is_no_share(scene: Scene, share: Frame, part: Frame, whole: Frame) -> bool:
    left = (max(whole.low - part.high, 0.0), whole.high - part.low)
    lost = _LOST.search(share.lead) and fits.share(share, left, fits.span(whole))
    past = share.chinese and cues.is_past(share) and not (cues.is_past(part) or cues.is_past(whole))
    older = cues.is_past(whole) and not (cues.is_past(part) or cues.is_past(share) or _OF_PAST.match(share.tail))
    apiece = cues.is_each(part) and not cues.is_each(whole)
    inside = bool(_CONTAINS.search(scene.before(part, 40)))
    than = bool(_MORE_THAN.match(share.tail)) or _is_own_rate(scene, share, (part, whole))
    both = _BOTH.search(share.lead) and {part.at, whole.at} == {share.at - 1, share.at - 2}
    off = part.value / whole.value * 100 / share.value
    quotient = part.key == (Dimension.COUNT, "") and part.value < 1         # 占35%（比率0.35），即每100家
    if quotient or (share.high < _WHOLE and _is_one(part, whole)):
        return True
    return bool(lost or past or older or apiece or inside or than or both or _FROM.match(share.tail)
                or not (1 / _FAR < off < _FAR or _is_tenfold(off, share)) or _has_own_row(scene, share, (part, whole)))


def _is_one(part: Frame, whole: Frame) -> bool:
    """3.2 billion rupees, "of these 3,200 million rupees 45 percent": one amount, written twice."""
    return part.step != whole.step and part.value == whole.value


def _is_own_rate(scene: Scene, share: Frame, members: Sequence[Frame]) -> bool:
    """缴费率92% behind 入会 and 退会: a rate of its own, of which no word stands beside the two numbers; and so is
    the share of something that no number before is told of: 由1,460辆变为1,495辆，其中纯电动车占八成.
    """
    hit = _RATE_ZH.search(share.lead) or _SUBJECT_ZH.search(share.lead)
    if hit is None or _PRONOUN.match(hit["of"]):
        return False
    # 智能装备项目34个、268.5亿元: the second number's name stands before the first.
    said = "".join(scene.before(f, 16) + re.split("[，；。]", f.tail)[0][:6] for f in members)
    return not any(letter in said for letter in hit["of"][:2] if letter not in _COMMON)     # 纯电 of 纯电动车


def _is_of_price(growth: Frame, level: Frame) -> bool:
    """均价每吨下降6%: a price moved, and the levels are no money."""
    return level.key[0] != Dimension.MONEY and bool(_PRICE.search(growth.lead))


def _is_tenfold(off: float, share: Frame) -> bool:
    """Off by a power of ten and by nothing else: the unit of one of the two is wrong."""
    close = min(max(_CLOSE[0], share.step / share.value / 2), _CLOSE[1])
    return any(abs(off / ten - 1) < close for ten in _TENS)


def _has_own_row(scene: Scene, share: Frame, members: Sequence[Frame]) -> bool:
    """Its own line holds two numbers of one kind before it, and one that is claimed stands in another line."""
    here = scene.sentences[share.sentence]
    line = [f for f in here if f.at < share.at and is_plain(f)]
    beside = [f for n in (share.sentence - 1, share.sentence + 1) if 0 <= n < len(scene.sentences)
              for f in scene.sentences[n]]
    alone = len(here) < _ROW and all(f.paragraph != share.paragraph for f in beside)
    return alone and len(line) == 2 and line[0].key == line[1].key and any(
        f.paragraph != share.paragraph for f in members)

