"""A growth or change whose level of before stands apart: right behind it, in a list, by its name in another sentence.

"75.6%, 0.8 points down, 76.4% in the quarter before"; "134 and 268, up 19.6 and 16.0 percent from 112 and 231"; a rate
in one sentence, and what it was at the beginning of the year in another.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.laws import ways
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

Three = tuple[Frame, Frame, Frame]      # a growth or change, the level of now, the level of before
_BEHIND = re.compile(r"^[^。；;\d]{0,4}[，,；;（(][^，。；;\d]{0,14}$|^[^,;.\d]{0,20}[,;(][^,;.\d]{0,44}$")
_PAST_OPENS = re.compile(
    r"(?:去年|上年|上[月周季届期]|年初|此前|前年|同期|一年前|原[来先])|\b(?:last|previous|prior|preceding) [a-z]+"
    r"|\b(?:ago|earlier|before|previously)\b|\bin (?:19|20)\d\d\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(
    r"分别|依次|两者|二者|各为|\b(?:respectively|the (?:two )?(?:figures|rates|shares|values)|they|these)\b",
    re.IGNORECASE)
_LISTED = re.compile(r"(?:[^,;.，。；\d]{0,40}(?:,|、|和|及|，| and )[^,;.，。；\d]{0,20})$")
_AGAINST = re.compile(
    r"[比较与][^，。；\d]{0,8}[（(]?$|\b(?:against|compared with|compared to|than|from|versus)\b[^,;.\d]{0,20}$",
    re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:later|afterwards|now|today|by then|since then)\b[^,;.\d]{0,24}$"
    r"|(?:[年月周天日]后|之?后|如今|现在|目前)[^，。；\d]{0,10}$", re.IGNORECASE)
_STANDS = re.compile(
    r"^[^.;\d]{0,20}\b(?:(?:and )?(?:stood|stands|ended|was|were|is|are|now) at|to(?: stand at| reach)?|reaching|at"
    r"|totalling|numbering)(?: about| some| just| over| nearly)? (?:RMB |US)?[$¥€£]?$"
    r"|^[^。；\d]{0,4}[，,]?(?:达到?|至|升至|增至|降至|为)$", re.IGNORECASE)
_APART = re.compile(r"(?:两者|二者|彼此)?相差|两者(?:差距|之差)"
                    r"|\b(?:gap|difference) between (?:the )?(?:two|them|both)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"相当于|即|折合|相对|\b(?:relative\w*|proportional\w*|equals?|means?|amounts? to|corresponds? to|equivalent"
    r"|that is|i\.e\.)", re.IGNORECASE)
_NAME_ZH = re.compile(r"[\u4e00-\u9fff]{2,14}?(?=(?:总[量额数])?(?:为|是|达到?|仅|有|约)?$)")
_FILL_ZH = re.compile(
    r"^(?:其中|而|但|其|全[市省县区国]|当[年月]|今年|本[月年周]|目前|月?末|[0-9一二三四]+[季月]度?)+")
_NAME = re.compile(
    r"\b([a-z-]+ (?:rate|share|ratio|margin|yield|turnout|coverage|quota|proportion))\b", re.IGNORECASE)
_ENDS = re.compile(r"[,;.]")
_LIFTING = re.compile(
    r"\b(?:(?:lift|rais|bring|tak|push|swell|boost|increas|driv|carry|cutt|reduc|lower|trimm|shrink|dropp|dragg)ing"
    r"|(?:which|this|that) (?:lifted|raised|brought|took|pushed|swelled|cut|reduced))\b[^,;.\d]{0,40}"
    r"\bto (?:RMB |US)?[$¥€£]?$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:the )?(?:RMB |US)?[$¥€£]?$", re.IGNORECASE)
_LAST_YEAR = re.compile(r"^[^，。；\d]{0,6}[，（(](?:[^，。；\d]{0,8})(?:上年|去年|上一年|上届|上期)[^，。；\d]{0,10}$"
                        r"|^[^,;.\d]{0,16}[,(] ?(?:(?:up|down) from|against|compared (?:with|to)|(?:last"
                        r"|prior|previous) year)[^,;.\d]{0,16}$", re.IGNORECASE)
_OTHER_BASE = re.compile(r"可比|不变价|环比|实际|扣除|年均|(?:19|20)\d\d|\b(?:real|comparable|constant|quarter"
                         r"|month|like-for-like|underlying)\b", re.IGNORECASE)
_NOMINAL = re.compile(r"生产总值|增加值|产值|\b(?:GDP|gross|value added|output)\b", re.IGNORECASE)   # real growth
_SURE = 3           # digits of an amount that is hardly told of two things
_SAME = 2.5         # times off what they make, within which a headline's growth is of the levels below it
_SUFFIX = 3         # characters at the end of two names that make them one
_SENTENCES = 3      # to both sides, in which such a name stands again
_NEAR = 4           # numbers before a change, among which its level of now stands
_FAR = 3.0          # times off, beyond which the levels are of another thing
_CLOSE = 6.0        # times off the growth that the levels make, beyond which it is another's


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for three in _plainly(scene):
        yield from _claim(*three)
    for sentence in scene.sentences:
        for head in (f for f in sentence if _is_head(f)):
            yield from _later(scene, held, head)
            yield from _relative(scene, held, head)
        yield from _lifted(sentence)
    yield from _named(scene, held)
    yield from _headline(scene)


def refuted(scene: Scene, reading: Reading) -> Reading:
    """The same reading; what is plainly of two levels, and fits them, is of no others."""
    own = {head.at: {now.at, before.at} for head, now, before in _plainly(scene) if _fits(head, now, before)}

    def is_astray(tie: Tie) -> bool:
        of = dict(tie.members)
        head = of.get("growth", of.get("change", -1))
        whole = tie.relation in (Relation.GROWTH, Relation.CHANGE) and {"now", "before"} <= of.keys()
        return whole and head in own and {of["now"], of["before"]} != own[head]

    return Reading(reading.text, reading.language, reading.quantities,
                   tuple(tie for tie in reading.ties if not is_astray(tie)), reading.covered) if own else reading


def _plainly(scene: Scene) -> Iterator[Three]:
    """Heads with the level of now and that of before, where their places in the text leave no doubt."""
    for number, sentence in enumerate(scene.sentences):
        heads = [f for f in sentence if _is_head(f)]
        for head in heads:
            yield from _right_behind(scene, head, sentence)
            yield from _since(scene, head)
        yield from _in_turn(scene, sentence, heads)
        yield from _told_again(scene, number)
        yield from _apart(scene, number)
    yield from _told_twice(scene)


def _is_head(frame: Frame) -> bool:
    points = frame.key[0] == Dimension.POINTS
    told = frame.is_bounded or (frame.is_percent and frame.low > 0)     # "by more than 45 percent"
    return told and frame.value > 0 and (points or frame.is_percent) and cues.moves(frame) and (
        not cues.is_yearly(frame))


def _is_level(frame: Frame, head: Frame) -> bool:
    """What the change is of: percentages change by points, amounts by percent."""
    if head.key[0] == Dimension.POINTS:
        return frame.is_percent and frame.is_bounded and frame.value > 0 and not cues.moves(frame)
    return frame.is_level and ways.may(frame) and frame.key[0] != Dimension.DURATION and not cues.moves(frame)


def _claim(head: Frame, now: Frame, before: Frame) -> Iterator[Claim]:
    """Where they don't fit, and are near enough to be meant for each other."""
    if not one_kind(now, before) or not 1 / _FAR < now.value / before.value < _FAR:
        return
    if head.key[0] == Dimension.POINTS:
        made, name, relation = abs(now.value - before.value), "change", Relation.CHANGE
    else:
        made, name, relation = abs(now.value / before.value - 1) * 100, "growth", Relation.GROWTH
    if not _fits(head, now, before) and 1 / _CLOSE < head.value / max(made, 0.01) < _CLOSE:
        yield Claim(head.at, Tie(relation, ((name, head.at), ("now", now.at), ("before", before.at))), False)


def _fits(head: Frame, now: Frame, before: Frame) -> bool:
    points = head.key[0] == Dimension.POINTS
    return fits.difference(head, now, before) if points else fits.growth(head, now, before)


def _right_behind(scene: Scene, head: Frame, sentence: Sequence[Frame]) -> Iterator[Three]:
    """环比下降0.8个百分点，去年四季度为76.4%: the level of before is told behind the change, in its own clause."""
    before = next((f for f in sentence if f.at == head.at + 1 and _is_level(f, head)), None)
    if before is None or not _BEHIND.match(scene.between(head, before)) or not _is_past(scene, head, before):
        return
    nows = [f for f in reversed(sentence) if 0 < head.at - f.at <= _NEAR and _is_level(f, head)]
    now = next((f for f in nows if not ways.is_before(f) and not _PAST_OPENS.search(_clause(f))), None)
    heads = [f for f in sentence if _is_head(f) and now is not None and now.at < f.at < head.at]
    after = next((f for f in sentence if f.at == before.at + 1 and _is_head(f)), None)
    own = after is not None and len(after.lead) < 12
    if now is not None and not own and all(
            any(b.at == h.at + 1 and ways.is_before(b) for b in sentence) for h in heads):
        yield head, now, before


def _is_past(scene: Scene, head: Frame, before: Frame) -> bool:
    return ways.is_before(before) or bool(_PAST_OPENS.search(scene.between(head, before)))


def _clause(frame: Frame) -> str:
    return re.split(r"[，。；;]|, |\. ", frame.lead)[-1]


def _later(scene: Scene, held: Held, head: Frame) -> Iterator[Claim]:
    """"It stood at 52.5 per cent; eight weeks later it was 71.3, 18.8 points higher"."""
    now = scene.right_before(head)
    if now is None or head.at in held.fast or not _is_level(now, head) or not _LATER.search(now.lead):
        return
    earlier = [f for f in scene.earlier(now, 3) if _is_level(f, head) and now.sentence - f.sentence < 2
               and f.paragraph == now.paragraph and one_kind(f, now)]
    if len(earlier) == 1:
        yield from _claim(head, now, earlier[0])


def _since(scene: Scene, head: Frame) -> Iterator[Three]:
    """"Twelve months ago it had 940 open cases. Since then the pile has grown by 45 percent and stands at 1,373"."""
    now = next((f for f in scene.sentences[head.sentence] if f.at == head.at + 1 and _is_level(f, head)), None)
    if now is None or not head.sentence or not _STANDS.match(scene.between(head, now)):
        return
    levels = [f for f in scene.sentences[head.sentence - 1] if _is_level(f, head) and one_kind(f, now)
              and f.paragraph == now.paragraph]
    here = [f for f in scene.sentences[head.sentence] if f.at < head.at and _is_level(f, head)]
    if len(levels) == 1 and not here and (ways.is_before(levels[0]) or _PAST_OPENS.search(scene.before(levels[0]))):
        yield head, now, levels[0]


def _relative(scene: Scene, held: Held, head: Frame) -> Iterator[Claim]:
    """"5.7 %, then 4.9 %. The drop of 0.8 points equals a relative reduction of 14 percent"."""
    points = scene.right_before(head)
    if points is None or not head.is_percent or points.key[0] != Dimension.POINTS or not _RELATIVE.search(
            scene.between(points, head)):
        return
    levels = [f for f in scene.earlier(points, 4) if f.at in held.partners.get(points.at, frozenset())]
    if len(levels) == 2 and levels[0].value != levels[1].value:
        small, large = sorted(levels, key=lambda f: f.value)
        now, before = (small, large) if cues.way(points) < 0 or cues.way(head) < 0 else (large, small)
        yield from _claim(head, now, before)


def _in_turn(scene: Scene, sentence: Sequence[Frame], heads: Sequence[Frame]) -> Iterator[Three]:
    """134个，268亿元，较上届（112个、231亿元）分别增长19.6%和16.0%; "86,300, compared with 84,100 in April and 79,200 a
    year before, a rise of 2.6 percent on the month and 9.0 percent on the year": as many bases as growths, in turn.
    """
    rest = [f for f in sentence if f.is_percent and heads and f.at >= heads[0].at and f.is_bounded]
    count = len(rest)
    if not 1 < count < _NEAR or rest[-1].at - rest[0].at != count - 1:
        return
    row = [f for f in sentence if f.at < rest[0].at and _is_plain(f)]
    bases, nows = row[-count:], row[:-count]
    if len(bases) < count or bases[0].at != rest[0].at - count or not _are_past(scene, bases):
        return
    if len(nows) >= count and [f.key for f in nows[-count:]] == [f.key for f in bases]:
        yield from zip(rest, nows[-count:], bases, strict=True)
    elif len(nows) == 1 and all(f.key == nows[0].key for f in bases):
        yield from ((head, nows[0], base) for head, base in zip(rest, bases, strict=True))


def _is_plain(frame: Frame) -> bool:
    """A level; a small number in words, as in 两项指标, is none."""
    return frame.is_level and ways.may(frame) and frame.key[0] != Dimension.DURATION and (
        frame.value > _NEAR or frame.step < 1) and not cues.moves(frame)


def _are_past(scene: Scene, bases: Sequence[Frame]) -> bool:
    """The first of them is set against what stands before, and the others follow it in a list."""
    first = bases[0]
    against = ways.is_before(first) or _AGAINST.search(scene.before(first, 30))
    return bool(against) and all(_LISTED.match(scene.between(a, b)) for a, b in pairwise(bases))


def _told_again(scene: Scene, number: int) -> Iterator[Three]:
    """"71.4%, up 5.2 points, and 58.3%, down 2.4. ... 上年同期分别是66.2%和60.7%": what they were before, in turn."""
    sentence = scene.sentences[number]
    if number == 0 or len(sentence) < 2 or not _PAST_OPENS.search(scene.before(sentence[0])) or not (
            _RESPECTIVELY.search(scene.before(sentence[0]) + sentence[-1].tail)):
        return
    before = scene.sentences[number - 1]
    heads = [f for f in before if _is_head(f) and (now := scene.right_before(f)) is not None and _is_level(now, f)]
    bases = [f for f in sentence if heads and _is_level(f, heads[0])]
    if len(bases) == len(sentence) == len(heads) and all(
            _LISTED.match(scene.between(a, b)) for a, b in pairwise(bases)):
        for head, base in zip(heads, bases, strict=True):
            now = scene.right_before(head)
            if now is not None and _is_level(base, head):
                yield head, now, base


def _told_twice(scene: Scene) -> Iterator[Three]:
    """净利润7.25亿元，增长16% in one place, 净利润7.25亿元，上年同期6.25亿元 in another: of one amount."""
    pairs = [(now, before) for sentence in scene.sentences for now, before in pairwise(sentence)
             if now.at + 1 == before.at and _is_plain(now) and _is_plain(before) and one_kind(now, before)
             and not ways.is_before(now) and _LAST_YEAR.search(scene.between(now, before))]
    for head in (f for f in scene.frames if pairs and f.is_percent and _is_head(f)):
        now = scene.right_before(head)
        if now is None or not _is_plain(now) or len(f"{now.value:.9g}".replace(".", "").strip("0")) < _SURE or (
                _OTHER_BASE.search(head.lead) or _NOMINAL.search(scene.before(now))):
            continue
        own = any(f.at in (head.at + 1, now.at - 1) and ways.is_before(f) for f in scene.sentences[head.sentence])
        twins = [pair for pair in pairs if pair[0].value == now.value and pair[0].step == now.step
                 and pair[0].key == now.key and pair[0].at != now.at]
        if len(twins) == 1 and not own:
            yield head, *twins[0]


def _apart(scene: Scene, number: int) -> Iterator[Three]:
    """66.8%，户籍49.2%，两者相差17.6个百分点: the last two that are of now."""
    for head in scene.sentences[number]:
        if head.key[0] != Dimension.POINTS or not head.is_bounded or not _APART.search(head.lead):
            continue
        earlier = [f for f in scene.earlier(head, _NEAR + 1) if _is_level(f, head) and not ways.is_before(f)
                   and not _PAST_OPENS.search(_clause(f)) and head.sentence - f.sentence < 2]
        if len(earlier) > 1 and earlier[-1].at == head.at - 1:
            yield head, earlier[-1], earlier[-2]


def _named(scene: Scene, held: Held) -> Iterator[Claim]:
    """不良贷款率1.32%，比年初下降0.15个百分点；……年初不良贷款率为1.47%: what it was stands by its name elsewhere."""
    heads = [(f, now, name) for f in scene.frames if _is_head(f) and f.at not in held.fast
             and (now := scene.right_before(f)) is not None and _is_level(now, f) and (name := _name(now))]
    for base in scene.frames if heads else ():
        past = _PAST_OPENS.search(_clause(base) if base.chinese else scene.before(base) + _ENDS.split(base.tail)[0])
        name = _name(base) if past else ""
        likely = [(head, now) for head, now, other in heads
                  if len(name) >= _SUFFIX and _are_one(name, other) and _is_level(base, head)
                  and abs(base.sentence - head.sentence) <= _SENTENCES
                  and base.at not in (head.at, now.at) and base.at not in held.bases]
        if len(likely) == 1:
            yield from _claim(*likely[0], base)


def _name(frame: Frame) -> str:
    """不良贷款率 of 年初不良贷款率为1.47%, "vacancy rate" of "the vacancy rate had stood at 4.2 percent"."""
    if not frame.chinese:
        found = _NAME.findall(frame.lead)
        return found[-1].lower() if found else ""
    said = _NAME_ZH.search(_clause(frame))
    return _FILL_ZH.sub("", said[0]) if said else ""


def _are_one(name: str, other: str) -> bool:
    return name == other if name.isascii() else name[-_SUFFIX:] == other[-_SUFFIX:]


def _lifted(sentence: Sequence[Frame]) -> Iterator[Claim]:
    """"A net 2,730 people joined, lifting membership to 148,260 from 145,530": who came is what lies between."""
    for now, before in pairwise(sentence):
        if not (_LIFTING.search(now.lead) and _FROM.search(before.lead) and now.key == before.key):
            continue
        earlier = [f for f in sentence if f.at < now.at and f.key == now.key and f.value < now.value]
        if len(earlier) != 1 or earlier[0].at != now.at - 1 or not earlier[0].is_bounded or earlier[0].value <= 0:
            continue
        change, made = earlier[0], abs(now.value - before.value)
        if not fits.difference(change, now, before) and 1 / _CLOSE < change.value / max(made, 1e-9) < _CLOSE and (
                1 / _FAR < now.value / before.value < _FAR):
            members = (("change", change.at), ("now", now.at), ("before", before.at))
            yield Claim(change.at, Tie(Relation.CHANGE, members), False)


def _headline(scene: Scene) -> Iterator[Claim]:
    """"Library loans fall 8.5%", and below it 1.72 million, against 1.88 million: the first two levels are its own."""
    if len(scene.sentences) < 2 or scene.sentences[1][0].paragraph == scene.sentences[0][0].paragraph:
        return
    title, opening = scene.sentences[0], scene.sentences[1]
    heads = [f for f in title if _is_head(f) and f.is_percent]
    pairs = [(a, b) for a, b in pairwise(opening) if _is_plain(a) and _is_plain(b) and one_kind(a, b)
             and a.at + 1 == b.at and not ways.is_before(a) and (ways.is_before(b) or _AGAINST.search(b.lead))]
    if len(heads) == 1 == len(pairs) and len(title) == 1 and not any(f.is_percent for f in opening):
        (now, before), head = pairs[0], heads[0]
        way = cues.way(head)
        made = (now.value / before.value - 1) * 100
        if way and made * way > 0 and 1 / _SAME < head.value / abs(made) < _SAME:
            yield from _claim(head, now, before)
