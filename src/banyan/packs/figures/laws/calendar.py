"""Parts of one year and what they make: two halves, four quarters, what had come in by October and November's.

Each number is given the months that its clause names. Where those of several join without a gap, and another number has
all of them together, they add up to it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

Months = tuple[int, int]
NAMES = {
    name: n
    for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_ORDER = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "latter": 2,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "上": 1,
    "下": 2,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
}
_COUNT = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
}
MONTH_EN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_PARTS = (
    (
        "quarter",
        re.compile(
            r"\b(?P<n>first|second|third|fourth|last)[ -]quarter\b|\bQ(?P<q>[1-4])\b|(?<!前)(?P<zh>[一二三四1-4])季度",
            re.IGNORECASE,
        ),
    ),
    ("quarters", re.compile(r"\bfirst (?P<n>two|three) quarters\b|前(?P<zh>[二两三])个?季度", re.IGNORECASE)),
    ("half", re.compile(r"\b(?P<n>first|second|latter)[ -]half(?! hour)\b|(?P<zh>[上下])半年", re.IGNORECASE)),
    ("six", re.compile(r"\bhalf-year(?:ly)?\b|\bfirst half-year\b", re.IGNORECASE)),
    (
        "months",
        re.compile(
            r"\bfirst (?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven) months\b"
            rf"|\b(?:up to|until|by|through) (?:the )?end of (?P<m>{MONTH_EN})|1(?:月)?[至到—–-](?P<to>1[0-2]|[2-9])月"
            rf"|\b(?:from )?jan(?:uary)? (?:to|through|until) (?P<until>{MONTH_EN})|前(?P<digits>1[0-2]|[2-9])个月"
            r"|(?:截至|到)(?P<end>1[0-2]|[2-9])月(?:底|末)|前(?P<zh>十一|[二两三四五六七八九十])个?月",
            re.IGNORECASE,
        ),
    ),
    (
        "year",
        re.compile(
            r"\b(?:by the end of the year|(?:in )?the (?:whole|full|entire) year|full-year|year as a whole"
            r"|whole of (?:the year|20\d\d)|twelve months"
            r"|all year|(?:annual|yearly|year's) (?:figure|total|result|sum|tally|count))\b|全年",
            re.IGNORECASE,
        ),
    ),
    (
        "month",
        re.compile(
            rf"\bin (?P<m>{MONTH_EN})\b|(?:^|\. | )(?P<alone>{MONTH_EN})(?:,? (?:thus|therefore|then|so))?"
            r" (?:alone|on its own|by itself|itself|added|brought|contributed|accounted|saw|yielded)\b"
            r"|(?<![至到—–\d-])(?P<zh>1[0-2]|[1-9])月(?!底|末|初|\d)份?", re.IGNORECASE
        ),
    ),
)
_OTHER = re.compile(
    r"上年|去年|前年|同期|比|目标|计划|\b(?:last year|previous|earlier|target|plan\w*|than|year before|each|average"
    r"|per)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，。；,;]|\.\s|\band\b|\bso\b")
_SHORT = re.compile(r"^[^,;.]{0,12}? in the (?P<n>second|third|fourth|latter)(?=[,.;]| and)", re.IGNORECASE)
_SHORT_BEFORE = re.compile(r"\bin the (?P<n>second|third|fourth|latter)(?: it (?:was|had)| another)? $", re.IGNORECASE)
_AND = re.compile(r" ?(?:,|and|, and|、|和|及|与) ?", re.IGNORECASE)
_YEARLY = re.compile(r"去年|上年|全年|\d{4}年|\b(?:last year|in (?:19|20)\d\d|(?:the|this|a) year|annual\w*)\b",
                     re.IGNORECASE)
_FAR = 3.0  # times off, beyond which they are of different things
_MOST = 40  # numbers of one paragraph


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for _, group in groupby(scene.frames, key=lambda f: f.paragraph):
        placed: list[tuple[Months, Frame]] = []
        for frame in list(group)[:_MOST]:
            months = months_of(frame) if _may(frame) and not _is_listed(scene, frame) else None
            months = months or (
                _like_last(frame, placed[-1][0])
                if placed and _may(frame) and placed[-1][1].at == frame.at - 1
                else None
            )
            if months is not None:
                placed.append((months, frame))
        kinds = dict.fromkeys((f.key, f.word if f.key[0] == Dimension.COUNT and f.chinese else "") for _, f in placed)
        for key, word in kinds:
            alike = [(m, f) for m, f in placed if f.key == key and (not word or f.word == word)]
            yield from _joined(alike)
            yield from _of_year(scene, alike)


def _is_listed(scene: Scene, frame: Frame) -> bool:
    """ "27, 31 and 26 million earned in the first three quarters": one of several, each for months of its own."""
    before = scene.right_before(frame)
    return before is not None and bool(_AND.fullmatch(scene.between(before, frame)))


def _may(frame: Frame) -> bool:
    moves = cues.moves(frame) and not re.search(r"新增|新建|增设|\b(?:brought|added)\b[^,;.]{0,12}$", frame.lead[-14:])
    return (
        frame.is_level
        and frame.value > 0
        and frame.comparison is Comparison.EQUAL
        and not moves
        and not cues.is_past(replace(frame, lead=re.split(r"[:：]", frame.lead)[-1]))
        and (not cues.is_each(frame))
    )


def months_of(frame: Frame) -> Months | None:
    """First and last month that its clause names; None where it names none, two, or another year."""
    lead = _CLAUSE.split(frame.lead.rstrip("，, "))[-1]
    tail = re.split(r"[，。；,;.(]|\band\b", frame.tail)[0] if not frame.chinese else ""
    if _OTHER.search(lead + tail):
        return None
    for said in (tail, lead):
        for kind, words in _PARTS:
            hits = list(words.finditer(said))
            if hits:
                return _months(kind, hits[-1]) if len(hits) == 1 or not frame.chinese else None
    return _opened(frame)


def _opened(frame: Frame) -> Months | None:
    """上半年，全县接待游客412万人次: the months that a clause before its own names, where it names one stretch only."""
    lead = re.split(r"[。；;]|\.\s", frame.lead)[-1]
    if _OTHER.search(lead) or not (frame.chinese or lead.strip()[:1].isupper()):
        return None         # English: the words behind another number are of that one
    hits = [(kind, hit) for kind, words in _PARTS for hit in words.finditer(lead)]
    apart = [(kind, hit) for kind, hit in hits if not any(
        other is not hit and other.start() <= hit.start() and hit.end() <= other.end() for _, other in hits)]
    return _months(*apart[0]) if len(apart) == 1 else None


def _like_last(frame: Frame, last: Months) -> Months | None:
    """ "41 million in the first quarter and 47 million in the second": the second quarter."""
    hit = _SHORT.match(frame.tail) or _SHORT_BEFORE.search(frame.lead)
    size = last[1] - last[0] + 1
    if hit is None or size not in (3, 6):
        return None
    n = _ORDER[hit["n"].lower()]
    return size * (n - 1) + 1, size * n


def _months(kind: str, hit: re.Match[str]) -> Months:
    groups = {name: value.lower() for name, value in hit.groupdict().items() if value}
    said = next(iter(groups.values()), "")
    if kind == "quarter":
        n = _ORDER[said]
        return 3 * n - 2, 3 * n
    if kind == "half":
        return (1, 6) if _ORDER[said] == 1 else (7, 12)
    if kind == "six":
        return 1, 6
    if kind == "year":
        return 1, 12
    number = NAMES.get(said[:3]) or _COUNT.get(said) or int(said)
    if kind == "month":
        return number, number
    return 1, number * (3 if kind == "quarters" else 1)


def _joined(placed: Sequence[tuple[Months, Frame]]) -> Iterator[Claim]:
    spans = [months for months, _ in placed]
    if len(set(spans)) != len(spans):
        return  # two numbers for the same months: of two things
    for (start, end), whole in placed:
        parts = [
            (m, f) for m, f in sorted(placed, key=lambda p: p[0]) if start <= m[0] and m[1] <= end and m != (start, end)
        ]
        chain = _chain(parts, start, end)
        if len(chain) < 2 or fits.sums(whole, chain):
            continue
        total = sum(f.value for f in chain)
        if 1 / _FAR < total / whole.value < _FAR:
            yield Claim(
                whole.at,
                Tie(Relation.BREAKDOWN, (("whole", whole.at), *(("part", f.at) for f in chain)), "months"),
                False,
            )


def _of_year(scene: Scene, placed: Sequence[tuple[Months, Frame]]) -> Iterator[Claim]:
    """"812,000 last year: 188,000 in the first quarter, ...": all of a year, of what stands right before them."""
    spans = [months for months, _ in placed]
    if len(set(spans)) != len(spans) or (1, 12) in spans:
        return
    chain = _chain(placed, 1, 12)
    first = min(chain, key=lambda f: f.at, default=None)
    if first is None or len(chain) < 2:
        return
    whole = next((f for f in reversed(scene.earlier(first, 3)) if f.key == first.key and first.sentence - f.sentence < 2
                  and f.paragraph == first.paragraph and f.comparison is Comparison.EQUAL and _YEARLY.search(
                      f.lead + f.tail)), None)
    made = sum(f.value for f in chain)
    if whole is not None and not fits.sums(whole, chain) and 1 / _FAR < made / whole.value < _FAR:
        members = (("whole", whole.at), *(("part", f.at) for f in chain))
        yield Claim(whole.at, Tie(Relation.BREAKDOWN, members, "months"), False)


def _chain(parts: Sequence[tuple[Months, Frame]], start: int, end: int) -> list[Frame]:
    """Those that follow each other from the first month to the last, [] where a month is left out."""
    found, at = list[Frame](), start
    while at <= end:
        following = [(m, f) for m, f in parts if m[0] == at]
        if not following:
            return []
        months, frame = max(following, key=lambda p: p[0][1])
        found.append(frame)
        at = months[1] + 1
    return found
