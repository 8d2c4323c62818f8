"""So many percent a year, with two levels of one kind, or all that was gained, and the years between them near by.

Where a pair of its own stands near, the nearest is claimed if none grows so. Further off only the usual slips tell a
pair: the gain divided by the years, and one year too few or too many.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from msgspec import Struct

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.likely.spans import YEAR, told_years, year_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

EXACT = "exact"         # of a tie: the text gives both years, or the first of them and how many there are
_BACK, _FAR_BACK = 6, 16        # numbers before, among which the levels stand, and among which a slip tells them
_MOST = 40              # years
_FAR = 6.0              # times, beyond which the levels are of different things
_YEARLY = re.compile(r"年均|年平均|每年|年复合|\b(?:a|per|each|every) year\b|\bannual|\byearly\b", re.IGNORECASE)
_GAIN = (r"(?:increas|grow|ris(?:e|ing)|rose|gain|declin|fall|fell|drop|decreas|reduc|shr[aiu]nk|expan|climb|rate|swell"
         r"|swel)\w*")
_YEARLY_FAR = re.compile(
    rf"\b(?:yearly|annual) average\b[^;%]{{0,24}}\b(?:grew|rose|fell|{_GAIN})\b[^;%]{{0,24}}$|"
    r"年均[^，。；]{0,24}$|平均每年[^，。；]{0,24}$"
    rf"|\b(?:average|averag\w+|compound|annual(?:ly)?|yearly)\b[^;]{{0,30}}\b{_GAIN}\b[^;%]{{0,60}}$"
    rf"|\b{_GAIN}\b[^;%]{{0,40}}\b(?:averag\w+|annually|a year|per year|each year|every year)[^;%]{{0,30}}$",
    re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:about |some |[$¥€£])?$|[由从][^，。；\d]{0,6}$", re.IGNORECASE)
_TO = re.compile(r"\bto (?:about |some |[$¥€£])?$|[到至](?:了|约)*$", re.IGNORECASE)
_LATER = re.compile(r"年[之以]?后[^，。；\d]{0,8}$|\byears (?:later|on|afterwards)\b[^,;.\d]{0,30}$", re.IGNORECASE)
# "between 2013 and 2018", 2010—2020年: the years of two levels that have none of their own
_RANGE = re.compile(
    r"\b(?:between|from)(?: [a-z0-9]+){0,4}? ((?:19|20)\d\d) (?:and|to|until|through)(?: [a-z0-9]+){0,4}?"
    r" ((?:19|20)\d\d)\b"
    r"|(?<!\d)((?:19|20)\d\d)年?[末底]?(?:[—–-]{1,2}|至|到)((?:19|20)\d\d)年?", re.IGNORECASE)
_IN_ALL = re.compile(r"(?:累计|合计|总共|共|总的?)[^，。；\d]{0,8}$"
                     r"|\b(?:in all|altogether|in total|cumulative\w*|overall)\b"
                     r"[^,;.\d]{0,24}$", re.IGNORECASE)
_IN_ALL_BEHIND = re.compile(r"^ (?:in all|altogether|in total|overall|over the (?:whole )?period)\b", re.IGNORECASE)
_INTEREST = re.compile(r"年?利率[^，。；\d]{0,4}$|\binterest (?:rate )?(?:of|at|is) $", re.IGNORECASE)
_INTEREST_BEHIND = re.compile(r"^ (?:[a-z]+ )?interest\b", re.IGNORECASE)
_COMPOUND = re.compile(r"复利|\bcompound(?:ed|ing)?\b", re.IGNORECASE)
_BESIDE = 3             # numbers between a yearly growth and the whole gain, at most
AS_MUCH = "as-much"     # of a tie: its total is a verb, and says how many times as much it is
_STEEP = 100            # percent a year
_LEAST_GAIN = 0.05      # of the level of before: of a smaller gain a division can't be told from a root


class Pair(Struct, frozen=True):
    """`dated`: the years of both are told, or the first and how many there are. `years` apart."""

    now: Frame
    before: Frame
    years: int
    dated: bool


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for head in scene.frames:
        if head.is_percent and head.is_bounded and head.at not in held.fast and _is_yearly(scene, head):
            pairs = list(_pairs(scene, head))
            if any(_fits(head, pair) for pair in pairs):
                continue
            claim = _nearest(head, pairs) or _slipped(head, pairs) or _of_total(scene, head)
            if claim is not None:
                yield claim


def _is_yearly(scene: Scene, head: Frame) -> bool:
    if _IN_ALL_BEHIND.match(head.tail):
        return False
    if _INTEREST.search(head.lead) or _INTEREST_BEHIND.match(head.tail):
        return bool(_COMPOUND.search(scene.before(head, 110) + head.tail))
    if cues.is_yearly(head) or _YEARLY.search(head.lead[-20:]) or _YEARLY.match(head.tail.lstrip()[:16]):
        return True
    return bool(_YEARLY_FAR.search(scene.before(head, 110)))


def _claim(head: Frame, pair: Pair) -> Claim:
    members = (("average", head.at), ("now", pair.now.at), ("before", pair.before.at))
    return Claim(head.at, Tie(Relation.COMPOUND, members, EXACT, years=pair.years), False)


def _nearest(head: Frame, pairs: Sequence[Pair]) -> Claim | None:
    near = [p for p in pairs if p.now.paragraph == p.before.paragraph == head.paragraph and (
        p.dated or cues.is_past(p.before)) and _distance(head, p) <= 2 * _BACK
        and max(abs(p.now.at - head.at), abs(p.before.at - head.at)) <= _BACK]
    return _claim(head, min(near, key=lambda pair: _distance(head, pair))) if near else None


def _distance(head: Frame, pair: Pair) -> int:
    return abs(pair.now.at - head.at) + abs(pair.before.at - head.at)


def _slipped(head: Frame, pairs: Sequence[Pair]) -> Claim | None:
    found = [p for p in pairs if p.dated and any(fits.meets(made, fits.span(head)) for made in _slips(p))]
    return _claim(head, min(found, key=lambda pair: _distance(head, pair))) if found else None


def _slips(pair: Pair) -> Iterator[fits.Span]:
    """What the usual mistakes make of it: divided by the years, a year too few, a year too many."""
    low, high = fits.quotient(fits.span(pair.now), fits.span(pair.before))
    if abs(high - 1) < _LEAST_GAIN:
        return
    yield from _both_ways((low - 1) * 100 / pair.years, (high - 1) * 100 / pair.years)
    for years in (pair.years - 1, pair.years + 1):
        if years > 1:
            yield from _both_ways(*_rates(low, high, years))


def _both_ways(low: float, high: float) -> Iterator[fits.Span]:
    """As a rise, and as a fall that is told without its sign."""
    yield low, high
    yield -high, -low


def _rates(low: float, high: float, years: int) -> fits.Span:
    return (low ** (1 / years) - 1) * 100, (high ** (1 / years) - 1) * 100


def _pairs(scene: Scene, head: Frame) -> Iterator[Pair]:
    near = [f for f in (*scene.earlier(head, _FAR_BACK), *scene.sentences[head.sentence]) if is_plain(f)
            and f.key[0] != Dimension.DURATION]
    near = list({f.at: f for f in near}.values())
    told = told_years(scene, head)
    ranged = _ranged(scene, head)
    written = {int(year) for year in YEAR.findall(scene.text)}
    for now, before in permutations(near, 2):
        if not one_kind(now, before):
            continue
        last, first = year_of(scene, now), year_of(scene, before)
        span = last - first if first and last else 0
        if _is_far(head, now, before, span or told or ranged):
            continue
        if ranged and before.at == now.at - 1 and _FROM.search(before.lead) and _TO.search(now.lead) and (
                now.sentence == before.sentence):
            yield Pair(now, before, ranged, True)
        elif told and before.at < now.at and not (first and last) and _is_interest(head, before, now):
            yield Pair(now, before, told, True)
        elif 1 < span <= _MOST and (first or cues.is_past(before)) and (not told or told == span):
            yield Pair(now, before, span, True)
        elif told and first == last > 0 and before.at < now.at and (
                _LATER.search(now.lead) or (_FROM.search(before.lead) and _TO.search(now.lead))):
            yield Pair(now, before, told, True)         # "since 2020 from 14,200 to 21,650, over five years"
        elif not told and first and last in (0, first) and before.at < now.at and _TO.search(now.lead):
            if 1 < (span := max(written) - first) <= _MOST:     # "from 61.7 in 2020 to 86.4": up to the text's own year
                yield Pair(now, before, span, True)
        elif told and (first or cues.is_past(before)) and last in (0, first + told):
            yield Pair(now, before, told, bool(first) and _reaches(first + told, written))


def _is_interest(head: Frame, before: Frame, now: Frame) -> bool:
    """"5,000 crowns at 3 percent compound interest grow to 5,796 in five years"."""
    interest = _INTEREST.search(head.lead) or _INTEREST_BEHIND.match(head.tail)
    return bool(interest) and before.key[0] == Dimension.MONEY and before.sentence == now.sentence == head.sentence


def _ranged(scene: Scene, head: Frame) -> int:
    """How many years lie between the two that the sentence names together, or the one before; 0 where none do."""
    for number in (head.sentence, head.sentence - 1):
        if number >= 0:
            end = scene.starts[number + 1] if number + 1 < len(scene.starts) else len(scene.text)
            found = _RANGE.findall(scene.text[scene.starts[number]:end])
            if len(found) == 1:
                first, last = (int(year) for year in found[0] if year)
                return last - first if 1 < last - first <= _MOST else 0
    return 0


def _is_far(head: Frame, now: Frame, before: Frame, years: int) -> bool:
    """Further apart than they would be at twice the growth that is told: levels of different things."""
    most = max(_FAR, (1 + min(head.value, _STEEP) / 100) ** min(2 * years, _MOST))
    return not 1 / _FAR < now.value / before.value < most


def _reaches(year: int, written: set[int]) -> bool:
    """The year to which it runs is one that the text names, or the text names none so late."""
    return year in written or max(written) < year


def _fits(head: Frame, pair: Pair) -> bool:
    made = _rates(*fits.quotient(fits.span(pair.now), fits.span(pair.before)), pair.years)
    return any(fits.meets(way, fits.span(head)) for way in _both_ways(*made))


def _of_total(scene: Scene, head: Frame) -> Claim | None:
    """All that was gained, beside so much a year: "46.4 percent in all, 14 percent a year", "doubled in ten years"."""
    years = told_years(scene, head) or _ranged(scene, head)
    near = [f for f in (*scene.earlier(head, 4), *scene.sentences[head.sentence]) if f.at != head.at and f.low > 0
            and f.paragraph == head.paragraph and f.is_bounded and (_is_in_all(f) or not _is_yearly(scene, f))]
    gains = list({f.at: f for f in near if (f.is_percent or f.key[0] == Dimension.TIMES) and (
        cues.moves(f) or _is_in_all(f) or _is_verb(scene, f))}.values())
    for gain in gains if years > 1 else ():
        plainly = len(gains) == 1 and gain.sentence == head.sentence and abs(gain.at - head.at) < _BESIDE
        divided = gain.is_percent and abs(gain.value) >= 100 * _LEAST_GAIN and fits.meets(
            (gain.low / years, gain.high / years), fits.span(head))
        if divided or (plainly and not _comes_to(head, gain, _is_verb(scene, gain), years)):
            members = (("average", head.at), ("total", gain.at))
            label = AS_MUCH if _is_verb(scene, gain) else EXACT
            return Claim(head.at, Tie(Relation.COMPOUND, members, label, years=years), False)
    return None


def _is_in_all(frame: Frame) -> bool:
    return bool(_IN_ALL.search(frame.lead) or _IN_ALL_BEHIND.match(frame.tail))


def _is_verb(scene: Scene, frame: Frame) -> bool:
    """ "Doubled", 翻番: how many times as much it is."""
    return frame.key[0] == Dimension.TIMES and not re.search(r"\d|倍", scene.text[frame.start:frame.end])


def _comes_to(head: Frame, gain: Frame, verb: bool, years: int) -> bool:
    """May the years be counted so that it fits, one more or one less?"""
    by = (gain.low / 100, gain.high / 100) if gain.is_percent else (gain.low, gain.high)
    made = [by] if verb else [(1 + by[0], 1 + by[1])]
    made += [by] if gain.key[0] == Dimension.TIMES else [(1 - by[1], 1 - by[0])]
    return any(low > 0 and fits.meets(way, fits.span(head)) for low, high in made for n in (years - 1, years, years + 1)
               if n > 1 for way in _both_ways(*_rates(low, high, n)))
