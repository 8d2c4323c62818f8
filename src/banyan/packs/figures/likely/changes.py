"""A growth, a difference or points beside two levels of one kind of which one is of an earlier time: the nearest two.

Each pair has a price, as portions have. That one level is of before is told by its words, or by years of their own.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.likely.steps import steps
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_DEAR, _ABOUT = 3.2, 2.5
_NEAR = 5               # numbers to both sides, among which the levels stand
_OTHER_NOUN, _UNTOLD = 1.0, 1.0
_DUST = 1e-9            # of floats
_FAR = 4.0              # times off, beyond which the levels are of different things
_GREATEST = 300         # percent
_RELATIVE = (Dimension.PERCENT, Dimension.TIMES)
_SIGNED = re.compile(r"[+＋−–-]$")
# "86.4 million boxes, up 8.0%": nothing but the way it went stands between a level and its growth
_BESIDE = re.compile(
    r"[，,（( ]{1,2}(?:同比|年|环比|增|增长|上升|下降|增加|减少|增幅|降幅|提高|上涨|下跌|a rise of|up|down"
    r"|an increase of) ?")
_WHEN = re.compile(r"\bwhen\b|\bin (?:19|20)\d\d\b")        # "more than in 2024, when the share stood at"
_EACH_OWN = re.compile(r"(?:分别|依次)[^，。；\d]{0,8}$")
_BY = re.compile(r"\b(?:that is|i\.e\.|or|namely),? by $", re.IGNORECASE)
# "from 10 to 13 percent. «The increase of» three percent": points, however round the number
_THE_CHANGE = re.compile(r"\b(?:the|this|that) (?:[a-z]+ )?"
                         r"(?:increase|rise|hike|cut|reduction|drop|fall|gain|change) of $"
                         r"|(?:这|此)[^，。；\d]{0,6}(?:上调|下调|提高|降低|增加|减少)了?$", re.IGNORECASE)
_FROM_TO = re.compile(r"^ (?:[a-z ]{0,12})?to $|^[^，。；\d]{0,6}[到至为]$")
_NATURAL = re.compile(r"自然[^，。；\d]{0,4}率|\bnatural (?:increase|growth|decrease|change|decline)\b", re.IGNORECASE)
_REAL = re.compile(r"可比|不变价|\b(?:constant|comparable|real terms|in real|adjusted)\b", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        for head in sentence:
            real = _REAL.search(scene.before(head, 200) + head.tail)
            if _is_head(head) and head.at not in held.fast and not real:
                claim = _of_points(scene, head) or _claim(scene, held, head, _levels(scene, number, head))
                if claim is not None:
                    yield claim


def _is_head(frame: Frame) -> bool:
    if not (frame.is_bounded or (frame.is_percent and frame.low > 0)) or cues.is_yearly(frame) or frame.value <= 0:
        return False
    if frame.key[0] == Dimension.POINTS:
        return True
    moves = cues.moves(frame) or bool(_SIGNED.search(frame.lead) or _BY.search(frame.lead))
    return moves and (frame.key[0] in _RELATIVE or frame.is_level)


def _levels(scene: Scene, number: int, head: Frame) -> list[Frame]:
    """Of its own sentence and the one before, near by."""
    near = [f for n in (number - 1, number) if n >= 0 for f in scene.sentences[n]]
    near = [f for f in near if f.at != head.at and abs(f.at - head.at) <= _NEAR and f.paragraph == head.paragraph]
    if head.key[0] == Dimension.POINTS:
        return [f for f in near if f.is_percent and not cues.moves(f) and f.high < INFINITE]
    levels = [f for f in near if is_plain(f) and (head.key[0] in _RELATIVE or f.key == head.key)]
    rates = [f for f in near if f.is_percent and not cues.moves(f) and f.high < INFINITE and f.at < head.at]
    return rates if head.is_percent and not levels and len(rates) == 2 else levels


def _of_points(scene: Scene, head: Frame) -> Claim | None:
    """"94.6 percent were satisfied. August's figure was 92.1, so it improved by 2.5 percent": these are points.

    A natural increase is the difference of two rates by its name.
    """
    beside = [f for f in scene.sentences[head.sentence] if f.at == head.at + 1 and (
        cues.is_past(f) or _WHEN.search(scene.between(head, f)))]
    earlier = [f for f in scene.earlier(head, 3) if f.is_percent]
    near = [*scene.earlier(head, 1), *beside] if beside else earlier[-2:]
    rates = [f for f in near if f.is_percent and not cues.moves(f) and f.high < INFINITE
             and f.paragraph == head.paragraph and head.sentence - f.sentence <= 1]
    plainly = len(rates) == 2 and _THE_CHANGE.search(head.lead) and _FROM_TO.match(scene.between(*rates))
    if not head.is_percent or len(rates) != 2 or not (head.step < 1 or plainly) or _NATURAL.search(head.lead):
        return None
    before, now = sorted(rates, key=lambda f: f.value * (cues.way(head) or 1))
    if abs(abs(now.value - before.value) - head.value) > _DUST or fits.growth(head, now, before):
        return None
    return Claim(head.at, Tie(Relation.GROWTH, (("growth", head.at), ("now", now.at), ("before", before.at))), False)


def _claim(scene: Scene, held: Held, head: Frame, levels: Sequence[Frame]) -> Claim | None:
    priced = []
    for a, b in combinations(levels, 2):
        if _is_of_neighbour(scene, head, a, b) or _is_base_of_another(held, head, a, b) or _is_in_row(head, a, b):
            continue
        likely = one_kind(a, b) and head.sentence in (a.sentence, b.sentence) and not _is_far(head, a, b)
        price = _price(scene, head, a, b) if likely else None
        if price is not None:
            priced.append((price, a.at, b.at, a, b))
    if not priced:
        return None
    lowest, _, _, a, b = min(priced)
    if lowest > _DEAR or any(_fits(head, x, y) for price, _, _, x, y in priced if price <= lowest + _ABOUT):
        return None
    now, before = (b, a) if cues.is_past(a) else (a, b)
    if held.are_parts(a.at, b.at):
        return None
    name, relation = ("growth", Relation.GROWTH) if head.key[0] in _RELATIVE else ("change", Relation.CHANGE)
    return Claim(head.at, Tie(relation, ((name, head.at), ("now", now.at), ("before", before.at))), False)


def _is_of_neighbour(scene: Scene, head: Frame, a: Frame, b: Frame) -> bool:
    """"1,926 cases (2,250 last year); 31 deaths, 9 fewer": the change is of the level that it follows in its clause."""
    own = scene.right_before(head)
    if own is None or own.at in (a.at, b.at) or not is_plain(own):
        return False
    if head.is_percent and _BESIDE.fullmatch(scene.between(own, head)):
        return True
    if not head.is_level or own.key != head.key:
        return False
    return all(re.search(r"[；;]", scene.between(f, own)) for f in (a, b) if f.at < own.at)


def _is_in_row(head: Frame, a: Frame, b: Frame) -> bool:
    """城镇57940元，农村31260元，分别增长4.7%和6.3%；…: of the levels before it, in their turn."""
    return bool(_EACH_OWN.search(head.lead)) and (a.at > head.at or b.at > head.at)


def _is_base_of_another(held: Held, head: Frame, a: Frame, b: Frame) -> bool:
    """"Metro 92.7 (86.2 last year), up 7.5%; buses 88.3, down 0.9%": last year's level was the metro's."""
    past, now = (a, b) if cues.is_past(a) else (b, a)
    of = held.bases.get(past.at, frozenset())
    return bool(of) and (now.at not in of or head.is_percent)


def _is_far(head: Frame, now: Frame, before: Frame) -> bool:
    if head.is_level and head.value > _FAR * max(abs(now.value - before.value), max(now.value, before.value) / 10):
        return True
    if head.key[0] == Dimension.TIMES or head.value > _GREATEST:
        return False
    return not 1 / _FAR < now.value / before.value < _FAR


def _price(scene: Scene, head: Frame, a: Frame, b: Frame) -> float | None:
    """None where nothing tells that one of the two is of before."""
    if cues.is_past(a) == cues.is_past(b):
        return None
    row = sorted((head, a, b), key=lambda f: f.at)
    price = steps(scene, row[0], row[1]) + steps(scene, row[1], row[2])
    price += _OTHER_NOUN if a.word != b.word and a.word and b.word else 0.0
    return price


def _fits(head: Frame, a: Frame, b: Frame) -> bool:
    if head.key[0] == Dimension.TIMES:
        return fits.multiple(head, a, b, False) or fits.multiple(head, b, a, False)
    if head.key[0] != Dimension.PERCENT:
        return fits.difference(head, a, b)
    now, before = (b, a) if cues.is_past(a) else (a, b)
    return fits.growth(head, now, before, cues.way(head)) or fits.growth(head, now, before)
