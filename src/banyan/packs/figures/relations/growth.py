"""Growth, change, points and multiples with the two levels between which they lie, on whichever side these stand."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_AMOUNTS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE, Dimension.DURATION)
_MOST = 12  # levels of a sentence that are tried with each other
_CLOSE = 3.0  # times off, beyond which a balance is one of other numbers
_FARTHEST = 100.0  # times a multiple that is told, beyond which the two are levels of different things
_FAR = 5.0  # times one level the other may be, and still be the same thing a year apart
_BESIDE = 10  # characters between two growths that are told together
_APART = 110  # characters between a growth and its farther level
_FROM = re.compile(
    r"(?:由|从|自)[^，。；;]{0,24}$|\bfrom (?:the |about |some |nearly |over |RMB |[$¥€£])*$", re.IGNORECASE
)
_TO = re.compile(
    r"(?:到|至|为)(?:了|约|近|超过?|\d{4}年的?)*$|\bto (?:the |about |some |nearly |over |RMB "
    r"|[$¥€£])*$",
    re.IGNORECASE,
)
_ADDED = re.compile(r"新[增建开设添辟购入招][^，。；\d]{0,10}$")
_LEFT = re.compile(
    r"(?:结余|盈余|赤字|亏损|净收入|差额|缺口|逆差|顺差|利润)(?:为|达|约)*$"
    r"|\b(?:deficit|surplus|shortfall|profit|loss|balance)(?: of| was| is| came to)? (?:about |RMB |US"
    r"|HK)?[$¥€£]?$",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"净(?:流[入出]|收入|支出|增加|减少)[^，。；\d]{0,4}$|\bnet (?:in|out)flows?\b[^,;.\d]{0,20}$", re.IGNORECASE)
_OF_BEFORE = re.compile(
    r"上年|去年|同期|前年|上届|\b(?:after|from|against|compared with) an? [a-z ]{3,24}$"
    r"|\b(?:last (?:year|month|season)|a (?:year|month) (?:earlier|before|ago)|previous)\b",
    re.IGNORECASE)
_INCOME = re.compile(
    r"收入[^，。；\d]{0,6}$|(?<!进)出口[^，。；\d]{0,6}$|\b(?:income|revenues?|earn\w*|exports?"
    r"|receipts)\b[^,;.\d]{0,20}$",
    re.IGNORECASE,
)
_COSTS = re.compile(
    r"支出[^，。；\d]{0,6}$|进口[^，。；\d]{0,6}$|\b(?:costs?|expens\w+|spending|expenditures?"
    r"|imports?)\b[^,;.\d]{0,20}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:由|从|自|原)[^，。；;]{0,24}$|\b(?:from|after|against|compared (?:with|to)|versus|up on"
    r"|down on)\b[^,;.\d]{0,30}$",
    re.IGNORECASE,
)
# "three times the 900 of", 是上年的三倍, doubled: how many times as much it is, and no growth by so many times.
_AS_MUCH = re.compile(
    r"^ (?:the|that|those|as (?:many|much|large|big|high|long|far)|what|its|their|last)\b", re.IGNORECASE
)
_IS = re.compile(r"(?:是|为|相当于|达|达到)[^，。；]{0,30}的(?:近|约)?$")
_VERB = re.compile(r"番|倍增|减半|腰斩|doubl|tripl|trebl|quadrupl|quintupl|fold|halv|twice", re.IGNORECASE)
_GREW = re.compile(r"\b(?:by|increas\w*|gr[eo]w\w*|ros?e\w*|ris\w*|up)(?: by)? ?$", re.IGNORECASE)
_APART_BY = re.compile(r"相差|差距|\b(?:gap|difference|apart)\b", re.IGNORECASE)
_THAN = re.compile(r"(?<![占相对])[比较](?:上|去|前|20)[^，。；]{0,10}的$")
_THAN_THE = re.compile(
    r"[a-z -]{0,24}\b(?:than|below|above|over|on)"
    r" (?:the (?:old |previous )?|last \w+['’]s )(?:RMB |US|HK)?[$¥€£]?",
    re.IGNORECASE,
)
_LAST_PERIOD = re.compile(r"(?:上月|上个月|上季度?|[一二三四1-4]季度|(?<![\d—-])\d{1,2}月份?)(?:[为是]|仅为)?$")
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PLANNED = re.compile(
    r"(?:\b(?:by|until|to) |[到至]|目标|计划)(?:19|20)\d\d年?|(?:19|20)\d\d年?(?:规划|目标|远景|愿景)"
    r"|\bin (?:19|20)\d\d(?=[^,.;]{0,30}\b(?:will|shall|targets?|aims?|plans?)\b)", re.IGNORECASE)
_OF_YEAR = re.compile(  # 2024年是0.412, "in 2024 it was 0.412"
    r"(?<!\d)((?:19|20)\d\d)年[是为达仅有]?$"
    r"|\b[Ii]n ((?:19|20)\d\d),? (?:it|they|this|that|the [a-z]+) (?:was|were|had been|stood at) $"
)
_NEXT = 8  # characters between a base and the growth that is against it
_RESPECTIVELY = re.compile(r"分别|\brespectively\b", re.IGNORECASE)
_THIS = re.compile(
    r"\b(?:this year|now|today|so|thus|(?:that|which|this) (?:is|was|means))\b|今年|现在|目前|本", re.IGNORECASE
)


def search(scene: Scene) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for frame in sentence:
            claim = _claim(scene, frame, sentence)
            if claim is not None:
                yield claim


def _claim(scene: Scene, frame: Frame, sentence: Sequence[Frame]) -> Claim | None:
    times = frame.key[0] == Dimension.TIMES
    points = frame.key[0] == Dimension.POINTS
    added, left = _ADDED.search(frame.lead), _LEFT.search(frame.lead)
    if left and _OF_BEFORE.search(frame.lead):
        return None         # "a surplus of 26 million; a year earlier a deficit of 14 million"
    if (
        not (times or points or added or left or cues.moves(frame))
        or cues.is_yearly(frame)
        or frame.key[0] == Dimension.EXCHANGE
    ):
        return None
    near = _levels(frame, sentence)
    stated = in_and_out(near, frame) if left else _right_before(scene, frame, near, sentence)
    if stated is not None:
        return _told(scene, frame, *stated, _fits(scene, frame, *stated))
    base = _base_beside(frame, near)
    for now, before in _pairs(frame, near):
        if base in (None, before) and not _is_turned(scene, frame, now, before) and _fits(scene, frame, now, before):
            return _told(scene, frame, now, before, True)
    if _by_change(frame, near):
        return None
    earlier = _levels(frame, [f for f in scene.around(frame.sentence, 3, 1) if f.sentence != frame.sentence])
    opening = _levels(frame, [f for n in range(min(2, frame.sentence - 3)) for f in scene.sentences[n]])
    for other in (*earlier, *opening):
        for level in near:
            if level.key == other.key and level.word == other.word:
                for now, before in ((level, other), (other, level)):
                    if base in (None, before) and _fits(scene, frame, now, before):
                        return _told(scene, frame, now, before, True)
    if _FLOW.search(frame.lead) and any(_FLOW.search(f.lead) for f in near):
        pointed = None      # one of several that lead from the opening level to the closing one
    elif left:
        pointed = _balance(frame, near, earlier)
    elif added:
        past = [f for f in near if cues.is_past(f)]
        pointed = _pointed(scene, frame, near) if past else None
    else:
        pointed = None if _is_apiece(scene, frame, near) else (
            _pointed(scene, frame, near) or _before(frame, near, earlier) or _rates(frame, near, earlier))
    return _told(scene, frame, *pointed, False) if pointed is not None and _plausible(frame, *pointed) else None


def is_second(scene: Scene, frame: Frame) -> bool:
    """ "5.2 hours and 13.5 hours, 0.8 and 2.5 hours less": the second of two changes, each of its own level."""
    first = scene.right_before(frame)
    return frame.is_level and first is not None and scene.between(first, frame) in (" and ", "和", "、")


def _is_apiece(scene: Scene, frame: Frame, near: Sequence[Frame]) -> bool:
    """ "Trams (21.4) and ferries (10.2) gained 12.6% and 7.4% respectively": a level for each of them, no base."""
    if is_second(scene, frame):
        return True
    beside = [f for f in scene.sentences[frame.sentence] if abs(f.at - frame.at) == 1 and f.key == frame.key]
    together = any(max(f.start, frame.start) - min(f.end, frame.end) < _BESIDE for f in beside)
    levels = [f for f in near if not cues.is_past(f)]
    said = scene.text[min(f.start for f in [frame, *levels]) : frame.end + _APART].split("\n")[0]
    return together and len(levels) == len(near) > 1 and bool(_RESPECTIVELY.search(said))


def _plausible(frame: Frame, now: Frame, before: Frame) -> bool:
    """Levels too far from each other, or from the change, are levels of different things."""
    ratio = max(now.value, before.value) / min(now.value, before.value)
    if frame.key[0] in (Dimension.PERCENT, Dimension.TIMES):
        times = frame.key[0] == Dimension.TIMES and ratio < _FARTHEST * max(frame.value, 1.0)
        return ratio < _FAR or times or frame.value > 100 * _FAR
    return ratio < _FAR and frame.value < _FAR * max(abs(now.value - before.value), max(now.value, before.value) / 10)


def _rates(frame: Frame, near: Sequence[Frame], earlier: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """Points between the only two rates of the sentence before."""
    back = [f for f in earlier if f.sentence == frame.sentence - 1]
    return (back[0], back[1]) if frame.key[0] == Dimension.POINTS and not near and len(back) == 2 else None


def _base_beside(frame: Frame, near: Sequence[Frame]) -> Frame | None:
    """比上届的52枚多, "more than the 52 of": the level right beside is what it is against, and no other."""
    for level in near:
        if frame.chinese and level.at == frame.at - 1 and _THAN.search(level.lead) and len(frame.lead) < _NEXT:
            return level
        if not frame.chinese and level.at == frame.at + 1 and _THAN_THE.fullmatch(frame.tail):
            return level
    return None


def _right_before(
    scene: Scene, frame: Frame, near: Sequence[Frame], sentence: Sequence[Frame]
) -> tuple[Frame, Frame] | None:  # fmt: skip
    """ "rose from 0.8 to 1.2 million, a gain of": no other two are meant, whatever fits by chance."""
    b, a = (next((f for f in near if f.at == frame.at - back), None) for back in (1, 2))
    if a is None or b is None or a.key != b.key or not (_FROM.search(a.lead) and _TO.search(b.lead)):
        return None
    others = any(f.at == frame.at + 1 and f.key == frame.key and f.start - frame.end < _BESIDE for f in sentence)
    return None if others or _RESPECTIVELY.search(scene.text[b.start : frame.end + 80].split("。")[0]) else (b, a)


def in_and_out(near: Sequence[Frame], frame: Frame) -> tuple[Frame, Frame] | None:
    """收入486亿元，支出452亿元，当年结余34亿元: the two that the balance is of, by their names."""
    income = next((f for f in near if f.at < frame.at and _INCOME.search(f.lead)), None)
    costs = next((f for f in near if f.at < frame.at and _COSTS.search(f.lead)), None)
    return (income, costs) if income is not None and costs is not None and income is not costs else None


def _balance(frame: Frame, near: Sequence[Frame], earlier: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """What is left of an income after the costs: the nearest level of the sentence, and one beside or before it."""
    here = [f for f in near if f.at < frame.at and not cues.is_past(f) and not cues.moves(f)]
    back = [f for f in earlier if f.sentence == frame.sentence - 1 and not cues.is_past(f) and not cues.moves(f)]
    both = [*reversed(here), *back]
    both = [*both[:1], *(f for f in both[1:] if max(f.value, both[0].value) < 2 * min(f.value, both[0].value))]
    if len(both) < 2 or frame.value > max(both[0].value, both[1].value):
        return None         # no more is left than there was
    if not 1 / _CLOSE < frame.value / max(abs(both[0].value - both[1].value), 1e-9) < _CLOSE:
        return None
    return both[0], both[1]


def _levels(frame: Frame, found: Sequence[Frame]) -> list[Frame]:
    """What may have grown: amounts by percent or times, percentages by points, amounts by their own kind."""
    if frame.key[0] == Dimension.POINTS:
        return [f for f in found if f.is_percent and f.is_bounded and not cues.is_growth(f)]
    whole = [f for f in found if f.key[0] in _AMOUNTS and f.at != frame.at and f.low > 0 and f.high < INFINITE]
    return whole if frame.key[0] in (Dimension.PERCENT, Dimension.TIMES) else [f for f in whole if f.key == frame.key]


def _pairs(frame: Frame, levels: Sequence[Frame]) -> Iterator[tuple[Frame, Frame]]:
    """All pairs of one kind, the nearest first."""
    near = sorted(levels, key=lambda f: abs(f.at - frame.at))[:_MOST]
    pairs = [(a, b) for a, b in permutations(near, 2) if a.key == b.key and (not a.chinese or a.word == b.word)]
    return iter(sorted(pairs, key=lambda p: abs(p[0].at - frame.at) + abs(p[1].at - frame.at)))


def _is_turned(scene: Scene, frame: Frame, now: Frame, before: Frame) -> bool:
    """ "up 6 percent to 0.235, against 0.250 a year before": last year's is no level that anything grew to."""
    if not cues.way(frame):
        return False
    if cues.is_past(now):
        return not cues.is_past(before)
    if "环比" in frame.lead and now.at > before.at and _LAST_PERIOD.search(now.lead):
        return not _LAST_PERIOD.search(before.lead)     # 三季度为1.58，二季度为1.66，环比…
    year = _OF_YEAR.search(now.lead)
    if year is None or cues.is_past(before) or _ANY_YEAR.search(before.lead) or now.at < before.at:
        return False
    return _last_year(scene.text) > int(next(group for group in year.groups() if group))


@lru_cache(maxsize=64)
def _last_year(text: str) -> int:
    """The latest that a text speaks of as its own, and not as a plan's."""
    return max(map(int, _ANY_YEAR.findall(_PLANNED.sub("", text))), default=0)


def _fits(scene: Scene, frame: Frame, now: Frame, before: Frame) -> bool:
    if frame.is_percent:
        return fits.growth(frame, now, before, cues.way(frame))
    if frame.key[0] == Dimension.TIMES:
        return fits.multiple(frame, now, before, _only_to(scene, frame))
    return fits.difference(frame, now, before)


def _only_to(scene: Scene, frame: Frame) -> bool:
    """Does the text say how many times as much it is, and nothing of a growth by so many times?"""
    said = scene.text[frame.start : frame.end]
    if _VERB.search(said):
        return True
    if frame.chinese:
        return bool(_IS.search(scene.before(frame)))
    return bool(_AS_MUCH.match(frame.tail) and not _GREW.search(frame.lead))


def _by_change(frame: Frame, near: Sequence[Frame]) -> bool:
    """ "Up 335, or 7.4 percent, to 4,862": the growth is the change by what was there before."""
    if not frame.is_percent:
        return False
    changes = [f for f in near if f.at != frame.at and cues.moves(f)]
    for change in changes:
        for level in near:
            if level.key == change.key and level.value > change.value:
                rest = (level.low - change.high, level.high - change.low)
                if any(
                    fits.share(frame, fits.span(change), base)
                    for base in (rest, fits.span(level), (level.low + change.low, level.high + change.high))
                ):
                    return True
    return False


def _told(scene: Scene, frame: Frame, now: Frame, before: Frame, fit: bool) -> Claim:
    relative = frame.key[0] in (Dimension.PERCENT, Dimension.TIMES)
    name, relation = ("growth", Relation.GROWTH) if relative else ("change", Relation.CHANGE)
    label = "as-much" if frame.key[0] == Dimension.TIMES and _only_to(scene, frame) else ""
    return Claim(frame.at, Tie(relation, ((name, frame.at), ("now", now.at), ("before", before.at)), label), fit)


def _pointed(scene: Scene, frame: Frame, levels: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """(now, before) as the words point to them, within one sentence."""
    plain = [f for f in levels if not cues.moves(f) or _FROM.search(f.lead) or _TO.search(f.lead)]
    plain = [f for f in plain if sum(f.key == other.key for other in plain) > 1]  # "in five years" grows by nothing
    before, behind = [f for f in plain if f.at < frame.at], [f for f in plain if f.at > frame.at]
    reached = bool(behind) and behind[0].at == frame.at + 1 and bool(_TO.search(behind[0].lead))
    if (
        reached and (pair := _two_behind(scene, frame, behind)) is not None
    ):  # "raised by 15 percent to 23 (20 this year)"
        return pair
    last = _last_two(before, frame.key[0] == Dimension.TIMES)
    if len(last) > 1 and _joined(scene, frame, last[0], last[1]):
        alone = sum(f.key == before[-1].key for f in plain) == 2
        pair = _two_before(scene, frame, last[0], last[1], alone)
        if pair is not None:
            return pair
    if before and behind and _joined(scene, frame, before[-1], behind[0]):
        pair = _on_both_sides(frame, before[-1], behind[0])
        if pair is not None:
            return pair
    return _two_behind(scene, frame, behind)


def _last_two(before: Sequence[Frame], times: bool) -> Sequence[Frame]:
    """The level right before the growth and the nearest before that which may be the same thing at another time."""
    b = before[-1] if before else None
    like = [
        f
        for f in before[:-1]
        if b is not None and f.key == b.key and (times or max(f.value, b.value) < _FAR * min(f.value, b.value))
    ]
    return [like[-1], b] if b is not None and like else []


def _on_both_sides(frame: Frame, a: Frame, b: Frame) -> tuple[Frame, Frame] | None:
    """ "23, 15 percent more than the 20 of last year", "from 20 by 15 percent to 23"."""
    than = cues.MOVED_BEHIND.match(frame.tail) and "than" in frame.tail
    beside = b.at == frame.at + 1 or (b.at == frame.at + 2 and cues.is_past(b))
    if beside and not cues.AMONG.search(b.lead) and (_is_base(frame, b) or frame.key[0] == Dimension.TIMES or than):
        return a, b
    return (b, a) if _FROM.search(a.lead) and _TO.search(b.lead) else None


def _two_behind(scene: Scene, frame: Frame, behind: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """ "Down 15 percent, from 20 to 17", "up 15 percent to 23, after 20 in 2019"."""
    if len(behind) < 2 or not _joined(scene, frame, *behind[:2]):
        return None
    a, b = behind[:2]
    if _FROM.search(a.lead) and _TO.search(b.lead):
        return b, a
    set_off = b.at == a.at + 1 and b.lead.rstrip()[-1:] in ("(", "（")
    reached = _TO.search(a.lead) or frame.at == a.at - 1
    return (a, b) if reached and (_AFTER.search(b.lead) or cues.is_past(b) or set_off) else None


def _two_before(scene: Scene, frame: Frame, a: Frame, b: Frame, alone: bool) -> tuple[Frame, Frame] | None:
    """Both levels stand before the growth: "now, compared with before", "from before to now", or nothing else is."""
    if _FROM.search(a.lead) and (_TO.search(b.lead) or not cues.is_base(b)):
        return b, a
    if _is_base(frame, b):
        return a, b
    if _is_base(frame, a) and b.at - a.at < 3:
        return b, a
    yearly = "同比" in frame.lead and not (cues.is_past(a) or cues.is_past(b))
    between = scene.text[a.start : frame.start]
    if alone and not yearly and frame.at - a.at < 6 and not cues.OPENS.search(between):
        return (a, b) if _APART_BY.search(frame.lead) or cues.is_past(b) else (b, a)
    return None


def _joined(scene: Scene, frame: Frame, a: Frame, b: Frame) -> bool:
    """Of one kind, and all three in one stretch; a semicolon may part last year from this."""
    low, high = min(frame.start, a.start, b.start), max(frame.end, a.end, b.end)
    said = scene.text[low:high]
    close = high - low < 2 * _APART and (not re.search(r"[；;。]", said) or bool(_THIS.search(said)))
    return a.key == b.key and (a.word == b.word or not a.word or not b.word or not a.chinese) and close


def _is_base(frame: Frame, level: Frame) -> bool:
    """同比 is against last year: the quarter before is no base of it."""
    yearly = "同比" in frame.lead or "year-on-year" in f"{frame.lead}{frame.tail}"
    return cues.is_base(level) and not (yearly and not cues.is_past(level))


def _before(frame: Frame, near: Sequence[Frame], earlier: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """Only the base is in the growth's sentence: "That was 10 percent more than the 2.4 million of 2024"."""
    base = [f for f in near if (f.at == frame.at + 1 and cues.is_base(f)) or cues.is_past(f)]
    if len([f for f in near if not cues.moves(f)]) != 1 or not base:
        return None
    levels = [
        f
        for f in earlier
        if _one_kind(f, base[0])
        and 0 < frame.sentence - f.sentence <= 3
        and max(f.value, base[0].value) < 2 * min(f.value, base[0].value)
    ]
    return (levels[0], base[0]) if levels else None


def _one_kind(a: Frame, b: Frame) -> bool:
    return a.key == b.key and (a.word == b.word or not a.word or not b.word or not a.chinese)
