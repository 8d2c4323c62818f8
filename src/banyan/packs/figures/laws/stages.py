"""Who is left at each stage of a choice: no more are invited than applied, nor more admitted than were interviewed.

One order for all procedures, whatever is chosen: what a stage is told by stands before or behind its number. And what
is "among" a number that was just told is no more than it, however far off.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Reading, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_STAGES = (  # from the first; of each what stands before its number, and behind it
    (
        r"报名|收到|申请|申报|应征|征集|投稿|受理|登记|参评|来稿|参赛|received|attracted|drew|entered|submitted",
        r"appl(?:ied|icants|ications)|entries|submissions?|proposals|bids|nominations|(?:were )?(?:entered|submitted"
        r"|received)|registered|signed up",
    ),
    (
        r"资格审查(?:合格|通过)|审查合格|符合条件|初审通过|合格|有效",
        r"(?:were )?eligible|valid|admissible|met the (?:conditions|criteria|requirements)",
    ),
    (
        r"初评|入围|初选|初筛|复评|进入(?:复赛|复评|初评|第二轮|面试)|invited|shortlisted|selected for",
        r"(?:were )?(?:invited|shortlisted|longlisted)"
        r"|(?:made|reached) the (?:shortlist|longlist|second round|next round)|candidates to",
    ),
    (r"参加笔试|实际参考|到考|笔试|sat|tested", r"sat the|turned up|took the (?:test|exam)|came to the (?:test|exam)"),
    (
        r"面试|终评|决赛|答辩|interviewed|进入(?:决赛|终评)",
        r"(?:were )?interviewed|(?:reached|made) the final|finalists",
    ),
    (
        r"录用|录取|中选|获奖|获批|聘用|签约|立项|入选|admitted|hired|awarded|chose|selected|funded|accepted|took on",
        r"(?:were |was )?(?:admitted|hired|awarded|chosen|funded|accepted|appointed|taken on|given (?:a"
        r"|the) (?:prize|place|grant))|won (?:a )?(?:prize|place|grant)s?|winners?",
    ),
)
_TABLE = tuple(
    (
        re.compile(
            rf"(?<![未不])(?:{before})(?:了|的|人数|数|合格|通过)?[^，。；,;.\d]{{0,6}}$|\b(?:{before}) (?:only "
            rf"|about |some )?$",
            re.IGNORECASE,
        ),
        re.compile(rf"^(?: (?!and\b|of\b|to\b)[a-z-]+){{0,2}}? (?:{behind})\b", re.IGNORECASE),
    )
    for before, behind in _STAGES
)
_AMONG = re.compile(
    r"(?:[，。；,;.(（]|^)[^，。；,;.]{0,3}(?:其中|当中)[^，。；\d]{0,14}$|, (?:among|of) (?:them|these|those|which"
    r"|whom"
    r"|whose number)(?: only| about| some| are| were)? $"
    r"|, (?:including|of whom|of which) $",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"^ (?:of (?:them|these|those|whom|which))\b|^[^，。；\d]{0,3}为", re.IGNORECASE)
_NO = re.compile(
    r"上年|去年|增|减|价值|投资|目标|计划|\b(?:last year|previous|than|more|fewer|worth|target|plan\w*|each|per)\b",
    re.IGNORECASE,
)
_FAR = 30.0
_MANY = 4.0  # times the whole, beyond which a part of it is another thing's


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        before = scene.sentences[number - 1] if number else ()
        near = [f for f in (*before, *sentence) if _may(f) and f.paragraph == sentence[0].paragraph]
        staged = [(step, f) for f in near if (step := _stage(f)) is not None]
        for (one, a), (other, b) in pairwise(staged):
            later = other > one and b.sentence == number
            if (
                later
                and a.low < b.low
                and b.value < a.value * _FAR
                and _alike(a, b)
                and not (_NO.search(scene.between(a, b)) or cues.TOTAL.search(b.lead))
            ):
                yield Claim(a.at, Tie(Relation.SUBSET, (("whole", a.at), ("part", b.at)), "named"), False)
        for a, b in pairwise(sentence):
            if _is_among(scene, a, b):
                yield Claim(a.at, Tie(Relation.SUBSET, (("whole", a.at), ("part", b.at)), "named"), False)


def _may(frame: Frame) -> bool:
    return (
        frame.key[0] == Dimension.COUNT
        and frame.comparison is Comparison.EQUAL
        and 0 < frame.value < INFINITE
        and not cues.is_past(frame)
    )


def _stage(frame: Frame) -> int | None:
    if not frame.chinese:
        behind = next((n for n, (_, words) in enumerate(_TABLE) if words.match(frame.tail)), None)
        if behind is not None:
            return behind
    lead = re.split(r"[，。；,;]|\.\s", frame.lead)[-1]
    hits = [(m.start(), n) for n, (words, _) in enumerate(_TABLE) if (m := words.search(lead))]
    return max(hits)[1] if hits else None


def _alike(a: Frame, b: Frame) -> bool:
    """Persons of two names may be the same persons; two classifiers are two kinds."""
    return not a.chinese or not a.word or not b.word or a.word == b.word or {a.word, b.word} <= {"人", "名", "位"}


def refuted(scene: Scene, reading: Reading) -> Reading:
    """Without sums of what are stages of one choice: who was interviewed is among those who sat the test."""
    frames = {f.at: f for f in scene.frames}

    def is_staged(tie: Tie) -> bool:
        if tie.relation is not Relation.BREAKDOWN:
            return False
        steps = [_stage(frames[i]) for name, i in tie.members if name == "part" and i in frames]
        told = [step for step in steps if step is not None]
        return len(told) == len(steps) > 1 and len(set(told)) == len(told)

    kept = tuple(tie for tie in reading.ties if not is_staged(tie))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _is_among(scene: Scene, whole: Frame, part: Frame) -> bool:
    between = scene.between(whole, part)
    if (
        part.at != whole.at + 1
        or not (_may(whole) and _may(part))
        or cues.moves(part)
        or cues.moves(whole)
        or cues.is_each(part)
    ):
        return False
    if not _AMONG.search(between) or _NO.search(between) or cues.is_each(whole):
        return False
    return whole.high < part.low and part.value < whole.value * _MANY and _alike(whole, part)
