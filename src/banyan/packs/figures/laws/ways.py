"""A word says that something rose or fell, and the two levels beside it went the other way."""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws import balances
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_slip, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

MORE, LESS = "more", "less"
_UP = (
    r"\b(?:rose|risen|ris(?:es|ing)|grew|grown|grow(?:s|ing)|climb(?:ed|s|ing)|increas(?:ed|es|ing)|jump(?:ed|s|ing)"
    r"|(?:went|gone|goes|was|were|is|are) up|surg(?:ed|es|ing)|soared|swelled|swollen|advanced|up)\b"
)
_DOWN = (
    r"\b(?:fell|fallen|fall(?:s|ing)|dropp(?:ed|ing)|drops|declin(?:ed|es|ing)|decreas(?:ed|es|ing)|slipp(?:ed|ing)"
    r"|sank"
    r"|shrank|shrunk|dipped|(?:went|gone|goes|was|were|is|are|came) down|slump(?:ed|s)|plung(?:ed|es)|tumbled|eased"
    r"|down)\b"
)
_UP_ZH = r"(?:增[加长]?|[上回攀]?升|上?涨|提[高升]|扩大|增多|增大|延长|拉长|加快)"
_DOWN_ZH = r"(?:减[少小]?|[下]?[降跌]|降低|下滑|回落|缩[减小短]|压[减缩])"
_ABOUT = r"(?: about| nearly| over| some| just| only| almost)?(?: a record)?"
_MONEY = r"(?: ?(?:RMB |US|HK)?[$¥€£])?"
_TO_UP, _TO_DOWN = (
    re.compile(
        rf"{en}(?: slightly| sharply| again| further| back| steadily| only)? to{_ABOUT} ?{_MONEY}$|{zh}[至到为](?:了"
        rf"|约|(?:20\d\d年)?(?:年?[末底]|\d{{1,2}}月末?)?的)*$",
        re.IGNORECASE,
    )
    for en, zh in ((_UP, _UP_ZH), (_DOWN, _DOWN_ZH))
)
_FROM_UP, _FROM_DOWN = (
    re.compile(rf"{en}(?: slightly| sharply| again| further| back)? from(?: the)?{_ABOUT} ?{_MONEY}$", re.IGNORECASE)
    for en in (_UP, _DOWN)
)
_BARE_UP, _BARE_DOWN = (
    re.compile(
        rf"^[^，。；\d]{{0,8}}[，,](?:同比|环比|价格|较?上[年月]|总体|呈|明显|有所|略有)*{zh}(?:趋势|态势|了)?[。；，]|"
        rf"^[^.;\d]{{0,30}}[,;] (?:a|an) (?:slight |sharp |clear |small |further )?{en}(?=[,.;]| (?:in|on)\b)",
        re.IGNORECASE,
    )
    for zh, en in ((_UP_ZH, r"(?:rise|increase|gain|improvement on)"), (_DOWN_ZH, r"(?:fall|drop|decline|decrease)"))
)
_BEFORE = re.compile(
    r"\b(?:after|against|compared (?:with|to)|up on|down on|than|instead of|following)\b[^;.]{0,44}$|\bfrom (?:the "
    r"|about |some )?(?:[$¥€£])?$"
    r"|(?:[由从]|[比较]|上年|去年|前年|上月|上季|上周|上赛季|上学[期年]|上一[年季月周届期轮]|昨[日天]|同期|此前|原先|原来|年初"
    r"|前一[年个周日])[^，。；]{0,14}$",
    re.IGNORECASE,
)
_BEFORE_BEHIND = re.compile(
    r"^[^,;.，。；\d]{0,24}?(?:last (?:year|month|season|quarter)|(?:a|the) (?:year|month|week|quarter|season) (?:ago"
    r"|earlier|before)|previous\w*|the year before)",
    re.IGNORECASE,
)
_THAN = re.compile(r"\b(?:than|compared (?:with|to)|against)\b[^;.,\d]{0,24}$|[比较][^，。；\d]{0,12}$", re.IGNORECASE)
_MORE_THAN = re.compile(
    r"^(?: [a-z]+){0,2}? (?:more|less|fewer|higher|lower|above|below) than (?:the |in )?(?:[$¥€£])?$", re.IGNORECASE
)
_GROWN = re.compile(
    r"\b(?:increase|rise|growth|gain|drop|fall|decline|decrease|reduction)\b|(?:增|涨|降|跌)幅", re.IGNORECASE
)
_REAL = re.compile(
    r"可比|不变价|平均|年均|\b(?:real|constant|average|annual|target|plan\w*|expected|forecast)\b", re.IGNORECASE
)
_EARLIER = re.compile(
    r"去年|上年|前年|同期|\b(?:a year (?:before|earlier|ago)|last year|the year before|previous(?:ly)?)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月份?[^，。；\d]{0,12}$")
_MONTH_BACK = 18        # characters before a level, in which its month stands
_COMMA_UP = re.compile(r"^[^,;.(]{0,24}[,(] ?(?:up|down)(?: slightly| sharply| a little)? from\b", re.IGNORECASE)
_PLAINLY = re.compile(r"^ (?:days? |hours? |minutes? )?(?:more|less|fewer|longer|shorter) than\b", re.IGNORECASE)
_HAD_BEEN = re.compile(
    r"\b[Ii]t had (?:been|stood at) (?:about |some )?[$¥€£]?$|(?:此前|[上去]年|年初|上月|上季)[^，。；\d]{0,8}[为是]$")
_IT_WAS = re.compile(
    r"\b(?:ago|earlier|before|previously)\b[^,;.]{0,12} (?:was|were|stood at|had been) $", re.IGNORECASE)
_THAN_THE = re.compile(
    r"(?<![占相对])[比较](?:\d{1,2}月|[上去前]|年初|同期|20\d\d)[^，。；;]{0,14}的?$"
    r"|[与和同][上去前]年[^，。；;\d]{0,6}$"
    r"|\b(?:than|from) (?:the |last |its )(?:[A-Za-z'’]+ ){0,4}[$¥€£]?$|\b(?:after|as against) (?:the )?[$¥€£]?$",
    re.IGNORECASE)
_BACK = 5               # numbers before, among which the level of now stands
_LONGER = re.compile(r"(?:延长|缩短|拉长)(?:了|约)*$|\b(?:lengthened|shortened) by $", re.IGNORECASE)
_OVER_THE = re.compile(r"^,? (?:over|on|from|compared (?:with|to)|against|than) the ?[$¥€£]?$", re.IGNORECASE)
_OR = re.compile(
    r"[^，。；、\d]{0,6}[，（]?(?:同比)?(?:增长|增幅|上升|提高|下降|降幅|减少|即|合)[为达约]?"
    r"|[^,.;\d]{0,24},? ?\(?(?:or|i\.e\.|up|down|that is|an? (?:increase|rise|drop|fall) of) ?")
_BY_SO_MANY = re.compile(r"(?:^|[，间内来年])[多少][\u4e00-\u9fff]{1,3}[了约]?$")       # 一年间多处理
FROM = re.compile(r"\bfrom\b[^,;.\d]{0,20}$|[由从自][^，。；\d]{0,16}$", re.IGNORECASE)
TO = re.compile(r"\bto\b[^,;.\d]{0,20}$|[到至为][^，。；\d]{0,10}$", re.IGNORECASE)
_UNSURE = (Dimension.PERCENT, Dimension.DURATION)       # "13 minutes faster" are fewer minutes
_FAR = 5.0
_NEAR_GROWTH = 2.5


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        near = [f for f in scene.around(number, 1) if may(f)]
        for head in sentence:
            way, now, before = _told(scene, head, near)
            if way and now is not None and before is not None and _is_against(way, now, before) and (
                    balances.side(now) * balances.side(before) >= 0):
                members = [("limit", before.at), ("actual", now.at)]
                if head.at not in (now.at, before.at):
                    members.append(("told", head.at))
                yield Claim(now.at, Tie(Relation.LIMIT, tuple(members), MORE if way > 0 else LESS), False)


def may(frame: Frame) -> bool:
    level = frame.is_level or frame.is_percent
    return (
        level and frame.value > 0 and frame.comparison in (Comparison.EQUAL, Comparison.ABOUT) and frame.high < INFINITE
    )


def _is_against(way: int, now: Frame, before: Frame) -> bool:
    if not 1 / _FAR < now.value / before.value < _FAR:
        return False
    return now.high < before.low if way > 0 else now.low > before.high


def _told(scene: Scene, head: Frame, near: Sequence[Frame]) -> tuple[int, Frame | None, Frame | None]:
    """(1 up or -1 down, the level now, the level before), as the words around one number tell it."""
    said = scene.before(head, 80)
    if cues.UNREAL.search(re.split(r"[。；;]|[.,] ", said)[-1]):
        return 0, None, None
    way = bool(_TO_UP.search(head.lead)) - bool(_TO_DOWN.search(head.lead))
    if way and may(head):
        others = [
            f for f in near if f.at != head.at and one_kind(f, head) and is_before(f) and abs(f.at - head.at) <= 2
            and not is_anothers(scene, head, f)
        ]
        others = [f for f in others if f.sentence == head.sentence and abs(f.at - head.at) == 1] or others
        return way, head, others[0] if len(others) == 1 else None
    way = bool(_FROM_UP.search(head.lead)) - bool(_FROM_DOWN.search(head.lead))
    if way and may(head):
        following = [
            f
            for f in near
            if f.at == head.at + 1 and one_kind(f, head) and re.match(r"^[^.;]{0,40}?\bto ", scene.between(head, f))
        ]
        return way, (following[0] if following else _up_from(scene, head, near)), head
    if (head.is_percent or head.is_level or head.key[0] == Dimension.POINTS) and cues.moves(head) and (
        way := cues.way(head)
    ):
        return way, *_levels(scene, head, near)
    way = bool(_BARE_UP.search(head.tail)) - bool(_BARE_DOWN.search(head.tail))
    if way and may(head):
        others = [f for f in near if f.at == head.at - 1 and one_kind(f, head) and f.sentence == head.sentence]
        return way, *(_in_order(scene, others[0], head) if others else (None, None))
    return 0, None, None


def is_anothers(scene: Scene, head: Frame, before: Frame) -> bool:
    """"Applications fell to 12,700, while places rose from 3,100 to 3,350": what it came from is another's."""
    beside = {f.at - before.at: f for f in scene.sentences[before.sentence] if f.key == before.key and f.at != head.at}
    nearer, further = beside.get(-1), beside.get(1)
    if nearer is not None and nearer.at > head.at and TO.search(nearer.lead):
        return True
    return further is not None and bool(FROM.search(before.lead) and TO.search(further.lead))


def _up_from(scene: Scene, head: Frame, near: Sequence[Frame]) -> Frame | None:
    """ "14,406 euros per home, up from 15,230": the level right before it."""
    before = next((f for f in near if f.at == head.at - 1 and f.sentence == head.sentence and one_kind(f, head)), None)
    return before if before is not None and _COMMA_UP.search(scene.between(before, head)) else None


def differences(scene: Scene, held: Held) -> Iterator[Claim]:
    """ "11.34 crowns. That is 0.54 more than the 10.80 of before": a level, what lies between, and the other level."""
    for number, sentence in enumerate(scene.sentences):
        for head in sentence:
            other = next((f for f in sentence if f.at == head.at + 1), None)
            if (
                other is None
                or head.at in held.fast
                or not head.is_level
                or not _MORE_THAN.match(scene.between(head, other))
            ):
                continue
            before = [
                f
                for f in scene.around(number, 1)
                if 0 < head.at - f.at < 3
                and f.paragraph == head.paragraph
                and may(f)
                and one_kind(f, other)
                and not cues.moves(f)
            ]
            if (
                len(before) == 1
                and may(other)
                and one_kind(head, other)
                and not fits.difference(head, before[0], other)
                and (0.5 < before[0].value / other.value < 2)
            ):
                members = (("change", head.at), ("now", before[0].at), ("before", other.at))
                yield Claim(head.at, Tie(Relation.CHANGE, members), False)


def backwards(scene: Scene, _: Held) -> Iterator[Claim]:
    """ "18.24, of 24.0 in all, 0.64 less than the 17.60 of June": more, by just as much. What lies between the two is
    right, so another pass may have tied it.
    """
    for sentence in scene.sentences:
        for before in sentence:
            heads = [f for f in sentence if abs(f.at - before.at) == 1 and cues.moves(f)]
            if not heads or not may(before) or not _THAN_THE.search(before.lead):
                continue
            for head in heads:
                nows = [f for f in sentence if 0 < before.at - f.at <= _BACK and f is not head and may(f)
                        and one_kind(f, before) and (f.is_percent or not cues.moves(f)) and f.value != before.value]
                way = cues.way(head)
                if way and not any(_makes(head, f, before, way) for f in nows):
                    for now in (f for f in nows if _makes(head, f, before, -way)):
                        members = (("limit", before.at), ("actual", now.at), ("told", head.at))
                        yield Claim(now.at, Tie(Relation.LIMIT, members, MORE if way > 0 else LESS), False)
                        break


def _makes(head: Frame, now: Frame, before: Frame, way: int) -> bool:
    """Is the change what lies between the two levels, in that direction?"""
    if (now.value > before.value) is not (way > 0):
        return False
    if head.is_percent:
        return fits.growth(head, now, before, way)
    points = head.key[0] == Dimension.POINTS and now.is_percent and before.is_percent
    return (points or head.key == before.key) and fits.difference(head, now, before)


def growths(scene: Scene, held: Held) -> Iterator[Claim]:
    """A percentage that its clause calls an increase, right behind two levels of one kind, one of them of before."""
    for sentence in scene.sentences:
        for head in sentence:
            clause = re.split(r"[，。；,;]|\.\s", scene.before(head, 60))[-1]
            if not head.is_percent or head.at in held.fast or not _GROWN.search(clause) or _REAL.search(clause):
                continue
            near = [
                f
                for f in scene.earlier(head, 2)
                if f.paragraph == head.paragraph and head.sentence - f.sentence < 2 and may(f)
            ]
            if len(near) != 2 or not near[0].is_level or not one_kind(*near) or any(cues.moves(f) for f in near):
                continue
            past = [
                f for f in near if is_before(f) or _EARLIER.search(re.split(r"[。；;]|\.\s", scene.before(f, 50))[-1])
            ]
            if len(past) != 1:
                continue
            now = near[1] if past[0] is near[0] else near[0]
            if (
                _is_near(head, abs(now.value / past[0].value - 1) * 100)
                and not any(fits.growth(head, x, y) for x, y in ((now, past[0]), (past[0], now)))
                and 0.3 < now.value / past[0].value < 3
            ):
                members = (("growth", head.at), ("now", now.at), ("before", past[0].at))
                yield Claim(head.at, Tie(Relation.GROWTH, members), False)


def on_change(scene: Scene, _: Held) -> Iterator[Claim]:
    """上年2760万吨，今年3120万吨，多360万吨，增长11.5%: what it has grown by, of the level of before and not of now."""
    for sentence in scene.sentences:
        for head in sentence:
            change = scene.right_before(head)
            if change is None or not head.is_percent or not head.is_bounded or not change.is_level or not _OR.fullmatch(
                    scene.between(change, head)) or not (cues.moves(change) or _BY_SO_MANY.search(change.lead)):
                continue
            behind = [f for f in scene.sentences[head.sentence] if f.at == head.at + 1 and _OVER_THE.search(f.lead)]
            near = [f for f in (*scene.earlier(change, _BACK + 1), *behind) if may(f) and one_kind(f, change)
                    and not cues.moves(f) and f.paragraph == head.paragraph and f.low > 0]
            pasts = [f for f in near if is_before(f)] or [f for f in near if _EARLIER.search(_clause(scene, f))]
            pairs = [(f, past) for past in pasts for f in near if f is not past and fits.difference(change, f, past)]
            if len(pairs) == 1 and not fits.growth(head, *pairs[0]) and _is_near(
                    head, abs(pairs[0][0].value / pairs[0][1].value - 1) * 100):
                members = (("growth", head.at), ("now", pairs[0][0].at), ("before", pairs[0][1].at))
                yield Claim(head.at, Tie(Relation.GROWTH, members), False)


def _clause(scene: Scene, frame: Frame) -> str:
    return re.split(r"[，。；;]|\.\s", scene.before(frame, 50))[-1]


def _is_near(head: Frame, made: float) -> bool:
    """Is it what the levels make but for a slip? Else it is the growth of something else."""
    return 1 / _NEAR_GROWTH < head.value / max(made, 0.01) < _NEAR_GROWTH or is_slip(round(made, 1), head.value)


def _levels(scene: Scene, head: Frame, near: Sequence[Frame]) -> tuple[Frame | None, Frame | None]:
    """The two levels that stand next to each other and to a change, one of them of before."""
    levels = [
        f
        for f in near
        if f.sentence == head.sentence
        and f.at != head.at
        and not cues.moves(f)
        and abs(f.at - head.at) <= 2
        and (f.key == head.key or head.is_percent or (f.is_percent and head.key[0] == Dimension.POINTS))
    ]
    if len(levels) == 1 and (now := _before_that(scene, levels[0])) is not None:
        made = abs(now.value - levels[0].value)
        return (now, levels[0]) if head.low <= made <= head.high else (None, None)
    plainly = head.key[0] == Dimension.POINTS or _PLAINLY.match(head.tail) or _LONGER.search(head.lead)
    if len(levels) != 2 or not one_kind(levels[0], levels[1]) or (levels[0].key[0] in _UNSURE and not plainly):
        return None, None
    a, b = sorted(levels, key=lambda f: f.at)
    apart = cues.is_each(a) is not cues.is_each(b) and a.key[0] != Dimension.MONEY      # a price is always of one
    if (head.is_percent and apart) or (head.at == b.at + 1 and _IT_WAS.search(b.lead)):
        return None, None       # "a year ago it was 58.4%, 6.6 points lower": told of the earlier level
    made = abs(a.value - b.value)
    if not head.is_percent and not head.low <= made <= head.high:
        return None, None  # it is not their difference, so the word is not of them
    now, before = _in_order(scene, a, b)
    if now is None or before is None:
        return None, None
    told = all(_month(scene, f) for f in (a, b)) or _THAN_THE.search(before.lead)
    turned = not told and head.is_percent and fits.growth(head, before, now, cues.way(head))
    return (None, None) if turned else (now, before)        # it holds the other way round: the order is misread


def _before_that(scene: Scene, was: Frame) -> Frame | None:
    """"The list stood at 31,870 in June. It had been 32,540 in March": the only level of the sentence before."""
    near = scene.sentences[was.sentence - 1] if was.sentence and _HAD_BEEN.search(was.lead) else ()
    alike = [f for f in near if may(f) and f.key == was.key and not cues.moves(f) and f.paragraph == was.paragraph]
    return alike[0] if len(alike) == 1 else None


def _month(scene: Scene, frame: Frame) -> int | None:
    said = _MONTH.search(scene.before(frame, _MONTH_BACK))
    return int(said[1]) if said else None


def _in_order(scene: Scene, a: Frame, b: Frame) -> tuple[Frame | None, Frame | None]:
    """(now, before) of two levels, a first in the text."""
    one, other = _month(scene, a), _month(scene, b)
    if one and other and one != other:
        return (a, b) if one > other else (b, a)
    if is_before(a) and is_before(b) and _THAN.search(b.lead):
        return a, b  # "18,460 last year, 640 more than the 17,820 of 2023"
    if is_before(a) == is_before(b):
        return None, None
    return (b, a) if is_before(a) else (a, b)


def is_before(frame: Frame) -> bool:
    return cues.is_past(frame) or bool(_BEFORE.search(frame.lead) or _BEFORE_BEHIND.match(frame.tail))
