"""Values that the words put in an order: who leads, who follows, who is second. No rank need be written as a number."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

FALLING, RISING = "falling", "rising"       # the labels of a row of values
# Words of places, from the first. What stands nearest to a number counts.
_PLACES = (
    r"居首|第一|首位|榜首|领先|领跑|夺冠|冠军|拔得头筹|最[多高大长热]|最受欢迎|头名"
    r"|折桂|摘金|金牌|\b(?:gold|title|championship|victory|pole position)\b"
    r"|\b(?:lead(?:s|ing)?|led|first|largest|biggest|highest|tallest|longest|busiest|top(?:ped|s)?|winner|won|most"
    r"|number one|richest"
    r"|greatest)\b",
    r"第二|次之|居次|亚军|银牌|摘银|紧随其后|紧跟其后|其次|位居其后|仅次于|第2"
    r"|\b(?:second|ahead of|in front of|followed|following|follows|next|runners?-up|silver|came after|close behind)\b",
    r"第三|季军|铜牌|摘铜|再次之|第3|\b(?:third|then|third-placed|bronze)\b",
    r"第四|第4|\bfourth\b",
)  # fmt: skip
_PLACED = tuple(re.compile(words, re.IGNORECASE) for words in _PLACES)
_LOWEST = re.compile(
    r"最[低少快短小慢]|用时|耗时|成绩|倒数|垫底|由低到高"
    r"|\b(?:lowest|least|fewest|fastest|quickest|shortest|smallest|cheapest|slowest|youngest|cleanest|finished in"
    r"|in a time|seconds behind|minutes behind)\b", re.IGNORECASE)  # fmt: skip
_TOP = re.compile(
    r"排名前[二三四五六七八九十\d]|前[三四五六十]的|(?:[前列]|排名前|得票最高的"
    r"|最[多高大长]的)[二两三四五六七八九十\d]?[名位个家款项大强]|由[高多大]到[低少小]"
    r"|\b(?:the )?(?:top|first|largest|biggest|highest|busiest|leading) (?:two|three|four|five|six|ten)\b"
    r"|\bin (?:descending|that|this) order\b", re.IGNORECASE)  # fmt: skip
_IN_TURN = re.compile(r"依次|分别|由[高多大]到[低少小]|\b(?:respectively|in (?:descending|that|this) order"
                      r"|with)\b|[:：]",
                      re.IGNORECASE)
_OTHER = re.compile(r"[去上前]年|上届|同期|(?:19|20)\d\d|增长|增幅|增加|\b(?:last year|previous|growth|rose|fell"
                    r"|against|share)\b",
                    re.IGNORECASE)
_BEHIND = re.compile(r"仅次于|次于|落后于|\b(?:behind|second only to|surpassed only by|after only"
                     r"|beaten only by)\b[^,;.]{0,40}$",
                     re.IGNORECASE)
_AHEAD = re.compile(r"领先于?|\b(?:ahead of|in front of|before)\b[^,;.]{0,40}$", re.IGNORECASE)
_JOINED = re.compile(r"^(?:，|、|和|, | and |, and )", re.IGNORECASE)
_SAID_BEHIND = re.compile(r"^ to (?:take|win|claim|secure|earn) (?:the )?(?:gold|silver|bronze|title|race)\b"
                          r"|^,? (?:first|second|third|fourth)(?=[,.;]| and\b)|^ ?(?:\w+ )?(?:in |and )?(?:first"
                          r"|second|third|fourth)\b"
                          r"|^(?: [a-z]+)?,? (?:is|was|are|were|being) the (?:most|[a-z]+est)\b", re.IGNORECASE)
_OWN_TAIL = re.compile(r"^(?:[^，。；]{0,6})(?:领先|次之|居首|居次|第[一二三四]|紧随其后|夺冠|位居)[^，。；]{0,4}，")
# Of the number before.
_TAKES = re.compile(r"^ to (?:take|win|claim|secure|earn) [^,;.]{2,30}(?:,| ahead of)", re.IGNORECASE)
_NTH = re.compile(r"\b(?P<nth>second|third|fourth|next)[- ](?:most [a-z]+|[a-z]+est)\b", re.IGNORECASE)
# Of time, and no place.
_TIME = re.compile(r"第[一二三四](?:产业|季度|阶段|批|期|轮|次|届|天|周|个?月|年|日|学期)"
                   r"|\b(?:second|third|fourth)(?= (?:added|brought|gave|yielded|saw|contributed)\b)"
                   r"|\b(?:first|second|third|fourth|next)[ -](?:half|quarters?|\w+ (?:months|years|weeks|days)|months?"
                   r"|weeks?|days?|year"
                   r"|phase|stage|round|edition|season|time|semester|term)\b", re.IGNORECASE)
_CLOCK = ("second", "minute", "hour")       # of a race: who needs less is ahead
_LENGTHY = re.compile(r"最[长久]|\blong\w*\b", re.IGNORECASE)
_FAR = 6.0
_MOST = 12


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for number in range(len(scene.sentences)):
        frames = [f for f in scene.sentences[number][:_MOST] if _may(f)]
        for run in _runs(frames):
            ranked = [f for f in _placed(scene, run) if not held.summed & {f.at} or len(run) < _MOST]
            said = _sentence(scene, number)
            race = run[0].key[1] in _CLOCK and not _LENGTHY.search(said)
            label = RISING if race or _LOWEST.search(said) else FALLING
            yield from _row(ranked, label, strictly=race)


def _may(frame: Frame) -> bool:
    exact = frame.comparison is Comparison.EQUAL and frame.value > 0
    apart = cues.is_past(frame) or cues.TOTAL.search(frame.lead) or cues.REST.search(frame.lead)
    return exact and frame.key[0] != Dimension.POINTS and not apart


def _runs(frames: Sequence[Frame]) -> Iterator[list[Frame]]:
    left = list(frames)
    while left:
        run = [f for f in left if f.at == left[0].at or one_kind(left[0], f)]
        left = [f for f in left if f not in run]
        if len(run) > 1:
            yield run


def _sentence(scene: Scene, number: int) -> str:
    last = scene.sentences[number][-1]
    return scene.text[scene.starts[number] : last.end + len(last.tail)]


def _placed(scene: Scene, run: Sequence[Frame]) -> list[Frame]:
    """In the order in which the words place them; what no word places follows what it is joined to."""
    said = _sentence(scene, run[0].sentence)
    if _TOP.search(said) and _IN_TURN.search(said) and len(run) > 2 and all(b.at - a.at == 1 for a, b in pairwise(run)):
        return list(run)
    if len(run) == 2 and run[1].at == run[0].at + 1 and (_BEHIND.search(run[1].lead) or _AHEAD.search(run[1].lead)):
        return [run[1], run[0]] if _BEHIND.search(run[1].lead) else list(run)
    places: list[tuple[int, Frame]] = []
    for frame in run:
        place = _place(frame)
        joined = places and frame.at == places[-1][1].at + 1 and _JOINED.match(frame.lead) and len(frame.lead) < 30
        if place is None and joined and places[-1][0] > 0:
            place = places[-1][0] + 1
        if place is not None:
            places.append((place, frame))
    found = sorted(places, key=lambda pair: pair[0])
    distinct = len({place for place, _ in found}) == len(found)
    return [f for _, f in found] if distinct and found and found[0][0] == 0 else []


def _place(frame: Frame) -> int | None:
    """By the words of its clause, before it or right behind it."""
    lead = re.split(r"[。；]", frame.lead)[-1]
    if _OWN_TAIL.match(lead):
        lead = lead.partition("，")[2]
    lead = _TAKES.sub("", lead)
    lead = _NTH.sub(r"\g<nth>", _TIME.sub("", lead))
    parts = re.split(r"[，。；,;.]", frame.tail)
    tail = parts[0] + (parts[1] if len(parts) > 1 and re.match(r"[位名排居列]", parts[1]) else "")
    if not frame.chinese:
        tail = said[0] if (said := _SAID_BEHIND.match(frame.tail)) else ""
    told = [(hit.start(), place) for place, words in enumerate(_PLACED) for hit in words.finditer(f"{lead} {tail}")]
    return min((place for _, place in told), default=None) if frame.chinese else max(told)[1] if told else None


def _row(ranked: Sequence[Frame], label: str, *, strictly: bool) -> Iterator[Claim]:
    values = [f.value for f in ranked]
    if len(values) < 2 or max(values) > _FAR * min(values):
        return
    falling = all(a >= b for a, b in pairwise(values))
    rising = all(a <= b for a, b in pairwise(values))
    if (falling and not strictly) or (rising and (label == RISING or len(values) > 2)):
        return
    yield Claim(ranked[0].at, Tie(Relation.PLACES, tuple(("value", f.at) for f in ranked), label), False)
