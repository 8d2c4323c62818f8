"""Parts and their whole: any run of numbers that makes another; else the run and the whole that the words mean."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_KINDS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE, Dimension.DURATION)
_BACK = 4  # sentences before, in which a whole may stand
_MOST = 14  # parts of one run
_LONGEST = 40  # numbers of one kind of a paragraph that are tried
_NEAR = (0.8, 1.25)  # what parts that are meant to make a whole make of it, when one number is wrong
_OPENED = (0.8, 1.4)  # the same where words open the list: parts make no more than their whole
_CLOSED = (0.5, 2.0)  # the same where the words say that nothing is left out
_ALIKE = (0.88, 1.14)  # the same where no word says that they are parts
_FROM_WHOLE = re.compile(r"^\W*(?:out of|of|among|from)\b[^,.;]{0,40}$", re.IGNORECASE)
_TENS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)
_BRACKET = re.compile(r"^[^，。；,;]{0,40}[（(][^）)\d]{0,16}$")
_OF_THEM = re.compile(r"^ (?:[a-z]+ )?of (?:whom|which|them|these)\b", re.IGNORECASE)
_SO_THAT = re.compile(
    r"\b(?:so that|making|bringing|giving|or|thus|which makes)\b[^,;.\d]{0,20}$|(?:共|合"
    r"|总)[^，。；\d]{0,6}$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"[^.。；]{0,50}(?:其余|(?<![无没有])其他|等(?![级于待])|\b(?:rest|remainder|others|and so on"
    r"|etc)\b)", re.IGNORECASE
)
_ENDS = re.compile(r"^[^，。；,;.\d]{0,20}[；;。]")
_OF_THESE = re.compile(r"\s*(?:Of|Among) (?:this|these|those|them|that|which)\b")
_STOP = re.compile(r"[；;。]")

_ADDED = re.compile(r"(?:另有|另外?|此外)[^，。；\d]{0,12}$")  # more of them, which two numbers alone leave open
_NET = re.compile(r"(?:净增|净减|新增|增加)[^，。；\d]{1,8}$")  # a change, which no levels make
_COMMA = re.compile(r"\s*(?:,|、|和|及|与|，|and|, and)\s*")
_ENUMERATED = re.compile(r"[^，。；、\d]{0,8}、")
_LABELS = 24  # letters of a table's row besides its numbers
_SMALL = 100.0          # counts below are soon the sum of two others
_IN_WORDS = 12.0  # what is written in words, as a rule
# "1,350, half as many again as the 900 of its predecessor, and 240 instead of 200"
_COMPARED = re.compile(r"\b(?:instead of|rather than|times(?: as \w+ as)?(?: the)?|as (?:the|against)) $|而非$|而不是$",
                       re.IGNORECASE)
_CELLS = re.compile(r"[\s　%％+|—–-]+")
_PROSE = re.compile(r"[，。；;]|[.,;:] |[.]$")
_NAMED = re.compile(r"(?:^|[ ,])(?:[A-Z][\w'-]*[ ]){1,3}(?P<word>[a-z]{2,12}) $")

# "Millers will use 2.35 million, livestock 1.45 million and seed 0.42": each of them uses so much
_TAKES = re.compile(
    r"(?:^|[,;.] )[A-Za-z]{3,16} (?:will |would )?(?:use|uses|used|take|takes|took|gets?|got|needs?|needed|receives?"
    r"|received|buys?|bought|eats?|ate|consumes?|consumed|burns?|burned|pays?|paid|won) $")
_NEXT_TAKER = re.compile(r"(?: [a-z]+){0,2}, (?:the )?[a-z]{3,16} ", re.IGNORECASE)
Sum = tuple[int, set[int]]      # the whole, and all numbers of it


def search(scene: Scene) -> Iterator[Claim]:
    """What fits is told; of the lists that the words open or close, those with nothing that fits."""
    told: dict[int, list[Sum]] = {}
    for _, group in groupby(range(len(scene.sentences)), key=lambda n: scene.sentences[n][0].paragraph):
        for run in _runs([f for n in group for f in scene.sentences[n]]):
            for whole, parts in _fitting(scene, run):
                _remember(told, whole, parts)
                yield _claim(whole, parts, True)
    for number, sentence in enumerate(scene.sentences):
        for run in _runs(sentence):
            for whole, parts in _meant(scene, number, run):
                members, close = {whole.at, *(p.at for p in parts)}, _is_near(whole, parts, _NEAR)
                near = [known for member in members for known in told.get(member, ())]
                if not any(_explained(members, whole.at, *known, close) for known in near):
                    _remember(told, whole, parts)
                    yield _claim(whole, parts, False)


def _remember(told: dict[int, list[Sum]], whole: Frame, parts: Sequence[Frame]) -> None:
    members = {whole.at, *(p.at for p in parts)}
    for member in members:
        told.setdefault(member, []).append((whole.at, members))


def _explained(members: set[int], whole: int, other: int, known: set[int], close: bool) -> bool:
    """All parts but one are in a sum that fits, or two numbers with the whole. One part may be two others by chance."""
    shared = members & known
    if close and len(known) == 3 and other in members and other != whole:
        return False
    return len(shared) > 1 and (whole in shared or len(shared) >= len(members) - 2)


def _runs(frames: Sequence[Frame]) -> list[list[Frame]]:
    """The numbers that may be added up, by kind and, in Chinese, by classifier."""
    runs: dict[tuple[str, ...], list[Frame]] = {}
    for frame in frames:
        if adds(frame):
            runs.setdefault((*frame.key, frame.word if frame.chinese else ""), []).append(frame)
    return [run[:_LONGEST] for run in runs.values() if len(run) > 1]


def adds(frame: Frame) -> bool:
    """Is it an amount that may be part of a sum?"""
    return frame.key[0] in _KINDS and frame.low > 0 and frame.high < INFINITE and not cues.is_each(frame)


def _claim(whole: Frame, parts: Sequence[Frame], fit: bool) -> Claim:
    return Claim(whole.at, Tie(Relation.BREAKDOWN, (("whole", whole.at), *(("part", p.at) for p in parts))), fit)


def _fitting(scene: Scene, run: Sequence[Frame]) -> Iterator[tuple[Frame, Sequence[Frame]]]:
    """Stretches of the run, the longest first, that make a number before them or right behind them."""
    plain = [f for f in run if not cues.is_past(f) and not cues.moves(f)]
    taken: set[int] = set()
    for numbers in (plain, run) if len(plain) < len(run) else (run,):
        before = _wholes(scene, numbers[0]) if numbers else []
        for length in range(min(len(numbers), _MOST), 1, -1):
            for start in range(len(numbers) - length + 1):
                parts = numbers[start : start + length]
                if any(p.at in taken for p in parts) or not _is_stretch(scene, numbers, start, length):
                    continue
                behind = [f for f in numbers[start + length : start + length + 1] if not _goes_on(scene, parts, f)]
                likely = [*reversed(numbers[:start]), *behind, *before]
                made = fits.total(parts)
                whole = next((w for w in likely if fits.meets(made, fits.span(w)) and _is_same(w, parts)), None)
                if whole is not None and (length > 2 or _telling(whole, parts)):
                    taken.update(p.at for p in parts)
                    yield whole, parts


def _goes_on(scene: Scene, parts: Sequence[Frame], following: Frame) -> bool:
    """其中甲9项、乙37项、丙46项: what stands behind the same comma as the others is one more of the list."""
    gaps = [scene.between(a, b) for a, b in pairwise([*parts, following])]
    return all(_ENUMERATED.match(gap) for gap in gaps) and not cues.TOTAL.search(following.lead)


def _is_same(whole: Frame, parts: Sequence[Frame]) -> bool:
    """Two small counts make a number of another sentence soon by chance: then it has to count the same."""
    far = whole.sentence != parts[0].sentence and len(parts) == 2 and whole.value < _SMALL
    return not far or whole.key[0] != Dimension.COUNT or whole.chinese or whole.word == parts[0].word


def _is_stretch(scene: Scene, numbers: Sequence[Frame], start: int, length: int) -> bool:
    """Within one sentence and between two semicolons, or so that it begins and ends with them: no sum by chance."""
    parts, end = numbers[start : start + length], start + length
    marks = [_parted(scene, a, b) for a, b in pairwise(parts)]
    if not any(marks):
        return True
    begins = not start or _parted(scene, numbers[start - 1], parts[0]) or _opened(parts[0])
    ends = end == len(numbers) or _parted(scene, parts[-1], numbers[end]) or is_rest(parts[-1])
    return begins and ends


def _parted(scene: Scene, a: Frame, b: Frame) -> bool:
    return a.sentence != b.sentence or bool(_STOP.search(scene.between(a, b)))


def _telling(whole: Frame, parts: Sequence[Frame]) -> bool:
    """Two small numbers make a third by chance."""
    return whole.value / max(whole.step, 1e-12) >= 20 or _opened(parts[0]) or bool(cues.TOTAL.search(whole.lead))


def _wholes(scene: Scene, part: Frame) -> list[Frame]:
    """Numbers of earlier sentences, and of the opening of the text, that parts like this one may make."""
    number = part.sentence
    near = [f for f in scene.around(number, _BACK) if f.sentence != number]
    near += [f for n in range(min(3, max(number - _BACK, 0))) for f in scene.sentences[n]]
    return [f for f in near if adds(f) and f.key == part.key and (f.word == part.word or not part.chinese)]


def _opened(part: Frame) -> bool:
    return bool(cues.OPENS.search(part.lead) or _BRACKET.search(part.lead) or _OF_THEM.match(part.tail))


def _meant(scene: Scene, number: int, run: Sequence[Frame]) -> Iterator[tuple[Frame, Sequence[Frame]]]:
    """Lists that the words claim: a total behind its parts, a whole before them, parts that are sorted or closed."""
    plain = [f for f in run if (not cues.moves(f) and not cues.is_past(f)) or cues.REST.search(f.lead)]
    for n, total in enumerate(plain):
        summed = cues.TOTAL.search(total.lead) or cues.TOTAL_BEHIND.match(total.tail)
        if (n > 1 and summed and (found := _behind(total, plain[:n], _NEAR))) or (
            n > 2 and _SO_THAT.search(total.lead) and (found := _behind(total, plain[:n], _ALIKE)) and len(found) > 2
        ):
            yield total, found
    used: set[int] = set()
    for n, first in enumerate(plain):
        if first.at in used:
            continue
        said = scene.before(first, 90)
        opened, row = _opened(first) or _of_whole(plain[:n], first), bool(cues.IN_TURN.search(scene.before(first, 90)))
        for parts in _lists(scene, plain[n:]):
            added = len(parts) == 2 and not opened and _ADDED.search(parts[-1].lead)
            closed = (is_rest(parts[-1]) and not added) or row
            if (
                len(parts) < 2
                or _OPEN.match(scene.text, parts[-1].end, parts[-1].end + 60)
                or any(cues.APART.search(p.lead) or _COMPARED.search(p.lead) for p in parts)
                or (len(parts) > 2 and fits.sums(parts[-1], parts[:-1]))
                or any(_OF_THEM.match(p.tail) for p in parts[1:])
            ):
                continue
            if opened or closed:
                wide = _CLOSED if closed else _OPENED
                of_these = is_rest(parts[-1]) and _OF_THESE.match(scene.text, scene.starts[number])
                likely = [
                    *(() if of_these else reversed(plain[:n])),      # each number of the sentence is a part itself
                    *(_wholes(scene, first) if closed or cues.OPENS_ANEW.search(first.lead) else []),
                ]
                likely = likely if closed or len(parts) > 2 or parallel(scene, *parts) else []
            else:
                wide, likely = _ALIKE, list(_alike(scene, number, plain[:n], parts))
            whole = _whole(likely, parts, wide)
            if whole is not None and not (is_mixed(parts) or _is_row(scene, whole, parts) or (
                    is_sibling(whole, parts[0]) or is_listed(scene, whole, parts[0]) or cues.RANKED.search(said) or (
                    not opened and _has_share(scene, whole, parts[0])) or _is_shared(scene, whole, parts))):
                used.update(p.at for p in parts)
                yield whole, parts
                break


def _alike(scene: Scene, number: int, before: Sequence[Frame], parts: Sequence[Frame]) -> Sequence[Frame]:
    """Without a word that opens it a list makes the number right before it, a long one also one a sentence before."""
    if not _told_alike(scene, parts):
        return []
    if before:
        return before[-1:]
    if len(parts) < 3 or not number or parts[0] is not scene.sentences[number][0]:
        return []
    return [
        f
        for f in scene.sentences[number - 1]
        if adds(f)
        and f.key == parts[0].key
        and (f.word == parts[0].word or not f.chinese)
        and f.paragraph == parts[0].paragraph
    ]


def _of_whole(before: Sequence[Frame], first: Frame) -> bool:
    """ "Out of a budget of 940,000, 410,000 goes to": the words that open the list stand before the whole."""
    return bool(before) and before[-1].at == first.at - 1 and bool(_FROM_WHOLE.match(before[-1].lead))


def _told_alike(scene: Scene, parts: Sequence[Frame]) -> bool:
    """A list without a word that opens it: one number behind the other to the sentence's end, each in a few words."""
    sentence = scene.sentences[parts[0].sentence]
    others = [f for f in sentence if parts[0].at <= f.at <= parts[-1].at and f not in parts and not f.is_percent]
    following = scene.text[parts[-1].end : parts[-1].end + 24]
    if others or (parts[-1].at < sentence[-1].at - 1 and not _ENDS.match(following)):
        return False
    return all(len(p.lead.strip()) <= (14 if p.chinese else 44) for p in parts) and not any(
        cues.is_past(p) or cues.moves(p) for p in parts
    )


def _lists(scene: Scene, parts: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """Up to the number that is called the rest, to a semicolon, to a new opening; else all."""
    for n, part in enumerate(parts):
        if n and is_rest(part):
            yield parts[: n + 1]
            return
    cut = next(
        (
            n
            for n, (a, b) in enumerate(pairwise(parts), 1)
            if cues.AGAIN.search(_OF_THEM.sub("", scene.between(a, b)))
        ),
        len(parts),
    )
    stops = [n for n, (a, b) in enumerate(pairwise(parts[:cut]), 1) if _STOP.search(scene.between(a, b))]
    yield parts[:cut] if not stops or len(stops) == cut - 1 else parts[: stops[0]]


def parallel(scene: Scene, first: Frame, second: Frame) -> bool:
    """Two that make a whole are told alike: where a share follows the first, one follows the second."""
    sentence = scene.sentences[first.sentence]
    at = sentence.index(second) if second in sentence else len(sentence)
    following = sentence[at + 1 : at + 1 + second.at - first.at - 1]
    between = [f for f in sentence if first.at < f.at < second.at]
    return [f.key[0] for f in between] == [f.key[0] for f in following][: len(between)]


def _behind(total: Frame, parts: Sequence[Frame], wide: tuple[float, float]) -> Sequence[Frame]:
    """As many of the numbers before the total as come near it."""
    for count in range(len(parts), 1, -1):
        if max(p.value for p in parts[-count:]) < total.value and _is_near(total, parts[-count:], wide):
            return parts[-count:]
    return ()


def is_mixed(parts: Sequence[Frame]) -> bool:
    """"Harrow End got 1,120, the other nine wards ...": a small number beside large ones counts something else; so it
    does with a noun of its own beside a bare one: "at the two clinics, 58 completed all six courses".
    """
    small = [p for p in parts if p.value <= _IN_WORDS and p.step == 1]
    if any(p.noun for p in small) and any(not (p.word or p.chinese) and p.value > _IN_WORDS for p in parts):
        return True
    return bool(small) and len(small) < len(parts) and max(p.value for p in parts) >= _IN_WORDS * 50 and any(
        p.noun and not any(p.noun == other.noun for other in parts if other is not p) for p in small)


def _is_row(scene: Scene, whole: Frame, parts: Sequence[Frame]) -> bool:
    """The cells of one row of a table: what they make is told by its columns, and by no number of another row."""
    first, last = parts[0], parts[-1]
    start, end = scene.text.rfind("\n", 0, first.start) + 1, scene.text.find("\n", last.end)
    line = scene.text[start : end if end >= 0 else len(scene.text)].strip()
    if _PROSE.search(line) or "\n" in scene.text[first.end : last.start]:
        return False
    cells = all(_CELLS.fullmatch(scene.between(a, b)) for a, b in pairwise(parts))
    return cells or (whole.paragraph != first.paragraph and len(re.sub(r"[\d.,%\s]", "", line)) < _LABELS)


def is_sibling(whole: Frame, first: Frame) -> bool:
    """"Hall A with 14,000, Hall B with 12,000": told by the same word behind a name, it is no whole of the next."""
    if whole.chinese or whole.sentence != first.sentence:
        return False
    if _TAKES.search(whole.lead) and first.at == whole.at + 1 and _NEXT_TAKER.fullmatch(whole.tail):
        return True
    one, other = (_NAMED.search(f.lead) for f in (whole, first))
    return bool(one and other and one["word"] == other["word"])


def is_listed(scene: Scene, whole: Frame, first: Frame) -> bool:
    """"8.2, 5.7 and 3.1 million": nothing but a comma between the two, they are told alike."""
    gap = scene.between(whole, first).removeprefix(whole.word)
    return whole.at == first.at - 1 and bool(_COMMA.fullmatch(gap))


def _has_share(scene: Scene, whole: Frame, first: Frame) -> bool:
    """Two numbers in a row, each with its share behind it, are parts of something else."""
    shares = {f.at for f in scene.sentences[first.sentence] if f.is_percent}
    return whole.at + 2 == first.at and {whole.at + 1, first.at + 1} <= shares


def _is_shared(scene: Scene, whole: Frame, parts: Sequence[Frame]) -> bool:
    """Each part has its share behind it, and none of these is of this whole: all are of another number before."""
    shares = {f.at - 1: f for f in scene.sentences[parts[0].sentence] if f.is_percent and not cues.moves(f)}
    pairs = [(part, shares[part.at]) for part in parts if part.at in shares]
    if len(pairs) < len(parts) or any(fits.share(s, fits.span(p), fits.span(whole)) for p, s in pairs):
        return False
    others = [f for f in scene.earlier(parts[0], _LONGEST) if f.key == whole.key and adds(f)]
    return any(all(fits.share(s, fits.span(p), fits.span(f)) for p, s in pairs) for f in others)


def is_rest(part: Frame) -> bool:
    """Is it what the other parts leave over?"""
    return bool(cues.REST.search(part.lead) or cues.REST_BEHIND.match(part.tail))


def _whole(likely: Sequence[Frame], parts: Sequence[Frame], widest: tuple[float, float]) -> Frame | None:
    """The number that the parts come nearest to, larger than each of them."""
    most = max(p.value for p in parts)
    found = [
        w for w in likely
        if w.value > most and not cues.is_past(w) and not cues.moves(w) and not _NET.search(w.lead)
        and w.at < parts[0].at
    ]  # fmt: skip
    for wide in (_NEAR, _CLOSED) if widest is _CLOSED else (widest,):
        near = [w for w in found if _is_near(w, parts, wide)]
        if near:
            made = sum(p.value for p in parts)
            return min(near, key=lambda w: abs(made / w.value - 1))
    return None


def _is_near(whole: Frame, parts: Sequence[Frame], wide: tuple[float, float]) -> bool:
    made = sum(p.value for p in parts) / whole.value
    if wide[0] <= made <= wide[1] or any(abs(made / ten - 1) < 0.005 for ten in _TENS):
        return True
    step = min(f.step for f in (whole, *parts)) or 1.0
    said, found = (str(round(v / step)) for v in (whole.value, sum(p.value for p in parts)))
    return len(said) > 1 and sorted(said) == sorted(found)  # two digits that changed places
