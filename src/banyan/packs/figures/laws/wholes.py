"""What a passage comes to: sums of unlike things, shares of shares, means outside their range, measures in order.

"86,300 novels, 41,750 children's books ... That is 140,950 loans"; four in ten answered, and 30 percent of those.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_MAKES = re.compile(
    r"(?:^|[，。；])[^，。；\d]{0,6}(?:合起来|加起来|总计|合计|共计|一共|合共|总值|总数|总共|三者|两者|四类|三项"
    r"|全部)[^，。；\d]{0,8}$"
    r"|(?:^|[.;,] ?)(?:that is|that makes|which makes|this makes|that made|making|together|in all|altogether"
    r"|all told|all in all|a total of|this adds up to"
    r"|these add up to|bringing the total to|so that [^,;.\d]{0,30} (?:now )?(?:counts?|has|numbers|have)"
    r"|which adds up to)(?: [a-z]+){0,3} ?(?:RMB |US)?[$¥€£]?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[,，、;；]|\band\b|和|及|与|[。.]")
_NOT = re.compile(
    r"其中|上年|去年|增|减|另|占|每|\b(?:of (?:which|whom|them|these)|last year|than|more|fewer|each|per|including"
    r"|after|from"
    r"|up|down|average)\b",
    re.IGNORECASE,
)
_OF_THOSE = re.compile(r"^ of (?:those|these|them|whom|which)\b", re.IGNORECASE)
_OF_THOSE_ZH = re.compile(
    r"(?:其中|当中|[生员户者人工厂校]里?中?(?:里|中|当中)|这些[^，。；\d]{1,6}(?:里|中)?)(?:又|再|还)?(?:有|的)?$"
)
_OF_NAME = re.compile(r"^ of (?:the|its|their|all) (?P<word>[a-z]{5,})\b", re.IGNORECASE)
_REST = re.compile(
    r"(?:还剩|剩余|剩下|尚余|还差|尚差|尚有|余下)[^，。；\d]{0,8}$|\b(?:leaving|leaves|remaining"
    r"|another)\b[^,;.\d]{0,16}$",
    re.IGNORECASE,
)
_REST_BEHIND = re.compile(
    r"^(?: [a-z]+){0,2} (?:remains?|(?:is|are) (?:still )?(?:left|missing|outstanding|to come)|left|to go|follow)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"已|完成|\b(?:so far|already|has|have|had|done|dug|built|laid|finished|completed|collected|raised|sold|spent)\b",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"^[^，。；\d]{0,10}(?:中|里|当中)[^，。；\d]{0,6}$|^(?: [a-z]+)? (?:out )?of (?:the |all )?$", re.IGNORECASE
)
_RESULT = re.compile(
    r"[:：]|即|也就是|就是|共|约|\b(?:that is|or|i\.e\.|which is|making|equal\w*|is|are)\b|, ?(?:RMB |US)?[$¥€£]?$",
    re.IGNORECASE,
)
_MEAN = re.compile(r"平均|均值|均价|中位|\b(?:average|averag\w+|mean|median)\b", re.IGNORECASE)
RANGE = re.compile(r"\d ?(?:[-–—~]|至|到|to|and) ?\d| (?:to|and) |至|到")
_FAR, _FAR_NESTED = 1.8, 12.0
_MEASURES = re.compile(
    r"^ ?(?:[a-z-]+ )?(?:measures|steps|points|goals|aims|tasks|priorities|reasons|rules|actions|pillars|conditions"
    r"|parts|stages|projects|proposals|demands|changes)\b",
    re.IGNORECASE,
)
_NTH = tuple(
    re.compile(rf"(?:^|[.;:,] |\band )(?:the )?{word}(?:ly)?\b(?:[,:]| (?:is|comes|a|an|the|to))", re.IGNORECASE)
    for word in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for frame in scene.frames:
        yield from _sum(scene, held, frame)
        yield from _nested(scene, frame)
        yield from _mean(scene, frame)
        yield from _measures(scene, frame)
        yield from _points(scene, frame)
        yield from _left(scene, frame)
        yield from _bounded(scene, frame)


def _points(scene: Scene, head: Frame) -> Iterator[Claim]:
    """58.3 percent, and 54.1 before: what rose by 4.2 percent rose by as many points."""
    if not head.is_percent or not cues.moves(head):
        return
    before = [
        f
        for f in scene.earlier(head, 2)
        if 0 < head.at - f.at <= 2 and f.paragraph == head.paragraph and head.sentence - f.sentence < 2
    ]
    if len(before) != 2 or not all(
        f.is_percent and not cues.moves(f) and f.comparison is Comparison.EQUAL for f in before
    ):
        return
    a, b = before
    now, old = (b, a) if cues.is_past(a) else (a, b)
    if not fits.difference(head, a, b) or any(fits.growth(head, x, y) for x, y in ((a, b), (b, a))):
        return
    members = (("growth", head.at), ("now", now.at), ("before", old.at))
    yield Claim(head.at, Tie(Relation.GROWTH, members), False)


def _sum(scene: Scene, held: Held, whole: Frame) -> Iterator[Claim]:
    """All numbers before it, up to the sentence before, where it is said to be what they come to."""
    if (
        not is_plain(whole)
        or whole.comparison is not Comparison.EQUAL
        or any(at == whole.at for at, _ in held.sums)
        or not _MAKES.search(scene.before(whole, 50))
    ):
        return
    here = [f for f in scene.sentences[whole.sentence] if f.at < whole.at]
    before = here or (list(scene.sentences[whole.sentence - 1]) if whole.sentence else [])
    parts = [f for f in before if f.paragraph == whole.paragraph and f.key == whole.key]
    mixed = len({f.at for f in parts}) < len([f for f in before if f.is_level and f.value > 1]) - 1
    if len(parts) < 2 or mixed or parts[-1].at - parts[0].at > len(parts) or whole.at - parts[-1].at > 1:
        return
    parts = [f for f in parts if not _counts_them(f, parts)]
    said = scene.text[parts[0].start : whole.start] if parts else ""
    if any(re.search(r"\d", scene.between(a, b)) for a, b in pairwise(parts)):
        return  # a number between them that nobody read
    plain = all(
        is_plain(f) and f.comparison is Comparison.EQUAL and not cues.is_past(f) and not cues.is_each(f) for f in parts
    )
    if (
        len(parts) < 2
        or not plain
        or _NOT.search(said)
        or max(f.value for f in parts) >= whole.value * _FAR
        or fits.sums(whole, parts)
    ):
        return
    total = sum(f.value for f in parts)
    if 1 / _FAR < total / whole.value < _FAR:
        yield Claim(
            whole.at, Tie(Relation.BREAKDOWN, (("whole", whole.at), *(("part", f.at) for f in parts)), "passage"), False
        )


def _counts_them(frame: Frame, parts: Sequence[Frame]) -> bool:
    """ "Three yards built ...": how many parts there are is none of them."""
    return frame.at == parts[0].at and frame.value == len(parts) - 1


def _nested(scene: Scene, part: Frame) -> Iterator[Claim]:
    """Of the whole so many percent, and of those again so many: the number behind is both taken of the whole."""
    if not is_plain(part) or not _RESULT.search(part.lead[-24:]):
        return
    near = [f for f in scene.around(part.sentence, 1) if f.at < part.at and f.paragraph == part.paragraph]
    near = sorted(near, key=lambda f: f.at)[-4:]
    inner = next((f for f in near if f.at == part.at - 1 and f.is_percent and not cues.moves(f)), None)
    if inner is None or not (_OF_THOSE.match(inner.tail) or _OF_THOSE_ZH.search(inner.lead) or _of_named(scene, inner)):
        return
    outer = [f for f in near if f.is_percent and f.at < inner.at and not cues.moves(f)]
    wholes = [f for f in near if is_plain(f) and f.key == part.key and f.at < inner.at and f.value > part.value]
    if (
        len(outer) != 1
        or len(wholes) != 1
        or abs(outer[0].at - wholes[0].at) != 1
        or outer[0].sentence != wholes[0].sentence
    ):
        return
    low, high, value = wholes[0].low, wholes[0].high, wholes[0].value
    for share in (outer[0], inner):
        low, high, value = low * share.low / 100, high * share.high / 100, value * share.value / 100
    exact = abs(value / part.value - 1) < 0.06
    if exact or not 1 / _FAR_NESTED < value / part.value < _FAR_NESTED or fits.meets((low, high), fits.span(part)):
        return
    members = (("each", wholes[0].at), ("count", outer[0].at), ("count", inner.at), ("amount", part.at))
    yield Claim(part.at, Tie(Relation.PRODUCT, members, RESTATED, factor=Decimal("0.0001")), False)


def _of_named(scene: Scene, inner: Frame) -> bool:
    """ "Exports make up 80 percent ..., and a quarter of the exports": of what its sentence has named."""
    hit = _OF_NAME.match(inner.tail)
    return hit is not None and hit["word"][:6].lower() in scene.before(inner, 160).lower()


def _left(scene: Scene, rest: Frame) -> Iterator[Claim]:
    """ "5.2 km long. The machine has dug 3.9 km; 1.3 km remain": what is left when the other is taken off."""
    if not is_plain(rest) or not (_REST.search(rest.lead) or _REST_BEHIND.match(rest.tail)):
        return
    near = [
        f
        for f in scene.around(rest.sentence, 1)
        if 0 < rest.at - f.at < 5
        and f.paragraph == rest.paragraph
        and is_plain(f)
        and f.key == rest.key
        and (not f.word or not rest.word or f.word == rest.word)
    ]
    if len(near) != 2 or any(cues.is_each(f) or cues.is_past(f) or f.comparison is not Comparison.EQUAL for f in near):
        return
    done, whole = sorted(near, key=lambda f: f.value)
    if fits.sums(whole, (done, rest)) or not _DONE.search(scene.before(done, 40) + done.tail[:24]):
        return
    if 1 / _FAR < (done.value + rest.value) / whole.value < _FAR:
        yield Claim(
            whole.at,
            Tie(Relation.BREAKDOWN, (("whole", whole.at), ("part", done.at), ("part", rest.at)), "left"),
            False,
        )


def _bounded(scene: Scene, head: Frame) -> Iterator[Claim]:
    """超过九成：1,500个小区中1,410个; "nearly two thirds, 652 out of 1,000": the two behind a share that is a bound."""
    if not head.is_percent or cues.moves(head) or head.comparison is Comparison.EQUAL:
        return
    behind = [
        f
        for f in scene.sentences[head.sentence]
        if 0 < f.at - head.at < 3 and is_plain(f) and f.key[0] == Dimension.COUNT
    ]
    if len(behind) != 2 or not _OUT_OF.search(scene.between(*behind)):
        return
    part, whole = sorted(behind, key=lambda f: f.value)
    if not fits.share(head, fits.span(part), fits.span(whole)):
        yield Claim(head.at, Tie(Relation.SHARE, (("share", head.at), ("part", part.at), ("whole", whole.at))), False)


def _mean(scene: Scene, span: Frame) -> Iterator[Claim]:
    """A mean lies within the range that is told beside it."""
    if not is_range(scene.text[span.start : span.end], span):
        return
    beside = [f for f in scene.around(span.sentence, 0, 1) if f.at == span.at + 1 and f.paragraph == span.paragraph]
    for mean in beside:
        low, high = span.value - span.step / 2, span.value + span.step / 2
        if (
            not _MEAN.search(mean.lead[-30:])
            or mean.key != span.key
            or is_range(scene.text[mean.start : mean.end], mean)
        ):
            continue
        label = LESS if mean.low > high else MORE if mean.high < low else ""
        if label:
            yield Claim(span.at, Tie(Relation.LIMIT, (("limit", span.at), ("actual", mean.at)), label), False)


def is_range(said: str, frame: Frame) -> bool:
    return bool(RANGE.search(said)) and frame.step > 0.02 * frame.value and frame.comparison is Comparison.EQUAL


def _measures(scene: Scene, count: Frame) -> Iterator[Claim]:
    """ "Six measures. First, ...; sixth, ...": so many as are numbered."""
    if count.key[0] != Dimension.COUNT or not 2 < count.value < 11 or count.chinese or not _MEASURES.match(count.tail):
        return
    behind = scene.text[count.end : count.end + 900]
    at, numbered = 0, 0
    for words in _NTH:
        hit = words.search(behind, at)
        if hit is None:
            break
        at, numbered = hit.end() - 2, numbered + 1
    if numbered > 2 and numbered != int(count.value):
        yield Claim(count.at, Tie(Relation.LIST, (("count", count.at),), years=numbered), False)
