"""A part that its sentence sets in a whole by its grammar, and that is larger than it.

"Of 86 patients enrolled at the two clinics, 95 completed"; "9.4 million tonnes of it"; "242 of the retailer's 138";
共64架飞机，租赁的73架. The whole is known by its place, so that a bare number may be of any noun.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_SAID = (r"(?:(?:only|just|some|about|over|nearly|almost|fully|as many as|as much as|more than|a full) )*"
         r"(?:RMB |US)?[$¥€£]?")
OPENS = re.compile(       # "Of the 86 patients", "Out of a class of 31", "Among its more than 400 members"
    r"(?:^|[.;:(–—] ?|, |\b(?:and|but|while|that|as) )(?:out of|of|among|from among)"
    r"(?: (?:an?|the|its|their|our|his|her|all|these|those|this|that|some|about|more than|over|nearly|almost|total"
    r"|estimated|first|last|other|new|[a-z]{3,14}(?= of)|of)){0,5} (?:RMB |US)?[$¥€£]?$|^(?:out of|of|among) $"
    r"|(?:^|[.;:(–—] ?|, )(?:out of|of) (?:the|an?|its|their|this)(?: [A-Za-z'’-]+){1,5} of (?:about )?"
    r"(?:RMB |US)?[$¥€£]?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf", (?:however, |in fact, )?{_SAID}$", re.IGNORECASE)
_TURN = re.compile(r"[;:.!?]\s|\b(?:while|whereas|but|compared|against|than|from|plus|besides)\b", re.IGNORECASE)
_OF_IT = re.compile(       # "9.4 million tonnes of it", "915 tonnes of that catch", "84 million of this sum"
    r"^ (?:[a-z]+ )?of (?:it|that|this|them|these|those|the same|the (?:total|sum|amount|money))\b(?! (?:year"
    r"|month|week|time|kind|sort|type|day|quarter|decade|date)s?\b)", re.IGNORECASE)
_OF_NOUN = re.compile(     # "380 of the households own"; "91 of these sessions"
    r"^ of (?:the (?P<the>[a-z]{4,20}s) (?!in|from|at|on|of|with|who|which|that)"
    r"|(?:these|those) (?P<these>[a-z]{4,20}s)\b)")
_OF_THAT = re.compile(     # "Of that, 91,000 tonnes went to the mills"
    r"(?:^|[.;,(] ?|\band )(?:out of|of) (?:it|that|this|them|these|those|which|whom)(?: [a-z]+){0,2}, ?"
    rf"{_SAID}$", re.IGNORECASE)
_OF_ANY = re.compile(      # "242.4 mn of the retailer's 138.0 mn"
    r"^(?: [a-z]+)? (?:out )?of (?:the |its |their |his |her |our |all |a total of |some |about |more than "
    r"|[A-Za-z][\w' -]{1,30}['’]s? )[^,.;:\d%]{0,30}$")
_OWNS = re.compile(        # what there is, and nothing that happened to it
    r"\b(?:has|have|owns?|operates?|runs|flies|employs?|counts|numbers|comprises|keeps|houses|there are|is home to)"
    r" (?:an? (?:fleet|total|stock|staff) of |in all |now |about |some )?$", re.IGNORECASE)
_ARE = re.compile(
    r"^ (?:are|have(?: been)?|remain|lie|stand|belong|date|offer|provide|teach|use|lack|need"
    r"|serve|speak|show|charge|sell)\b(?! (?:on order|planned|expected|to (?:be|come)))")
_SOME_OF = re.compile(r"\b(?:some|many|most|few|part|all|not all|half) of the (?:[a-z]+ )?$", re.IGNORECASE)
_NEXT = re.compile(r"^(?: [a-z][a-z' -]{1,40})?(?:[;:] |\. (?:Of )?|, and |, )$")
_ALL_ZH = re.compile(
    r"(?:共有?|现有|总数|总计|拥有|登记|在册|全[市县区省镇村校厂州国][^，。；\d]{0,12}有)[^，。；\d]{0,8}$")
_PART_ZH = re.compile(     # 租赁的73架, 鸟类就有587只
    r"^[^，。；\d]{0,12}[，,](?!新|另|还|又|再|其他|其余|同比|比|较)[^，。；\d]{1,12}(?:的|的有|的就有|的达|的共)$")
_JUST_ZH = re.compile(r"^[^，。；\d]{0,12}[，,](?!比|较)[^，。；\d]{1,12}(?:(?:就|便|即)(?:有|占|达|占了|有了)|占了?"
    r"|占了?约)$"
    r"|^[^，。；\d]{0,12}[，,](?:其中)?[仅光单][^，。；]{1,10}就[^，。；\d]{0,6}$")
_BARE_ZH = re.compile(r"^[^，。；\d]{2,12}，(?:已有?|现有|至少有?|约|近)?$")        # 全县74所中小学，92所开设了编程课
_WHOLE_ZH = re.compile(r"(?:全[市县区省镇村校厂州国][^，。；\d]{0,4}|共有?|现有|拥有|[村县市区镇校]里)$")
_GOT_ZH = re.compile(r"(?:收到|受理|接到|贷款|募集|募得|采购|申请|登记|购进|签约|全长|总长|总面积)[^，。；\d]{0,10}$")
_DONE_ZH = re.compile(r"^[^，。；\d]{0,10}[，,]?(?:目前|现|至今|截至目前|其中)?已[\u4e00-\u9fff]{1,6}$")
_FAR = 12.0             # times the whole, beyond which they are of different things


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for part in sentence:
            if _may(part) and not cues.is_each(part) and part.at not in held.fast:
                whole = _opening(scene, sentence, part) or _before(scene, part) or _behind(scene, part) or (
                    _of_owned(scene, part) or _chinese(scene, part))
                if whole is not None and whole.high < part.low < whole.value * _FAR and not cues.is_past(whole):
                    members = (("whole", whole.at), ("part", part.at))
                    yield Claim(whole.at, Tie(Relation.SUBSET, members, "named"), False)


def _may(part: Frame) -> bool:
    """A level of now; "no fewer than 91" is one, too."""
    past = part.comparison is Comparison.EQUAL and cues.is_past(part)
    return part.is_level and part.low > 0 and not cues.moves(part) and not past


def _opening(scene: Scene, sentence: Sequence[Frame], part: Frame) -> Frame | None:
    """"Of 86 patients enrolled at the two clinics, 95": the whole opens the clause, the part follows its comma."""
    for whole in (f for f in sentence if f.at < part.at and is_plain(f) and may_hold(f, part)):
        between = scene.between(whole, part)
        if OPENS.search(whole.lead) and _BEHIND.search(between) and not _TURN.search(between):
            return whole
    return None


def _before(scene: Scene, part: Frame) -> Frame | None:
    """"9.4 million tonnes of it", "Of that, 91,000": of the number before, where no nearby one is as large."""
    named = _OF_NOUN.match(part.tail)
    if not (_OF_IT.match(part.tail) or _OF_THAT.search(part.lead) or named):
        return None
    near = [f for f in scene.around(part.sentence, 1) if f.at < part.at and f.paragraph == part.paragraph
            and is_plain(f) and may_hold(f, part)]
    noun = "" if named is None else named["the"] or named["these"]
    near = [f for f in near if f.word.startswith(noun[:6])]
    if not near or any(f.value >= part.value for f in near):
        return None
    return max(near, key=lambda f: f.at)


def _behind(scene: Scene, part: Frame) -> Frame | None:
    """"242.4 mn of the retailer's 138.0 mn": the whole is the next number, with "of" and its name between."""
    whole = next((f for f in scene.sentences[part.sentence] if f.at == part.at + 1), None)
    if whole is None or not is_plain(whole) or not may_hold(whole, part):
        return None
    return whole if _OF_ANY.match(scene.between(part, whole)) else None


def _of_owned(scene: Scene, part: Frame) -> Frame | None:
    """"The airline flies 64 aircraft; 73 are leased": a bare number that is something is of what there is."""
    if part.word or part.key != (Dimension.COUNT, "") or not _ARE.match(part.tail):
        return None
    whole = next(iter(scene.earlier(part, 1)), None)
    if whole is None or part.sentence - whole.sentence > 1 or whole.paragraph != part.paragraph or not whole.word:
        return None
    stands = _NEXT.match(scene.between(whole, part)) and (_OWNS.search(whole.lead) or _SOME_OF.search(whole.lead))
    return whole if stands and is_plain(whole) and whole.key == part.key else None


def _chinese(scene: Scene, part: Frame) -> Frame | None:
    """共64架飞机，租赁的73架; 412只，鸟类就有587只; 收到来信5200封，已答复7480封."""
    whole = scene.right_before(part)
    if whole is None or not part.chinese or not is_plain(whole) or whole.key != part.key or whole.word != part.word:
        return None
    between = scene.between(whole, part)
    told = (_JUST_ZH.match(between) or (_PART_ZH.match(between) and _ALL_ZH.search(whole.lead))
            or (_BARE_ZH.match(between) and _WHOLE_ZH.search(whole.lead) and not cues.moves(part))
            or (_DONE_ZH.match(between) and _GOT_ZH.search(whole.lead)))
    return whole if told and (part.word or part.key[1]) else None


def may_hold(whole: Frame, part: Frame) -> bool:
    """May the one be a part of the other? A bare number is of any noun."""
    if not one_kind(whole, part):
        return False
    return whole.key[0] != Dimension.COUNT or bool(whole.word or not part.word)
