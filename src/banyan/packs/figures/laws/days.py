"""Days and what is told of them: one that no month has, the fifth of a week, the next one, one before its own cause.

"31 September"; "from 3 to 9 October. Its fifth day, 7 October"; 次日（2月9日）; a millionth user before the launch; a
jury that meets before the entries close. Each day must be a single one, and what it is told by stand near.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from banyan.measure.figures.dates import FROM_END, NO_DAY
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Tie
from banyan.packs.figures import stages
from banyan.packs.figures.digits import from_zh
from banyan.packs.figures.en.dates import MONTHS
from banyan.packs.figures.further.near import before, behind, between, more, tied
from banyan.packs.figures.further.orders import may_turn
from banyan.packs.figures.further.placed_days import Span, spans
from banyan.packs.figures.pattern import Table

_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 3), key=len, reverse=True))
_WRITTEN = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH})\b(?:,? (?P<y>\d{{4}}))?",
               re.IGNORECASE),
    re.compile(rf"\b(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y>\d{{4}}))?", re.IGNORECASE),
    re.compile(r"(?:(?P<y>\d{4}) ?年 ?)?(?<!\d)(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日"),
    re.compile(r"(?:(?P<y>\d{4}) ?年 ?)?(?<!\d)(?P<m>\d{1,2}) ?月 ?\d{1,2} ?日? ?[-—–~至到] ?(?P<d>\d{1,2}) ?日"),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
             "twelfth")
_NTH = rf"(?P<n>{'|'.join(_ORDINALS)}|opening|last|final|closing|penultimate|\d{{1,2}}(?:st|nd|rd|th))"
_NTH_BEFORE = re.compile(
    rf"\b{_NTH}(?: and (?:last|final))?(?: full| competition| race| festival)? day(?: of [^,.;\d]{{2,40}})?"
    r"(?: ?\(|,? (?:on|namely|that is,?|which (?:is|was|falls on|fell on)|is|was|falls on|fell on)|,)? ?"
    r"(?:[A-Z][a-z]+day,? (?:the )?)?$", re.IGNORECASE)
_NTH_BEHIND = re.compile(
    rf"^(?: ?\(|,? (?:which (?:is|was)|is|was)|,)? ?(?:the|its|their) {_NTH} (?:and (?:last|final) )?day"
    r" (?:of|in) (?:the|its|their)\b",
    re.IGNORECASE)
_NTH_ZH = r"(?:第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})[天日]|(?P<first>首日)|(?P<last>末日|最后一[天日]))"
_NTH_BEFORE_ZH = re.compile(rf"(?<!连续){_NTH_ZH}(?:也就是|，?即|，?为|，?是|，|在)?[（(]?$")
_NTH_BEHIND_ZH = re.compile(rf"^[（(，]?(?:正是|也就是|是|为|即|系)[^，。；\d]{{0,8}}的?{_NTH_ZH}")
_NEXT = re.compile(
    r"\bthe (?:next|following) day(?: ?\(|, on|,| on)? ?(?:[A-Z][a-z]+day,? (?:the )?)?$"
    r"|(?:次日|翌日|隔天|第二天)(?:，?即|，)?[（(]?$",
    re.IGNORECASE)
_EVE = re.compile(
    r"\bthe (?:day before|previous day)(?: ?\(|, on|,| on)? ?(?:[A-Z][a-z]+day,? (?:the )?)?$"
    r"|(?:前一[天日])(?:，?即|，)?[（(]?$",
    re.IGNORECASE)
_IN_A_ROW = re.compile(r"\b(?:in a row|running|consecutive|straight)\b|连续", re.IGNORECASE)
_BIRTH = re.compile(
    r"\b(?:launched|founded|established|set up|went live|introduced|inaugurated|created|opened(?: to"
    r" (?:traffic|the public|passengers))?|put into (?:service|operation)|went into (?:service|operation)"
    r"|in (?:service|operation|use) since|started(?: operations?)?|began operations?|came into (?:service|operation))"
    r"(?: in [A-Z]\w+)?(?: on| since)? $",
    re.IGNORECASE)
_BIRTH_ZH = re.compile(
    r"^(?:正式|全面|建成)?(?:上线|开业|开通|启用|投用|投产|投运|成立|开馆|开园|创办|推出|通车|开放|运营|开行"
    r"|问世|创立|发布|开工)")
_MILESTONE = re.compile(
    r"\b(?:[a-z]+(?:-| )?(?:hundredth|thousandth|millionth)|(?:hundred|thousand|million|billion)th"
    r"|\d[\d,]*(?:th|st)"
    r"|first (?:million|hundred|thousand|anniversary)|milestone|mark|passed|topped|reached|exceeded|surpassed|crossed"
    r"|hit)\b"
    r"|突破|达到?|超过|迎来|满|首个|第[\d,.]+[万亿]?[名个位件辆人]|累计|里程碑", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:before|ahead of|already|earlier|prior|predecessor|previous|old|former|test|trial|pilot|beta|announced"
    r"|since)\b"
    r"|之?前|此前|早在|原|旧|老|试|公测|内测|预", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(?:another|second|previous|last|earlier|next|other|old|former|(?:re)?sit"
    r"|autumn|spring|summer|winter)\b|此前|上届|上一|另|第二[批轮期]|往届|去年|上年",
    re.IGNORECASE)
_OTHER_CASE = re.compile(
    r"\b(?:had (?:been|already)|interim|final|previously|released|convicted|similar|third)\b"
    r"|曾|前科|此前|释放|中期|末期|预案",
    re.IGNORECASE)
_APART = re.compile(r"^ (?:before|after|ahead of|prior to) [^,;.\d]{2,50} (?:on|of|\() ?(?:[A-Z][a-z]+day,? )?$")
_FAR = timedelta(days=31)           # from the day that is meant: further off it is a day of something else
_NEAR, _REACH = 240, 150            # characters between a launch and its milestone; words of a day's own clause
_MOST, _BACK = 60, 3                # days of a text, and days before one, that are looked at
_SLACK = {"day": (1, 0), "week": (7, 0), "month": (30.44, 3), "year": (365.25, 5)}


def read(reading: Reading) -> Reading:
    days = [i for i, q in enumerate(reading.quantities) if q.unit.dimension is Dimension.DATE][:_MOST]
    new = [*_nowhere(reading, days), *_numbered(reading, days), *_milestones(reading, days), *_steps(reading, days),
           *_settled(reading, days), *_apart(reading, days)]
    known = {(tie.relation, frozenset(tie.members)) for tie in reading.ties}
    return more(reading, [tie for tie in new if (tie.relation, frozenset(tie.members)) not in known])


def _nowhere(reading: Reading, days: list[int]) -> Iterator[Tie]:
    """"31 September", "29 February 2023": a day that the calendar doesn't have."""
    for index in days:
        said = reading.quantities[index].text
        if any(not _exists(hit) for pattern in _WRITTEN for hit in pattern.finditer(said)):
            yield Tie(Relation.WITHIN, (("moment", index),), NO_DAY)


def _exists(hit: re.Match[str]) -> bool:
    month = MONTHS.get(hit["m"].lower()) or (int(hit["m"]) if hit["m"].isdigit() else 0)
    year = int(hit["y"] or 0) or 2000        # a leap year: 29 February without a year may be right
    return not 1 <= month <= 12 or 1 <= int(hit["d"]) <= calendar.monthrange(year, month)[1]


def _numbered(reading: Reading, days: list[int]) -> Iterator[Tie]:
    """The fifth day of a stretch, the next day, the day before: told by a number or a word, and by its date."""
    stretches = spans(reading, days)
    inside = {i for span in stretches for i in (span.first, span.last)}
    for n, index in enumerate(days):
        day, lead = _day(reading.quantities[index]), before(reading, index, 70)
        if day is None:
            continue
        step = 2 if _NEXT.search(lead) else 0 if _EVE.search(lead) else None
        earlier = [i for i in days[max(0, n - _BACK) : n] if _is_near(reading, i, index)]
        if step is not None and earlier and "第二天" not in lead[-6:]:
            ties = [list(_placed(reading, i, index, step, FROM_END if step else "")) for i in earlier]
            yield from ties[-1] if all(ties) else ()
        elif index not in inside:
            yield from _nth(reading, stretches, index)


def _nth(reading: Reading, stretches: list[Span], index: int) -> Iterator[Tie]:
    lead, tail = before(reading, index, 70), behind(reading, index, 40)
    hit = (_NTH_BEFORE.search(lead) or _NTH_BEHIND.match(tail) or _NTH_BEFORE_ZH.search(lead)
           or _NTH_BEHIND_ZH.match(tail))
    near = [span for span in stretches if _is_near(reading, span.last, index) or _is_near(reading, index, span.first)]
    if hit is None or len(near) != 1 or _IN_A_ROW.search(lead[-30:] + tail):
        return
    told = {name: said for name, said in hit.groupdict().items() if said}
    word = told.get("n", "").lower()
    if "last" in told or word in ("last", "final", "closing", "penultimate"):
        yield from _placed(reading, near[0].last, index, 0 if word == "penultimate" else 1, FROM_END)
    else:
        yield from _placed(reading, near[0].first, index, _number(word), "")


def _number(word: str) -> int:
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    digits = re.match(r"\d+", word)
    number = from_zh(word) if word and not word.isascii() else None
    return int(digits[0]) if digits else int(number.value) if number else 1


def _placed(reading: Reading, base: int, index: int, step: int, label: str) -> Iterator[Tie]:
    """A tie where the day isn't the one that its number makes it."""
    period, day = reading.quantities[base].period, _day(reading.quantities[index])
    start = None if period is None else period.end if label == FROM_END else period.start
    if start is None or day is None:
        return
    off = abs(day - start - timedelta(days=step - 1))
    if timedelta(0) < off <= _FAR:
        yield Tie(Relation.DAYS, (("first", base), ("moment", index)), label, step)


def _milestones(reading: Reading, days: list[int]) -> Iterator[Tie]:
    """What is launched has its millionth user afterwards; both days have their year."""
    for first, last in pairwise(days):
        a, b = _day(reading.quantities[first]), _day(reading.quantities[last])
        said = between(reading, first, last)
        if a is None or b is None or b >= a or len(said) > _NEAR or "\n" in said or not all(
                re.search(r"\d{4}", reading.quantities[i].text) for i in (first, last)):
            continue
        born = _BIRTH.search(before(reading, first, 60)) or _BIRTH_ZH.match(behind(reading, first, 12))
        told = said[-_REACH:] + behind(reading, last, 60)
        if born and _MILESTONE.search(told) and not _EARLIER.search(told):
            yield Tie(Relation.ORDER, (("moment", first), ("moment", last)))


def _steps(reading: Reading, days: list[int]) -> Iterator[Tie]:
    """Steps of one application, each in a sentence of its own: who may enter until May isn't judged in April."""
    held = tied(reading, Relation.ORDER)
    for first, last in pairwise(days):
        a, b = reading.quantities[first], reading.quantities[last]
        said = between(reading, first, last)
        if (a.sentence == b.sentence and last in held) or len(said) > _NEAR or "\n" in said:
            continue
        if _ANOTHER.search(before(reading, first) + said):
            continue
        one, other = _step(reading, first), _step(reading, last)
        if 0 < one < other:
            yield Tie(Relation.ORDER, (("moment", first), ("moment", last)))


def _settled(reading: Reading, days: list[int]) -> Iterator[Tie]:
    """Whichever is told first: data are extracted before the paper that tells them is out, holders known before they
    are paid.
    """
    for first, last in pairwise(days):
        said = between(reading, first, last)
        if len(said) > _NEAR or "\n" in said or _ANOTHER.search(before(reading, first) + said):
            continue
        if _OTHER_CASE.search(before(reading, first) + said):
            continue
        for table in (stages.COMPILED, stages.PAID, stages.CRIMES):
            steps = [(step, i) for i in (first, last) if (step := (
                _in_clause if table is stages.CRIMES else _step)(reading, i, table))]
            if len({step for step, _ in steps}) == len((first, last)):
                one, other = (i for _, i in sorted(steps))
                if not may_turn(reading.quantities[one], reading.quantities[other]):
                    yield Tie(Relation.ORDER, (("moment", one), ("moment", other)))


def _step(reading: Reading, index: int, table: Table = stages.STEPS) -> int:
    """The step that the words before a day in its sentence name last, else the first one behind it."""
    quantity, dates = reading.quantities[index], reading.quantities
    low = max((q.end for q in dates[max(0, index - 3) : index] if q.unit.dimension is Dimension.DATE), default=0)
    high = min((q.start for q in dates[index + 1 : index + 4] if q.unit.dimension is Dimension.DATE),
               default=len(reading.text))
    lead = re.split(r"[。；;\n]|\.\s", reading.text[max(low, quantity.start - _REACH) : quantity.start])[-1]
    tail = re.split(r"[。；;\n]|\.\s", reading.text[quantity.end : min(high, quantity.end + _REACH)])[0]
    hits = table.find(lead)
    hit = hits[-1] if hits else table.first(tail)
    return int(hit.meaning) if hit else 0


def _in_clause(reading: Reading, index: int, table: Table) -> int:
    """The step that the clause of a day names: "vanished on 11 April", 3月8日潜入仓库."""
    day, others = reading.quantities[index], [q for q in reading.quantities if q.unit.dimension is Dimension.DATE]
    low = max((q.end for q in others if q.end <= day.start), default=0)
    start = max(low, reading.text.rfind(day.sentence, 0, day.end))
    high = min((q.start for q in others if q.start >= day.end), default=len(reading.text))
    return stages.of_day(reading.text, start, high, day.start, day.end, table)


def _apart(reading: Reading, days: list[int]) -> Iterator[Tie]:
    """"On 5 May, four weeks before the concert on 2 June": so long a time lies between the two."""
    for first, last in pairwise(days):
        length = reading.quantities[last - 1]
        if last - first != 2 or length.unit.symbol not in _SLACK or not _APART.match(between(reading, last - 1, last)):
            continue
        a, b = _day(reading.quantities[first]), _day(reading.quantities[last])
        if a is None or b is None or len(between(reading, first, last - 1)) > 4:
            continue
        unit, slack = _SLACK[length.unit.symbol]
        lie, said = abs((b - a).days), float(length.amount.value) * unit
        if abs(lie - said) > slack and said / 4 < lie < said * 4:
            label = f"{reading.quantities[first].text} – {reading.quantities[last].text}"
            members = (("length", last - 1), ("moment", first), ("moment", last))
            yield Tie(Relation.ELAPSED, members, label, factor=Decimal(str(round(lie / unit, 2))))


def _day(quantity: Quantity) -> date | None:
    period = quantity.period
    return period.start if period is not None and period.start == period.end else None


def _is_near(reading: Reading, earlier: int, later: int) -> bool:
    return earlier <= later and "\n" not in between(reading, earlier, later).strip("\n")
