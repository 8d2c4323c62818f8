"""So much each, times how many, is the amount: averages, unit prices, yields, rates a day, a head, a mile."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence, Set

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits, rates
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_BACK, _ON = 4, 1
_REACH = 60  # numbers before, among which the count may stand by name
_MOST = 24  # numbers of one kind that are tried
_KINDS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE, Dimension.DURATION)
_ROUGH = 1.15
_FAR = 3.0  # times off, beyond which they are numbers of different things
_TENS = (0.0001, 0.001, 0.01, 0.1, 10.0, 100.0, 1000.0, 10000.0)
_PRICE = re.compile(
    r"票价|单价|标准|奖励|补贴|补助|收费|租金|\b(?:fee|price|fare|charge|toll|grant|bonus|subsid\w+"
    r"|allowance|rent|levy"
    r"|payment|ticket|premium)s? (?:of|at|is|was)[^,;.\d]{0,20}$",
    re.IGNORECASE,
)
_DAILY = re.compile(r"日均|每[天日]|\bdaily\b|^ (?:for )?(?:a|per|each|every|one) day\b", re.IGNORECASE)
_ALL_DAY = re.compile(r"[全当一][天日]")
_MONTHLY = re.compile(r"月均|每月|每个月|\bmonthly\b|^ (?:for )?(?:a|per|each|every|one) month\b", re.IGNORECASE)
_YEARLY = re.compile(r"年均|每年|^ (?:a|per|each|every) year\b|\bannual(?:ly)?\b|全年|年度", re.IGNORECASE)
_PER_ZH = re.compile(
    r"(?:平均|每|各)[^，。；\d]{0,4}?(?P<per>人次"
    r"|[人户家个名件套亩台辆笔场次张吨座公里列床班位起艘架宗栋间例枚批所条项处块])"
    r"|(?P<each>[人户亩台场笔])[均产]"
)
_PER_EN = re.compile(r"^,? ?(?:an?|per|for each|for every|each) (?P<per>[a-z]+)", re.IGNORECASE)
_PER_LEAD = re.compile(r"\bper (?P<per>[a-z]+)\b[^,;.\d]{0,30}$", re.IGNORECASE)
_EACH_OF = re.compile(r"\b(?:each|every|average|mean)(?: of the)? (?P<per>[a-z]{3,})", re.IGNORECASE)
_COUNTED = (Dimension.COUNT, Dimension.MEASURE, Dimension.DURATION)
_PERSONS = "人名位"
_PEOPLE = frozenset({"head", "person", "capita", "resident", "inhabitant", "citizen"})
_EACH_OF_SO_MANY = re.compile(r"\b(?:each|every one) of (?:the |its |these )?[\d,.]+ [^,;.\d]{3,40}$", re.IGNORECASE)
_WEEKLY = re.compile(r"每周|周均|\bweekly\b|^ (?:[a-z]+ )?(?:a|per|each|every) week\b", re.IGNORECASE)
_PER_MANY = re.compile(r"每(?P<per>百|千|万|十万|百万|百)(?:名|个)?[人户][^，。；\d]{0,8}$")
_PER_MANY_BEHIND = re.compile(
    r"^ (?:[a-z-]+ ){0,3}?per (?P<per>1,?000|10,?000|100,?000|thousand|hundred|million)\b", re.IGNORECASE
)
_PER_NUMBER = re.compile(r"每$|\b(?:per|every|each) $", re.IGNORECASE)
_NUMBERS = {
    "百": 100,
    "千": 1000,
    "万": 10000,
    "十万": 100000,
    "百万": 1000000,
    "hundred": 100,
    "thousand": 1000,
    "1000": 1000,
    "10000": 10000,
    "100000": 100000,
    "million": 1000000,
}
_UNITS = {
    "kilometre": "km",
    "kilometer": "km",
    "mile": "mi",
    "hectare": "ha",
    "tonne": "t",
    "ton": "t",
    "megawatt": "MW",
    "metre": "m",
    "meter": "m",
    "公里": "km",
    "公": "km",
    "亩": "mu",
    "吨": "t",
}
# So much of the small unit is one of the large.
_THOUSANDS = frozenset(
    {
        ("kg", "t"),
        ("g", "kg"),
        ("m", "km"),
        ("kW", "MW"),
        ("MW", "GW"),
        ("kWh", "MWh"),
        ("MWh", "GWh"),
        ("GWh", "TWh"),
        ("L", "m³"),
    }
)
_SPANS = (              # how many days, weeks or months words mean
    (re.compile(r"上半年|下半年|\bhalf(?: of the)?[- ]year\b|\b(?:first|second) half\b", re.IGNORECASE),
     {"day": 181, "week": 26, "month": 6}),
    (re.compile(r"(?<!前)[三四3-4]季度|\b(?:third|fourth) quarter\b|7月至9月|10月至12月", re.IGNORECASE),
     {"day": 92, "week": 13, "month": 3}),
    (re.compile(r"(?<!前)[一二1-2]季度|(?<!three )\bquarter\b", re.IGNORECASE),
     {"day": 91, "week": 13, "month": 3}),
    (re.compile(r"前三季度|\b(?:first )?three quarters\b|\bnine months\b", re.IGNORECASE),
     {"day": 273, "week": 39, "month": 9}),
    (re.compile(r"全年|年度|\d{4}年(?!\d)|去年|12个月|\byear\b|\b(?:in|of) (?:19|20)\d\d\b|\bannual", re.IGNORECASE),
     {"day": 365, "week": 52, "month": 12}),
)  # fmt: skip
_LENGTHS = {            # what may be meant
    "day": (365, 366, 181, 182, 184, 90, 91, 92, 28, 29, 30, 31, 7, 273, 274, 10, 100), "week": (52, 53, 26, 13, 4, 39),
    "month": (12, 6, 3, 9, 2, 4, 5, 7, 8, 10, 11),
}  # fmt: skip


_EXTREME = re.compile(r"最[大小高低][值]?[:：为是]?$|\b(?:minimum|maximum|min|max|lowest|highest)\.?:? ?$",
                      re.IGNORECASE)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_MONTH = re.compile(
    r"(?<![\d至到—–~-])(?P<zh>1[0-2]|[1-9])月份?(?![\d至到—–~末底初上中下起以-])"
    r"|\b(?:[Ii]n|[Dd]uring|[Tt]hroughout|[Ff]or)"
    r" (?P<en>January|February|March|April|May|June|July|August|September|October|November|December)\b(?! \d{1,2}\b)")
_COMMON_YEAR = 2023
_ROUGH_MONTH = 2.0      # times off, beyond which the two are of different things
_IN_EVERY = re.compile(r"\b(?:in|of|out of) every $", re.IGNORECASE)      # "17 in every 20" is a share
_LAST_YEAR = re.compile(
    r"[（(](?:上年|去年|上届|上年同期|去年同期)[为:：]?$|\((?:last year|a year earlier|previously):? $", re.IGNORECASE)


def search(scene: Scene) -> Iterator[Claim]:
    """What fits first: an amount that one average explains isn't the amount of another."""
    loose = []
    explained: set[int] = set()
    for frame in scene.frames:
        if (
            frame.key[0] in _KINDS
            and frame.low > 0
            and frame.high < INFINITE
            and not cues.moves(frame)
            and not _IN_EVERY.search(frame.lead)
            and (cues.is_each(frame) or _EACH_OF_SO_MANY.search(scene.before(frame)))
        ):
            claim = _claim(scene, frame)
            if claim is None or not claim.fits:
                loose.append(frame)
            else:
                explained.add(claim.tie.members[1][1])
                yield claim
    for frame in loose:
        claim = _claim(scene, frame, explained)
        if claim is not None:
            yield claim


def _claim(scene: Scene, each: Frame, explained: Set[int] = frozenset()) -> Claim | None:
    per = _many(scene, each)
    if per == 1 and rates.is_per_many(scene, each):
        return None
    near = [f for f in scene.around(each.sentence, _BACK, _ON) if f.at != each.at and f.low > 0 and f.high < INFINITE]
    word = _per(each)
    far = scene.earlier(each, _REACH) if word else ()
    near += [
        f
        for f in far
        if each.sentence - f.sentence > _BACK
        and f.key[0] in (Dimension.COUNT, Dimension.MEASURE)
        and f.low > 0
        and f.high < INFINITE
        and _is_per(f, word)
    ]
    amounts = [
        f
        for f in near
        if _one_unit(each, f)
        and f.at not in explained
        and not (f.sentence != each.sentence and f.chinese and cues.moves(f))
        and (f.key != each.key or f.value * per > each.value or _beside(each, f))
        and (not each.word or f.word in (each.word, ""))
    ][:_MOST]
    counts = [f for f in near if f.key[0] in _COUNTED and f.value > 1 and not cues.moves(f) and not _is_base(f)
              and not f.tail.startswith("-")]     # a two-room flat
    counts = counts[: 2 * _MOST]
    if any(_roughly(each, f, a) for f in scene.sentences[each.sentence] if f.high == INFINITE for a in amounts):
        return None  # "over 9,200 people gave nearly 69,000 hours, about 7.5 each"
    for amount in amounts:
        for count in counts:
            times = per * _unit(each, amount)
            if count.at != amount.at and not _of_two_times(count, amount) and _fits(each, count, amount, times):
                return _tie(each, amount, count, True, times)
    timed = _timed(scene, each, amounts)
    return timed if timed is not None else _pointed(scene, each, amounts, counts, per)


def _of_two_times(count: Frame, amount: Frame) -> bool:
    """Last year's visitors, in brackets, spent nothing of this year's receipts."""
    return bool(_LAST_YEAR.search(count.lead)) and not cues.is_past(amount)


def _is_base(count: Frame) -> bool:
    """"112 per 100,000 residents": what a rate is for is no count of things."""
    return bool(_PER_NUMBER.search(count.lead)) and count.value in _NUMBERS.values()


def _many(scene: Scene, each: Frame) -> int:
    """For how many it is: 每千人口, per 100,000 people; or the number right before it, 每10万人中有."""
    told = _PER_MANY.search(each.lead[-16:]) or _PER_MANY_BEHIND.match(each.tail)
    if told:
        return _NUMBERS.get(told["per"].replace(",", "").lower(), 1)
    sentence = scene.sentences[each.sentence]
    before = next((f for f in sentence if f.at == each.at - 1), None)
    if before is not None and _PER_NUMBER.search(before.lead) and scene.between(before, each).count("，") == 0:
        return int(before.value) if before.value in _NUMBERS.values() else 1
    return 1


def _own(each: Frame) -> fits.Span:
    """An average of counts is rounded, even to a whole number."""
    half = each.step / 2 if each.low == each.high else 0.0
    return each.low - half, each.high + half


def _fits(each: Frame, count: Frame, amount: Frame, per: int) -> bool:
    return fits.product(_own(each), (count.low / per, count.high / per), fits.span(amount))


def _roughly(each: Frame, count: Frame, amount: Frame) -> bool:
    """With a count that is "over" so many: within a tenth of it nothing contradicts."""
    return count.low > 0 and 1 / _ROUGH <= each.value * count.value / amount.value <= _ROUGH


def _tie(each: Frame, amount: Frame, count: Frame, fit: bool, per: int, label: str = "") -> Claim:
    members = (("average", each.at), ("amount", amount.at), ("count", count.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, label, per=per), fit)


def _timed(scene: Scene, each: Frame, amounts: Sequence[Frame]) -> Claim | None:
    """A day or a month: any usual number of them that fits; else the number that the words tell."""
    said = each.lead[-14:], each.tail[:24]
    unit = next(
        (u for u, p in (("day", _DAILY), ("week", _WEEKLY), ("month", _MONTHLY)) if any(p.search(s) for s in said)),
        "",
    )
    if not unit:
        return None
    told = [f for f in scene.around(each.sentence, 2) if f.key == (Dimension.DURATION, unit) and f.at != each.at]
    told = [f for f in told if f.paragraph == each.paragraph]
    for amount in amounts if not told else ():
        for count in _LENGTHS[unit]:
            if fits.product(_own(each), (count, count), fits.span(amount)):
                return _over(each, amount, count, True, unit)
    here = sorted((a for a in amounts if a.sentence == each.sentence and a.at < each.at), key=lambda a: -a.at)
    if not here or cues.is_past(here[0]):
        return None
    if told:
        return _tie(each, here[0], told[0], False, 1, "named") if _plausible(each, told[0], here[0]) else None
    days = _month_days(scene, each, here[0]) if unit == "day" else 0
    if days:
        return _over(each, here[0], days, False, unit)
    words = scene.before(each, 200)
    for pattern, lengths in _SPANS:
        if pattern.search(words):
            return _over(each, here[0], lengths[unit], False, unit)
    return None


def _month_days(scene: Scene, each: Frame, amount: Frame) -> int:
    """4月份共受理23400件，日均780件: the days of the only month that the sentence tells before the amount."""
    told = list(_IN_MONTH.finditer(scene.text, scene.starts[each.sentence], amount.start))
    if len(told) != 1 or cues.is_each(amount) or cues.moves(amount):
        return 0
    number = int(told[0]["zh"]) if told[0]["zh"] else _MONTH_NAMES.index(told[0]["en"][:3].lower()) + 1
    days = monthrange(_COMMON_YEAR, number)[1]
    return days if 1 / _ROUGH_MONTH < each.value * days / amount.value < _ROUGH_MONTH else 0


def _over(each: Frame, amount: Frame, count: int, fit: bool, unit: str) -> Claim:
    members = (("average", each.at), ("amount", amount.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, unit, count), fit)


def _pointed(
    scene: Scene, each: Frame, amounts: Sequence[Frame], counts: Sequence[Frame], many: int
) -> Claim | None:  # fmt: skip
    """The count whose noun the average is per, and the nearest amount of its unit; both close by."""
    if many > 1:
        return None
    per, priced = _per(each), bool(_PRICE.search(each.lead))
    timed = [p for p in (_DAILY, _WEEKLY, _MONTHLY, _YEARLY) if p.search(each.lead[-10:]) or p.search(each.tail[:12])]
    if len(timed) > 1 or (timed and not priced and not _PER_ZH.search(each.lead[-20:])):
        return None
    counted = [
        c
        for c in counts
        if (c.key[0] == Dimension.COUNT or (c.key[0] == Dimension.MEASURE and c.key != each.key))
        and c.sentence <= each.sentence
        and not cues.is_each(c)
        and not (_EXTREME.search(c.lead) or (c.key[0] == Dimension.COUNT and c.value % 1))
    ]
    named = [c for c in counted if _is_per(c, per)]
    plain = [
        a
        for a in amounts
        if a.sentence <= each.sentence and not (cues.moves(a) or cues.is_past(a) or cues.is_each(a))
    ]
    here = [a for a in plain if a.sentence == each.sentence] or [a for a in plain if each.sentence - a.sentence == 1][
        :1
    ]
    here = here or [a for a in _opening(scene, each) if a.key == each.key][:1]
    here = [a for a in here if a.key == each.key] or here
    if timed:  # so much a year: only against what comes in in a year
        here = [
            a for a in here if timed[0].search(a.lead + a.tail) or (timed[0] is _DAILY and _ALL_DAY.search(a.lead))
        ]
    slipped = [
        (a, c)
        for a in here
        for c in (*named, *(c for c in counted if c.sentence == each.sentence))
        if a.at != c.at and not (c.key[0] == Dimension.COUNT and c.value % 1) and _slipped(each, c, a)
    ]
    pairs = slipped or _plausible_pairs(each, here, named)
    if not pairs and not timed:  # "an average of 1,850 containers": of those that the opening counts
        alike = [a for a in _opening(scene, each) if a.key == each.key and a.word and a.word == each.word]
        whole = [a for a in alike if a in plain]
        pairs = _plausible_pairs(each, whole, [c for c in named if c.sentence == each.sentence])
    return _tie(each, *pairs[0], False, _unit(each, pairs[0][0]), "named") if pairs else None


def _plausible_pairs(each: Frame, amounts: Sequence[Frame], counts: Sequence[Frame]) -> list[tuple[Frame, Frame]]:
    """Those whose count has the average's own name first."""
    pairs = [
        (a, c)
        for a in amounts
        for c in counts
        if a.at != c.at and _plausible(each, c, a) and (each.sentence - c.sentence < 2 or _same_name(each, c))
    ]
    return sorted(pairs, key=lambda pair: not _same_name(each, pair[1]))


def _one_unit(each: Frame, amount: Frame) -> bool:
    bare = each.key == (Dimension.COUNT, "") and not each.word and not each.chinese
    if bare and amount.sentence == each.sentence and amount.key[0] in (Dimension.MEASURE, Dimension.COUNT):
        return True  # "18,600 square kilometres in 62 days, 300 a day"
    return amount.key == each.key or _unit(each, amount) > 1


def _unit(each: Frame, amount: Frame) -> int:
    """How many of the average's unit are one of the amount's: 1000 kg a tonne."""
    return 1000 if each.key[0] == amount.key[0] and (each.key[1], amount.key[1]) in _THOUSANDS else 1


def _same_name(each: Frame, count: Frame) -> bool:
    """平均每件审结案件 is of the 242 that are called 审结; "per hectolitre" of those that are hectolitres."""
    if not each.chinese:
        if each.paragraph != count.paragraph:
            return False
        return len(count.word) > 3 and count.word in each.tail.lower() + each.lead.lower()
    name = each.lead[-12:]
    return any(name[n : n + 2] in count.lead[-8:] for n in range(len(name) - 1) if "每" not in name[n : n + 2])


def _opening(scene: Scene, each: Frame) -> list[Frame]:
    return [f for n in range(min(3, each.sentence)) for f in scene.sentences[n]]


def _beside(each: Frame, amount: Frame) -> bool:
    """14.6万元，全部用于32个项目，平均每个4,562.5万元: an amount that is too small may have its unit wrong."""
    return amount.sentence == each.sentence and each.at - amount.at == 2 and amount.at < each.at


def _slipped(each: Frame, count: Frame, amount: Frame) -> bool:
    unit = _unit(each, amount)
    return any(
        fits.product((each.low * ten / unit, each.high * ten / unit), fits.span(count), fits.span(amount))
        for ten in _TENS
    )


def _plausible(each: Frame, count: Frame, amount: Frame) -> bool:
    return 1 / _FAR <= each.value * count.value / _unit(each, amount) / amount.value <= _FAR


def _per(each: Frame) -> str:
    """What it is so much for each of: a classifier, or an English noun in the singular."""
    if each.chinese:
        found = list(_PER_ZH.finditer(each.lead[-20:]))
        return (found[-1]["per"] or found[-1]["each"]) if found else ""
    told = _PER_EN.match(each.tail) or _PER_LEAD.search(each.lead) or _EACH_OF.search(each.lead)
    return told["per"].lower() if told else "each"


def _is_per(count: Frame, per: str) -> bool:
    if count.key[0] == Dimension.MEASURE:
        return _UNITS.get(per, "") == count.key[1]
    if count.chinese:
        return count.word[:1] == per[:1] or (count.word[:1] in _PERSONS and per[:1] in _PERSONS)
    said = f"{count.lead[-20:].lower()} {count.word} {count.tail[:30].lower()}"
    if per in _PEOPLE:
        return any(word in said for word in ("resident", "person", "people", "inhabitant", "citizen", "population"))
    return per[:-1] in said or per in ("each", "apiece", "piece")
