"""A row of numbers beside a larger one of their kind: what one wrong digit would mend is meant to add up.

That a row misses a number by just one digit of one of the two, or by two that changed places, is seldom chance where
the numbers have digits enough; words that open or close a list make it likely with fewer. So a part that is ten times
its whole is found as well as one that is a little off.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.lists import is_apiece, is_tally
from banyan.packs.figures.loose.segments import is_plain, is_slip, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.sums import is_rest

STATED = "stated"       # of a tie: these numbers and no others are meant
_LONGEST, _BACK = 14, 6     # parts; numbers before a row among which its whole stands
_PAIR, _TENS = 2, (10, 100, 1000, 10000)
_TELLING = 3            # digits that a number needs to be mended by chance seldom
_RATIO = (0.08, 14.0)   # of the whole, what the parts make at most
_OPEN = re.compile(
    r"等[，。；]|等(?:方面|地|项)|包括|超过|高于|至|\b(?:such as|among others|etc|for example|notably|includ\w+"
    r"|more than|less than|largest|biggest|led by|followed)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"其中|分别|依次|：|由|分为|各|\b(?:of (?:which|whom|these|them|those)|namely|respectively|made up|comprising"
    r"|consist\w+|divided|split)\b|[:–—]|[ (]-", re.IGNORECASE)
_RANKED = re.compile(        # who is the most, and who follows: the first of the row is no whole of the others
    r"最[高低多少大小长短热冷贵抢受]|次之|其次|递[增减]|[逐依][\u4e00-\u9fff]{1,2}(?:升|降|增|减|下|上)|垫底"
    r"|居[^，。；\d]{0,6}首|排[名行]|[由从][高低多少大小][^，。；\d]{0,4}到"
    r"|\b(?:(?:high|low|large|small|long|short|young|old|cheap|dear|fast|slow|strong|weak|great|tall|warm|cold|rich"
    r"|poor)e?st"
    r"|(?:bigg|busi|quiet|heavi|hott|wett|dri)est|(?:most|least) [a-z]+|descending|ascending|ahead of|second|third"
    r"|leads?|led|topped)\b",
    re.IGNORECASE)
_SUMMED = re.compile(r"合计|共计|总计|总共|一共|共|\b(?:in all|in total|altogether|total\w*|together|making|adds? up"
                     r"|all told)\b", re.IGNORECASE)
_PARTED = re.compile(r"[；;。]|\.\s|\n")
_LAST = re.compile(r"和|及|以及|\band\b", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for row in _rows(sentence):
            claim = _claim(scene, held, row)
            if claim is not None:
                yield claim


def _rows(sentence: Sequence[Frame]) -> Iterator[list[Frame]]:
    """Levels of one kind one behind the other, with nothing or a share between; the longest first."""
    levels = [f for f in sentence if is_plain(f)][: 2 * _LONGEST]
    levels = [f for f in levels if not is_tally(f, levels)]
    start = 0
    while start < len(levels):
        row = [levels[start]]
        for following in levels[start + 1 :]:
            if not one_kind(row[-1], following) or following.at - row[-1].at > 2:
                break
            row.append(following)
        if len(row) > 1:
            yield row[:_LONGEST]
        start += len(row)


def _claim(scene: Scene, held: Held, row: list[Frame]) -> Claim | None:
    readings = [(whole, parts) for whole, parts in _readings(scene, row) if len(parts) > 1]
    if any(fits.sums(whole, parts) for whole, parts in readings):
        return None
    for whole, parts in readings:
        members = {whole.at, *(p.at for p in parts)}
        known = members <= held.fast or any(len(members & {of, *others}) > 1 for of, others in held.sums)
        if not known and _is_meant(scene, whole, parts):
            found = (("whole", whole.at), *(("part", p.at) for p in parts))
            return Claim(whole.at, Tie(Relation.BREAKDOWN, found, STATED), False)
    return None


def _readings(scene: Scene, row: list[Frame]) -> Iterator[tuple[Frame, list[Frame]]]:
    """The whole before the row, its first or its last number, or the one behind that sums it up."""
    first = row[0]
    if _SUMMED.search(row[-1].lead):
        yield row[-1], row[:-1]
    before = [f for f in reversed(scene.earlier(first, _BACK)) if is_plain(f) and one_kind(f, first)]
    for whole in before:
        if whole.paragraph == first.paragraph and not cues.is_past(whole):
            yield whole, row
    if len(row) > 2:
        yield first, row[1:]


def _is_meant(scene: Scene, whole: Frame, parts: Sequence[Frame]) -> bool:
    first = min(whole, parts[0], key=lambda f: f.at)
    said = scene.text[first.start - len(first.lead) : max(whole.end, parts[-1].end)]
    if any(is_apiece(p) or cues.is_past(p) for p in parts) or _OPEN.search(said) or _is_parted(scene, parts):
        return False
    opening = scene.between(first, parts[0]) if whole.at < parts[0].at else ""
    ranked = whole.at == parts[0].at - 1 and _RANKED.search(whole.lead + opening)
    if ranked and not _LISTED.search(opening):
        return False
    made = sum(p.value for p in parts)
    small, large = sorted(p.value for p in parts)[::len(parts) - 1]
    if len(parts) == _PAIR and large > whole.value and not is_slip(made, whole.value) and not any(
            abs(large / ten - whole.value + small) < whole.step for ten in _TENS):
        return False        # of two, the larger is beyond the whole by no power of ten
    if not _RATIO[0] < made / whole.value < _RATIO[1]:
        return False
    rest = is_rest(parts[-1]) and "另" not in parts[-1].lead
    cued = rest or whole.at > parts[-1].at or bool(_LISTED.search(opening))
    return mended(whole, parts) >= (_TELLING - 1 if cued else _TELLING)


def _is_parted(scene: Scene, parts: Sequence[Frame]) -> bool:
    """A stop between some of the parts and not between all of them."""
    stops = [bool(_PARTED.search(scene.between(a, b))) for a, b in pairwise(parts)]
    return any(stops) and not all(stops)


def mended(whole: Frame, parts: Sequence[Frame]) -> int:
    """Digits of the number that one slip would mend, 0 where none would; the fewest of those that may be meant."""
    made = sum(p.value for p in parts)
    found = [_digits(p) for p in parts if is_slip(whole.value - made + p.value, p.value)]
    found += [_digits(whole)] if is_slip(made, whole.value) else []
    return max(found, default=0)


def _digits(frame: Frame) -> int:
    return len(f"{frame.value:.6g}".replace(".", "").strip("0"))
