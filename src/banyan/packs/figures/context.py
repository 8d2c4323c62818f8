"""What each number of a sentence does and is of: role, noun, base, share of what. The words around it decide."""

import re
from decimal import Decimal

from banyan.model.figure import Comparison, Dimension, Period, Role
from banyan.packs.figures.around import REACH, WORDS, Around, Words, beside
from banyan.packs.figures.counts import counts
from banyan.packs.figures.en import markers as en_markers
from banyan.packs.figures.en import nouns as en_nouns
from banyan.packs.figures.measured import is_planned, shared
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.pattern import Found
from banyan.packs.figures.split import Sentence, clause
from banyan.packs.figures.zh import markers as zh_markers

_LARGE = Decimal(10) ** 5
_SHARES = re.compile(r"股(?![权东市票价])")        # 总股本2.40亿股: no amount of money
_SCALED, _SCALED_UNIT = re.compile(r"[mb]illion$", re.IGNORECASE), re.compile(r"[mb]illion\b", re.IGNORECASE)
_BAND_AFTER = re.compile(r"(?:以上|以下|以内)?的?(?:[\u4e00-\u9fff]{0,8}?)(?:项目|企业|工程|合同|订单)")
_BAND_BEFORE = re.compile(
    r"\b(?:projects?|contracts?|enterprises|companies|deals|those|firms|ones)\b[^,;.]{0,40}?\b(?:worth|valued at"
    r"|exceeding|of|with|above|over)"
    r"\b[^,;.]{0,40}$", re.IGNORECASE,
)  # fmt: skip
_ZH_BAND_BEFORE = re.compile(r"(?:投资|金额|规模|产值|营收|收入|投资额)[^，。；]{0,4}$")
_NUMBER_OF = re.compile(r"\bnumber of\b", re.IGNORECASE)


def describe(plain: str, sentence: Sentence, mentions: list[Mention], last: Mention | None = None) -> list[Mention]:
    """Each mention with role, noun and flags; words that turn out to count nothing are dropped. `last`: the one before
    the sentence, in its paragraph.
    """
    kept: list[Mention] = []
    shared(plain, mentions)
    for n, mention in enumerate(mentions):
        low, high = clause(plain, sentence, mention.left, mention.right)
        before = mentions[n - 1].right if n and mentions[n - 1].right > low else low
        after = mentions[n + 1].left if n + 1 < len(mentions) and mentions[n + 1].left < high else high
        around = Around(plain, sentence, low, high, min(before, mention.left), max(after, mention.right))
        if _describe(around, mention, kept, last):
            kept.append(mention)
    return kept


def _describe(around: Around, mention: Mention, earlier: list[Mention], last: Mention | None) -> bool:
    words = WORDS[around.sentence.language]
    if mention.dimension is Dimension.RANK:
        return True
    if mention.is_count and not counts(around, mention, earlier):
        return False
    _adopt(around, mention, earlier, last)
    mention.total = beside(words.totals, around, mention) is not None
    mention.rest = beside(words.rests, around, mention) is not None
    mention.each = words.each.last(around.plain, max(around.low, mention.left - REACH), mention.start) is not None or (
        words.each.first(around.plain, mention.right, min(around.on, mention.right + 14)) is not None)
    per = words.per.at(around.plain, mention.right, around.sentence.end) or words.per.at(
        around.plain, mention.end, around.sentence.end)
    if per:
        mention.per = around.plain[per.start:per.end].strip(" /").removeprefix("per ").removeprefix("每").split(" ")[-1]
        mention.right = max(mention.right, per.end)
    mention.planned = is_planned(around.plain, mention, around.back, around.sentence.end)
    _base(words, around, mention)
    _role(words, around, mention, earlier)
    return True


_TO_COUNT = re.compile(r" to (?:about |over )?[\d.,]+(?: [mb]illion| thousand)? ([a-z]{3,}s)\b")
_NUMBERED = re.compile(r"\b(?:number(?:s|ed|ing)?|count(?:s|ed|ing)?) $", re.IGNORECASE)


def _adopt(around: Around, mention: Mention, earlier: list[Mention], last: Mention | None) -> None:
    """ "¥3 bn, of which tax 1.2 bn": a large bare number has the unit of the one before; a currency from the sentence
    before, too.
    """
    english = around.sentence.language == "en"
    large = mention.step >= _LARGE or (english and _SCALED.search(around.plain, mention.start, mention.end))
    apart = _SHARES.match(around.plain, mention.end)
    if not mention.is_count or mention.noun or not large or apart or _NUMBERED.search(
            around.plain, max(around.low, mention.left - 24), mention.left):
        return
    if english and (counted := _TO_COUNT.match(around.plain, mention.end)):
        mention.noun = en_nouns.singular(counted[1])        # "from 1.2 million to 2.0 million containers"
        return
    first = next((m for m in reversed(earlier) if not m.is_percent), None)
    if first is not None and (first.is_money or (english and first.dimension is Dimension.MEASURE)):
        mention.dimension, mention.symbol = first.dimension, first.symbol
    elif first is None and english and last is not None and (last.is_money or (
            last.dimension is Dimension.MEASURE and _SCALED_UNIT.search(around.plain, last.start, last.end))):
        mention.dimension, mention.symbol = last.dimension, last.symbol


def _base(words: Words, around: Around, mention: Mention) -> None:
    found = words.bases.first(around.plain, mention.right, around.on if around.on > mention.right else around.high)
    found = found or words.bases.last(around.plain, around.back, mention.left)
    if found:
        mention.base = Period(around.plain[found.start:found.end])


_ONLY_TO = re.compile(r"\s*to (?:a |an |about |over |nearly )?", re.IGNORECASE)


def _came_from(around: Around, mention: Mention) -> bool:
    return (en_markers if around.sentence.language == "en" else zh_markers).FROM.before(
        around.plain, mention.left, around.back) is not None and mention.dimension is not Dimension.TIMES


_TO = re.compile(r"(?! (?:later|after|ago|on)\b|后|前)[^,;，；。]{0,30}?(?:\bto(?: (?:a|an|as much as))?|到|至) ?$",
                 re.IGNORECASE)


def _follows(around: Around, mention: Mention, earlier: list[Mention]) -> bool:
    """"from 50 percent to over 65 percent", "from 15 days to 3": the second number is what the first one is."""
    first = earlier[-1] if earlier else None
    if first is None or first.role in (Role.GROWTH, Role.CHANGE, Role.GAP) or not _TO.fullmatch(
            around.plain, first.right, mention.left):
        return False
    if mention.is_count and not mention.noun and not mention.symbol:
        mention.dimension, mention.symbol, mention.noun = first.dimension, first.symbol, first.noun
    if mention.dimension is not first.dimension:
        return False
    mention.role, mention.of, mention.to = first.role, first.of, True
    return True


_AND = re.compile(r"(?: ?(?:and|,|, and) |和|、|及|以及|，|, )(?:about |nearly |over |约|近)?", re.IGNORECASE)


def _beside_like(around: Around, mention: Mention, earlier: list[Mention], way: str) -> bool:
    """"grew 12 percent and 18 percent respectively": the second is what the first one is."""
    first = earlier[-1] if earlier else None
    if first is None or way or not mention.is_percent or not first.is_percent or not _AND.fullmatch(
            around.plain, first.right, mention.left):
        return False
    if first.role is Role.LEVEL:
        return False
    mention.role, mention.per, mention.falls = first.role, first.per, first.falls
    mention.of = first.of or (_whole(around, mention) if first.role is Role.SHARE else "")
    for other in reversed(earlier):         # "8.4, 42.1 and 52.5 percent of output" are all of output
        if other.of or other.role is not Role.SHARE or first.role is not Role.SHARE:
            break
        other.of = mention.of
    mention.base = mention.base or first.base
    return True


_BRACKET = re.compile(r" \((?:or |that is )?[\d.]+ ?(?:%|percent|per cent)\) ")     # "8.8 million (or 4.3%) more than"


def _role(words: Words, around: Around, mention: Mention, earlier: list[Mention]) -> None:
    plain = around.plain
    moved = words.moves.before(plain, mention.left, around.back)
    reached = words.reaches.before(plain, mention.left, around.back)
    after = words.afterwards.at(plain, mention.right, around.on) or words.afterwards.at(plain, mention.end, around.on)
    after = after or (WORDS["en"].afterwards.at(plain, bracket.end() - 1, around.sentence.end) if (
        bracket := _BRACKET.match(plain, mention.right, around.sentence.end)) else None)
    mention.was = _came_from(around, mention)
    if mention.was:      # "from 30.8 percent a year earlier" is a level
        mention.base, after = None, None
    way = "" if mention.was or (reached
        and not mention.to) else moved.meaning if moved else after.meaning if after else ""
    mention.falls = way == "down"
    mention.to = mention.to or reached is not None or _ONLY_TO.fullmatch(plain, around.back, mention.left) is not None
    if _follows(around, mention, earlier) or _beside_like(around, mention, earlier, way):
        return
    if mention.dimension is Dimension.PERCENT:
        _percent(words, around, mention, way, earlier)
    elif mention.dimension is Dimension.POINTS:
        _points(words, around, mention, way)
    elif mention.dimension is Dimension.TIMES:
        mention.role = Role.GROWTH if way or mention.role is Role.GROWTH or mention.to else Role.LEVEL
    elif way and mention.dimension not in (Dimension.DATE, Dimension.DURATION):
        mention.role = Role.CHANGE
    else:
        _bound(around, mention, earlier)


def _percent(words: Words, around: Around, mention: Mention, way: str, earlier: list[Mention]) -> None:
    plain = around.plain
    yearly = words.yearly.last(plain, max(around.low, mention.left - REACH), mention.left) or words.yearly.first(
        plain, mention.end, max(mention.right, min(around.on, mention.end + 30)))
    share = words.shares.last(plain, around.back, mention.left) or _share_after(around, mention)
    if not share and _BEHIND_BRACKET.search(plain, around.sentence.start,
            mention.left):      # 占生产总值（4100亿元）的40%
        share = words.shares.last(plain, max(around.sentence.start, mention.left - 40), mention.left)
    rate = words.rates.last(plain, around.back, mention.left) or words.rates.first(
        plain, mention.right, min(around.on, mention.right + 30))
    if yearly and (way or not share):
        mention.role, mention.per = Role.AVERAGE_GROWTH, "year"
    elif rate and not (way and not mention.to):
        mention.role = Role.RATE
    elif (way and not (share and share.start > mention.left)) or (mention.base is not None and not share
            and not mention.to):
        mention.role = Role.GROWTH
    elif share or _OR.fullmatch(plain, around.back, mention.left) or _of_whole(around,
            mention) or _alone_in_brackets(around, mention) or (around.sentence.language == "en" and mention.to):
        mention.role = Role.SHARE
    elif mention.role is Role.LEVEL and any(
            m.role is Role.SHARE and m.is_percent and not re.search(r"[;；]", plain[m.right:mention.left])
                for m in earlier[-3:]):
        mention.role = Role.SHARE       # "A accounted for 21 percent, and other sectors for 14"
    if mention.role is Role.SHARE:
        mention.of = _whole(around, mention)


def _share_after(around: Around, mention: Mention) -> Found | None:
    return WORDS[around.sentence.language].shares.first(around.plain, mention.right, min(around.on, mention.right + 12))


_BEHIND_BRACKET = re.compile(r"[)）]的?(?:近|约|超过?)?$")
_OR = re.compile(r",? or ", re.IGNORECASE)      # "171, or 92 percent"
_OF = re.compile(r" of (?:the |its |their |all |total |these |those |them\b|[A-Za-z])")


def _of_whole(around: Around, mention: Mention) -> bool:
    after = around.plain[mention.right:mention.right + 12]
    if around.sentence.language == "en":
        return bool(_OF.match(around.plain, mention.end))
    return after.startswith(("以上的", "左右的", "的", "已", "为", "来自", "投向", "用于", "由", "落户", "集中", "属"))


def _alone_in_brackets(around: Around, mention: Mention) -> bool:
    left, right = around.plain[mention.left - 1:mention.left], around.plain[mention.right:mention.right + 1]
    return left in ("(", "（") and right in (")", "）") and bool(left) and bool(right)


_EN_WHOLE = re.compile(r" (?:share )?of (?:the |its |their |all )?(?:\w+'s |total )?([A-Za-z][A-Za-z' -]{1,40}?)(?=[,."
                       r";()]| (?:in|to|from|and|by|were|was|is|are|with|have|has|went|come|came)\b|$)")
_ZH_WHOLE = re.compile(r"占(?:到?全?[省市国区县]|到)?(?:的)?([\u4e00-\u9fffA-Z]{2,14}?)(?:的)?(?:比重|比例"
                       r"|份额)?(?:达到?|为|约|近|超过?|逾|的"
                       r"|提高|上升|已)*$")
GDP = re.compile(r"\bGDP\b|gross (?:domestic|regional) product|regional output|地区生产总值|国内生产总值|生产总值",
                 re.IGNORECASE)


# 占比分别为, "of output respectively": the words say how, not of what.
_DISTRIBUTED = re.compile(r"^比(?:例|重)?(?:分别)?$|(?:的?(?:比重|比例|份额))?分别$| respectively$", re.IGNORECASE)


def _whole(around: Around, mention: Mention) -> str:
    """Of what a share is taken, in the text's own words; the product of an economy in one word."""
    if around.sentence.language == "en":
        match = _EN_WHOLE.match(around.plain, mention.end, min(around.sentence.end, mention.end + 70))
    else:
        match = _ZH_WHOLE.search(around.plain, max(around.back, mention.left - 30), mention.left)
    said = _DISTRIBUTED.sub("", match.group(1).strip()) if match else ""
    near = around.plain[max(around.back, mention.left - 20):min(around.on, mention.right + 24)]
    return "gross domestic product" if GDP.search(said) or (not said and GDP.search(near)) else said


def _points(words: Words, around: Around, mention: Mention, way: str) -> None:
    plain = around.plain
    gap = words.gaps.last(plain, max(around.low, mention.left - REACH), mention.left)
    after = words.gaps.first(plain, mention.right, min(around.on, mention.right + 14))
    if words.yearly.last(plain, max(around.low, mention.left - REACH), mention.left):
        mention.per = "year"
        mention.role = Role.AVERAGE_GROWTH
        if not gap:
            return
    if _is_growth_rate(around, mention):
        mention.role = Role.GROWTH
        return
    against_before = mention.base is not None
    mention.role = Role.GAP if (gap or after) and not (way and not after and not _other_named(around,
        mention)) and not against_before else Role.CHANGE


_GROWTH_AFTER = re.compile(r" (?:[A-Za-z]+ ){0,2}(?:growth|growth rate)\b")
_GREW_BEFORE = re.compile(r"\b(?:grew|grown|grows|growing)\b[^,;.]{0,30}$|增长(?:了|率为)?(?:近|约|超过?)?$"
                          r"|增速(?:为|达到?)(?:近|约)?$",
                          re.IGNORECASE)
_RATIO = re.compile(r"\b(?:share|rate|ratio|proportion|percentage of|margin|coverage|level|account)|占|比重|比例"
                    r"|份额|率|水平|覆盖",
                    re.IGNORECASE)


def _is_growth_rate(around: Around, mention: Mention) -> bool:
    """Points where percent are meant: "8.1 percentage points GDP growth", 投资增长12个百分点.

    A share may well grow by points.
    """
    plain = around.plain
    if _GROWTH_AFTER.match(plain, mention.right, around.sentence.end):
        return True
    return bool(_GREW_BEFORE.search(plain, around.low, mention.left)) and not _RATIO.search(plain,
        around.sentence.start, mention.left)


_OTHER = re.compile(r"(?:高于|低于|快于|慢于|比)[^，。；\d]{2,}|(?:than|above|below|exceeding|over)\b", re.IGNORECASE)


def _other_named(around: Around, mention: Mention) -> bool:
    return bool(_OTHER.search(around.plain, around.back, mention.left) or _OTHER.search(around.plain, mention.right,
        around.on))


def _bound(around: Around, mention: Mention, earlier: list[Mention]) -> None:
    """Money that bounds a band ("projects worth over 1 bn numbered 81") or that each of many reaches."""
    if mention.is_count and mention.each and mention.comparison in (Comparison.ABOVE, Comparison.AT_LEAST) and any(
            m.is_count for m in earlier):
        mention.role = Role.FLOOR
    if mention.is_money and earlier and earlier[-1].is_count and mention.comparison in (Comparison.ABOVE,
            Comparison.AT_LEAST) \
            and not around.plain[earlier[-1].right:mention.left].strip():
        mention.role = Role.THRESHOLD       # "eight above 5 bn"
        return
    if not mention.is_money or mention.comparison in (
            Comparison.EQUAL, Comparison.ABOUT, Comparison.NEARLY, Comparison.A_LITTLE_OVER):
        return
    plain = around.plain
    if mention.each:
        mention.role = Role.FLOOR
    elif around.sentence.language == "zh":
        if _BAND_AFTER.match(plain, mention.end, around.high) and (
                mention.comparison in (Comparison.AT_LEAST, Comparison.AT_MOST)
                    or "的" in plain[mention.right - 1:mention.right + 3]):
            mention.role = Role.THRESHOLD
    elif _BAND_BEFORE.search(plain, max(around.low, mention.left - 90), mention.left) and (
            not mention.total or _NUMBER_OF.search(plain, around.low, mention.left)):
        mention.role = Role.THRESHOLD
