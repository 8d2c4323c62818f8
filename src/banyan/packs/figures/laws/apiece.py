"""So much each, where what it should be is a slip away: digits that changed places, one wrong digit, a power of ten.

How many there are may stand far off (visitors that the opening counts, the days of the quarter that is spoken of),
so a number that doesn't fit proves nothing by itself. That it fits but for a slip does: by chance it rarely would.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.factors import factor_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.products import unit
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_BACK = 40          # numbers before, among which the count stands by its name
_NEAR = 4           # numbers before and behind, among which the amount stands
_CLOSE = 0.012      # of a power of ten: amounts are rounded
_DIGITS = 3         # of an average, so that one wrong digit is no chance
_NEARLY = 2.5       # times off, where amount, average and count stand in one breath
_FEW = 2            # where only one pair can be meant
_PER = re.compile(
    r"^(?: [a-z]{3,14})?,? ?(?:an?|per|each|for (?:each|every)) "
    r"(?P<en>(?!year\b|month\b|week\b|hour\b|minute\b|time\b)[a-z]{3,})\b"
    r"(?! (?:ago|earlier|later|more|less|before))", re.IGNORECASE)
_DIRECT = re.compile(r"^[^.;\d]{0,40}, (?:or|that is|i\.e\.|an average of"
                     r"|which (?:works out (?:at|to)|comes to|is|makes|averages))(?: about| some)? (?:[$¥€£])?$"
                     r"|^[^，。；\d]{0,6}，(?:即|平均|合)[^，。；\d]{0,6}$", re.IGNORECASE)
_PER_BEFORE = re.compile(r"\bper[ -](?P<en>(?!cent\b|year\b)[a-z]{3,})\b[^,;.\d]{0,40}$", re.IGNORECASE)
_PER_ZH = re.compile(r"(?P<zh>人次|[人户家个件套亩台笔场次张班辆])均[^，。；\d]{0,8}$"
                     r"|平?均?每(?:个|名)?(?P<of>人次|[人户家个件套亩台笔场次张班辆吨]|公斤)[^，。；\d]{0,8}$")
_DAILY = re.compile(r"日均[^，。；\d]{0,8}$|\bdaily\b[^,;.\d]{0,16}$", re.IGNORECASE)
_DAILY_BEHIND = re.compile(r"^(?: [a-z]+)? (?:a|per|each|every) day\b", re.IGNORECASE)
_DAYS = (               # what words mean how many days
    (re.compile(r"(?<!前)[三四]季度|\b(?:third|fourth) quarter\b", re.IGNORECASE), (92,)),
    (re.compile(r"(?<!前)[一二]季度|\b(?:first|second) quarter\b", re.IGNORECASE), (90, 91)),
    (re.compile(r"上半年|\bfirst half\b", re.IGNORECASE), (181, 182)),
    (re.compile(r"全年|\d{4}年|去年|\byear\b|\btwelve months\b|\bin 20\d\d\b", re.IGNORECASE), (365, 366)),
)
_WEIGHTS = {"kilo": "kg", "kilogram": "kg", "kg": "kg", "tonne": "t", "litre": "L", "liter": "L",
            "公斤": "kg", "吨": "t"}
_KILOS = frozenset(_WEIGHTS.values()) | {"m³"}
_PERSONS = frozenset({"person", "head", "people", "resident", "inhabitant", "人"})
_EXTREME = re.compile(r"(?:最高|最多|最低|峰值|计划|目标)[^，。；\d]{0,8}$|\b(?:record|busiest|most|up to)\b",
                    re.IGNORECASE)

Divisor = tuple[float, float, Frame | None]     # from, to, and the number that tells it


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for each in scene.frames:
        if not _is_head(each):
            continue
        found = [*_days(scene, each), *_counts(scene, each)]
        amounts = _amounts(scene, each, [c.at for _, _, c in found if c is not None]) if found else []
        claim = _claim(scene, each, amounts, found)
        if claim is not None and not _is_explained(scene, held, each, claim):
            yield claim


def _is_head(each: Frame) -> bool:
    return (is_plain(each) and each.comparison is Comparison.EQUAL and not cues.is_past(each)
            and not _EXTREME.search(each.lead))


def _is_explained(scene: Scene, held: Held, each: Frame, claim: Claim) -> bool:
    """A relation that holds between numbers of its own sentence speaks for it; one with a stranger's doesn't."""
    here = {f.at for f in scene.sentences[each.sentence]}
    partners = held.partners.get(each.at, frozenset())
    new = {i for _, i in claim.tie.members[1:]}
    return bool(partners) and (partners >= new or (each.at in held.fast and partners <= here))


def per_word(each: Frame) -> str:
    hit = _PER.match(each.tail) or _PER_BEFORE.search(each.lead) or _PER_ZH.search(each.lead)
    return next((word.lower() for word in hit.groupdict().values() if word), "") if hit else ""


def _days(scene: Scene, each: Frame) -> Iterator[Divisor]:
    """The days that the text tells last; else those of the time that its sentence names."""
    if not (_DAILY.search(each.lead) or _DAILY_BEHIND.match(each.tail)):
        return
    told = [f for f in scene.earlier(each, _BACK) if f.key == (Dimension.DURATION, "day") and f.value > 1]
    for frame in told:
        yield frame.value, frame.value, frame
    said = scene.before(each, 200)
    for pattern, lengths in _DAYS:
        if pattern.search(said):
            yield from ((days, days, None) for days in lengths)
            return


def _counts(scene: Scene, each: Frame) -> Iterator[Divisor]:
    word = per_word(each)
    if not word or word == "day":
        return
    behind = [f for f in scene.sentences[each.sentence] if 0 < f.at - each.at <= 2]
    for frame in (*scene.earlier(each, _BACK), *behind):
        if not is_plain(frame) or cues.is_each(frame) or frame.value <= 1:
            continue
        symbol = _WEIGHTS.get(word)
        if symbol:
            many = 1.0 if frame.key[1] == symbol else float(factor_of(frame.key[1], symbol) or 0)
            if many:
                yield frame.low * many, frame.high * many, frame
        elif frame.key[0] == Dimension.COUNT and _is_called(frame, word):
            yield frame.low, frame.high, frame


def _is_called(count: Frame, word: str) -> bool:
    if count.chinese:
        return count.word.startswith(word) or (word == "人" and count.word.startswith("人次"))
    said = f"{count.word} {count.noun} {count.tail[:24]}".lower()
    return any(name[:5] in said for name in (_PERSONS if word in _PERSONS else {word}))


def _amounts(scene: Scene, each: Frame, counts: Sequence[int]) -> list[Frame]:
    """Of its unit, larger, and right beside it or beside what tells how many."""
    behind = [f for f in scene.sentences[each.sentence] if 0 < f.at - each.at <= 2]
    near = [f for f in (*scene.earlier(each, _NEAR), *behind) if f.sentence >= each.sentence - 1]
    return [f for f in near if is_plain(f) and unit(each, f) and f.value * unit(each, f) > each.value
            and f.at not in counts and not cues.is_each(f) and f.key[0] != Dimension.DURATION
            and (not cues.is_past(f) or f.at == each.at - 1)]


def _claim(scene: Scene, each: Frame, amounts: Sequence[Frame], found: Sequence[Divisor]) -> Claim | None:
    """None where any pair fits: else the nearest pair that a slip explains, or "690 doctors, or 0.8 for each bed"."""
    half = each.step / 2 if each.low == each.high else 0.0
    own, slipped = (each.low - half, each.high + half), []
    alone = len({low for low, _, _ in found}) == 1
    for amount in amounts:
        for low, high, count in found:
            times = unit(each, amount)
            a, b = fits.quotient(fits.span(amount), (low, high))
            if fits.meets((a * times, b * times), own):
                return None
            digits = _FEW if alone and amount.at == each.at - 1 else _DIGITS
            made = amount.value * times / ((low + high) / 2)
            told = alone and amount.at == each.at - 1 and bool(_DIRECT.match(scene.between(amount, each)))
            if is_a_slip(made, each, digits) or (told and 1 / _NEARLY < made / each.value < _NEARLY):
                slipped.append((amount, count, low, times))
    if not slipped:
        return None
    amount, count, low, times = min(slipped, key=lambda s: (abs(s[0].at - each.at), -(s[1].at if s[1] else 0)))
    if count is None:
        tie = Tie(Relation.AVERAGE, (("average", each.at), ("amount", amount.at)), "named", int(low), per=times)
    elif count.key[1] in _KILOS:        # so much a kilo, of so many tonnes
        members = (("each", each.at), ("count", count.at), ("amount", amount.at))
        many = Decimal(round(low / count.low)) if count.low else Decimal(1)
        tie = Tie(Relation.PRODUCT, members, RESTATED, factor=many / times)
    else:
        members = (("average", each.at), ("amount", amount.at), ("count", count.at))
        tie = Tie(Relation.AVERAGE, members, "named", per=times)
    return Claim(each.at, tie, False)


def is_a_slip(made: float, said: Frame, digits: int = _DIGITS) -> bool:
    """The number that was made, as fine as the other is written, but for a slip."""
    if any(abs(said.value / made / ten - 1) < _CLOSE for ten in (0.001, 0.01, 0.1, 10, 100, 1000)):
        return True
    step = said.step or 1.0
    a, b = str(round(made / step)), str(round(said.value / step))
    while len(a) == len(b) > digits and a[-1] == b[-1] == "0":
        a, b = a[:-1], b[:-1]
    if len(a) != len(b) or len(a) < digits:
        return False
    wrong = [n for n in range(len(a)) if a[n] != b[n]]
    return len(wrong) == 1 or (len(wrong) == 2 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]])
