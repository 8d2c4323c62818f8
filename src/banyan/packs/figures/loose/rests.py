"""The rest of a whole, told in a sentence of its own; and a part told alone that is more than all."""

import re
from collections.abc import Iterator

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.sums import is_rest

_BACK = 2               # sentences in which the whole and its other part stand
_NEAR = (0.4, 2.5)      # of what is left, what the rest is when a number is wrong
_ALONE = re.compile(
    r"(?:单是|仅|光是)[^，。；\d]{0,14}就|一[项家地]就|\b(?:alone|by (?:itself|themselves))\b"
    r"|\b(?:biggest|largest|top|busiest) of (?:these|them|those)\b", re.IGNORECASE)  # fmt: skip


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    frames = {f.at: f for f in scene.frames}
    for frame in scene.frames:
        if is_plain(frame) and not cues.is_past(frame):
            if is_rest(frame) and frame.at not in held.summed:
                yield from _left(frames, held, frame)
            yield from _alone(scene, frame)


def _left(frames: dict[int, Frame], held: Held, rest: Frame) -> Iterator[Claim]:
    """"The majority, 85,560 or 93 percent, ... The other 6,440": what a share that holds leaves of its whole."""
    of_whole: dict[int, list[int]] = {}
    for part, whole in held.shares:
        of_whole.setdefault(whole, []).append(part)
    for whole, parts in sorted(of_whole.items(), reverse=True):
        total, near = frames[whole], [frames[p] for p in parts if 0 <= rest.sentence - frames[p].sentence <= _BACK]
        if len(parts) != 1 or not near or near[0].at > rest.at or not one_kind(near[0], rest):
            continue
        left = total.value - near[0].value
        if left <= 0 or fits.sums(total, [near[0], rest]):
            return
        if _NEAR[0] < rest.value / left < _NEAR[1] or is_slip(left, rest.value):
            members = (("whole", whole), ("part", near[0].at), ("part", rest.at))
            yield Claim(whole, Tie(Relation.BREAKDOWN, members), False)
            return


def _alone(scene: Scene, part: Frame) -> Iterator[Claim]:
    """"The 12 biggest of these rounds alone brought in 1.4 billion", where all brought 1.26."""
    said = f"{scene.before(part)}{part.tail[:16]}"
    if not _ALONE.search(said) or not part.sentence:
        return
    before = [f for n in range(max(0, part.sentence - _BACK), part.sentence) for f in scene.sentences[n]
              if f.paragraph == part.paragraph and is_plain(f) and f.key == part.key and f.key[1]]
    largest = max(before, key=lambda f: f.value, default=None)
    if largest is not None and largest.value < part.value < largest.value * _NEAR[1]:
        yield Claim(largest.at, Tie(Relation.SUBSET, (("whole", largest.at), ("part", part.at)), "named"), False)
