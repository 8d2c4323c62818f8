"""Who is called the most or the least, and another of the same row that is beyond: "cheapest at 51.40; Grunder 47.50".

The superlative says what it measures as well: the oldest is told in years, the wettest in millimetres, the steepest in
what it rose by. The row are the numbers of the same kind that are told of the others beside it.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_MEASURES = (Dimension.MEASURE, Dimension.DURATION)
_AMOUNTS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
_AGES = (Dimension.DURATION, Dimension.COUNT)      # "at 16"
_ANY = (*_AMOUNTS, Dimension.DURATION, Dimension.PERCENT)


class Superlative(Struct, frozen=True):
    """`way`: 1 the most, -1 the least. `kinds`: what it may be told in; `moving`: is it a rise or a fall?"""

    words: re.Pattern[str]
    way: int
    kinds: tuple[Dimension, ...]
    moving: bool = False


def _told(words: str, way: int, kinds: Sequence[Dimension], *, moving: bool = False) -> Superlative:
    return Superlative(re.compile(words, re.IGNORECASE), way, tuple(kinds), moving)


_RISE_EN = r"(?:growth|growing|increase|rise|gain|jump|climb|expansion|inflation|upturn)s?"
SUPERLATIVES = (
    _told(rf"\b(?:fastest|strongest|steepest|sharpest|highest|biggest|largest"
          rf"|most rapid)[- ](?:[a-z]+ ){{0,2}}?{_RISE_EN}\b"
          rf"|\b{_RISE_EN} was (?:fastest|strongest|steepest|highest)\b|(?:增速|增幅|涨幅"
          rf"|升幅)[^，。；\d]{{0,12}}(?:最[快高大]|居[^，。；\d]{{0,6}}首|第一"
          r"|领[先跑])|(?:增长|上涨|涨得)最[快猛多]", 1, (Dimension.PERCENT,), moving=True),
    _told(rf"\b(?:slowest|weakest|smallest|lowest)[- ](?:[a-z]+ ){{0,2}}?{_RISE_EN}\b|(?:增速|增幅|涨幅"
          rf"|升幅)[^，。；\d]{{0,12}}(?:最[慢低小]|垫底|居末)"
          r"|增长最[慢少]", -1, (Dimension.PERCENT,), moving=True),
    _told(r"\b(?:highest|most|greatest|record high|(?:top|best|biggest|hottest)[- ]sell(?:er|ing))\b"
          r"|最[高多](?!年|只|不|可|限)|居[^，。；\d]{0,8}首|首位|榜首|夺魁|最[抢热][手销门]|最受欢迎|拔得头筹",
          1, _ANY),
    _told(r"\b(?:lowest|least|fewest)\b|最[低少](?!于|要|需|只)|垫底|居末|末位|倒数第一|排名?最后", -1, _ANY),
    _told(r"\b(?:largest|biggest|foremost|chief|principal|(?<!the )main) (?!city|town|county|country|club|company|firm"
          r"|employer)|最大(?!程度|限度|的?城市|的?企业|的?公司)", 1, (*_AMOUNTS, Dimension.PERCENT)),
    _told(r"\bsmallest\b|最小", -1, (*_AMOUNTS, Dimension.PERCENT)),
    _told(r"\b(?:longest|tallest|deepest|widest)\b|最[长深宽]", 1, _MEASURES),
    _told(r"\b(?:shortest|shallowest|narrowest)\b|最[短浅窄]", -1, _MEASURES),
    _told(r"\b(?:fastest|quickest|swiftest)\b|(?:用时|耗时)最[短少]|最快", -1, (Dimension.DURATION,)),
    _told(r"\bslowest\b|(?:用时|耗时)最长|最慢", 1, (Dimension.DURATION,)),
    _told(r"\b(?:oldest|most senior)\b|最年长", 1, _AGES),
    _told(r"\byoungest\b|最年轻", -1, _AGES),
    _told(r"\b(?:hottest|warmest|wettest|rainiest|heaviest|windiest|saltiest)\b|最[热暖湿重]", 1, (Dimension.MEASURE,)),
    _told(r"\b(?:coldest|coolest|driest|lightest)\b|最[冷干轻凉]", -1, (Dimension.MEASURE,)),
    _told(r"\b(?:dearest|costliest|priciest|most expensive|richest|best[- ]paid)\b|最[贵富]", 1,
          (Dimension.MONEY, Dimension.COUNT)),
    _told(r"\b(?:cheapest|poorest|most affordable|least expensive|worst[- ]paid)\b|最便宜|最实惠|最穷", -1,
          (Dimension.MONEY, Dimension.COUNT)),
    _told(r"\b(?:busiest|fullest|most popular|most visited|most numerous|most common|commonest|most frequent(?:ly)?"
          r"|best[- ]attended)\b|最[忙旺]|最繁忙|最热闹", 1, (Dimension.COUNT,)),
    _told(r"\b(?:quietest|emptiest|calmest|least popular|least visited|rarest|least frequent(?:ly)?)\b|最[冷清闲]清?",
          -1, (Dimension.COUNT,)),
)  # fmt: skip
# Not the first, not of these alone, or of what is only hoped, feared or allowed.
_NOT_FIRST = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|next|one of|some of|among|nearly|almost|joint|not|never|from|to|no longer"
    r"|once|used to be|except|besides|if|at|the two|the three|two of|three of"
    r"|(?:at )?the very)[- ](?:the )?(?:[a-z]+ ){0,2}$"
    r"|behind (?:the )?(?:[a-z]+ ){0,2}$|落后|[距离追赶不]|领先|击败|战胜|负于"
    r"|第[二三四五六七八九十]|并列|除|之一|曾|次$|非|未|[近过][\d一二三四五六七八九十两]{1,3}年", re.IGNORECASE)
_ONE_OF_BEHIND = re.compile(r"^[^，。；\d]{0,10}之一|^的?[两二三四五六七八九十\d]+[个家座名位项条种]|^ (?:two|three"
                            r"|four|five|six|ten)\b"
                            r"|^[^,;.\d]{0,24}\b(?:since|ever|on record|in (?:\d+|[a-z]+) (?:years|decades|months))\b",
                            re.IGNORECASE)
# What stands in no row: totals, means, bounds, targets, parts of the one before, other times.
_APART = re.compile(
    r"平均|均[值价]|中位|合计|共(?!同|和|用|享)|总[计量数额共]|全[市省县国区年部体]|目标|计划|标准|限|满分|容量|上年|去年|此前"
    r"|同期|其中|其余|另|其他|纪录|原|差|相当于|占"
    r"|(?:高|低|多|少|大|小|快|慢)(?:出|了)|以[上下]"
    r"|\b(?:average|mean|median|total|all|overall|altogether|target|goal|limit|capacity|room for|last (?:year"
    r"|season|month)"
    r"|previous\w*|before|earlier|ago|of (?:which|whom|them|these)|including|the rest|others?|record|by|out of|of the"
    r"|of its|of all|ahead by|margin|gap|difference|lead of|points? (?:more|less)|nationwide|national|state-wide|from"
    r"|scale|maximum|minimum|at (?:least|most)|old|new|in (?:19|20)\d\d)\b[^,;.\d]{0,20}$", re.IGNORECASE)
_PART_BEHIND = re.compile(r"^ (?:[a-z]+ )?of (?:which|whom|them|these|those)\b|^ (?:more|less|fewer|ahead|behind"
                          r"|above|below"
                          r"|higher|lower|times)\b|^ (?:in|of) (?:total|all)\b|^(?:以上|以下|以内)", re.IGNORECASE)
_PARTED = re.compile(r"[;；。]|\.\s|\b(?:while|whereas|but)\b", re.IGNORECASE)
_OPENING = re.compile(r"^(?:At|With|On|Having)(?: only| just| some)? (?:[$¥€£])?$")
_AGAINST = re.compile(r"\b(?:against|compared (?:with|to)|versus)(?: (?:only|just|some|about))? ?[$¥€£]?$",
                      re.IGNORECASE)
_ITS_OWNER = re.compile(r"^ (?:[a-z]+ )?(?:at|in|for|on|among|from) (?:the )?(?!(?:19|20)\d\d|last\b|previous|year"
                        r"|month)(?i:[a-z])")
_THE_LEAST = re.compile(r"最[低少短轻慢快小大高多长][^。；\d]{0,8}$")
_SAID_OF = re.compile(r"[^，。；\d]{0,4}，(?:[^，。；\d]{0,2})")       # 增长7.8%，增速居三县之首，
_HEAD_FAR = 90          # characters from the superlative to the number that it is said of
_FAR = 3.0              # times one the other may be, and still be told of the same
_MOST = 10              # numbers of one sentence


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    told: set[int] = set()
    for number, sentence in enumerate(scene.sentences):
        frames = [f for f in sentence[:_MOST] if may_stand(f)]
        behind = [f for f in (scene.sentences[number + 1][:2] if number + 1 < len(scene.sentences) else ())
                  if may_stand(f)]
        if not frames:
            continue
        start = scene.starts[number]
        said = scene.text[start:sentence[-1].end + 60].split("\n")[0]
        for superlative in SUPERLATIVES:
            for hit in superlative.words.finditer(said):
                head = _head(scene, superlative, frames, start + hit.start(), start + hit.end())
                if head is None or head.at in told or not _is_first(said, hit):
                    continue
                told.add(head.at)
                yield from _beyond(scene, superlative, head, [*frames, *behind], start + hit.start())


def may_stand(frame: Frame) -> bool:
    """An exact number of now; "against 19 days at Mere Street" is another's."""
    past = cues.is_past(frame) and not (_AGAINST.search(frame.lead) and _ITS_OWNER.match(frame.tail))
    return (frame.comparison is Comparison.EQUAL and frame.value > 0 and frame.high < INFINITE
            and frame.key[0] in _ANY and not past)


def moves(frame: Frame) -> bool:
    """Is it a change? 最低，仅1.82万元 is none."""
    return cues.moves(frame) and not _THE_LEAST.search(frame.lead)


def _is_first(said: str, hit: re.Match[str]) -> bool:
    before = re.split(r"[，,。；;]", said[max(0, hit.start() - 30):hit.start()])[-1]
    return not _NOT_FIRST.search(before) and not _ONE_OF_BEHIND.match(said[hit.end():])


def _head(scene: Scene, told: Superlative, frames: Sequence[Frame], start: int, end: int) -> Frame | None:
    """The number of a fitting kind that the superlative is said of: right behind it, else right before it."""
    fitting = [f for f in frames if f.key[0] in told.kinds and moves(f) <= told.moving]
    behind = next((f for f in fitting if f.start >= end), None)
    before = next((f for f in reversed(fitting) if f.end <= start), None)
    opens = before is not None and _OPENING.match(before.lead) and before.at == frames[0].at
    if before is not None and before.chinese and _SAID_OF.fullmatch(scene.text[before.end:start]) and (
            scene.text[end:end + 1] in "，。；、"):
        return before
    if before is not None and not _PARTED.search(scene.text[before.end:start]) and start - before.end < _HEAD_FAR and (
            opens or behind is None or _PARTED.search(scene.text[end:behind.start])):
        return before
    if behind is not None and behind.start - end < _HEAD_FAR and not _PARTED.search(scene.text[end:behind.start]):
        return behind
    return None


def _beyond(
    scene: Scene, told: Superlative, head: Frame, frames: Sequence[Frame], start: int,
) -> Iterator[Claim]:
    row = [f for f in frames if f.at != head.at and _in_row(scene, told, head, f)]
    # What a sentence tells before the superlative is mostly the total; where two or more are told, they are the others.
    before = [f for f in row if f.end <= start and head.start >= start]
    others = [f for f in row if f not in before] + (before if len(before) > 1 else [])
    beyond = [f for f in others if (f.low > head.high if told.way > 0 else f.high < head.low)]
    if beyond and all(1 / _FAR < f.value / head.value < _FAR for f in beyond):
        other = max(beyond, key=lambda f: f.value * told.way)
        members = (("limit", other.at), ("actual", head.at))
        yield Claim(head.at, Tie(Relation.LIMIT, members, MORE if told.way > 0 else LESS), False)


def _in_row(scene: Scene, told: Superlative, head: Frame, other: Frame) -> bool:
    if not one_kind(head, other) or other.paragraph != head.paragraph:
        return False
    clause = re.split(r"[，。；,;:：（(]|\.\s", scene.before(other, 60).rstrip("，,（( "))[-1]
    own = any(s.words.search(clause) and s.way != told.way for s in SUPERLATIVES)
    return not (own or _APART.search(clause) or _PART_BEHIND.match(other.tail)) and moves(other) <= told.moving
