"""Numbers as they are written: digits, Chinese numerals, English words. Each gives value and last digit's size."""

import re
from decimal import Decimal

from msgspec import Struct

ONE = Decimal(1)


class Number(Struct, frozen=True):
    """`step`: the size of the last digit that was written, in the same unit as `value`."""

    value: Decimal
    step: Decimal


# ISO 80000-1, 7.3.1: thousands may be parted by a blank; a row of such groups is no number but a table's cells.
_BLANKS = r"(?<!\d )(?<!\d\. )[1-9]\d{0,2}(?: \d{3}){1,3}(?![ -]?\d)"
DIGITS = rf"(?<!\d)(?:\d{{1,3}}(?:,\d{{3}}){{1,6}}(?!\d)|{_BLANKS}|\d{{1,18}}(?!\d))(?:\.\d{{1,12}})?"
_ZH = "零一二两三四五六七八九"
_ZH_DIGIT = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "两": 2, "〇": 0, "俩": 2, "仨": 3}
_ZH_UNIT = {"十": 10, "百": 100, "千": 1000}
_ZH_SCALE = {"万": 10**4, "亿": 10**8}
ZH_NUMERAL = r"[零〇一二两三四五六七八九十百千万亿]{1,20}(?:点[零〇一二三四五六七八九]{1,8})?"

_ROUND = frozenset({"百亿", "千亿", "千万", "百万"})       # 百亿元: taken for a number only before a currency

EN_UNITS = {word: n for n, word in enumerate(
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ])}  # fmt: skip
EN_TENS = {word: 10 * n for n, word in enumerate(
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)}  # fmt: skip
EN_SCALE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_EN_WORD = "|".join(sorted([*EN_UNITS, *EN_TENS, *EN_SCALE], key=len, reverse=True))
EN_NUMERAL = (
    rf"\b(?:(?:half )?a (?=hundred|thousand|million|billion|trillion|dozen))?(?:{_EN_WORD})\b"
    rf"(?:(?:[ -]|(?:(?<=hundred)|(?<=thousand)|(?<=million)) and )(?:{_EN_WORD})\b){{0,8}}(?: and a half\b)?"
)


def from_digits(text: str, scale: Decimal = ONE) -> Number:
    """"2,600" → 2600 with step 1; "12.3" with scale 10^9 → 12,300,000,000 with step 100,000,000."""
    value = Decimal(text.replace(",", "").replace(" ", ""))
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else ONE
    return Number(value * scale, step * scale)


def from_zh(text: str) -> Number | None:
    """一千六百零四 → 1604; 十二点五 → 12.5; 一万二 → 12000; 二〇二一 → 2021; None for what is no number."""
    whole, _, fraction = text.partition("点")
    if not whole or (whole[0] in "百千万亿" and whole[:2] not in _ROUND):
        return None
    value = _zh_whole(whole)
    if value is None:
        return None
    if not fraction:
        return Number(Decimal(value), Decimal(_zh_step(whole)))
    digits = "".join(str(_ZH_DIGIT[c]) for c in fraction)
    return Number(Decimal(f"{value}.{digits}"), ONE.scaleb(-len(digits)))


def _zh_whole(text: str) -> int | None:
    if all(c in _ZH_DIGIT for c in text):
        return int("".join(str(_ZH_DIGIT[c]) for c in text))
    total = section = digit = 0
    unit = 0        # the last unit that was named, for 一万二: a digit that follows it is a tenth of it
    for c in text:
        if c in _ZH_DIGIT:
            if digit:
                return None     # two digits beside each other among units: 三四十
            digit = _ZH_DIGIT[c]
            unit = 0 if c in "零〇" else unit
        elif c in _ZH_UNIT:
            unit = _ZH_UNIT[c]
            section += (digit or 1) * unit
            digit = 0
        else:
            unit = _ZH_SCALE[c]
            section = (section + digit) * unit
            if unit > 10**4 and total:      # 一万亿
                section, total = total * unit + section, 0
            total, section, digit = total + section, 0, 0
    return total + section + (digit * unit // 10 if unit >= 100 else digit)


def _zh_step(text: str) -> int:
    last = text[-1]
    return _ZH_UNIT.get(last) or _ZH_SCALE.get(last) or 1


def from_en(text: str) -> Number | None:
    """"one thousand six hundred and four" → 1604; "half a million" → 500,000; "two and a half million" → 2,500,000."""
    words = [w for w in re.split(r"[ -]", text.lower()) if w]
    half = words[-3:] == ["and", "a", "half"]
    words = words[:-3] if half else words
    factor = Decimal("0.5") if words[:1] == ["half"] else ONE
    total = section = 0
    step = 1
    for word in words:
        if word in EN_UNITS or word in EN_TENS:
            section += EN_UNITS.get(word, 0) or EN_TENS.get(word, 0)
            step = 1
        elif word in ("hundred", "dozen"):
            section, step = (section or 1) * EN_SCALE[word], EN_SCALE[word]
        elif word in EN_SCALE:
            total += (section or 1) * EN_SCALE[word]
            section, step = 0, EN_SCALE[word]
        elif word not in ("a", "and", "half"):
            return None
    value = (Decimal(total + section) + (Decimal("0.5") if half else 0)) * factor
    return Number(value, Decimal(1 if step == 12 else step) * (Decimal("0.5") if half else factor))
