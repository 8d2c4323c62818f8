"""A percentage with a part beside it and a larger number of the part's kind near by: the pair that stands nearest.

Words that call a number the whole of another are without end, so the place decides: each pair has a price, the numbers,
stops and sentences between its members, less what the words say for it. Where a pair at about the lowest price fits,
nothing is wrong; where none does and the lowest is low, that pair is claimed.
"""

import re
from collections.abc import Iterator

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.likely.steps import steps
from banyan.packs.figures.loose.bounds import bound
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.loose.triads import is_elsewhere
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.bases import is_of_it, is_of_named
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.shares import STATED, are_siblings
from banyan.packs.figures.relations.sums import is_rest
from banyan.packs.figures.relations.thousands import is_permille

_DEAR = 3.4             # a pair at more than this is none
_ABOUT = 1.3            # a pair that fits within so much of the lowest price explains the share
_BACK = 30              # numbers before, among which the whole stands
_CUED, _UNCUED = -0.5, 0.9
_NAMED = -0.7           # the words name the whole
_OTHER_NOUN, _OTHER_TIME, _TOO_LARGE, _BEHIND = 1.0, 1.2, 0.7, 0.8
_SHARED = -1.0          # another share of the sentence is of this whole
_SIBLING = 0.5          # what the share right before it is of
_PASSED = 3             # numbers before the part, of which those of before are passed for nothing
_TOPIC = -0.4           # the first of its kind in its paragraph
_FAR = 8.0              # times off, beyond which the three are of different things
_CUE = re.compile(
    r"(?:占|比重|比例|份额|率|即|相当于|完成|[（(])[^，。；\d]{0,10}$"
    r"|\b(?:shares?|rate|percentage|proportion|or|that is|i\.e\.|account\w*|represent\w*|ma[dk]\w+ up|making|equal\w*"
    r"|equivalent|constitut\w*|corresponds?)\b[^,;.\d]{0,24}$|[(]$", re.IGNORECASE)
_CUE_BEHIND = re.compile(r"^ (?:share )?of\b|^[)）]", re.IGNORECASE)
_OF_IT = re.compile(r"^ (?:share )?of\b|^[^，。；]{0,3}的|^[)）]?[,，]? ?(?:of|from|out of)\b", re.IGNORECASE)
_AND = re.compile(r"(?: and |, and |, |和|、|及|与)(?:by )?")
_STOP = re.compile(r"[；;]")
_BRACKET = re.compile(r" ?[(（]")
_EDGE = re.compile(r"[（(]?(?:含|以[上下内]|及以[上下]|至)")       # 50万元以下的占63.5%
_LARGER = 1.6           # times the whole, which no part of a percentage below a hundred is
_SIGNED = re.compile(r"[+＋−–-]$")
_AMONG = re.compile(r"其中|当中|\b(?:of (?:these|those|them|which|whom|the)|among)\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"(?:增速|利率|税率|浓度|指数|同比|环比|平均|贡献|下调|上调|拉动)[^，。；\d]{0,8}$"
    r"|\bby (?:about |nearly |over )?$|\b(?:kept|held|limited|capped|confined) (?:down )?(?:to|at|below|under) $"
    r"|\b(?:interest|inflation|tax|growth|target\w*|average|contribut\w+|at least|discount)\b[^,;.\d]{0,24}$",
    re.IGNORECASE)
_FASTER = re.compile(     # "exports (84.2 billion) grew faster than imports (68.4 billion), at 9.5%"
    r"\b(?:faster|slower|more (?:slowly|quickly|strongly)) than\b[^;%]{0,60}, (?:at|by|with) $", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for head in scene.frames:
        if _is_head(scene, head):
            claim = _claim(scene, held, head)
            if claim is not None:
                yield claim


def _is_head(scene: Scene, frame: Frame) -> bool:
    plain = frame.is_percent and frame.is_bounded and 0 < frame.value <= 120 and not is_permille(scene, frame)
    plain = plain and not _SIGNED.search(frame.lead) and not (
        _follows_growth(scene, frame) or _is_split(scene, frame))
    apart = cues.is_past(frame) or cues.is_yearly(frame) or _FASTER.search(scene.before(frame, 100))
    return plain and not (apart or cues.moves(frame) or _OTHERWISE.search(frame.lead))


def _is_split(scene: Scene, frame: Frame) -> bool:
    """ "Half by lot and half by risk": two shares of one thing, and none of what stands before."""
    said = scene.text[frame.start : frame.end].lower()
    return said.isalpha() and sum(
        scene.text[f.start : f.end].lower() == said for f in scene.sentences[frame.sentence]) > 1


def _follows_growth(scene: Scene, frame: Frame) -> bool:
    """ "Gained 12.6% and 7.4% respectively": the second is what the first is."""
    first = scene.right_before(frame)
    return first is not None and first.is_percent and bool(_AND.fullmatch(scene.between(first, frame))) and (
        cues.moves(first) or bool(_FASTER.search(scene.before(first, 100))))


def _claim(scene: Scene, held: Held, head: Frame) -> Claim | None:
    priced = sorted((price, part.at, whole.at, part, whole) for price, part, whole in _pairs(scene, held, head))
    if not priced:
        return None
    lowest, _, _, part, whole = priced[0]
    likely = [(a, b) for price, _, _, a, b in priced if price <= lowest + _ABOUT]
    if lowest > _DEAR or any(_fits(head, a, b) for a, b in likely):
        return None
    if head.at in held.fast or held.partners.get(head.at, frozenset()) >= {part.at, whole.at}:
        return None
    made = part.value / whole.value * 100
    elsewhere = is_elsewhere(scene, head, part, whole) or is_of_named(scene, head, part)
    if elsewhere or not 1 / _FAR < made / head.value < _FAR:
        return None
    return Claim(head.at, Tie(Relation.SHARE, (("share", head.at), ("part", part.at), ("whole", whole.at)), STATED),
                 False)


def _fits(head: Frame, part: Frame, whole: Frame) -> bool:
    """Or the larger of the two, which stands nearer, is the whole; or it is the share of the rest, or of both, or a
    growth.
    """
    if fits.growth(head, part, whole) or fits.growth(head, whole, part):
        return True
    turned = part.value > whole.value and fits.share(head, fits.span(whole), fits.span(part))
    both = whole.at == head.at - 1 and part.at == head.at + 1 and fits.share(
        head, fits.span(whole), fits.total((part, whole)))
    return turned or both or fits.share(head, fits.span(part), fits.span(whole)) or _leaves(head, part, whole)


def _leaves(head: Frame, part: Frame, whole: Frame) -> bool:
    """Or it is the share of what the part leaves over."""
    left = (max(whole.low - part.high, 0.0), whole.high - part.low)
    return fits.share(head, left, fits.span(whole))


def _pairs(scene: Scene, held: Held, head: Frame) -> Iterator[tuple[float, Frame, Frame]]:
    here = [f for f in scene.sentences[head.sentence] if _may_be_part(f) and abs(f.at - head.at) <= 2]
    here = [f for f in here if f.at == head.at + 1 and _BRACKET.fullmatch(head.tail)] or here   # "Bright 35% (8,610)"
    cue = _CUE.search(head.lead) or _CUE_BEHIND.match(head.tail)
    for part in here:
        own = steps(scene, head, part) + (_CUED if cue else _UNCUED) + (_BEHIND if part.at > head.at else 0.0)
        if is_of_it(head, part):
            continue
        if own > _DEAR or _STOP.search(scene.between(*sorted((part, head), key=lambda f: f.at))):
            continue
        near = [f for f in scene.earlier(head, _BACK) if is_plain(f) and one_kind(f, part)]
        behind = here if _OF_IT.match(head.tail) else ()
        near += [f for f in behind if f.at > head.at and f.at != part.at and one_kind(f, part)]
        for whole in near:
            beyond = head.value <= 100 and part.value > _LARGER * whole.value
            if not are_siblings(scene, head, part, whole) and not beyond and not is_rest(whole):
                yield own + _whole(scene, held, head, part, whole), part, whole


def _may_be_part(frame: Frame) -> bool:
    edge = bound(frame) or _EDGE.match(frame.tail)
    return is_plain(frame) and not edge and not cues.is_each(frame) and frame.key[0] != Dimension.DURATION


def _whole(scene: Scene, held: Held, head: Frame, part: Frame, whole: Frame) -> float:
    if part.at == head.at - 1 and (head.at - 3, whole.at) in held.shares and not cues.is_past(part):
        return _SIBLING         # "423.5, 41.8 %; 387.6, 28.3 %": the first's whole is the second's
    between = frozenset({part.at, head.at})
    if not cues.is_past(whole):         # 1.38亿吨，上年同期为1.30亿吨，其中外贸5727万吨
        between |= {f.at for f in scene.earlier(part, _PASSED) if cues.is_past(f) or cues.moves(f)}
    price = min(steps(scene, part, whole, between), steps(scene, head, whole, between))
    price += _OTHER_NOUN if part.word != whole.word or (part.noun and whole.noun and part.noun != whole.noun) else 0.0
    price += _OTHER_TIME if cues.is_past(whole) != cues.is_past(part) else 0.0
    price += _TOO_LARGE if part.value > whole.value and head.value <= 100 else 0.0
    first, last = sorted((part, whole), key=lambda f: f.at)
    if whole is first and _AMONG.search(scene.between(first, last)[-40:]):
        price += _NAMED
    if any(w == whole.at for _, w in held.shares):
        price += _SHARED
    if not any(f.key == whole.key and f.paragraph == whole.paragraph for f in scene.earlier(whole, 1)):
        price += _TOPIC
    return price
