"""One part right behind its whole that is larger than it: 94个，其中已经开工的104个; 全长8.46公里，已贯通8.64公里."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip, one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_AMONG = re.compile(r"其中|当中|[,;(.] ?(?:and )?(?:of (?:these|those|them|which|whom)|among them)\b", re.IGNORECASE)
_ALONE = re.compile(
    r"[仅光单][^，。；\d]{1,14}(?:就|一[座家项地个处区县])[^，。；\d]{0,6}$"
    r"|\b[a-z]+ alone (?:had|has|held|holds|took|made up|accounted for|was|were) [^,;.\d]{0,12}$", re.IGNORECASE)
_OF_WHICH = re.compile(r"^ (?:[a-z]+ )?of (?:which|these|those|them|whom)\b", re.IGNORECASE)
_ALL = re.compile(r"[全总共]|合计|\b(?:total|all|altogether|whole|full|entire|complete)\b|\blong\b", re.IGNORECASE)
_SO_FAR = re.compile(r"已|完成|贯通|建成|实际|\b(?:so far|already|complet\w+|finished|done|laid|built|now)\b",
                     re.IGNORECASE)
_AGAINST = re.compile(
    r"计划|目标|任务|预算|超|原|上年|去年|\b(?:plan\w*|target|budget\w*|exceed\w*|than|against|last year)\b",
    re.IGNORECASE)
_AMONG_THEM = re.compile(r"\bamong (?:them|these|whom) (?:some |about )?$", re.IGNORECASE)
_OF_THE = re.compile(r"^ of the (?:[a-z-]{3,20} ){1,2}([a-z]{3,20}s)\b(?! (?:from|in|at|of|with) [A-Z])")
_OF_THAT = re.compile(
    r"^ of (?:the|those|these) ([a-z]{4,20}s)(?: (?:on|in|from|under) (?:that|this|the same) [a-z]+| have\b| had\b)")
_FEW = 4                # numbers before, among which stand those "of the" which some are told
_NEAR = 3.0             # times the whole, beyond which they are of different things


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        yield from _of_which(scene, held, sentence)
        yield from _of_the(scene, sentence)
        yield from _of_that(scene, sentence)
        for whole, part in pairwise([f for f in sentence if not f.is_percent]):
            known = part.at in held.summed or any(whole.at in parts for _, parts in held.sums)
            if part.at - whole.at <= 2 and not known and _is_inside(scene, whole, part):
                members = (("whole", whole.at), ("part", part.at))
                yield Claim(whole.at, Tie(Relation.SUBSET, members, "named"), False)


def _of_which(scene: Scene, held: Held, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """"52,400 hectares of the fields, 57,900 of which by drip": a bare number is of the last one's unit."""
    for part in sentence:
        if not _OF_WHICH.match(part.tail) or not part.is_level or part.low <= 0 or part.at in held.fast:
            continue
        back = 0 if part.tail.startswith((" of which", " of whom")) else 1
        before = [f for f in scene.earlier(part, 2) if is_plain(f) and part.sentence - f.sentence <= back
                  and f.paragraph == part.paragraph and (one_kind(f, part) or part.key == (Dimension.COUNT, ""))]
        whole = before[-1] if before else None
        if whole is not None and whole.low <= whole.high < part.low < whole.value * _NEAR and not cues.is_past(whole):
            yield Claim(whole.at, Tie(Relation.SUBSET, (("whole", whole.at), ("part", part.at)), "named"), False)


def _of_the(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """"96 exhibitors from abroad ..., and 104 of the foreign exhibitors": of those that the sentence has counted."""
    for part in sentence:
        named = _OF_THE.match(part.tail)
        if named is None or not is_plain(part) or part.key != (Dimension.COUNT, ""):
            continue
        stem = named[1].lower()[:5]
        whole = next((f for f in reversed(scene.earlier(part, _FEW)) if f.sentence == part.sentence and is_plain(f)
                      and f.key == part.key and f.word[:5] == stem), None)
        if whole is not None and whole.high < part.low < whole.value * _NEAR and not cues.is_past(whole):
            yield Claim(whole.at, Tie(Relation.SUBSET, (("whole", whole.at), ("part", part.at)), "named"), False)


def _of_that(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """"A list of 214 communities. 227 of the communities on that list": the only ones that were counted before."""
    for part in sentence:
        named = _OF_THAT.match(part.tail)
        if named is None or not is_plain(part) or part.key != (Dimension.COUNT, ""):
            continue
        alike = [f for f in scene.earlier(part, _FEW) if part.sentence - f.sentence <= 1 and is_plain(f)
                 and f.key == part.key and re.match(rf" (?:[a-z]+ )?{named[1]}", f.tail)]
        if len(alike) == 1 and alike[0].high < part.low < alike[0].value * _NEAR:
            yield Claim(part.at, Tie(Relation.SUBSET, (("whole", alike[0].at), ("part", part.at)), "named"), False)


def _is_inside(scene: Scene, whole: Frame, part: Frame) -> bool:
    between = scene.between(whole, part)
    told = _AMONG_THEM.search(between) and whole.key == part.key == (Dimension.COUNT, "")
    if not (is_plain(whole) and is_plain(part) and (told or one_kind(whole, part))) or any(
            cues.is_past(f) or cues.is_each(f) for f in (whole, part)):
        return False
    if not whole.value < part.value < whole.value * _NEAR or _AGAINST.search(whole.lead[-12:] + between):
        return False
    if _AMONG.search(between) or _ALONE.search(between):
        return True
    told = _ALL.search(whole.lead[-8:]) and _SO_FAR.search(between) and whole.key[0] != Dimension.DURATION
    return bool(told) and is_slip(whole.value, part.value)
