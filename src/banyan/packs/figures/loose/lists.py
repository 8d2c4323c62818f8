"""Numbers of one kind in a row beside a larger one: parts and their whole, where nothing else is said of the row.

A total of a paragraph and a row that nearly makes it are seldom there by chance. So the row, and not the verb that
introduces it, tells that its numbers are parts; the words only tell where they are none: a ranking, a range, a funnel.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import (
    Segment,
    is_plain,
    is_slip,
    is_turned,
    one_kind,
    same_thing,
    segments,
    whole,
)
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.sums import is_listed, is_rest, is_sibling

_ROW = (0.78, 1.3)      # of the whole, what three parts or more make when one number is wrong
_PAIR = (0.65, 1.5)     # the same of two parts that the words call parts
_MENDED = (0.45, 2.2)   # the same where one number with its digits turned would mend it
_FAR = (0.9, 1.12)      # of a whole in another sentence, or of another noun
_SEMICOLON, _COLON = re.compile(r"[；;]"), re.compile(r"[:：]")
_TALLY = 20.0           # parts that are counted, and how much larger what they hold is than their number
_FEW = 2.0              # parts beside their whole, of which words have to say that they are parts
_NO_ROW = re.compile(
    r"最[高低多少大小长短抢受热冷贵]|递[增减]|[逐依][\u4e00-\u9fff]{1,2}(?:升|降|增|减|下|上)"
    r"|[由从][高低多少大小][^，。；\d]{0,4}到|排名|[前后][三四五六]名|次之|居首|第[一二三四]|依次为：|中位|平均|至"
    r"|超过|高于|低于|收回|发放|有效"
    r"|\b(?:largest|smallest|biggest|highest|lowest|longest|oldest|youngest|most|least|top|followed by|ahead of|second"
    r"|third|median|range\w*|returned|handed out|issued|void|valid|per|each|average|respectively, compared"
    r"|from .{1,30} to|between \d[^;.]{1,16} and \d|more than|less than|than the)\b", re.IGNORECASE)  # fmt: skip
_PARTS = re.compile(
    r"由|包括|包含|组成|构成|分为|其中|分别|依次|[和及、]|（|：|来自|来源|分别为|用于|投向"
    r"|\b(?:made up|consist\w*|compris\w*|composed|split|divided|includ\w+|of (?:which|whom|them|these)|with|plus"
    r"|namely"
    r"|financed|funded|paid|covered|from|between|among|into|in(?: all| total)?|total\w*|together|altogether|for"
    r"|by|spread"
    r"|shared)\b|[:(]", re.IGNORECASE)  # fmt: skip
_SUMMED = re.compile(
    r"合计|共计|总计|总共|一共|共|合起来|加起来|总数|总量|总额"
    r"|\b(?:in all|in total|altogether|total\w*|together|that makes|which makes|making|adds? up|sum|all told|overall"
    r"|combined|took part|giving|bringing|taking)\b", re.IGNORECASE)  # fmt: skip
_OPEN = re.compile(r"等[，。；]|等(?:方面|地|项)|\b(?:such as|among others|etc|for example|notably)\b", re.IGNORECASE)
_APIECE = re.compile(r"[每均各]|\b(?:per|each|apiece|average\w*|mean|median|every|a (?:head|person|piece))\b",
                     re.IGNORECASE)
_SUBJECT = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8}?)(?:主要)?(?:由|包括|包含|分为|构成|组成|中[，,]|按)")
_COLON_LIST = re.compile(r"[:：] ?$|\b(?:made up of|comprising|consisting of|namely"
                         r"|of whom)(?: about)? $", re.IGNORECASE)
_APPOSED = re.compile(r" [a-z]+(?: [a-z]+)?, ")
_SORTS = frozenset({"girl", "boy", "man", "woman", "men", "women", "adult", "child", "children", "male", "female",
                    "mother",
                    "father", "professional", "amateur", "junior", "senior", "local", "foreigner", "resident"})
_BY, _TO = re.compile(r"\bby $", re.IGNORECASE), re.compile(r" to ")     # "Weston's by 1,087 to 41,602": no two parts
_NAMED = 40             # numbers before a list, among which its whole is known by its name
_AMONG = re.compile(r"其中|\bof (?:which|whom)\b", re.IGNORECASE)
_IN_TIME = re.compile(r"[日天月年周]|\b(?:day|week|month|year|hour|daily|weekly|monthly|yearly|annual)", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for number in range(len(scene.sentences)):
        told = False
        for segment in (whole(scene, number), *segments(scene, number)):
            for run in (*_kinds(segment.frames), *_opened(scene, segment.frames)):
                claim = None if told else _claim(scene, segment, run, held)
                if claim is not None:
                    told = True
                    yield claim


def _kinds(frames: Sequence[Frame]) -> Iterator[list[Frame]]:
    """The levels of each kind; bare numbers go with the unit that was told before. Last year's only open a row."""
    left = [f for n, f in enumerate(frames) if is_plain(f) and (not n or not cues.is_past(f))]
    left = [f for f in left if not is_tally(f, left)]
    while left:
        run = [f for f in left if f.at == left[0].at or one_kind(left[0], f)]
        yield run
        left = [f for f in left if f not in run]


def _is_open(said: str) -> bool:
    """Such as, among others; or several parts of one whole that are told one by one: "of which A, and of which B"."""
    return bool(_OPEN.search(said)) or len(_AMONG.findall(said)) > 1


def _opened(scene: Scene, frames: Sequence[Frame]) -> Iterator[list[Frame]]:
    """"passengers: 840,000 residents and 420,000 visitors": behind a colon parts may have nouns of their own."""
    counts = [f for f in frames if is_plain(f) and f.key == (Dimension.COUNT, "")]
    for n, first in enumerate(counts[:-2]):
        gap = scene.between(first, counts[n + 1])
        sorts = all(f.word in _SORTS for f in counts[n + 1 :])
        if (_COLON_LIST.search(gap) or (sorts and _APPOSED.fullmatch(gap))) and len({f.word for f in counts[n:]}) > 1:
            yield counts[n:]
            return


def is_tally(frame: Frame, frames: Sequence[Frame]) -> bool:
    """"three lines: 8.2 million, 5.7 million": how many parts there are is no part."""
    return frame.key[0] == Dimension.COUNT and frame.value <= _TALLY and any(
        f.key == frame.key and f.value > frame.value * _TALLY for f in frames)


def _claim(scene: Scene, segment: Segment, run: list[Frame], held: Held) -> Claim | None:
    if len(run) < 2 or _NO_ROW.search(segment.said) or _is_open(segment.said) or _contains_sum(run):
        return None
    readings = list(_readings(scene, segment, run))
    if any(fits.sums(total, parts) for total, parts, _ in readings):
        return None
    for total, parts, wide in readings:
        members = {total.at, *(p.at for p in parts)}
        if len(members & held.summed) > 1 or any(is_apiece(f) for f in parts) or _leave_a_rest(scene, total, parts):
            continue
        if _is_near(total, parts, wide):
            return Claim(total.at, Tie(Relation.BREAKDOWN, (("whole", total.at), *(("part", p.at) for p in parts))),
                         False)
    return None


Wide = tuple[float, float]


def _readings(scene: Scene, segment: Segment, run: list[Frame]) -> Iterator[tuple[Frame, list[Frame], Wide]]:
    """The whole first or last of its row, or alone in the sentence before or behind."""
    if len(run) > 2 and _SUMMED.search(run[-1].lead + run[-1].tail):
        yield from _row(scene, run[-1], run[:-1], _PAIR)
    yield from (reading for total, near in _by_name(scene, run[0], run) for reading in _row(scene, total, run, near))
    called = bool(_PARTS.search(segment.said))
    of_another = run[0].chinese and _SUBJECT.search(run[0].lead)
    if len(run) > 2 and not of_another and (len(run) > 3 or called or _is_all(segment, run)):
        yield from _row(scene, run[0], run[1:], _ROW if len(run) > 3 or not called else _PAIR)
    if _is_row(run) and not [f for f in segment.frames if run[0].at < f.at < run[-1].at and not f.is_percent
                             and f not in run]:
        for total, near in _outside(scene, segment.sentence, run):
            yield from _row(scene, total, run, near)


def _row(scene: Scene, total: Frame, parts: list[Frame], wide: Wide) -> Iterator[tuple[Frame, list[Frame], Wide]]:
    alike = is_listed(scene, total, parts[0]) or is_sibling(total, parts[0])
    if any(_BY.search(a.lead) and _TO.fullmatch(scene.between(a, b)) for a, b in pairwise(parts)):
        return
    if total.value > max(p.value for p in parts) and _is_row(parts) and not alike and _is_one_list(scene, total, parts):
        yield total, parts, wide


def _is_one_list(scene: Scene, total: Frame, parts: Sequence[Frame]) -> bool:
    """A semicolon parts all of a list or none of it; between two parts alone it ends one thing and begins another."""
    marks = [bool(_SEMICOLON.search(scene.between(a, b))) for a, b in pairwise(parts) if a.sentence == b.sentence]
    if not any(marks):
        return True
    first, second = sorted((total, parts[0]), key=_place)
    return all(marks) and (len(parts) > 2 or bool(_COLON.search(scene.between(first, second))))


def _place(frame: Frame) -> int:
    return frame.at


def _is_all(segment: Segment, run: Sequence[Frame]) -> bool:
    """Three numbers and nothing else: "6.4 in all, 4.6 indoors, 1.8 outdoors"."""
    return len(segment.frames) == len(run) and bool(run[0].key[1] or run[0].word)


def _outside(scene: Scene, number: int, run: list[Frame]) -> Iterator[tuple[Frame, Wide]]:
    first = run[0]
    behind = scene.sentences[number + 1][:1] if number + 1 < len(scene.sentences) else ()
    for f in behind:
        if is_plain(f) and one_kind(first, f) and f.paragraph == first.paragraph and _SUMMED.search(f.lead + f.tail):
            yield f, _ROW if len(run) > 2 else _PAIR
    if not number or segment_names(scene, number):
        return
    before = [f for f in scene.sentences[number - 1] if is_plain(f) and f.key == first.key]
    alike = [f for f in before if same_thing(f, first)] or (before if len(run) > 2 else [])
    if len(alike) == 1 and first.paragraph - alike[0].paragraph < _FEW:
        yield alike[0], _ROW if len(run) > 2 and same_thing(alike[0], first) else _FAR


def _by_name(scene: Scene, first: Frame, run: Sequence[Frame]) -> Iterator[tuple[Frame, Wide]]:
    """税收收入由增值税……构成: the number that is called so; "the other six" of what was counted before."""
    told = _SUBJECT.search(scene.before(first, 40)) if first.chinese else None
    earlier = [f for f in reversed(scene.earlier(first, _NAMED)) if is_plain(f) and f.key == first.key
               and not cues.is_past(f)]
    if told:
        yield from ((f, _ROW) for f in earlier if told["name"][-4:] in f.lead[-10:])
    if is_rest(run[-1]):
        near = [f for f in earlier if first.sentence - f.sentence <= 1 and (f.word or f.key[1])]
        made = sum(p.value for p in run)
        yield from ((f, _ROW) for f in sorted(near, key=lambda f: abs(made / f.value - 1))[:1])


def segment_names(scene: Scene, number: int) -> bool:
    """Does the sentence have a whole of its own kind that words name otherwise?"""
    return bool(_NO_ROW.search(whole(scene, number - 1).said))


def _is_row(parts: Sequence[Frame]) -> bool:
    """One behind the other, with nothing but their shares between."""
    gaps = [b.at - a.at for a, b in pairwise(parts)]
    return len(parts) > 1 and all(gap <= 2 for gap in gaps) and len(set(gaps)) == 1


def is_apiece(frame: Frame) -> bool:
    """"A grant of 24 million" is so much for one, but may be a part."""
    said = frame.lead[-24:] + frame.tail[:24]
    return cues.is_each(frame) and bool(_APIECE.search(said)) and not _IN_TIME.search(frame.lead[-8:] + frame.tail[:24])


def _leave_a_rest(scene: Scene, total: Frame, parts: Sequence[Frame]) -> bool:
    """Each part is told as a share of the whole, and rightly so: what is missing isn't told. Or only one is told so."""
    sentence = {f.at: f for f in scene.sentences[parts[0].sentence]}
    shares = [sentence.get(p.at + 1) for p in parts]
    told = [(p, s) for p, s in zip(parts, shares, strict=True) if s is not None and s.is_percent]
    if told and len(told) < len(parts) and len(parts) == _FEW:
        return True
    return len(told) == len(parts) and all(fits.share(s, fits.span(p), fits.span(total)) for p, s in told)


def _contains_sum(run: Sequence[Frame]) -> bool:
    """Does one number of the row hold others that stand beside it?"""
    for n, total in enumerate(run):
        for start in range(len(run)):
            for end in range(start + 2, len(run) + 1):
                if not start <= n < end and total.value >= 20 * (total.step or 1) and fits.sums(total, run[start:end]):
                    return True
    return False


def _is_near(total: Frame, parts: Sequence[Frame], wide: Wide) -> bool:
    made = sum(p.value for p in parts)
    if wide[0] <= made / total.value <= wide[1] or (len(parts) > 2 and is_slip(made, total.value)):
        return True
    if is_turned(made, total.value) and len(f"{made:.6g}".strip("0.")) > _FEW:
        return True
    mended = any(is_turned(total.value - made + p.value, p.value) for p in parts)
    return wide is not _FAR and mended and _MENDED[0] <= made / total.value <= _MENDED[1]
