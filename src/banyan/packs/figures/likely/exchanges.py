"""Amounts of two currencies beside a rate of exchange: the pair that the rate most likely turns into each other."""

import re
from collections.abc import Iterator
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.likely.products import is_mended
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_RATE = re.compile(r"汇率|折算|\b(?:rate|exchange)\b", re.IGNORECASE)
_TO = re.compile(r"^[^,;.，；。]{0,24}\b(?:to|per|for) (?:the|a|one|each|every) [A-Za-z]", re.IGNORECASE)
_AGAIN = re.compile(
    r"[折合换]|相当于|等于|等值|[（(]|\b(?:worth|equal\w*|equivalent|or|came to|comes? to|amount\w*|that is|i\.e\."
    r"|about|converts?|translates?|makes?)\b", re.IGNORECASE)
_MOST = 5000            # of the one currency for one of the other
_KINDS = (Dimension.MONEY, Dimension.COUNT)
_BACK = 8               # numbers before, among which the amount in the other currency stands
_FAR = 1.6              # times off, beyond which the amounts are of different things


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    rates = [f for f in scene.frames if _is_rate(f)]
    for sentence in scene.sentences:
        amounts = [f for f in sentence if f.key[0] in _KINDS and is_plain(f) and f not in rates]
        for a, b in pairwise(amounts):
            near = [r for r in rates if r.paragraph == a.paragraph and _may_turn(r, a, b)]
            rate = min(near, key=lambda r: abs(r.at - a.at), default=None)
            if rate is None or not _is_pair(scene, a, b, rate) or any(fits.exchange(a, b, r) for r in near):
                continue
            before = [f for f in sentence if f.at < a.at and f.key == a.key and is_plain(f) and not cues.is_each(f)]
            if _is_near(a, b, rate):
                yield _claim(a, b, rate)
            elif cues.is_each(a) and before and _is_near(before[-1], b, rate) and not (
                    fits.exchange(before[-1], b, rate)):
                yield _claim(before[-1], b, rate)       # earned so many dollars, so much a ton; in yuan
    for rate in (r for r in rates if r.key[0] == Dimension.EXCHANGE and "/" in r.key[1]):
        yield from _of_earlier(scene, rate)


def _of_earlier(scene: Scene, rate: Frame) -> Iterator[Claim]:
    """An amount beside the rate whose digits a slip has turned: in the other currency it is one of those before it."""
    currency, foreign = rate.key[1].split("/", 1)
    beside = [f for f in scene.sentences[rate.sentence] if abs(f.at - rate.at) == 1 and is_plain(f)
              and f.key == (Dimension.MONEY, foreign)]
    for target in beside:
        before = [f for f in scene.earlier(min(target, rate, key=lambda f: f.at), _BACK) if is_plain(f)
                  and f.key == (Dimension.MONEY, currency) and f.paragraph == rate.paragraph]
        slips = [f for f in before if is_mended(target, f.value / rate.value)]
        if slips and not any(fits.exchange(f, target, rate) for f in before):
            yield _claim(slips[-1], target, rate)


def _is_rate(frame: Frame) -> bool:
    if not 0 < frame.value < _MOST or frame.step > 1:
        return False
    named = _RATE.search(frame.lead) and frame.key[0] in (*_KINDS, Dimension.EXCHANGE)
    told = frame.key[0] == Dimension.EXCHANGE and "/" in frame.key[1]
    return told or bool(named and (_TO.match(frame.tail) or "汇率" in frame.lead))


def _is_pair(scene: Scene, a: Frame, b: Frame, rate: Frame) -> bool:
    """Told as one amount: two currencies, with nothing but a rate between them."""
    apart = any(a.at < f.at < b.at and f.at != rate.at and f.key[0] != Dimension.EXCHANGE
                for f in scene.sentences[a.sentence])
    said = scene.between(a, b)
    money = a.key != b.key and Dimension.MONEY in (a.key[0], b.key[0])
    return money and not apart and not cues.IN_TURN.search(said) and bool(_AGAIN.search(said))


def _may_turn(rate: Frame, a: Frame, b: Frame) -> bool:
    """Is it a rate of the two currencies, as far as they are told?"""
    known = {a.key[1], b.key[1], *rate.key[1].split("/")} - {""}
    return "/" not in rate.key[1] or a.key[0] != b.key[0] or len(known) < 3


def _is_near(a: Frame, b: Frame, rate: Frame) -> bool:
    large, small = (a, b) if a.value > b.value else (b, a)
    off = small.value * rate.value / large.value
    return 1 / _FAR < off < _FAR or is_mended(large, small.value * rate.value)


def _claim(a: Frame, b: Frame, rate: Frame) -> Claim:
    """So many of the one for each of the other: checked as a product, since a currency's name may be unknown. "About"
    so much at a rate that is told is its rounding.
    """
    large, small = (a, b) if a.value > b.value else (b, a)
    both = {f"{a.key[1]}/{b.key[1]}", f"{b.key[1]}/{a.key[1]}"}
    turned = rate.key[1] == f"{small.key[1]}/{large.key[1]}"
    if rate.key[1] in both and (turned or Comparison.ABOUT in (a.comparison, b.comparison)):
        return Claim(large.at, Tie(Relation.CONVERSION, (("amount", a.at), ("converted", b.at))), False)
    members = (("each", rate.at), ("count", small.at), ("amount", large.at))
    return Claim(large.at, Tie(Relation.PRODUCT, members), False)
