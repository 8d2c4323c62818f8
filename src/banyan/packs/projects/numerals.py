"""Numbers in Chinese characters: 十二亿五千万, 二〇二一, 两千三百."""

from decimal import Decimal

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
           "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}


def chinese(text: str) -> Decimal | None:
    """The number; None where it isn't one. "十二亿五千万" → 1250000000; "一点五亿" → 150000000."""
    if not text or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE and c != "点" for c in text):
        return None
    whole, point, rest = text.partition("点")
    if point:
        digits = "".join(str(_DIGITS[c]) for c in rest if c in _DIGITS)
        scale = "".join(c for c in rest if c in _LARGE)
        before = _whole(whole)
        if not digits or before is None or not rest.endswith(scale):
            return None
        factor = 1
        for sign in scale:
            factor *= _LARGE[sign]
        return Decimal(f"{before}.{digits}") * factor
    number = _whole(text)
    return None if number is None else Decimal(number)


def _whole(text: str) -> int | None:
    if len(text) > 1 and all(c in _DIGITS for c in text):       # 二〇二一: read out digit by digit
        return int("".join(str(_DIGITS[c]) for c in text))
    total = part = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            part += (digit or 1) * _SMALL[sign]
            digit = 0
        else:
            part += digit
            digit = 0
            if sign in "亿億":
                total, part = (total + part) * _LARGE[sign], 0
            else:
                total, part = total + part * _LARGE[sign], 0
    return total + part + digit
