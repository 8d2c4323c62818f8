"""What is said of all of a group, held against each of the row that tells them one by one.

"All stations stayed below 28.50 metres. They read: Shifang 27.86, Old Ferry 28.79"; 97.2%、93.8%和95.9%，全部在95%以上.
A row that mostly keeps the bound is the one that is meant by it; whoever doesn't keep it contradicts.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension
from banyan.packs.figures.laws.bounds import broken, limiting
from banyan.packs.figures.laws.wholes import RANGE
from banyan.packs.figures.loose.bounds import LOWER, UPPER, bound
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_ALL = re.compile(
    rf"{cues.OF_ALL_ZH}(?!已)|全部|所有|一律|无一|没有一|无不|个个"
    r"|\b(?:every|everywhere|each of|all|none"
    r"|no (?!less|more|fewer|lower|higher)[a-z]+"
    r"|not one|never|without exception)\b", re.IGNORECASE)  # fmt: skip
_NONE = re.compile(
    r"无一(?!例外|不)|没有一|\b(?:none|no (?!less|more|fewer|lower|higher)[a-z]+|not one|never)\b", re.IGNORECASE)
_CUT = re.compile(r"[，,；;。:：]")
_EACH_BEHIND = re.compile(r"^[^,.;，。；\d]{0,16}\beach\b", re.IGNORECASE)
_DEFINED = re.compile(r"\b(?:all|those|anyone|everyone) (?:[a-z]+ )?(?:who|that|which)\b", re.IGNORECASE)
_DEFINES = re.compile(r"^(?:[^，。；\d]{0,6}(?:[为属即]|视为)|的(?!项目))")        # 低于20公里/小时为拥堵
_NO_ROW = re.compile(r"平均|人均|目标|计划|\b(?:average|mean|target|planned|total)\b", re.IGNORECASE)
_FEWEST = 3             # numbers of a row
_GAP = 2                # numbers from one of the row to the next
_FAR = 3.0              # times the bound, beyond which a number is of something else
_EXTREME = re.compile(r"最[高低大小多少长短]|\b(?:highest|lowest|largest|smallest|most|least|longest|shortest)\b",
                      re.IGNORECASE)
_WITHIN = re.compile(r"之间|介于|处在|范围|\b(?:between|rang\w+)\b", re.IGNORECASE)
_NEXT = 3               # numbers behind a range, among which its ends are named
_WIDE = 24              # characters behind a range, in which it is said to be of all
_BEFORE = 90            # characters before the bound, in which it is said to be of all


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for limit in scene.frames:
        if _is_range(scene, limit):
            yield from _outside(scene, limit)
            continue
        label = limiting(limit)
        said = _CUT.split(scene.before(limit, _BEFORE))[-1]
        of_all = _ALL.search(said) or _EACH_BEHIND.match(limit.tail)
        if not label or not of_all or _DEFINED.search(said) or _DEFINES.match(limit.tail):
            continue
        if _NONE.search(said):
            label = UPPER if label == LOWER else LOWER
        yield from _claims(scene, limit, label)


def _is_range(scene: Scene, limit: Frame) -> bool:
    return bool(RANGE.search(scene.text[limit.start:limit.end]))


def _outside(scene: Scene, limits: Frame) -> Iterator[Claim]:
    """"between 13.0 and 14.5 percent in every county: 13.4 percent in Anle, 15.3 in Yanzi"; 2.1至2.8万元，最高2.9."""
    for named in scene.sentences[limits.sentence]:
        beyond = named.low > limits.high or named.high < limits.low
        near = 0 < named.at - limits.at <= _NEXT and limits.paragraph == named.paragraph
        if near and beyond and _is_of_kind(limits, named) and _EXTREME.search(named.lead) and (
                _WITHIN.search(limits.lead + " " + limits.tail[:_WIDE])):
            label = UPPER if named.low > limits.high else LOWER
            yield broken(limits, named, label)
    if _ALL.search(_CUT.split(scene.before(limits, _BEFORE))[-1] + limits.tail[:_WIDE]):
        for label in (LOWER, UPPER):
            yield from _claims(scene, limits, label)


def _claims(scene: Scene, limit: Frame, label: str) -> Iterator[Claim]:
    for actual in _out_of_line(scene, limit, label):
        yield broken(limit, actual, label)


def _out_of_line(scene: Scene, limit: Frame, label: str) -> Sequence[Frame]:
    """Those of the row that don't keep the bound, where most of it do."""
    for row in _rows(scene, limit):
        low, high = (limit.low, limit.high) if _is_range(scene, limit) else (limit.value, limit.value)
        out = [f for f in row if (f.high < low if label == LOWER else f.low > high)]
        if 2 * len(out) < len(row):
            return [f for f in out if 1 / _FAR < f.value / limit.value < _FAR]
    return ()


def _rows(scene: Scene, limit: Frame) -> Iterator[list[Frame]]:
    """Right before or behind the bound in its sentence, else in the next one, else in the one before."""
    here = scene.sentences[limit.sentence]
    before, behind = [f for f in here if f.at < limit.at], [f for f in here if f.at > limit.at]
    runs = [_run(limit, behind), _run(limit, before[::-1])]
    if not any(len(run) >= _FEWEST for run in runs):
        beside = [n for n in (limit.sentence + 1, limit.sentence - 1) if 0 <= n < len(scene.sentences)]
        runs = [_run(limit, [f for f in scene.sentences[n] if f.paragraph == limit.paragraph]) for n in beside]
    yield from (run for run in runs if len(run) >= _FEWEST)


def _run(limit: Frame, frames: Sequence[Frame]) -> list[Frame]:
    """The first numbers of the bound's kind that stand one behind the other."""
    run: list[Frame] = []
    for frame in frames:
        if run and abs(frame.at - run[-1].at) > _GAP:
            if len(run) >= _FEWEST:
                break
            run = []
        if _is_of_kind(limit, frame):
            run.append(frame)
    return run


def _is_of_kind(limit: Frame, frame: Frame) -> bool:
    bare = frame.key == (Dimension.COUNT, "") and not frame.word and not frame.chinese
    kind = frame.key == limit.key and (frame.word == limit.word or not frame.word or not limit.word)
    exact = frame.comparison is Comparison.EQUAL and frame.low > 0 and frame.high < INFINITE
    return exact and (kind or (bare and not limit.is_percent)) and not (
        bound(frame) or cues.moves(frame) or cues.is_past(frame) or _NO_ROW.search(frame.lead[-24:]))
