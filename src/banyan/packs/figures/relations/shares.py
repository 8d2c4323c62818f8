"""A percentage with its part and its whole: the pair that fits; where none does, the pair that the words point to."""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits, thousands
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.fits import Span
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

STATED = "stated"  # of a tie: every other pair has been tried
_BACK, _ON = 6, 1  # sentences in which a whole is looked for
_REACH = 60  # numbers before, among which a whole is known by its name
_BESIDE = 24  # characters between a number and its share
_LIST = 14  # lines under a number, of which the last may be the total
_FINE = 0.11  # a percentage with a decimal is hit by chance too seldom to matter
_TOGETHER = re.compile(r"合计|共计|共|二者|两者|三者|\b(?:together|in all|combined|both)\b", re.IGNORECASE)
_OF = re.compile(
    r"(?:占(?:到|了|比|据)?|相当于|是|为|完成)(?P<name>(?:\d{1,3}岁)?[^，。；、（(\d]{1,16}?)(?:总[数量额]|总值|的比重"
    r"|的比例|比重|比例)?(?:[（(]|的|为|达|高达|$)"
)
_OF_EN = re.compile(
    r"^ (?:share )?of (?:the |its |their |all |these |those |total |this year's |last year's )*"
    r"(?P<name>[A-Za-z' -]{3,40}?)(?:[,.;]| in | at | and | to | by | is | was | were | are | went"
    r"|$)",
    re.IGNORECASE,
)
ANY = re.compile(
    r"^总.{0,3}[数量额]?$|^(?:其|总|全部|总数|总量|总额|其中|整体|总体|全体|合计|同期|此|前者|比例?"
    r"|比重|依次|分别)+$"
    r"|^(?:total|all|them|these|those|that|this|which|whom|whole|sum|amount|number|everything|everyone"
    r"|it|figure)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\d{1,3}岁")
_FILLER = re.compile(r"超过|高达|将近|接近|不到|不足|约|近|逾|达|了|仅|已|全市|全省|全县|全区|全国的?$")
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
_SUM = re.compile(r"^\W*(?:合计|总计|共计|total|all|overall|sum)\b|^\W*(?:合计|总计|共计)", re.IGNORECASE)
_A_RATE = re.compile(r", (?:an?|with an?) [a-z -]{3,30} of (?:about |nearly |over )?$", re.IGNORECASE)
_SET_OFF = re.compile(r"(?:, |[(（]| or |，|即)$", re.IGNORECASE)
_OVER = re.compile(r"(?<![未不没])(?:超过|超出|超|逾|高于|多于|突破|大于)(?:了)?[^，。；\d]{0,12}$")
_UNDER = re.compile(r"(?:不到|不足|少于|低于|未达|未超过|不超过|没有超过|小于)[^，。；\d]{0,12}$")
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
_OF_THEM = re.compile(r"^ of (?:them|these|those|which)\b", re.IGNORECASE)
_OCCUPIED = re.compile(
    r"(?:入住|使用|占用|上座|满座|满员|利用)率[^，。；\d]{0,4}$"
    r"|\b(?:occupancy|occupied|full|load factor)\b[^,;.\d]{0,16}$",
    re.IGNORECASE)
_PLACES = re.compile(r"[张间座席床]|床位|(?:bed|room|seat|place|berth|cot)s?$", re.IGNORECASE)
_WAS = re.compile(
    r"[由从](?:上年|去年|上届|同期|年初|此前)[^，。；\d]{0,4}$|\bfrom (?:last year\W?s )?$", re.IGNORECASE)
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
    likely = [w for w in wholes if _may(part, w) and w.value > part.value]
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
    wholes = _wholes(scene, share)
    taken = _of_places(share, before, wholes)
    if taken is not None:
        return taken
    if INFINITE in (-share.low, share.high):  # "over half" fits by chance: only what is pointed to counts
        name = _OWN_NAME.search(share.lead)
        before = [f for f in before if name and name["name"] in f.lead] or before
        return _pointed(scene, share, before, behind, wholes)
    called = base_name(share)
    for part, likely in _parts(scene, share, before, behind, wholes):
        whole = next(
            (
                w
                for w in likely
                if (_may(part, w) or _bare(part, w))
                and not _is_named_otherwise(scene, share, part, w, called)
                and not _is_of_before(part, w, likely)
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
    likely, bound = [p for p in parts if _may(p, whole)], _bound(whole) if whole.at < share.at else ""
    tried = [*likely, *(p for p in earlier if _may(p, whole) or _bare(whole, p))]
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


def _bound(whole: Frame) -> str:
    """超过应到代表320名的三分之二: the words that compare stand before the whole."""
    return "over" if _OVER.search(whole.lead) else "under" if _UNDER.search(whole.lead) else ""


def _wholes(scene: Scene, share: Frame) -> list[Frame]:
    """Where a whole may stand, the nearest first; for a fine percentage also in the opening of the text."""
    near = [f for f in scene.around(share.sentence, _BACK, _ON) if f.is_level and f.high < INFINITE and f.low > 0]
    fine = share.step < _FINE and share.sentence > _BACK
    totals = [
        f
        for n in range(share.sentence + 2, min(share.sentence + _LIST, len(scene.sentences)))
        for f in scene.sentences[n][:1]
        if f.is_level and _SUM.search(f.lead)
    ]
    return [*near, *totals[:1], *(f for n in range(3 if fine else 0) for f in scene.sentences[n] if f.is_level)]


def _may(part: Frame, whole: Frame) -> bool:
    return (
        part.at != whole.at
        and part.key == whole.key
        and (not part.chinese or part.word == whole.word or not part.word or not whole.word)
    )


def _bare(part: Frame, whole: Frame) -> bool:
    """ "412,000 cubic metres a day ... industry takes 103,000": a bare number takes the unit told before."""
    return (
        not part.chinese and not part.word and part.key[0] == Dimension.COUNT
        and whole.key[0] in (Dimension.MEASURE, Dimension.MONEY) and whole.at < part.at
    )  # fmt: skip


def is_of_it(share: Frame, whole: Frame) -> bool:
    """ "310,000 are open to the public, 60 percent of them are connected": what stands before is no part."""
    return bool(_OF_THEM.match(share.tail)) and whole.at == share.at - 1


def _is_of_before(part: Frame, whole: Frame, likely: Sequence[Frame]) -> bool:
    """ "5.04 billion (2024 holiday: 4.305) ... 28 percent, 1.41 billion": last year's is no whole of this year's."""
    return (
        cues.is_past(whole) and not cues.is_past(part)
        and any(w.sentence == whole.sentence and w.key == whole.key and w.at == whole.at - 1 and w.value > part.value
                and not cues.is_past(w) for w in likely)
    )  # fmt: skip


def _is_named_otherwise(scene: Scene, share: Frame, part: Frame, whole: Frame, name: str) -> bool:
    """转派73820件，其中市直22580件，占转派工单的12.1%: a number of its own sentence is called so, and not this one."""
    if not share.chinese or not name or ANY.search(name) or is_called(scene, whole, name):
        return False
    return any(
        _may(part, f) and part.value < f.value and f.at < share.at and is_called(scene, f, name)
        and not is_called(scene, part, name)
        for f in scene.sentences[share.sentence] if f.is_level and f.at not in (part.at, whole.at)
    )  # fmt: skip


def _several(share: Frame, before: Sequence[Frame], wholes: Sequence[Frame]) -> Claim | None:
    """ "460 doctors and 3,220 masters, together 42 percent of the staff": as many of them as make it."""
    if not _TOGETHER.search(share.lead) or len(before) < 2:
        return None
    parts = [f for f in before if f.key == before[0].key and f.word == before[0].word]
    for count in range(2, min(len(parts), 5) + 1):
        found = parts[:count]
        likely = [w for w in wholes if _may(found[0], w) and w not in found]
        whole = next((w for w in likely if fits.share(share, fits.total(found), fits.span(w))), None)
        if whole is not None:
            return _told(share, found, whole, True)
    larger = [w for w in wholes if _may(parts[0], w) and w not in parts and w.value > parts[0].value]
    named = [w for w in larger if _named(share, w)]
    return _told(share, parts, named[0], False) if named and len(parts) == 2 else None


def _told(share: Frame, parts: Sequence[Frame], whole: Frame, fit: bool, bound: str = "") -> Claim:
    members = (("share", share.at), *(("part", p.at) for p in parts), ("whole", whole.at))
    return Claim(share.at, Tie(Relation.SHARE, members, bound or ("" if fit else STATED)), fit)


def _rest(share: Frame, part: Frame, whole: Frame) -> bool:
    """The percentage is of what the part leaves over."""
    if not _may(part, whole) or whole.value <= part.value:
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
    pair = _two(scene, share, before)
    if pair is None and before and is_of_it(share, before[0]):
        return None
    if pair is None:
        part = _part(scene, share, before, behind)
        whole = _whole_of(scene, share, part, wholes) if part is not None else None
        pair = (part, whole) if part is not None and whole is not None else None
    if pair is None:
        return None
    return _told(share, [pair[0]], pair[1], fits.share(share, fits.span(pair[0]), fits.span(pair[1])))


def _two(scene: Scene, share: Frame, before: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """Part and whole side by side before the percentage: "210 of the 700", or the whole by its name."""
    if (
        len(before) < 2
        or before[0].at != share.at - 1
        or before[1].at != share.at - 2
        or not _may(before[1], before[0])
    ):
        return None
    part, whole = before[1], before[0]
    if whole.value < part.value or _APART.search(scene.text[part.end : share.start]):
        return None
    name = base_name(share)
    if name and not ANY.search(name):
        return (part, whole) if is_called(scene, whole, name) and not is_called(scene, part, name) else None
    if _OF_THE.match(scene.between(part, whole)) and (
        _RATE.search(share.lead) or _A_RATE.search(share.lead) or cues.SHARE_BEHIND.match(share.tail)
    ):
        return part, whole
    return None


def _whole_of(scene: Scene, share: Frame, part: Frame, wholes: Sequence[Frame]) -> Frame | None:
    """By its name; else the nearest that is larger, in the sentence, of the same noun, or just before."""
    larger = [w for w in wholes if _may(part, w) and w.value > part.value and not cues.is_each(w)]
    name = base_name(share)
    if name and not ANY.search(name):
        larger = [w for w in larger if is_called(scene, w, name)]
        larger += [
            f
            for f in reversed(scene.earlier(part, _REACH))
            if f.is_level
            and f.low > 0
            and f.high < INFINITE
            and _may(part, f)
            and f.value > part.value
            and is_called(scene, f, name)
        ]
        return next(
            (w for w in larger if fits.share(share, fits.span(part), fits.span(w))), larger[0] if larger else None
        )
    if not name:
        named = [
            f
            for f in scene.earlier(part, _REACH)
            if part.noun and f.noun == part.noun and _may(part, f) and f.value > part.value
        ]
        larger = (
            [w for w in larger if w.sentence == share.sentence]
            or named
            or [w for w in larger if share.sentence - w.sentence in (1, 2) and not cues.is_past(w)]
        )
    return larger[0] if larger else None


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


def base_name(share: Frame) -> str:
    """Of what the percentage is taken, in the text's words; "" where they don't say."""
    told = (
        _OF_EN.match(share.tail) if not share.chinese else next(iter(reversed(list(_OF.finditer(share.lead)))), None)
    )
    return _FILLER.sub("", told["name"]).strip() if told else ""


def _named(share: Frame, whole: Frame) -> bool:
    name = base_name(share)
    return bool(name) and any(name[n : n + 2] in whole.lead for n in range(max(len(name) - 1, 1)))


def is_called(scene: Scene, whole: Frame, name: str) -> bool:
    """Does the name, or a telling piece of it, stand beside the number?"""
    if whole.chinese:
        said = whole.lead[-24:] + re.split("[，。；、]", whole.tail)[0]
        aged = _AGE.match(name)
        if aged:
            return aged[0] in said and not re.search(rf"\d{aged[0]}", said)
        return any(name[n : n + 2] in said for n in range(max(len(name) - 1, 1)))
    said = (scene.before(whole, 40) + whole.tail[:30]).lower()
    return any(word[:-1] in said for word in name.lower().split() if len(word) > 3)
