"""Classes by size, age or length, each with its number: those that join without a gap make the one that spans them.

"318 farms keep up to 20 cows, 145 keep 21 to 50, and 67 more than 50: 530 in all"; 60岁及以上15.8万人，65岁及以上
11.2万人. A class inside another has no more than it; and where the text says that nobody is in two classes, none
begins before the one below it ends.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Reading, Relation, Tie
from banyan.packs.figures.laws.class_bounds import ABOVE, APART, BELOW, RATES, Class, found, join
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

Valued = tuple[Class, Frame]    # a class, and the number that is told of it
_BACK, _ON = 2, 2               # sentences or lines before and behind the classes, in which their whole stands
_REACH = 70                     # characters from a class to its number
_LINES = 12                     # lines of one list of classes
_NEAR = (0.3, 3.5)              # of the whole, what its classes make where one number is wrong
_CLAUSE = re.compile(r"[,，;；]")
_CLOSE = (0.8, 1.4)             # the same of a number that no word calls the whole
# of the row before
_IN_TURN = re.compile(r"分别[占为是有][^，。；\d]{0,6}$|\brespectively\b[^,.;\d]{0,12}$", re.IGNORECASE)
_OFTEN = 3                      # times that a text tells what it is about
_HUNDRED = (100.0, 100.0)
_FAR = 65.0                     # percent, below which classes are no shares of one whole
_REFUTED = (Relation.SUBSET, Relation.CHANGE, Relation.GROWTH, Relation.SHARE, Relation.BREAKDOWN)


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    told: set[tuple[int, ...]] = set()
    topics = _topics(scene)
    for first, last in _blocks(scene):
        start, frames = scene.starts[first], [f for n in range(first, last + 1) for f in scene.sentences[n]]
        classes = found(scene.text, start, frames[-1].end + 24)
        if len(classes) < 2:
            continue
        yield from _apart(scene, classes, frames, frames[-1].end)
        free = [f for f in frames if not any(c.start < f.end and f.start < c.end for c in classes)]
        for valued in _valued(scene, classes, free):
            around = [f for n in range(max(0, first - _BACK), min(last + _ON + 1, len(scene.sentences)))
                      for f in scene.sentences[n] if f in free or not first <= n <= last]
            for claim in (*_partitions(valued, around, topics), *_nested(scene, valued)):
                members = tuple(sorted(i for _, i in claim.tie.members))
                if members not in told:
                    told.add(members)
                    yield claim


def refuted(scene: Scene, reading: Reading) -> Reading:
    """Without what is claimed of the bounds of classes, and of two classes of which neither is in the other."""
    bounds, classed = set[int](), dict[int, Class]()
    for first, last in _blocks(scene):
        frames = [f for n in range(first, last + 1) for f in scene.sentences[n]]
        classes = found(scene.text, scene.starts[first], frames[-1].end + 24)
        if len(classes) > 1:
            inside = [f for f in frames if any(c.start < f.end and f.start < c.end for c in classes)]
            valued = [pair for some in _valued(scene, classes, [f for f in frames if f not in inside]) for pair in some]
            classed |= {f.at: c for c, f in valued}
            bounds |= {f.at for f in inside} if valued else set()
    sums = {(of["whole"], i) for tie in reading.ties if tie.relation is Relation.BREAKDOWN
            for of in [dict(tie.members)] if "whole" in of for name, i in tie.members if name == "part"}
    kept = tuple(tie for tie in reading.ties if not _is_of_bounds(tie, bounds, classed) and not (
        tie.relation is Relation.SUBSET and (tie.members[-1][1], tie.members[0][1]) in sums))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _is_of_bounds(tie: Tie, bounds: Set[int], classed: dict[int, Class]) -> bool:
    if tie.relation not in _REFUTED:
        return False
    members = [i for _, i in tie.members]
    if bounds & set(members):
        return True
    of = [classed[i] for i in members if i in classed]
    return tie.relation is Relation.SUBSET and len(of) == len(members) == 2 and not of[1].inside(of[0])


def _blocks(scene: Scene) -> Iterator[tuple[int, int]]:
    """From sentence to sentence: those of one paragraph, and lines that follow each other."""
    first = 0
    for n in range(1, len(scene.sentences) + 1):
        ends = n == len(scene.sentences)
        step = 0 if ends else scene.sentences[n][0].paragraph - scene.sentences[n - 1][-1].paragraph
        short = not ends and len(scene.sentences[n]) <= 3 and len(scene.sentences[n - 1]) <= 3
        if ends or step > 1 or (step == 1 and not short) or n - first > _LINES:
            yield first, n - 1
            first = n


def _valued(scene: Scene, classes: Sequence[Class], free: Sequence[Frame]) -> Iterator[list[Valued]]:
    """The numbers of the classes, for each kind of them: all behind their class, or all before it."""
    may = [f for f in free if (f.is_level or f.is_percent) and f.comparison is Comparison.EQUAL
           and f.low > 0 and f.high < INFINITE and not _is_past(f)
           and not _IN_TURN.search(f.lead)
           and (not cues.moves(f) or any(0 <= c.start - f.end < 2 for c in classes))]      # "67 more than 50"
    kinds = dict.fromkeys((f.key, f.word if f.chinese else "") for f in may)
    for key, word in kinds:
        some = [f for f in may if f.key == key and (not word or not f.word or f.word == word)]
        readings = [_paired(scene, classes, some, sides) for sides in ((1,), (-1,), (1, -1))]
        best = max(readings, key=lambda pairs: (len(pairs), -sum(_way(c, f) for c, f in pairs)))
        if len(best) > 1:
            yield best


def _paired(scene: Scene, classes: Sequence[Class], frames: Sequence[Frame], sides: Sequence[int]) -> list[Valued]:
    """Each class with the number nearest to it that no other has; `sides`: behind it, before it, or either."""
    pairs: list[Valued] = []
    for n, one in enumerate(classes):
        if scene.text[one.start - 1:one.start] == "占":
            continue            # 占65岁及以上老人的8.0%: of them, and not they
        low = classes[n - 1].end if n else 0
        high = classes[n + 1].start if n + 1 < len(classes) else len(scene.text)
        near = [f for f in frames if 1 in sides and one.end <= f.start < high][:1]
        near += [f for f in frames if -1 in sides and low <= f.start and f.end <= one.start][-1:]
        taken = [f for _, f in pairs]
        near = [f for f in near if _way(one, f) < _REACH and not _ends(scene, one, f) and f not in taken]
        pairs += [(one, min(near, key=lambda f: _way(one, f)))] if near else []
    return pairs


def _ends(scene: Scene, one: Class, frame: Frame) -> bool:
    """A sentence or a semicolon ends between the two."""
    said = scene.text[min(one.end, frame.end):max(one.start, frame.start)]
    return any(mark in said for mark in ("。", "；", ";", ". ", "\n"))


def _way(one: Class, frame: Frame) -> int:
    return max(frame.start - one.end, one.start - frame.end)


def _partitions(valued: Sequence[Valued], around: Sequence[Frame], topics: Sequence[Frame]) -> Iterator[Claim]:
    """Classes that join without a gap: they make 100 percent, the class that spans them, or the whole beside them."""
    for run in _runs(valued):
        span = run[0][0].low, run[-1][0].high
        parts = [f for _, f in run]
        spans = [f for c, f in valued if (c.low, c.high) == span and f not in parts]
        first, last = min(f.at for f in parts), max(f.at for f in parts)
        if any(first < f.at < last and f.key == parts[0].key and f.word == parts[0].word and f not in parts + spans
               for f in around):
            continue            # a class between them that wasn't understood
        is_all = span[1] == INFINITE and (span[0] == -INFINITE or len(run) > 2)
        if spans:
            yield _sum(spans[0], parts)
        elif parts[0].is_percent and is_all and not any(RATES.search(f.lead + f.tail) for f in parts):
            members = tuple(("part", f.at) for f in sorted(parts, key=_place))
            if _FAR < sum(f.value for f in parts) < 1e4 / _FAR:
                yield Claim(parts[0].at, Tie(Relation.BREAKDOWN, members), fits.meets(fits.total(parts), _HUNDRED))
        elif is_all:
            yield from _whole(parts, around, topics)


def _runs(valued: Sequence[Valued]) -> Iterator[list[Valued]]:
    """Two or more, each beginning where another ends."""
    ordered = sorted(valued, key=lambda pair: (pair[0].low, pair[0].high))
    for n, pair in enumerate(ordered):
        if any(join(other, pair[0]) for other, _ in ordered):
            continue
        run = [pair]
        while following := [p for p in ordered[n:] if join(run[-1][0], p[0])]:
            run.append(following[0])
        if len(run) > 1 and len({f.at for _, f in run}) == len(run):
            yield run


def _topics(scene: Scene) -> list[Frame]:
    """What the whole text is about: the first telling of each count that it tells again and again."""
    told = Counter((f.key, f.word, f.value) for f in scene.frames)
    first = {(f.key, f.word, f.value): f for f in reversed(scene.frames)}
    return [first[name] for name, often in told.items() if often >= _OFTEN and first[name].word]


def _whole(parts: Sequence[Frame], around: Sequence[Frame], topics: Sequence[Frame]) -> Iterator[Claim]:
    """The number of their kind that they make; else the one that is called the total, or that stands before them, or
    that the text is about.
    """
    first, last = min(parts, key=_place), max(parts, key=_place)
    wholes = [f for f in around if f not in parts and (f.at < first.at or f.at > last.at)
              and _is_of(f, first) and not cues.moves(f) and not _is_past(f) and not cues.is_each(f)]
    made = sum(f.value for f in parts)
    fitting = [f for f in wholes if fits.sums(f, parts)]
    called = [f for f in wholes if cues.TOTAL.search(f.lead) or cues.TOTAL_BEHIND.match(f.tail) or ABOVE.search(f.lead)]
    before = [f for f in wholes if f.at < first.at and first.sentence - f.sentence < _BACK and f.value > last.value]
    likely = [f for f in (*fitting, *called) if _NEAR[0] < made / f.value < _NEAR[1]]
    likely += [f for f in reversed(before) if _CLOSE[0] < made / f.value < _CLOSE[1]]
    likely += [f for f in topics if _is_of(f, first) and f.at < first.at and _CLOSE[0] < made / f.value < _CLOSE[1]]
    if likely:
        yield _sum(likely[0], parts)


def _is_past(frame: Frame) -> bool:
    """Told to be so in its own clause: of all "let last year" the classes are as well."""
    return bool(cues.PAST.search(_CLAUSE.split(frame.lead)[-1]))


def _is_of(whole: Frame, part: Frame) -> bool:
    """Of the kind of its classes, where English may name both otherwise."""
    if whole.chinese or whole.key[0] != Dimension.COUNT:
        return one_kind(whole, part) and whole.key == part.key
    return whole.key == part.key


def _sum(whole: Frame, parts: Sequence[Frame]) -> Claim:
    members = (("whole", whole.at), *(("part", f.at) for f in sorted(parts, key=_place)))
    return Claim(whole.at, Tie(Relation.BREAKDOWN, members, "stated"), fits.sums(whole, parts))


def _place(frame: Frame) -> int:
    return frame.at


def _nested(scene: Scene, valued: Sequence[Valued]) -> Iterator[Claim]:
    """Of those of 60 and over those of 65 and over are a part; and of those below 10 those below 5."""
    for n, (inner, part) in enumerate(valued):
        for k, (outer, whole) in enumerate(valued):
            sides = (inner.low == outer.low == -INFINITE) or (inner.high == outer.high == INFINITE)
            between = scene.between(*_in_order(part, whole))
            if n != k and sides and inner.inside(outer) and inner.unit == outer.unit and part.low > whole.high and (
                    abs(part.sentence - whole.sentence) < _BACK and not BELOW.search(between)):
                yield Claim(whole.at, Tie(Relation.SUBSET, (("whole", whole.at), ("part", part.at)), "named"), False)


def _in_order(a: Frame, b: Frame) -> tuple[Frame, Frame]:
    return (a, b) if a.at < b.at else (b, a)


def _apart(scene: Scene, classes: Sequence[Class], frames: Sequence[Frame], end: int) -> Iterator[Claim]:
    """Nobody is in two classes, and each in one: each class begins where the one below it ends."""
    if len(classes) < 3 or not APART.search(scene.text, scene.starts[frames[0].sentence], end + 120):
        return
    for one, other in pairwise(classes):
        low, high = sorted((one, other), key=lambda c: (c.low, c.high))
        if low.high == INFINITE or high.low == -INFINITE or join(low, high):
            continue
        upper = [f for f in frames if low.start <= f.start and f.end <= low.end][-1:]
        lower = [f for f in frames if high.start <= f.start and f.end <= high.end][:1]
        if upper and lower and upper != lower:
            members = (("limit", lower[0].at), ("actual", upper[0].at))
            yield Claim(upper[0].at, Tie(Relation.LIMIT, members, "apart" if low.high > high.low else "joined"), False)
