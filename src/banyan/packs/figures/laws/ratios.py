""" "The ratio is 15 to 1", 杠杆率1比5.2: the larger of two numbers told before it is so many times the smaller."""

import re
from collections.abc import Iterator
from itertools import pairwise

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip
from banyan.packs.figures.relations import fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_TO = re.compile(r"^ ?(?:比|[:：∶]|to|for every) ?$", re.IGNORECASE)
_RATIO = re.compile(r"(?:比例?|率)(?:[^，。；\d]{0,4})$|\bratio\b[^,;.\d]{0,24}$", re.IGNORECASE)
_BACK = 1               # sentences before, in which the two numbers stand
_NEAR = 2.5             # times off, within which the ratio is of these two


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        for one, other in pairwise(sentence):
            if other.at != one.at + 1 or not _TO.match(scene.between(one, other)) or not _RATIO.search(one.lead):
                continue
            times = other if one.value == 1 else one if other.value == 1 else None
            before = [f for f in scene.around(number, _BACK)
                      if f.at < one.at and is_plain(f) and f.at not in held.summed]
            if times is not None and times.value > 1 and (pair := _two(before)) is not None:
                small, large = sorted(pair, key=lambda f: f.value)
                if _is_off(times, small, large):
                    members = (("each", times.at), ("count", small.at), ("amount", large.at))
                    yield Claim(times.at, Tie(Relation.PRODUCT, members), False)


def _two(before: list[Frame]) -> tuple[Frame, Frame] | None:
    """The only two of one unit, of the paragraph's last ones."""
    last = sorted(before, key=lambda f: f.at)[-2:]
    return (last[0], last[1]) if len(last) == 2 and last[0].key == last[1].key and (
        last[0].paragraph == last[1].paragraph) else None


def _is_off(times: Frame, small: Frame, large: Frame) -> bool:
    made = large.value / small.value
    near = 1 / _NEAR < times.value / made < _NEAR or is_slip(round(made, 1), times.value)
    return near and not fits.product(fits.span(times), fits.span(small), fits.span(large))
