"""One number told again by a definite word or in a headline, and a plan with what was made of it.

"create 45 jobs ... proud of the 54 jobs"; a headline whose number the text has only with a slip.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.again import told_again
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_THE = re.compile(r"\b(?:the|these|those|all|our) $|(?:这|上述|该|此)$", re.IGNORECASE)
_STOP = re.compile(r"[。.!！?？]\s*$")
_PLAN = re.compile(
    r"计划|目标|任务|指标|\b(?:plan(?:ned)?|targets?(?:ed)?|goal|quota|budget(?:ed)?|scheduled|aim(?:ed)?|due|wanted"
    r"|needed)\b",
    re.IGNORECASE,
)
_MET = re.compile(
    r"完成|达到|实现|为[^，。；\d]{0,8}$|\b(?:met|fulfilled|completed|achieved|reached|of (?:the|its|that"
    r"|this) (?:plan|target"
    r"|goal|quota)|attained"
    r"|realised|realized)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"上年|去年|同比|\b(?:last year|previous|more than planned|year before|each|per)\b", re.IGNORECASE)
_HEAD = 140  # characters in which a headline ends
_BODY = 16  # numbers behind it that are looked at
_FAR = 6.0
_MANY = 3  # digits from which a slip shows that one number is meant, whatever it counts


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    yield from _headline(scene, held)
    named: dict[tuple[object, str, str], list[Frame]] = {}
    for frame in scene.frames:
        named.setdefault((frame.key, frame.word, frame.noun), []).append(frame)
    for frame in scene.frames:
        yield from _definite(held, frame, named[frame.key, frame.word, frame.noun])
        yield from _of_plan(scene, held, frame)


def _exact(frame: Frame) -> bool:
    return (
        frame.comparison is Comparison.EQUAL
        and frame.value > 1
        and frame.high < INFINITE
        and (frame.is_level or frame.is_percent)
    )


def _definite(held: Held, again: Frame, named: Sequence[Frame]) -> Iterator[Claim]:
    """The only number of its noun that was told before, but for a slip."""
    if (
        not (again.word and _exact(again) and is_plain(again) and _THE.search(again.lead))
        or cues.is_past(again)
        or (again.chinese and len(again.noun) < 2)
    ):
        return
    if len(named) != 2 or named[1].at != again.at or named[0].sentence == again.sentence:
        return
    first = named[0]
    if (
        _exact(first)
        and is_plain(first)
        and is_slip(first.value, again.value)
        and first.value != again.value
        and (again.at not in held.fast and not cues.is_past(first))
    ):
        yield told_again(first, again)


def _headline(scene: Scene, held: Held) -> Iterator[Claim]:
    """A number of the first line that the text never gives, and a slip of it right below."""
    end = scene.text.find("\n")
    if not 0 < end < _HEAD or _STOP.search(scene.text[:end]):
        return
    heads = [f for f in scene.frames if f.end <= end]
    body = [f for f in scene.frames if f.start > end][:_BODY]
    for head in heads[:3]:
        alike = [f for f in body if f.key == head.key and (one_kind(f, head) or f.is_percent or _digits(f) > _MANY)]
        told = [f for f in body if f.value == head.value and _digits(f) > 1 and f.key[0] == head.key[0]]
        if not _exact(head) or told or any(fits.meets(fits.span(f), fits.span(head)) for f in alike):
            continue
        moves = cues.moves(head)
        slips = [
            f
            for f in alike
            if _exact(f)
            and is_slip(f.value, head.value)
            and cues.moves(f) == moves
            and not cues.is_past(f)
            and 1 / _FAR < f.value / head.value < _FAR
            and _digits(f) > 1
        ]
        if len(slips) == 1 and not held.are_parts(head.at, slips[0].at) and len(alike) < 5:
            yield told_again(slips[0], head)


def _digits(frame: Frame) -> int:
    return len(f"{frame.value:.6g}".replace(".", "").strip("0"))


def _of_plan(scene: Scene, held: Held, head: Frame) -> Iterator[Claim]:
    """ "Planned output was 64,000 tonnes; 67,200 were produced: the plan was met at 105 percent"."""
    if not head.is_percent or head.at in held.fast or cues.moves(head) or not _is_of_plan(scene, head):
        return
    near = [
        f
        for f in scene.around(head.sentence, 1)
        if f.paragraph == head.paragraph
        and f.at < head.at
        and is_plain(f)
        and head.at - f.at < 4
        and f.comparison is Comparison.EQUAL
    ]
    plans = [f for f in near if _PLAN.search(_clause(scene, f))]
    done = [f for f in near if f not in plans]
    if len(plans) != 1 or len(done) != 1 or not one_kind(plans[0], done[0]):
        return
    if fits.share(head, fits.span(done[0]), fits.span(plans[0])) or _NO.search(
        scene.between(*sorted((plans[0], head), key=lambda f: f.at))
    ):
        return
    if 1 / _FAR < done[0].value / plans[0].value * 100 / head.value < _FAR:
        members = (("share", head.at), ("part", done[0].at), ("whole", plans[0].at))
        yield Claim(head.at, Tie(Relation.SHARE, members), False)


def _is_of_plan(scene: Scene, head: Frame) -> bool:
    said = _clause(scene, head) + re.split(r"[，。；,;.]", head.tail)[0]
    return bool(_PLAN.search(said) and _MET.search(said)) and head.key[0] == Dimension.PERCENT


def _clause(scene: Scene, frame: Frame) -> str:
    before = re.split(r"[。；;，]|\.\s|, ", scene.before(frame, 60).rstrip("，, "))[-1]
    return before + re.split(r"[，。；,;.]", frame.tail)[0][:30] if not frame.chinese else before
