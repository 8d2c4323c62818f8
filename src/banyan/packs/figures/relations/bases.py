"""Of what a percentage is taken: which numbers may be its whole, and which of them its words name."""

import re
from collections.abc import Sequence

from banyan.model.figure import Dimension
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_BACK, _ON = 6, 1  # sentences in which a whole is looked for
_REACH = 60  # numbers before, among which a whole is known by its name
_LIST = 14  # lines under a number, of which the last may be the total
_FINE = 0.11  # a percentage with a decimal is hit by chance too seldom to matter
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
_SUM = re.compile(r"^\W*(?:合计|总计|共计|total|all|overall|sum)\b|^\W*(?:合计|总计|共计)", re.IGNORECASE)
_OVER = re.compile(r"(?<![未不没])(?:超过|超出|超|逾|高于|多于|突破|大于)(?:了)?[^，。；\d]{0,12}$")
_UNDER = re.compile(r"(?:不到|不足|少于|低于|未达|未超过|不超过|没有超过|小于)[^，。；\d]{0,12}$")
_OF_THEM = re.compile(r"^ of (?:them|these|those|which)\b", re.IGNORECASE)


def bound(whole: Frame) -> str:
    """超过应到代表320名的三分之二: the words that compare stand before the whole."""
    return "over" if _OVER.search(whole.lead) else "under" if _UNDER.search(whole.lead) else ""


def wholes(scene: Scene, share: Frame) -> list[Frame]:
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


def may(part: Frame, whole: Frame) -> bool:
    return (
        part.at != whole.at
        and part.key == whole.key
        and (not part.chinese or part.word == whole.word or not part.word or not whole.word)
    )


def bare(part: Frame, whole: Frame) -> bool:
    """ "412,000 cubic metres a day ... industry takes 103,000": a bare number takes the unit told before."""
    return (
        not part.chinese and not part.word and part.key[0] == Dimension.COUNT
        and whole.key[0] in (Dimension.MEASURE, Dimension.MONEY) and whole.at < part.at
    )  # fmt: skip


def is_of_it(share: Frame, whole: Frame) -> bool:
    """ "310,000 are open to the public, 60 percent of them are connected": what stands before is no part."""
    return bool(_OF_THEM.match(share.tail)) and whole.at == share.at - 1


def is_of_named(scene: Scene, share: Frame, part: Frame) -> bool:
    """"25% of all visitors, 275,000": a number that is called so, however far off, is its whole."""
    name = _OF_EN.match(share.tail)
    last = name["name"].split()[-1].lower() if name else ""
    called = [f for f in scene.frames if f.key == part.key and f.word and last in (f.word, f"{f.word}s")]
    return any(fits.share(share, fits.span(part), fits.span(f)) for f in called)


def is_of_before(part: Frame, whole: Frame, likely: Sequence[Frame]) -> bool:
    """ "5.04 billion (2024 holiday: 4.305) ... 28 percent, 1.41 billion": last year's is no whole of this year's."""
    return (
        cues.is_past(whole) and not cues.is_past(part)
        and any(w.sentence == whole.sentence and w.key == whole.key and w.at == whole.at - 1 and w.value > part.value
                and not cues.is_past(w) for w in likely)
    )  # fmt: skip


def is_named_otherwise(scene: Scene, share: Frame, part: Frame, whole: Frame, name: str) -> bool:
    """转派73820件，其中市直22580件，占转派工单的12.1%: a number of its own sentence is called so, and not this one."""
    if not share.chinese or not name or ANY.search(name) or is_called(scene, whole, name):
        return False
    return any(
        may(part, f) and part.value < f.value and f.at < share.at and is_called(scene, f, name)
        and not is_called(scene, part, name)
        for f in scene.sentences[share.sentence] if f.is_level and f.at not in (part.at, whole.at)
    )  # fmt: skip


def whole_of(scene: Scene, share: Frame, part: Frame, wholes: Sequence[Frame]) -> Frame | None:
    """By its name; else the nearest that is larger, in the sentence, of the same noun, or just before."""
    larger = [w for w in wholes if may(part, w) and w.value > part.value and not cues.is_each(w)]
    name = base_name(share)
    if name and not ANY.search(name):
        larger = [w for w in larger if is_called(scene, w, name)]
        larger += [
            f
            for f in reversed(scene.earlier(part, _REACH))
            if f.is_level
            and f.low > 0
            and f.high < INFINITE
            and may(part, f)
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
            if part.noun and f.noun == part.noun and may(part, f) and f.value > part.value
        ]
        larger = (
            [w for w in larger if w.sentence == share.sentence]
            or named
            or [w for w in larger if share.sentence - w.sentence in (1, 2) and not cues.is_past(w)]
        )
    return larger[0] if larger else None


def base_name(share: Frame) -> str:
    """Of what the percentage is taken, in the text's words; "" where they don't say."""
    told = (
        _OF_EN.match(share.tail) if not share.chinese else next(iter(reversed(list(_OF.finditer(share.lead)))), None)
    )
    return _FILLER.sub("", told["name"]).strip() if told else ""


def is_named(share: Frame, whole: Frame) -> bool:
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
