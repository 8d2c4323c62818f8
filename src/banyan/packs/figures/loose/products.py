"""So much each, so many, so much in all: three numbers of a stretch that belong together by their units alone.

A price, an average or a rate is of one unit with what it makes; how many there are is counted, or measured in the time,
length or area that the rate is for. Where a stretch holds one amount and one count beside it, they are those.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import Segment, one_kind, segments, whole
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_KINDS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE, Dimension.DURATION)
_TIMES = {
    "minute": r"^ (?:a|per|each|every) minute\b|每分钟|每分",
    "hour": r"^ (?:a|an|per|each|every) hour\b|每小时|时均",
    "day": r"^ (?:[a-z]+ )?(?:a|per|each|every) day\b|\bdaily\b|每[天日]|日均",
    "week": r"^ (?:[a-z]+ )?(?:a|per|each|every) week\b|\bweekly\b|每周|周均",
    "month": r"^ (?:[a-z]+ )?(?:a|per|each|every) month\b|\bmonthly\b|每月|月均",
    "year": r"^ (?:[a-z]+ )?(?:a|per|each|every) year\b|\bannual(?:ly)?\b|每年|年均",
}  # fmt: skip
_TIMED = {unit: re.compile(words, re.IGNORECASE) for unit, words in _TIMES.items()}
_PER = re.compile(
    r"(?:每|平均每|按每)[^，。；\d]{0,6}?(?P<zh>[\u4e00-\u9fff])[^，。；\d]{0,4}$|(?P<each>[人户亩台场笔件期车床])[均产]"
    r"|^,? ?(?:an?|per|for each|for every|each) (?P<en>[a-z]{3,})", re.IGNORECASE)  # fmt: skip
_ROWS = re.compile(r"^ (?:[a-z-]+ ){0,2}(?:rows|boxes|crates|sets|batches|teams|groups|classes|instalments|shifts"
                   r"|bags|blocks)"
                   r" of (?:about )?$", re.IGNORECASE)
_SPEEDS = {"km/h": "km", "kn": "nmi", "mph": "mi"}      # and what is covered at each
_HOURS = {"second": 3600, "minute": 60, "hour": 1}
_UNITS = {("kg", "t"): 1000, ("g", "kg"): 1000, ("m", "km"): 1000, ("W", "kW"): 1000, ("kW", "MW"): 1000,
          ("MW", "GW"): 1000, ("kWh", "MWh"): 1000, ("MWh", "GWh"): 1000, ("GWh", "TWh"): 1000, ("L", "m³"): 1000}
_EVERY = re.compile(r"\b(?:every|each|per) $|每$|^\s*(?:,|、|和|及|and|, and)\s*$", re.IGNORECASE)
_MANY = 20.0        # fewer are no population
_FAR = 12.0         # times off, beyond which the three are of different things
_TOTAL = re.compile(r"[总共]|合计|\b(?:total|all|altogether)\b", re.IGNORECASE)
_PERSONS = frozenset("人名位")
_STRAY = re.compile(r"[增减升降][^，。；\d]{0,6}$|\b(?:more|less|fewer|up|down|than)\b", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for number in range(len(scene.sentences)):
        told: set[int] = set()
        for segment in (*segments(scene, number), whole(scene, number)):
            for each in segment.frames:
                if each.at in held.heads or each.at in told or not is_number(each):
                    continue
                claim = _speed(scene, segment, each) or _rows(segment, each) or _claim(scene, segment, each, held)
                if claim is not None:
                    told.add(each.at)
                    yield claim


def is_number(frame: Frame) -> bool:
    return frame.key[0] in _KINDS and frame.low > 0 and frame.high < INFINITE


def _claim(scene: Scene, segment: Segment, each: Frame, held: Held) -> Claim | None:
    """The only amount of its unit that is larger, and the only count of what it is per."""
    if not cues.is_each(each) or _EVERY.search(each.lead) or cues.moves(each) or cues.is_past(each):
        return None
    others = [f for f in segment.frames if f.at != each.at and is_number(f) and not cues.is_past(f)
              and not cues.moves(f) and f.at not in held.fast and not _EVERY.search(f.lead)]
    amounts = [f for f in others if unit(each, f) and f.value * unit(each, f) > each.value and not (
        f.key == each.key and f.word and each.word and f.word != each.word and not {f.word, each.word} <= _PERSONS)]
    many = counts(each, [f for f in others if f not in amounts or f.key[0] == Dimension.COUNT]) or _far(scene, each)
    pairs = [(a, c) for a in amounts for c in many if a.at != c.at and not (a.key == c.key and a.value < c.value)]
    called = [(a, c) for a, c in pairs if _TOTAL.search(a.lead[-10:])]
    pairs = called if len(pairs) > 1 and len(called) == 1 else pairs
    if len(pairs) != 1:
        return None
    amount, count = pairs[0]
    return _tie(each, amount, count, unit(each, amount))


def _far(scene: Scene, each: Frame) -> list[Frame]:
    """"£9,700 per pupil": the one number of pupils of the text, wherever it stands."""
    told = _PER.match(each.tail)
    word = (told["en"] or "").lower() if told else ""
    counts = [f for f in scene.frames if word and f.word == word and f.value > _MANY and not cues.is_past(f)
              and not cues.moves(f)] if len(word) > 3 else []
    return counts[:1] if len({f.value for f in counts}) == 1 else []


def counts(each: Frame, others: Sequence[Frame]) -> list[Frame]:
    """What the average is for: the time, if it is so much in a time; else what its word names, else any count."""
    times = [name for name, words in _TIMED.items() if words.search(each.lead[-10:]) or words.search(each.tail[:24])]
    if times:
        return [f for f in others if f.key == (Dimension.DURATION, times[0])]
    word = per_what(each)
    many = [f for f in others if f.key[0] == Dimension.COUNT and f.value > 1 and f.value == int(f.value)
            and not f.tail.startswith("-")]     # "a two-room flat" counts no flats
    named = [f for f in many if word and is_named(f, word)]
    return named or (many if not word or not each.chinese else [])


def per_what(each: Frame) -> str:
    """The word for what it is so much each of, "" where none is told."""
    told = next(iter(hit for hit in (_PER.search(each.lead[-16:]), _PER.match(each.tail)) if hit), None)
    return (told["zh"] or told["each"] or told["en"] or "").lower() if told else ""


def is_named(count: Frame, word: str) -> bool:
    return count.word.startswith(word[:5]) or count.tail.startswith(word) or word in count.lead[-6:] or (
        count.chinese and word in count.tail[:4])


def unit(each: Frame, amount: Frame) -> int:
    """How many of the average's unit are one of the amount's; 0 where the two are of different kinds."""
    if each.key == amount.key or (one_kind(each, amount) and not amount.chinese):
        return 1
    return _UNITS.get((each.key[1], amount.key[1]), 0) if each.key[0] == amount.key[0] else 0


def _tie(each: Frame, amount: Frame, count: Frame, per: int) -> Claim | None:
    half = each.step / 2 if each.low == each.high else 0.0
    made = ((each.low - half) * count.low / per, (each.high + half) * count.high / per)
    off = each.value * count.value / per / amount.value
    if fits.meets(made, fits.span(amount)) or not 1 / _FAR < off < _FAR:
        return None
    members = (("average", each.at), ("amount", amount.at), ("count", count.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=per), False)


def _rows(segment: Segment, each: Frame) -> Claim | None:
    """"48 rows of 35 seats give 1,680 places"."""
    before = next((f for f in segment.frames if f.at == each.at - 1), None)
    behind = next((f for f in segment.frames if f.at == each.at + 1), None)
    listed = each.tail in (", ", " and ")       # "four crates of 11.2, 8.7 and 10.4 tonnes"
    if before is None or behind is None or not _ROWS.match(each.lead) or behind.key != each.key or listed:
        return None
    return _tie(each, behind, before, 1) if not _STRAY.search(behind.lead) else None


def _speed(scene: Scene, segment: Segment, speed: Frame) -> Claim | None:
    """A distance, the time that it takes, and the speed."""
    if speed.key[1] not in _SPEEDS:
        return None
    here = [f for f in segment.frames if is_number(f)]
    near = [*here, *(f for f in scene.around(speed.sentence, 1) if f not in here)]
    ways = [f for f in near if f.key[1] == _SPEEDS[speed.key[1]]]
    times = [f for f in here if f.key[0] == Dimension.DURATION and f.key[1] in _HOURS and not cues.is_past(f)
             and not cues.moves(f)]
    if len({f.value for f in ways}) != 1 or len(times) != 1:
        return None
    return _tie(speed, ways[0], times[0], _HOURS[times[0].key[1]])
