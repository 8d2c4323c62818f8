"""Numbers that their words tie without a verb between them: a share of the pair before it, opposites, four quarters.

"called at 240 kitchens and found fault with 54 of them. The resulting rate, 22.5%"; 外地客占55%，本地客占45%; "64 women
and 73 men, a delegation of 137"; "half of its 96 members, 48 in all"; 前者为后者的3倍.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.likely.compounds import AS_MUCH
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

# The share of what the sentence before tells: "Their share is thus", "The resulting failure rate,"
_SHARE_OF_THAT = re.compile(
    r"^(?:the (?:resulting|corresponding)|that|this|their|its|the|or,? put differently, (?:the|a))"
    r"(?: (?!average|median)[a-z-]+){0,2}?"
    r" (?:rate|share|proportion|percentage)\b[^;.\d]{0,24}$", re.IGNORECASE)
_OF_THEM = re.compile(r"^ of (?:them|these|those)\b", re.IGNORECASE)
_OF_THE = re.compile(r"(?: [a-z-]+){0,2},? (?:out )?of (?:the|its|all|our|their|a total of)(?: [A-Za-z'’-]+){0,3} ")
_TAKES = re.compile(r"占|\b(?:account(?:s|ed|ing)? for|ma(?:de|kes?) up|represent(?:s|ed)?)\b|\bof the total\b")
_PAIRS = tuple(tuple(re.compile(words, re.IGNORECASE) for words in pair) for pair in (
    ("外地|外省|省外|市外", "本地|本省|省内|市内|本市"), ("男", "女"), ("城镇|城市|城区", "农村|乡村"),
    ("境外|国外|海外|外资", "境内|国内|内资"),
    ("线上|网上", "线下|实体"), ("首次", "再次|回头|老客"),
    (r"\b(?:men|males?|boys)\b", r"\b(?:women|females?|girls)\b"),
    (r"\b\d+ (?:and|or) (?:over|older|above)\b|\bover-\d+s\b", r"\bunder-\d+s\b|\b(?:under|below) \d+\b"),
    (r"\bdomestic\b", r"\b(?:foreign|international)\b"), (r"\burban\b", r"\brural\b"),
))
_UNDONE = re.compile(r"[，,；](?:另有|其余|余下的?|剩下的?|还有)$")
_UNDONE_BEHIND = re.compile(r"^[^，。；\d]{0,6}(?:尚未|未|没有?|不)")
_MOST = 140.0           # percent, beyond which the two are of different wholes
_TOGETHER = re.compile(
    r", (?:making )?(?:an?|the) (?:[a-z]+ ){0,2}?(?:delegation|team|squad|staff|workforce|crowd|group|class"
    r"|party|contingent|cohort|crew|total|field|panel|jury|council|board|intake) of $", re.IGNORECASE)
_SEXES = (re.compile(r"^ (?:women|girls|females|adults)\b"), re.compile(r"^ (?:men|boys|males|children)\b"))
_AND = re.compile(r"(?: [a-z]+){1,2} and ")
_THAT_IS = re.compile(r"(?: [a-z-]+){1,3}, (?P<is>or |that is,? |namely )?(?:some )?", re.IGNORECASE)
_IN_ALL = re.compile(r"^ (?:in all|altogether|in total|of them)\b")
_QUARTERS = tuple(re.compile(words, re.IGNORECASE) for words in (
    "(?:^|\n)(?:Q1|第?一季度|first quarter)[:：] ?$", "(?:^|\n)(?:Q2|第?二季度|second quarter)[:：] ?$",
    "(?:^|\n)(?:Q3|第?三季度|third quarter)[:：] ?$", "(?:^|\n)(?:Q4|第?四季度|fourth quarter)[:：] ?$",
    "(?:^|\n)(?:(?:full |whole )?year|annual total|全年)[:：] ?$"))
_FORMER = re.compile(r"前者[^，。；\d]{0,4}[是为][^，。；\d]{0,2}后者的$")
_FAR = 1.8              # times off, beyond which a share is of others


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        yield from _next_share(scene, number)
        for a, b in pairwise(sentence):
            yield from _opposites(scene, a, b)
        for a, b, c in zip(sentence, sentence[1:], sentence[2:], strict=False):
            yield from _sexes(scene, a, b, c)
            yield from _part_told(scene, a, b, c)
            yield from _former(a, b, c)
    for row in zip(*(scene.frames[n:] for n in range(len(_QUARTERS))), strict=False):
        yield from _year(row)


def _exact(*frames: Frame) -> bool:
    return all(f.comparison is Comparison.EQUAL and f.value > 0 and f.is_bounded for f in frames)


def _share(head: Frame, part: Frame, whole: Frame) -> Iterator[Claim]:
    off = part.value / whole.value * 100 / head.value
    if part.value <= whole.value and 1 / _FAR < off < _FAR and not fits.share(head, fits.span(part), fits.span(whole)):
        members = (("share", head.at), ("part", part.at), ("whole", whole.at))
        yield Claim(head.at, Tie(Relation.SHARE, members, AS_MUCH), False)     # the words leave no other part and whole


def _next_share(scene: Scene, number: int) -> Iterator[Claim]:
    head = scene.sentences[number][0]
    before = [f for f in scene.sentences[number - 1] if f.paragraph == head.paragraph] if number else []
    said = scene.text[scene.starts[number]:head.start].strip()
    if not head.is_percent or cues.is_past(head) or not _SHARE_OF_THAT.search(said):
        return
    pairs = [pair for pair in _linked(scene, before) if _exact(head, *pair)]
    if len(pairs) == 1:
        yield from _share(head, *pairs[0])


def _linked(scene: Scene, frames: Sequence[Frame]) -> Iterator[tuple[Frame, Frame]]:
    """(part, whole): "54 of them" of the only count before; "48,800 ha of its 384,000 ha"."""
    for n, frame in enumerate(frames):
        wholes = [f for f in frames[:n] if f.key[0] == frame.key[0] == Dimension.COUNT]
        if _OF_THEM.match(frame.tail) and len(wholes) == 1:
            yield frame, wholes[0]
        if n and one_kind(frames[n - 1], frame) and _OF_THE.fullmatch(scene.between(frames[n - 1], frame)):
            yield frames[n - 1], frame


def _opposites(scene: Scene, a: Frame, b: Frame) -> Iterator[Claim]:
    """Two that make one whole are together no more than all of it."""
    if not (a.is_percent and b.is_percent and _exact(a, b)) or cues.moves(a) or cues.moves(b):
        return
    said, between = scene.before(a, 50), scene.between(a, b)
    if not _TAKES.search(said) or re.search(r"[。；;]|\.\s", between) or not 100 < a.low + b.low < _MOST:
        return
    behind = between + b.tail
    named = any((x.search(said) and y.search(behind)) or (y.search(said) and x.search(behind)) for x, y in _PAIRS)
    undone = _UNDONE.search(between) and _UNDONE_BEHIND.match(b.tail)
    if undone or (named and _TAKES.search(behind)):
        yield Claim(b.at, Tie(Relation.BREAKDOWN, (("part", a.at), ("part", b.at))), False)


def _sexes(scene: Scene, a: Frame, b: Frame, whole: Frame) -> Iterator[Claim]:
    both = any(x.match(a.tail) and y.match(b.tail) for x, y in (_SEXES, _SEXES[::-1]))
    if both and _exact(a, b, whole) and _AND.fullmatch(scene.between(a, b)) and _TOGETHER.search(
            scene.before(whole, 60)) and not fits.sums(whole, (a, b)):
        members = (("whole", whole.at), ("part", a.at), ("part", b.at))
        yield Claim(whole.at, Tie(Relation.BREAKDOWN, members), False)


def _part_told(scene: Scene, head: Frame, whole: Frame, part: Frame) -> Iterator[Claim]:
    told = _THAT_IS.fullmatch(scene.between(whole, part))
    if (head.is_percent and whole.key[0] == part.key[0] == Dimension.COUNT and _exact(whole, part) and told
            and (told["is"] or _IN_ALL.match(part.tail)) and _OF_THE.fullmatch(scene.between(head, whole))):
        yield from _share(head, part, whole)


def _former(a: Frame, b: Frame, head: Frame) -> Iterator[Claim]:
    """18.6平方米，6.2平方米，前者为后者的3倍: the two right before it, and no other that fits by chance."""
    if head.key[0] == Dimension.TIMES and _FORMER.search(head.lead) and one_kind(a, b) and _exact(a, b, head) and (
            not fits.multiple(head, a, b, True)):
        members = (("growth", head.at), ("now", a.at), ("before", b.at))
        yield Claim(head.at, Tie(Relation.GROWTH, members, AS_MUCH), False)


def _year(row: Sequence[Frame]) -> Iterator[Claim]:
    """Four lines of quarters and the line of their year."""
    *parts, whole = row
    if all(words.search(f.lead) for words, f in zip(_QUARTERS, row, strict=True)) and _exact(*row) and (
            not fits.sums(whole, parts)) and whole.value > max(f.value for f in parts) and not whole.is_percent:
        members = (("whole", whole.at), *(("part", f.at) for f in parts))
        yield Claim(whole.at, Tie(Relation.BREAKDOWN, members), False)
