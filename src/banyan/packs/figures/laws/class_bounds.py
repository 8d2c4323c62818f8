"""The bounds by which a text sorts what it counts: "up to 20", "21 to 50", "65 and over", 100至499张, 500张及以上."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from banyan.packs.figures.relations.frames import INFINITE

_WORDS = {word: n for n, words in enumerate((
    "", "one 一", "two 二 两", "three 三", "four 四", "five 五", "six 六", "seven 七", "eight 八", "nine 九", "ten 十",
    "eleven", "twelve")) for word in words.split()}
_WORDS |= {"百": 100, "千": 1000, "百万": 10**6, "千万": 10**7, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11,
           "十万": 10**5, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100}
_EN = (r"(?:[$€£¥]?(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?: ?(?:thousand|million|billion|bn|mn|m|k)\b)?"
       r"|\b(?:" + "|".join(word for word in _WORDS if word.isascii()) + r")\b)")
_ZH = (r"(?:(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[万亿]?"
       r"|(?<![\d一二三四五六七八九十第])(?:[十百千](?=[万亿元])[万亿]?|[一二两三四五六七八九十](?=年|个月|岁|天|小时"
       r"|次|人|公里)))")
_DASH = r" ?[-–—~～] ?"
_UNIT_EN = r"(?: ?(?!and\b|or\b|to\b)[a-z²³°]{1,11}(?: of age)?)?"
_UNIT_ZH = r"[\u4e00-\u9fff㎡℃]{0,4}?"
_UNDER = (r"(?:(?:low|narrow|short|young|cheap|small|light)er than|under|below|less than|fewer than|up to"
          r"|at most|no more than|not more than|not exceeding|within)")
_OVER = (r"(?:over|above|more than|at least|older than|exceed(?:ing|s|ed)?|upwards of|beyond"
         r"|(?:long|heavi|larg|high|tall|deep|wid|bigg|great|strong|old|fast)er than)")
_AND_LESS = r"(?:under|below|less|fewer|younger|smaller|lighter|shorter)"
_AND_MORE = (r"(?:over|above|more|older|up|upwards?|stronger|larger|longer|heavier|higher|beyond|greater|bigger|taller"
             r"|later)")
_PATTERNS = tuple(re.compile(regex, re.IGNORECASE) for regex in (
    rf"\b(?:more than|over|above|from|at least) (?P<a>{_EN}){_UNIT_EN} (?:and|but|to|,) ?(?:up to|not (?:more|over)"
    rf"(?: than)?|no more than|less than|under|below|at most) (?P<b>{_EN}){_UNIT_EN}",
    rf"(?P<a>{_ZH}){_UNIT_ZH}(?:[（(][^（）()\d]{{0,8}}[)）]|及"
    rf"|含)?以上[、，至到](?P<b>{_ZH})(?P<u>{_UNIT_ZH})(?:及)?以[下内]",
    rf"\bbetween (?P<a>{_EN}){_UNIT_EN} and (?P<b>{_EN}){_UNIT_EN}",
    rf"(?:\bfrom )?(?<![\d.,–-])(?P<a>{_EN}){_UNIT_EN}(?:{_DASH}| to (?:under |less than )?)"
    rf"(?P<b>{_EN})(?![\d–-]){_UNIT_EN}",
    rf"(?P<a>{_ZH}){_UNIT_ZH}(?:\([不含]{{1,2}}\)|（[不含]{{1,2}}）)?(?:至|到"
    rf"|{_DASH})(?P<b>{_ZH})(?P<u>{_UNIT_ZH})(?=[（(的占有，：:为、的]|$)",
    rf"\b(?P<b>{_EN}){_UNIT_EN} (?:or|and) {_AND_LESS}\b",
    rf"\b{_UNDER} (?P<b>{_EN}){_UNIT_EN}",
    rf"(?P<b>{_ZH})(?P<u>{_UNIT_ZH})(?:[（(][^（）()\d]{{0,8}}[)）]|及|含)?以[下内里]",
    rf"(?:不足|低于|小于|少于|不到|未满|不满)(?P<b>{_ZH})(?P<u>{_UNIT_ZH})(?=[（(的占有，：:为、]|$)",
    rf"\b(?P<a>{_EN}){_UNIT_EN} (?:or|and|&) {_AND_MORE}\b",
    rf"(?P<a>{_EN}) ?\+|\bfrom (?P<c>{_EN}){_UNIT_EN} (?:upwards?|on|onwards?)\b",
    rf"\b{_OVER} (?P<a>{_EN}){_UNIT_EN}",
    rf"(?P<a>{_ZH})(?P<u>{_UNIT_ZH})(?:[（(][^（）()\d]{{0,8}}[)）]|及|含)?以[上外]",
    rf"(?:超过|大于|高于|多于|年满|满|超)(?P<a>{_ZH})(?P<u>{_UNIT_ZH})(?=[（(的占有，：:为、]|$)",
))  # fmt: skip
_NO_SIZE = re.compile(r"^ ?(?:[月日号时点季届版]|[:：]\d\d\b|a\.m|p\.m|percent|per cent|%)|^[％%]", re.IGNORECASE)
_AND = re.compile(r"(?:[（(][^（()）]{0,12}[)）])?(?:以上)?[、，,]? ?(?:且|但|而|and|but)? ?", re.IGNORECASE)
_UNIT = re.compile(r"[a-z²³°\u4e00-\u9fff]+", re.IGNORECASE)
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
           "万": 1e4, "亿": 1e8}
_YEARS = (1800.0, 2100.0)
# Right before a number: all of those that are sorted.
ABOVE = re.compile(r"\b(?:all|total|whole|altogether) (?:the |of the |our )?$|\b(?:mak(?:es|ing)|adds? up to"
                   r"|c[ao]mes? to|giv(?:es|ing)|inspected|counted|surveyed|examined|registered)\b[^,;.\d]{0,20}$"
                   r"|[共计总全][^，。；\d]{0,8}$", re.IGNORECASE)
# Beside a percentage of a class: of each class that so many do something, or what it grew by.
RATES = re.compile(r"率(?!先)|增[长速幅]|同比|下降|\b(?:rates?|turnout|unemploy\w+|employ\w+|grew|growth|rose"
                   r"|rise|fell|vot\w+|among|amongst|satisf\w+|approv\w+|support\w*)\b", re.IGNORECASE)
# Between two classes: they are of two kinds of things.
BELOW = re.compile(r"其中(?:男|女)|\b(?:women|men|elsewhere|nationwide|last year|worldwide)\b"
                   r"|全国|去年|上年", re.IGNORECASE)
# The text itself says that the classes neither overlap nor leave anything out.
APART = re.compile(
    r"互不(?:重叠|交叉|重复)|不(?:重不漏|重叠|交叉)|只能?(?:属于|归入|报|参加)一|(?:限|仅|只能?)报一|无缝衔接|首尾相接"
    r"|有且只有"
    r"|\b(?:no ?one|nobody|none|no [a-z]+|never|not) [^.;]{0,40}\b(?:two|both|more than one|twice)\b"
    r"|\bexactly one\b|\b(?:do|does|did|must|may) not overlap\b|\bwithout (?:a gap|gaps|overlap\w*)\b"
    r"|\bno (?:gap|overlap)|\bmutually exclusive\b|\beach (?:[a-z]+ ){1,4}(?:only|just) one\b"
    r"|\bonly one (?:of|group|class|category)\b",
    re.IGNORECASE)


class Class(Struct, frozen=True):
    """From `low` to `high`, one of which may be without end; `start` and `end` in the text."""

    low: float
    high: float
    unit: str
    start: int
    end: int

    def inside(self, other: "Class") -> bool:
        return other.low <= self.low and self.high <= other.high and (self.low, self.high) != (other.low, other.high)


def join(one: Class, other: Class) -> bool:
    """Does the other begin where the one ends: at the same bound, or at the next number?"""
    if INFINITE in (one.high, -other.low) or one.high == INFINITE or other.low == -INFINITE:
        return False
    step = 1.0 if one.high == int(one.high) and other.low == int(other.low) else 0.1
    return 0 <= other.low - one.high <= step + 1e-9


def found(text: str, start: int, end: int) -> list[Class]:
    """All bounds between `start` and `end`, in their order, none inside another."""
    classes: list[Class] = []
    for pattern in _PATTERNS:
        for hit in pattern.finditer(text, start, min(end, len(text))):
            if not any(c.start < hit.end() and hit.start() < c.end for c in classes) and (made := _class(hit, text)):
                classes.append(made)
    return list(_merged(text, sorted(classes, key=lambda c: c.start)))


def _merged(text: str, classes: Sequence[Class]) -> Iterator[Class]:
    """10亿元以上、不足50亿元: a lower and an upper bound right behind it are one class."""
    last: Class | None = None
    for one in classes:
        if last is not None and last.high == INFINITE and one.low == -INFINITE and last.low < one.high and (
                _AND.fullmatch(text, last.end, one.start)):
            last = Class(last.low, one.high, last.unit, last.start, one.end)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _class(hit: re.Match[str], text: str) -> Class | None:
    of = hit.groupdict()
    low, high = _number(of.get("a") or of.get("c") or ""), _number(of.get("b") or "")
    if low is not None and high is not None:
        scale = next((size for word, size in _SCALES.items() if (of["b"] or "").rstrip().endswith(word)), 1.0)
        low = low * scale if low * scale < high else low        # 5至10万元
        if low >= high or (_YEARS[0] < low < high < _YEARS[1]):
            return None
    last = max(hit.end(name) for name, said in of.items() if said and name != "u")
    if _NO_SIZE.match(text[last:last + 8]):
        return None
    word = _UNIT.match(text[last:last + 6].lstrip())
    unit = (word[0][:1] if word else "") if not text[last:last + 1].isascii() else ""
    return Class(-INFINITE if low is None else low, INFINITE if high is None else high, unit, hit.start(), hit.end())


def _number(said: str) -> float | None:
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", said)
    if digits is None:
        return _WORDS.get(said.strip().lower())
    tail = said[digits.end():].strip().lower()
    return float(digits[0].replace(",", "")) * _SCALES.get(tail, 1.0)
