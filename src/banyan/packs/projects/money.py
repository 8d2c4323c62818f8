"""An amount as a district writes it to CNY, exactly, or the reason why it can't be one.

The unit is taken from where it stands nearest: the cell, its number format, the column's header, the line above the
table. 万 = 10^4, 亿 = 10^8, 万亿 = 10^12 (shared/standards.md).
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import NamedTuple

from banyan.model.figure import Amount, Comparison
from banyan.model.plain import plain
from banyan.model.text import Name
from banyan.packs.projects.numerals import chinese

CNY = "CNY"


class Unit(NamedTuple):
    """`factor` to one of `currency`; `where` says how it is written and where."""

    factor: Decimal
    currency: str = CNY
    where: str = ""


class Unread(NamedTuple):
    reason: Name


_SCALES = {
    "万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3,
    "trillion": 12, "tn": 12, "billion": 9, "billions": 9, "bn": 9, "b": 9, "million": 6, "millions": 6, "mn": 6,
    "mln": 6, "m": 6, "thousand": 3, "thousands": 3, "k": 3, "100 million": 8, "hundred million": 8, "10 thousand": 4,
    "ten thousand": 4, "10000": 4, "10,000": 4,
}  # fmt: skip
_CURRENCIES = {
    "人民币": CNY, "rmb": CNY, "cny": CNY, "yuan": CNY, "renminbi": CNY, "¥": CNY, "￥": CNY, "元": CNY,
    "美元": "USD", "usd": "USD", "us$": "USD", "us dollars": "USD", "us dollar": "USD", "dollars": "USD", "$": "USD",
    "美金": "USD",
    "港元": "HKD", "港币": "HKD", "hkd": "HKD", "hk$": "HKD", "欧元": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "€": "EUR", "日元": "JPY", "jpy": "JPY", "英镑": "GBP", "gbp": "GBP", "£": "GBP",
    "新台币": "TWD", "台币": "TWD", "twd": "TWD", "nt$": "TWD", "澳门元": "MOP", "mop": "MOP", "韩元": "KRW",
    "krw": "KRW", "新加坡元": "SGD", "新元": "SGD", "sgd": "SGD", "加元": "CAD", "澳元": "AUD", "瑞士法郎": "CHF",
}  # fmt: skip


def _either(words: Mapping[str, object]) -> str:
    """Longest first. Words of Latin letters end where the letters end."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        latin = word[-1].isascii() and word[-1].isalpha()
        parts.append(re.escape(word).replace(r"\ ", r"\s*") + (r"(?![a-z])" if latin else ""))
    return "|".join(parts)


_CURRENCY = _either(_CURRENCIES)
_SCALE = _either(_SCALES)
_UNIT = re.compile(rf"(?:(?P<before>{_CURRENCY})\s*)?(?P<scale>{_SCALE})?\s*(?P<after>{_CURRENCY})?(?:\s*人民币)?")
# ISO 80000-1, 7.3.2: digits may stand in groups of three with a space between them.
_NUMBER = r"\d{1,3}(?: \d{3})+(?![\d ])(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_DIGITS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")     # as most cells write it
_ONE = re.compile(
    rf"(?P<before>{_CURRENCY})?\s*(?P<number>{_NUMBER})(?P<e>e[+-]?\d+)?\s*(?P<many>多|余|几)?\s*(?P<scale>{_SCALE})?"
    rf"\s*(?P<many2>多|余)?\s*(?P<after>{_CURRENCY})?(?:\s*(?:人民币|rmb|cny)(?![a-z]))?")
_RANGE = re.compile(rf"(?:{_NUMBER})\s*(?:{_SCALE})?\s*(?:{_CURRENCY})?\s*(?:-|~|至|到|—|\bto\b|/|或|"
                    rf"\bor\b)\s*(?:{_CURRENCY})?"
                    rf"\s*(?:{_NUMBER})")
_PENDING = re.compile(r"待定|待议|未定|面议|暂无|暂缺|保密|不详|另议|待.{0,3}[定明核补报]|未(?:定|明确|确定|落实|"
                      r"填|披露)|"
                      r"\bt\.?b\.?[dca]\.?\b|\bn\.?/?a\.?\b|to be \w+|"
                      r"pending|unknown|undisclosed|confidential|negotia\w+|none|null|nil|无$|^[-/\\.?*]+$")
_FORE = (
    (r"不超过|至多|最多|不高于|at most|up to|no more than|not more than|≤|<=", Comparison.AT_MOST),
    (r"不少于|不低于|至少|at least|no less than|not less than|≥|>=", Comparison.AT_LEAST),
    (r"近|将近|接近|nearly|almost|close to", Comparison.NEARLY),
    (r"略超|略高于|a little over|slightly over|just over", Comparison.A_LITTLE_OVER),
    (r"超过|超|逾|高于|大于|more than|over|above|in excess of|exceeding|>", Comparison.ABOVE),
    (r"低于|小于|不足|不到|less than|under|below|<", Comparison.BELOW),
    (r"大约|约为|约|预计|估算|about|around|approximately|approx\.?|circa|ca\.|c\.|~|≈|est\.", Comparison.ABOUT),
)  # fmt: skip
_AFT = (
    (r"以上", Comparison.AT_LEAST), (r"左右|上下|\(约\)|\(预计\)|\(估\)", Comparison.ABOUT),
    (r"以内|以下", Comparison.AT_MOST),
)  # fmt: skip
_FORE_RE = tuple((re.compile(rf"^(?:{words})\s*"), c) for words, c in _FORE)
_AFT_RE = tuple((re.compile(rf"\s*(?:{words})$"), c) for words, c in _AFT)
_TRADITIONAL = str.maketrans("億萬兩幣圓", "亿万两币元")
_LABEL = re.compile(r"^(?:总投资额?|投资总额|投资额|计划总投资|投资|金额|合计|共计|total investment|investment|"
                    r"total)\s*:?\s*")
_REMARK = re.compile(r"(?<=[\w.])\s*\((?!约|预计|估)[^()\d]*\)$")
_ERROR = re.compile(r"^#(?:ref!|n/a|value!|div/0!|name\?|num!|null!|spill!|calc!|error!|getting_data|#+)$")


class Said(NamedTuple):
    """What words say of a unit; None where they don't. "人民币" says no scale, "元" says 1."""

    scale: Decimal | None = None
    currency: str | None = None

    def over(self, other: "Said") -> "Said":
        """What isn't said here is taken from there."""
        return Said(self.scale if self.scale is not None else other.scale, self.currency or other.currency)

    def unit(self, where: str) -> Unit | None:
        """None where no scale is said."""
        return None if self.scale is None else Unit(self.scale, self.currency or CNY, where)


UNSAID = Said()


def unit_of(text: str) -> Said:
    """"亿元" → 10^8 CNY, "万美元" → 10^4 USD; nothing where the text is no unit."""
    low = _folded(text).strip(" ()[]:,;")
    found = _UNIT.fullmatch(low)
    if not low or found is None:
        return UNSAID
    scale = found["scale"]
    currency = found["after"] or found["before"]
    after = found["after"] or (None if scale else found["before"])
    one = Decimal(1) if after and (after.endswith("元") or after in ("yuan", "dollars", "euros")) else None
    return Said(Decimal(10) ** _SCALES[_one_space(scale)] if scale else one,
                _CURRENCIES[_one_space(currency)] if currency else None)


def _folded(text: str) -> str:
    return plain(text).casefold().translate(_TRADITIONAL)


_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_AFTER_WORD = re.compile(r"(?:单位|\bunit)s?\s*[:,]?\s*([^,;。)\]]*)")
_SAID_OF_ALL = re.compile(
    r"\b(?:amounts?|figures?|values?|investments?|money|sums?|numbers|all)\b[^.;。]{0,40}?\bin\s+"
    r"((?:[a-z$¥€£]+|\d[\d,]*)(?:\s+(?:[a-z$¥€£]+|\d[\d,]*)){0,4})")
_AT_END = re.compile(r"((?:人民币)?(?:万亿|亿|千万|百万|万)?(?:美元|港元|港币|欧元|日元|元)|万亿|亿|"
                     r"(?<=[\u3400-\u9fff])万"
                     r"|[,;]\s*[^,;]*|\b(?:rmb|cny|yuan|usd)\s*(?:bn|billion|million|m|100 million|10,?000)?"
                     r"|\b(?:bn|billion|million)\s*(?:rmb|cny|yuan|usd))\s*$")


def unit_in(text: str) -> Said:
    """The unit that a header or title names somewhere in it: "投资额（万元）", "单位：亿元", "Investment, CNY bn", "All
    amounts in millions of yuan unless stated otherwise".
    """
    low = _folded(text).replace("10,000", "10000")
    found = UNSAID
    for words in _SAID_OF_ALL.findall(low):
        several = words.replace(" of ", " ").split()
        found = found.over(next((said for n in range(len(several), 0, -1)
                                 if (said := unit_of(" ".join(several[:n]))) != UNSAID), UNSAID))
    for words in (*_IN_BRACKETS.findall(low), *_AFTER_WORD.findall(low), *_AT_END.findall(low)):
        for part in (words, *re.split(r"[,;:/、 ]\s*", words)):
            found = found.over(unit_of(_AFTER_WORD.sub(r"\1", part)))
    return found


def _one_space(word: str) -> str:
    return re.sub(r"\s+", " ", word)


def read(
    value: object, given: Unit | None, rates: Mapping[str, Decimal] | None = None, error: str = "", form: str = ""
) -> Amount | Unread:
    """The amount in CNY. `given`: the unit of the column; `form`: words of the cell's number format.

    Never raises: what can't be read is Unread with its reason.
    """
    if error:
        return Unread(_of_error(error))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Unread(Name(f"“{value}”不是金额", f'"{value}" is no amount'))
    if isinstance(value, str):
        return _text(value, given, {} if rates is None else rates)
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return Unread(Name("不是有限的数", "it is no finite number"))
    unit = given
    said = unit_of(form)
    if said != UNSAID:
        base = given or Unit(Decimal(1))
        unit = Unit(said.scale or base.factor, said.currency or base.currency, f"number format: {form}")
    shown = f"{number:f}" + form
    if unit is None:
        return Unread(_NO_UNIT)
    step = Decimal(1).scaleb(min(0, _exponent(number)))
    return _amount(shown, number, step, unit, Comparison.EQUAL, {} if rates is None else rates)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _text(written: str, given: Unit | None, rates: Mapping[str, Decimal]) -> Amount | Unread:
    if given is not None and _DIGITS.fullmatch(bare := written.strip()):
        number = Decimal(bare.replace(",", ""))
        return _amount(bare, number, Decimal(1).scaleb(_exponent(number)), given, Comparison.EQUAL, rates)
    low = _folded(written)
    if not low:
        return Unread(Name("没有填写，应为金额", "it is empty, an amount was expected"))
    if _ERROR.match(low):
        return Unread(_of_error(written.strip()))
    if _PENDING.search(low):
        return Unread(Name(f"“{written.strip()}”：尚未确定，应为金额",
                           f'"{written.strip()}" is not decided yet, an amount was expected'))
    text = _REMARK.sub("", _LABEL.sub("", low))
    text, comparison = _compared(text)
    if _RANGE.search(text):
        return Unread(Name(f"“{written.strip()}”是一个区间，应为一个金额",
                           f'"{written.strip()}" is a range, one amount was expected'))
    return _parts(written.strip(), text, comparison, given, rates)


def _compared(text: str) -> tuple[str, Comparison]:
    comparison = Comparison.EQUAL
    for pattern, meaning in _AFT_RE:
        if pattern.search(text):
            text, comparison = pattern.sub("", text), meaning
    # "人民币约12.5亿元": the currency may stand before the word.
    lead = re.match(rf"^(?:{_CURRENCY})\s*", text)
    rest = text[lead.end():] if lead else text
    for pattern, meaning in _FORE_RE:
        if pattern.search(rest):
            return (lead[0] if lead else "") + pattern.sub("", rest), meaning
    return text, comparison


def _parts(
    written: str, text: str, comparison: Comparison, given: Unit | None, rates: Mapping[str, Decimal]
) -> Amount | Unread:
    """"12.5亿元", "1亿2000万元", "十二亿五千万元"."""
    text = text.strip(" .。;；,，()整")
    parts = [found for found in _ONE.finditer(text) if found["number"]]
    if not parts:
        return _in_words(written, text, comparison, given, rates)
    rest = _ONE.sub(lambda m: "" if m["number"] else m[0], text).strip(" ()+")
    if rest:
        return Unread(Name(f"“{written}”不是一个金额（多出“{rest}”）", f'"{written}" is no amount ("{rest}" is '
                                                                       f'too much)'))
    if len(parts) > 1 and not all(p["scale"] for p in parts[:-1]):
        return Unread(Name(f"“{written}”里有几个数，应为一个金额", f'"{written}" holds several numbers, one '
                                                                   f'amount was expected'))
    factors = [Decimal(10) ** _SCALES[_one_space(p["scale"])] if p["scale"] else None for p in parts]
    if any(b is not None and a is not None and b >= a for a, b in pairwise(factors)):
        return Unread(Name(f"“{written}”里有几个金额，应为一个", f'"{written}" holds several amounts, one was '
                                                                 f'expected'))
    said = next((p["after"] or p["before"] for p in reversed(parts) if p["after"] or p["before"]), None)
    currency = _CURRENCIES[_one_space(said)] if said else (given.currency if given else CNY)
    many = any(p["many"] or p["many2"] for p in parts)
    if many and comparison is Comparison.EQUAL:
        comparison = Comparison.ABOVE
    try:
        numbers = [Decimal(p["number"].replace(",", "").replace(" ", "") + (p["e"] or "")) for p in parts]
    except InvalidOperation:
        return Unread(Name(f"“{written}”不是一个金额", f'"{written}" is no amount'))
    if len(parts) == 1 and factors[0] is None and said is None:
        if given is None:
            return Unread(_NO_UNIT)
        return _amount(written, numbers[0], Decimal(1).scaleb(_exponent(numbers[0])), given, comparison, rates)
    if len(parts) == 1 and factors[0] is None and said is not None and given is not None and not _bare_yuan(parts[0]):
        # "¥12.5" in a column of 亿元: the sign says the currency, the header the scale.
        return _amount(written, numbers[0], Decimal(1).scaleb(_exponent(numbers[0])),
                       Unit(given.factor, currency, given.where), comparison, rates)
    value = sum((n * (f or 1) for n, f in zip(numbers, factors, strict=True)), Decimal(0))
    step = Decimal(1).scaleb(_exponent(numbers[-1])) * (factors[-1] or 1)
    return _amount(written, value, step, Unit(Decimal(1), currency, f"cell: {written}"), comparison, rates)


def _bare_yuan(part: re.Match[str]) -> bool:
    """"125000000元": 元 after the number is its unit; ¥ or 人民币 before it isn't."""
    return bool(part["after"]) and part["after"] not in ("人民币", "rmb", "cny")


def _in_words(
    written: str, text: str, comparison: Comparison, given: Unit | None, rates: Mapping[str, Decimal]
) -> Amount | Unread:
    """Chinese numerals: "十二亿五千万元"."""
    lead = re.match(rf"^(?:{_CURRENCY})\s*", text)
    body = text[lead.end():] if lead else text
    tail = re.search(rf"(?:{_CURRENCY})$", body)
    number = chinese(body[: tail.start()] if tail else body)
    if number is None:
        return Unread(Name(f"“{written}”不是一个金额", f'"{written}" is no amount'))
    said = tail[0] if tail else (lead[0] if lead else None)
    currency = _CURRENCIES[_one_space(said)] if said else (given.currency if given else CNY)
    large = any(sign in body for sign in "亿万億萬")
    if not large and not tail and given is None:
        return Unread(_NO_UNIT)
    unit = Unit(Decimal(1), currency, f"cell: {written}") if large or tail else given
    assert unit is not None  # noqa: S101  the line above
    return _amount(written, number, Decimal(1), unit, comparison, rates)


class _Ones(dict[str, Decimal]):
    def get(self, _currency: str, _default: object = None) -> Decimal:
        return Decimal(1)


AS_IT_IS: Mapping[str, Decimal] = _Ones()       # rates that leave an amount in its own currency, for sums


def _amount(
    written: str, number: Decimal, step: Decimal, unit: Unit, comparison: Comparison, rates: Mapping[str, Decimal]
) -> Amount | Unread:
    value = number * unit.factor
    if value <= 0:
        return Unread(Name(f"“{written}”：应为大于零的金额", f'"{written}": an amount above zero was expected'))
    if unit.currency != CNY:
        rate = rates.get(unit.currency)
        if rate is None:
            return Unread(Name(f"“{written}”是{unit.currency}，没有给出汇率，应为人民币",
                               f'"{written}" is in {unit.currency} and no rate was given, CNY was expected'))
        value, step = value * rate, step * rate
    return Amount(written, _short(value), _short(step * unit.factor), comparison)


def _short(value: Decimal) -> Decimal:
    """12.50E+8 and 1250000000 are one amount, written one way."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def _of_error(text: str) -> Name:
    if text.startswith("="):
        return Name(f"公式“{text}”没有算出的值：请用表格软件打开并保存",
                    f'the formula "{text}" has no computed value: open and save it in a spreadsheet program')
    return Name(f"“{text}”是表格软件的错误值，应为金额", f'"{text}" is a spreadsheet error, an amount was expected')


_NO_UNIT = Name("没有单位：标题、表头和单元格都没有说明（可用 --unit 给出）",
                "no unit: neither title, header nor cell says one (give --unit)")
