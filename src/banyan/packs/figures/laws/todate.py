"""What has come together by a day: it only grows, a month's average lies in it so many times, what is missing is left.

"7.9 million by the end of September; at mid-year it stood at 5.6"; 前26周累计5217例，此前25周4905例，本周312例;
"150,000 of the goal of 200,000 were handled in three quarters, 50,000 are still needed".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.laws.calendar import MONTH_EN, NAMES, months_of
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_SINCE = re.compile(
    r"累计|今年以来|年初以来|开年以来|\b(?:since (?:the )?(?:start|beginning|turn|new year|january|last)|year to date"
    r"|year-to-date|so far this year|cumulative\w*|running total|counter|to date|in all since)\b", re.IGNORECASE)
_AS_OF = re.compile(
    rf"\b(?:as of|at|by|until|through|up to) (?:the )?end(?: of|-)? ?(?P<m>{MONTH_EN})|\b(?P<mid>mid-?year|half-?way"
    rf"|at half-time)\b|\bthrough (?P<t>{MONTH_EN})\b|(?P<zh>1[0-2]|[1-9])月(?:底|末)|(?P<half>年中)", re.IGNORECASE)
_WEEKS = re.compile(r"\bweeks? 1 ?(?:[-–—]|to|through) ?(?P<a>\d{1,2})\)?[^\d.;]{0,30}$|\bfirst (?P<b>\d{1,2}) weeks\b"
                    r"[^\d.;]{0,30}$|(?:前|第?1(?:周)?[至到—–-]第?)(?P<c>\d{1,2})周[^，。；\d]{0,10}$", re.IGNORECASE)
_EARLIER_ZH = re.compile(r"此前(?P<n>\d{1,2})周[^，。；\d]{0,10}$")
_THIS = re.compile(r"(?<![至到—–-])第\d{1,2}周[^，。；\d]{0,10}$|\bin week \d{1,2}[^,.;\d]{0,12}$|(?:本|当|这一?"
                   r"|最近一)周[^，。；\d]{0,10}$|\b(?:this|the (?:latest|last|past"
                   r"|current)) week\b[^,.;\d]{0,24}$",
                   re.IGNORECASE)
_EACH_MONTH = re.compile(
    r"(?:月均|月平均|平均每月|每月平均)[^，。；\d]{0,8}$|\b(?:monthly average|average of|averag(?:ed"
    r"|ing))\b[^,;.\d]{0,24}$",
    re.IGNORECASE)
_MONTHLY = re.compile(r"月均|月平均|每月|\bmonthly average\b|^[^,;.]{0,24}\b(?:a|per|each|every) month\b|\bmonthly\b",
                      re.IGNORECASE)
_BEST = re.compile(
    r"(?:最[高多好旺大]|峰值|创纪录)(?:的)?(?:[一1]个?)?月?[^，。；\d]{0,10}$|单月最[高多大][^，。；\d]{0,8}$"
    r"|\b(?:best|busiest|strongest|highest|record|peak|top|largest) month\b[^;.\d]{0,30}$", re.IGNORECASE)
_WORST = re.compile(
    r"(?:最[低少淡差小])(?:的)?(?:[一1]个?)?月?[^，。；\d]{0,10}$"
    r"|\b(?:worst|quietest|weakest|lowest|slowest|smallest) month\b[^;.\d]{0,30}$", re.IGNORECASE)
_GOAL = re.compile(r"(?:目标|任务|计划|指标)[^，。；\d]{0,8}$|\b(?:goal|target|aim|quota|objective"
                   r"|plan)s?\b[^,;.\d]{0,30}$",
                   re.IGNORECASE)
_NEEDED = re.compile(
    r"(?:还差|尚差|还[需须]|尚[需须]|仍[需须]|还缺|尚缺|仍差|差距)[^，。；\d]{0,12}$|\b(?:still (?:lacks?|needs?"
    r"|requires?|missing"
    r"|short)|another|remaining|leav(?:es|ing)|short by|short of [^,;.\d]{0,20} by|(?:gap"
    r"|shortfall) of)\b[^,;.\d]{0,20}$",
    re.IGNORECASE)
_NEEDED_BEHIND = re.compile(
    r"^[^,;.\d]{0,24}\b(?:(?:still|yet) (?:needed|missing|required|lacking|outstanding|to come|to be)|to go|short"
    r"|(?:is|are) (?:needed|missing|lacking|left|wanting))\b", re.IGNORECASE)
_ABSENT = re.compile(r"(?:缺席|缺勤|缺考|未到|未参加|未收回|弃考|请假)[^，。；\d]{0,6}$", re.IGNORECASE)
_ABSENT_BEHIND = re.compile(r"^[^,;.\d]{0,16}\b(?:(?:were|was) (?:absent|missing)|(?:did not|didn't|failed to) [a-z]+"
                            r"|stayed (?:at home|away)|abstained)\b", re.IGNORECASE)
_FAR, _NEAR = 3.0, 2            # times off, beyond which they are of different things; sentences
_YEAR = 12


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for _, group in groupby(scene.frames, key=lambda f: f.paragraph):
        frames = [f for f in group if is_plain(f) and f.comparison is Comparison.EQUAL]
        yield from _grown(scene, frames)
        yield from _averaged(scene, frames)
        yield from _missing(frames)
        yield from _absent(frames)
    for n, frame in enumerate(scene.frames):
        yield from _week(scene, frame, scene.frames[max(0, n - 6):n + 7])


def _month(scene: Scene, frame: Frame) -> int | None:
    """Up to which month of the year the number has come together; None where its clause tells none."""
    months = months_of(frame)
    if months is not None:
        return months[1] if months[0] == 1 else None
    sentence = scene.before(frame, 160) + frame.tail
    lead = re.split(r"[;；。]|, (?!had\b|has\b)|\.\s", frame.lead.rstrip("，, "))[-1]
    hit = _AS_OF.search(lead) or (_AS_OF.search(re.split(r"[，。；,;.]", frame.tail)[0]) if not frame.chinese else None)
    if hit is None or not _SINCE.search(sentence):
        return None
    if hit["mid"] or hit["half"]:
        return _YEAR // 2
    return int(hit["zh"]) if hit["zh"] else NAMES[(hit["m"] or hit["t"]).lower()[:3]]


def _grown(scene: Scene, frames: Sequence[Frame]) -> Iterator[Claim]:
    """What had come together by a month is no more than what had by a later one."""
    placed = [(m, f) for f in frames if not cues.is_each(f) and (m := _month(scene, f)) is not None]
    for early, a in placed:
        for late, b in placed:
            near = abs(a.sentence - b.sentence) < _NEAR and one_kind(a, b) and a.key == b.key
            if early < late and near and a.low > b.high and a.value < b.value * _FAR:
                yield Claim(a.at, Tie(Relation.LIMIT, (("limit", b.at), ("actual", a.at)), LESS), False)


def _averaged(scene: Scene, frames: Sequence[Frame]) -> Iterator[Claim]:
    """"48.6 million in the first ten months, a monthly average of 4.86"; the best month has no less than that."""
    for n, mean in enumerate(frames):
        if not (_EACH_MONTH.search(mean.lead) and _MONTHLY.search(mean.lead[-30:] + mean.tail[:30])) and not (
                _MONTHLY.search(mean.tail[:30]) and re.search(r"\baverag\w+\b[^,;.\d]{0,24}$", mean.lead)):
            continue
        for total in [f for f in frames[max(0, n - 2):n] if f.key == mean.key and mean.sentence - f.sentence < _NEAR]:
            months = months_of(total)
            count = months[1] - months[0] + 1 if months else 0
            if count > 1 and not fits.product(fits.span(mean), (count, count), fits.span(total)) and (
                    1 / _FAR < mean.value * count / total.value < _FAR):
                members = (("average", mean.at), ("amount", total.at))
                yield Claim(mean.at, Tie(Relation.AVERAGE, members, "named", years=count), False)
        for other in [f for f in frames if 0 < abs(f.at - mean.at) < 4 and f.key == mean.key]:
            if _BEST.search(scene.before(other)) and other.high < mean.low:
                yield Claim(other.at, Tie(Relation.LIMIT, (("limit", mean.at), ("actual", other.at)), MORE), False)
            if _WORST.search(scene.before(other)) and other.low > mean.high:
                yield Claim(other.at, Tie(Relation.LIMIT, (("limit", mean.at), ("actual", other.at)), LESS), False)


def _missing(frames: Sequence[Frame]) -> Iterator[Claim]:
    """What is still needed is what the goal is more than what was done."""
    for need in frames:
        if not (_NEEDED.search(need.lead) or _NEEDED_BEHIND.match(need.tail)):
            continue
        near = [f for f in frames if f.at != need.at and f.key == need.key and abs(f.sentence - need.sentence) < _NEAR
                and abs(f.at - need.at) < 5]
        goals = [f for f in near if _GOAL.search(f.lead)]
        done = [f for f in near if f not in goals and not cues.is_past(f) and not cues.is_each(f)]
        if len(goals) == 1 and len(done) == 1 and not fits.sums(goals[0], (done[0], need)) and (
                1 / _FAR < (done[0].value + need.value) / goals[0].value < _FAR):
            members = (("whole", goals[0].at), ("part", done[0].at), ("part", need.at))
            yield Claim(goals[0].at, Tie(Relation.BREAKDOWN, members, "left"), False)


def _absent(frames: Sequence[Frame]) -> Iterator[Claim]:
    """应到代表486人，实到463人，缺席23人: who should have come, who did, and who did not."""
    for n, absent in enumerate(frames[2:], 2):
        due, came = frames[n - 2], frames[n - 1]
        alike = due.key == came.key == absent.key and absent.at - due.at == 2 and due.sentence == absent.sentence
        said = _ABSENT.search(absent.lead) or (not absent.chinese and _ABSENT_BEHIND.match(absent.tail))
        if said and alike and due.value >= came.value > absent.value and not fits.sums(due, (came, absent)):
            members = (("whole", due.at), ("part", came.at), ("part", absent.at))
            yield Claim(due.at, Tie(Relation.BREAKDOWN, members, "left"), False)


def _week(scene: Scene, this: Frame, near: Sequence[Frame]) -> Iterator[Claim]:
    """This week's with those of the weeks before are those of all weeks so far."""
    if not is_plain(this) or not _THIS.search(scene.before(this)):
        return
    of: dict[int, Frame] = {}
    for frame in near:
        said = scene.before(frame)
        hit = _EARLIER_ZH.search(said) or _WEEKS.search(said)
        if hit is not None and is_plain(frame) and frame.key == this.key and frame.at != this.at:
            of.setdefault(int(next(group for group in hit.groups() if group)), frame)
    for week, before in of.items():
        whole = of.get(week + 1)
        if whole is not None:
            members = (("whole", whole.at), ("part", before.at), ("part", this.at))
            yield Claim(whole.at, Tie(Relation.BREAKDOWN, members, "stated"), fits.sums(whole, (before, this)))
