"""A sentence in the stretches that speak of one thing each, and whether two numbers may be of one kind."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_PARTED = re.compile(r"[；;。\n]|(?<![.\s][a-z])\.\s|(?:, |\s)(?:while|whereas|but)\b|，(?:而|但|不过)", re.IGNORECASE)
_LONGEST = 24  # numbers of a stretch that are looked at


class Segment(Struct, frozen=True):
    """`said`: the words from the end of the stretch before to the beginning of the one behind."""

    frames: tuple[Frame, ...]
    said: str
    sentence: int


def segments(scene: Scene, number: int) -> Iterator[Segment]:
    """The stretches of one sentence, between its semicolons and turns."""
    frames = scene.sentences[number]
    run: list[Frame] = []
    for frame in frames[: 2 * _LONGEST]:
        if run and _PARTED.search(scene.between(run[-1], frame)):
            yield _segment(scene, run, number)
            run = []
        run.append(frame)
    if run:
        yield _segment(scene, run, number)


def whole(scene: Scene, number: int) -> Segment:
    """A sentence as one stretch."""
    return _segment(scene, scene.sentences[number][:_LONGEST], number)


def _segment(scene: Scene, run: Sequence[Frame], number: int) -> Segment:
    first, last = run[0], run[-1]
    start = max(scene.starts[number], first.start - len(first.lead))
    return Segment(tuple(run[:_LONGEST]), scene.text[start : last.end + len(last.tail)], number)


def is_plain(frame: Frame) -> bool:
    """A level, told with both its bounds, that is no change."""
    return frame.is_level and frame.low > 0 and frame.high < INFINITE and not cues.moves(frame)


def is_level(frame: Frame) -> bool:
    """A level or a rate that is no change; its words may make it a bound."""
    moves = frame.comparison is Comparison.EQUAL and cues.moves(frame)
    return (frame.is_level or frame.is_percent) and frame.value > 0 and not moves


def one_kind(a: Frame, b: Frame) -> bool:
    """Of one unit and, as far as they are named, of one noun; a bare number takes the unit that was told before."""
    if a.at == b.at:
        return False
    if a.key != b.key:
        return _is_bare(a) != _is_bare(b) and not a.chinese and Dimension.DURATION not in (a.key[0], b.key[0])
    return a.word == b.word or not a.word or not b.word


def same_thing(a: Frame, b: Frame) -> bool:
    """One kind, and a noun or unit that says so."""
    return one_kind(a, b) and (bool(a.key[1]) or a.word == b.word)


def _is_bare(frame: Frame) -> bool:
    return frame.key == (Dimension.COUNT, "") and not frame.word


def is_turned(made: float, said: float) -> bool:
    """The same digits in another order, or a power of ten between the two."""
    if made <= 0 or said <= 0:
        return False
    a, b = (f"{value:.6g}".replace(".", "").strip("0") for value in (made, said))
    return len(a) > 1 and sorted(a) == sorted(b)


def is_slip(made: float, said: float) -> bool:
    """Two digits that changed places, one wrong digit or a power of ten: what a slip makes of a number."""
    if made <= 0 or said <= 0:
        return False
    if any(abs(made / said / ten - 1) < _CLOSE for ten in (0.001, 0.01, 0.1, 10, 100, 1000)):
        return True
    a, b = (f"{value:.6g}".replace(".", "").strip("0") for value in (made, said))
    a, b = a.ljust(len(b), "0"), b.ljust(len(a), "0")
    return len(a) > 1 and (sorted(a) == sorted(b) or sum(x != y for x, y in zip(a, b, strict=True)) == 1)


_CLOSE = 0.004
