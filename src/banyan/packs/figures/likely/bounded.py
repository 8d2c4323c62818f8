"""Bounds that a text's own numbers don't keep: with its parts behind it, in the headline, and nine in ten of.

What makes up "more than 400" adds to more; a headline's "nearly 3,000" is a total of the text; "over nine tenths" of
those whose number is told are as many as are told beside it.
"""

import re
from collections.abc import Iterator

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.loose.again import AGAIN
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_BOUNDS = frozenset({
    Comparison.ABOVE, Comparison.AT_LEAST, Comparison.BELOW, Comparison.AT_MOST, Comparison.NEARLY,
    Comparison.A_LITTLE_OVER,
})  # fmt: skip
_OPENS = re.compile(
    r"[:：(（—–]|其中|包括|分别|\b(?:of (?:which|whom|them|these|those)|made up of|namely|including|with|comprising)\b",
    re.IGNORECASE)
_LISTED = re.compile(r"[,，、;；(（)）]|\band\b|\bor\b|和|及|与", re.IGNORECASE)
_OF_THESE = re.compile(r"其中|当中|\b[Oo]f (?:these|those|them|which|whom|this|that)\b")
_OF_THE = re.compile(r" of (?:the |its |their |all |those |these |some |[a-z]{2,12}['’]s ){0,3}")
_NAMELY = re.compile(r"[,，:(（—–] ?(?:namely|that is|i\.e\.|or|即)?,? ?(?:about )?$")
_NOT_NAMELY = re.compile(r"[:：,，] ?$")          # "(last year: 358,400)": behind words of its own
_NEAR, _FAR = 0.75, 1.35    # times the bound, within which a sum or a total is meant by it
_POINTS = 15.0              # percentage points from the bound, within which a share is meant by it
_HEAD = 160                 # characters in which a headline ends
_BODY, _BACK = 14, 40       # numbers behind the headline, and before a share, that are looked at


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for frame in scene.frames:
        if frame.comparison not in _BOUNDS or cues.moves(frame) or frame.value <= 0:
            continue
        if frame.is_level:
            yield from _with_parts(scene, frame)
            if _is_headline(scene, frame):
                yield from _headline(scene, held, frame)
        elif frame.is_percent and frame.at not in held.heads:
            yield from _share(scene, held, frame)


def _with_parts(scene: Scene, bound: Frame) -> Iterator[Claim]:
    parts = _parts(scene, bound)
    made = fits.total(parts)
    if len(parts) < 2 or fits.meets(made, fits.span(bound)):
        return
    if _NEAR < made[0] / bound.value < _FAR:
        yield Claim(bound.at, Tie(Relation.BREAKDOWN, (("whole", bound.at), *(("part", f.at) for f in parts))), False)


def _parts(scene: Scene, bound: Frame) -> list[Frame]:
    """The numbers of its kind in a row behind it, opened as a list."""
    found: list[Frame] = []
    for frame in (f for f in scene.sentences[bound.sentence] if f.at > bound.at):
        gap = scene.between(found[-1] if found else bound, frame)
        listed = _LISTED.search(gap) if found else _OPENS.search(gap)
        if not (is_plain(frame) and one_kind(bound, frame) and listed) or frame.at != bound.at + len(found) + 1:
            break
        found.append(frame)
    return found if all(f.comparison is Comparison.EQUAL and f.value < bound.value for f in found) else []


def _is_headline(scene: Scene, frame: Frame) -> bool:
    """In the first lines, and its line ends without a stop."""
    line = scene.text[: scene.text.find("\n", frame.end)] if "\n" in scene.text[frame.end :] else ""
    return 0 < len(line) < _HEAD and not re.search(r"[。.!！?？]\s*$", line)


def _headline(scene: Scene, held: Held, bound: Frame) -> Iterator[Claim]:
    body = [f for f in scene.frames if f.paragraph > bound.paragraph][:_BODY]
    likely = [f for f in body if is_plain(f) and one_kind(bound, f) and not cues.is_past(f)
              and _NEAR < f.value / bound.value < _FAR]
    totals = [f for f in likely if any(f.at == whole for whole, _ in held.sums)]
    if totals and not any(fits.meets(fits.span(f), fits.span(bound)) for f in likely):
        members = (("first", bound.at), ("second", totals[0].at))
        yield Claim(totals[0].at, Tie(Relation.SAME, members, AGAIN), False)


def _share(scene: Scene, held: Held, head: Frame) -> Iterator[Claim]:
    """The number beside it, of a total that the text has told."""
    if not 1 < head.value < 100:
        return
    stated = _stated(scene, head)
    if stated is not None:
        yield from _claims(head, *stated)
        return
    beside = [f for f in scene.sentences[head.sentence] if abs(f.at - head.at) == 1 and is_plain(f)
              and f.comparison is Comparison.EQUAL and not cues.is_each(f)]
    if len(beside) != 1:
        return
    part = beside[0]
    wholes = [f for f in scene.earlier(head, _BACK) if f.at != part.at and is_plain(f) and one_kind(part, f)
              and f.value > part.value]
    if not wholes or any(fits.share(head, fits.span(part), fits.span(f)) for f in wholes):
        return
    near = [f for f in wholes if abs(part.value / f.value * 100 - head.value) < _POINTS]
    of_these = [f for f in near if f.at == part.at - 1 and _OF_THESE.search(scene.between(f, part))]
    totals = [f for f in near if any(f.at == whole for whole, _ in held.sums)]
    for whole in (of_these or totals)[-1:]:
        yield from _claims(head, part, whole)


def _stated(scene: Scene, head: Frame) -> tuple[Frame, Frame] | None:
    """"over 90 percent of the 412,000 homes, namely 358,400"."""
    behind = [f for f in scene.sentences[head.sentence] if head.at < f.at <= head.at + 2 and is_plain(f)]
    if len(behind) < 2 or not _OF_THE.fullmatch(scene.between(head, behind[0])):
        return None
    if not _NAMELY.search(behind[1].lead) or _NOT_NAMELY.search(behind[1].lead) or cues.is_past(behind[1]):
        return None
    whole, part = behind
    kind = part.key == whole.key and (one_kind(part, whole) or not part.word)
    return (part, whole) if kind and part.value < whole.value else None


def _claims(head: Frame, part: Frame, whole: Frame) -> Iterator[Claim]:
    members = (("share", head.at), ("part", part.at), ("whole", whole.at))
    if not fits.share(head, fits.span(part), fits.span(whole)):
        yield Claim(head.at, Tie(Relation.SHARE, members), False)
