"""So much each, with an amount of its unit and a count near by: the triple that stands nearest.

Prices as portions have. The count is what the words name ("a visitor", 每户), else any count right beside; a ratio of
two counts ("12.2 to 1", 生师比) is so many of the one for each of the other.
"""

import re
from collections.abc import Iterator

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.likely.steps import steps
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.products import counts, is_named, is_number, per_what, unit
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.rates import is_per_many

Priced = tuple[float, Frame, Frame, int]
_DEAR, _ABOUT = 3.0, 1.6
_BACK, _ON = 8, 2       # numbers before and behind, among which amount and count stand
_OTHER_NOUN = 0.8
_FAR = 14.0             # times off, beyond which the three are of different things
_FAR_BACK = 40          # numbers before, among which a count stands by its name
_TENS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)
_CLOSE = 0.012
_YEAR = (365, 366)
_DAILY = re.compile(r"日均|每[天日]|\bdaily\b", re.IGNORECASE)
_MEAN = re.compile(r"\b(?:average|averag(?:ed|es|ing)|mean|median)\b", re.IGNORECASE)
_APIECE = re.compile(r"^ (?:an?|per|each|every) [a-z]{4,}\b(?! (?:ago|earlier|later|more|less))", re.IGNORECASE)
_EVERY = re.compile(r"每$|\b(?:per|every|each) $", re.IGNORECASE)
_AND = re.compile(r"\band [a-z]+(?: [a-z]+)? $|[，,]", re.IGNORECASE)
_NO_MEAN = re.compile(r"最|每$|\b(?:every|each|per) $|\b(?:top|highest|lowest|best|most|record|up to|at least)\b",
                      re.IGNORECASE)
_RATIO = re.compile(r"比(?:例|率)?(?:为|是|约|达)*$|\bratio\b[^,;.\d]{0,24}$", re.IGNORECASE)
# "the book-to-bill ratio": of two amounts that its words name
_TO_RATIO = re.compile(r"\b[a-z]+-to-[a-z]+ ratio\b", re.IGNORECASE)
_TO_ONE = re.compile(r"^(?:[:：∶] ?1| to (?:1|one))\b", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    means = [f.at for f in scene.frames if f.at in held.fast and not f.is_percent and cues.is_each(f)]
    spent = frozenset(i for at in means for i in held.partners.get(at, ()))
    for each in scene.frames:
        if each.at in held.fast or not is_number(each) or cues.moves(each) or cues.is_past(each) or (
                _NO_MEAN.search(each.lead)):
            continue
        if is_per_many(scene, each):
            continue
        priced = each.key[0] == Dimension.MONEY and bool(_APIECE.match(each.tail))
        if priced or (cues.is_each(each) and not _is_of_another(each)):
            claim = _cheapest(each, sorted(_triples(scene, each), key=_price)) or _tenfold(scene, each, spent)
        elif each.key[0] == Dimension.COUNT and _is_ratio(each):
            claim = _cheapest(each, sorted(_ratios(scene, each), key=_price))
        else:
            claim = None
        if claim is not None and not held.partners.get(each.at, frozenset()) >= {i for _, i in claim.tie.members[1:]}:
            yield claim


def _is_ratio(each: Frame) -> bool:
    return bool(_TO_ONE.match(each.tail) or (_RATIO.search(each.lead) and not _TO_RATIO.search(each.lead)))


def _is_of_another(each: Frame) -> bool:
    """"14.5 a day on average and covered 4,205": the word is the number's before, and no each stands behind."""
    word = _MEAN.search(each.lead)
    return bool(word and _AND.search(each.lead, word.end())) and not cues.EACH_BEHIND.match(each.tail)


def _tenfold(scene: Scene, each: Frame, spent: frozenset[int]) -> Claim | None:
    """With the count that its words name, or the days of a year, it would fit if it were ten times as much, or less.

    `spent`: amounts that are of another average.
    """
    near = [f for f in scene.earlier(each, _FAR_BACK) if is_plain(f) and not cues.is_past(f) and not cues.is_each(f)]
    amounts = [f for f in near if unit(each, f) and (each.key[0] != Dimension.COUNT or f.word == each.word)]
    amounts = [f for f in amounts if f.at not in spent]
    word, found = per_what(each), list[tuple[Frame, Frame | None, float]]()
    if amounts and _DAILY.search(each.lead[-20:]):
        days_told = any(f.at == each.at - 1 and f.key == (Dimension.DURATION, "day") for f in scene.earlier(each, 1))
        found = [(amounts[-1], None, days) for days in _YEAR if amounts[-1].at == each.at - 1 - days_told]
    elif word:
        found = [(a, c, c.value / unit(each, a)) for a in amounts for c in near if a.at != c.at and c.value > 1
                 and c.key[0] == Dimension.COUNT and (is_named(c, word) or (not c.chinese and word in c.lead.lower()))]
    off = [(each.value * many / a.value, a, c, many) for a, c, many in found]
    if any(abs(ratio - 1) < _CLOSE for ratio, *_ in off):
        return None
    tens = [(abs(ratio / ten - 1), -n, a, c, many) for n, (ratio, a, c, many) in enumerate(off) for ten in _TENS
            if abs(ratio / ten - 1) < _CLOSE]
    if not tens:
        return None
    *_, amount, count, many = min(tens, key=lambda one: one[:2])        # 365 days or 366; of two the nearer to it
    if count is None:
        tie = Tie(Relation.AVERAGE, (("average", each.at), ("amount", amount.at)), "day", int(many))
    else:
        members = (("average", each.at), ("amount", amount.at), ("count", count.at))
        tie = Tie(Relation.AVERAGE, members, "named", per=unit(each, amount))
    return Claim(each.at, tie, False)


def _price(priced: Priced) -> tuple[float, int, int]:
    return priced[0], priced[1].at, priced[2].at


def _cheapest(each: Frame, priced: list[Priced]) -> Claim | None:
    if not priced or priced[0][0] > _DEAR:
        return None
    lowest, amount, count, per = priced[0]
    if any(_fits(each, a, c, p) for price, a, c, p in priced if price <= lowest + _ABOUT):
        return None
    if not 1 / _FAR < each.value * count.value / per / amount.value < _FAR:
        return None
    members = (("average", each.at), ("amount", amount.at), ("count", count.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=per), False)


def _fits(each: Frame, amount: Frame, count: Frame, per: int) -> bool:
    half = each.step / 2 if each.low == each.high else 0.0
    made = ((each.low - half) * count.low / per, (each.high + half) * count.high / per)
    return fits.meets(made, fits.span(amount))


def _around(scene: Scene, each: Frame) -> list[Frame]:
    before = [f for f in scene.earlier(each, _BACK) if f.paragraph == each.paragraph]
    behind = [f for f in scene.sentences[each.sentence] if 0 < f.at - each.at <= _ON]
    return [f for f in (*before, *behind) if is_plain(f) and not cues.is_past(f) and not _EVERY.search(f.lead)]


def _triples(scene: Scene, each: Frame) -> Iterator[Priced]:
    near = _around(scene, each)
    word, named = per_what(each), counts(each, near)
    if word and not any(is_named(f, word) or f.key[0] == Dimension.DURATION for f in named):
        return
    for amount in (f for f in near if unit(each, f)):
        for count in named:
            alike = amount.key == count.key
            small = amount.value * unit(each, amount) <= each.value or (alike and (
                amount.key[0] != Dimension.COUNT or amount.value < count.value))
            if amount.at == count.at or small:
                continue
            other = _is_other(each, amount)
            if other and (each.chinese or not word):
                continue
            price = _apart(scene, each, amount, count) + (_OTHER_NOUN if other else 0.0)
            yield price, amount, count, unit(each, amount)


def _is_other(each: Frame, amount: Frame) -> bool:
    return bool(each.word and amount.word) and each.word != amount.word


def _ratios(scene: Scene, each: Frame) -> Iterator[Priced]:
    near = [f for f in _around(scene, each) if f.key[0] == Dimension.COUNT and f.value > each.value]
    for a in near:
        for b in near:
            if a.at != b.at and a.value > b.value and (not a.word or a.word != b.word or a.chinese):
                yield _apart(scene, each, a, b), a, b, 1


def _apart(scene: Scene, each: Frame, amount: Frame, count: Frame) -> float:
    members = frozenset({each.at, amount.at, count.at})
    row = sorted((each, amount, count), key=lambda f: f.at)
    return steps(scene, row[0], row[1], members) + steps(scene, row[1], row[2], members)
