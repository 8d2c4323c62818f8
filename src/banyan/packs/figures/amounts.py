"""The numbers of one sentence, with scale, unit and comparison. What they are about comes later (context.py)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from banyan.model.figure import Comparison, Dimension, Role
from banyan.packs.figures import units
from banyan.packs.figures.digits import DIGITS, EN_NUMERAL, ONE, ZH_NUMERAL, Number, from_digits, from_en, from_zh
from banyan.packs.figures.en import amounts as en
from banyan.packs.figures.in_names import is_name
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.pattern import Table
from banyan.packs.figures.split import Sentence
from banyan.packs.figures.zh import amounts as zh

BEFORE = Table(*en.BEFORE.patterns, *zh.BEFORE.patterns)
AFTER = Table(*en.AFTER.patterns, *zh.AFTER.patterns)
_NUMBER = re.compile(
    rf"(?P<part>(?:[百千]|(?<![一二三四五六七八九十百千\d])万)分之)(?P<of>{DIGITS}|{ZH_NUMERAL})|(?P<digits>{DIGITS})|(?P<zh>{ZH_NUMERAL})(?P<half>半(?!年"
    rf"|天|月|个|小))?"
    rf"|(?P<en>{EN_NUMERAL})",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(?: ?[-–—~] ?|至|到| to | or | and )(?P<to>{DIGITS}|(?:{EN_NUMERAL}))", re.IGNORECASE)
_BY = re.compile(r"\bby (?:about |some |nearly |over )?(?:RMB |US)?[$¥€£]?$", re.IGNORECASE)      # "by 150 to 2,580"
_FROM = re.compile(r"(?:\bfrom|[由从]|自)[^,，。;；]{0,40}$|[月年日]$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween (?:US ?\$|RMB |\$|¥|€)?$", re.IGNORECASE)
_HYPHENED = re.compile(r"-(?:million|billion|trillion|thousand|hundred)-", re.IGNORECASE)  # a 31.5-billion-yuan line
_SHORT_SCALE = re.compile(r"(?P<s>[mbk])\b", re.IGNORECASE)
_SHORT = {"m": 10**6, "b": 10**9, "k": 10**3}
_TIMES_WHAT = re.compile(r" (?:the|that|those|as|more|higher|larger|bigger|greater|its|their|what|over|faster|last)\b")
# 8 minutes« 40 seconds»: one length of time
_SECONDS = re.compile(r"(?: and| |, )? ?(?P<s>[0-5]?\d) ?(?:seconds?\b|secs?\b|s\b|秒)")
_ADJUNCT = re.compile(r" (?:day|hour|week|month|year|night|minute)(?= [a-z]{4,}s\b)")
_PARTS = {"百": ONE, "千": Decimal("0.1"), "万": Decimal("0.01")}      # 百分之三, in percent
MANY_TIMES = 20
# "a nine-member jury", "a 640-bed hospital": how many it has.
COMPOUND = re.compile(r"-(?P<noun>member|person|seat|bed|team|nation|pupil|student|room|unit|stop|station|berth"
                      r"|judge|player"
                      r"|country|party|store|shop|ship|bus|flat|home|turbine)\b", re.IGNORECASE)
_YEAR = re.compile(r"19|20[0-4]")
_OLD_YEAR = re.compile(r"\b(?:in|since|from|of|until|by|before|after|founded|around) $", re.IGNORECASE)    # "in 1874"


_CLOCK = re.compile(
    r"(?<![\d:.])(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,2}):(?P<s>\d{2})(?:\.(?P<f>\d{1,3}))(?![\d:])"
    r"|(?<![\d:.])(?P<hz>\d{1,2}):(?P<mz>[0-5]\d):(?P<sz>[0-5]\d)(?![\d:]|\.\d)"
    r"|(?<![\d:.])(?:(?P<hzz>\d{1,2})小时)?(?P<mzz>\d{1,3})分(?P<szz>\d{1,2})秒(?P<fz>\d{1,3})?"
    r"|(?<![\d:.])(?P<szzz>\d{1,3})秒(?P<fzz>\d{1,3})(?!\d)")


class Scan(Struct):
    """The sentence that is read and where its numbers may stand: `free` is 0 where something else stands already."""

    plain: str
    sentence: Sentence
    number: int
    free: bytearray


def scan(work: Scan) -> list[Mention]:
    """All numbers of the sentence that are figures, in order; their places are taken in `work.free`."""
    found = [*_clocked(work), *_said(work)]
    at = work.sentence.start
    while match := _NUMBER.search(work.plain, at, work.sentence.end):
        mention = _one(work, match) if all(work.free[match.start():match.end()]) else None
        if mention is None:
            at = _past(work, match)
            continue
        _take(work, mention)
        found.append(mention)
        at = max(mention.end, match.end())
    return sorted(found, key=lambda m: m.start)


def _past(work: Scan, match: re.Match[str]) -> int:
    """Where to go on after something that is no figure: a numeral in a word ends with its first character."""
    return match.start() + 1 if match["zh"] and not work.free[match.start()] else match.end()


def _take(work: Scan, mention: Mention) -> None:
    work.free[mention.start:mention.end] = bytes(mention.end - mention.start)


def _clocked(work: Scan) -> Iterator[Mention]:
    """Times of a race, in seconds: 5:52.31, 2:14:33, 1小时24分03秒, 10秒32."""
    for hit in _CLOCK.finditer(work.plain, work.sentence.start, work.sentence.end):
        if not all(work.free[hit.start():hit.end()]):
            continue
        told = {name: value for name, value in hit.groupdict().items() if value}
        parts = {name.rstrip("z"): value for name, value in told.items()}
        seconds = Decimal(parts.get("s", "0") + "." + parts.get("f", "0"))
        value = seconds + 60 * int(parts.get("m", "0")) + 3600 * int(parts.get("h", "0"))
        step = ONE.scaleb(-len(parts.get("f", "")))
        mention = _plainly(work, hit.start(), hit.end(), value, step, Dimension.DURATION)
        mention.symbol = "second"
        _take(work, mention)
        yield mention


def _said(work: Scan) -> list[Mention]:
    """Numbers without digits: two thirds, doubled, tens of thousands."""
    found = []
    for table, make in _WORDS:
        for hit in table.find(work.plain, work.sentence.start, work.sentence.end):
            if all(work.free[hit.start:hit.end]):
                mention = make(work, hit.start, hit.end, Decimal(hit.meaning))
                _take(work, mention)
                found.append(mention)
    return found


def _fraction(work: Scan, start: int, end: int, value: Decimal) -> Mention:
    step = Decimal(10) if value == 50 else min(Decimal(5), value / 3)       # a fraction in words is a rough one
    return _compared(work, _plainly(work, start, end, value, step, Dimension.PERCENT))


def _multiple(work: Scan, start: int, end: int, value: Decimal) -> Mention:
    half = Decimal("0.4") if value < 3 else Decimal("0.5")      # "doubled" is neither 1.7 nor 2.3 times
    step = Decimal("0.1") if value < 1 else half if value < 4 else ONE
    made = _plainly(work, start, end, value, step, Dimension.TIMES)
    made.to, made.role = True, Role.GROWTH
    return _compared(work, made)


def _points(work: Scan, start: int, end: int, value: Decimal) -> Mention:
    return _compared(work, _plainly(work, start, end, value, Decimal("0.1"), Dimension.POINTS))


def _crowd(work: Scan, start: int, end: int, value: Decimal) -> Mention:
    made = _plainly(work, start, end, value, value, Dimension.COUNT)
    made.comparison = Comparison.AT_LEAST
    return _measured(work, made, end)


_WORDS = (
    (en.POINTS, _points),
    (en.FRACTION, _fraction), (zh.FRACTION, _fraction), (en.MULTIPLE, _multiple), (zh.MULTIPLE, _multiple),
    (en.CROWD, _crowd), (zh.CROWD, _crowd),
)  # fmt: skip


def _plainly(work: Scan, start: int, end: int, value: Decimal, step: Decimal, dimension: Dimension) -> Mention:
    return Mention(start, end, start, end, work.number, value, step, dimension)


def _one(work: Scan, match: re.Match[str]) -> Mention | None:
    """What the number at `match` is; None for what is no figure."""
    plain, start, end = work.plain, match.start(), match.end()
    if match["part"]:
        return _part(work, match)
    if match["digits"]:
        if is_name(work.plain, work.sentence, start, end):
            return None
        number: Number | None = from_digits(match["digits"])
    else:
        number = _zh(match) if match["zh"] else from_en(match["en"])
    if number is None or number.value > Decimal(10) ** 24:
        return None
    currency = units.CURRENCY_BEFORE.before(plain, start, work.sentence.start)
    factor, pos, inside = _scaled(work, end, bool(currency))
    mention = _plainly(work, start, pos, number.value * factor, number.step * factor, Dimension.COUNT)
    mention.comparison = inside or Comparison.EQUAL
    _compound(work, mention, factor)
    if currency:
        mention.start = mention.left = currency.start if all(work.free[currency.start:start]) else start
        mention.dimension, mention.symbol = Dimension.MONEY, currency.meaning
    mention = _range(work, mention, number, bool(currency)) or mention
    if not currency or units.UNIT.at(plain, mention.end, work.sentence.end):
        mention = _measured(work, mention, mention.end)
    if mention.dimension is Dimension.COUNT and not _is_count(work, match, mention, factor):
        return None
    if match["zh"] and match["zh"][0] in "百千" and mention.dimension is not Dimension.MONEY:
        return None
    if match["zh"] and number.value == 1 and mention.dimension in (Dimension.COUNT, Dimension.DURATION) and factor == 1:
        return None
    return _compared(work, mention)


def _zh(match: re.Match[str]) -> Number | None:
    number = from_zh(match["zh"])
    if number is None or not match["half"]:
        return number
    return Number(number.value + Decimal("0.5"), Decimal("0.5"))


def _part(work: Scan, match: re.Match[str]) -> Mention | None:
    """百分之三十五, 千分之五, 万分之三."""
    said = match["of"]
    number = from_digits(said) if said[0].isdigit() and said[0] < "：" else from_zh(said)
    if number is None:
        return None
    factor = _PARTS[match["part"][0]]
    mention = _plainly(work, match.start(), match.end(), number.value * factor, number.step * factor, Dimension.PERCENT)
    return _compared(work, mention)


def _scaled(work: Scan, at: int, money: bool) -> tuple[Decimal, int, Comparison | None]:
    """Factor of the scale that follows, where it ends, and what 余 or 多 before or after it says."""
    plain, stop = work.plain, work.sentence.end
    inside = zh.INSIDE.at(plain, at, stop)
    pos = inside.end if inside else at
    scale = units.SCALE.at(plain, pos, stop)
    if not scale and _HYPHENED.match(plain, pos, stop):
        scale = units.SCALE.at(plain, pos + 1, stop)
    if not scale:
        short = _SHORT_SCALE.match(plain, at) if money else None
        if short:
            return Decimal(_SHORT[short["s"].lower()]), short.end(), None
        if inside and units.UNIT.at(plain, pos, stop):
            return ONE, pos, Comparison(inside.meaning)
        return ONE, at, None
    pos, factor = scale.end, Decimal(scale.meaning)
    after = zh.INSIDE.at(plain, pos, stop)
    if after and not inside and units.UNIT.at(plain, after.end, stop):
        return factor, after.end, Comparison(after.meaning)
    return factor, pos, Comparison(inside.meaning) if inside else None


_HALF_ZH = re.compile("个半(小时|钟头|月|星期)")      # 五个半小时
_HALVED = {"小时": "hour", "钟头": "hour", "月": "month", "星期": "week"}
_MORE = re.compile(rf"({DIGITS})(?=[万千])")


def _compound(work: Scan, mention: Mention, factor: Decimal) -> None:
    """1亿2000万: the smaller scale goes on where the larger one ends."""
    more = _MORE.match(work.plain, mention.end, work.sentence.end) if factor >= 10**8 else None
    scale = units.SCALE.at(work.plain, more.end(), work.sentence.end) if more else None
    if not more or not scale or Decimal(scale.meaning) >= factor:
        return
    number = from_digits(more.group(1))
    mention.value += number.value * Decimal(scale.meaning)
    mention.step = number.step * Decimal(scale.meaning)
    mention.end = mention.right = scale.end


def _range(work: Scan, first: Mention, number: Number, money: bool) -> Mention | None:
    """10-12亿元 as one number from 10 to 12: its middle, with the whole width as its step."""
    plain, stop = work.plain, work.sentence.end
    pos = first.end
    unit = units.UNIT.at(plain, pos, stop)
    reach = _RANGE.match(plain, pos, stop) or (_RANGE.match(plain, unit.end, stop) if unit else None)
    if not reach or not all(work.free[reach.start():reach.end()]) or _FROM.search(plain, max(0, first.start - 44),
            first.start):
        return None
    if " to " in reach.group() and _BY.search(plain, max(0, first.start - 16), first.start):
        return None
    between = bool(_BETWEEN.search(plain, max(0, first.start - 16), first.start))
    if ("and" in reach.group().lower().split()) != between:
        return None
    said = reach["to"]
    last = from_digits(said) if said[0].isdigit() else from_en(said)
    factor, pos, _ = _scaled(work, reach.end(), money)
    if last is None or plain[pos:pos + 1] == "-":
        return None
    own = first.value / number.value if number.value else ONE
    lower = number.value * (own if own != 1 else factor)
    upper = last.value * factor
    beyond = units.UNIT.at(plain, pos, stop)
    if lower >= upper or (unit and (beyond is None or beyond.meaning != unit.meaning)):
        return None
    if " or " in reach.group() and (upper > 20 or unit):
        return None
    return replace(first, end=pos, right=pos, value=(lower + upper) / 2, step=upper - lower)


def _measured(work: Scan, mention: Mention, at: int) -> Mention:
    """With the unit that follows, if one does."""
    plain, stop = work.plain, work.sentence.end
    unit = units.UNIT.at(plain, at, stop)
    if half := _HALF_ZH.match(plain, at, stop):
        mention.value, mention.step = mention.value + Decimal("0.5"), Decimal("0.5")
        mention.dimension, mention.symbol = Dimension.DURATION, _HALVED[half[1]]
        mention.end = mention.right = half.end()
        return mention
    if not unit and plain[at:at + 1] == "-":
        unit = units.UNIT.at(plain, at + 1, stop)
    if not unit:
        return mention
    dimension, symbol, factor = units.split(unit.meaning)
    if dimension == "count":        # a classifier is no unit: what is counted comes after it
        mention.right = unit.end
        return mention
    if dimension == "duration" and mention.value > 1 and _ADJUNCT.match(plain, at):
        return mention          # "18,750 day patients"
    often = dimension == "times" and mention.value >= MANY_TIMES and plain[unit.start:unit.end].isascii()
    if often and not _TIMES_WHAT.match(plain, unit.end, stop):
        return mention          # "called out 3,871 times"
    if dimension == "doublings":
        power = int(mention.value) if mention.value <= 10 else 1
        mention.value, mention.step, mention.to, dimension = Decimal(2) ** power, ONE, True, "times"
    else:
        mention.value, mention.step = mention.value * factor, mention.step * factor
    mention.dimension, mention.symbol = Dimension(dimension), symbol
    mention.end = mention.right = unit.end
    if symbol == "minute" and factor == 1 and (seconds := _SECONDS.match(plain, unit.end, stop)):
        mention.value, mention.step = mention.value + Decimal(seconds["s"]) / 60, ONE / 60
        mention.end = mention.right = seconds.end()
    if plain[unit.end:unit.end + 1] == "半" and dimension in ("percent", "duration"):      # 七成半, 四天半
        mention.value, mention.step = mention.value + factor / 2, factor / 2
        mention.end = mention.right = unit.end + 1
    return mention


def _is_count(work: Scan, match: re.Match[str], mention: Mention, factor: Decimal) -> bool:
    """May a number without a unit count something? Digits may; words need something that they count."""
    plain = work.plain
    if match["digits"]:
        return not _is_year(work, match, mention) and not _glued(plain, mention.end)
    if match["zh"]:
        return mention.right > mention.end or (factor > 1 and mention.value >= 10**4)
    return True     # the noun is looked for in context.py


def _glued(plain: str, at: int) -> bool:
    """A letter right after the number: 5G, 3D, 12th."""
    if COMPOUND.match(plain, at):
        return False
    following = plain[at:at + 2]
    return bool(re.match(r"[A-Za-z_]|-[A-Za-z]|[./]\w|[-/]\d",
                         following)) and not re.match(r"[./](?!\d)[A-Z]", following)


def _is_year(work: Scan, match: re.Match[str], mention: Mention) -> bool:
    said = match["digits"]
    old = said[:1] == "1" and said.isdigit() and _OLD_YEAR.search(work.plain, max(0, match.start() - 10), match.start())
    named = len(said) == 4 and said.isdigit() and (old or _YEAR.match(said))
    if not named or mention.end != match.end() or mention.right > mention.end:
        return False
    return not re.match(r" (?:[a-z][\w-]+ ){0,2}[a-z]{3,}s\b", work.plain[mention.end:mention.end + 40])


def _compared(work: Scan, mention: Mention) -> Mention:
    """With the words that compare it: the nearest ones before it, else those after it."""
    before = BEFORE.before(work.plain, mention.start, work.sentence.start)
    if before and all(work.free[before.start:before.end]):
        mention.left = before.start
        duration_long = mention.dimension is Dimension.DURATION and before.meaning == ">"
        if not duration_long:       # "over five years" is during
            mention.comparison = Comparison(before.meaning)
    after = AFTER.at(work.plain, mention.end, work.sentence.end) or AFTER.at(work.plain, mention.right,
        work.sentence.end)
    if after:
        mention.right = max(mention.right, after.end)
        if mention.comparison is Comparison.EQUAL:
            mention.comparison = Comparison(after.meaning)
    return mention
