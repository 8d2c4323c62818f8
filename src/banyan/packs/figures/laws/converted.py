"""Amounts of two currencies at rates that the text gives, in rows or in few words; conversions told in one breath.

"60万日元和2.5万港元分别可换得3.0万元和2.3万元", "CZK 650 million, for €26.0 million": where a rate of the two
currencies is told, two such amounts side by side are one. Where none is, two conversions of one moment have the same.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from banyan.measure.figures.conversion import ALIKE
from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip
from banyan.packs.figures.relations import fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_RESPECTIVELY = re.compile(r"分别|依次|\b(?:respectively|in turn)\b", re.IGNORECASE)
_LISTED = re.compile(r"^[^，。；,;.\d]{0,12}(?:, |,? and |、|和|及|与|以及)[^，。；,;.\d]{0,12}$", re.IGNORECASE)
_BECOMES = re.compile(
    r"^[^.。;；\d]{0,16}(?:[（(]|\b(?:for|or|is|are|was|were|makes?|made|gives?|gave|yields?|yielded|becomes?|became|fetch\w*|into|worth"
    r"|equal\w*|bought|buys?)\b|=|换得?|折|合|为|计|相当|即|等于)[^.。;；\d]{0,12}$", re.IGNORECASE)
_OTHER = re.compile(
    r"分别|依次|\b(?:and|respectively|while|but|plus|than|from|another|more|less)\b|[和及与而比另]", re.IGNORECASE)
_THEN = re.compile(
    r"上年|去年|同期|上季|上月|此前|原|当时|(?:19|20)\d\d|\b(?:last|previous\w*|earlier|ago|from|against|than|compared"
    r"|since|prior|versus|then)\b", re.IGNORECASE)
_FAR = 3.0              # times off, beyond which the amounts are of different things
_BREATH = 240           # characters in which two conversions are told of one moment


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    rates = [f for f in scene.frames if f.key[0] == Dimension.EXCHANGE and "/" in f.key[1]]
    if not rates:
        return
    for number, sentence in enumerate(scene.sentences):
        amounts = [f for f in sentence if f.key[0] == Dimension.MONEY and is_plain(f)]
        said = scene.text[scene.starts[number] : amounts[-1].end + 24] if amounts else ""
        if _RESPECTIVELY.search(said):
            yield from _rows(scene, amounts, rates)
        for a, b in pairwise(amounts):
            between = scene.between(a, b)
            if b.at == a.at + 1 and _BECOMES.search(between) and not _OTHER.search(between):
                yield from _converted(a, b, rates)


def _rows(scene: Scene, amounts: Sequence[Frame], rates: Sequence[Frame]) -> Iterator[Claim]:
    """As many amounts behind each other as conversions behind them, or one amount at the rates of several days."""
    for n, (a, b) in enumerate(pairwise(amounts), 1):
        if a.key == b.key:
            continue
        second = _run(scene, amounts[n:])
        first = _run(scene, amounts[n - 1 :: -1])[::-1]
        if len(second) < 2 or any(f.key != b.key for f in second):
            continue
        if len(first) == len(second):
            for x, y in zip(first, second, strict=True):
                yield from _converted(x, y, rates)
        elif len(first) == 1:
            yield from (claim for y in second for claim in _converted(first[0], y, rates))


def _run(scene: Scene, amounts: Sequence[Frame]) -> list[Frame]:
    """The first of them and what is listed with it, in either direction."""
    run = list(amounts[:1])
    for frame in amounts[1:]:
        low, high = sorted((run[-1], frame), key=lambda f: f.at)
        if high.at != low.at + 1 or not _LISTED.search(scene.between(low, high)):
            break
        run.append(frame)
    return run


def _converted(a: Frame, b: Frame, rates: Sequence[Frame]) -> Iterator[Claim]:
    own = [r for r in rates if set(r.key[1].split("/")) == {a.key[1], b.key[1]}]
    if not own or any(fits.exchange(a, b, rate) for rate in own):
        return
    made = [b.value / a.value / (r.value if r.key[1] == f"{b.key[1]}/{a.key[1]}" else 1 / r.value) for r in own]
    if any(1 / _FAR < off < _FAR or is_slip(off * 1000, 1000) for off in made):
        yield Claim(b.at, Tie(Relation.CONVERSION, (("amount", a.at), ("converted", b.at))), False)


def alike(reading: Reading) -> Reading:
    """Conversions of one moment, told near each other without their rate: each is judged by the other."""
    quantities = reading.quantities
    rated = {frozenset(q.unit.symbol.split("/")) for q in quantities if q.unit.dimension is Dimension.EXCHANGE}
    found = [n for n, tie in enumerate(reading.ties) if tie.relation is Relation.CONVERSION and not tie.label]
    found = sorted(found, key=lambda n: dict(reading.ties[n].members)["amount"])
    ties = list(reading.ties)
    for one, other in pairwise(found):
        a, b = (dict(ties[n].members) for n in (one, other))
        symbols = [tuple(quantities[of[name]].unit.symbol for name in ("amount", "converted")) for of in (a, b)]
        start, end = quantities[min(a.values())].start, quantities[max(b.values())].end
        said = reading.text[max(0, start - 40) : end + 40]
        if symbols[0] == symbols[1] and frozenset(symbols[0]) not in rated and end - start < _BREATH and (
                "\n" not in said[40:-40] and not _THEN.search(said)):
            ties[one], ties[other] = (replace(ties[n], label=ALIKE) for n in (one, other))
    return Reading(reading.text, reading.language, quantities, tuple(ties), reading.covered)
