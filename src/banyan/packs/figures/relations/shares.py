"""A percentage with its part and its whole: the pair that fits; where none does, the pair that the words point to."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.relations import bases, cues, fits, thousands
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.fits import Span
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

STATED = "stated"  # of a tie: every other pair has been tried
_BESIDE = 24  # characters between a number and its share
_TOGETHER = re.compile(r"合计|共计|共|二者|两者|三者|\b(?:together|in all|combined|both)\b", re.IGNORECASE)
_OF_NEXT = re.compile(
    r"^ of (?:the |its |their |all |those |these |this |last year's |a total of |RMB ?"
    r"|[$¥€£])*(?:[a-z-]+ ){0,3}$",
    re.IGNORECASE,
)
_OF_THAT = re.compile(r"^ of (?:that|this) (?:sum|amount|total|figure|money|number)\b", re.IGNORECASE)
_OF_LAST = re.compile(r"^[^，。；\d]{0,8}[)）]?的(?:近|约|超过?|逾|不到|不足|将近|接近)?$")
_RIGHT_BEHIND = re.compile(
    r"^[^，。；,;]{0,5}[，,（(]?(?:约|仅|已|也)?(?:占(?:比|到|了)?|即|或)(?:约|达|近|超过?|为|总数的|其)?$"
    r"|^[^，。；,;]{0,5}[（(]$"
    r"|^[^,.;]{0,24}(?:,? \(|, |,? or )(?:or |i\.e\. |that is |accounting for |making up |taking up |representing "
    r"|which is )?"
    r"(?:about |nearly |over |some |just )*$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[、，和及与, ]{1,4}(?:and )?(?:about |约)?")
_A_RATE = re.compile(r", (?:an?|with an?) [a-z -]{3,30} of (?:about |nearly |over )?$", re.IGNORECASE)
_SET_OFF = re.compile(r"(?:, |[(（]| or |，|即)$", re.IGNORECASE)
_OF_THE = re.compile(
    r"^(?: [a-z-]+){0,3} (?:out )?of (?:the|its|their|all|an?|these|those)\b[^,.;]{0,30}$", re.IGNORECASE
)
_AMONG = re.compile(r"其中|当中|\b(?:of (?:these|those|them|which|whom|the)|among)\b", re.IGNORECASE)
_OWN_NAME = re.compile(r"(?:^|[，；。、])(?P<name>[\u4e00-\u9fff]{3,8})占[^，。；\d]{0,4}$")
_JOINS = re.compile(
    r"^[^，,。.；;]{0,40}(?:[，,] ?)?(?:即|或|（|\(|达到?|共|计| ?,? ?\b(?:or|i\.e\.|that is) )$", re.IGNORECASE
)
_APART = re.compile(r"[；;。](?! ?(?:this|that|it|which|即|这)\b)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[（(] ?$")
_RATE = re.compile(
    r"[率比重例]|占|\b(?:rate|ratio|share|percentage|proportion|margin|equal\w*|corresponds?|i\.e\."
    r"|that is|or)\b",
    re.IGNORECASE,
)
_OCCUPIED = re.compile(
    r"(?:入住|使用|占用|上座|满座|满员|利用)率[^，。；\d]{0,4}$"
    r"|\b(?:occupancy|occupied|full|load factor)\b[^,;.\d]{0,16}$",
    re.IGNORECASE)
_RATE_BEHIND = re.compile(r"[^，。；\d]{0,4}，[^，。；\d占]{2,8}率(?:为|达到?|均为)?")
_ENUMERATED = re.compile(r"[^，。；、\d]{0,8}、")
_PLACES = re.compile(r"[张间座席床]|床位|(?:bed|room|seat|place|berth|cot)s?$", re.IGNORECASE)
_WAS = re.compile(
    r"[由从](?:上年|去年|上届|同期|年初|此前)[^，。；\d]{0,4}$|\bfrom (?:last year\W?s )?$", re.IGNORECASE)
_LIST = re.compile(r"[^,;.，。；\d]{0,12}[:：]")
_NAMED_RATE = re.compile(r"\b(?P<name>[a-z]{3,}) (?:rate|ratio|margin)(?: of| is| was| at)? $", re.IGNORECASE)
_RESTS = re.compile(r"其余|余下|剩余|剩下|其他|\b(?:remaining|rest|others?)\b", re.IGNORECASE)


def search(scene: Scene) -> Iterator[Claim]:
    """Each by itself; then those beside others that are of one whole, as these are."""
    left = []
    wholes: dict[int, list[int]] = {}
    for frame in scene.frames:
        plain = frame.is_percent and not thousands.is_permille(scene, frame)
        if plain and not cues.moves(frame) and 0 < frame.value <= 1000:
            claim = _claim(scene, frame)
            claim = None if claim is not None and not claim.fits and _of_a_sibling(scene, frame, claim) else claim
            if claim is not None:
                yield claim
            if claim is not None and claim.fits:
                wholes.setdefault(frame.paragraph, []).append(claim.tie.members[-1][1])
            else:
                left.append(frame)
    by_index = {f.at: f for f in scene.frames}
    for frame in (f for f in left if not _WAS.search(f.lead)):
        claim = _like_others(scene, frame, [by_index[i] for i in wholes.get(frame.paragraph, ())])
        if claim is not None:
            yield claim


def _of_a_sibling(scene: Scene, share: Frame, claim: Claim) -> bool:
    near = {f.at: f for f in scene.sentences[share.sentence]}
    pair = [near.get(i) for name, i in claim.tie.members if name in ("part", "whole")]
    return len(pair) == 2 and None not in pair and are_siblings(scene, share, *(f for f in pair if f is not None))


def are_siblings(scene: Scene, share: Frame, part: Frame, whole: Frame) -> bool:
    """"463 firms, or 45 percent; 370, or 36 percent", "45% of the jobs (11,070), B 35% (8,610)": each with a share of
    its own, both are parts of a third.
    """
    behind = all(_IN_BRACKETS.search(f.lead) for f in (part, whole))
    step = -1 if behind and share.at == part.at - 1 else 1
    own = next((f for f in scene.sentences[whole.sentence] if f.at == whole.at + step and f.is_percent), None)
    if own is None or share.at != part.at + step or cues.moves(own) or whole.sentence != part.sentence:
        return False
    first, last = sorted((part, whole), key=lambda f: f.at)
    return not _AMONG.search(scene.between(first, last))


def _like_others(scene: Scene, share: Frame, wholes: Sequence[Frame]) -> Claim | None:
    """A share whose neighbours are of one whole: "A 40, 40 percent; B 35, 35 percent; C 25, 30 percent"."""
    here = [f for f in scene.sentences[share.sentence] if f.is_level and f.high < INFINITE and f.low > 0]
    part = next((f for f in here if f.at == share.at - 1), None)
    if part is None or len(scene.between(part, share)) > _BESIDE or not share.is_bounded:
        return None
    likely = [w for w in wholes if bases.may(part, w) and w.value > part.value]
    whole = next((w for w in likely if sum(w.at == other.at for other in likely) > 1), None)
    return _told(share, [part], whole, False) if whole is not None else None


def _claim(scene: Scene, share: Frame) -> Claim | None:
    here = [f for f in scene.sentences[share.sentence] if f.is_level and f.high < INFINITE and f.low > 0]
    before = [f for f in here if f.at < share.at][::-1]
    behind = [f for f in here if f.at > share.at]
    stated = _stated(scene, share, before, behind)
    if stated is not None:
        beside = [f for f in [*before[:3], *behind[:2]] if f is not stated]
        return _of_stated(share, stated, beside, () if before else _earlier(scene, share))
    wholes = bases.wholes(scene, share)
    taken = _of_places(share, before, wholes)
    if taken is not None:
        return taken
    if INFINITE in (-share.low, share.high):  # "over half" fits by chance: only what is pointed to counts
        name = _OWN_NAME.search(share.lead)
        before = [f for f in before if name and name["name"] in f.lead] or before
        if _LIST.match(share.tail):
            return None         # "more than half: A 312, B 228, together 540": all of the list
        return _pointed(scene, share, before, behind, wholes)
    called = bases.base_name(share)
    for part, likely in _parts(scene, share, before, behind, wholes):
        whole = next(
            (
                w
                for w in likely
                if (bases.may(part, w) or bases.bare(part, w))
                and not bases.is_named_otherwise(scene, share, part, w, called)
                and not bases.is_of_before(part, w, likely)
                and (w.value >= part.value or share.value > 100)
                and fits.share(share, fits.span(part), fits.span(w))
            ),
            None,
        )
        if whole is not None:
            return _told(share, [part], whole, True)
    several = _several(share, before, wholes)
    if several is not None:
        return several
    if any(_rest(share, part, w) for part in before[:2] for w in wholes if _RESTS.search(share.lead)):
        return None
    return _pointed(scene, share, before, behind, wholes)


def _parts(
    scene: Scene, share: Frame, before: Sequence[Frame], behind: Sequence[Frame], wholes: Sequence[Frame]
) -> list[tuple[Frame, Sequence[Frame]]]:
    """What may be the part, with what may be its whole. A number right before the share is the one or the other."""
    own = _own_in_row(scene, share)
    if own is not None:
        return [(own, wholes)]
    joined = behind[:1] if behind and behind[0].at == share.at + 1 and _JOINS.search(share.tail) else []
    if (
        not before
        or before[0].at != share.at - 1
        or not _RIGHT_BEHIND.match(scene.between(before[0], share))
        or _in_row(scene, share)
    ):
        return [(part, wholes) for part in [*before[:3], *behind[:2]]]
    return [(part, wholes) for part in [*joined, before[0]]] + [(part, before[:1]) for part in before[1:3]]


def _own_in_row(scene: Scene, share: Frame) -> Frame | None:
    """占比依次为40%、20%、30%和10%: the first percentage is of the first of as many numbers before them."""
    sentence = scene.sentences[share.sentence]
    row = [share]
    for step in (-1, 1):
        while (
            other := next((f for f in sentence if f.at == row[-1 if step > 0 else 0].at + step), None)
        ) is not None:
            last = row[-1 if step > 0 else 0]
            gap = scene.between(last, other) if step > 0 else scene.between(other, last)
            if not other.is_percent or not _NEXT.fullmatch(gap):
                break
            row = [*row, other] if step > 0 else [other, *row]
    levels = [f for f in sentence if f.at < row[0].at and f.is_level and f.low > 0 and f.high < INFINITE]
    levels = [f for f in levels if f.key == levels[-1].key and f.word == levels[-1].word]
    return levels[len(levels) - len(row) + row.index(share)] if len(levels) >= len(row) > 1 else None


def _in_row(scene: Scene, share: Frame) -> bool:
    """Several percentages next to each other belong to the numbers before them in their turn."""
    return any(
        f.is_percent and f.at in (share.at - 1, share.at + 1) and abs(f.start - share.end) < _BESIDE
        for f in scene.sentences[share.sentence]
    )


def _stated(scene: Scene, share: Frame, before: Sequence[Frame], behind: Sequence[Frame]) -> Frame | None:
    """The whole in the percentage's own words: "half of the 1,530", 相当于总数（2100辆）的两成."""
    if behind and behind[0].at == share.at + 1 and _OF_NEXT.match(share.tail):
        return behind[0]
    if (
        len(before) > 1
        and before[0].at == share.at - 1
        and share.chinese
        and _OF_LAST.match(scene.between(before[0], share))
    ):
        return before[0]
    if _OF_THAT.match(share.tail):
        back = [
            f
            for f in scene.around(share.sentence, 1)
            if f.at < share.at and f.is_level and f.high < INFINITE and not cues.moves(f) and not cues.is_past(f)
        ]
        return back[0] if back else None
    return None


def _of_places(share: Frame, before: list[Frame], wholes: Sequence[Frame]) -> Claim | None:
    """"820 residents in 1,000 beds, an occupancy of 82 percent": persons are a share of the places that fit."""
    if not _OCCUPIED.search(share.lead) or not before or before[0].at != share.at - 1:
        return None
    beds = [w for w in wholes if w.key == before[0].key and w.word != before[0].word and _PLACES.match(w.word)]
    whole = next((w for w in beds if fits.share(share, fits.span(before[0]), fits.span(w))), None)
    return _told(share, before[:1], whole, True) if whole is not None else None


def _earlier(scene: Scene, share: Frame) -> Sequence[Frame]:
    """"This corresponds to 46 percent of the 610 million": the levels of the sentence before, of its paragraph."""
    return [f for f in (scene.sentences[share.sentence - 1] if share.sentence else ())
            if f.is_level and f.is_bounded and f.paragraph == share.paragraph]


def _of_stated(share: Frame, whole: Frame, parts: Sequence[Frame], earlier: Sequence[Frame] = ()) -> Claim | None:
    """Whatever number near it is that part; else the one before the percentage, or set off behind the whole.

    `earlier`: numbers that are meant only where they fit.
    """
    likely, bound = [p for p in parts if bases.may(p, whole)], bases.bound(whole) if whole.at < share.at else ""
    tried = [*likely, *(p for p in earlier if bases.may(p, whole) or bases.bare(whole, p))]
    part = next((p for p in tried if not bound and fits.share(share, fits.span(p), fits.span(whole))), None)
    if part is not None:
        return _told(share, [part], whole, True)
    pointed = [
        p for p in likely if p.at < share.at or (p.at in (whole.at + 1, share.at + 1) and _SET_OFF.search(p.lead))
    ]
    if not pointed:
        return None
    made = pointed[0].value / whole.value * 100
    fit = made >= share.low if bound == "over" else made <= share.high if bound else False
    return _told(share, pointed[:1], whole, fit, bound)


def _several(share: Frame, before: Sequence[Frame], wholes: Sequence[Frame]) -> Claim | None:
    """ "460 doctors and 3,220 masters, together 42 percent of the staff": as many of them as make it."""
    if not _TOGETHER.search(share.lead) or len(before) < 2:
        return None
    parts = [f for f in before if f.key == before[0].key and f.word == before[0].word]
    for count in range(2, min(len(parts), 5) + 1):
        found = parts[:count]
        likely = [w for w in wholes if bases.may(found[0], w) and w not in found]
        whole = next((w for w in likely if fits.share(share, fits.total(found), fits.span(w))), None)
        if whole is not None:
            return _told(share, found, whole, True)
    larger = [w for w in wholes if bases.may(parts[0], w) and w not in parts and w.value > parts[0].value]
    named = [w for w in larger if bases.is_named(share, w)]
    return _told(share, parts, named[0], False) if named and len(parts) == 2 else None


def _told(share: Frame, parts: Sequence[Frame], whole: Frame, fit: bool, bound: str = "") -> Claim:
    members = (("share", share.at), *(("part", p.at) for p in parts), ("whole", whole.at))
    return Claim(share.at, Tie(Relation.SHARE, members, bound or ("" if fit else STATED)), fit)


def _rest(share: Frame, part: Frame, whole: Frame) -> bool:
    """The percentage is of what the part leaves over."""
    if not bases.may(part, whole) or whole.value <= part.value:
        return False
    rest: Span = (whole.low - part.high, whole.high - part.low)
    return fits.share(share, rest, fits.span(whole))


def _pointed(
    scene: Scene, share: Frame, before: Sequence[Frame], behind: Sequence[Frame], wholes: Sequence[Frame]
) -> Claim | None:
    """No pair fits: the part right beside the percentage, and the whole that its words name or that stands nearest."""
    if _WAS.search(share.lead):
        return None  # 占比由上年同期的41.2%升至46.4%: of a part that isn't told
    if not (
        cues.SHARE.search(share.lead)
        or _A_RATE.search(share.lead)
        or cues.SHARE_BEHIND.match(share.tail)
        or _bracketed(share)
    ):
        return None
    if _is_rate_of_all(scene, share, before):
        return None
    pair = _two(scene, share, before)
    if pair is None and before and bases.is_of_it(share, before[0]):
        return None
    if pair is None:
        part = _part(scene, share, before, behind)
        whole = bases.whole_of(scene, share, part, wholes) if part is not None else None
        pair = (part, whole) if part is not None and whole is not None else None
    if pair is None or _is_rate_of_another(scene, share, pair[0]):
        return None
    return _told(share, [pair[0]], pair[1], fits.share(share, fits.span(pair[0]), fits.span(pair[1])))


def _is_rate_of_another(scene: Scene, share: Frame, part: Frame) -> bool:
    """"Tax of 28.4 left a profit of 85.2, a tax rate of 25 percent": its name is that of another number."""
    name = _NAMED_RATE.search(share.lead)
    return name is not None and name["name"] not in part.lead and any(
        f.at != part.at and re.search(rf"\b{name['name']}\b", f.lead, re.IGNORECASE)
        for f in scene.sentences[share.sentence] if f.at < share.at)


def _is_rate_of_all(scene: Scene, share: Frame, before: Sequence[Frame]) -> bool:
    """蔬菜36批、水果30批、肉类54批，合格率98%: a rate behind a list is of all of it, and not of its last."""
    row = before[:3]
    return len(row) == 3 and bool(_RATE_BEHIND.fullmatch(scene.between(row[0], share))) and all(
        _ENUMERATED.match(scene.between(b, a)) for a, b in pairwise(row))


def _two(scene: Scene, share: Frame, before: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """Part and whole side by side before the percentage: "210 of the 700", or the whole by its name."""
    if (
        len(before) < 2
        or before[0].at != share.at - 1
        or before[1].at != share.at - 2
        or not bases.may(before[1], before[0])
    ):
        return None
    part, whole = before[1], before[0]
    if whole.value < part.value or _APART.search(scene.text[part.end : share.start]):
        return None
    name = bases.base_name(share)
    if name and not bases.ANY.search(name):
        return (part, whole) if bases.is_called(scene, whole, name) and not bases.is_called(scene, part, name) else None
    if _OF_THE.match(scene.between(part, whole)) and (
        _RATE.search(share.lead) or _A_RATE.search(share.lead) or cues.SHARE_BEHIND.match(share.tail)
    ):
        return part, whole
    return None


def _part(scene: Scene, share: Frame, before: Sequence[Frame], behind: Sequence[Frame]) -> Frame | None:
    """Right before the percentage, no number between; or right behind it where "or" or brackets join the two."""
    own = _own_in_row(scene, share)
    if own is not None:
        return own
    joined = behind and behind[0].at == share.at + 1 and _JOINS.search(share.tail)
    if joined and not (before and _RIGHT_BEHIND.match(scene.between(before[0], share))):
        return behind[0]
    if (
        before
        and before[0].at == share.at - 1
        and len(scene.between(before[0], share)) < 40
        and not re.search(r"[；;。]", scene.between(before[0], share))
    ):
        return before[0]
    return behind[0] if joined else None


def _bracketed(share: Frame) -> bool:
    if share.lead.strip() in (",", "，") and share.tail.lstrip()[:1] in (")", "）"):
        return True
    return share.lead.rstrip()[-1:] in ("(", "（") and share.tail.lstrip()[:1] in (")", "）")


