"""Parts that their words set in a whole and that are larger than it: "of all these 61,800, 64,200 ..."."""

import re
from collections.abc import Iterator

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.sums import adds, is_rest

_BACK = 2
_AMONG = re.compile(
    r"(?:其中|当中|[\u4e00-\u9fff]中，?)[^，。；;\d]{0,16}$|的就?有$|[中里]，?(?:已|有|均|共)?有?[^，。；;\d]{0,10}$"
    r"|(?:^|[,;.:(] ?|\b(?:and|but|while) )(?:of|among) (?:all )?(?:the|these|those|them|its|their)\b[^.;,\d]{0,50}, ?"
    r"(?:about |some |only |nearly )?$"
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
_AND_OF_WHICH = re.compile(
    r"\band of (?:which|whom) [^.;\d]{0,80}(?:enjoyed|received|got|took|had|went to|were|was)"
    r" (?:about |some |only |nearly )?$", re.IGNORECASE)
_GROUP = re.compile(
    r"(?P<zh>[\u4e00-\u9fff]{2,12})[中里]，?[^，。；;\d]{0,16}$"
    r"|\b(?:of|among) (?:all )?(?:the|those) (?P<en>[a-z][a-z' -]{2,40}), ?(?:about |some |only |nearly )?$",
    re.IGNORECASE,
)
_IN_TIME = re.compile(r"(?:过程|期间?|途|年|阶段)中，?[^，。；;\d]{0,16}$")      # of time, and of no whole
_NO_GROUP = re.compile(r"^\w{0,3}(?:其|这些?|上述|他们|它们|当|此|之)$")
_HEAD_ENDS = re.compile(r" (?:of|in|at|on|who|that|which|from|with|under|by)\b")
_STOP = re.compile(r"[；;。]")
_SHORT, _LETTERS = 2, 4  # of a telling piece, of a telling word
_FAR = 12.0


def search(scene: Scene) -> Iterator[Claim]:
    for part in scene.frames:
        if (
            adds(part)
            and not cues.moves(part)
            and not cues.is_past(part)
            and not _IN_TIME.search(part.lead)
            and (
                _AMONG.search(part.lead)
                or _AND_OF_WHICH.search(scene.before(part, 110))
                or _AMONG_BEHIND.match(part.tail)
                or _follows(scene, part)
            )
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
        and (_same(part, f) or not (f.word or f.chinese))
        and not cues.is_past(f)
        and not cues.moves(f)
        and not is_rest(f)
    ]
    if _AND_OF_WHICH.search(scene.before(part, 110)):
        likely = [f for f in likely if f.sentence == part.sentence]
    group = group_of(part)
    if group:
        beside = [f for f in likely if f.at == part.at - 1 and not _STOP.search(scene.between(f, part))]
        same = [f for f in likely if _same(part, f)]
        likely = _modified(likely, group) or [f for f in same if is_called(scene, f, group)] or [
            f for f in beside if f in same]
    else:
        likely = [f for f in likely if _same(part, f)]
    named = [
        f
        for f in likely
        if (f.noun and f.noun == part.noun)
        or (not part.chinese and f.word and f.word[:5] in f"{part.lead[-40:]} {part.tail[:30]}".lower())
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


def group_of(part: Frame) -> str:
    """出口商品中, "of those shipped": the words that name what it is part of; "" where they only point back."""
    told = _GROUP.search(part.lead)
    name = (told["zh"] or told["en"]) if told else ""
    return "" if _NO_GROUP.match(name) else name.removesuffix("当")


def _modified(likely: list[Frame], group: str) -> list[Frame]:
    """"Among the overseas exhibitors": the number beside "overseas" before that of all exhibitors."""
    if likely and likely[0].chinese:
        pieces = [piece for piece in re.split(r"[在的]", group) if len(piece) > _SHORT]
        named = [f for f in likely if pieces and pieces[0] in f.lead[-16:]]
        return named or [f for f in likely if pieces and pieces[0][:2] in re.split("[，。；]", f.tail[:8])[0]]
    words = [word for word in group.lower().split() if len(word) > _LETTERS]
    if len(words) < _SHORT:
        return []
    return [f for f in likely if words[0][:6] in f"{f.lead[-30:]} {_STOP.split(f.tail[:24])[0]}".lower()]


def is_called(scene: Scene, whole: Frame, group: str) -> bool:
    """Does the name, or the noun that ends it, stand beside the number?"""
    if whole.chinese:
        said = scene.before(whole, 24) + _STOP.split(whole.tail[:12])[0]
        return group in said or group[-2:] in said
    said = (scene.before(whole, 40) + _STOP.split(whole.tail[:30])[0]).lower()
    return _HEAD_ENDS.split(group.lower())[0].split()[-1][:5] in said


def _same(part: Frame, whole: Frame) -> bool:
    """Of one noun; in English the words before the part may name what it is part of."""
    if part.key[1] or part.chinese:
        return part.word == whole.word and bool(part.word or part.key[1])
    return bool(whole.word) and (part.word in (whole.word, "") or whole.word[:5] in part.lead.lower())
