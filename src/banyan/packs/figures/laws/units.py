"""One amount told in two units, or for two times: 1,850 hectares (18.5 km²), 每天720万度、每小时30万度.

Two numbers right behind each other, with words between that say they are one: then they are the same but for a factor.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.laws.factors import crosses, factor_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_SAME = re.compile(
    r"^ ?[（(](?:约合?|合|折合|相当于|about|some|or|i\.e\.|roughly|equal to)? ?$"
    r"|^[\u4e00-\u9fff]{0,4}[，,]? ?(?:折合|折算(?:成|为)?|合计?|相当于|等于|约合|换算(?:成|为|下来)?(?:就是|是|为)?"
    r"|即|也就是|也就是说)[^，。；\d]{0,4}$"
    r"|^(?: of [a-z ]{2,24}| [a-z]{3,14})?[,;]? ?(?:(?:or|i\.e\.|that is|namely|which is|this is|equal to"
    r"|equivalent to|the equivalent of|corresponding to)"
    r"(?: to| of)?(?: about| some| roughly| nearly| almost| just over)?,?) $",
    re.IGNORECASE,
)
_AT_RATE = re.compile(      # "36,000 mu, which, at 15 mu to the hectare, is 2,400 hectares"
    r"\bat (?:about )?\d{1,5}(?:\.\d{1,4})? [a-z]{1,12} (?:to|per) (?:the |an? |one )?[a-z]{1,12},? "
    r"(?:is|are|makes?|equals?|that is|which is|comes? to)(?: about| some)? $", re.IGNORECASE)
_AGAIN = re.compile(
    r"^[^.;]{0,24}[.;,] (?:that is|this is|or|which is|i\.e\.|that makes|this makes|equal to|it comes to)(?: about"
    r"| some|"
    r" roughly)? $|^[^.;]{0,20}[,(] ?(?:or|i\.e\.)? ?$"
    r"|^[^，。；]{0,8}[，,；。]?(?:平均|折合|相当于|合|即|也就是|一[天年月周]|全年)[^，。；\d]{0,8}$",
    re.IGNORECASE,
)
_TIMES = {
    "second": 1 / 60,
    "minute": 1.0,
    "hour": 60.0,
    "day": 1440.0,
    "week": 10080.0,
    "month": 43800.0,
    "quarter": 131400.0,
    "year": 525600.0,
}
_EXACT = {
    ("second", "minute"),
    ("second", "hour"),
    ("minute", "hour"),
    ("hour", "day"),
    ("day", "week"),
    ("month", "quarter"),
    ("quarter", "year"),
    ("month", "year"),
}
_FACTORS = {
    ("week", "year"): (52, 53),
    ("day", "year"): (365, 366),
    ("hour", "year"): (8760, 8784),
    ("day", "month"): (28, 31),
    ("month", "year"): (12, 12),
    ("month", "quarter"): (3, 3),
    ("quarter", "year"): (4, 4),
    ("day", "week"): (7, 7),
    ("hour", "day"): (24, 24),
    ("minute", "hour"): (60, 60),
    ("second", "minute"): (60, 60),
    ("second", "hour"): (3600, 3600),
}
_PER = re.compile(
    r"^(?: of [a-z]+)?(?:,? (?:an?|per|each|every|in (?:a|one|the)|for the)(?: full| whole| single| entire)?"
    r" (?P<en>second|minute|hour|day|week|month|quarter|year)\b|/(?P<short>h|d|小时|天|日|月|年))",
    re.IGNORECASE,
)
_PER_ZH = re.compile(
    r"(?P<zh>[日月年](?=[产供处排耗用发])|每秒钟?|每分钟|每小时|每个?工?作?[天日]|每周|每个?月|每季度?|每年|一小时"
    r"|一[天日](?:（[^）]{1,8}）)?|一周|一个月|一年|全年|日均|月均|年均|时均)"
    r"[^，。；\d]{0,8}$"
)
_PERIODS = {
    "秒": "second",
    "秒钟": "second",
    "分钟": "minute",
    "小时": "hour",
    "时": "hour",
    "h": "hour",
    "d": "day",
    "天": "day",
    "日": "day",
    "周": "week",
    "月": "month",
    "季": "quarter",
    "年": "year",
}
_FAR = 60.0  # times off, beyond which the two are hardly one


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for a, b in pairwise(sentence):
            if b.at == a.at + 1 and (claim := _converted(scene, a, b)) is not None:
                yield claim
        for a, rate, b in zip(sentence, sentence[1:], sentence[2:], strict=False):
            if b.at == a.at + 2 and rate.key == a.key and _AT_RATE.search(scene.between(a, b)):
                factor = factor_of(a.key[1], b.key[1])
                if factor is not None and (claim := _tie(a, b, float(factor), float(factor))) is not None:
                    yield claim
    for a, b in pairwise(scene.frames):
        if (
            b.at == a.at + 1
            and a.paragraph == b.paragraph
            and b.sentence - a.sentence < 2
            and (b.at not in held.fast)
            and (claim := _per(scene, a, b)) is not None
        ):
            yield claim


def _converted(scene: Scene, a: Frame, b: Frame) -> Claim | None:
    factor = factor_of(a.key[1], b.key[1])
    if factor is None or crosses(a.key[1], b.key[1]) or not (is_plain(a) and is_plain(b)):
        return None
    if not _SAME.search(scene.between(a, b)):
        return None
    return _tie(a, b, float(factor), float(factor))


def _per(scene: Scene, a: Frame, b: Frame) -> Claim | None:
    """So much an hour and so much a day, of one thing."""
    one, other = period_of(a), period_of(b)
    if not one or not other or one == other or a.key != b.key or not (is_plain(a) and is_plain(b)):
        return None
    if (a.word and b.word and a.word != b.word) or not _AGAIN.search(scene.between(a, b)):
        return None
    small, large = (one, other) if _TIMES[one] < _TIMES[other] else (other, one)
    if (small, large) not in _FACTORS:
        return None
    low, high = _FACTORS[small, large]
    return _tie(a, b, low, high) if small == one else _tie(a, b, 1 / high, 1 / low)


def period_of(frame: Frame) -> str:
    """For what time it is so much: "hour", "day"; "" where no word beside it says."""
    hit = _PER.match(frame.tail)
    if hit:
        said = hit["en"] or hit["short"] or ""
        return said.lower() if hit["en"] else next((p for word, p in _PERIODS.items() if word in said), "")
    told = _PER_ZH.search(frame.lead) if frame.chinese else None
    return next((p for word, p in _PERIODS.items() if told and word in told["zh"].split("（")[0]), "")


def _tie(a: Frame, b: Frame, low: float, high: float) -> Claim | None:
    half = b.step / 2 if b.low == b.high else 0.0  # what was converted is rounded, a count too
    slack = 0.004 * b.value
    made = a.low * low, a.high * high
    fit = fits.meets(made, (b.low - half - slack, b.high + half + slack))
    off = a.value * low / b.value
    if not fit and not 1 / _FAR < off < _FAR:
        return None
    members = (("each", a.at), ("amount", b.at))
    return (
        Claim(b.at, Tie(Relation.PRODUCT, members, RESTATED, factor=Decimal(str(round(low, 9)))), fit)
        if not fit
        else None
    )


def is_time(frame: Frame) -> bool:
    return frame.key[0] == Dimension.DURATION
