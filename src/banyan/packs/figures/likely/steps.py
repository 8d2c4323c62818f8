"""How far apart two numbers of a text stand: numbers that are passed between them, stops, sentences, paragraphs."""

import re

from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations.frames import Frame, Scene

_STOP = re.compile(r"[；;]")
_SAME, _OTHER = 1.0, 0.4        # a number of the same kind that is passed, and any other
_SENTENCE, _MORE = 0.9, 0.5     # the first sentence's end, and each further one
_PARAGRAPH, _SEMICOLON = 1.2, 0.6
MOST_PASSED = 14


def steps(scene: Scene, a: Frame, b: Frame, but: frozenset[int] = frozenset()) -> float:
    """From one to the other, whichever stands first; `but`: numbers that are passed for nothing."""
    first, last = (a, b) if a.at < b.at else (b, a)
    passed = [f for f in scene.earlier(last, MOST_PASSED + 1) if f.at > first.at and f.at not in but]
    if len(passed) > MOST_PASSED:
        return float("inf")
    cost = sum(_SAME if f.key in (a.key, b.key) and is_plain(f) else _OTHER for f in passed)
    sentences = last.sentence - first.sentence
    if sentences:
        cost += _SENTENCE + _MORE * (sentences - 1)
    elif _STOP.search(scene.between(first, last)):
        cost += _SEMICOLON
    return cost + _PARAGRAPH * min(last.paragraph - first.paragraph, 2)
