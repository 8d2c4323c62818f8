"""What can't be more, or less, than another number of the passage, whatever the words.

Four claims, each with its own words: all of a group keep a bound and one of them is named; the smallest, the average
and the largest; a demand that is said to be met; so many at a later stage of one procedure than at an earlier one.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_level, one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.procedures import stage

LOWER, UPPER = "over", "within"     # the labels of a limit

_AT_LEAST = re.compile(
    r"(?:不[少低小]于|不得[少低小]于|至少|最少|起码|不下|下限|底线|门槛|及格线|合格线|录取线|分数线"
    r"|达标线)[^，。；\d]{0,12}$"
    r"|(?<![不未没])(?<!没有)(?:超过|高于|逾|多于|大于)[^，。；\d]{0,4}$"
    r"|\b(?:at least|no(?:t)? (?:fewer|less|lower) than|(?:a )?minimum(?: of)?|quorum(?: of)?|upwards of"
    r"|(?<!no )(?<!not )more than|over|above|exceed\w*)\b[^;.\d]{0,24}$", re.IGNORECASE)  # fmt: skip
_AT_LEAST_BEHIND = re.compile(r"^[^，。；,.\d]{0,6}(?:以上|及以上|起步)|^ (?:[a-z]+ )?(?:or (?:more|over|older"
                              r"|higher)|minimum)\b",
                              re.IGNORECASE)
_AT_MOST = re.compile(
    r"(?:不超过|不得超过|未超过|没有?超过|没有?高于|不[多高大]于|不得[多高大]于|至多|最多|上限|限额|限价|限值|以内"
    r"|控制在|(?<![不得])(?:低于|少于)|不足|不到)[^，。；\d]{0,12}$"
    r"|\b(?:at most|no(?:t)? (?:more|higher|longer|later) than|(?:a )?(?:maximum|cap|ceiling|limit)(?: of| is| was)?"
    r"|caps? .{0,24} at|capped at|limited to|(?<!no )(?<!not )(?:fewer|less) than|under|below|within"
    r"|up to)\b[^;.\d]{0,24}$",
    re.IGNORECASE)  # fmt: skip
_AT_MOST_BEHIND = re.compile(r"^[^，。；,.\d]{0,6}(?:以[内下]|之内|封顶)|^ (?:[a-z]+ )?(?:or (?:less|fewer|under"
                             r"|younger)"
                             r"|maximum|at (?:the )?most)\b", re.IGNORECASE)
# 略低于城东的1.42万元: another's number, and no bound; 低于国家标准的35微克 is one.
_THAN_ANOTHER = re.compile(
    r"(?:高于|低于|多于|少于|大于|小于|快于|慢于)(?![^，。；\d]{0,12}(?:标准|限|目标|规定|要求|线|预算|计划|指标"
    r"|门槛|底|平均|均值))"
    r"[^，。；\d]{1,8}的(?:每[^，。；\d]{1,5})?$")
_ALL = re.compile(
    r"[均都各每]|所有|全部|不得|一律|无一|没有(?:一|任何)"
    r"|\b(?:every|each|all|any|none|no [a-z]+|neither|both|without exception|must"
    r"|may not)\b", re.IGNORECASE)  # fmt: skip
_NONE = re.compile(r"无一|没有(?:一|任何)|\b(?:none|no (?!less|more|fewer|lower|higher)[a-z]+"
                   r"|neither)\b", re.IGNORECASE)
_LEAST = re.compile(r"最[少低小短轻矮差慢快早]|垫底|最年轻|\b(?:smallest|lowest|least|fewest|shortest|youngest"
                    r"|cheapest|minimum|quietest|emptiest|calmest|driest|coldest"
                    r"|slowest|weakest|poorest|lightest|at the (?:bottom|low) end|last)\b", re.IGNORECASE)
_MOST = re.compile(r"最[多高大长重好]|最年长|冠军|\b(?:largest|highest|most|biggest|longest|oldest|busiest"
                   r"|hottest|wettest"
                   r"|richest|dearest|maximum"
                   r"|greatest|tallest|heaviest|strongest|best|worst|fullest|top)\b", re.IGNORECASE)
_SLOWEST = re.compile(r"最慢|slowest", re.IGNORECASE)      # takes the most time
_MEAN = re.compile(r"平均|均值|中位|\b(?:average|averag\w+|mean|median|typical)\b", re.IGNORECASE)
_RANGE = re.compile(r"^\s*(?:to|and|[-–—~至到])\s*(?:[$¥€£]|RMB )?$|^[^，。；\d]{0,3}[至到与和][^，。；\d]{0,2}$")
_MET = re.compile(
    r"控制在|未超|没有超|没超|不超|达标|超额|完成|达到|符合|合格|满足|兑现|如期|有效|低于|以内|之内|实现"
    r"|\b(?:met|meets?|kept|keeps?|reach\w*|pass\w*|valid|stay\w*|remain\w*|within|inside|under|below|beat\w*|fulfil\w*"
    r"|compl(?:y|ies|ied)|honou?red|achiev\w*|exceed\w*|surpass\w*|succe\w+|in full|on target|well above|clear\w*"
    r"|satisf\w+|observed|respected|in time|fit|adopted|carried|approved|elected)\b", re.IGNORECASE)  # fmt: skip
_MISSED = re.compile(
    r"未达|未能|没有达|没达|未完成|超支|超标|超员|超出|突破|不达|差|缺|落空"
    r"|\b(?:miss\w*|fail\w*|fell short|falls short|short of|overrun|broke|breach\w*|not (?:met|reach\w*|enough|kept)"
    r"|overshot|violat\w+|too (?:few|many|high|low)|lack\w*|only|barely half|despite|over budget"
    r"|instead of)\b", re.IGNORECASE)  # fmt: skip
_DEMAND = re.compile(
    r"限|标准|目标|要求|规定|预算|概算|承诺|门槛|警戒|指标|任务|至少|不得|不低于|不少于|不超过|计划"
    r"|\b(?:limit\w*|cap\w*|ceiling|target|goal|quorum|required?|needed|necessary|must|promis\w+|pledg\w+|deadline"
    r"|minimum"
    r"|maximum|allow\w*|budget\w*|threshold|standard|at least|at most|no (?:more|fewer|less) than|permitted"
    r"|plan\w*|norm"
    r"|requirement|had to|guarantee\w*|aim\w*|obliged)\b", re.IGNORECASE)  # fmt: skip
_CEILING = re.compile(r"限|预算|概算|警戒|不得超|不超过|上限|以内|之内|\b(?:within|inside|under|below|limit\w*"
                      r"|cap\w*|ceiling|deadline|maximum"
                      r"|budget\w*|allow\w*"
                      r"|permitted|at most|no more than)\b", re.IGNORECASE)
_HOLDS = re.compile(
    r"(?:可容纳|能容纳|可坐|核载|核定|定员|能停|可停|最多容纳)[^，。；\d]{0,6}$"
    r"|\b(?:holds?|seats?|accommodates?|room for|capacity (?:of|is|was)|space for|sleeps|takes up to)(?: about"
    r"| up to)? $",
    re.IGNORECASE)  # fmt: skip
_OWN = re.compile(r"[，。；,;.(（]")
_NEAR = 3               # sentences, from a demand on, in which it is met
_NOT_MISSED = re.compile(r"(?:没有?|未|不|无|从未)(?:出现)?超\w?|\bnot (?:miss|fail|exceed|break"
                         r"|breach)\w*", re.IGNORECASE)
_UNDER_WAY = re.compile(r"确保|力争|要求|\d月|已支出|将|拟|必须|\b(?:must|should|has to|have to|need to|ought"
                        r"|intends?|hopes?)\b|上半年|前[一二三四五六七八九]|季度|截至|目前|进度|已完成|累计"
                        r"|\b(?:so far|to date"
                        r"|already|until now|halfway"
                        r"|first (?:half|quarter)|will|from .{1,20} to)\b|[由从][^，。]{1,20}[到至]", re.IGNORECASE)
_FAR = 3.0              # times off, beyond which two numbers are of different things


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        levels = [f for f in sentence if is_level(f)]
        yield from _extremes(levels)
        behind = scene.sentences[number + 1][:1] if number + 1 < len(scene.sentences) else ()
        yield from _outside(scene, levels, [f for f in behind if is_level(f)])
        yield from _between(levels)
        for frame in levels:
            following = [f for n in range(number, min(number + _NEAR, len(scene.sentences)))
                         for f in scene.sentences[n] if is_level(f) and f.paragraph == frame.paragraph]
            yield from _of_all(scene, frame, following)
            yield from _demanded(scene, number, frame, following)
            yield from _held_by(scene, frame, levels)
            yield from _funnel(scene, number, frame)


def bound(frame: Frame) -> str:
    """LOWER or UPPER, where words right beside the number make it one; else ""."""
    if _THAN_ANOTHER.search(frame.lead):
        return ""
    if _AT_MOST.search(frame.lead) or _AT_MOST_BEHIND.match(frame.tail):
        return UPPER
    if _AT_LEAST.search(frame.lead) or _AT_LEAST_BEHIND.match(frame.tail):
        return LOWER
    said = {Comparison.AT_LEAST: LOWER, Comparison.ABOVE: LOWER, Comparison.AT_MOST: UPPER, Comparison.BELOW: UPPER}
    return said.get(frame.comparison, "")


def _limit(limit: Frame, actual: Frame, label: str) -> Iterator[Claim]:
    fit = actual.value >= limit.value if label == LOWER else actual.value <= limit.value
    if not fit and 1 / _FAR < actual.value / limit.value < _FAR:
        tie = Tie(Relation.LIMIT, (("limit", limit.at), ("actual", actual.at)), label=label)
        yield Claim(limit.at, tie, False)


def _of_all(scene: Scene, limit: Frame, following: Sequence[Frame]) -> Iterator[Claim]:
    """"All wards have more than 200 beds; the smallest has 192"."""
    label, said = bound(limit), scene.before(limit, 60) + limit.tail[:24]
    if not label or not _ALL.search(said):
        return
    if _NONE.search(scene.before(limit, 60)):
        label = UPPER if label == LOWER else LOWER
    for named in following:
        said = _own_words(scene, named)
        ruled = named.sentence == limit.sentence and _RULE.search(scene.before(limit, 60))
        if named.at > limit.at and not bound(named) and _like(limit, named) and (
                ruled or _LEAST.search(said) or _MOST.search(said)):
            yield from _limit(limit, named, label)


def _own_words(scene: Scene, frame: Frame) -> str:
    """The words of its sentence before it, from the number before on."""
    before = [f.end for f in scene.sentences[frame.sentence] if f.at < frame.at]
    start = max([scene.starts[frame.sentence], frame.start - 120, *before])
    return re.split(r"[。；;]|\.\s", scene.text[start:frame.start])[-1]


def _like(a: Frame, b: Frame) -> bool:
    """Of one kind; so much each and so much of one are."""
    days = a.key[0] == Dimension.DURATION and b.key == (Dimension.COUNT, "") and not b.word
    return (days or one_kind(a, b)) and not cues.is_past(b) and not cues.moves(b)


def _extremes(levels: Sequence[Frame]) -> Iterator[Claim]:
    """The smallest is no more than the average, that no more than the largest; a range holds them all."""
    named = [(rank, f) for f in levels if (rank := _rank(f)) is not None]
    named += [(rank, f) for pair in _ranges(levels) for rank, f in zip((-1, 3), pair, strict=True)]
    for rank, low in named:
        for other, high in named:
            if rank < other and low.value > high.value and one_kind(low, high) and low.word == high.word:
                yield Claim(high.at, Tie(Relation.LIMIT, (("limit", high.at), ("actual", low.at)), label=UPPER), False)


def _between(levels: Sequence[Frame]) -> Iterator[Claim]:
    """"81.4 years: 83.6 for women and 79.2 for men": the mean of two groups lies between theirs."""
    for mean, one, other in zip(levels, levels[1:], levels[2:], strict=False):
        near = other.at - mean.at == 2 and one_kind(mean, one) and one_kind(one, other)
        if not near or not _MEAN.search(mean.lead) or not _TWO.search(f"{one.lead}{one.tail}"):
            continue
        low, high = sorted((one, other), key=lambda f: f.value)
        if mean.value > high.value:
            yield Claim(high.at, Tie(Relation.LIMIT, (("limit", high.at), ("actual", mean.at)), label=UPPER), False)
        elif mean.value < low.value:
            yield Claim(low.at, Tie(Relation.LIMIT, (("limit", low.at), ("actual", mean.at)), label=LOWER), False)


def _outside(scene: Scene, levels: Sequence[Frame], following: Sequence[Frame]) -> Iterator[Claim]:
    """"ranged from 6 to 18 minutes across the districts; Shiqiao needed 21": who belongs to them lies within."""
    for low, high in _ranges(levels):
        behind = [f for f in (*levels, *following) if f.at > high.at and f.paragraph == high.paragraph
                  and one_kind(f, high)]
        if behind and behind[0].at - high.at <= 2 and one_kind(behind[0], high) and not bound(behind[0]) and (
                not _BESIDES.search(scene.between(high, behind[0]))
                and not re.search(r"全[市省县区]|平均|\b(?:average|overall|mean|median)\b", behind[0].lead)):
            named = behind[0]
            yield from _limit(high, named, UPPER)
            yield from _limit(low, named, LOWER)


def _rank(frame: Frame) -> int | None:
    """0 the smallest, 1 the average, 2 the largest: by the last word before the number that says one."""
    lead = re.split(r"[，。；,;]", frame.lead.rstrip("，, "))[-1] or frame.lead
    timed = frame.key[0] == Dimension.DURATION
    told = [(hit.start(), 2 if timed and _SLOWEST.fullmatch(hit[0]) else rank)
            for rank, pattern in ((0, _LEAST), (1, _MEAN), (2, _MOST)) for hit in pattern.finditer(lead)]
    return max(told)[1] if told else None


def _ranges(levels: Sequence[Frame]) -> Iterator[tuple[Frame, Frame]]:
    """"between 18 and 35", "from $31,000 to $58,000", 18岁到35岁: one right behind the other, the smaller first."""
    for a, b in pairwise(levels):
        if b.at == a.at + 1 and _RANGE.match(b.lead) and a.value < b.value and _SPAN.search(a.lead + b.tail):
            yield a, b


_TWO = re.compile(r"[男女城农老青]|\b(?:women|men|girls|boys|urban|rural|adults|children|towns?"
                  r"|country)\b", re.IGNORECASE)
_RULE = re.compile(r"\bno [a-z]+ (?:may|shall|can|must)\b|\bmust (?:not )?(?:have|be)\b", re.IGNORECASE)
_BESIDES = re.compile(r"除|此前|去年|上年|以前|目标|\b(?:except|apart|before|last year|earlier|previous\w*"
                      r"|against|compared|target"
                      r"|than|used to)\b", re.IGNORECASE)
_SPAN = re.compile(r"在|之间|介于|落在|\b(?:rang\w+|between|lie|lies|vary|varied|aged?|ages|anything)\b", re.IGNORECASE)


def _demanded(scene: Scene, number: int, limit: Frame, following: Sequence[Frame]) -> Iterator[Claim]:
    """A demand that the words call met: "at least 500 were needed; 420 came, so it is valid"."""
    raw = _passage(scene, number)
    passage, said = _NOT_MISSED.sub(" ", raw), limit.lead + ("" if limit.is_percent else _OWN.split(limit.tail)[0])
    met = len(passage) < len(raw) or _MET.search(passage)
    if not _DEMAND.search(said) or not met or _MISSED.search(passage) or _UNDER_WAY.search(passage):
        return
    label = bound(limit) or (UPPER if _CEILING.search(said) else LOWER)
    others = [f for f in following if f.at != limit.at and _like(limit, f)]
    measured = any(f.is_percent and not cues.moves(f) for f in scene.sentences[number]) and not limit.is_percent
    if len(others) == 1 and not measured and not bound(others[0]):
        yield from _limit(limit, others[0], label)


def _passage(scene: Scene, number: int) -> str:
    """The sentence and the one behind it."""
    end = scene.starts[number + _NEAR] if number + _NEAR < len(scene.starts) else len(scene.text)
    return scene.text[scene.starts[number]:min(end, scene.starts[number] + 400)].split("\n")[0]


def _held_by(scene: Scene, capacity: Frame, levels: Sequence[Frame]) -> Iterator[Claim]:
    """No more sit in a hall than it holds, unless the words say that it overflows."""
    if not _HOLDS.search(capacity.lead) or "now" in capacity.lead[-12:] or capacity.tail.startswith(" of the "):
        return
    others = [f for f in levels if f.at != capacity.at and _like(capacity, f)]
    said = scene.text[levels[0].start - len(levels[0].lead):levels[-1].end + 40]
    if len(others) == 1 and not _MISSED.search(_NOT_MISSED.sub(" ", said)) and not cues.is_past(capacity):
        yield from _limit(capacity, others[0], UPPER)


def _funnel(scene: Scene, number: int, later: Frame) -> Iterator[Claim]:
    """Of ballots handed out no more come back, of those invited no more come."""
    here = stage(later)
    if here is None or later.key[0] != Dimension.COUNT:
        return
    before = [f for n in (number - 1, number) if n >= 0 for f in scene.sentences[n] if f.at != later.at and is_level(f)]
    for earlier in before:
        at = stage(earlier)
        if at is not None and at.name == here.name and at.step < here.step and one_kind(earlier, later) and (
                later.value > earlier.value and later.value < earlier.value * _FAR):
            yield Claim(earlier.at, Tie(Relation.SUBSET, (("whole", earlier.at), ("part", later.at)), "named"), False)
