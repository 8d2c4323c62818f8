"""One number that the words set above or below another: "women outdo men, at 83.1 versus 79.4", 略低于城东的1.42万元.

The verb stands before both numbers, whose owners it names in their order, or between the two.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.foremost import may_stand
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_OVER_VERB = (r"(?:overt(?:ook|ake[ns]?|aking)|outd(?:o|oes|id|one|oing)|outnumber(?:ed|s|ing)?|outpac(?:ed|es|ing)?"
              r"|outstrip(?:ped|s|ping)?|outperform(?:ed|s|ing)?|outscor(?:ed|es|e|ing)|outs(?:old|ell|ells|elling)"
              r"|outweigh(?:ed|s|ing)?|outlive[ds]?|outrank(?:ed|s)?|outspen[dt]s?|outgr[eo]w[ns]?|surpass(?:ed|es"
              r"|ing)?|exceed(?:ed|s|ing)?"
              r"|eclips(?:ed|es|ing)|beat(?:s|en|ing)?|edg(?:ed|es|ing)(?: out| past)?|overhaul(?:ed|s)?|dwarf(?:ed|s)?"
              r"|(?:is|are|was|were|came|comes|finish(?:ed|es)|remain(?:ed|s)?|stay(?:ed|s)?|clearly|well|far"
              r"|narrowly|just|,) ahead of)")
_UNDER_VERB = (r"(?:trail(?:ed|s|ing)?|lag(?:ged|s|ging)?(?: behind)?|underperform(?:ed|s)?|fell behind|fall(?:s"
               r"|en)? behind"
               r"|(?:second|runners?[- ]up|next) (?:only )?to"
               r"|(?:is|are|was|were|came|remain(?:ed|s)?|stay(?:ed|s)?|still|well|far|narrowly|just|,) behind)")
_MORE = (r"(?:more|higher|larger|bigger|longer|taller|heavier|dearer|costlier|deeper|wider|hotter|warmer|wetter"
        r"|older|greater)")
_LESS = r"(?:less|lower|smaller|shorter|lighter|cheaper|shallower|narrower|colder|cooler|drier|younger|fewer)"
_VERB = tuple((way, re.compile(rf"\b{verb}\b(?! time)", re.IGNORECASE)) for way, verb in (
    (1, _OVER_VERB), (-1, _UNDER_VERB)))
_BETWEEN = tuple((way, re.compile(
    rf"\b(?:{verb}|{adjective} than|{side})\b(?P<gap>[^;.]{{0,60}})$"
    rf"|(?:{chinese})(?P<zh>[^，。；\d]{{1,16}}[的为是]?)$", re.IGNORECASE))
    for way, verb, adjective, side, chinese in (
        (1, _OVER_VERB, _MORE, "(?:well |far |just |slightly |remains? |stayed |is |are |was |were |lies "
                               "|still )above", "高于|多于|超过|高过|大于"
            "|长于|重于|领先于?|反超|力压"),
        (-1, _UNDER_VERB, _LESS, "(?:well |far |just |slightly |remains? |stayed |is |are |was |were |lies "
                                 "|still )below", "低于|少于|不及|不如|小于"
            "|短于|落后于?|逊于|次于"),
    ))
# 比北线的104公里短, 比万家的159元和汇客的171元都低
_THAN_ZH = re.compile(r"[比较][^，。；\d]{1,16}$")
_THAN_BEHIND = tuple((way, re.compile(rf"^[^，。；\d]{{0,6}}?(?:都|还|要|均|更|略|稍|明显|也)?(?:{words})(?!于|出"
                                      rf"|了?[\d一二两三四五六七八九十几])"))
                     for way, words in ((1, "[高多大长重贵深宽]|[热暖]"), (-1, "[低少小短轻浅窄]|便宜|年轻")))
_VERSUS = re.compile(
    r"^[^;.\d]{0,40}\b(?:versus|vs\.?|against|compared (?:with|to)|to|while|when|whereas|and|for)\b[^;.\d]{0,50}$"
    r"|^[^;.\d]{0,40}[,(][^;.\d]{0,40}$", re.IGNORECASE)
_NOT = re.compile(
    r"未|没|不再|并非|曾|若|将|预计|目标|计划|平均每|倍|成以|至少|至多|总|合计|几乎|接近"
    r"|\b(?:not|never|no longer|nearly|almost|if|would|could|should|might|may|will|expected|used to|once|until|fail\w*"
    r"|whether|times|twice|half|double|least|most|record|target|limit|threshold|minimum|maximum|mark|total"
    r"|all|sum|combined|together)\b", re.IGNORECASE)
_RACE = re.compile(r"\b(?:gold|silver|bronze|won|win(?:s|ner)?|title|finish\w*|clock\w*|cross\w*|race|lap|heat|time)\b"
                   r"|[冠亚季]军|夺冠|冲线|获胜", re.IGNORECASE)
_CUT = re.compile(r"[;；。]|\.\s|\n")
_TIME = re.compile(r"\b(?:faster|quicker|slower|sooner|later|earlier)\b|[快慢早晚]", re.IGNORECASE)
# "7.2 and 8.4, both below the 9.0 and 10.0 of": each has a mark of its own
_BOTH = re.compile(r"^[^，,。；;\d]{0,24}[，,] ?(?:均|都|分别)|^[^.;\d]{0,30},? (?:both|all|each|respectively)\b",
                   re.IGNORECASE)
_IN_TURN = re.compile(r"^[^，。；\d]{0,6}[和与及、] ?\d|^[^.;,\d]{0,24} and [$¥€£]?\d", re.IGNORECASE)
# "1,105 applications more than the 3,313 of spring" is what both differ by
_DIFFERS = re.compile(r"^(?: (?!(?:is|are|was|were|be|being|remains?|stayed|still|far|much|well)\b)[a-z-]+){0,3}"
                      rf" (?:{_MORE}|{_LESS}|above|below|over|under) than\b", re.IGNORECASE)
_OF_IT = re.compile(r"的$")      # 超过应到代表320名的三分之二
_VERB_FAR = 110         # characters from a verb to the first of the two numbers
_FAR = 3.0              # times one the other may be, and still be the same thing of another


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        frames = [f for f in sentence if f.value > 0]
        for a, b in pairwise(frames):
            exact = a.comparison is b.comparison is Comparison.EQUAL
            if b.at - a.at > 2 or not exact or cues.moves(a) or not _alike(a, b):
                continue
            way = _between(scene, a, b) if may_stand(a) else 0
            way = way or _before(scene, scene.starts[number], a, b)
            way = -way if a.key[0] == Dimension.DURATION and _RACE.search(scene.before(b, 120)) else way
            wrong = a.high < b.low if way > 0 else a.low > b.high
            if way and wrong and 1 / _FAR < a.value / b.value < _FAR:
                members = (("limit", b.at), ("actual", a.at))
                yield Claim(a.at, Tie(Relation.LIMIT, members, MORE if way > 0 else LESS), False)


def _alike(a: Frame, b: Frame) -> bool:
    """Of one kind; a bare number behind a number of years has its unit."""
    bare = b.key == (Dimension.COUNT, "") and not b.word and a.key[0] == Dimension.DURATION and not a.chinese
    return (one_kind(a, b) or bare or (a.key == b.key and not a.chinese)) and a.paragraph == b.paragraph


def _between(scene: Scene, a: Frame, b: Frame) -> int:
    """1 where the words between the two set the first above, -1 below the second."""
    said = scene.between(a, b)
    fraction = any(f.at == b.at + 1 and not f.is_level and _OF_IT.search(f.lead) for f in scene.sentences[b.sentence])
    if _CUT.search(said) or len(said) > _VERB_FAR or fraction:
        return 0
    if _BOTH.match(said) or _DIFFERS.match(said) or _IN_TURN.match(scene.text[b.end:b.end + 40]):
        return 0
    if a.chinese and _THAN_ZH.search(said) and not _NOT.search(said):
        return next((way for way, words in _THAN_BEHIND if words.match(_joined(scene, b))), 0)
    for way, words in _BETWEEN:
        hit = words.search(said)
        if hit and not _NOT.search(said) and not (a.key[0] == Dimension.DURATION and _TIME.search(said)):
            return way
    return 0


def _joined(scene: Scene, b: Frame) -> str:
    """The words behind the number, and behind those that are joined to it by "and"."""
    last = b
    for frame in scene.sentences[b.sentence]:
        if frame.at == last.at + 1 and frame.key == b.key and re.match(r"^[和与及、]", frame.lead):
            last = frame
    return last.tail


def _before(scene: Scene, start: int, a: Frame, b: Frame) -> int:
    """"Girls outscored boys, 74.6 points to 68.2": the verb names them in the order of the numbers."""
    said = scene.text[max(start, a.start - _VERB_FAR):a.start]
    said = _CUT.split(said)[-1]
    if re.search(r"\d", said) or not _VERSUS.match(scene.between(a, b)) or _NOT.search(said + scene.between(a, b)[:1]):
        return 0
    hits = [(way, hit) for way, words in _VERB for hit in words.finditer(said)]
    return hits[0][0] if len(hits) == 1 else 0
