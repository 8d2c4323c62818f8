"""A bound, and the number that is meant by it: "over 30,000 signed ... 31,870 signatures", 库存不足500箱，只剩468箱.

A bound of all of some things, and one of them that is named behind it; a bound that is told with the exact number
beside it. Neither has to stand in the same sentence.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.loose.bounds import LOWER, UPPER, bound
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_EXACT = re.compile(
    r"(?:最终|最后|实际|共|确切|准确|具体|精确|统计|实有|实为|只剩|仅剩|还剩|剩下|现有|目前|共计|合计|达到?了?|为|是"
    r"|有)[^，。；\d]{0,6}$"
    r"|[（(：:]$|\b(?:exactly|precisely|to be (?:exact|precise)|the (?:exact|final|precise|actual) (?:count|figure"
    r"|number|tally|total)[^,;.]{0,16}"
    r"|in all|at the (?:last|latest) count|stood at|stands at|namely|was|were|with|counted|came to|at|handed in"
    r"|received|:|\()[ (:]*$"
    r"|[:(] ?$",
    re.IGNORECASE,
)
_EXACT_BEHIND = re.compile(
    r"^[^,;.，。；\d]{0,20}\b(?:at the (?:last|latest) count|to be (?:exact|precise)|in all|exactly|all told)\b"
    r"|^[^，。；]{0,4}左右?）",
    re.IGNORECASE,
)
_OF_ALL = re.compile(
    r"[均都各每]|所有|全部|一律|任何|无一|最多|最高|上限|封顶|不得|从未|从来|始终|一直"
    r"|\b(?:every|each|all|any|none|no|never|at no time|at most|limit\w*|cap(?:ped)?|maximum|ceiling|always"
    r"|throughout|up to|must"
    r"|may not|cannot)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"\b(?:at no time|never|none of|not one|no [a-z]+ (?:had|has|was|were|rose|fell|exceeded|dropped"
    r"|got))\b(?!.*\bno (?:more|less|fewer))"
    r"|从未|从没|无一|没有一|未曾",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"最[大多高低小少快慢长短热冷早晚]的?|其中|冠军|峰值|高峰|极值"
    r"|\b(?:largest|highest|biggest|smallest|lowest|most|least|fewest|peak\w*|record|longest|shortest|oldest"
    r"|youngest|busiest|quietest"
    r"|heaviest|tallest|with|maximum|minimum|top|best|worst)\b",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"上年|去年|前年|同期|此前|原来|原先|目标|计划|预计|标准|除|新增|增加|减少|较|比|另|不含|其他|其余|明年|将|力争"
    r"|\b(?:last|previous|earlier|before|ago|than|target|goal|plan\w*|expect\w*|hope\w*|except|other|another|apart"
    r"|rest|besides|next|will"
    r"|new|additional|further|against|compared|more|fewer|less|up|down|instead|not|each|per|average|added|would"
    r"|in 20\d\d)\b",
    re.IGNORECASE,
)
_WITHIN = {
    Comparison.BELOW: UPPER,
    Comparison.AT_MOST: UPPER,
    Comparison.ABOVE: LOWER,
    Comparison.AT_LEAST: LOWER,
    Comparison.NEARLY: UPPER,
    Comparison.A_LITTLE_OVER: LOWER,
}
_MEAN = re.compile(r"[日月年人户]均[^，。；\d]{0,4}$|\b(?:average|mean)\b[^,;.\d]{0,16}$", re.IGNORECASE)
_EACH_IS = re.compile(r"[，,:：(（ ]{0,2}(?:分别|依次)(?:为|是|达|达到)?|[,:(]? ?(?:namely|at|with)? ?", re.IGNORECASE)
_VERSUS = re.compile(r"\b(?:against|compared (?:with|to)|versus)\b[^,;.\d]{0,24}$", re.IGNORECASE)
_ALL_OF = re.compile(
    r"(?:全部|全体|所有)[^，。；\d]{0,4}$|\ball (?:of )?(?:the|its|our|their)?(?: more than| over)? ?$", re.IGNORECASE)
_SUCH = re.compile(r"余?[名个家户位人辆台座所](?P<zh>[\u4e00-\u9fff]{3,6})| (?P<en>[a-z]{4,20}s)\b", re.IGNORECASE)
_ONLY = re.compile(
    r"[仅只][限对面向]|\b(?:only|solely|exclusively|reserved|restricted|limited) (?:to|for)\b", re.IGNORECASE)
_TERMS = re.compile(r"(?P<zh>[\u4e00-\u9fff]{2})(?:在|达到?|超过|满|不少于|不低于)?$"
                    r"|\b(?P<en>[a-z]{4,16}) (?:of|above|over|exceeding)(?: at least| more than)? $", re.IGNORECASE)
_RANGED = re.compile(r"[从自由在]$|最[低少小][^，。；\d]{0,8}$"
                     r"|\b(?:rang\w+ from|from|between|(?:lowest|smallest|least)[^,;.\d]{0,24}) $", re.IGNORECASE)
_TERMS_ON = 3           # sentences on, in which it is told who met the terms
_NEAR, _FAR = 1.6, 3.0  # times the bound, within which a number is meant by it; of all of a group
_ON = 4  # numbers behind a bound that are looked at


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for frame in scene.frames:
        label = limiting(frame)
        if label and not _VERSUS.search(frame.lead):
            yield from _claims(scene, held, frame, label)
        yield from _of_all_such(scene, frame, label)
        yield from _eligible(scene, frame, _WITHIN.get(frame.comparison, ""))


def limiting(frame: Frame) -> str:
    """UPPER or LOWER of a number that bounds others; "" where it is none."""
    label = _WITHIN.get(frame.comparison, "") or bound(frame)
    usable = (frame.is_level or frame.is_percent) and frame.value > 1 and not cues.moves(frame)
    return label if usable else ""


def broken(limit: Frame, actual: Frame, label: str) -> Claim:
    return Claim(limit.at, Tie(Relation.LIMIT, (("limit", limit.at), ("actual", actual.at)), label), False)


def _claims(scene: Scene, held: Held, limit: Frame, label: str) -> Iterator[Claim]:
    if _NEVER.search(scene.before(limit, 90)):
        label = UPPER if label == LOWER else LOWER
    near = [f for f in scene.around(limit.sentence, 0, 1) if 0 < f.at - limit.at <= _ON or 0 < limit.at - f.at < 2]
    near = [f for f in near if _may(f, limit) and 1 / _FAR < f.value / limit.value < _FAR]
    of_all = _OF_ALL.search(scene.before(limit, 90) + limit.tail[:10])
    yield from _listed(scene, limit, label, near) if of_all else ()
    for actual in near:
        said = _own(scene, actual)
        told = _EXACT_BEHIND.match(actual.tail)
        if _ELSE.search(said) or (not told and _ELSE.search(re.split(r"[，。；,;.]", actual.tail)[0][:24])):
            continue
        named = of_all and actual.at > limit.at and _NAMED.search(said + actual.tail[:24])
        meant = not of_all and actual.at not in held.fast and (told or _EXACT.search(actual.lead))
        far = _FAR if named else _NEAR
        if (
            (named or (meant and len(near) == 1))
            and _breaks(limit, actual, label)
            and (1 / far < actual.value / limit.value < far)
        ):
            yield broken(limit, actual, label)


def _listed(scene: Scene, limit: Frame, label: str, near: Sequence[Frame]) -> Iterator[Claim]:
    """全部超过300毫米，分别为342.7、318.4和289.5: each of them is told."""
    after = [f for f in near if f.at > limit.at]
    if len(after) > 1 and after[0].at == limit.at + 1 and _EACH_IS.fullmatch(scene.between(limit, after[0])):
        for actual in after:
            if _breaks(limit, actual, label):
                yield broken(limit, actual, label)


def _of_all_such(scene: Scene, limit: Frame, label: str) -> Iterator[Claim]:
    """在册员工2914人…向全部逾三千名在册员工: all of them are as many as they were said to be."""
    noun = _SUCH.match(limit.tail) if label and _ALL_OF.search(limit.lead) else None
    if noun is None:
        return
    for told in scene.frames:
        alike = told.key == limit.key and told.paragraph == limit.paragraph and told.comparison is Comparison.EQUAL
        if alike and _is_such(told, noun) and not cues.is_past(told) and _breaks(limit, told, label):
            yield broken(limit, told, label)


def _is_such(told: Frame, noun: re.Match[str]) -> bool:
    """在册员工 before the number, "employees" behind it: with as many characters as both have."""
    if not told.chinese:
        return bool(re.match(rf" {noun['en']}(?:[.,;)]| and\b|$)", told.tail, re.IGNORECASE))
    name = noun["zh"] or ""
    return any(told.lead.rstrip("有为是共达").endswith(name[:size]) for size in range(len(name), 2, -1))


def _eligible(scene: Scene, limit: Frame, label: str) -> Iterator[Claim]:
    """"Open only to households with losses of 5,000 or more ... losses ranged from 4,150": who got it met the terms."""
    said = scene.before(limit, 110)
    noun = _TERMS.search(said) if _ONLY.search(said) else None
    if noun is None or not label:
        return
    name = (noun["zh"] or noun["en"]).lower()[:6]
    for told in scene.around(limit.sentence, 0, _TERMS_ON):
        ranged = _RANGED.search(told.lead) and name in scene.before(told, 90).lower()
        here = told.at > limit.at and told.key == limit.key and told.paragraph == limit.paragraph
        if here and ranged and told.comparison is Comparison.EQUAL and _breaks(limit, told, label):
            yield broken(limit, told, label)


def _may(frame: Frame, limit: Frame) -> bool:
    if _MEAN.search(limit.lead) and not _MEAN.search(frame.lead):
        return False        # "3.7 a day, of whom 6.9 trade visitors"
    exact = frame.comparison is Comparison.EQUAL and frame.low > 0 and frame.high < INFINITE
    kind = one_kind(frame, limit) or _persons(frame, limit) or (frame.key == limit.key and limit.word == "time")
    return (
        exact
        and kind
        and frame.paragraph == limit.paragraph
        and not (cues.is_past(frame) or cues.moves(frame) or (bound(frame) and not _NAMED.search(frame.lead[-20:])))
    )


_PERSONS = re.compile(
    r"^(?:人|名|位)|^(?:person|people|student|pupil|visitor|resident|worker|member|signature)", re.IGNORECASE
)


def _persons(a: Frame, b: Frame) -> bool:
    """Persons are counted by any of their names, and by what they hand in."""
    said = [f.word or f.tail[:6] for f in (a, b)]
    return (
        a.key == b.key
        and a.chinese
        and all(_PERSONS.match(word) or re.match(r"[^，。]{0,4}[人生员户]", word) for word in said)
    )


def _own(scene: Scene, frame: Frame) -> str:
    """The words of its clause before it."""
    return re.split(r"[。；;:：]|\.\s", scene.before(frame, 70).rstrip("，, "))[-1]


def _breaks(limit: Frame, actual: Frame, label: str) -> bool:
    return actual.high < limit.value if label == LOWER else actual.low > limit.value
