"""What only arithmetic shows: a stock and how long it lasts, what is paid a month and a year, so many per thousand."""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_LASTS = re.compile(
    r"(?:可|够|能|足够|足以|可以|能够)(?:供|用|使用|维持|支撑|保障|满足)?[^，。；\d]{0,10}$|(?:维持|支撑|可供)[^，。；\d]{0,12}$"
    r"|\b(?:lasts?|lasting|enough|sufficient|suffices?|suffice|cover(?:s|ing)?|run out (?:in|after))\b[^.;\d]{0,20}$",
    re.IGNORECASE,
)
_DAILY = re.compile(
    r"(?:每[天日]|日均|日(?:用|耗|供|需|消耗|供应|取)[水电气粮煤油]?量?)[^，。；\d]{0,12}$"
    r"|\b(?:daily|each day|every day)\b[^,;.\d]{0,30}$",
    re.IGNORECASE,
)
_DAILY_BEHIND = re.compile(r"^ ?(?:[a-z]+ ){0,3}?(?:a|per|each|every) day\b|^ daily\b|^(?:/|每)[天日]", re.IGNORECASE)
_MONTHLY = re.compile(
    r"(?:每月|每个月|月均)[^，。；\d]{0,10}$|\b(?:monthly|each month|every month)\b[^,;.\d]{0,30}$", re.IGNORECASE)
_MONTHLY_BEHIND = re.compile(r"^ (?:[a-z]+ )?(?:a|per|each|every) month\b|^ monthly\b", re.IGNORECASE)
_YEARLY = re.compile(
    r"(?:全年|一年|年)(?:[（(])?(?:\d+个月)?(?:[)）])?(?:共|总共|合计|累计|总计)?(?:需要?|支出|支付|发放|收入|花费|缴纳|为|就是|约)[^，。；\d]{0,8}$"
    r"|\b(?:a|per|each|whole|full|the) year\b[^.;\d]{0,40}$|\b(?:annually|yearly|annual)\b[^.;\d]{0,30}$",
    re.IGNORECASE,
)
_YEARLY_BEHIND = re.compile(
    r"^ (?:[a-z]+ )?(?:a|per|each|every|for the(?: whole)?) year\b|^ (?:annually|yearly)\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"^[^，。；]{0,6}，(?:一年|全年)|按此|照此|依此|据此|以此|这样|即|折合|合计?(?=全年|一年)|全年共|一年共|一年下来|12个月"
    r"|\b(?:at (?:this|that) rate|or|that is|which (?:is|makes|means|comes to)|so that|thus|in all|altogether"
    r"|makes?|making|adds? up to|twelve months)\b"
    r"|\bi\.e\.",
    re.IGNORECASE,
)
_THOUSAND = re.compile(
    r"每(?P<zh>千|万|十万)(?:名|个)?(?P<zhof>[\u4e00-\u9fff]{1,8}?)(?:拥有|配有|有|配备|占有)"
    r"|\b(?:each|every|per|for every) (?P<en>thousand|1,000|ten thousand|10,000|100,000|hundred thousand)"
    r" (?P<enof>[a-z]+)\b[^.;\d]{0,30}",
    re.IGNORECASE,
)
_MANY = {
    "千": 1000, "万": 10000, "十万": 100000, "thousand": 1000, "1,000": 1000, "ten thousand": 10000, "10,000": 10000,
    "100,000": 100000, "hundred thousand": 100000,
}  # fmt: skip
_PEOPLE = re.compile(
    r"人口|居民|常住|户籍|老年人|\b(?:population|residents?|inhabitants?|people|citizens?)\b", re.IGNORECASE)
_FAR = 2.5  # times off, beyond which they are numbers of different things
_TENS = (0.0001, 0.001, 0.01, 0.1, 10.0, 100.0, 1000.0, 10000.0)
_BACK = 3  # sentences
_MONTHS = 12
_MOST = 40  # numbers that are tried with each other


def search(scene: Scene) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for frame in sentence:
            if frame.key == (Dimension.DURATION, "day") and _LASTS.search(scene.before(frame, 60)):
                yield from _lasting(scene, frame)
        yield from _yearly(scene, sentence)
        yield from _per_thousand(scene, sentence)


def _lasting(scene: Scene, days: Frame) -> Iterator[Claim]:
    """173 million cubic metres at 412,000 a day last for 420 days: any stock that fits, else one a slip away."""
    near = [f for f in scene.around(days.sentence, _BACK) if f.at != days.at and f.low > 0 and f.high < INFINITE]
    opening = [f for said in scene.sentences[:2] for f in said if f not in near]
    near += [f for f in opening if f.low > 0 and f.high < INFINITE]
    daily = next((f for f in near if _is_daily(f) and f.key[0] in (Dimension.MEASURE, Dimension.COUNT)), None)
    if daily is None:
        return
    stocks = [f for f in near if f.key == daily.key and f.at != daily.at and f.value > daily.value and not _is_daily(f)
              and not cues.moves(f) and not cues.is_past(f) and (f.word == daily.word or not f.chinese)]
    made = [(f, fits.product(fits.span(daily), (days.low - 0.5, days.high + 0.5), fits.span(f))) for f in stocks]
    found = next((f for f, fit in made if fit), None)
    stock = found or next(iter(sorted(stocks, key=lambda f: not _is_slip(daily.value * days.value, f.value))), None)
    if stock is not None and (found or _is_near(daily.value * days.value, stock.value)):
        members = (("each", daily.at), ("count", days.at), ("amount", stock.at))
        yield Claim(daily.at, Tie(Relation.PRODUCT, members), found is not None)


def _is_daily(frame: Frame) -> bool:
    return bool(_DAILY.search(frame.lead) or _DAILY_BEHIND.match(frame.tail))


def _is_slip(made: float, said: float) -> bool:
    return any(abs(made * ten / said - 1) < 0.02 for ten in _TENS)


def _is_near(made: float, said: float) -> bool:
    return 1 / _FAR <= made / said <= _FAR or _is_slip(made, said)


def _yearly(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """每月1,410万元，一年1.69亿元: twelve of the one are the other, where the text says that one follows."""
    for month in sentence:
        if not (_MONTHLY.search(month.lead) or _MONTHLY_BEHIND.match(month.tail)) or month.low <= 0:
            continue
        for year in sentence:
            if year.at <= month.at or year.key != month.key or year.word != month.word or year.high == INFINITE or (
                    month.high == INFINITE or year.value <= month.value or cues.moves(year) or cues.is_past(year)):
                continue
            lead = scene.text[month.end : year.start][-60:]
            told = _YEARLY.search(lead) or _YEARLY_BEHIND.match(year.tail)
            if told and _FOLLOWS.search(lead) and _is_near(month.value * _MONTHS, year.value):
                fit = fits.product(fits.span(month), (_MONTHS, _MONTHS), fits.span(year))
                tie = Tie(Relation.AVERAGE, (("average", month.at), ("amount", year.at)), "month", _MONTHS)
                yield Claim(month.at, tie, fit)


def _per_thousand(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """ "Each thousand residents had 8.0 beds, 3.95 physicians and 4.07 nurses": each of its own number before."""
    told = _THOUSAND.search(scene.text, scene.starts[sentence[0].sentence], sentence[-1].end)
    if told is None:
        return
    many = _MANY[(told["zh"] or told["en"]).lower()]
    near = [f for f in scene.around(sentence[0].sentence, 6) if f.key[0] == Dimension.COUNT and f.low > 0][:_MOST]
    near = [f for f in near if f.high < INFINITE]
    people = [f for f in near if f.value > many * 5 and _PEOPLE.search(scene.before(f, 30) + f.tail[:16])]
    for each in sentence[:_MOST]:
        if each.start < told.end() - 1 or each.key[0] != Dimension.COUNT or each.value >= many or each.low <= 0 or (
                each.high == INFINITE or cues.moves(each)):
            continue
        counted = [f for f in near if f.at != each.at and f.value > each.value and f.key == each.key and f not in people
                   and _named_alike(scene, each, f)]
        pairs = [(a, p) for p in people for a in counted if a.at != p.at and a.value < p.value]
        fitting = next(((a, p) for a, p in pairs if _makes(each, p, many, a)), None)
        pair = fitting or next(((a, p) for a, p in pairs if _is_near(each.value * p.value / many, a.value)), None)
        if pair is not None:
            members = (("average", each.at), ("amount", pair[0].at), ("count", pair[1].at))
            yield Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=many), fitting is not None)


def is_per_many(scene: Scene, frame: Frame) -> bool:
    """Do the words before it in its sentence say for how many people it is?"""
    return _THOUSAND.search(scene.text, scene.starts[frame.sentence], frame.start) is not None


def _makes(each: Frame, people: Frame, many: int, amount: Frame) -> bool:
    return fits.product((each.low, each.high), (people.low / many, people.high / many), fits.span(amount))


def _named_alike(scene: Scene, each: Frame, amount: Frame) -> bool:
    """One noun: behind an English number or before it; in Chinese before both, or with one classifier."""
    if each.chinese:
        own, said = each.lead[-8:], amount.lead[-12:]
        named = [own[n : n + 2] for n in range(len(own) - 1) if not re.search(r"每|[千万有名个，、和]", own[n : n + 2])]
        return any(piece in said for piece in named) if named else bool(each.word) and each.word == amount.word
    words = [w[:5] for w in re.findall(r"[a-z]{4,}", each.tail[:40].lower().split(",")[0].split(" and ")[0])]
    return bool(words) and words[-1] in f"{scene.before(amount, 40)} {amount.tail[:30]}".lower()
