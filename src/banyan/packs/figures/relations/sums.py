"""Parts and their whole: any run of numbers that makes another; else the run and the whole that the words mean."""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_KINDS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE, Dimension.DURATION)
_BACK = 4                   # sentences before, in which a whole may stand
_MOST = 14                  # parts of one run
_NEAR = (0.8, 1.25)         # what parts that are meant to make a whole make of it, when one number is wrong
_CLOSED = (0.5, 2.0)        # the same where the words say that nothing is left out
_TENS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)


def search(scene: Scene) -> Iterator[Claim]:
    for number in range(len(scene.sentences)):
        for run in _runs(scene, number):
            yield from _of_run(scene, number, run)


def _runs(scene: Scene, number: int) -> list[list[Frame]]:
    """The numbers of the sentence that may be added up, by kind and, in Chinese, by classifier."""
    runs: dict[tuple[str, ...], list[Frame]] = {}
    for frame in scene.sentences[number]:
        if _adds(frame):
            runs.setdefault((*frame.key, frame.word if frame.chinese else ""), []).append(frame)
    return [run[:_MOST] for run in runs.values() if len(run) > 1]


def _adds(frame: Frame) -> bool:
    return frame.key[0] in _KINDS and 0 < frame.low and frame.high < INFINITE and not cues.is_each(frame)


def _of_run(scene: Scene, number: int, run: Sequence[Frame]) -> Iterator[Claim]:
    """What fits is told; of the lists that the words open or close, those with nothing that fits."""
    told: list[set[int]] = []
    for whole, parts in _fitting(scene, number, run):
        told.append({whole.at, *(p.at for p in parts)})
        yield _claim(whole, parts, True)
    for whole, parts in _meant(scene, number, run):
        members = {whole.at, *(p.at for p in parts)}
        if not any(len(members & known) > 1 for known in told):
            told.append(members)
            yield _claim(whole, parts, False)


def _claim(whole: Frame, parts: Sequence[Frame], fit: bool) -> Claim:
    return Claim(whole.at, Tie(Relation.BREAKDOWN, (("whole", whole.at), *(("part", p.at) for p in parts))), fit)


def _fitting(scene: Scene, number: int, run: Sequence[Frame]) -> Iterator[tuple[Frame, Sequence[Frame]]]:
    """Stretches of the run, the longest first, that make a number before them or right behind them."""
    taken: set[int] = set()
    before = _wholes(scene, number, run[0])
    for length in range(len(run), 1, -1):
        for start in range(len(run) - length + 1):
            parts = run[start:start + length]
            if taken & {p.at for p in parts}:
                continue
            likely = [*reversed(run[:start]), *run[start + length:start + length + 1], *before]
            whole = next((w for w in likely if fits.sums(w, parts)), None)
            if whole is not None and (length > 2 or _telling(whole, parts)):
                taken |= {p.at for p in parts}
                yield whole, parts


def _telling(whole: Frame, parts: Sequence[Frame]) -> bool:
    """Two small numbers make a third by chance."""
    return whole.value / max(whole.step, 1e-12) >= 20 or _opened(parts[0]) or bool(cues.TOTAL.search(whole.lead))


def _wholes(scene: Scene, number: int, part: Frame) -> list[Frame]:
    """Numbers of earlier sentences, and of the opening of the text, that parts like this one may make."""
    near = [f for f in scene.around(number, _BACK) if f.sentence != number]
    near += [f for n in range(min(3, max(number - _BACK, 0))) for f in scene.sentences[n]]
    return [f for f in near if _adds(f) and f.key == part.key and (f.word == part.word or not part.chinese)]


def _opened(part: Frame) -> bool:
    return bool(cues.OPENS.search(part.lead))


def _meant(scene: Scene, number: int, run: Sequence[Frame]) -> Iterator[tuple[Frame, Sequence[Frame]]]:
    """Lists that the words claim: a total behind its parts, a whole before them, parts that are sorted or closed."""
    plain = [f for f in run if not cues.moves(f) or cues.REST.search(f.lead)]
    for n, total in enumerate(plain):
        parts = plain[:n]
        summed = cues.TOTAL.search(total.lead) or cues.TOTAL_BEHIND.match(total.tail)
        if n > 1 and summed and (found := _behind(total, parts)):
            yield total, found
            return
    for n, first in enumerate(plain):
        parts = _until_closed(plain[n:])
        if len(parts) < 2 or any(cues.APART.search(p.lead) for p in parts):
            continue
        closed = _is_rest(parts[-1]) or bool(re.search("分别|respectively", scene.before(first, 90)))
        likely = [*reversed(plain[:n]), *(_wholes(scene, number, first) if _opened(first) or closed else [])]
        if not (_opened(first) or closed):
            continue
        whole = _whole(likely, parts, closed)
        if whole is not None:
            yield whole, parts
            return


def _behind(total: Frame, parts: Sequence[Frame]) -> Sequence[Frame]:
    """As many of the numbers before the total as come near it."""
    for count in range(len(parts), 1, -1):
        if _is_near(total, parts[-count:], _NEAR):
            return parts[-count:]
    return ()


def _until_closed(parts: Sequence[Frame]) -> Sequence[Frame]:
    """Up to the number that is called the rest."""
    for n, part in enumerate(parts):
        if n and _is_rest(part):
            return parts[:n + 1]
    return parts


def _is_rest(part: Frame) -> bool:
    return bool(cues.REST.search(part.lead) or cues.REST_BEHIND.match(part.tail))


def _whole(likely: Sequence[Frame], parts: Sequence[Frame], closed: bool) -> Frame | None:
    """The nearest number that the parts may be meant to make, larger than each of them."""
    most = max(p.value for p in parts)
    found = [w for w in likely if w.value > most and not cues.is_base(w) and w.at < parts[0].at]
    for wide in (_NEAR, _CLOSED) if closed else (_NEAR,):
        near = [w for w in found if _is_near(w, parts, wide)]
        if near:
            made = sum(p.value for p in parts)
            return min(near, key=lambda w: abs(made / w.value - 1))
    return None


def _is_near(whole: Frame, parts: Sequence[Frame], wide: tuple[float, float]) -> bool:
    made = sum(p.value for p in parts) / whole.value
    return wide[0] <= made <= wide[1] or any(abs(made / ten - 1) < 0.005 for ten in _TENS)
