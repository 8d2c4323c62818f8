"""Parts that their words set in a whole and that are larger than it: "of all these 61,800, 64,200 ..."."""

import re
from collections.abc import Iterator

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.sums import adds

_BACK = 2
_AMONG = re.compile(
    r"(?:其中|当中|[\u4e00-\u9fff]中，?)[^，。；;\d]{0,16}$|[中里]，?(?:已|有|均|共)?有?[^，。；;\d]{0,10}$"
    r"|\b(?:of|among) (?:all )?(?:the|these|those|them|its|their)\b[^.;,\d]{0,50}, ?(?:about |some |only |nearly )?$"
    r"|\b(?:of (?:which|whom)|including)\b[^.;,\d]{0,20}$",
    re.IGNORECASE,
)
_AMONG_BEHIND = re.compile(
    r"^ (?:[a-z]+ )?of (?:them|these|those|which|whom)\b|^[^，。；\d]{0,6}(?:包含|包括"
    r"|算)在(?:其中|内)",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"^\W*(?:out )?of (?:the |its |all |our )?$|^\W*(?:among|out of) (?:the |its |all )?$", re.IGNORECASE
)
_FAR = 12.0


def search(scene: Scene) -> Iterator[Claim]:
    for part in scene.frames:
        if (
            adds(part)
            and not cues.moves(part)
            and not cues.is_past(part)
            and (_AMONG.search(part.lead) or _AMONG_BEHIND.match(part.tail) or _follows(scene, part))
        ):
            whole = _whole(scene, part)
            if whole is not None:
                tie = Tie(Relation.SUBSET, (("whole", whole.at), ("part", part.at)), "named")
                yield Claim(whole.at, tie, False)


def _follows(scene: Scene, part: Frame) -> bool:
    """ "Out of 760 candidates, 812 passed"."""
    sentence = scene.sentences[part.sentence]
    at = sentence.index(part)
    return at == 1 and bool(_OUT_OF.match(sentence[0].lead)) and part.lead.rstrip().endswith(",")


def _whole(scene: Scene, part: Frame) -> Frame | None:
    """The nearest number before it of the same thing, if no number there is as large as the part."""
    likely = [
        f
        for f in scene.around(part.sentence, _BACK)
        if f.at < part.at
        and adds(f)
        and f.key == part.key
        and _same(part, f)
        and not cues.is_past(f)
        and not cues.moves(f)
    ]
    named = [
        f
        for f in likely
        if (f.noun and f.noun == part.noun) or (not part.chinese and f.word and f.word[:5] in part.lead.lower())
    ]
    if not likely or any(f.value >= part.value for f in named or likely):
        return None
    named = named or likely
    whole = (
        named[0]
        if named[0].sentence == part.sentence
        else max((f for f in named if f.sentence == named[0].sentence), key=lambda f: f.value)
    )
    return whole if part.value <= whole.value * _FAR else None


def _same(part: Frame, whole: Frame) -> bool:
    """Of one noun; in English the words before the part may name what it is part of."""
    if part.key[1] or part.chinese:
        return part.word == whole.word and bool(part.word or part.key[1])
    return bool(whole.word) and (part.word in (whole.word, "") or whole.word[:5] in part.lead.lower())
