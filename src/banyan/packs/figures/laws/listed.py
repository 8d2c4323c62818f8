"""So many things, each listed with its number, and the numbers make the whole: then so many are listed, and no more."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_FEW, _MANY = 3, 12     # things that a text lists one by one
_OPENS = re.compile(
    r"^[^，。；\d]{0,8}(?:分别[是为]|依次[是为]|包括|即)[：:]?[^，。；\d]{0,10}$|^ [a-z -]{2,24}: ?[^.;\d]{0,24}$",
    re.IGNORECASE)
_OTHERS = re.compile(r"其他|其余|等|\b(?:others?|rest|among|including|such as)\b", re.IGNORECASE)
_COLON = re.compile(r"[:：][^，。；,;.\d]{0,12}$")
_COMMA = re.compile(r" [a-z][a-z' -]{1,40}, |[^，。；、\d]{0,4}、[^，。；、\d]{1,12}", re.IGNORECASE)
_AND = re.compile(r" [a-z][a-z' -]{1,40},? and |[^，。；、\d]{0,4}[、和及][^，。；、\d]{1,12}", re.IGNORECASE)
_OF_THEM = re.compile(r"^ (?:of|others?|more|further)\b|^[^，。；]{0,4}兼", re.IGNORECASE)
_NOUN = 3               # characters of a name that each of the listed ends with


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    frames = {f.at: f for f in scene.frames}
    for _, members in held.sums:
        parts = [frames[i] for i in sorted(members) if i in frames]
        if not _FEW <= len(parts) <= _MANY or parts[-1].at - parts[0].at != len(parts) - 1 or (
                parts[0].sentence != parts[-1].sentence or _OTHERS.search(_said(scene, parts))):
            continue
        noun = _common([part.lead.rstrip("有为达 ") for part in parts]) if parts[0].chinese else ""
        for count in scene.around(parts[0].sentence, 1):
            if _is_count(count, parts) and count.value != len(parts) and _is_of(scene, count, parts[0], noun):
                yield Claim(count.at, Tie(Relation.LIST, (("count", count.at),), years=len(parts)), False)


def goes_on(scene: Scene, held: Held) -> Iterator[Claim]:
    """"18 stations: 13 underground, five elevated and two at street level": the whole is made before the list ends."""
    frames = {f.at: f for f in scene.frames}
    for index, members in held.sums:
        parts = [frames[i] for i in sorted(members) if i in frames]
        whole, last = frames.get(index), parts[-1] if parts else None
        further = frames.get(last.at + 1) if last is not None else None
        if whole is None or last is None or further is None or [f.at for f in parts] != list(
                range(whole.at + 1, further.at)) or further.sentence != whole.sentence:
            continue
        gaps = [scene.between(a, b) for a, b in pairwise((*parts, further))]
        listed = all(_AND.fullmatch(gap) for gap in gaps[-1:]) and all(_COMMA.fullmatch(gap) for gap in gaps[:-1])
        like = further.key == whole.key and (further.word == last.word or not whole.chinese) and is_plain(further)
        if listed and like and _COLON.search(parts[0].lead) and not _OF_THEM.match(further.tail):
            names = (("whole", whole.at), *(("part", f.at) for f in (*parts, further)))
            yield Claim(further.at, Tie(Relation.BREAKDOWN, names), False)


def _said(scene: Scene, parts: Sequence[Frame]) -> str:
    return scene.text[parts[0].start - len(parts[0].lead):parts[-1].end]


def _is_count(count: Frame, parts: Sequence[Frame]) -> bool:
    return (count.key[0] == Dimension.COUNT and count.comparison is Comparison.EQUAL and count.at < parts[0].at
            and 1 < count.value <= 2 * len(parts) and count.value == int(count.value))


def _is_of(scene: Scene, count: Frame, first: Frame, noun: str) -> bool:
    """The count is of what each is called, or the list follows it at once."""
    if noun and scene.text[count.end:count.end + 8].find(noun) in (0, 1):
        return True
    return first.at == count.at + 1 and bool(_OPENS.match(scene.between(count, first)))


def _common(leads: Sequence[str]) -> str:
    """What all of them end with; "" where that is a single character or none."""
    size = 0
    while size < _NOUN + 2 and all(len(lead) > size and lead[-size - 1] == leads[0][-size - 1] for lead in leads):
        size += 1
    return leads[0][-min(size, _NOUN):] if size > 1 else ""
