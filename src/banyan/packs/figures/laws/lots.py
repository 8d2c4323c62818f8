"""So much for every ten or hundred of them: 每10股派1.50元, 共派0.90亿元; "$14 for every 100 shares"."""

import re
from collections.abc import Iterator

from msgspec import Struct

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_EVERY = re.compile(r"每$|\b(?:for (?:each|every)|per|each|every) $", re.IGNORECASE)
_OF = re.compile(r"(?P<zh>[\u4e00-\u9fff])|,? (?P<en>[a-z]{3,})")
_LOTS = (10, 100, 1000)
_BACK, _ON = 4, 4       # numbers before the lot and behind it, among which the others stand
_FAR = 30.0             # times off, beyond which they are of other things


class Lot(Struct, frozen=True):
    """`each`: what is given for so `many`; `of`: what these are called."""

    each: Frame
    many: int
    of: str
    near: tuple[Frame, ...]


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for lot in _lots(scene):
        yield from _claim(lot)


def refuted(scene: Scene, reading: Reading) -> Reading:
    """Without what takes so much for ten for so much apiece."""
    lots = {lot.each.at: lot.many for lot in _lots(scene)}
    kept = tuple(tie for tie in reading.ties if tie.relation not in (Relation.AVERAGE, Relation.PRODUCT)
                 or not any(lots.get(i, tie.per) != tie.per for name, i in tie.members if name in ("average", "each")))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _lots(scene: Scene) -> Iterator[Lot]:
    for many in scene.frames:
        of = _OF.match(many.tail) if many.value in _LOTS and _EVERY.search(many.lead) else None
        near = tuple(f for f in scene.frames if -_BACK <= f.at - many.at <= _ON and f.paragraph == many.paragraph
                     and f.at != many.at and f.is_bounded) if of else ()
        each = next((f for f in near if f.at - many.at == (1 if many.chinese else -1)
                     and f.key[0] == Dimension.MONEY), None)
        if of is not None and each is not None:
            yield Lot(each, int(many.value), of["zh"] or of["en"], near)


def _claim(lot: Lot) -> Iterator[Claim]:
    each = lot.each
    counts = [f for f in lot.near if f.key[0] == Dimension.COUNT and f.value > lot.many
              and f.tail.lstrip().startswith(lot.of)]
    amounts = [f for f in lot.near if f.at != each.at and f.key == each.key and is_plain(f) and not cues.is_each(f)
               and f.value > each.value]
    if len(counts) != 1 or not amounts:
        return
    count = (counts[0].low / lot.many, counts[0].high / lot.many)
    fitting = [f for f in amounts if fits.product(fits.span(each), count, fits.span(f))]
    amount = min(fitting or amounts, key=lambda f: abs(f.at - each.at))
    if 1 / _FAR < amount.value / (each.value * count[0]) < _FAR:
        members = (("average", each.at), ("amount", amount.at), ("count", counts[0].at))
        yield Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=lot.many), bool(fitting))
