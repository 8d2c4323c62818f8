"""What a number belongs to by its name: a share of the part that was named before, a group inside its number.

"Adults were 59 percent, children 28" speaks of the children of the sentence before; 国际航线中 of the 52 that are 国际.
A share that fits but for a power of ten tells that its part, or its whole, is a slip.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip, one_kind
from banyan.packs.figures.matching.kin import english
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.bases import ANY, base_name, is_called
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_CUT = re.compile(r"[,，;；:：。、()（）—–\n]|\band\b|\.\s", re.IGNORECASE)
_NO_NAME = re.compile(
    r"占(?:比)?|比重|约|近|为|是|达到?|了|其中|有|共|的|由|和|仅|多|超过?|增长|下降|其他|其余|比例|分别")
_NO_WORD = frozenset(english("were was made up for by about only another one accounted share percent others rest them"))
PLANNED = "planned"     # of a tie: its whole is a plan, whenever the number beside it was
_DONE = re.compile(r"(?:执行率|完成率|支出进度|到位率|完成进度)(?:为|达到?|约)?$")
_PLANNED = re.compile(r"(?:预算|计划|目标|任务|概算)[^，。；\d]{0,8}$")
_GROUP = re.compile(r"(?:^|[。；;\n])\s*([\u4e00-\u9fff]{2,8}?)(?:当中|之中|中|里)，")
_BACK, _NEAR = 16, 3        # numbers before, among which the part of a share stands, and its group
_EARLIER = 60               # numbers before, among which a whole is known by its name
_TENS = (0.0001, 0.001, 0.01, 0.1, 10.0, 100.0, 1000.0, 10000.0)
_CLOSE = 0.004
_TWICE = 2.0                # times its base, within which a level has grown from it by some percent
FROM = re.compile(r",? from (?:the |about |some )?(?:RMB ?|US ?|HK ?)?[$¥€£]?")
_TO = re.compile(r"^ to\b")
_DIGITS = 3                 # of a share, from which fitting but for a power of ten is no chance


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for head in scene.frames:
        bounded = head.is_bounded and head.comparison is Comparison.EQUAL
        if head.is_percent and bounded and head.at not in held.heads and not cues.moves(head) and head.value > 0:
            claim = _tenfold(scene, head) or _of_named(scene, held, head) or _of_plan(scene, held, head)
            if claim is not None:
                yield claim
    for head in scene.frames:
        if head.is_percent and cues.moves(head) and head.is_bounded and (claim := _grown(scene, head)) is not None:
            yield claim
    for sentence in scene.sentences:
        if sentence:
            yield from _in_group(scene, sentence[0])


def _share(head: Frame, part: Frame, whole: Frame) -> Claim:
    return Claim(head.at, Tie(Relation.SHARE, (("share", head.at), ("part", part.at), ("whole", whole.at))), False)


def _of_named(scene: Scene, held: Held, head: Frame) -> Claim | None:
    """The part with the same name in a sum that holds: of what the others' shares are shares."""
    name = _name(head)
    if not name:
        return None
    for whole, parts in reversed(held.sums):
        frames = [f for f in scene.earlier(head, _BACK) if f.at in parts or f.at == whole]
        of = next((f for f in frames if f.at == whole), None)
        part = _part(head, [f for f in frames if f.at in parts])
        if of is None or part is None:
            continue
        made = part.value / of.value * 100
        if fits.share(head, fits.span(part), fits.span(of)) or not 0.3 < made / head.value < 3:
            return None
        return _share(head, part, of) if is_slip(made, head.value) or _has_sister(scene, head, frames, of) else None
    return None


def _grown(scene: Scene, head: Frame) -> Claim | None:
    """"124.6 million by metro ... Metro ridership was up 10.3 percent from 110.0 million": the level of its name."""
    base = next((f for f in scene.sentences[head.sentence] if f.at == head.at + 1), None)
    if base is None or not is_plain(base) or not FROM.fullmatch(head.tail) or _TO.match(base.tail):
        return None
    near = [f for f in scene.earlier(head, _BACK) if is_plain(f) and f.key == base.key and not cues.is_past(f)
            and 1 / _TWICE < f.value / base.value < _TWICE]
    own = _name(head) | _clause(scene, head)
    named = [f for f in near if own & (_name(f) | _behind(f))]
    if len(named) != 1 or any(fits.growth(head, f, base, cues.way(head)) for f in near):
        return None
    members = (("growth", head.at), ("now", named[0].at), ("before", base.at))
    return Claim(head.at, Tie(Relation.GROWTH, members), False)


def _clause(scene: Scene, head: Frame) -> frozenset[str]:
    return frozenset(english(_CUT.split(scene.before(head))[-1])) - _NO_WORD if not head.chinese else frozenset()


def _part(head: Frame, parts: Sequence[Frame]) -> Frame | None:
    """The only one that has a word of its name."""
    found = [f for f in parts if _name(head) & (_name(f) | _behind(f))]
    return found[0] if len(found) == 1 else None


def _has_sister(scene: Scene, head: Frame, frames: Sequence[Frame], whole: Frame) -> bool:
    """Another share of its sentence is that of the part with its name."""
    sisters = [f for f in scene.sentences[head.sentence] if f.is_percent and f.at != head.at]
    pairs = [(f, _part(f, [p for p in frames if p.at != whole.at])) for f in sisters]
    return any(part is not None and fits.share(f, fits.span(part), fits.span(whole)) for f, part in pairs)


def _name(frame: Frame) -> frozenset[str]:
    """The words of its clause before it: the name of what it is of."""
    said = _CUT.split(frame.lead)[-1]
    if not frame.chinese:
        return frozenset(english(said)) - _NO_WORD
    found = _NO_NAME.sub("", said).strip()
    return frozenset([found]) if 1 < len(found) < 9 else frozenset()


def _behind(frame: Frame) -> frozenset[str]:
    """"71,200 by children"."""
    return frozenset(english(_CUT.split(frame.tail)[0])) - _NO_WORD if not frame.chinese else frozenset()


def _of_plan(scene: Scene, held: Held, head: Frame) -> Claim | None:
    """发放3.42亿元，…；全年预算安排6.80亿元，预算执行率50.3%: what its sentence began with, of what was planned."""
    whole = scene.right_before(head)
    if whole is None or head.at in held.fast or not (_DONE.search(head.lead) and _PLANNED.search(whole.lead)):
        return None
    parts = [f for f in scene.sentences[head.sentence] if f.at < whole.at and is_plain(f) and one_kind(f, whole)
             and not cues.is_past(f)]
    if not parts or not is_plain(whole) or any(fits.share(head, fits.span(f), fits.span(whole)) for f in parts):
        return None
    if not 0.3 < parts[0].value / whole.value * 100 / head.value < 3:
        return None
    members = (("share", head.at), ("part", parts[0].at), ("whole", whole.at))
    return Claim(head.at, Tie(Relation.SHARE, members, PLANNED), False)


def _tenfold(scene: Scene, head: Frame) -> Claim | None:
    """The part right before it would be that share of a number near by if one of the two were ten times as much."""
    if len(f"{head.value:.6g}".replace(".", "").strip("0")) < _DIGITS:
        return None
    before = [f for f in scene.earlier(head, 1) if f.sentence == head.sentence and is_plain(f)]
    wholes = [f for f in scene.earlier(head, _BACK // 2) if is_plain(f) and f.paragraph == head.paragraph]
    wholes = [*_called(scene, head), *wholes]
    for part in before:
        likely = [w for w in wholes if one_kind(part, w) and w.key[0] != Dimension.DURATION]
        if any(fits.share(head, fits.span(part), fits.span(w)) for w in likely):
            return None
        found = [w for w in likely for ten in _TENS
                 if abs(part.value * 100 / w.value / head.value / ten - 1) < max(_CLOSE, head.step / head.value)]
        if found:
            return _share(head, part, found[-1])
    return None


def _called(scene: Scene, head: Frame) -> list[Frame]:
    """"14.3 percent of revenue": what is called so further up, in any paragraph, the nearest last."""
    name = base_name(head)
    if not name or ANY.search(name):
        return []
    return [f for f in scene.earlier(head, _EARLIER)
            if is_plain(f) and not cues.is_past(f) and is_called(scene, f, name)]


def _in_group(scene: Scene, part: Frame) -> Iterator[Claim]:
    """国际航线中，…有57条: not more than the 52 of the sentence before that are 国际."""
    said = scene.text[max(0, scene.starts[part.sentence] - 1) : part.start]
    group = _GROUP.match(said) or _GROUP.search(said)
    if group is None or not is_plain(part) or cues.is_past(part):
        return
    for whole in reversed(scene.earlier(part, _NEAR)):
        label = _NO_NAME.sub("", _CUT.split(whole.lead)[-1]).strip()
        if len(label) > 1 and (group[1].startswith(label) or label.endswith(group[1])) and one_kind(whole, part):
            if is_plain(whole) and whole.value < part.value < 3 * whole.value:
                yield Claim(whole.at, Tie(Relation.SUBSET, (("whole", whole.at), ("part", part.at)), "named"), False)
            return
